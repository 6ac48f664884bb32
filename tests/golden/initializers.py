"""Golden facts about initializers: fans, limits, deviations (the drawn values differ: the generators do), and the
exact values of the constant ones. Regularizers with gradients and constraints are here too.

A random case says: `kind` (uniform, normal, truncated_normal), `minimum`, `maximum` (bounds; null where none),
`mean`, `standard_deviation` (of the values as drawn), and `measured_*` of Keras's own draws of `measured_count` values.
"""

import math

from common import Tensor, jax, jnp, keras, normal, np, write
from keras.src.initializers.random_initializers import compute_fans

initializers = keras.initializers
cases = []
SHAPES = [[7], [5, 3], [64, 128], [3, 4, 6], [3, 3, 2, 5], [2, 3, 2, 4, 3]]
TRUNCATED = 0.87962566103423978  # deviation of a standard normal cut at ±2

for shape in SHAPES:
    fan_in, fan_out = compute_fans(tuple(shape))
    cases.append({"name": "fans %s" % shape, "shape": shape, "fan_in": float(fan_in), "fan_out": float(fan_out)})


def add(name, initializer, shape, kind, low, high, mean, deviation):
    big = list(shape)
    draw = np.concatenate([
        np.asarray(initializer.__class__.from_config({**initializer.get_config(), "seed": seed})(tuple(big))).ravel()
        for seed in range(max(1, math.ceil(20000 / int(np.prod(big)))) if np.prod(big) > 50 else 400)
    ])
    cases.append({
        "name": name, "initializer": initializer.__class__.__name__, "config": initializer.get_config(), "shape": shape,
        "kind": kind, "minimum": low, "maximum": high, "mean": mean, "standard_deviation": deviation,
        "measured_minimum": float(draw.min()), "measured_maximum": float(draw.max()),
        "measured_mean": float(draw.mean()), "measured_standard_deviation": float(draw.std()), "measured_count": draw.size,
    })


FAMILIES = {
    "GlorotUniform": (1.0, "fan_avg", "uniform"), "GlorotNormal": (1.0, "fan_avg", "truncated_normal"),
    "HeUniform": (2.0, "fan_in", "uniform"), "HeNormal": (2.0, "fan_in", "truncated_normal"),
    "LecunUniform": (1.0, "fan_in", "uniform"), "LecunNormal": (1.0, "fan_in", "truncated_normal"),
}


def scaled(name, initializer, shape, scale, mode, kind):
    fan_in, fan_out = compute_fans(tuple(shape))
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    variance = scale / max(1.0, fan)
    if kind == "uniform":
        limit = math.sqrt(3 * variance)
        add(name, initializer, shape, kind, -limit, limit, 0.0, math.sqrt(variance))
    elif kind == "truncated_normal":
        cut = 2 * math.sqrt(variance) / TRUNCATED
        add(name, initializer, shape, kind, -cut, cut, 0.0, math.sqrt(variance))
    else:
        add(name, initializer, shape, "normal", None, None, 0.0, math.sqrt(variance))


for family, (scale, mode, kind) in FAMILIES.items():
    for shape in SHAPES:
        scaled("%s %s" % (family, shape), getattr(initializers, family)(), shape, scale, mode, kind)
for scale, mode, kind in ((0.5, "fan_out", "uniform"), (2.0, "fan_avg", "untruncated_normal"), (1.5, "fan_out", "truncated_normal")):
    initializer = initializers.VarianceScaling(scale=scale, mode=mode, distribution=kind)
    scaled("VarianceScaling scale=%s mode=%s distribution=%s" % (scale, mode, kind), initializer, [20, 30], scale, mode, kind)
add("RandomUniform", initializers.RandomUniform(), [50, 40], "uniform", -0.05, 0.05, 0.0, 0.1 / math.sqrt(12))
add("RandomUniform minval=1 maxval=3", initializers.RandomUniform(1.0, 3.0), [50, 40], "uniform", 1.0, 3.0, 2.0, 2 / math.sqrt(12))
add("RandomNormal", initializers.RandomNormal(), [50, 40], "normal", None, None, 0.0, 0.05)
add("RandomNormal mean=2 stddev=0.5", initializers.RandomNormal(2.0, 0.5), [50, 40], "normal", None, None, 2.0, 0.5)
add("TruncatedNormal", initializers.TruncatedNormal(), [50, 40], "truncated_normal", -0.1, 0.1, 0.0, 0.05 * TRUNCATED)
add("TruncatedNormal mean=1 stddev=0.5", initializers.TruncatedNormal(1.0, 0.5), [50, 40], "truncated_normal", 0.0, 2.0, 1.0, 0.5 * TRUNCATED)

