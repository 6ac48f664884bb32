"""Golden runs of optimizers: the same initial weights and 20 given gradients, the weights and slots after
steps 1, 2 and 20, the learning rate used at each of the steps."""

from common import Tensor, jnp, keras, normal, np, write

optimizers = keras.optimizers
STEPS = 20
SHAPES = {"kernel": (3, 4), "bias": (4,)}
INITIAL = {k: normal("initial " + k, *s) for k, s in SHAPES.items()}


def gradients():
    """Varied sizes, one step of zeros, one of large values, one column that stays zero for a while."""
    steps = []
    for step in range(STEPS):
        scale = {4: 0.0, 7: 25.0, 12: 1e-3}.get(step, 0.8)
        one = {k: normal("gradient %s %d" % (k, step), *s, scale=scale) for k, s in SHAPES.items()}
        if step < 6:
            one["kernel"][:, 2] = 0
        steps.append(one)
    return steps


GRADIENTS = gradients()
cases = []


def slot_names(optimizer, slots):
    """The last part of each slot's path; a name of our own where Keras's depends on a counter or is no name."""
    names = {id(v): v.path.split("/")[-1] for v in slots}
    if isinstance(optimizer, optimizers.Nadam):
        names[id(optimizer._u_product)] = "u_product"
    if isinstance(optimizer, optimizers.Adafactor):
        for parts, suffix in ((optimizer._r, "row"), (optimizer._c, "column")):
            for v, name in zip(parts, SHAPES):
                names[id(v)] = "%s_%s" % (name, suffix)
    return {names[id(v)]: v for v in slots}


def add(name, cls, exclude=None, **config):
    optimizer = cls(**config)
    variables = [keras.Variable(v, name=k) for k, v in INITIAL.items()]
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=exclude)
    optimizer.build(variables)
    slots = [v for v in optimizer.variables if v.path.split("/")[-1] not in ("iteration", "learning_rate")]
    case = {"name": name, "optimizer": cls.__name__, "config": optimizer.get_config()}
    if exclude:
        case["exclude_from_weight_decay"] = exclude
    slots = slot_names(optimizer, slots)
    case["initial_slots"] = {k: Tensor(v) for k, v in slots.items()}
    case["learning_rates"], case["after"] = [], {}
    for step, one in enumerate(GRADIENTS, 1):
        case["learning_rates"].append(float(optimizer.learning_rate))
        optimizer.apply([jnp.asarray(g) for g in one.values()], variables)
        if step in (1, 2, 20):
            case["after"][str(step)] = {
                "weights": {v.name: Tensor(v) for v in variables},
                "slots": {k: Tensor(v) for k, v in slots.items()},
            }
    case["learning_rates"] = Tensor(np.array(case["learning_rates"], np.float32))
    if config.get("use_ema"):
        optimizer.finalize_variable_values(variables)
        case["finalized"] = {v.name: Tensor(v) for v in variables}
    cases.append(case)


VARIANTS = [
    (optimizers.SGD, [{}, {"momentum": 0.9}, {"momentum": 0.8, "nesterov": True}]),
    (optimizers.RMSprop, [{}, {"rho": 0.7, "epsilon": 1e-5}, {"momentum": 0.9}, {"centered": True}, {"momentum": 0.6, "centered": True}]),
    (optimizers.Adam, [{}, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-4}, {"amsgrad": True}]),
    (optimizers.AdamW, [{}, {"weight_decay": 0.05, "amsgrad": True}]),
    (optimizers.Adagrad, [{}, {"initial_accumulator_value": 0.5, "epsilon": 1e-5}]),
    (optimizers.Adadelta, [{}, {"rho": 0.8, "epsilon": 1e-5}]),
    (optimizers.Adamax, [{}, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-5}]),
    (optimizers.Nadam, [{}, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-5}]),
    (optimizers.Lion, [{}, {"beta_1": 0.8, "beta_2": 0.95}]),
    (optimizers.Ftrl, [{}, {"learning_rate_power": -0.6, "initial_accumulator_value": 0.3, "l1_regularization_strength": 0.02,
                            "l2_regularization_strength": 0.03, "l2_shrinkage_regularization_strength": 0.04, "beta": 0.5}]),
    (optimizers.Lamb, [{}, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-5}]),
    (optimizers.Adafactor, [{}, {"beta_2_decay": -0.6, "epsilon_1": 1e-12, "epsilon_2": 1e-2, "clip_threshold": 0.7, "relative_step": False}]),
]
for cls, variants in VARIANTS:
    for variant in variants:
        add(cls.__name__ + "".join(" %s=%s" % i for i in variant.items()), cls, **variant)
    add(cls.__name__ + " learning_rate=0.05", cls, learning_rate=0.05)
    add(cls.__name__ + " clipnorm=0.5", cls, clipnorm=0.5)
    add(cls.__name__ + " weight_decay=0.02", cls, weight_decay=0.02)
    add(cls.__name__ + " exponential decay", cls,
        learning_rate=optimizers.schedules.ExponentialDecay(0.1, decay_steps=5, decay_rate=0.7))

for cls, config in ((optimizers.SGD, {"momentum": 0.9}), (optimizers.Adam, {})):
    name = cls.__name__
    add(name + " clipvalue=0.3", cls, clipvalue=0.3, **config)
    add(name + " global_clipnorm=0.5", cls, global_clipnorm=0.5, **config)
    add(name + " weight_decay=0.02 without bias", cls, exclude=["bias"], weight_decay=0.02, **config)
    add(name + " use_ema", cls, use_ema=True, ema_momentum=0.9, **config)
    add(name + " use_ema ema_overwrite_frequency=3", cls, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=3, **config)
    add(name + " gradient_accumulation_steps=3", cls, gradient_accumulation_steps=3, **config)
    add(name + " loss_scale_factor=4", cls, loss_scale_factor=4.0, **config)
add("SGD nesterov, cosine decay", optimizers.SGD, momentum=0.9, nesterov=True,
    learning_rate=optimizers.schedules.CosineDecay(0.1, decay_steps=15, alpha=0.1))

write("optimizers", cases, initial={k: Tensor(v) for k, v in INITIAL.items()},
      gradients=[{k: Tensor(v) for k, v in one.items()} for one in GRADIENTS])
