"""Golden values of ops over windows: convolutions, pools and resizing, their geometry drawn at random."""

from common import generator, keras, normal, op_case, write

ops = keras.ops
cases = []


class Draw:
    """Choices that depend on the case's name only."""

    def __init__(self, name):
        self.random = generator(name)

    def of(self, *values):
        return values[int(self.random.integers(len(values)))]

    def each(self, rank, *values):
        return [self.of(*values) for _ in range(rank)]


def window(name, draw, rank, first):
    """Strides or dilation, not both; padding; sizes that the window fits into."""
    size = draw.each(rank, 1, 2, 2, 3)
    strides, dilation = (draw.each(rank, 1, 2, 3), [1] * rank) if draw.of(True, False) else ([1] * rank, draw.each(rank, 1, 2))
    least = [(k - 1) * d + 1 for k, d in zip(size, dilation)]
    spatial = [n + draw.of(0, 1, 2) for n in least]
    padding = draw.of("valid", "same")
    data_format = "channels_first" if first and draw.of(True, False, False) else "channels_last"
    return size, strides, dilation, spatial, padding, data_format


def images(data_format, batch, spatial, channels):
    return [batch, *spatial, channels] if data_format == "channels_last" else [batch, channels, *spatial]


def tuples(config):
    return {key: tuple(value) if isinstance(value, list) else value for key, value in config.items()}


def add(name, op, function, inputs, config, **options):
    cases.append(op_case(name, op, function, inputs, config, **options))


for index in range(40):
    name = "conv %d" % index
    draw = Draw(name)
    rank = draw.of(1, 2, 2, 2, 3)
    size, strides, dilation, spatial, padding, data_format = window(name, draw, rank, True)
    groups = draw.of(1, 1, 2, 3)
    channels, filters = groups * draw.of(1, 2), groups * draw.of(1, 3)
    config = {"strides": strides, "padding": padding, "data_format": data_format, "dilation_rate": dilation}
    x = normal(name, *images(data_format, draw.of(1, 2), spatial, channels))
    kernel = normal(name + "k", *size, channels // groups, filters)
    add(name, "conv", lambda x, k: ops.conv(x, k, **tuples(config)), [x, kernel], config)

for index in range(16):
    name = "depthwise_conv %d" % index
    draw = Draw(name)
    rank = draw.of(1, 2, 2)
    size, strides, dilation, spatial, padding, data_format = window(name, draw, rank, False)
    strides = [strides[0]] * rank
    channels, multiplier = draw.of(1, 3), draw.of(1, 2)
    config = {"strides": strides, "padding": padding, "data_format": data_format, "dilation_rate": dilation}
    x = normal(name, *images(data_format, draw.of(1, 2), spatial, channels))
    add(name, "depthwise_conv", lambda x, k: ops.depthwise_conv(x, k, **tuples(config)),
        [x, normal(name + "k", *size, channels, multiplier)], config)
    separable = "separable_conv %d" % index
    inputs = [x, normal(separable, *size, channels, multiplier), normal(separable + "p", *[1] * rank, channels * multiplier, 4)]
    add(separable, "separable_conv", lambda x, d, p: ops.separable_conv(x, d, p, **tuples(config)), inputs, config)

for index in range(40):
    name = "conv_transpose %d" % index
    draw = Draw(name)
    rank = draw.of(1, 2, 2, 2, 3)
    size, strides, dilation, spatial, padding, data_format = window(name, draw, rank, False)
    config = {"strides": strides, "padding": padding, "data_format": data_format, "dilation_rate": dilation}
    channels, filters = draw.of(1, 2, 3), draw.of(1, 2, 4)
    x = normal(name, *images(data_format, draw.of(1, 2), [draw.of(1, 2, 4) for _ in spatial], channels))
    add(name, "conv_transpose", lambda x, k: ops.conv_transpose(x, k, **tuples(config)),
        [x, normal(name + "k", *size, filters, channels)], config)

for op in ("max_pool", "average_pool"):
    for index in range(24):
        name = "%s %d" % (op, index)
        draw = Draw(name)
        rank = draw.of(1, 2, 2, 2, 3)
        size, _, _, spatial, padding, data_format = window(name, draw, rank, True)
        # Strides may be longer than the window.
        config = {"pool_size": size, "strides": draw.each(rank, 1, 2, 4), "padding": padding, "data_format": data_format}
        x = normal(name, *images(data_format, draw.of(1, 2), spatial, draw.of(1, 3)))
        add(name, op, lambda x: getattr(ops, op)(x, **tuples(config)), [x], config)

for index in range(40):
    name = "resize %d" % index
    draw = Draw(name)
    config = {
        "size": draw.each(2, 1, 2, 3, 5, 7),
        "interpolation": draw.of("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"),
        "antialias": draw.of(True, False),
    }
    x = normal(name, draw.of(1, 2), *draw.each(2, 1, 2, 4, 5, 9), draw.of(1, 3))
    add(name, "resize", lambda x: ops.image.resize(x, **tuples(config)), [x], config)

write("ops-windows", cases)
