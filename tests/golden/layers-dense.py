"""Golden outputs and gradients of Dense and of the layers without weights an MLP uses."""

from common import keras, layer_case, normal, np, write

layers = keras.layers
cases = []
ACTIVATIONS = [
    "linear", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "mish", "sigmoid", "hard_sigmoid",
    "hard_silu", "hard_tanh", "tanh", "softmax", "log_softmax", "softplus", "softsign", "exponential", "log_sigmoid",
    "tanh_shrink", "soft_shrink", "hard_shrink", "squareplus", "sparse_plus", "sparse_sigmoid", "sparsemax",
]
for activation in ACTIVATIONS:
    name = "Dense activation=" + activation
    cases.append(layer_case(name, layers.Dense(5, activation=activation, name="dense"), [normal(name, 3, 4)]))
for shape, units, use_bias, activation in (
    ([1, 1], 1, True, None), ([7, 13], 9, True, "relu"), ([2, 3, 4], 5, True, "relu"), ([2, 3, 2, 4], 3, True, "tanh"),
    ([3, 4], 5, False, None), ([2, 3, 4], 5, False, "softmax"), ([1, 33], 17, True, "sigmoid"), ([32, 8], 10, True, "softmax"),
):
    name = "Dense %s units=%d use_bias=%s activation=%s" % (shape, units, use_bias, activation)
    layer = layers.Dense(units, use_bias=use_bias, activation=activation, name="dense")
    cases.append(layer_case(name, layer, [normal(name, *shape)]))

# What regularizers add: layer.losses after the call, in Keras's order (kernel, bias, activity).
name = "Dense regularizers"
layer = layers.Dense(3, kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02), bias_regularizer="l2",
                     activity_regularizer=keras.regularizers.L1(0.1), name="dense")
case = layer_case(name, layer, [normal(name, 4, 5)])
layer(case["inputs"][0].value)
case["losses"] = [float(v) for v in layer.losses]
cases.append(case)

for name, layer, shape in (
    ("Flatten", layers.Flatten(name="flatten"), [2, 3, 4]),
    ("Flatten of rank 1", layers.Flatten(name="flatten"), [3]),
    ("Flatten channels_first", layers.Flatten(data_format="channels_first", name="flatten"), [2, 3, 4, 2]),
    ("Reshape", layers.Reshape((2, -1), name="reshape"), [3, 4, 2]),
    ("Permute", layers.Permute((3, 1, 2), name="permute"), [2, 3, 4, 2]),
    ("RepeatVector", layers.RepeatVector(3, name="repeat_vector"), [2, 4]),
    ("Activation tanh", layers.Activation("tanh", name="activation"), [2, 5]),
    ("ReLU", layers.ReLU(max_value=2.0, negative_slope=0.1, threshold=0.5, name="re_lu"), [3, 5]),
    ("LeakyReLU", layers.LeakyReLU(negative_slope=0.2, name="leaky_re_lu"), [3, 5]),
    ("PReLU", layers.PReLU(name="prelu"), [3, 5]),
    ("PReLU shared_axes", layers.PReLU(shared_axes=[1], name="prelu"), [2, 3, 4]),
    ("ELU", layers.ELU(alpha=0.6, name="elu"), [3, 5]),
    ("Softmax axis=1", layers.Softmax(axis=1, name="softmax"), [2, 3, 4]),
    ("Dropout, not training", layers.Dropout(0.4, noise_shape=[None, 1], seed=7, name="dropout"), [3, 4]),
    ("Rescaling", layers.Rescaling(scale=0.25, offset=-1.0, name="rescaling"), [2, 3]),
):
    call = {"training": False} if "Dropout" in name else None
    cases.append(layer_case(name, layer, [normal(name, *shape, scale=2)], call))
for name, layer in (
    ("Add", layers.Add(name="add")), ("Subtract", layers.Subtract(name="subtract")), ("Multiply", layers.Multiply(name="multiply")),
    ("Average", layers.Average(name="average")), ("Maximum", layers.Maximum(name="maximum")),
    ("Minimum", layers.Minimum(name="minimum")), ("Concatenate axis=1", layers.Concatenate(axis=1, name="concatenate")),
):
    inputs = [normal(name + str(k), 2, 3) for k in range(2 if name == "Subtract" else 3)]
    cases.append(layer_case(name, layer, inputs))
