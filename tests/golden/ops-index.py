"""Golden values of ops that look up, scatter, choose and order."""

from common import generator, integers, keras, normal, np, op_case, write

ops = keras.ops
cases = []


def i32(*values):
    return np.array(values, np.int32)


def add(name, op, function, inputs, config=None, gradient=True, compare="exact"):
    cases.append(op_case(name, op, function, inputs, config, gradient, compare))


TAKE = [
    ([5], [3], 0), ([5, 3], [4], 0), ([5, 3], [2, 2], 0), ([3, 5], [4], 1), ([2, 5, 3], [2, 2], 1), ([3, 5], [4], -1),
    ([3, 4], [5], None), ([7, 3], [0], 0), ([7, 3], [], 0),
]
for shape, indices, axis in TAKE:
    name = "take %s indices %s axis=%s" % (shape, indices, axis)
    limit = int(np.prod(shape)) if axis is None else shape[axis]
    add(name, "take", lambda x, i: ops.take(x, i, axis=axis), [normal(name, *shape), integers(name, 0, limit, *indices)],
        {"axis": axis}, True, "exact")
add("take, repeated index adds the gradient", "take", lambda x, i: ops.take(x, i, axis=0),
    [normal("repeat", 4, 3), i32(2, 2, 0, 2, 3)], {"axis": 0})
add("take, negative index", "take", lambda x, i: ops.take(x, i, axis=0), [normal("neg", 4, 3), i32(-1, 0, -4)], {"axis": 0})
for shape, indices, axis in (([3, 4], [3, 2], 1), ([3, 4], [2, 4], 0), ([2, 3, 4], [2, 3, 1], -1)):
    name = "take_along_axis %s %s axis=%s" % (shape, indices, axis)
    add(name, "take_along_axis", lambda x, i: ops.take_along_axis(x, i, axis=axis),
        [normal(name, *shape), integers(name, 0, shape[axis], *indices)], {"axis": axis})

SCATTER = [
    ([[1], [3]], [2], [5]), ([[0], [2], [0]], [3, 2], [4, 2]), ([[0, 1], [2, 3], [0, 1]], [3], [3, 4]),
]
for indices, updates, shape in SCATTER:
    name = "scatter %s into %s" % (indices, shape)
    index = np.array(indices, np.int32)
    add(name, "scatter", lambda i, u: ops.scatter(i, u, tuple(shape)), [index, normal(name, *updates)], {"shape": shape})
    name = "scatter_update %s into %s" % (indices[:2], shape)
    distinct = index[:2]
    add(name, "scatter_update", lambda x, i, u: ops.scatter_update(x, i, u),
        [normal(name, *shape), distinct, normal(name + "u", 2, *updates[1:])], {})
for shape, ids, count, is_sorted in (([5], [0, 0, 1, 3, 3], 4, True), ([5, 2], [2, 0, 2, 1, 2], 3, False), ([3, 2], [1, 1, 1], 4, True)):
    for op in ("segment_sum", "segment_max"):
        name = "%s %s ids %s" % (op, shape, ids)
        if op == "segment_max" and len(set(ids)) < count:
            continue  # an empty segment has -infinity
        add(name, op, lambda x, i: getattr(ops, op)(x, i, num_segments=count, sorted=is_sorted),
            [normal(name, *shape), i32(*ids)], {"num_segments": count, "sorted": is_sorted})

for op, config, inputs in (
    ("segment_sum", {"num_segments": 3, "sorted": False}, [i32(3, -4, 2**20 + 1, 5), i32(2, 0, 2, 2)]),
    ("scatter", {"shape": [2, 2]}, [i32(1, 0, 1)[:, None], i32(5, 6, 7, 8, 9, 10).reshape(3, 2)]),
):
    positions = [tuple(config["shape"])] if op == "scatter" else []
    keywords = {} if op == "scatter" else config
    add("%s, int32" % op, op, lambda *x: getattr(ops, op)(*x, *positions, **keywords), inputs, config, False)

for config in ({"num_classes": 4}, {"num_classes": 4, "axis": 0}, {"num_classes": 5, "dtype": "int32"}):
    add("one_hot %s" % config, "one_hot", lambda i: ops.one_hot(i, **config), [integers("oh", 0, 4, 2, 3)], config, False)
