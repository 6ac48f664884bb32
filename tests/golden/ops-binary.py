"""Golden values of elementwise ops of two inputs, with broadcasting, dtype promotion, special pairs."""

from common import generator, integers, keras, normal, np, op_case, uniform, write

ops = keras.ops

ARITHMETIC = {
    "add": ops.add, "subtract": ops.subtract, "multiply": ops.multiply, "divide": ops.divide,
    "maximum": ops.maximum, "minimum": ops.minimum, "power": ops.power, "floor_divide": ops.floor_divide,
    "mod": ops.mod, "arctan2": ops.arctan2, "logaddexp": ops.logaddexp, "divide_no_nan": ops.divide_no_nan,
    "hypot": ops.hypot,
}
COMPARISON = {
    "equal": ops.equal, "not_equal": ops.not_equal, "greater": ops.greater, "greater_equal": ops.greater_equal,
    "less": ops.less, "less_equal": ops.less_equal,
}
LOGICAL = {"logical_and": ops.logical_and, "logical_or": ops.logical_or, "logical_xor": ops.logical_xor}
NO_GRADIENT = {"floor_divide", "mod", *COMPARISON, *LOGICAL}
SHAPES = [
    ([3, 5], [3, 5]), ([2, 1, 5], [4, 1]), ([3, 4], []), ([], [3]), ([5], [3, 5]), ([3, 1], [1, 1]), ([0, 3], [1, 3]),
    ([7, 1, 3], [7, 2, 1]),
]
# Every pair of these, so that each op meets NaN, infinities, signed zeros and signs in both places.
POINTS = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 2.0, -2.5, 3.0, 0.5], np.float32)


def data(op, name, shape):
    if op == "power":
        return uniform(name, 0.3, 2.5, *shape)
    if "divide" in op or op == "mod":  # no divisor near zero
        values = uniform(name, 0.3, 3, *shape)
        return (values * generator(name).choice([-1, 1], shape)).astype(np.float32)
    if op in COMPARISON:
        return integers(name, -1, 2, *shape).astype(np.float32)
    return normal(name, *shape, scale=2)


cases = []
for op, function in {**ARITHMETIC, **COMPARISON}.items():
    gradient = op not in NO_GRADIENT
    for left, right in SHAPES:
        name = "%s %s %s" % (op, left, right)
        cases.append(op_case(name, op, function, [data(op, name, left), data(op, name + "right", right)], {}, gradient))
    grid = np.meshgrid(POINTS, POINTS, indexing="ij")
    name = op + ", special pairs"
    cases.append(op_case(name, op, function, [g.ravel() for g in grid], {}, False, "value"))
    if op in COMPARISON or op in ("add", "subtract", "multiply", "maximum", "minimum", "floor_divide", "mod", "divide"):
        left, right = integers(op, -9, 10, 3, 4), integers(op + "r", -4, 5, 4)
        right[right == 0] = 3
        compare = "rms" if op == "divide" else "exact"
        cases.append(op_case(op + ", int32", op, function, [left, right], {}, False, compare))
for op, function in LOGICAL.items():
    for left, right in SHAPES[:4]:
        name = "%s %s %s" % (op, left, right)
        inputs = [generator(name + s).integers(0, 2, shape).astype(bool) for s, shape in (("l", left), ("r", right))]
        cases.append(op_case(name, op, function, inputs, {}, False, "exact"))

for op in ("floor_divide", "mod", "add", "multiply", "maximum"):
    truths = [np.array(values, bool) for values in ([True, False, True], [True, True, True])]
    cases.append(op_case(op + ", bools", op, ARITHMETIC[op], truths, {}, False, "exact"))

# Dtypes: what comes out when the inputs differ.
VALUES = {
    "float32": np.array([0.5, -1.5, 2.0], np.float32), "int32": np.array([1, -2, 3], np.int32),
    "uint8": np.array([1, 200, 3], np.uint8), "int8": np.array([1, -100, 3], np.int8),
    "bool": np.array([True, False, True]),
}
for left, a in VALUES.items():
    for right, b in VALUES.items():
        for op in ("add", "multiply", "divide", "maximum"):
            if left == right == "bool" and op == "maximum":
                continue
            name = "%s, %s with %s" % (op, left, right)
            cases.append(op_case(name, op, ARITHMETIC[op], [a, b], {}, False))
write("ops-binary", cases)
