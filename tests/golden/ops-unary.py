"""Golden values of elementwise ops of one input: ordinary values with gradients, special and large values."""

from common import Tensor, generator, keras, normal, np, op_case, uniform, write

ops = keras.ops
activations = keras.activations

SPECIAL = np.array(
    [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.1754944e-38, -1.1754944e-38, 1e-20, -1e-20,
     1e-7, -1e-7, 1e-3, -1e-3, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 2.5, -2.5, 3.0, -3.0, 6.0],
    np.float32)
LARGE = np.array(
    [10.0, -10.0, 17.5, -17.5, 30.25, -30.25, 80.0, -80.0, 86.0, -86.0, 94.0, -94.0, 104.0, -104.0, 1000.5, -1000.5,
     8388609.0, -8388609.0, 1e10, -1e10, 1e20, -1e20, 3.4e38, -3.4e38],
    np.float32)

# Where piecewise functions change: what the gradient is there is JAX's choice.
KINKS = np.array([0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 3.0, -3.0, 6.0], np.float32)
PIECEWISE = ["relu", "relu6", "leaky_relu", "elu", "selu", "celu", "hard_sigmoid", "hard_silu", "hard_tanh",
             "hard_shrink", "soft_shrink", "sparse_plus", "sparse_sigmoid"]

# name, function, low and high of the ordinary inputs, has a gradient, config
ALL = [
    ("abs", ops.abs, -3, 3, True, {}),
    ("negative", ops.negative, -3, 3, True, {}),
    ("exp", ops.exp, -5, 5, True, {}),
    ("exp2", ops.exp2, -5, 5, True, {}),
    ("expm1", ops.expm1, -2, 2, True, {}),
    ("log", ops.log, 0.01, 9, True, {}),
    ("log10", ops.log10, 0.01, 9, True, {}),
    ("log1p", ops.log1p, -0.9, 3, True, {}),
    ("log2", ops.log2, 0.01, 9, True, {}),
    ("sqrt", ops.sqrt, 0.01, 9, True, {}),
    ("rsqrt", ops.rsqrt, 0.01, 9, True, {}),
    ("square", ops.square, -3, 3, True, {}),
    ("reciprocal", ops.reciprocal, 0.1, 4, True, {}),
    ("sin", ops.sin, -7, 7, True, {}),
    ("cos", ops.cos, -7, 7, True, {}),
    ("tan", ops.tan, -1.4, 1.4, True, {}),
    ("arcsin", ops.arcsin, -0.99, 0.99, True, {}),
    ("arccos", ops.arccos, -0.99, 0.99, True, {}),
    ("arctan", ops.arctan, -5, 5, True, {}),
    ("sinh", ops.sinh, -4, 4, True, {}),
    ("cosh", ops.cosh, -4, 4, True, {}),
    ("tanh", ops.tanh, -4, 4, True, {}),
    ("arcsinh", ops.arcsinh, -5, 5, True, {}),
    ("arccosh", ops.arccosh, 1.1, 5, True, {}),
    ("arctanh", ops.arctanh, -0.95, 0.95, True, {}),
    ("sigmoid", ops.sigmoid, -6, 6, True, {}),
    ("erf", ops.erf, -3, 3, True, {}),
    ("erfinv", ops.erfinv, -0.95, 0.95, True, {}),
    ("floor", ops.floor, -4, 4, False, {}),
    ("ceil", ops.ceil, -4, 4, False, {}),
    ("round", ops.round, -4, 4, False, {}),
    ("trunc", ops.trunc, -4, 4, False, {}),
    ("sign", ops.sign, -3, 3, False, {}),
    ("isnan", ops.isnan, -3, 3, False, {}),
    ("isinf", ops.isinf, -3, 3, False, {}),
    ("isfinite", ops.isfinite, -3, 3, False, {}),
    ("logical_not", ops.logical_not, -3, 3, False, {}),
    ("relu", ops.relu, -3, 3, True, {}),
    ("relu6", ops.relu6, -3, 9, True, {}),
    ("leaky_relu", ops.leaky_relu, -3, 3, True, {}),
    ("leaky_relu", ops.leaky_relu, -3, 3, True, {"negative_slope": 0.05}),
    ("elu", ops.elu, -3, 3, True, {}),
    ("elu", ops.elu, -3, 3, True, {"alpha": 0.7}),
    ("selu", ops.selu, -3, 3, True, {}),
    ("celu", ops.celu, -3, 3, True, {}),
    ("celu", ops.celu, -3, 3, True, {"alpha": 0.7}),
    ("softplus", ops.softplus, -6, 6, True, {}),
    ("softsign", ops.softsign, -6, 6, True, {}),
    ("silu", ops.silu, -6, 6, True, {}),
    ("gelu", ops.gelu, -4, 4, True, {"approximate": False}),
    ("gelu", ops.gelu, -4, 4, True, {"approximate": True}),
    ("mish", activations.mish, -6, 6, True, {}),
    ("hard_sigmoid", ops.hard_sigmoid, -5, 5, True, {}),
    ("hard_silu", ops.hard_silu, -5, 5, True, {}),
    ("hard_tanh", ops.hard_tanh, -2, 2, True, {}),
    ("log_sigmoid", ops.log_sigmoid, -6, 6, True, {}),
    ("tanh_shrink", ops.tanh_shrink, -3, 3, True, {}),
    ("hard_shrink", ops.hard_shrink, -2, 2, True, {}),
    ("hard_shrink", ops.hard_shrink, -2, 2, True, {"threshold": 0.8}),
    ("soft_shrink", ops.soft_shrink, -2, 2, True, {}),
    ("soft_shrink", ops.soft_shrink, -2, 2, True, {"threshold": 0.8}),
    ("threshold", ops.threshold, -2, 2, True, {"threshold": 0.3, "default_value": -1.5}),
    ("squareplus", ops.squareplus, -4, 4, True, {}),
    ("squareplus", ops.squareplus, -4, 4, True, {"b": 2.0}),
    ("sparse_plus", ops.sparse_plus, -2, 2, True, {}),
    ("sparse_sigmoid", ops.sparse_sigmoid, -2, 2, True, {}),
    ("clip", ops.clip, -3, 3, True, {"x_min": -1.0, "x_max": 1.5}),
    ("activations.relu", activations.relu, -3, 3, True, {"negative_slope": 0.1, "max_value": 2.0, "threshold": 0.5}),
    ("activations.exponential", activations.exponential, -3, 3, True, {}),
    ("activations.linear", activations.linear, -3, 3, True, {}),
]
# Where the op cancels, so that the reference itself is only so close: absolute error allowed on these lists.
ABSOLUTE = {"gelu": 1e-6, "tanh_shrink": 1e-7, "squareplus": 1e-4, "mish": 1e-6, "log_sigmoid": 1e-6, "tan": 1e-6,
            "sin": 1e-6, "cos": 1e-6, "arccos": 1e-6}