add("one_hot, out of range gives zeros", "one_hot", lambda i: ops.one_hot(i, 3), [i32(0, 3, -1, 2)], {"num_classes": 3}, False)
for config in ({"num_classes": 5, "axis": -1}, {"num_classes": 5, "axis": 0}):
    add("multi_hot %s" % config, "multi_hot", lambda i: ops.multi_hot(i, **config), [integers("mh", 0, 5, 2, 3)], config, False)

for condition, left, right in (([3, 4], [3, 4], [3, 4]), ([3, 1], [4], []), ([4], [2, 4], [2, 1]), ([], [3], [3])):
    name = "where %s %s %s" % (condition, left, right)
    mask = generator(name).integers(0, 2, condition).astype(bool)
    add(name, "where", ops.where, [mask, normal(name, *left), normal(name + "r", *right)], {})
add("where, NaN in the branch not taken", "where", ops.where,
    [np.array([True, False, True]), np.array([1, np.nan, 3], np.float32), np.array([np.nan, 5, np.inf], np.float32)], {}, False)

TIES = np.array([[3, 1, 2, 1, 3], [0, 0, -1, 5, -1]], np.float32)
for shape, axis in (([3, 5], -1), ([3, 5], 0), ([7], -1), ([2, 3, 4], 1), ([33], 0), ([1, 1], -1)):
    name = "%s axis=%s" % (shape, axis)
    add("sort " + name, "sort", lambda x: ops.sort(x, axis=axis), [normal("sort" + name, *shape)], {"axis": axis})
    add("argsort " + name, "argsort", lambda x: ops.argsort(x, axis=axis), [normal("as" + name, *shape)], {"axis": axis}, False)
add("argsort, stable", "argsort", lambda x: ops.argsort(x, axis=-1), [TIES], {"axis": -1}, False)
add("sort, NaN last", "sort", ops.sort, [np.array([3, np.nan, -np.inf, np.inf, -0.0, 1], np.float32)], {"axis": -1}, False)
add("sort, int32", "sort", ops.sort, [integers("si", -9, 9, 7)], {"axis": -1}, False)
for shape, k in (([3, 6], 2), ([7], 3), ([2, 3, 4], 1), ([2, 5], 5)):
    name = "top_k %s k=%d" % (shape, k)
    add(name, "top_k", lambda x: ops.top_k(x, k), [normal(name, *shape)], {"k": k, "sorted": True}, False)
    add(name + ", gradient of the values", "top_k", lambda x: ops.top_k(x, k)[0], [normal(name, *shape)], {"k": k, "sorted": True})
add("top_k, first of ties", "top_k", lambda x: ops.top_k(x, 3), [TIES], {"k": 3, "sorted": True}, False)
for k in (1, 2):
    targets, predictions = integers("itk", 0, 5, 6), normal("itk", 6, 5)
    add("in_top_k k=%d" % k, "in_top_k", lambda t, p: ops.in_top_k(t, p, k), [targets, predictions], {"k": k}, False)
for side in ("left", "right"):
    add("searchsorted side=" + side, "searchsorted", lambda s, v: ops.searchsorted(s, v, side=side),
        [np.array([-1, 0, 0, 2, 5], np.float32), np.array([-2, 0, 1, 5, 9], np.float32)], {"side": side}, False)
add("bincount minlength=6", "bincount", lambda x: ops.bincount(x, minlength=6), [i32(0, 1, 1, 3, 4, 1)], {"minlength": 6}, False)
add("digitize", "digitize", lambda x: ops.digitize(x, np.array([0.0, 1.0, 2.0], np.float32)),
    [np.array([-0.5, 0.0, 0.5, 1.0, 2.5], np.float32)], {"bins": [0.0, 1.0, 2.0]}, False)
add("clip by broadcast", "clip", lambda x: ops.clip(x, -0.5, 0.25), [normal("clip", 3, 5)], {"x_min": -0.5, "x_max": 0.25})
add("nonzero", "nonzero", ops.nonzero, [integers("nz", 0, 2, 3, 4)], {}, False)
add("isclose", "isclose", ops.isclose, [np.array([1, 2, np.nan, np.inf], np.float32), np.array([1.000001, 2.1, np.nan, np.inf], np.float32)], {}, False)
add("nan_to_num", "nan_to_num", lambda x: ops.nan_to_num(x, nan=0.5, posinf=9.0, neginf=-9.0),
    [np.array([1, np.nan, np.inf, -np.inf], np.float32)], {"nan": 0.5, "posinf": 9.0, "neginf": -9.0}, False)
write("ops-index", cases)
