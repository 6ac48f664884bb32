"""Golden training and evaluation of models whose output has a mask: losses, metrics and weighted metrics. Tokens 0 are
padding. The sample weights, where there are some, are one a step.

`epochs` are evaluations before each of three steps of all samples: what the metrics of such a step are, too. They are
not those of Keras's history on JAX, where the predictions lose their mask on the way out of `value_and_grad`, so that
metrics while training count padding; on its other backends they do not, and evaluate never does."""

from common import Tensor, integers, keras, normal, np, write

layers = keras.layers
TOKENS = np.array([[1, 3, 2, 0, 0], [4, 1, 0, 0, 0], [2, 2, 5, 1, 3], [3, 0, 0, 0, 0]], np.int32)


def network(name, last):
    model = keras.Sequential([
        layers.Input((5,), dtype="int32"),
        layers.Embedding(6, 3, mask_zero=True, name="embedding"),
        layers.GRU(4, return_sequences=True, name="gru"),
        layers.Dense(last, activation="softmax" if last > 1 else "linear", name="dense"),
    ])
    model.set_weights([normal(name + str(k), *w.shape, scale=0.5) for k, w in enumerate(model.get_weights())])
    return model


cases = []
for name, loss, metrics, weights in (
    ("classes", "sparse_categorical_crossentropy", ["accuracy", "sparse_categorical_crossentropy"], False),
    ("classes, weighted", "sparse_categorical_crossentropy", ["accuracy", "sparse_categorical_crossentropy"], True),
    ("numbers", "mean_squared_error", ["mean_absolute_error", "mean_squared_error"], False),
    ("numbers, weighted", "mean_squared_error", ["mean_absolute_error", "root_mean_squared_error"], True),
):
    classes = loss.startswith("sparse")
    model = network(name, 4 if classes else 1)
    y = integers(name, 0, 4, 4, 5) if classes else normal(name + "y", 4, 5, 1)
    sample_weight = np.abs(normal(name + "weights", 4, 5)) + 0.1 if weights else None
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=loss, metrics=metrics, weighted_metrics=metrics)
    initial = model.get_weights()

    def evaluate(batch_size):
        return model.evaluate(TOKENS, y, sample_weight=sample_weight, batch_size=batch_size, verbose=0, return_dict=True)

    batches, epochs, losses = evaluate(3), [], []
    for _ in range(3):
        epochs.append(evaluate(4))
        losses += model.fit(TOKENS, y, sample_weight=sample_weight, batch_size=4, shuffle=False, verbose=0).history["loss"]
    cases.append({
        "name": name, "loss": loss, "metrics": metrics, "classes": classes,
        "tokens": Tensor(TOKENS), "y": Tensor(y), "sample_weight": None if sample_weight is None else Tensor(sample_weight),
        "weights": [Tensor(w) for w in initial],
        "in_batches_of_3": batches,
        "epochs": epochs,
        "losses": losses,
        "after": [Tensor(w) for w in model.get_weights()],
    })
write("masked-run", cases)
