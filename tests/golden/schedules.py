"""Golden learning rates of schedules at many steps (fractions and steps past the end included)."""

from common import Tensor, keras, np, write

schedules = keras.optimizers.schedules
STEPS = [0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 15, 19, 20, 21, 33, 49, 50, 51, 64, 99, 100, 101, 150, 199, 200, 500, 1000, 100000]
ALL = [
    (schedules.ExponentialDecay, {"initial_learning_rate": 0.1, "decay_steps": 20, "decay_rate": 0.9}),
    (schedules.ExponentialDecay, {"initial_learning_rate": 0.1, "decay_steps": 20, "decay_rate": 0.9, "staircase": True}),
    (schedules.ExponentialDecay, {"initial_learning_rate": 1e-3, "decay_steps": 1000, "decay_rate": 0.5}),
    (schedules.CosineDecay, {"initial_learning_rate": 0.1, "decay_steps": 100}),
    (schedules.CosineDecay, {"initial_learning_rate": 0.1, "decay_steps": 100, "alpha": 0.2}),
    (schedules.CosineDecay, {"initial_learning_rate": 0.01, "decay_steps": 100, "alpha": 0.1, "warmup_target": 0.1, "warmup_steps": 10}),
    (schedules.CosineDecay, {"initial_learning_rate": 0.0, "decay_steps": 50, "warmup_target": 1e-3, "warmup_steps": 50}),
    (schedules.CosineDecayRestarts, {"initial_learning_rate": 0.1, "first_decay_steps": 20}),
    (schedules.CosineDecayRestarts, {"initial_learning_rate": 0.1, "first_decay_steps": 20, "t_mul": 1.5, "m_mul": 0.8, "alpha": 0.05}),
    (schedules.CosineDecayRestarts, {"initial_learning_rate": 0.1, "first_decay_steps": 10, "t_mul": 1.0, "m_mul": 0.9}),
    (schedules.PiecewiseConstantDecay, {"boundaries": [10, 50, 100], "values": [1.0, 0.5, 0.1, 0.01]}),
    (schedules.PiecewiseConstantDecay, {"boundaries": [0], "values": [1.0, 0.5]}),
    (schedules.PolynomialDecay, {"initial_learning_rate": 0.1, "decay_steps": 100}),
    (schedules.PolynomialDecay, {"initial_learning_rate": 0.1, "decay_steps": 100, "end_learning_rate": 0.01, "power": 2.0}),
    (schedules.PolynomialDecay, {"initial_learning_rate": 0.1, "decay_steps": 20, "end_learning_rate": 0.01, "power": 0.5, "cycle": True}),
    (schedules.InverseTimeDecay, {"initial_learning_rate": 0.1, "decay_steps": 20, "decay_rate": 0.5}),
    (schedules.InverseTimeDecay, {"initial_learning_rate": 0.1, "decay_steps": 20, "decay_rate": 0.5, "staircase": True}),
]
cases = []
for cls, config in ALL:
    schedule = cls(**config)
    steps = STEPS if cls is not schedules.CosineDecayRestarts else STEPS[:-1]  # the exponent of a restart is float32
    cases.append({
        "name": cls.__name__ + "".join(" %s=%s" % i for i in config.items()),
        "schedule": cls.__name__,
        "config": schedule.get_config(),
        "steps": steps,
        "learning_rates": Tensor(np.array([float(schedule(s)) for s in steps], np.float32)),
    })
write("schedules", cases)
