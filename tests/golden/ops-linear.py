"""Golden values of matrix products and softmax, with gradients."""

from common import integers, keras, normal, np, op_case, write

ops = keras.ops
cases = []

MATMUL = [
    ([3, 4], [4, 5]), ([1, 1], [1, 1]), ([7, 13], [13, 9]), ([17, 33], [33, 19]), ([5, 0], [0, 3]), ([0, 4], [4, 3]),
    ([1, 37], [37, 11]), ([11, 37], [37, 1]), ([2, 3, 4], [2, 4, 5]), ([2, 3, 4], [4, 5]), ([3, 4], [2, 4, 5]),
    ([2, 1, 3, 4], [3, 4, 2]), ([4], [4]), ([4], [4, 3]), ([3, 4], [4]), ([2, 3, 4], [4]), ([4], [2, 4, 3]),
    ([1, 64], [64, 10]), ([9, 8], [8, 8]),
]
for left, right in MATMUL:
    name = "matmul %s %s" % (left, right)
    cases.append(op_case(name, "matmul", ops.matmul, [normal(name, *left), normal(name + "r", *right)]))
nan = normal("matmul nan", 3, 4)
nan[1, 2], nan[2, 0] = np.nan, np.inf
cases.append(op_case("matmul, NaN and infinity", "matmul", ops.matmul, [nan, np.abs(normal("mn", 4, 3))], {}, False))
cases.append(op_case("matmul, int32", "matmul", ops.matmul, [integers("mi", -9, 9, 3, 4), integers("mj", -9, 9, 4, 2)],
                     {}, False, "exact"))

EINSUM = [
    ("ij,jk->ik", [3, 4], [4, 5]), ("ij,kj->ik", [3, 4], [5, 4]), ("ji,jk->ik", [4, 3], [4, 5]),
    ("bij,bjk->bik", [2, 3, 4], [2, 4, 5]), ("bij,jk->bik", [2, 3, 4], [4, 5]), ("bqhd,bkhd->bhqk", [2, 3, 2, 4], [2, 5, 2, 4]),
    ("bhqk,bkhd->bqhd", [2, 2, 3, 5], [2, 5, 2, 4]), ("abc,cde->abde", [2, 3, 4], [4, 2, 3]), ("i,i->", [5], [5]),
    ("i,j->ij", [3], [4]), ("ij,ij->i", [3, 4], [3, 4]), ("...ij,...jk->...ik", [2, 3, 4], [2, 4, 2]),
    ("ij,jk", [2, 3], [3, 4]), ("bij,bj->bi", [2, 3, 4], [2, 4]), ("abc,ab->c", [2, 3, 4], [2, 3]),
    ("ij,k->ik", [2, 3], [4]),
]
for equation, left, right in EINSUM:
    name = "einsum %s" % equation
    cases.append(op_case(name, "einsum", lambda a, b: ops.einsum(equation, a, b),
                         [normal(name, *left), normal(name + "r", *right)], {"subscripts": equation}))
for equation, shape in (("ij->ji", [3, 4]), ("ij->j", [3, 4]), ("ij->", [3, 4]), ("ii->i", [4, 4]), ("ii", [4, 4]),
                        ("bij->bji", [2, 3, 4])):
    name = "einsum %s" % equation
    cases.append(op_case(name, "einsum", lambda a: ops.einsum(equation, a), [normal(name, *shape)],
                         {"subscripts": equation}))
cases.append(op_case("einsum ij,jk,kl->il", "einsum", lambda a, b, c: ops.einsum("ij,jk,kl->il", a, b, c),
                     [normal("ea", 2, 3), normal("eb", 3, 4), normal("ec", 4, 2)], {"subscripts": "ij,jk,kl->il"}))

for left, right in (([4], [4]), ([3, 4], [4]), ([3, 4], [4, 2]), ([2, 3, 4], [5, 4, 2]), ([], [3])):
    name = "dot %s %s" % (left, right)
    cases.append(op_case(name, "dot", ops.dot, [normal(name, *left), normal(name + "r", *right)]))
for left, right, axes in (([2, 3, 4], [4, 3, 5], [[1, 2], [1, 0]]), ([3, 4], [4, 2], 1), ([2], [3], 0)):
    name = "tensordot %s %s axes=%s" % (left, right, axes)
    cases.append(op_case(name, "tensordot", lambda a, b: ops.tensordot(a, b, axes=axes),
                         [normal(name, *left), normal(name + "r", *right)], {"axes": axes}))
cases.append(op_case("outer [3] [4]", "outer", ops.outer, [normal("o", 3), normal("p", 4)]))
cases.append(op_case("vdot [4] [4]", "vdot", ops.vdot, [normal("v", 4), normal("w", 4)]))

for op, function in (("softmax", ops.softmax), ("log_softmax", ops.log_softmax)):
    for shape, axis in (([3, 5], -1), ([3, 5], 0), ([2, 3, 4], 1), ([2, 3, 4], -1), ([6], -1), ([4, 1], -1), ([2, 33], -1),
                        ([2, 3, 4], [1, 2])):
        name = "%s %s axis=%s" % (op, shape, axis)
        keras_axis = tuple(axis) if isinstance(axis, list) else axis
        cases.append(op_case(name, op, lambda x: function(x, axis=keras_axis), [normal(name, *shape, scale=2)],
                             {"axis": axis}))
    extreme = np.array([[1000, 999, -1000], [-1e30, 0, 1e30], [88, 89, 90], [-104, -104, -104], [0, 200, 0]], np.float32)
    cases.append(op_case(op + ", extreme", op, function, [extreme], {"axis": -1}, False, "value"))
    special = np.array([[np.nan, 0, 1], [-np.inf, 0, 1], [np.inf, 0, 1], [-np.inf, -np.inf, -np.inf]], np.float32)
    cases.append(op_case(op + ", special", op, function, [special], {"axis": -1}, False))
cases.append(op_case("glu axis=-1", "glu", ops.glu, [normal("glu", 3, 6)], {"axis": -1}))
cases.append(op_case("glu axis=0", "glu", lambda x: ops.glu(x, axis=0), [normal("glu0", 4, 3)], {"axis": 0}))
cases.append(op_case("sparsemax", "sparsemax", ops.sparsemax, [normal("sparsemax", 3, 5)], {"axis": -1}))
cases.append(op_case("sparsemax, axis 0", "sparsemax", lambda x: ops.sparsemax(x, axis=0), [normal("sparsemax0", 4, 3, scale=0.3)], {"axis": 0}))
write("ops-linear", cases)
