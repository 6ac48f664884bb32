"""Golden gradients of gradients of recurrent and attention layers: of a penalty, the mean of the squared gradient
of sum(output²) with respect to the first input (as of WGAN-GP), with respect to every weight and to that input."""

from common import Tensor, as_list, jax, jnp, keras, normal, np, tensors, write

layers = keras.layers
cases = []


def add(name, layer, inputs, as_sequence=False, **call):
    inputs = [jnp.asarray(i) for i in inputs]

    def arguments(values):
        return [list(values)] if as_sequence else list(values)

    layer(*arguments(inputs), **call)
    for k, weight in enumerate(layer.weights):
        weight.assign(normal(name + str(k), *weight.shape, scale=0.5))
    weights = [w.value for w in layer.trainable_variables]
    fixed = [w.value for w in layer.non_trainable_variables]

    def total(first, weights):
        results = as_list(layer.stateless_call(weights, fixed, *arguments([first, *inputs[1:]]), **call)[0])
        return sum(jnp.sum(o * o) for o in results)

    def penalty(first, weights):
        return jnp.mean(jnp.square(jax.grad(total)(first, weights)))

    value, (by_input, by_weight) = jax.value_and_grad(penalty, argnums=(0, 1))(inputs[0], weights)
    case = {"name": name, "layer": layer.__class__.__name__, "config": layer.get_config()}
    if call:
        case["call"] = {
            k: tensors(v) if isinstance(v, list) else Tensor(v) if hasattr(v, "shape") else v for k, v in call.items()
        }
    case["inputs"] = tensors(inputs)
    case["weights"] = tensors([w.value for w in layer.weights])
    case["penalty"] = Tensor(value)
    case["input_gradient"] = Tensor(by_input)
    case["weight_gradients"] = tensors(by_weight)
    cases.append(case)


MASK = np.array([[1, 1, 1, 0], [1, 0, 1, 1]], bool)
for kind, options in (
    ("SimpleRNN", {}), ("LSTM", {}), ("GRU", {}), ("GRU", {"reset_after": False}), ("LSTM", {"use_bias": False}),
):
    for extra, call in (({}, {}), ({"return_sequences": True, "go_backwards": True}, {"mask": MASK})):
        config = {"units": 3, **options, **extra, "name": "layer"}
        name = " ".join([kind, *options, *extra, *call])
        add(name, getattr(layers, kind)(**config), [normal(name, 2, 4, 2)], **call)
add("Bidirectional", layers.Bidirectional(layers.LSTM(2, return_sequences=True), name="layer"),
    [normal("Bidirectional", 2, 4, 2)])

q, v, k = normal("q", 2, 3, 4), normal("v", 2, 5, 4), normal("k", 2, 5, 4)
add("MultiHeadAttention", layers.MultiHeadAttention(2, 3, name="layer"), [q, v])
add("MultiHeadAttention causal", layers.MultiHeadAttention(2, 3, name="layer"), [q, v, k], use_causal_mask=True)
add("GroupQueryAttention", layers.GroupQueryAttention(3, 4, 2, name="layer"), [q, v])
add("Attention", layers.Attention(use_scale=True, name="layer"), [q, v], as_sequence=True)
add("Attention masked", layers.Attention(name="layer"), [q, v, k], as_sequence=True,
    mask=[np.ones((2, 3), bool), np.array([[1, 1, 0, 1, 1], [0, 0, 1, 1, 0]], bool)])
add("AdditiveAttention", layers.AdditiveAttention(name="layer"), [q, v], as_sequence=True)

write("second-order", cases)
