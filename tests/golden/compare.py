"""Compares freshly generated goldens with the checked-in ones: same structure and texts, numbers within
2e-6 * max(|checked in|, rms) (another processor may take another order of additions)."""

import json
import math
import os
import sys

TOLERANCE = 2e-6
# Versions and machine-independent facts must agree as texts; numbers only to rounding.
differences = []


def number(value):
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else value


def same(old, new, scale):
    old, new = number(old), number(new)
    if isinstance(old, bool) or isinstance(new, bool) or isinstance(old, str) or isinstance(new, str):
        return old == new
    if old is None or new is None:
        return old is new
    if math.isnan(old) or math.isnan(new):
        return math.isnan(old) and math.isnan(new)
    return old == new or abs(old - new) <= TOLERANCE * max(abs(old), scale)


def rms(data):
    finite = [number(v) for v in data if math.isfinite(number(v))]
    return math.sqrt(sum(v * v for v in finite) / len(finite)) if finite else 0.0


def compare(old, new, where, scale=0.0):
    if type(old) is not type(new) and not (isinstance(old, (int, float)) and isinstance(new, (int, float))):
        differences.append("%s: checked in %r, now %r" % (where, old, new))
    elif isinstance(old, dict):
        if list(old) != list(new):
            differences.append("%s: checked in keys %s, now %s" % (where, list(old), list(new)))
            return
        for key in old:
            inner = rms(old["data"]) if key == "data" and "shape" in old else 0.0
            compare(old[key], new[key], where + "." + key, inner)
    elif isinstance(old, list):
        if len(old) != len(new):
            differences.append("%s: checked in %d items, now %d" % (where, len(old), len(new)))
            return
        for index, (a, b) in enumerate(zip(old, new)):
            label = a.get("name", index) if isinstance(a, dict) else index
            compare(a, b, "%s[%s]" % (where, label), scale)
    elif not same(old, new, scale):
        differences.append("%s: checked in %r, now %r" % (where, old, new))


def main(checked_in, fresh):
    names = sorted(n for n in os.listdir(fresh) if n.endswith(".json"))
    identical = 0
    for name in names:
        with open(os.path.join(fresh, name)) as file:
            new = file.read()
        try:
            with open(os.path.join(checked_in, name)) as file:
                old = file.read()
        except FileNotFoundError:
            differences.append("%s: is not checked in" % name)
            continue
        identical += old == new
        if old != new:
            compare(json.loads(old), json.loads(new), name)
    for line in differences[:50]:
        print(line)
    print("golden: %d files, %d with the same bytes, %d differences" % (len(names), identical, len(differences)))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
