"""Golden outputs and gradients of recurrent layers, embeddings and the wrappers over time."""

from common import Tensor, integers, keras, layer_case, normal, np, write

layers = keras.layers
cases = []
MASK = np.array([[1, 1, 1, 1, 0], [1, 1, 0, 0, 0]], bool)
GAP = np.array([[1, 0, 1, 1, 0], [0, 1, 0, 1, 1]], bool)


def add(cls, shape, units, call=None, note="", **config):
    text = "".join(" %s=%s" % item for item in config.items())
    name = "%s units=%d%s of %s%s" % (cls.__name__, units, text, shape, note)
    inputs = [normal(name, *shape)]
    layer = cls(units, **config, name="layer")
    cases.append(layer_case(name, layer, inputs, call))


for cls in (layers.SimpleRNN, layers.LSTM, layers.GRU):
    add(cls, [2, 5, 3], 4)
    add(cls, [1, 1, 2], 1)
    add(cls, [2, 5, 3], 4, return_sequences=True)
    add(cls, [2, 5, 3], 2, return_sequences=True, return_state=True)
    add(cls, [2, 5, 3], 3, go_backwards=True, return_sequences=True)
    add(cls, [2, 5, 3], 3, activation="relu", use_bias=False)
    add(cls, [2, 5, 3], 3, unroll=True, return_state=True)
    add(cls, [2, 5, 3], 3, {"mask": MASK}, ", masked at the end")
    add(cls, [2, 5, 3], 3, {"mask": MASK}, ", masked at the end", return_sequences=True, return_state=True)
    add(cls, [2, 5, 3], 3, {"mask": GAP}, ", masked in between", return_sequences=True)
    add(cls, [2, 5, 3], 3, {"mask": GAP}, ", masked in between", return_sequences=True, zero_output_for_mask=True)
    add(cls, [2, 5, 3], 3, {"mask": MASK}, ", masked at the end", go_backwards=True)
add(layers.LSTM, [2, 5, 3], 3, recurrent_activation="hard_sigmoid", unit_forget_bias=False)
add(layers.GRU, [2, 5, 3], 3, reset_after=False)
add(layers.GRU, [2, 5, 3], 3, reset_after=False, use_bias=False, recurrent_activation="hard_sigmoid", return_sequences=True)
add(layers.GRU, [2, 5, 3], 3, {"mask": GAP}, ", masked in between", reset_after=False, return_sequences=True)

# The state given: inputs are the sequence and the states, called as layer(sequence, initial_state=states).
for cls, count in ((layers.SimpleRNN, 1), (layers.LSTM, 2), (layers.GRU, 1)):
    name = "%s with initial_state" % cls.__name__
    sequence, states = normal(name, 2, 4, 3), [normal(name + str(k), 2, 3) for k in range(count)]
    layer = cls(3, return_sequences=True, return_state=True, name="layer")
    call = {"initial_state": states if count > 1 else states[0]}
    case = layer_case(name, layer, [sequence], call)
    case["call"] = {"initial_state": [Tensor(s) for s in states]}
    cases.append(case)

# A stateful layer: the second call of the same input starts from the state the first one left.
for cls in (layers.SimpleRNN, layers.LSTM, layers.GRU):
    name = "%s stateful, called twice" % cls.__name__
    layer = cls(3, stateful=True, name="layer")
    value = normal(name, 2, 4, 3)
    case = layer_case(name, layer, [value])
    layer.reset_state()
    first, second = np.asarray(layer(value)), np.asarray(layer(value))
    case["calls"] = [Tensor(first), Tensor(second)]
    cases.append(case)

for merge in ("concat", "sum", "mul", "ave", None):
    for sequences in (True, False):
        name = "Bidirectional LSTM merge_mode=%s return_sequences=%s" % (merge, sequences)
        layer = layers.Bidirectional(layers.LSTM(2, return_sequences=sequences, name="inner"), merge_mode=merge, name="layer")
        cases.append(layer_case(name, layer, [normal(name, 2, 4, 3)]))
name = "Bidirectional GRU, masked"
layer = layers.Bidirectional(layers.GRU(2, return_sequences=True, name="inner"), name="layer")
cases.append(layer_case(name, layer, [normal(name, 2, 5, 3)], {"mask": MASK}))
name = "Bidirectional GRU return_state"
layer = layers.Bidirectional(layers.GRU(2, return_state=True, name="inner"), name="layer")
cases.append(layer_case(name, layer, [normal(name, 2, 4, 3)]))

name = "RNN of stacked cells"
layer = layers.RNN([layers.LSTMCell(3, name="first"), layers.GRUCell(2, name="second")], return_sequences=True, name="layer")
cases.append(layer_case(name, layer, [normal(name, 2, 4, 3)]))
name = "TimeDistributed Dense"
layer = layers.TimeDistributed(layers.Dense(3, activation="tanh", name="inner"), name="layer")
cases.append(layer_case(name, layer, [normal(name, 2, 4, 3)]))


