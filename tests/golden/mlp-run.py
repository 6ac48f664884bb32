"""Golden training runs of the MLP 64-128(relu)-10(softmax): losses of 50 steps, histories of fit, weights.

Data and initial weights come from one integer formula, in golden.ts too (mlpData, mlpWeights):
  state = (1103515245 * state + 12345) mod 2^31, one step before each value, started at the seed;
  byte    = state >> 23, an integer in [0, 256)
  uniform = (2 * (state >> 7) - 2^24) / 2^24, exact in float32, in [-1, 1)
Data, seed 1: 10 prototypes of 64 bytes; then 384 rows, each a label (state >> 8) mod 10 and 64 bytes, the value
being (prototype byte + byte) / 512. Rows 0–319 are for training, 320–383 for validation.
Weights, seed 2, in Keras's order: kernel [64, 128] uniform / 8, bias [128] uniform / 16, kernel [128, 10]
uniform / 4, bias [10] uniform / 16; row-major.
"""

from common import Tensor, keras, np, write

layers, optimizers = keras.layers, keras.optimizers
SHAPES = [(64, 128), (128,), (128, 10), (10,)]
NAMES = ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]
SCALES = [8, 16, 4, 16]


class Sequence:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (1103515245 * self.state + 12345) % 2**31
        return self.state


def data():
    numbers = Sequence(1)
    prototypes = [[numbers.next() >> 23 for _ in range(64)] for _ in range(10)]
    x, labels = np.zeros((384, 64), np.float32), np.zeros(384, np.int32)
    for row in range(384):
        labels[row] = (numbers.next() >> 8) % 10
        for column in range(64):
            x[row, column] = (prototypes[labels[row]][column] + (numbers.next() >> 23)) / 512
    return x, labels


def weights():
    numbers = Sequence(2)
    return [
        np.array([(2 * (numbers.next() >> 7) - 2**24) / 2**24 / scale for _ in range(int(np.prod(shape)))], np.float32).reshape(shape)
        for shape, scale in zip(SHAPES, SCALES)
    ]


X, LABELS = data()
Y = np.eye(10, dtype=np.float32)[LABELS]
INITIAL = weights()
VALIDATION = (X[320:], Y[320:])
STRIDE = 37


def network(kernel_regularizer=None, activation="softmax"):
    model = keras.Sequential([
        layers.Input((64,)),
        layers.Dense(128, activation="relu", kernel_regularizer=kernel_regularizer, name="dense"),
        layers.Dense(10, activation=activation, kernel_regularizer=kernel_regularizer, name="dense_1"),
    ])
    model.set_weights(INITIAL)
    return model


def sampled(model):
    """Every 37th value of each weight (row-major), and its sum and root mean square in float64."""
    result = {}
    for name, weight in zip(NAMES, model.get_weights()):
        flat = weight.astype(np.float64).ravel()
        result[name] = {"stride": STRIDE, "sum": flat.sum(), "rms": float(np.sqrt((flat**2).mean())), "values": Tensor(weight.ravel()[::STRIDE])}
    return result


cases = []


def steps(name, optimizer, loss="categorical_crossentropy", regularizer=None, activation="softmax", labels=Y, count=50):
    """`train_on_batch` of rows [32 k, 32 k + 32) for k = step mod 10; the loss is that of the batch before the step,
    with the regularizers' share."""
    model = network(regularizer, activation)
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    case = {
        "name": name, "kind": "steps", "optimizer": optimizer.__class__.__name__, "config": optimizer.get_config(),
        "loss": loss if isinstance(loss, str) else loss.__class__.__name__,
        "loss_config": None if isinstance(loss, str) else loss.get_config(), "activation": activation,
        "kernel_regularizer": None if regularizer is None else keras.regularizers.serialize(regularizer),
        "labels": "integers" if labels is LABELS else "one_hot", "batch_size": 32, "steps": count, "after": {},
    }
    losses, accuracies = [], []
    for step in range(count):
        rows = slice(32 * (step % 10), 32 * (step % 10) + 32)
        model.reset_metrics()
        loss_value, accuracy = model.train_on_batch(X[rows], labels[rows])
        losses.append(float(loss_value))
        accuracies.append(float(accuracy))
        if step + 1 in (1, 10, count):
            case["after"][str(step + 1)] = sampled(model)
    case["losses"], case["accuracies"] = Tensor(np.float32(losses)), Tensor(np.float32(accuracies))
    case["predictions"] = Tensor(model.predict(X[320:324], verbose=0))
    cases.append(case)


