"""Golden histories of whole models: odd batches, weights of classes and samples, masks, several inputs and outputs, and
every optimizer with what can be said of it. The config is Keras's own, with how the model was compiled."""

from common import Tensor, as_list, integers, json, keras, normal, np, tensors, write

layers, optimizers, schedules = keras.layers, keras.optimizers, keras.optimizers.schedules
regularizers, constraints, losses = keras.regularizers, keras.constraints, keras.losses


def mlp(**options):
    return keras.Sequential([
        layers.Input((5,)), layers.Dense(6, activation="tanh", **options), layers.Dense(3, activation="softmax"),
    ])


def normalized():
    frozen = layers.BatchNormalization(trainable=False)
    return keras.Sequential([
        layers.Input((5,)), layers.Dense(4, use_bias=False), layers.BatchNormalization(momentum=0.8), layers.ReLU(), frozen,
        layers.Dense(3, activation="softmax", kernel_constraint=constraints.MaxNorm(1.0)),
    ])


def tokens(recurrent):
    return keras.Sequential([
        layers.Input((6,), dtype="int32"), layers.Embedding(7, 4, mask_zero=True), recurrent,
        layers.Dense(3, activation="softmax"),
    ])


def convnet():
    return keras.Sequential([
        layers.Input((6, 6, 2)), layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False), layers.BatchNormalization(),
        layers.Activation("gelu"), layers.DepthwiseConv2D(2), layers.SeparableConv2D(3, 2, activation="elu"),
        layers.GlobalAveragePooling2D(), layers.Dense(3, activation="softmax"),
    ])


def several():
    a, b = layers.Input((3,), name="a"), layers.Input((2,), name="b")
    # Of a penalty on what a shared layer gives, Keras on JAX counts the last call only; on TensorFlow all, as we do.
    shared = layers.Dense(4, activation="tanh")
    both = layers.Concatenate()([shared(a), shared(layers.Dense(3, activity_regularizer=regularizers.L2(0.01))(b))])
    return keras.Model([a, b], [layers.Dense(2, activation="softmax", name="c")(both), layers.Dense(1, name="d")(both)])


def attention():
    x = layers.Input((4, 6))
    y = layers.MultiHeadAttention(2, 3)(x, x)
    y = layers.LayerNormalization()(layers.Add()([x, y]))
    return keras.Model(x, layers.Dense(3, activation="softmax")(layers.Flatten()(y)))


