"""What native Keras does, by the kinds of the cases: functions of keras.ops, compiled; models through their API."""


def find(kind):
    """The maker of a kind of work: (inputs, parameters) -> (answer, run, note)."""
    if kind in FUNCTIONS:
        return lambda inputs, parameters: function(FUNCTIONS[kind], inputs, parameters)
    for prefix, make in (("train-", train), ("fit-", fit), ("predict-", predict)):
        if kind.startswith(prefix):
            return lambda inputs, parameters: make(kind.removeprefix(prefix), inputs, parameters)
    return None


def gradient_of(source, upstream, body):
    """The gradient of body(source) where that of its result is `upstream`, on the backend there is."""
    import keras

    if keras.config.backend() == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(source)
            result = body(source)
        return tape.gradient(result, source, upstream)
    import jax

    return jax.vjp(body, source)[1](upstream)[0]


def matmul(ops, p, a, b):
    if "half" in p:
        a = a[:, : p["half"]]
    a = ops.transpose(a) if p.get("transposeA") else a
    return ops.matmul(a, ops.transpose(b) if p.get("transposeB") else b)


def pool(function):
    return lambda ops, p, x: getattr(ops, function)(x, p["size"], strides=p["strides"])


def batch_norm(ops, p, x, mean, variance, gamma, beta):
    return ops.batch_normalization(x, mean, variance, -1, beta, gamma, 1e-3)


def batch_norm_training(ops, p, x, gamma, beta):
    mean, variance = ops.moments(x, axes=(0, 1, 2))
    return ops.batch_normalization(x, mean, variance, -1, beta, gamma, 1e-3)


FUNCTIONS = {
    "matmul": matmul,
    "conv": lambda ops, p, x, kernel: ops.conv(x, kernel, padding="same"),
    "conv-filter-gradient": lambda ops, p, x, kernel, dy: gradient_of(
        kernel, dy, lambda k: ops.conv(x, k, padding="same")
    ),
    "conv-input-gradient": lambda ops, p, x, kernel, dy: gradient_of(
        x, dy, lambda x: ops.conv(x, kernel, padding="same")
    ),
    "depthwise": lambda ops, p, x, kernel: ops.depthwise_conv(x, kernel, padding="same"),
    "max-pool": pool("max_pool"),
    "average-pool": pool("average_pool"),
    "batch-norm": batch_norm,
    "batch-norm-training": batch_norm_training,
    "layer-norm": lambda ops, p, x, gamma, beta: ops.layer_normalization(x, gamma, beta, axis=-1, epsilon=1e-3),
    "softmax": lambda ops, p, x: ops.softmax(x),
    "gelu": lambda ops, p, x: ops.gelu(x, approximate=False),
    "add": lambda ops, p, a, b: a + b,
    "chain": lambda ops, p, a, b, c, d: ops.relu(a * b + c) * d,
}


def function(body, inputs, parameters):
    """A function of resident inputs, compiled by the backend."""
    import keras

    arrays = [keras.ops.convert_to_tensor(value) for value in inputs.values()]
    whole = lambda *given: body(keras.ops, parameters, *given)
    if keras.config.backend() == "tensorflow":
        import tensorflow as tf

        compiled = tf.function(whole, jit_compile=False)
        run = lambda: compiled(*arrays).numpy()
    else:
        import jax

        compiled = jax.jit(whole)
        run = lambda: compiled(*arrays).block_until_ready()
    return run(), run, None


def layers_of(name):
    from keras import layers as l

    return {
        "mlp": lambda: [l.Input((784,)), l.Dense(128, activation="relu"), l.Dense(10, activation="softmax")],
        "convnet": lambda: [
            l.Input((28, 28, 1)),
            l.Conv2D(32, 3, activation="relu"),
            l.MaxPooling2D(2),
            l.Conv2D(64, 3, activation="relu"),
            l.MaxPooling2D(2),
            l.Flatten(),
            l.Dense(10, activation="softmax"),
        ],
        "lstm": lambda: [l.Input((28, 28)), l.LSTM(128), l.Dense(10, activation="softmax")],
        "gru": lambda: [l.Input((28, 28)), l.GRU(128), l.Dense(10, activation="softmax")],
    }[name]()


def transformer():
    import keras
    from keras import layers as l

    inputs = l.Input((64, 128))
    attended = l.LayerNormalization()(inputs)
    x = l.Add()([inputs, l.MultiHeadAttention(4, 32)(attended, attended)])
    widened = l.Dense(512, activation="relu")(l.LayerNormalization()(x))
    return keras.Model(inputs, l.Add()([x, l.Dense(128)(widened)]))


def build(name, inputs):
    import keras

    model = transformer() if name == "transformer" else keras.Sequential(layers_of(name))
    count = sum(1 for key in inputs if key[0] == "w")
    model.set_weights([inputs[f"w{index}"] for index in range(count)])
    loss = "mean_squared_error" if name == "transformer" else "categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=loss)
    return model


def train(name, inputs, parameters):
    import numpy as np

    model, batch = build(name, inputs), parameters["batch"]
    count = len(inputs["x"]) // batch
    xs, ys = (np.split(inputs[key][: count * batch], count) for key in ("x", "y"))
    state = {"next": 0}

    def run():
        index = state["next"] % count
        state["next"] += 1
        # train_on_batch returns the running mean: reset, as the loss of the batch is wanted.
        model.reset_metrics()
        return float(np.asarray(model.train_on_batch(xs[index], ys[index])))

    return [run() for _ in range(parameters["checkSteps"])], run, "train_on_batch"


def fit(name, inputs, parameters):
    batch = parameters["batch"]
    rows = batch * parameters["checkSteps"]
    settings = dict(batch_size=batch, epochs=1, verbose=0)
    checked = build(name, inputs).fit(inputs["x"][:rows], inputs["y"][:rows], shuffle=False, **settings)
    model = build(name, inputs)
    return checked.history["loss"], lambda: model.fit(inputs["x"], inputs["y"], **settings), None


def predict(name, inputs, parameters):
    import numpy as np

    model, batch = build(name, inputs), parameters["batch"]
    x = inputs["x"][:batch]
    run = lambda: np.asarray(model.predict_on_batch(x))
    return run(), run, "predict_on_batch"
