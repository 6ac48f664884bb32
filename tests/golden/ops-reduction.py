"""Golden values of reductions, cumulative ops and norms over axes, with gradients."""

from common import generator, integers, keras, normal, np, op_case, uniform, write

ops = keras.ops

FLOAT = {
    "sum": ops.sum, "mean": ops.mean, "max": ops.max, "min": ops.min, "prod": ops.prod, "var": ops.var,
    "std": ops.std, "logsumexp": ops.logsumexp,
}
AXES = [
    ([3, 4, 5], {}), ([3, 4, 5], {"axis": 1}), ([3, 4, 5], {"axis": -1, "keepdims": True}), ([3, 4, 5], {"axis": [0, 2]}),
    ([3, 4, 5], {"axis": [1, 2], "keepdims": True}), ([3, 4, 5], {"keepdims": True}), ([7], {"axis": 0}),
    ([1, 6], {"axis": 0}), ([2, 33], {"axis": 1}), ([3, 1, 2, 3, 2], {"axis": [0, -2]}),
]


def arguments(config):
    return {k: tuple(v) if isinstance(v, list) else v for k, v in config.items()}


def label(op, shape, config):
    return "%s %s%s" % (op, shape, "".join(" %s=%s" % item for item in config.items()))


def add(op, function, shape, config, inputs, gradient=True, compare="rms", suffix=""):
    cases.append(op_case(label(op, shape, config) + suffix, op, lambda x: function(x, **arguments(config)), [inputs],
                         config, gradient, compare))


cases = []
for op, function in FLOAT.items():
    for shape, config in AXES:
        if op == "std" and shape == [1, 6]:
            continue  # the gradient of a standard deviation of one value is not finite
        name = label(op, shape, config)
        values = uniform(name, -1.5, 1.5, *shape) if op == "prod" else normal(name, *shape)
        add(op, function, shape, config, values)
    for bad, value in (("NaN", np.nan), ("infinity", np.inf), ("-infinity", -np.inf)):
        values = normal(op + bad, 3, 4)
        values[1, 2] = value
        add(op, function, [3, 4], {"axis": 1}, values, False, "rms", ", with " + bad)
add("logsumexp", ops.logsumexp, [2, 3], {"axis": 1},
    np.array([[1000, 1001, 999], [-1000, -1001, -2000]], np.float32), True, "rms", ", extreme")
add("logsumexp", ops.logsumexp, [2, 2], {"axis": 1}, np.full((2, 2), -np.inf, np.float32), False, "rms", ", all -infinity")
add("sum", ops.sum, [0, 3], {"axis": 0}, np.zeros((0, 3), np.float32), False)
add("sum", ops.sum, [3, 0], {"axis": 0}, np.zeros((3, 0), np.float32), False)
add("prod", ops.prod, [0, 3], {"axis": 0}, np.zeros((0, 3), np.float32), False)
add("mean", ops.mean, [0, 2], {"axis": 0}, np.zeros((0, 2), np.float32), False)
zeros = normal("prod zeros", 4, 3)
zeros[1, 0] = zeros[0, 1] = zeros[2, 1] = 0
add("prod", ops.prod, [4, 3], {"axis": 0}, zeros, True, "rms", ", with one and two zeros")
ties = np.array([[1, 3, 3, 2], [0, 0, 0, 0], [-1, -1, -2, -2]], np.float32)
for op in ("max", "min"):
    add(op, FLOAT[op], [3, 4], {"axis": 1}, ties, True, "rms", ", ties share the gradient")
for op in ("sum", "max", "min", "prod", "mean"):
    add(op, FLOAT[op], [3, 4], {"axis": 0}, integers(op, -5, 6, 3, 4), False, "rms", ", int32")
add("sum", ops.sum, [3, 4], {"axis": 1}, generator("bools").integers(0, 2, (3, 4)).astype(bool), False, "exact", ", bool")
large = normal("offset", 4, 50, scale=0.1, shift=100)
add("var", ops.var, [4, 50], {"axis": 1}, large, False, "rms", ", mean far from zero")

for op, function in {"any": ops.any, "all": ops.all}.items():
    for shape, config in AXES[:6]:
        probability = 0.2 if op == "any" else 0.8
        values = generator(label(op, shape, config)).random(shape) < probability
        add(op, function, shape, config, values, False, "exact")
    add(op, function, [0, 2], {"axis": 0}, np.zeros((0, 2), bool), False, "exact")
    add(op, function, [2, 3], {"axis": 1}, np.array([[0, 0, 0], [1, np.nan, 2]], np.float32), False, "exact", ", float32")

for op, function in {"argmax": ops.argmax, "argmin": ops.argmin}.items():
    for config in ({}, {"axis": 0}, {"axis": -1}, {"axis": 1, "keepdims": True}):
        add(op, function, [3, 4, 5], config, normal(op + str(config), 3, 4, 5), False, "exact")
    add(op, function, [3, 4], {"axis": 1}, ties, False, "exact", ", first of ties")
    values = normal(op + "nan", 2, 4)
    values[0, 2] = np.nan
    add(op, function, [2, 4], {"axis": 1}, values, False, "exact", ", NaN wins")
    add(op, function, [3, 4], {"axis": 0}, integers(op, -5, 6, 3, 4), False, "exact", ", int32")

for op, function in {"cumsum": ops.cumsum, "cumprod": ops.cumprod}.items():
    for shape, config in (([3, 4, 5], {"axis": 1}), ([3, 4, 5], {"axis": -1}), ([3, 4], {}), ([6], {"axis": 0}),
                          ([1, 3], {"axis": 0})):
        add(op, function, shape, config, normal(label(op, shape, config), *shape))
    add(op, function, [2, 4], {"axis": 1}, integers(op, -4, 5, 2, 4), False, "exact", ", int32")

for shape, config in (
    ([3, 4], {}), ([3, 4], {"ord": "fro"}), ([3, 4, 2], {"axis": 1}), ([3, 4, 2], {"axis": -1, "ord": 2, "keepdims": True}),
    ([3, 4], {"axis": 1, "ord": 1}), ([3, 4], {"axis": 0, "ord": "inf"}), ([2, 3, 4], {"axis": [1, 2]}),
    ([2, 5], {"axis": 1, "ord": 3}),
):
    def norm(x, config=config):
        keywords = arguments(config)
        keywords["ord"] = np.inf if keywords.get("ord") == "inf" else keywords.get("ord")
        return ops.norm(x, **keywords)

    name = label("norm", shape, config)
    cases.append(op_case(name, "norm", norm, [normal(name, *shape)], config))
for shape, config in (([3, 4], {"axis": -1, "order": 2}), ([3, 4], {"axis": 0, "order": 1})):
    add("normalize", ops.normalize, shape, config, normal(label("normalize", shape, config), *shape))
for shape, config in (([3, 4], {"axes": [0]}), ([2, 3, 4], {"axes": [0, 2], "keepdims": True})):
    name = label("moments", shape, config)
    cases.append(op_case(name, "moments", lambda x: ops.moments(x, **config), [normal(name, *shape)], config))
add("average", ops.average, [3, 4], {"axis": 1}, normal("average", 3, 4))
cases.append(op_case("average weights", "average", lambda x, w: ops.average(x, axis=1, weights=w),
                     [normal("aw", 3, 4), uniform("aw2", 0.1, 1, 3, 4)], {"axis": 1}))
add("count_nonzero", ops.count_nonzero, [3, 4], {"axis": 1}, integers("cn", 0, 2, 3, 4), False, "exact")
add("median", ops.median, [3, 5], {"axis": 1}, normal("median", 3, 5), False)
write("ops-reduction", cases)
