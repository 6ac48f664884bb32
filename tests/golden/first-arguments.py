"""The first argument of the constructors of Keras, where it has a default: what may be given by position."""

import inspect

from common import keras, write

cases = []
for module in ("layers", "optimizers", "losses", "metrics", "initializers", "regularizers", "constraints", "callbacks"):
    for name, value in sorted(vars(getattr(keras, module)).items()):
        if not inspect.isclass(value):
            continue
        parameters = list(inspect.signature(value.__init__).parameters.values())[1:]
        first = next((p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD), None)
        if first is not None and first.default is not inspect.Parameter.empty:
            cases.append({"name": "%s.%s" % (module, name), "module": module, "class": name, "argument": first.name})
write("first-arguments", cases)
