"""Drawn models whose layers are called with more than one list of tensors: several arguments, arguments by name,
switches, initial states. The JSON that Keras writes, weights, inputs, and the output."""

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
write("model-calls", cases)
