"""What every golden generator shares: Keras 3 on the JAX backend, seeded inputs, the JSON format.

A tensor is {"shape", "dtype", "data"}; float32 values are printed with the fewest digits (at most 9) that
give the same float32 back; NaN and infinities are strings; booleans are 0 and 1.
"""

import json
import os
import sys
import zlib

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

FOLDER = os.path.dirname(os.path.abspath(__file__))
OUTPUT = os.environ.get("GOLDEN_OUTPUT", FOLDER)


def generator(name):
    """A random generator that depends on the case's name only, so that adding a case moves no other."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def normal(name, *shape, scale=1.0, shift=0.0):
    """Normal values rounded to 3 decimals (full float32 mantissas, short text)."""
    return np.round(generator(name).standard_normal(shape) * scale + shift, 3).astype(np.float32)


def uniform(name, low, high, *shape):
    return np.round(generator(name).uniform(low, high, shape), 3).astype(np.float32)


def integers(name, low, high, *shape):
    """Integers in [low, high), int32."""
    return generator(name).integers(low, high, shape).astype(np.int32)


def _float(value):
    if np.isnan(value):
        return '"NaN"'
    if np.isinf(value):
        return '"Infinity"' if value > 0 else '"-Infinity"'
    text = str(np.float32(value))
    return text[:-2] if text.endswith(".0") else text


class Tensor:
    """A value that is written as one line of JSON."""

    def __init__(self, value):
        self.value = np.asarray(value)

    def text(self):
        value = self.value
        if value.dtype == np.float64:
            value = value.astype(np.float32)
        if value.dtype == np.float32:
            data = ",".join(_float(v) for v in value.ravel())
        else:
            data = ",".join(str(int(v)) for v in value.ravel())
        shape = ",".join(str(d) for d in value.shape)
        return '{"shape":[%s],"dtype":"%s","data":[%s]}' % (shape, value.dtype.name, data)


def tensors(values):
    return [Tensor(v) for v in values]


def _plain(value):
    """Config values as JSON has them; non-finite floats become the same strings as in tensors."""
    if isinstance(value, (np.floating, float)):
        value = float(value)
        if value != value:
            return "NaN"
        if value in (float("inf"), float("-inf")):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.bool_):
        return bool(value)
    return value


def _text(value, indent):
    if isinstance(value, Tensor):
        return value.text()
    if hasattr(value, "tolist") and getattr(value, "ndim", 0):
        value = value.tolist()
    if isinstance(value, dict):
        if not value:
            return "{}"
        parts = [json.dumps(str(k)) + ": " + _text(v, indent + 1) for k, v in value.items()]
        opening, closing = "{", "}"
    elif isinstance(value, (list, tuple)):
        if not value:
            return "[]"
        parts = [_text(v, indent + 1) for v in value]
        opening, closing = "[", "]"
    else:
        return json.dumps(_plain(value))
    line = opening + ", ".join(parts) + closing
    simple = not any("\n" in p or '"shape"' in p for p in parts)
    if simple and len(line) < 400:
        return line
    pad = "\n" + " " * (indent + 1)
    return opening + pad + ("," + pad).join(parts) + "\n" + " " * indent + closing


def generated_by():
    return {
        "script": "tests/golden/" + os.path.basename(sys.argv[0]),
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "jax": jax.__version__,
        "numpy": np.__version__,
    }


def write(topic, cases, **extra):
    """Writes <topic>.json: {topic, generated_by, ...extra, cases}."""
    names = [c["name"] for c in cases]
    repeated = {n for n in names if names.count(n) > 1}
    if repeated:
        raise SystemExit("%s: case names must differ, got %s twice" % (topic, sorted(repeated)))
    content = {"topic": topic, "generated_by": generated_by(), **extra, "cases": cases}
    path = os.path.join(OUTPUT, topic + ".json")
    with open(path, "w") as file:
        file.write(_text(content, 0) + "\n")
    print("%-24s %4d cases %7d bytes" % (topic, len(cases), os.path.getsize(path)))


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def is_float(value):
    return np.asarray(value).dtype == np.float32


def op_case(name, op, function, inputs, config=None, gradient=True, compare="rms"):
    """One call of an op: its outputs and, where inputs and outputs are float32, the gradients of
    sum(projection * output) with respect to every float32 input.

    compare says how close a value must be: "rms" relative to max(|expected|, rms(expected)); "value" relative
    to |expected| alone (for lists that mix magnitudes), or within the case's `absolute` (1.2e-38 where absent:
    XLA flushes subnormal results to zero); "exact" the same bits.
    """
    inputs = [np.asarray(i) for i in inputs]
    outputs = [np.asarray(o) for o in as_list(function(*[jnp.asarray(i) for i in inputs]))]
    case = {"name": name, "op": op, "config": config or {}, "compare": compare}
    case["inputs"] = tensors(inputs)
    case["outputs"] = tensors(outputs)
    chosen = [k for k, i in enumerate(inputs) if is_float(i)]
    if gradient and chosen and all(is_float(o) for o in outputs):
        projections = [normal(name + str(k), *o.shape) for k, o in enumerate(outputs)]

        def scalar(*floats):
            everything = [jnp.asarray(i) for i in inputs]
            for k, value in zip(chosen, floats):
                everything[k] = value
            return sum(jnp.sum(p * o) for p, o in zip(projections, as_list(function(*everything))))

        gradients = jax.grad(scalar, argnums=tuple(range(len(chosen))))(*[jnp.asarray(inputs[k]) for k in chosen])
        found = dict(zip(chosen, gradients))
        case["projections"] = tensors(projections)
        case["gradients"] = [Tensor(found[k]) if k in found else None for k in range(len(inputs))]
    return case


def layer_case(name, layer, inputs, call=None, compare="rms", **extra):
    """A layer's outputs, and the gradients of sum(projection * output) with respect to its float inputs and its
    trainable weights. `layer` is built with weights drawn here (normal, scale 0.5) unless it is built already;
    `call` holds keywords of the call (training, mask).
    """
    inputs = [np.asarray(i) for i in inputs]
    call = call or {}
    apply = lambda values: layer(values[0] if len(values) == 1 else list(values), **call)  # noqa: E731
    if not layer.built:
        apply([jnp.asarray(i) for i in inputs])
        for k, weight in enumerate(layer.weights):
            if "seed" in weight.path:
                continue
            positive = "variance" in weight.path or "gamma" in weight.path
            value = normal(name + str(k), *weight.shape, scale=0.5)
            weight.assign(np.abs(value) + 0.5 if positive else value)
        if getattr(layer, "stateful", False):
            layer.reset_state()  # the call that built it left a state of weights drawn without a seed
    trainable = [w.value for w in layer.trainable_weights]
    non_trainable = [w.value for w in layer.non_trainable_variables]
    before = [np.asarray(w.value) for w in layer.weights]
    chosen = [k for k, i in enumerate(inputs) if is_float(i)]
    is_list = len(inputs) > 1

    def run(floats, weights):
        everything = [jnp.asarray(i) for i in inputs]
        for k, value in zip(chosen, floats):
            everything[k] = value
        return layer.stateless_call(weights, non_trainable, everything if is_list else everything[0], **call)

    values = [jnp.asarray(inputs[k]) for k in chosen]
    result, updated = run(values, trainable)
    outputs = [np.asarray(o) for o in as_list(result)]
    projections = [normal(name + "projection" + str(k), *o.shape) for k, o in enumerate(outputs)]

    def scalar(floats, weights):
        return sum(jnp.sum(p * o) for p, o in zip(projections, as_list(run(floats, weights)[0])))

    input_gradients, weight_gradients = jax.grad(scalar, argnums=(0, 1))(values, trainable)
    found = dict(zip(chosen, input_gradients))
    case = {
        "name": name,
        "layer": layer.__class__.__name__,
        "config": layer.get_config(),
        "compare": compare,
    }
    if call:
        case["call"] = {k: (Tensor(v) if hasattr(v, "shape") else v) for k, v in call.items()}
    case.update(extra)
    case["inputs"] = tensors(inputs)
    paths = ["/".join(w.path.split("/")[1:]) or w.path for w in layer.weights]
    case["weights"] = {p: Tensor(v) for p, v in zip(paths, before)}
    case["outputs"] = tensors(outputs)
    case["projections"] = tensors(projections)
    case["input_gradients"] = [Tensor(found[k]) if k in found else None for k in range(len(inputs))]
    trainable_paths = ["/".join(w.path.split("/")[1:]) or w.path for w in layer.trainable_weights]
    case["weight_gradients"] = {p: Tensor(g) for p, g in zip(trainable_paths, weight_gradients)}
    changed = {
        "/".join(w.path.split("/")[1:]): Tensor(u)
        for w, u, old in zip(layer.non_trainable_variables, updated, non_trainable)
        if "seed" not in w.path and not np.array_equal(np.asarray(u), np.asarray(old))
    }
    if changed:
        case["updated"] = changed
    return case