# XLA flushes subnormal numbers to zero; the core does not, so these come from NumPy in float64, rounded.
SUBNORMAL = np.array([1e-40, -1e-40, 1.4e-45, -1.4e-45], np.float32)
SUBNORMAL_OPS = {
    "abs": np.abs, "negative": np.negative, "exp": np.exp, "log": np.log, "log2": np.log2, "log10": np.log10,
    "log1p": np.log1p, "expm1": np.expm1, "sqrt": np.sqrt, "rsqrt": lambda x: 1 / np.sqrt(x), "sign": np.sign,
    "floor": np.floor, "ceil": np.ceil, "round": np.round, "sin": np.sin, "tanh": np.tanh, "square": np.square,
    "relu": lambda x: np.maximum(x, 0), "isfinite": np.isfinite, "logical_not": np.logical_not,
}
INTEGER = ["abs", "negative", "square", "sign", "logical_not"]


def label(op, config):
    return op + "".join(" %s=%s" % item for item in config.items())


cases = []
for op, function, low, high, gradient, config in ALL:
    name = label(op, config)

    def call(x, function=function, config=config):
        return function(x, **config)

    cases.append(op_case(name, op, call, [uniform(name, low, high, 3, 7)], config, gradient))
    for kind, values in (("special", SPECIAL), ("large", LARGE)):
        case = op_case("%s, %s values" % (name, kind), op, call, [values], config, False, "value")
        if op in ABSOLUTE:
            case["absolute"] = ABSOLUTE[op]
        cases.append(case)
    if op in PIECEWISE:
        cases.append(op_case(name + ", where it bends", op, call, [KINKS], config))
    if op in INTEGER:
        inputs = generator(name).integers(-5, 5, (2, 5)).astype(np.int32)
        cases.append(op_case(name + ", int32", op, call, [inputs], config, False, "exact"))

with np.errstate(all="ignore"):
    for op, function in SUBNORMAL_OPS.items():
        output = function(SUBNORMAL.astype(np.float64))
        cases.append({
            "name": op + ", subnormal values", "op": op, "config": {}, "compare": "value", "source": "numpy float64",
            "inputs": [Tensor(SUBNORMAL)], "outputs": [Tensor(output)],
        })

cases.append(op_case("exp, one value", "exp", ops.exp, [normal("one")], {}))
cases.append(op_case("exp, empty", "exp", ops.exp, [normal("empty", 0, 3)], {}))
cases.append(op_case("tanh, length 1", "tanh", ops.tanh, [normal("length", 1)], {}))
cases.append(op_case("exp, int32 becomes float32", "exp", ops.exp, [np.array([-2, 0, 3], np.int32)], {}))
cases.append(op_case("round, halves to even", "round", ops.round,
                     [np.array([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999997, 8388607.5], np.float32)], {}, False))
for decimals in (2,):
    cases.append(op_case("round decimals=2", "round", lambda x: ops.round(x, 2), [uniform("decimals", -3, 3, 5)],
                         {"decimals": decimals}, False))
write("ops-unary", cases)
