"""Which outputs of a layer of one's own that supports masking have which masks: several inputs, several outputs."""

from common import Tensor, jnp, keras, np, write
from keras.src import backend

FIRST = np.array([[1, 0, 1]], bool)
SECOND = np.array([[1, 1, 0]], bool)


class Own(keras.layers.Layer):
    """As many outputs as told, each a sum of all inputs."""

    def __init__(self, count):
        super().__init__()
        self.count = count
        self.supports_masking = True

    def call(self, inputs):
        total = sum(inputs) if isinstance(inputs, list) else inputs
        outputs = [total + k for k in range(self.count)]
        return outputs if self.count > 1 else outputs[0]


cases = []


def add(name, layer, masks, outputs):
    inputs = [jnp.ones((1, 3, 2)) * (k + 1) for k in range(len(masks))]
    for value, mask in zip(inputs, masks):
        if mask is not None:
            backend.set_keras_mask(value, jnp.asarray(mask))
    result = layer(inputs if len(inputs) > 1 else inputs[0])
    found = [backend.get_keras_mask(one) for one in (result if isinstance(result, list) else [result])]
    as_tensor = lambda mask: None if mask is None else Tensor(np.asarray(mask))  # noqa: E731
    cases.append({
        "name": name, "layer": layer.__class__.__name__, "count": outputs,
        "masks": [as_tensor(mask) for mask in masks], "output_masks": [as_tensor(mask) for mask in found],
    })


for count in (1, 2, 3):
    for title, masks in (
        ("one", [FIRST]), ("two", [FIRST, SECOND]), ("the first of two", [FIRST, None]), ("the second of two", [None, SECOND]),
    ):
        add("%d outputs, masks: %s" % (count, title), Own(count), masks, count)
add("EinsumDense", keras.layers.EinsumDense("abc,cd->abd", output_shape=(None, 2)), [FIRST], 1)
write("layers-masks", cases)
