"""Every name that Keras's families answer to (keras.losses.get and the like), and what it stands for."""

import importlib

from common import keras, write

cases = []
for family in ("activations", "constraints", "initializers", "losses", "metrics", "optimizers", "regularizers"):
    known = importlib.import_module("keras.src." + family).ALL_OBJECTS_DICT
    for name in sorted(name for name in known if isinstance(name, str)):
        cases.append({"name": "%s.%s" % (family, name), "family": family, "spelling": name, "object": known[name].__name__})
write("names", cases)
