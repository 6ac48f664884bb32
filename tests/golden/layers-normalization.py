"""Golden outputs, gradients and moving statistics of normalization layers."""

from common import keras, layer_case, normal, np, tensors, write

layers = keras.layers
cases = []


def add(cls, shape, call=None, offset=0.0, **config):
    text = "".join(" %s=%s" % item for item in config.items())
    keywords = "" if call is None else "".join(", %s" % ("training" if v is True else "not training") for k, v in call.items() if k == "training")
    keywords += ", masked" if call and "mask" in call else ""
    name = "%s%s of %s%s" % (cls.__name__, text, shape, keywords)
    cases.append(layer_case(name, cls(**config, name="layer"), [normal(name, *shape, shift=offset)], call))


for call in ({"training": True}, {"training": False}):
    add(layers.BatchNormalization, [6, 3], call)
    add(layers.BatchNormalization, [2, 3, 4, 3], call, momentum=0.8, epsilon=0.01)
    add(layers.BatchNormalization, [2, 3, 4], call, axis=1)
    add(layers.BatchNormalization, [5, 3], call, center=False)
    add(layers.BatchNormalization, [5, 3], call, scale=False)
    add(layers.BatchNormalization, [5, 3], call, offset=30.0)
    add(layers.BatchNormalization, [1, 3], call)
    mask = np.array([[1, 1, 0], [1, 0, 0]], bool)
    add(layers.BatchNormalization, [2, 3, 4], {**call, "mask": mask}, momentum=0.9)
    add(layers.BatchNormalization, [2, 3, 4], {**call, "mask": mask}, axis=1)
for config in ({}, {"axis": 1}, {"axis": [1, 2], "epsilon": 0.01}, {"center": False}, {"scale": False}):
    add(layers.LayerNormalization, [2, 3, 4], **config)
add(layers.LayerNormalization, [3, 33])
add(layers.LayerNormalization, [2, 5], offset=100.0)
add(layers.RMSNormalization, [2, 3, 4])
add(layers.RMSNormalization, [3, 5], axis=1, epsilon=0.01)
add(layers.RMSNormalization, [3, 33])
add(layers.GroupNormalization, [2, 3, 4], groups=2)
add(layers.GroupNormalization, [2, 3, 3, 4], groups=4, epsilon=0.01, center=False)
add(layers.GroupNormalization, [2, 4, 3], groups=2, axis=1, scale=False)
add(layers.GroupNormalization, [2, 3, 4], groups=-1)
add(layers.UnitNormalization, [2, 3, 4])
add(layers.UnitNormalization, [2, 3, 4], axis=1)

# Normalization with given statistics.
name = "Normalization with mean and variance"
layer = layers.Normalization(mean=[0.5, -1.0, 2.0], variance=[4.0, 0.25, 1.0], name="layer")
cases.append(layer_case(name, layer, [normal(name, 2, 3)]))
layer = layers.Normalization(mean=1.0, variance=4.0, invert=True, axis=None, name="layer")
cases.append(layer_case("Normalization, inverted", layer, [normal("inverted", 2, 3)]))

# Every argument away from its default somewhere, and axes between others.
add(layers.BatchNormalization, [2, 3, 4, 5], {"training": True}, axis=2, momentum=0.5)
add(layers.LayerNormalization, [2, 3, 4], axis=[-1, 1], center=False, epsilon=0.1)
add(layers.RMSNormalization, [2, 3, 4], axis=[1, 2])
add(layers.GroupNormalization, [3, 6], groups=3)
add(layers.GroupNormalization, [2, 6, 2, 3], groups=3, axis=1, epsilon=0.1)
add(layers.GroupNormalization, [2, 3, 6, 2], groups=2, axis=2, offset=20.0)
add(layers.UnitNormalization, [2, 3, 4], axis=[1, 2])
name = "Normalization of two axes"
layer = layers.Normalization(axis=(1, -1), mean=[[0.5, -1.0], [2.0, 0.25], [0.0, 1.5]], variance=[[4.0, 0.25], [1.0, 2.0], [9.0, 0.5]], name="layer")
cases.append(layer_case(name, layer, [normal(name, 2, 3, 2)]))
name = "Normalization of two axes, the mean of one"
layer = layers.Normalization(axis=(1, -1), mean=[0.5, -1.0], variance=[4.0, 0.25], name="layer")
cases.append(layer_case(name, layer, [normal(name, 2, 3, 2)]))
# Adapted: to one array, or to a list of batches.
for name, axis, shapes in (("Normalization adapted", -1, [[6, 3]]), ("Normalization adapted along two axes", [1, -1], [[6, 2, 3]]),
                           ("Normalization adapted as a whole", None, [[4, 3]]), ("Normalization adapted to batches", -1, [[6, 3], [1, 3], [3, 3]])):
    layer = layers.Normalization(axis=axis, name="layer", invert=axis is None)
    batches = [normal(name + str(k), *shape, shift=3.0, scale=2.0) for k, shape in enumerate(shapes)]
    layer.adapt(batches if len(batches) > 1 else batches[0])
    cases.append(layer_case(name, layer, [normal(name, 2, *shapes[0][1:])], adapt=tensors(batches)))
write("layers-normalization", cases)
