"""Golden outputs and gradients of attention layers and EinsumDense. Inputs are in the order of the call:
MultiHeadAttention (query, value, key), Attention and AdditiveAttention [query, value, key]; masks are in `call`."""

from common import Tensor, as_list, jax, jnp, keras, layer_case, normal, np, tensors, write

layers = keras.layers
cases = []


def short(path):
    return "/".join(path.split("/")[1:]) or path


def add(name, layer, inputs, as_sequence=False, **call):
    """As layer_case, for layers called with several positional inputs, or with one list of them."""
    inputs = [jnp.asarray(i) for i in inputs]

    def arguments(values):
        return [list(values)] if as_sequence else list(values)

    layer(*arguments(inputs), **call)
    for k, weight in enumerate(layer.weights):
        weight.assign(normal(name + str(k), *weight.shape, scale=0.5))
    weights = [w.value for w in layer.trainable_variables]
    fixed = [w.value for w in layer.non_trainable_variables]

    def run(values, weights):
        return as_list(layer.stateless_call(weights, fixed, *arguments(values), **call)[0])

    outputs = run(inputs, weights)
    projections = [normal(name + "projection" + str(k), *o.shape) for k, o in enumerate(outputs)]
    by_input, by_weight = jax.grad(
        lambda v, w: sum(jnp.sum(p * o) for p, o in zip(projections, run(v, w))), argnums=(0, 1))(inputs, weights)
    case = {"name": name, "layer": layer.__class__.__name__, "config": layer.get_config(), "compare": "rms"}
    if call:
        case["call"] = {
            k: tensors(v) if isinstance(v, list) else Tensor(v) if hasattr(v, "shape") else v for k, v in call.items()
        }
    case["inputs"] = tensors(inputs)
    case["weights"] = {short(w.path): Tensor(w) for w in layer.weights}
    case["outputs"], case["projections"] = tensors(outputs), tensors(projections)
    case["input_gradients"] = tensors(by_input)
    case["weight_gradients"] = {short(w.path): Tensor(g) for w, g in zip(layer.trainable_variables, by_weight)}
    cases.append(case)


def attention(name, config, query=(2, 3, 4), value=(2, 5, 4), key=None, **call):
    inputs = [normal(name + "q", *query), normal(name + "v", *value)] + ([normal(name + "k", *key)] if key else [])
    add("MultiHeadAttention " + name, layers.MultiHeadAttention(**config, name="layer"), inputs, **call)


def mask(*rows):
    return np.array(rows, bool)


two = {"num_heads": 2, "key_dim": 3}
attention("plain", two)
attention("one head", {"num_heads": 1, "key_dim": 1}, (1, 1, 2), (1, 1, 2))
# A value_dim that differs fails in the fused path of Keras on JAX; dropout (off here) takes the other path.
attention("value_dim and output_shape", {**two, "value_dim": 2, "output_shape": 5, "dropout": 0.5}, training=False)
attention("without bias", {**two, "use_bias": False})
attention("key of its own", two, (2, 3, 4), (2, 5, 6), (2, 5, 2))
attention("scores returned", two, return_attention_scores=True)
attention("causal", two, (2, 4, 4), (2, 4, 4), use_causal_mask=True)
attention("attention_mask", two, attention_mask=normal("am", 2, 3, 5) > -0.5)
attention("masks of query and value", two, query_mask=mask([1, 1, 0], [1, 1, 1]), value_mask=mask([1, 1, 1, 0, 0], [1, 0, 1, 1, 1]))
attention("two attention axes", {**two, "attention_axes": (1, 2)}, (1, 2, 3, 4), (1, 2, 2, 4))
attention("dropout, not training", {**two, "dropout": 0.5}, training=False)

attention("sliding window", {**two, "sliding_window": 2}, (2, 4, 4), (2, 4, 4))
attention("sliding window, causal", {**two, "sliding_window": 2}, (2, 5, 4), (2, 5, 4), use_causal_mask=True)
attention("sliding window and masks", {**two, "sliding_window": 3}, value_mask=mask([1, 1, 1, 0, 0], [1, 0, 1, 1, 1]))
attention("gate", {**two, "use_gate": True})
attention("gate, causal, without bias", {**two, "use_gate": True, "use_bias": False}, (2, 4, 4), (2, 4, 4), use_causal_mask=True)
attention("gate, value_dim, scores returned", {**two, "use_gate": True, "value_dim": 2}, return_attention_scores=True)
attention("output_shape of two axes", {**two, "output_shape": (2, 3)})
attention("one of two inner axes", {**two, "attention_axes": 2}, (1, 2, 3, 4), (1, 2, 2, 4))
attention("seed", {**two, "dropout": 0.5, "seed": 7}, training=False, use_causal_mask=True)

