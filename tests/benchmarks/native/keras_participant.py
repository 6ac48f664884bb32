"""Native Keras in the benchmark: the protocol of ../protocol.ts, on the backend that KERAS_BACKEND names.

The number of threads is held by the processors that the process may use, which every library respects.
"""

import json
import os
import sys
import time


def reply(message):
    os.write(3, (json.dumps(message) + "\n").encode())


def load(np, inputs):
    return {
        name: np.fromfile(stored["path"], dtype="<f4").reshape(stored["shape"]) for name, stored in inputs.items()
    }


class Participant:
    def describe(self, threads):
        # The highest numbers: the machine's own work is mostly on the lowest.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])
        import numpy as np

        import keras

        self.np, self.keras, self.backend = np, keras, keras.config.backend()
        if self.backend == "tensorflow":
            import tensorflow as tf

            tf.config.threading.set_intra_op_parallelism_threads(threads)
            tf.config.threading.set_inter_op_parallelism_threads(1)
            library = f"TensorFlow {tf.__version__}"
        else:
            import jax

            library = f"JAX {jax.__version__}"
        detail = f"native, {library}, {threads} thread{'s' if threads > 1 else ''}"
        return {"reply": "described", "version": keras.__version__, "detail": detail}

    def build(self, inputs):
        layers = self.keras.layers
        model = self.keras.Sequential(
            [layers.Input((784,)), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")]
        )
        model.set_weights([inputs[name] for name in ("w1", "b1", "w2", "b2")])
        model.compile(optimizer=self.keras.optimizers.Adam(1e-3), loss="categorical_crossentropy")
        return model

    def gemm(self, inputs, parameters):
        if self.backend == "tensorflow":
            import tensorflow as tf

            a, b = tf.constant(inputs["a"]), tf.constant(inputs["b"])
            product = tf.function(tf.matmul)
            run = lambda: product(a, b).numpy()
        else:
            import jax

            a, b = jax.numpy.asarray(inputs["a"]), jax.numpy.asarray(inputs["b"])
            product = jax.jit(jax.numpy.matmul)
            run = lambda: product(a, b).block_until_ready()
        return run(), run

    def step(self, inputs, parameters):
        model, batch, np = self.build(inputs), parameters["batch"], self.np
        count = len(inputs["x"]) // batch
        xs, ys = np.split(inputs["x"][: count * batch], count), np.split(inputs["y"][: count * batch], count)
        state = {"next": 0}

        def run():
            index = state["next"] % count
            state["next"] += 1
            # trainOnBatch returns the running mean: reset, as the loss of the batch is wanted.
            model.reset_metrics()
            return float(np.asarray(model.train_on_batch(xs[index], ys[index])))

        return [run() for _ in range(parameters["checkSteps"])], run

    def fit(self, inputs, parameters):
        batch = parameters["batch"]
        rows = batch * parameters["checkSteps"]
        settings = dict(batch_size=batch, epochs=1, verbose=0)
        checked = self.build(inputs).fit(inputs["x"][:rows], inputs["y"][:rows], shuffle=False, **settings)
        model = self.build(inputs)
        return checked.history["loss"], lambda: model.fit(inputs["x"], inputs["y"], **settings)

    def predict(self, inputs, parameters):
        model, batch = self.build(inputs), parameters["batch"]
        x = inputs["x"][:batch]
        run = lambda: self.np.asarray(model.predict_on_batch(x))
        return run(), run

    def prepare(self, case):
        inputs = load(self.np, case["inputs"])
        answer, self.run = getattr(self, case["kind"])(inputs, case["parameters"])
        self.np.asarray(answer, dtype="<f4").tofile(case["answer"])
        message = {"reply": "prepared"}
        if case["kind"] == "predict":
            message["note"] = "predict_on_batch"
        return message

    def measure(self, repeats):
        started = time.perf_counter()
        for _ in range(repeats):
            self.run()
        return {"reply": "measured", "milliseconds": (time.perf_counter() - started) * 1000}

    def release(self):
        self.run = None
        return {"reply": "released"}


participant = Participant()
for line in sys.stdin:
    request = json.loads(line)
    command = request.pop("command")
    try:
        reply(getattr(participant, command)(*request.values()))
    except Exception as error:  # every failure is a row of the table
        message = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        reply({"reply": "absent", "reason": message} if command == "describe" else {"reply": "failed", "message": message})
