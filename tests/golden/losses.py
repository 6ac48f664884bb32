"""Golden values of losses: every reduction, sample weights, logits, label smoothing; gradient of the loss with
respect to y_pred (of the sum, where the reduction is none)."""

from common import Tensor, as_list, generator, integers, jax, jnp, keras, normal, np, uniform, write

losses = keras.losses
cases = []


def add(name, cls, config, y_true, y_pred, sample_weight=None):
    loss = cls(**config)
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)

    def call(prediction):
        return loss(jnp.asarray(y_true), prediction, None if sample_weight is None else jnp.asarray(sample_weight))

    case = {"name": name, "loss": cls.__name__, "config": loss.get_config(), "y_true": Tensor(y_true), "y_pred": Tensor(y_pred)}
    case["sample_weight"] = None if sample_weight is None else Tensor(sample_weight)
    case["output"] = Tensor(call(jnp.asarray(y_pred)))
    case["gradient"] = Tensor(jax.grad(lambda p: jnp.sum(call(p)))(jnp.asarray(y_pred)))
    cases.append(case)


def probabilities(name, *shape):
    values = np.exp(generator(name).standard_normal(shape))
    return np.round(values / values.sum(-1, keepdims=True), 3).astype(np.float32)


def one_hot(name, rows, classes):
    return np.eye(classes, dtype=np.float32)[generator(name).integers(0, classes, rows)]


REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none"]
ROWS = 5


def battery(cls, config, y_true, y_pred, variants=()):
    """Every reduction with and without weights, then the named variants of the config."""
    name = cls.__name__
    weights = uniform(name + "weights", 0, 2, ROWS)
    weights[1] = 0
    for reduction in REDUCTIONS:
        full = {**config, "reduction": reduction}
        add("%s reduction=%s" % (name, reduction), cls, full, y_true, y_pred)
        add("%s reduction=%s, weighted" % (name, reduction), cls, full, y_true, y_pred, weights)
    for variant in variants:
        text = " ".join("%s=%s" % i for i in variant.items())
        add("%s %s" % (name, text), cls, {**config, **variant}, y_true, y_pred)
        add("%s %s, weighted" % (name, text), cls, {**config, **variant}, y_true, y_pred, weights)
    add(name + ", one row", cls, config, y_true[:1], y_pred[:1])


true, predicted = normal("regression", ROWS, 3), normal("regression p", ROWS, 3)
positive, positive_p = uniform("positive", 0.1, 3, ROWS, 3), uniform("positive p", 0.1, 3, ROWS, 3)
for cls in (losses.MeanSquaredError, losses.MeanAbsoluteError):
    battery(cls, {}, true, predicted)
    add(cls.__name__ + ", rank 3", cls, {}, normal("r3", 2, 3, 4), normal("r3p", 2, 3, 4))
    add(cls.__name__ + ", rank 3, weights of rank 2", cls, {}, normal("r3", 2, 3, 4), normal("r3p", 2, 3, 4), uniform("r3w", 0, 2, 2, 3))
    add(cls.__name__ + ", rank 1", cls, {}, normal("r1", 4), normal("r1p", 4))
battery(losses.MeanAbsolutePercentageError, {}, true, predicted)
battery(losses.MeanSquaredLogarithmicError, {}, positive, positive_p)
battery(losses.Huber, {}, true * 2, predicted, [{"delta": 0.5}])
battery(losses.LogCosh, {}, true, predicted)
add("LogCosh, large", losses.LogCosh, {}, np.zeros((1, 3), np.float32), np.array([[100, -100, 1e5]], np.float32))
battery(losses.KLDivergence, {}, probabilities("kl", ROWS, 4), probabilities("kl p", ROWS, 4))
battery(losses.Poisson, {}, integers("poisson", 0, 5, ROWS, 3).astype(np.float32), positive_p)
signs = np.where(generator("signs").random((ROWS, 3)) < 0.5, -1, 1).astype(np.float32)
for cls in (losses.Hinge, losses.SquaredHinge):
    battery(cls, {}, signs, predicted)
    add(cls.__name__ + ", labels 0 and 1", cls, {}, (signs + 1) / 2, predicted)
battery(losses.CategoricalHinge, {}, one_hot("ch", ROWS, 4), normal("ch", ROWS, 4))
battery(losses.CosineSimilarity, {}, true, predicted)
add("CosineSimilarity axis=1 of rank 3", losses.CosineSimilarity, {"axis": 1}, normal("cs", 2, 3, 4), normal("csp", 2, 3, 4))
add("CosineSimilarity, zero vector", losses.CosineSimilarity, {}, np.zeros((1, 3), np.float32), np.ones((1, 3), np.float32))

