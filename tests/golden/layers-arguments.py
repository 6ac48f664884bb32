"""Golden effects of the arguments that every layer with weights has: initializers, regularizers, constraints, and
activity regularizers. Each weight gets an initializer, a regularizer and a constraint of its own, so that one given
to another weight is seen."""

import inspect

from common import Tensor, as_list, integers, jnp, keras, normal, np, tensors, write

layers = keras.layers


def arguments(cls):
    """Keywords for all of these arguments that the layer or a parent takes."""
    taken = []
    for parent in cls.__mro__[:-1]:
        if parent is layers.Layer:
            break
        if "__init__" in parent.__dict__:
            taken += [name for name in inspect.signature(parent.__init__).parameters if name not in taken]
    given = {}
    for k, name in enumerate(name for name in taken if name.endswith("_initializer")):
        given[name] = keras.initializers.Constant(round(0.3 + 0.11 * k, 2))
    for k, name in enumerate(name for name in taken if name.endswith("_regularizer") and name != "activity_regularizer"):
        given[name] = keras.regularizers.L2(0.25 * (k + 1))
    for k, name in enumerate(name for name in taken if name.endswith("_constraint")):
        given[name] = keras.constraints.MaxNorm(max_value=0.25 * (k + 1), axis=0)
    if "activity_regularizer" in taken:
        given["activity_regularizer"] = keras.regularizers.L1(0.5)
    return given


def argument_case(make, shapes, indices=False):
    """Weights as they are built, the output, the losses, and every weight after its constraint."""
    cls, positional, config = make
    name = cls.__name__ + "".join(" %s=%s" % item for item in config.items())
    layer = cls(*positional, **config, **arguments(cls), name="layer")
    inputs = [integers(name, 0, 4, *shape) if indices else normal(name + str(k), *shape) for k, shape in enumerate(shapes)]
    outputs = as_list(layer(*[jnp.asarray(value) for value in inputs]))
    weights = {"/".join(w.path.split("/")[1:]): w for w in layer.weights if "seed" not in w.path}
    return {
        "name": name,
        "layer": cls.__name__,
        "config": layer.get_config(),
        "compare": "rms",
        "inputs": tensors(inputs),
        "weights": {path: Tensor(w.value) for path, w in weights.items()},
        "outputs": tensors(outputs),
        "losses": Tensor(np.asarray([float(loss) for loss in layer.losses], np.float32)),
        "constrained": {
            path: Tensor(w.constraint(w.value)) for path, w in weights.items() if getattr(w, "constraint", None) is not None
        },
    }


image, line, volume = [2, 5, 4, 4], [2, 6, 4], [1, 3, 3, 3, 2]
makes = [
    ((layers.Dense, (3,), {}), [line]),
    ((layers.EinsumDense, ("abc,cd->abd",), {"output_shape": (None, 3), "bias_axes": "d"}), [line]),
    ((layers.Conv1D, (3, 2), {}), [line]),
    ((layers.Conv2D, (3, 2), {}), [image]),
    ((layers.Conv3D, (3, 2), {}), [volume]),
    ((layers.Conv1DTranspose, (3, 2), {}), [line]),
    ((layers.Conv2DTranspose, (3, 2), {}), [image]),
    ((layers.Conv3DTranspose, (3, 2), {}), [volume]),
    ((layers.DepthwiseConv1D, (2,), {}), [line]),
    ((layers.DepthwiseConv2D, (2,), {}), [image]),
    ((layers.SeparableConv1D, (3, 2), {}), [line]),
    ((layers.SeparableConv2D, (3, 2), {}), [image]),
    ((layers.BatchNormalization, (), {}), [line]),
    ((layers.LayerNormalization, (), {}), [line]),
    ((layers.GroupNormalization, (2,), {}), [line]),
    ((layers.SimpleRNN, (3,), {}), [line]),
    ((layers.LSTM, (3,), {"unit_forget_bias": False}), [line]),
    ((layers.LSTM, (3,), {"unit_forget_bias": True}), [line]),
    ((layers.GRU, (3,), {}), [line]),
    ((layers.MultiHeadAttention, (2, 3), {}), [line, [2, 3, 4]]),
    ((layers.GroupQueryAttention, (3, 4, 2), {}), [line, [2, 3, 4]]),
    ((layers.PReLU, (), {}), [line]),
]
cases = [argument_case(make, shapes) for make, shapes in makes]
cases.append(argument_case((layers.Embedding, (4, 3), {}), [[2, 5]], indices=True))
write("layers-arguments", cases)
