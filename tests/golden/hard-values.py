"""Golden values, dtypes and gradients of ops on hard inputs: ties, infinities, NaN, overflow, and every dtype."""

from common import Tensor, jax, jnp, keras, np, tensors, write

ops = keras.ops
cases = []
inf, nan = float("inf"), float("nan")


def add(op, name, *inputs):
    inputs = [np.asarray(i) for i in inputs]
    function = getattr(ops, op)
    output = function(*[jnp.asarray(i) for i in inputs])
    case = {"name": op + " " + name, "op": op, "config": {}, "compare": "value"}
    case["inputs"], case["outputs"] = tensors(inputs), [Tensor(output)]
    if all(i.dtype == np.float32 for i in inputs) and output.dtype == jnp.float32:
        gradients = jax.grad(lambda *x: jnp.sum(function(*x)), argnums=tuple(range(len(inputs))))(
            *[jnp.asarray(i) for i in inputs])
        case["gradients"] = tensors(gradients)
    cases.append(case)


def floats(*values):
    return np.array(values, np.float32)


add("logaddexp", "ties", floats(0, 1, -20, 80), floats(0, 1, -20, 80))
add("logaddexp", "far apart", floats(0, 0, -20, 1, 1e30, 1), floats(-20, -100, 0, -1e30, 1, 200))
add("logaddexp", "infinities", floats(-inf, inf, 1, -inf), floats(1, -inf, -inf, -2))
for name, values in (
    ("plain", (1, 2, 2, -1)), ("NaN", (1, nan, 2)), ("NaN and 0", (nan, 0, 2)), ("infinity", (-inf, 1, 2)),
    ("infinity and zeros", (inf, 0, 0)), ("infinities", (inf, -inf)), ("overflow", (1e30, 1e30)), ("zeros", (0, 0, 3)),
    ("one zero", (0, 2, 3)), ("one", (2,)),
):
    add("prod", name, floats(*values))
# A negative power of an integer has no meaning in XLA.
bases = np.array([0, 1, -1, 2, 3, -7, 46341, 2**31 - 1, -(2**31)], np.int32)
powers = np.array([0, 1, 2, 3, 20, 31], np.int32)
add("power", "int32", np.repeat(bases, len(powers)), np.tile(powers, len(bases)))
add("power", "uint8", np.array([0, 1, 2, 3, 127, 255], np.uint8), np.array([0, 5, 7, 9, 2, 3], np.uint8))
add("power", "int8", np.array([0, 1, -1, 2, -3, 127], np.int8), np.array([0, 5, 7, 9, 3, 2], np.int8))
add("power", "bool", np.array([0, 0, 1, 1], bool), np.array([0, 1, 0, 1], bool))
every = {
    "float32": floats(0, -1.5, 2.5, inf, -inf, nan),
    "int32": np.array([0, -1, 7, 2**31 - 1, -(2**31)], np.int32),
    "uint8": np.array([0, 1, 128, 255], np.uint8),
    "int8": np.array([0, -1, 127, -128], np.int8),
    "bool": np.array([0, 1], bool),
}
for op in ("relu", "square", "trunc"):
    for dtype, values in every.items():
        add(op, dtype, values)
for dtype in ("int32", "int8", "bool"):
    add("hard_tanh", dtype, every[dtype])
for name, values in (("one zero", (2, 0, 3, 4)), ("zeros", (2, 0, 3, 0, 5)), ("a zero first", (0, 2, 3)), ("infinity", (2, inf, 3)),
                     ("products too small", (1e-30, 1e-30, 2)), ("products too large", (1e30, 1e30, 2)), ("one", (3,)), ("NaN", (2, nan, 3))):
    add("cumprod", name, floats(*values))
ties = (("ties", (1, 3, 3, 0, 0, 1)), ("NaN", (1, nan, 2, nan)), ("infinities", (inf, -inf, inf, -inf)), ("zeros", (0, -0.0, 0)))
for op in ("argmax", "argmin", "argsort", "sort", "max", "min"):
    for name, values in ties[:4 if op == "argsort" else 3]:
        add(op, name, floats(*values))
for op in ("argmax", "argmin", "argsort", "sort", "max", "min"):
    for dtype in ("int32", "uint8", "int8", "bool"):
        add(op, dtype, np.concatenate([every[dtype], every[dtype][::-1]]))

write("hard-values", cases)