# Cross-entropies: probabilities, logits, label smoothing, axis, extreme values.
CLASSES = 4
hot, chances, logits = one_hot("cc", ROWS, CLASSES), probabilities("cc", ROWS, CLASSES), normal("cc", ROWS, CLASSES, scale=2)
EXTREME = np.array([[1000, 0, -1000, 5], [-1000, -1000, -1000, -999], [30, -30, 0, 0], [0, 0, 0, 0], [88, 89, -104, 3]], np.float32)
EDGE = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0.5, 0.5, 0, 0], [1e-9, 1e-8, 1e-7, 1], [0.25, 0.25, 0.25, 0.25]], np.float32)
cc = losses.CategoricalCrossentropy
battery(cc, {}, hot, chances, [{"label_smoothing": 0.1}])
battery_logits = {"from_logits": True}
for variant in ({}, {"label_smoothing": 0.2}, {"reduction": "none"}, {"reduction": "sum"}):
    text = " ".join("%s=%s" % i for i in variant.items())
    add("CategoricalCrossentropy from_logits %s" % text, cc, {**battery_logits, **variant}, hot, logits)
soft = probabilities("soft labels", ROWS, CLASSES)
add("CategoricalCrossentropy, soft labels", cc, {}, soft, chances)
add("CategoricalCrossentropy from_logits, soft labels", cc, battery_logits, soft, logits)
add("CategoricalCrossentropy, not normalised", cc, {}, hot, uniform("unnormalised", 0.1, 2, ROWS, CLASSES))
add("CategoricalCrossentropy from_logits, extreme", cc, {**battery_logits, "reduction": "none"}, hot, EXTREME)
add("CategoricalCrossentropy, probabilities 0 and 1", cc, {"reduction": "none"}, hot, EDGE)
add("CategoricalCrossentropy rank 3", cc, battery_logits, one_hot("c3", 6, 4).reshape(2, 3, 4), normal("c3", 2, 3, 4))
add("CategoricalCrossentropy axis=1", cc, {**battery_logits, "axis": 1}, one_hot("c1", 6, 4).reshape(2, 3, 4).transpose(0, 2, 1),
    normal("c1", 2, 4, 3))

labels = integers("scc", 0, CLASSES, ROWS)
scc = losses.SparseCategoricalCrossentropy
battery(scc, {}, labels, chances)
for variant in ({}, {"reduction": "none"}):
    add("SparseCategoricalCrossentropy from_logits %s" % variant, scc, {**battery_logits, **variant}, labels, logits)
add("SparseCategoricalCrossentropy, labels of shape [n, 1]", scc, {}, labels[:, None], chances)
add("SparseCategoricalCrossentropy, float labels", scc, {}, labels.astype(np.float32), chances)
add("SparseCategoricalCrossentropy from_logits, extreme", scc, {**battery_logits, "reduction": "none"}, labels, EXTREME)
add("SparseCategoricalCrossentropy, probabilities 0 and 1", scc, {"reduction": "none"}, labels, EDGE)
add("SparseCategoricalCrossentropy rank 3", scc, battery_logits, integers("sc3", 0, 4, 2, 3), normal("sc3", 2, 3, 4))
ignored = labels.copy()
ignored[1] = -1
for logits_or_not, prediction in (({}, chances), (battery_logits, logits)):
    for reduction in ("sum_over_batch_size", "none", "mean_with_sample_weight"):
        add("SparseCategoricalCrossentropy %s ignore_class=-1 reduction=%s" % (logits_or_not, reduction), scc,
            {**logits_or_not, "ignore_class": -1, "reduction": reduction}, ignored, prediction)

binary, unit = integers("bce", 0, 2, ROWS, 3).astype(np.float32), uniform("bce", 0.02, 0.98, ROWS, 3)
bce = losses.BinaryCrossentropy
battery(bce, {}, binary, unit, [{"label_smoothing": 0.1}])
for variant in ({}, {"label_smoothing": 0.2}, {"reduction": "none"}):
    text = " ".join("%s=%s" % i for i in variant.items())
    add("BinaryCrossentropy from_logits %s" % text, bce, {**battery_logits, **variant}, binary, normal("bcl", ROWS, 3, scale=2))
extreme = np.array([[1000, -1000, 0], [30, -30, 88], [-104, 104, 1e-6]], np.float32)
add("BinaryCrossentropy from_logits, extreme", bce, {**battery_logits, "reduction": "none"}, np.array([[1, 0, 1], [0, 1, 0], [0, 1, 1]], np.float32), extreme)
add("BinaryCrossentropy, probabilities 0 and 1", bce, {"reduction": "none"}, np.array([[1, 0, 1, 0]], np.float32), np.array([[0, 1, 1, 1e-9]], np.float32))
add("BinaryCrossentropy of shape [n, 1]", bce, {}, binary[:, :1], unit[:, :1])
focal = losses.BinaryFocalCrossentropy
battery(focal, {}, binary, unit, [{"gamma": 1.5, "alpha": 0.4, "apply_class_balancing": True}, {"label_smoothing": 0.1}])
add("BinaryFocalCrossentropy from_logits", focal, battery_logits, binary, normal("bfl", ROWS, 3, scale=2))
cfocal = losses.CategoricalFocalCrossentropy
battery(cfocal, {}, hot, chances, [{"gamma": 1.5, "alpha": 0.4}, {"label_smoothing": 0.1}])
add("CategoricalFocalCrossentropy from_logits", cfocal, battery_logits, hot, logits)
battery(losses.Dice, {}, binary, unit, [{"axis": 1}])
battery(losses.Tversky, {}, binary, unit, [{"alpha": 0.3, "beta": 0.7}])
write("losses", cases)