def timewise(inner, shape, training):
    name = "TimeDistributed %s%s" % (inner.__class__.__name__, ", training" if training else "")
    layer = layers.TimeDistributed(inner, name="layer")
    cases.append(layer_case(name, layer, [normal(name, *shape)], {"training": training}))


# Each step by itself: what depends on the batch sees one step of all samples.
timewise(layers.BatchNormalization(momentum=0.5, name="inner"), [3, 4, 2], True)
timewise(layers.BatchNormalization(momentum=0.5, name="inner"), [3, 4, 2], False)
timewise(layers.LSTM(2, name="inner"), [2, 3, 4, 2], False)

for shape in ([2, 3], [5], [2, 3, 2]):
    name = "Embedding of %s" % shape
    cases.append(layer_case(name, layers.Embedding(6, 4, name="layer"), [integers(name, 0, 6, *shape)]))
repeated = np.array([[2, 2, 2, 0], [5, 2, 0, 0]], np.int32)
layer = layers.Embedding(6, 3, mask_zero=True, name="layer")
case = layer_case("Embedding mask_zero, repeated indices", layer, [repeated])
case["mask"] = Tensor(layer.compute_mask(repeated))
cases.append(case)
padded = normal("masking", 2, 4, 3)
padded[0, 3] = padded[1, 2] = padded[1, 3] = 0.5
padded[0, 1, 0] = 0.5
layer = layers.Masking(mask_value=0.5, name="layer")
case = layer_case("Masking mask_value=0.5", layer, [padded])
case["mask"] = Tensor(layer.compute_mask(padded))
cases.append(case)

# Dropout that does not drop, and the arguments of RNN beside its cell.
for cls in (layers.SimpleRNN, layers.LSTM, layers.GRU):
    add(cls, [2, 4, 3], 3, {"training": False}, ", not training", dropout=0.3, recurrent_dropout=0.4, seed=7, return_sequences=True)
add(layers.SimpleRNN, [2, 5, 3], 3, {"mask": GAP}, ", masked in between", go_backwards=True, return_sequences=True, return_state=True)


def rnn(note, shape, call=None, cell=None, **config):
    name = "RNN of a cell" + note
    layer = layers.RNN(cell or layers.SimpleRNNCell(3, name="cell"), **config, name="layer")
    cases.append(layer_case(name, layer, [normal(name, *shape)], call))


rnn("", [2, 4, 3])
rnn(", return_state", [2, 4, 3], cell=layers.LSTMCell(2, name="cell"), return_state=True)
rnn(", go_backwards", [2, 4, 3], go_backwards=True, return_sequences=True)
rnn(", unroll", [2, 3, 3], cell=layers.GRUCell(2, name="cell"), unroll=True)
rnn(", masked in between", [2, 5, 3], {"mask": GAP}, return_sequences=True)
rnn(", masked in between, zero_output_for_mask", [2, 5, 3], {"mask": GAP}, cell=layers.GRUCell(2, name="cell"), return_sequences=True, zero_output_for_mask=True)
rnn(", dropout, not training", [2, 4, 3], {"training": False}, cell=layers.LSTMCell(2, dropout=0.3, recurrent_dropout=0.2, seed=7, name="cell"))
rnn(", SimpleRNNCell's arguments", [2, 4, 3], cell=layers.SimpleRNNCell(2, activation="relu", use_bias=False, name="cell"))
rnn(", LSTMCell's arguments", [2, 4, 3], cell=layers.LSTMCell(2, activation="softsign", recurrent_activation="hard_sigmoid", use_bias=False, unit_forget_bias=False, name="cell"))
rnn(", GRUCell's arguments", [2, 4, 3], cell=layers.GRUCell(2, activation="relu", recurrent_activation="hard_sigmoid", use_bias=False, reset_after=False, name="cell"))
rnn(", dropout of all cells, not training", [2, 3, 3], {"training": False}, cell=[
    layers.SimpleRNNCell(2, dropout=0.3, recurrent_dropout=0.2, seed=7, name="first"),
    layers.GRUCell(2, dropout=0.3, recurrent_dropout=0.2, seed=8, name="second"),
])
name = "RNN of a cell, stateful, called twice"
layer = layers.RNN(layers.LSTMCell(3, name="cell"), stateful=True, name="layer")
value = normal(name, 2, 4, 3)
case = layer_case(name, layer, [value])
layer.reset_state()
case["calls"] = [Tensor(np.asarray(layer(value))), Tensor(np.asarray(layer(value)))]
cases.append(case)
layer = layers.Masking(name="layer")
zeros = normal("masking zeros", 2, 3, 2)
zeros[0, 2] = zeros[1, 0] = 0.0
case = layer_case("Masking of zeros", layer, [zeros])
case["mask"] = Tensor(layer.compute_mask(zeros))
cases.append(case)
write("layers-recurrent", cases)