cases.append(layer_case("Dot axes=1", layers.Dot(axes=1, name="dot"), [normal("da", 2, 3), normal("db", 2, 3)]))
cases.append(layer_case("Dot normalize", layers.Dot(axes=(2, 1), normalize=True, name="dot"),
                        [normal("dc", 2, 3, 4), normal("dd", 2, 4, 5)]))
softmax = layers.Softmax(name="softmax")
mask = np.array([[1, 1, 0, 1], [1, 0, 0, 0]], bool)
cases.append(layer_case("Softmax with mask", softmax, [normal("masked", 2, 4)], {"mask": mask}))

# Arguments at their defaults, where the cases above have others, and the other way round.
for name, layer, shape in (
    ("ReLU by default", layers.ReLU(name="re_lu"), [3, 5]),
    ("ReLU max_value=1.0", layers.ReLU(max_value=1.0, name="re_lu"), [3, 5]),
    ("LeakyReLU by default", layers.LeakyReLU(name="leaky_re_lu"), [3, 5]),
    ("ELU by default", layers.ELU(name="elu"), [3, 5]),
    ("Softmax of two axes", layers.Softmax(axis=(1, 2), name="softmax"), [2, 3, 4]),
    ("Dropout by default, not training", layers.Dropout(0.4, name="dropout"), [3, 4]),
    ("GaussianNoise, not training", layers.GaussianNoise(0.4, seed=7, name="noise"), [3, 4]),
    ("GaussianDropout, not training", layers.GaussianDropout(0.4, seed=7, name="dropout"), [3, 4]),
    ("Rescaling a channel", layers.Rescaling(scale=[0.5, 2.0, -1.0], offset=[0.0, 1.0, 2.0], name="rescaling"), [2, 3]),
    ("Rescaling without offset", layers.Rescaling(scale=2.0, name="rescaling"), [2, 3]),
    ("PReLU of two shared axes", layers.PReLU(shared_axes=[1, 2], name="prelu"), [2, 3, 4, 2]),
    ("ActivityRegularization", layers.ActivityRegularization(l1=0.1, l2=0.2, name="activity"), [3, 4]),
):
    call = {"training": False} if "training" in name else None
    cases.append(layer_case(name, layer, [normal(name, *shape, scale=2)], call))
for axis, shapes in ((-1, ([2, 3, 4], [2, 3, 2])), (-2, ([2, 3, 4], [2, 1, 4], [2, 2, 4])), (2, ([2, 3, 4], [2, 3, 1]))):
    name = "Concatenate axis=%d of %d" % (axis, len(shapes))
    inputs = [normal(name + str(k), *shape) for k, shape in enumerate(shapes)]
    cases.append(layer_case(name, layers.Concatenate(axis=axis, name="concatenate"), inputs))
cases.append(layer_case("Add of a broadcast", layers.Add(name="add"), [normal("be", 2, 3, 4), normal("bf", 2, 1, 4)]))
# Where rectifiers bend, and what a threshold leaves of an infinity.
bends = (np.arange(-3, 13, dtype=np.float32) / 2).reshape(4, 4)
for name, layer in (
    ("ReLU negative_slope=0.5", layers.ReLU(negative_slope=0.5, name="re_lu")),
    ("ReLU max_value=6.0", layers.ReLU(max_value=6.0, name="re_lu")),
    ("ReLU max_value=1.0 negative_slope=0.5", layers.ReLU(max_value=1.0, negative_slope=0.5, name="re_lu")),
    ("ReLU threshold=0.5", layers.ReLU(threshold=0.5, name="re_lu")),
    ("LeakyReLU", layers.LeakyReLU(name="leaky_re_lu")),
):
    values = np.where(bends == -1.5, -np.inf, bends).astype(np.float32) if "threshold" in name else bends
    cases.append(layer_case(name + ", where it bends", layer, [values]))
write("layers-dense", cases)
