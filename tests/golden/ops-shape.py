"""Golden values of ops that move values: reshape, transpose, slice, pad, concatenate, and creation of ranges."""

from common import Tensor, generator, integers, keras, normal, np, op_case, write

ops = keras.ops
cases = []


def label(op, shape, config):
    return "%s %s%s" % (op, shape, "".join(" %s=%s" % item for item in config.items()))


def add(op, function, shape, config, gradient=True):
    name = label(op, shape, config)
    cases.append(op_case(name, op, function, [normal(name, *shape)], config, gradient, "exact" if op not in SUMS else "rms"))


SUMS = {"trace"}  # the ops here that add values; the others only move them (their gradients may still add)

for shape, new in (([2, 3, 4], [6, 4]), ([2, 3, 4], [-1, 2]), ([6], [2, 3]), ([1], []), ([0, 3], [3, 0])):
    add("reshape", lambda x: ops.reshape(x, tuple(new)), shape, {"newshape": new})
for shape, axes in (([3, 5], None), ([2, 3, 4], None), ([2, 3, 4], [1, 0, 2]), ([2, 3, 4], [2, 0, 1]),
                    ([2, 3, 4, 5], [0, 3, 1, 2]), ([2, 3, 4, 5], [0, 2, 1, 3]), ([1, 5, 1], [2, 1, 0]), ([4], None),
                    ([2, 1, 3, 2, 2], [4, 2, 0, 3, 1]), ([0, 3], None), ([17, 9], [1, 0])):
    add("transpose", lambda x: ops.transpose(x, axes), shape, {"axes": axes})
add("swapaxes", lambda x: ops.swapaxes(x, 0, 2), [2, 3, 4], {"axis1": 0, "axis2": 2})
add("moveaxis", lambda x: ops.moveaxis(x, 0, -1), [2, 3, 4], {"source": 0, "destination": -1})
for shape, axis in (([3, 4], 0), ([3, 4], -1), ([3, 4], 1), ([], 0)):
    add("expand_dims", lambda x: ops.expand_dims(x, axis), shape, {"axis": axis})
for shape, axis in (([1, 3, 1], None), ([1, 3, 1], 0), ([1, 3, 1], -1)):
    add("squeeze", lambda x: ops.squeeze(x, axis), shape, {"axis": axis})
for shape, new in (([3, 1], [3, 4]), ([4], [2, 3, 4]), ([], [2, 2]), ([1, 3], [0, 3])):
    add("broadcast_to", lambda x: ops.broadcast_to(x, tuple(new)), shape, {"shape": new})
add("ravel", ops.ravel, [2, 3], {})
for shape, start, size in (([5], [1], [3]), ([4, 5], [1, 2], [2, 3]), ([3, 4, 5], [0, 3, 1], [3, 1, 2]), ([4, 5], [2, 0], [0, 5])):
    add("slice", lambda x: ops.slice(x, tuple(start), tuple(size)), shape, {"start_indices": start, "shape": size})
# Python's x[start:stop:step] per axis: null where open, negative steps and indices included.
for shape, slices in (([7], [[1, 6, 2]]), ([7], [[None, None, -1]]), ([7], [[-2, 0, -2]]), ([5, 6], [[1, None, 2], [None, -1, 3]]),
                      ([5, 6], [[None, None, 1], [4, 1, -1]]), ([4], [[3, 1, 1]])):
    add("strided_slice", lambda x: x[tuple(slice(*s) for s in slices)], shape, {"slices": slices})
name = "slice_update [4, 5] [2, 2]"
cases.append(op_case(name, "slice_update", lambda x, u: ops.slice_update(x, (1, 3), u), [normal(name, 4, 5), normal("u", 2, 2)],
                     {"start_indices": [1, 3]}, True, "exact"))

for shapes, axis in (([[2, 3], [2, 1], [2, 4]], 1), ([[2, 3], [1, 3]], 0), ([[2, 3], [2, 3]], -1), ([[2, 0], [2, 3]], 1),
                     ([[2, 2, 3], [2, 4, 3]], -2), ([[3]], 0)):
    name = "concatenate %s axis=%s" % (shapes, axis)
    inputs = [normal(name + str(k), *s) for k, s in enumerate(shapes)]
    cases.append(op_case(name, "concatenate", lambda *x: ops.concatenate(x, axis=axis), inputs, {"axis": axis}, True, "exact"))
for count, shape, axis in ((3, [2, 2], 0), (3, [2, 2], 1), (2, [2, 3], -1), (1, [3], 0), (2, [], 0)):
    name = "stack %d of %s axis=%s" % (count, shape, axis)
    inputs = [normal(name + str(k), *shape) for k in range(count)]
    cases.append(op_case(name, "stack", lambda *x: ops.stack(x, axis=axis), inputs, {"axis": axis}, True, "exact"))
for shape, parts, axis in (([6, 2], 3, 0), ([2, 6], 2, 1), ([2, 7], [2, 3], 1), ([5], [1, 1, 4], 0), ([3, 4], 4, -1)):
    add("split", lambda x: ops.split(x, parts, axis=axis), shape, {"indices_or_sections": parts, "axis": axis})
add("unstack", lambda x: ops.unstack(x, axis=1), [2, 3], {"axis": 1})

