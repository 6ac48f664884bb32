"""How Keras spells models: config, JSON, compile config and the summary's text, verbatim."""

import json
import re

from common import keras, np, write

layers, optimizers = keras.layers, keras.optimizers
cases = []


def summary(model, **options):
    """The table as printed to a stream 80 columns wide, colours and links removed."""
    lines = []
    model.summary(line_length=80, print_fn=lines.append, **options)
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))


def add(name, model):
    cases.append({
        "name": name, "class_name": model.__class__.__name__,
        "json": model.to_json(), "summary": summary(model),
        "summary_trainable": summary(model, expand_nested=True, show_trainable=True),
        "weights": [{"path": w.path, "shape": list(w.shape), "trainable": w.trainable} for w in model.weights],
        "count_params": model.count_params() if model.built else None,
        **({"compile_config": json.loads(json.dumps(model.get_compile_config()))} if model.compiled else {}),
    })


keras.backend.clear_session()
model = keras.Sequential([layers.Input((64,)), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")])
add("Sequential MLP", model)
model.compile(optimizer=optimizers.Adam(1e-3), loss="categorical_crossentropy", metrics=["accuracy"])
add("Sequential MLP, compiled", model)
model.fit(np.zeros((4, 64), "float32"), np.eye(10, dtype="float32")[:4], verbose=0)
add("Sequential MLP, trained", model)

keras.backend.clear_session()
model = keras.Sequential([
    layers.Input((8, 8), name="image"), layers.Flatten(), layers.Dense(32, kernel_regularizer="l2", bias_initializer="ones", use_bias=True, name="hidden"),
    layers.Activation("relu"), layers.Dropout(0.25, seed=3), layers.Dense(3, use_bias=False, kernel_initializer="he_normal", name="scores"),
], name="classifier")
model.compile(optimizer=optimizers.SGD(optimizers.schedules.CosineDecay(0.1, 100), momentum=0.9, nesterov=True),
              loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=[keras.metrics.SparseCategoricalAccuracy(name="acc")])
add("Sequential with named layers and arguments", model)

keras.backend.clear_session()
model = keras.Sequential([layers.Dense(4), layers.Dense(2)])
add("Sequential, not built", model)

keras.backend.clear_session()
model = keras.Sequential([layers.Input((5,)), layers.Dense(4, trainable=False), layers.Dense(2)])
add("Sequential, one layer frozen", model)

keras.backend.clear_session()
model = keras.Sequential([layers.Input((1000,)), layers.Dense(2000, name="a_layer_with_a_rather_long_name_for_its_column"), layers.Reshape((20, 100))])
add("Sequential, long name, thousands of parameters", model)

keras.backend.clear_session()
inputs = keras.Input((6,), name="features")
hidden = layers.Dense(8, activation="relu", name="hidden")(inputs)
residual = layers.Add(name="residual")([layers.Dense(6, name="back")(hidden), inputs])
first = layers.Dense(3, activation="softmax", name="category")(residual)
second = layers.Dense(1, name="value")(layers.Concatenate(name="both")([residual, hidden]))
model = keras.Model(inputs, [first, second], name="two_heads")
add("Functional with a residual and two outputs", model)

keras.backend.clear_session()
encoder = keras.Sequential([layers.Input((6,)), layers.Dense(4, name="code")], name="encoder")
inputs = keras.Input((6,), name="features")
model = keras.Model(inputs, layers.Dense(6, name="decode")(encoder(inputs)), name="autoencoder")
add("Functional with a nested Sequential", model)

keras.backend.clear_session()
shared = layers.Dense(4, name="shared")
left, right = keras.Input((3,), name="left"), keras.Input((3,), name="right")
model = keras.Model([left, right], layers.Subtract(name="difference")([shared(left), shared(right)]), name="siamese")
add("Functional with a shared layer", model)
write("model-config", cases)
