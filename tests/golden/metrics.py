"""Golden results of metrics: after each of several update_state calls, with and without sample weights."""

from common import Tensor, generator, integers, keras, normal, np, uniform, write

metrics = keras.metrics
cases = []


def add(name, cls, config, batches, positional=()):
    """batches: (y_true, y_pred, sample_weight or None); for Mean and Sum (values, None, sample_weight)."""
    metric = cls(*positional, **config)
    case = {"name": name, "metric": cls.__name__, "config": metric.get_config(), "updates": [], "results": []}
    for true, predicted, weight in batches:
        if predicted is None:
            metric.update_state(true, sample_weight=weight)
            case["updates"].append({"values": Tensor(true), "sample_weight": None if weight is None else Tensor(weight)})
        else:
            metric.update_state(true, predicted, sample_weight=weight)
            case["updates"].append({"y_true": Tensor(true), "y_pred": Tensor(predicted),
                                    "sample_weight": None if weight is None else Tensor(weight)})
        case["results"].append(Tensor(np.asarray(metric.result(), np.float32)))
    cases.append(case)


SIZES = [5, 7, 2]


def probabilities(name, *shape):
    values = np.exp(generator(name).standard_normal(shape))
    return np.round(values / values.sum(-1, keepdims=True), 3).astype(np.float32)


def one_hot(name, rows, classes):
    return np.eye(classes, dtype=np.float32)[generator(name).integers(0, classes, rows)]


def make(kind, n):
    name = "%s %d" % (kind, n)
    if kind == "regression":
        return normal(name, n, 3), normal(name + "p", n, 3)
    if kind == "positive":
        return uniform(name, 0.1, 3, n, 3), uniform(name + "p", 0.1, 3, n, 3)
    if kind == "one hot":
        return one_hot(name, n, 4), probabilities(name, n, 4)
    if kind == "sparse":
        return integers(name, 0, 4, n), probabilities(name, n, 4)
    if kind == "binary":
        return integers(name, 0, 2, n, 1).astype(np.float32), uniform(name, 0, 1, n, 1)
    if kind == "labels":
        return integers(name, 0, 4, n), integers(name + "p", 0, 4, n)
    if kind == "multilabel":
        return integers(name, 0, 2, n, 3).astype(np.float32), uniform(name, 0, 1, n, 3)
    raise ValueError(kind)


def battery(cls, kind, *configs, weighted=True):
    for config in configs or ({},):
        text = "".join(" %s=%s" % i for i in config.items())
        batches = [(*make(kind, n), None) for n in SIZES]
        add(cls.__name__ + text + ("" if kind in ("regression",) else ", " + kind), cls, config, batches)
        if weighted:
            batches = [(t, p, uniform("w%d" % len(t), 0, 2, len(t))) for t, p, _ in batches]
            add(cls.__name__ + text + ("" if kind in ("regression",) else ", " + kind) + ", weighted", cls, config, batches)


values = [(normal("mean %d" % n, n), None, None) for n in SIZES]
weighted = [(v, None, uniform("mean w%d" % len(v), 0, 2, len(v))) for v, _, _ in values]
for cls in (metrics.Mean, metrics.Sum):
    add(cls.__name__, cls, {}, values)
    add(cls.__name__ + ", weighted", cls, {}, weighted)
    add(cls.__name__ + " of scalars", cls, {}, [(np.float32(v), None, None) for v in (1.5, -2.0, 4.25)])
    add(cls.__name__ + " of rank 2, weights of rank 1", cls, {}, [(normal("m2", 3, 4), None, uniform("m2w", 0, 2, 3))])

battery(metrics.Accuracy, "labels")
battery(metrics.BinaryAccuracy, "binary", {}, {"threshold": 0.3})
battery(metrics.BinaryAccuracy, "multilabel")
battery(metrics.CategoricalAccuracy, "one hot")
battery(metrics.SparseCategoricalAccuracy, "sparse")
add("SparseCategoricalAccuracy, labels of shape [n, 1]", metrics.SparseCategoricalAccuracy, {},
    [(t[:, None], p, None) for t, p in (make("sparse", n) for n in SIZES)])