gqa = {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}
grouped = (
    ("plain", gqa, {}),
    ("without bias, causal", {**gqa, "use_bias": False}, {"use_causal_mask": True}),
    ("sliding window of 2", {**gqa, "sliding_window": 2}, {}),
    ("sliding window, causal", {**gqa, "sliding_window": 2}, {"use_causal_mask": True}),
    ("gate", {**gqa, "use_gate": True}, {}),
    ("gate, scores returned", {**gqa, "use_gate": True}, {"return_attention_scores": True}),
    ("dropout, not training", {**gqa, "dropout": 0.5, "seed": 7}, {"training": False}),
    ("attention_mask", gqa, {"attention_mask": normal("gam", 2, 4, 4) > -0.5}),
    ("masks of query and value", gqa, {"query_mask": mask([1, 1, 0, 1], [1, 1, 1, 0]), "value_mask": mask([1, 1, 1, 0], [1, 0, 1, 1])}),
    ("one head of keys", {"head_dim": 2, "num_query_heads": 3, "num_key_value_heads": 1}, {}),
    ("a key each", {"head_dim": 2, "num_query_heads": 3, "num_key_value_heads": 3}, {}),
)
for name, config, call in grouped:
    add("GroupQueryAttention " + name, layers.GroupQueryAttention(**config, name="layer"), [normal("g" + name, 2, 4, 5), normal("h" + name, 2, 4, 5)], **call)

for cls in (layers.Attention, layers.AdditiveAttention):
    name = cls.__name__
    three = [normal(name + "q", 2, 3, 4), normal(name + "v", 2, 5, 4), normal(name + "k", 2, 5, 4)]
    add(name + " of query and value", cls(name="layer"), three[:2], True)
    add(name + " of query, value, key", cls(name="layer"), three, True)
    add(name + " masked", cls(name="layer"), three, True, mask=[mask([1, 1, 0], [1, 1, 1]), mask([1, 1, 1, 0, 0], [1, 0, 1, 1, 1])])
    same = [normal(name + "c", 2, 4, 3), normal(name + "d", 2, 4, 3)]
    add(name + " causal", cls(name="layer"), same, True, use_causal_mask=True)
    add(name + " scores returned", cls(name="layer"), three, True, return_attention_scores=True)
    if cls is layers.Attention:
        add(name + " use_scale", cls(use_scale=True, name="layer"), three, True)
        add(name + " score_mode=concat", cls(score_mode="concat", use_scale=True, name="layer"), three, True)
    else:
        add(name + " use_scale=False", cls(use_scale=False, name="layer"), three, True)

for cls in (layers.Attention, layers.AdditiveAttention):
    name = cls.__name__
    three = [normal(name + "q", 2, 3, 4), normal(name + "v", 2, 5, 4), normal(name + "k", 2, 5, 4)]
    add(name + " dropout, not training", cls(dropout=0.5, seed=7, name="layer"), three, True, training=False)
    add(name + " masked, scores returned", cls(use_scale=cls is layers.Attention, name="layer"), three, True, return_attention_scores=True,
        mask=[mask([1, 1, 0], [1, 1, 1]), mask([1, 1, 1, 0, 0], [1, 0, 1, 1, 1])])
same = [normal("concat" + k, 2, 4, 3) for k in "qv"]
add("Attention score_mode=concat, causal", layers.Attention(score_mode="concat", name="layer"), same, True, use_causal_mask=True)

for equation, output, bias, shape in (("abc,cd->abd", (None, 4), "d", [2, 3, 5]), ("abc,cde->abde", (None, 2, 3), "de", [2, 3, 4]),
                                      ("...x,xy->...y", 4, None, [2, 3, 2, 5]), ("ab,bc->ac", 3, "c", [4, 2])):
    name = "EinsumDense " + equation
    layer = layers.EinsumDense(equation, output_shape=output, bias_axes=bias, activation="tanh" if bias == "de" else None, name="layer")
    cases.append(layer_case(name, layer, [normal(name, *shape)]))
write("layers-attention", cases)