for initializer, shape in (
    (initializers.Zeros(), [2, 3]), (initializers.Ones(), [2, 3]), (initializers.Constant(-1.5), [2, 3]),
    (initializers.Constant([1, 2, 3]), [2, 3]),
    (initializers.Identity(), [3, 3]), (initializers.Identity(gain=0.5), [2, 4]),
):
    cases.append({
        "name": "%s %s %s" % (initializer.__class__.__name__, initializer.get_config(), shape), "initializer": initializer.__class__.__name__,
        "config": initializer.get_config(), "shape": shape, "values": Tensor(initializer(tuple(shape))),
    })
# Orthogonal: rows or columns (the fewer) are orthonormal times gain; `gram` is what the small product must be.
for shape, gain in (([4, 4], 1.0), ([6, 3], 1.0), ([3, 6], 0.5), ([2, 3, 4], 2.0)):
    initializer = initializers.Orthogonal(gain=gain, seed=1)
    matrix = np.asarray(initializer(tuple(shape))).reshape(-1, shape[-1])
    gram = matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T
    assert np.allclose(gram, gain**2 * np.eye(len(gram)), atol=1e-5)
    cases.append({
        "name": "Orthogonal %s gain=%s" % (shape, gain), "initializer": "Orthogonal", "config": initializer.get_config(),
        "shape": shape, "gram": Tensor((gain**2 * np.eye(len(gram))).astype(np.float32)),
    })
write("initializers", cases)

cases = []
regularizers = keras.regularizers
for regularizer, shape in (
    (regularizers.L1(), [3, 4]), (regularizers.L1(0.3), [3, 4]), (regularizers.L2(), [3, 4]), (regularizers.L2(0.3), [2, 3, 4]),
    (regularizers.L1L2(), [3, 4]), (regularizers.L1L2(0.1, 0.2), [5]), (regularizers.OrthogonalRegularizer(0.1), [3, 4]),
    (regularizers.OrthogonalRegularizer(0.1, mode="columns"), [3, 4]),
):
    name = "%s %s of %s" % (regularizer.__class__.__name__, regularizer.get_config(), shape)
    value = jnp.asarray(normal(name, *shape))
    cases.append({
        "name": name, "regularizer": regularizer.__class__.__name__, "config": regularizer.get_config(),
        "input": Tensor(value), "output": Tensor(regularizer(value)), "gradient": Tensor(jax.grad(regularizer)(value)),
    })
write("regularizers", cases)

cases = []
constraints = keras.constraints
for constraint, shape in (
    (constraints.MaxNorm(), [3, 4]), (constraints.MaxNorm(max_value=0.8, axis=1), [3, 4]), (constraints.MaxNorm(max_value=1.0, axis=[0, 1]), [2, 3, 4]),
    (constraints.NonNeg(), [3, 4]), (constraints.UnitNorm(), [3, 4]), (constraints.UnitNorm(axis=[0, 1]), [2, 3, 4]),
    (constraints.MinMaxNorm(), [3, 4]), (constraints.MinMaxNorm(min_value=0.7, max_value=1.2, rate=0.4, axis=1), [3, 4]),
):
    name = "%s %s of %s" % (constraint.__class__.__name__, constraint.get_config(), shape)
    value = normal(name, *shape)
    cases.append({
        "name": name, "constraint": constraint.__class__.__name__, "config": constraint.get_config(),
        "input": Tensor(value), "output": Tensor(constraint(jnp.asarray(value))),
    })
zero = np.zeros((3, 2), np.float32)
for constraint in (constraints.MaxNorm(), constraints.UnitNorm(), constraints.MinMaxNorm(min_value=0.5)):
    cases.append({
        "name": "%s of zeros" % constraint.__class__.__name__, "constraint": constraint.__class__.__name__,
        "config": constraint.get_config(), "input": Tensor(zero), "output": Tensor(constraint(jnp.asarray(zero))),
    })
write("constraints", cases)