battery(metrics.TopKCategoricalAccuracy, "one hot", {"k": 2}, {"k": 3}, {})
battery(metrics.SparseTopKCategoricalAccuracy, "sparse", {"k": 2}, {"k": 3})
for cls in (metrics.MeanSquaredError, metrics.RootMeanSquaredError, metrics.MeanAbsoluteError,
            metrics.MeanAbsolutePercentageError, metrics.LogCoshError, metrics.CosineSimilarity):
    battery(cls, "regression")
battery(metrics.MeanSquaredLogarithmicError, "positive")
battery(metrics.R2Score, "regression", {}, {"class_aggregation": None}, {"class_aggregation": "variance_weighted_average"}, {"num_regressors": 2})
battery(metrics.Poisson, "positive")
battery(metrics.KLDivergence, "one hot")
battery(metrics.Hinge, "binary")
battery(metrics.SquaredHinge, "binary")
battery(metrics.CategoricalHinge, "one hot")
battery(metrics.CategoricalCrossentropy, "one hot", {}, {"from_logits": True, "label_smoothing": 0.1})
battery(metrics.SparseCategoricalCrossentropy, "sparse", {}, {"from_logits": True})
battery(metrics.BinaryCrossentropy, "binary", {}, {"from_logits": True, "label_smoothing": 0.1})
battery(metrics.Precision, "binary", {}, {"thresholds": 0.3}, {"thresholds": [0.2, 0.5, 0.8]})
battery(metrics.Recall, "binary", {}, {"thresholds": 0.3}, {"thresholds": [0.2, 0.5, 0.8]})
battery(metrics.Precision, "one hot", {"top_k": 2}, {"class_id": 1}, {"top_k": 2, "class_id": 1})
battery(metrics.Recall, "one hot", {"top_k": 2}, {"class_id": 1})
for cls in (metrics.TruePositives, metrics.TrueNegatives, metrics.FalsePositives, metrics.FalseNegatives):
    battery(cls, "binary", {}, {"thresholds": [0.2, 0.8]})
battery(metrics.AUC, "binary", {}, {"num_thresholds": 11}, {"curve": "PR"}, {"curve": "PR", "summation_method": "minoring"},
        {"summation_method": "majoring"}, {"summation_method": "minoring", "num_thresholds": 20}, {"from_logits": True},
        {"thresholds": [0.25, 0.5, 0.75]})
battery(metrics.AUC, "multilabel", {}, {"multi_label": True, "num_labels": 3},
        {"multi_label": True, "num_labels": 3, "label_weights": [0.2, 0.5, 0.3]})
for cls, argument in ((metrics.PrecisionAtRecall, {"recall": 0.6}), (metrics.RecallAtPrecision, {"precision": 0.5}),
                      (metrics.SensitivityAtSpecificity, {"specificity": 0.5}), (metrics.SpecificityAtSensitivity, {"sensitivity": 0.5})):
    battery(cls, "binary", argument, {**argument, "num_thresholds": 50})
battery(metrics.F1Score, "multilabel", {"threshold": 0.5}, {"threshold": 0.4, "average": "micro"}, {"threshold": 0.5, "average": "macro"},
        {"threshold": 0.5, "average": "weighted"})
battery(metrics.FBetaScore, "one hot", {}, {"beta": 2.0, "average": "macro"})
battery(metrics.MeanIoU, "labels", {"num_classes": 4})
battery(metrics.IoU, "labels", {"num_classes": 4, "target_class_ids": [0, 2]})
battery(metrics.BinaryIoU, "binary", {"target_class_ids": [0, 1], "threshold": 0.4})
battery(metrics.OneHotIoU, "one hot", {"num_classes": 4, "target_class_ids": [1, 3]})
battery(metrics.OneHotMeanIoU, "one hot", {"num_classes": 4})
battery(metrics.PearsonCorrelation, "regression", weighted=False)
battery(metrics.ConcordanceCorrelation, "regression", weighted=False)
write("metrics", cases)
