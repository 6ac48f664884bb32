"""Native Keras in the benchmark: the protocol of ../protocol.ts, on the backend that KERAS_BACKEND names.

The number of threads is held by the processors that the process may use, which every library respects.
"""

import json
import os
import sys
import time

import works


def reply(message):
    os.write(3, (json.dumps(message) + "\n").encode())


class Participant:
    def __init__(self):
        self.prepared = {}

    def describe(self, threads):
        # The highest numbers: the machine's own work is mostly on the lowest.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])
        import numpy as np

        import keras

        self.np = np
        if keras.config.backend() == "tensorflow":
            import tensorflow as tf

            tf.config.threading.set_intra_op_parallelism_threads(threads)
            tf.config.threading.set_inter_op_parallelism_threads(1)
            library = f"TensorFlow {tf.__version__}"
        else:
            import jax

            library = f"JAX {jax.__version__}"
        detail = f"native, {library}, {threads} thread{'s' if threads > 1 else ''}"
        return {"reply": "described", "version": keras.__version__, "detail": detail}

    def prepare(self, work):
        load = lambda stored: self.np.fromfile(stored["path"], dtype="<f4").reshape(stored["shape"])
        inputs = {name: load(stored) for name, stored in work["inputs"].items()}
        make = works.find(work["kind"])
        if make is None:
            return {"reply": "cannot", "reason": "not written for Keras"}
        answer, run, note = make(inputs, work["parameters"])
        self.np.asarray(answer, dtype="<f4").tofile(work["answer"])
        self.prepared[work["slot"]] = run
        return {"reply": "prepared", **({"note": note} if note else {})}

    def measure(self, slot, repeats):
        run = self.prepared[slot]
        started = time.perf_counter()
        for _ in range(repeats):
            run()
        return {"reply": "measured", "milliseconds": (time.perf_counter() - started) * 1000}

    def release(self, slot):
        self.prepared.pop(slot, None)
        return {"reply": "released"}


participant = Participant()
for line in sys.stdin:
    request = json.loads(line)
    command = request.pop("command")
    try:
        reply(getattr(participant, command)(**request))
    except Exception as error:  # every failure is a row of the table
        message = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        reply({"reply": "absent", "reason": message} if command == "describe" else {"reply": "failed", "message": message})
