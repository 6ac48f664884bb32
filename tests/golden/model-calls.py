"""Drawn models whose layers are called with more than one list of tensors: several arguments, arguments by name,
switches, initial states; models inside of models; layers as activations. The JSON that Keras writes, weights, inputs, and the output."""

from common import keras, normal, tensors, write

layers = keras.layers
cases = []


def add(name, inputs, outputs, data):
    model = keras.Model(inputs, outputs)
    weights = [normal("%s %d" % (name, index), *w.shape) for index, w in enumerate(model.get_weights())]
    model.set_weights(weights)
    cases.append({"name": name, "json": model.to_json(), "weights": tensors(weights), "inputs": tensors(data),
                  "outputs": tensors([model(data if len(data) > 1 else data[0])])})
    keras.backend.clear_session()


queries, memory, state, cell = normal("queries", 2, 4, 3), normal("memory", 2, 3, 3), normal("state", 2, 2), normal("cell", 2, 2)


def ends(*shapes):
    return [keras.Input(shape) for shape in shapes]


for cls, arguments in ((layers.MultiHeadAttention, (2, 2)), (layers.GroupQueryAttention, (2, 2, 1))):
    x, y = ends((4, 3), (3, 3))
    add(cls.__name__ + " with a causal mask", x, cls(*arguments)(x, x, use_causal_mask=True), [queries])
    x, y = ends((4, 3), (3, 3))
    add(cls.__name__ + " of query and value", [x, y], cls(*arguments)(x, y), [queries, memory])
    x, y = ends((4, 3), (3, 3))
    add(cls.__name__ + " of query, value and key by name", [x, y], cls(*arguments)(x, key=y, value=y), [queries, memory])
x, y = ends((4, 3), (3, 3))
add("Attention with a causal mask", [x, y], layers.Attention()([x, y], use_causal_mask=True), [queries, memory])
x, h, c = ends((4, 3), (2,), (2,))
add("LSTM with initial states", [x, h, c], layers.LSTM(2)(x, initial_state=[h, c]), [queries, state, cell])
x, h = ends((4, 3), (2,))
add("GRU with an initial state", [x, h], layers.GRU(2)(x, initial_state=h), [queries, state])
x, h, c = ends((4, 3), (2,), (2,))
add("Bidirectional with initial states", [x, h, c], layers.Bidirectional(layers.GRU(2))(x, initial_state=[h, c]), [queries, state, cell])


def inner(count=1):
    x = ends(*[(3,)] * count)
    return keras.Model(x if count > 1 else x[0], layers.Dense(3, name="in")(layers.Subtract()(x) if count > 1 else x[0]), name="inner")


row = normal("row", 2, 3)
x, = ends((3,))
add("a nested model", x, layers.Dense(2)(inner()(x)), [row])
x, = ends((3,))
add("a nested model at the end", x, inner()(x), [row])
x, = ends((3,))
nested = inner()
nested(*ends((3,)))
first = nested(x)
add("a nested model called twice, and outside before", x, nested(layers.Multiply()([first, nested(first)])), [row])
x, = ends((3,))
add("a nested model of two inputs", x, layers.Dense(2)(inner(2)([x, layers.Dense(3)(x)])), [row])
x, = ends((3,))
add("layers that drop", x, layers.Dense(2)(layers.GaussianDropout(0.5)(layers.Dropout(0.9)(x))), [row])
x, = ends((3,))
add("a layer as activation", x, layers.Dense(2, activation=layers.LeakyReLU(negative_slope=0.5))(x), [row])
x, = ends((3,))
add("a layer of several activations", x, layers.Dense(2, activation=layers.Softmax())(layers.Activation(layers.ReLU(max_value=0.5))(x)), [row])
write("model-calls", cases)