for shape, width, mode in (
    ([4], [[1, 2]], "constant"), ([3, 4], [[0, 1], [2, 0]], "constant"), ([2, 3, 2], [[1, 1], [0, 0], [0, 2]], "constant"),
    ([4], [[2, 3]], "reflect"), ([3, 4], [[1, 2], [2, 1]], "reflect"), ([4], [[2, 3]], "symmetric"),
    ([3, 4], [[1, 2], [2, 1]], "symmetric"),
):
    add("pad", lambda x: ops.pad(x, width, mode=mode), shape, {"pad_width": width, "mode": mode})
add("pad", lambda x: ops.pad(x, [[1, 0], [2, 1]], constant_values=-1.5), [2, 3],
    {"pad_width": [[1, 0], [2, 1]], "mode": "constant", "constant_values": -1.5})
for shape, repeats in (([2, 3], [2, 1]), ([3], [2]), ([2, 3], [2, 2]), ([3], [2, 2]), ([2, 3], [3])):
    add("tile", lambda x: ops.tile(x, repeats), shape, {"repeats": repeats})
for shape, axis in (([2, 3, 4], None), ([2, 3, 4], 1), ([2, 3, 4], [0, 2]), ([2, 3, 4], -1)):
    add("flip", lambda x: ops.flip(x, axis=tuple(axis) if isinstance(axis, list) else axis), shape, {"axis": axis})
for shape, repeats, axis in (([2, 3], 2, None), ([2, 3], 2, 1), ([2, 3], [1, 3], 0), ([2, 3], [2, 0, 1], 1)):
    add("repeat", lambda x: ops.repeat(x, np.asarray(repeats), axis=axis), shape, {"repeats": repeats, "axis": axis})
for shape, shift, axis in (([5], 2, None), ([3, 4], 1, 0), ([3, 4], -3, 1), ([3, 4], 5, None)):
    add("roll", lambda x: ops.roll(x, shift, axis=axis), shape, {"shift": shift, "axis": axis})
for shape, k in (([4, 5], 0), ([4, 5], 1), ([4, 5], -2), ([2, 3, 3], 0)):
    add("tril", lambda x: ops.tril(x, k), shape, {"k": k})
    add("triu", lambda x: ops.triu(x, k), shape, {"k": k})
for shape, k in (([3], 0), ([3], 1), ([3, 4], 0), ([3, 4], -1)):
    add("diag", lambda x: ops.diag(x, k), shape, {"k": k})
add("diagonal", lambda x: ops.diagonal(x, 1, 0, 2), [3, 2, 4], {"offset": 1, "axis1": 0, "axis2": 2})
add("trace", lambda x: ops.trace(x), [4, 4], {})
add("rot90", lambda x: ops.rot90(x, 1), [2, 3], {"k": 1})
add("diff", lambda x: ops.diff(x, axis=1), [2, 4], {"axis": 1})
name = "meshgrid xy"
cases.append(op_case(name, "meshgrid", lambda a, b: ops.meshgrid(a, b, indexing="xy"), [normal("ma", 3), normal("mb", 2)],
                     {"indexing": "xy"}, True, "exact"))
cases.append(op_case("meshgrid ij", "meshgrid", lambda a, b: ops.meshgrid(a, b, indexing="ij"), [normal("ma", 3), normal("mb", 2)],
                     {"indexing": "ij"}, True, "exact"))

CREATION = [
    ("arange", [5], {}), ("arange", [2, 7], {}), ("arange", [1, 8, 3], {}), ("arange", [5, -4, -2], {}),
    ("arange", [0, 1, 0.1], {"dtype": "float32"}), ("arange", [3, 3], {}), ("linspace", [0, 1], {"num": 7}),
    ("linspace", [-2, 5], {"num": 4, "endpoint": False}), ("linspace", [3, 3], {"num": 1}), ("linspace", [5, -1], {"num": 50}),
    ("logspace", [0, 2], {"num": 5}), ("eye", [3], {}), ("eye", [2, 4], {"k": 1}), ("eye", [4, 3], {"k": -1, "dtype": "int32"}),
    ("identity", [3], {}), ("tri", [3, 4], {"k": 1}), ("full", [[2, 3], 1.5], {}), ("zeros", [[2, 1]], {}), ("ones", [[3]], {}),
    ("bartlett", [5], {}), ("hanning", [5], {}), ("hamming", [5], {}), ("blackman", [5], {}),
]
for op, positional, config in CREATION:
    value = np.asarray(getattr(ops, op)(*positional, **config))
    cases.append({
        "name": "%s %s" % (op, positional) + "".join(" %s=%s" % i for i in config.items()), "op": op,
        "config": {"arguments": positional, **config}, "compare": "rms", "inputs": [], "outputs": [Tensor(value)],
    })

CASTS = np.array([0.0, -0.5, 1.5, -1.5, 2.5, 100.7, -100.7, 3.0], np.float32)
for dtype in ("int32", "bool", "uint8", "int8"):
    values = np.abs(CASTS) if dtype == "uint8" else CASTS
    cases.append(op_case("cast float32 to " + dtype, "cast", lambda x: ops.cast(x, dtype), [values], {"dtype": dtype}, False, "exact"))
for source in ("int32", "bool", "uint8", "int8"):
    values = integers("cast", 0, 2 if source == "bool" else 100, 5).astype(source)
    for dtype in ("float32", "int32", "bool"):
        cases.append(op_case("cast %s to %s" % (source, dtype), "cast", lambda x: ops.cast(x, dtype), [values], {"dtype": dtype},
                             False, "exact"))
write("ops-shape", cases)