SPARSE = "sparse_categorical_crossentropy"
RUNS = {
    "one row a batch, momentum, an L2 penalty": (
        lambda: mlp(kernel_regularizer=regularizers.L1L2(0.01, 0.02), bias_regularizer="l2"),
        {"optimizer": optimizers.SGD(0.05, momentum=0.9, nesterov=True), "loss": SPARSE, "metrics": ["accuracy"]},
        {"batch_size": 1}),
    "a last batch of three, batch normalization, clipnorm": (
        normalized, {"optimizer": optimizers.Adam(0.01, clipnorm=0.05), "loss": SPARSE, "metrics": ["accuracy"]},
        {"batch_size": 7}),
    "weights of classes, centered RMSprop": (
        mlp, {"optimizer": optimizers.RMSprop(0.01, rho=0.8, momentum=0.5, centered=True), "loss": SPARSE, "weighted_metrics": ["accuracy"]},
        {"batch_size": 4, "class_weight": {0: 1.0, 1: 0.3, 2: 2.5}}),
    "weights of samples, clipvalue": (
        mlp, {"optimizer": optimizers.Adagrad(0.05, clipvalue=0.02), "loss": SPARSE, "weighted_metrics": ["accuracy"]},
        {"batch_size": 5, "sample_weight": True}),
    "a masked LSTM, weight decay": (
        lambda: tokens(layers.LSTM(5)), {"optimizer": optimizers.AdamW(0.01, weight_decay=0.05, amsgrad=True), "loss": SPARSE},
        {"batch_size": 3}),
    "a masked GRU in both directions, exponential moving averages": (
        lambda: tokens(layers.Bidirectional(layers.GRU(3))),
        {"optimizer": optimizers.Adam(0.02, use_ema=True, ema_momentum=0.7, ema_overwrite_frequency=3), "loss": SPARSE},
        {"batch_size": 4}),
    "gradients of three steps together": (
        mlp, {"optimizer": optimizers.SGD(0.1, gradient_accumulation_steps=3, weight_decay=0.01), "loss": SPARSE}, {"batch_size": 3}),
    "a rate that decays in stairs, global_clipnorm": (
        mlp, {"optimizer": optimizers.Nadam(schedules.ExponentialDecay(0.05, 2, 0.5, staircase=True), global_clipnorm=0.1), "loss": SPARSE},
        {"batch_size": 4}),
    "a rate that warms up": (
        mlp, {"optimizer": optimizers.Adamax(schedules.CosineDecay(0.0, 6, alpha=0.1, warmup_target=0.05, warmup_steps=3)), "loss": SPARSE},
        {"batch_size": 4}),
    "Adadelta on attention": (
        attention, {"optimizer": optimizers.Adadelta(1.0, rho=0.9), "loss": losses.SparseCategoricalCrossentropy(ignore_class=1)},
        {"batch_size": 4}),
    "Ftrl": (mlp, {"optimizer": optimizers.Ftrl(0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.02, beta=0.1), "loss": SPARSE}, {}),
    "Lion on a convnet": (convnet, {"optimizer": optimizers.Lion(0.005, weight_decay=0.1), "loss": SPARSE, "metrics": ["accuracy"]}, {"batch_size": 5}),
    "Lamb": (convnet, {"optimizer": optimizers.Lamb(0.01), "loss": SPARSE}, {"batch_size": 4}),
    "Adafactor": (mlp, {"optimizer": optimizers.Adafactor(0.05, clip_threshold=0.5), "loss": SPARSE}, {"batch_size": 4}),
    "several inputs and outputs, weights of losses": (
        several, {"optimizer": optimizers.SGD(0.05), "loss": {"c": SPARSE, "d": losses.LogCosh()}, "loss_weights": {"c": 0.3, "d": 2.0},
                  "metrics": {"c": ["accuracy"], "d": ["mae", "mse"]}},
        {"batch_size": 4}),
}

cases = []
for name, (network, compiled, fit) in RUNS.items():
    keras.utils.clear_session()
    model = network()
    model.set_weights([
        np.abs(normal(name + str(k), *w.shape)) + 0.5 if "variance" in w.path else normal(name + str(k), *w.shape, scale=0.5)
        for k, w in enumerate(model.weights)
    ])
    x = [
        integers(name + i.name, 0, 7, 10, *i.shape[1:]) if i.dtype == "int32" else normal(name + str(k), 10, *i.shape[1:])
        for k, i in enumerate(model.inputs)
    ]
    if x[0].dtype == np.int32:
        x[0][:, 0] = 3  # a row has one token at least
    y = [integers(name + str(k), 0, o.shape[-1], 10) if o.shape[-1] > 1 else normal(name + "y", 10, 1) for k, o in enumerate(model.outputs)]
    model.compile(**compiled)
    config, initial = json.loads(model.to_json()), model.get_weights()
    weighted = fit.pop("sample_weight", False)
    sample_weight = np.abs(normal(name + "weights", 10)) + 0.1 if weighted else None
    inputs, targets = (x if len(x) > 1 else x[0]), (y if len(y) > 1 else y[0])
    history = model.fit(inputs, targets, sample_weight=sample_weight, epochs=3, shuffle=False, verbose=0, **fit).history
    evaluated = model.evaluate(inputs, targets, batch_size=4, verbose=0, return_dict=True)
    cases.append({
        "name": name, "config": config, "fit": {**fit, "class_weight": {str(k): v for k, v in fit.get("class_weight", {}).items()} or None},
        "x": tensors(x), "y": tensors(y), "sample_weight": None if sample_weight is None else Tensor(sample_weight),
        "weights": tensors(initial), "history": history, "evaluated": evaluated, "after": tensors(model.get_weights()),
        "predictions": tensors(as_list(model.predict(inputs, verbose=0))),
    })
write("training-runs", cases)
