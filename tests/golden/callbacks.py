"""Golden behaviour of EarlyStopping, ReduceLROnPlateau and LearningRateScheduler, fed with given logs.

The model has one weight, set to the epoch's number before each epoch ends, so that final_weight tells which
epoch's weights were restored. EarlyStopping and ReduceLROnPlateau run through Keras's own CallbackList.
"""

from common import keras, np, write

callbacks = keras.callbacks
DOWN_UP = [1.0, 0.8, 0.7, 0.75, 0.72, 0.71, 0.705, 0.69, 0.70, 0.70, 0.70, 0.70, 0.70]
ACCURACY = [0.1, 0.3, 0.5, 0.49, 0.5, 0.505, 0.51, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
NOT_FINITE = [1.0, float("nan"), 0.5, float("inf"), 0.4, 0.6, 0.6, 0.6, 0.6]
FLAT = [0.5] * 8
cases = []


def label(values):
    lists = {"NaN and infinity": NOT_FINITE, "flat": FLAT}
    return "".join(", " + name for name, one in lists.items() if one is values)


def run(name, callback, values, monitor, rate=0.1):
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mse", metrics=["accuracy"])
    model.train_on_batch(np.zeros((1, 1), np.float32), np.zeros((1, 1), np.float32))  # builds the metrics mode="auto" looks at
    chain = callbacks.CallbackList([callback], model=model)
    model.stop_training = False
    chain.on_train_begin()
    rates, ran = [], 0
    for epoch, value in enumerate(values):
        chain.on_epoch_begin(epoch)
        model.set_weights([np.full((1, 1), float(epoch), np.float32)])
        chain.on_epoch_end(epoch, {monitor: value})
        rates.append(float(model.optimizer.learning_rate))
        ran += 1
        if model.stop_training:
            break
    chain.on_train_end()
    return {"name": name, "callback": callback.__class__.__name__, "logs": [{monitor: v} for v in values], "epochs_run": ran}, model, rates


def early(values, monitor="val_loss", **config):
    name = "EarlyStopping" + "".join(" %s=%s" % i for i in {"monitor": monitor, **config}.items()) + label(values)
    callback = callbacks.EarlyStopping(monitor=monitor, **config)
    case, model, _ = run(name, callback, values, monitor)
    cases.append({**case, "config": {"monitor": monitor, **config}, "stopped_epoch": callback.stopped_epoch,
                  "best_epoch": callback.best_epoch, "final_weight": float(model.get_weights()[0][0, 0])})


for config in ({}, {"patience": 2}, {"patience": 3, "min_delta": 0.02}, {"patience": 2, "restore_best_weights": True},
               {"patience": 20, "restore_best_weights": True}, {"patience": 2, "baseline": 0.72}, {"patience": 3, "baseline": 0.5},
               {"patience": 3, "baseline": 0.5, "restore_best_weights": True}, {"patience": 1, "start_from_epoch": 4},
               {"patience": 2, "start_from_epoch": 3, "restore_best_weights": True}, {"patience": 2, "mode": "min"},
               {"patience": 1, "mode": "max"}):
    early(DOWN_UP, **config)
for config in ({"patience": 2}, {"patience": 2, "mode": "max"}, {"patience": 2, "min_delta": 0.006}):
    early(ACCURACY, monitor="val_accuracy", **config)
early(NOT_FINITE, patience=2, restore_best_weights=True)
early(FLAT, patience=3)
early(FLAT, patience=0, restore_best_weights=True)


def plateau(values, monitor="val_loss", **config):
    name = "ReduceLROnPlateau" + "".join(" %s=%s" % i for i in {"monitor": monitor, **config}.items()) + label(values)
    case, _, rates = run(name, callbacks.ReduceLROnPlateau(monitor=monitor, **config), values, monitor)
    cases.append({**case, "config": {"monitor": monitor, **config}, "learning_rates": rates})


LONG = DOWN_UP + [0.70] * 8
for config in ({}, {"patience": 2, "factor": 0.5}, {"patience": 2, "factor": 0.5, "cooldown": 2}, {"patience": 1, "factor": 0.3, "min_lr": 0.02},
               {"patience": 2, "factor": 0.5, "min_delta": 0.02}, {"patience": 2, "mode": "max"}, {"patience": 2, "mode": "min"}):
    plateau(LONG, **config)
plateau(ACCURACY, monitor="val_accuracy", patience=2, mode="max", factor=0.5)
plateau(ACCURACY, monitor="val_accuracy", patience=2, mode="auto", factor=0.5)
plateau(NOT_FINITE, patience=1, factor=0.5)

case, _, rates = run("LearningRateScheduler", callbacks.LearningRateScheduler(lambda epoch, rate: rate if epoch < 3 else rate * 0.5), FLAT, "loss")
cases.append({**case, "config": {"schedule": "rate if epoch < 3 else rate * 0.5"}, "learning_rates": rates})
write("callbacks", cases)
