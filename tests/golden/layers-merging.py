"""Golden outputs, masks and gradients of the layers that merge: inputs of different ranks, and inputs with masks."""

from common import Tensor, jax, jnp, keras, normal, np, tensors, write
from keras.src import backend

layers = keras.layers
cases = []
FIRST = np.array([[1, 1, 0, 0], [0, 1, 1, 0]], bool)
SECOND = np.array([[1, 0, 1, 0], [1, 1, 0, 0]], bool)


def add(layer, shapes, masks=(), note=""):
    name = "%s of %s%s" % (layer.__class__.__name__, " ".join(map(str, shapes)), note)
    inputs = [normal(name + str(k), *shape) for k, shape in enumerate(shapes)]
    masks = list(masks) or [None] * len(inputs)
    layer.build([list(shape) for shape in shapes])

    def call(values):
        for value, mask in zip(values, masks):
            if mask is not None:
                backend.set_keras_mask(value, jnp.asarray(mask))
        return layer(values)

    output = call([jnp.array(value) for value in inputs])
    projection = normal(name + "projection", *output.shape)
    # A copy inside: what is differentiated holds no mask of its own.
    gradients = jax.grad(lambda values: jnp.sum(projection * call([value * 1 for value in values])))(inputs)
    mask = backend.get_keras_mask(output)
    cases.append({
        "name": name, "layer": layer.__class__.__name__, "config": layer.get_config(), "inputs": tensors(inputs),
        "masks": [None if mask is None else Tensor(mask) for mask in masks],
        "output": Tensor(output), "mask": None if mask is None else Tensor(mask),
        "projection": Tensor(projection), "input_gradients": tensors(gradients),
    })


for cls in (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum):
    # As many samples as steps, so that what pairs them wrongly broadcasts too.
    add(cls(name="layer"), ([3, 3, 2], [3, 2]))
    add(cls(name="layer"), ([2, 4, 3], [2, 4, 3]), (FIRST, SECOND), ", masked")
    add(cls(name="layer"), ([2, 4, 3], [2, 4, 3]), (None, SECOND), ", one masked")
add(layers.Maximum(name="layer"), ([2, 4, 3], [2, 4, 3], [2, 4, 3]), (FIRST, SECOND, FIRST & SECOND), ", masked")
add(layers.Add(name="layer"), ([2, 3], [2, 4, 1, 3], [2, 1, 3]))
for axis in (1, 2):
    add(layers.Concatenate(axis=axis, name="layer"), ([2, 4, 3], [2, 4, 3]), (FIRST, SECOND), ", masked, axis %d" % axis)
    add(layers.Concatenate(axis=axis, name="layer"), ([2, 4, 3], [2, 4, 3]), (FIRST, None), ", one masked, axis %d" % axis)
write("layers-merging", cases)