def fit(name, optimizer, rows=300, regularizer=None, loss="categorical_crossentropy", metrics=("accuracy",), weighted_metrics=None,
        arguments=None, extra=None, **options):
    """`fit` of the first `rows` rows, shuffle=False, batch 32 (the last batch is smaller), 5 epochs."""
    model = network(regularizer)
    model.compile(optimizer=optimizer, loss=loss, metrics=list(metrics), weighted_metrics=weighted_metrics)
    history = model.fit(X[:rows], Y[:rows], batch_size=32, shuffle=False, verbose=0, **{"epochs": 5, **options})
    evaluation = model.evaluate(*VALIDATION, batch_size=32, verbose=0, return_dict=True)
    cases.append({
        "name": name, "kind": "fit", "optimizer": optimizer.__class__.__name__, "config": optimizer.get_config(), "loss": loss,
        "kernel_regularizer": None if regularizer is None else keras.regularizers.serialize(regularizer),
        "metrics": list(metrics), "weighted_metrics": weighted_metrics, "rows": rows, "batch_size": 32, "shuffle": False,
        "fit": {"epochs": 5, **(arguments or {})}, **(extra or {}),
        "epoch": history.epoch, "history": {k: Tensor(np.float32(v)) for k, v in history.history.items()},
        "evaluate": evaluation, "after": {"end": sampled(model)},
    })


adam = lambda: optimizers.Adam(1e-3)  # noqa: E731
nesterov = lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True)  # noqa: E731
steps("Adam", adam())
steps("SGD Nesterov with L2", nesterov(), regularizer=keras.regularizers.L2(1e-3))
steps("RMSprop", optimizers.RMSprop(1e-3))
steps("Adam, sparse labels, from logits", adam(), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), activation="linear", labels=LABELS)
steps("SGD, exponential decay, clipnorm", optimizers.SGD(optimizers.schedules.ExponentialDecay(0.2, 10, 0.8), clipnorm=0.7))
steps("Adam, mean squared error", adam(), loss="mean_squared_error")

CLASS_WEIGHT = {k: 0.5 + 0.25 * k for k in range(10)}
SAMPLE_WEIGHT = np.array([(k % 7) / 4 for k in range(384)], np.float32)
fit("fit", adam())
fit("fit with validation_data", adam(), validation_data=VALIDATION, arguments={"validation_data": "rows 320-383"})
fit("fit with validation_split", adam(), validation_split=0.2, arguments={"validation_split": 0.2})
fit("fit with class_weight", adam(), class_weight=CLASS_WEIGHT, arguments={"class_weight": [CLASS_WEIGHT[k] for k in range(10)]})
fit("fit with sample_weight", adam(), sample_weight=SAMPLE_WEIGHT[:300], weighted_metrics=["accuracy"], metrics=["mse"],
    validation_data=(*VALIDATION, SAMPLE_WEIGHT[320:]),
    arguments={"sample_weight": "row mod 7 / 4", "validation_data": "rows 320-383, sample weights row mod 7 / 4"})
fit("fit with initial_epoch", adam(), initial_epoch=2, arguments={"initial_epoch": 2})
fit("fit with validation_freq", adam(), validation_data=VALIDATION, validation_freq=2,
    arguments={"validation_data": "rows 320-383", "validation_freq": 2})
fit("fit with validation_steps", adam(), validation_data=VALIDATION, validation_steps=1,
    arguments={"validation_data": "rows 320-383", "validation_steps": 1})
fit("fit with steps_per_epoch", adam(), steps_per_epoch=4, arguments={"steps_per_epoch": 4})
fit("fit, SGD Nesterov with L2", nesterov(), regularizer=keras.regularizers.L2(1e-3), validation_data=VALIDATION,
    arguments={"validation_data": "rows 320-383"})
fit("fit, RMSprop, several metrics", optimizers.RMSprop(1e-3), metrics=["accuracy", "mse", "top_k_categorical_accuracy", "categorical_crossentropy"])

write("mlp-run", cases,
      data={"sum": X.astype(np.float64).sum(), "first_row": Tensor(X[0]), "labels": Tensor(LABELS[:40])},
      weights={n: {"sum": w.astype(np.float64).sum(), "first": Tensor(w.ravel()[:4])} for n, w in zip(NAMES, INITIAL)})
