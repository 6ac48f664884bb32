#!/bin/sh
# Regenerates every golden from real Keras 3 (JAX backend, pinned in requirements.txt).
#   tests/golden/generate.sh                 all topics
#   tests/golden/generate.sh losses ops-unary   some topics
#   tests/golden/generate.sh --check [topic]    writes elsewhere and compares with what is checked in
# OXIGRAD_GOLDEN_PYTHON names an interpreter that has the packages already; else .python/ (git-ignored) is made.
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$folder/../.." && pwd)
python=${OXIGRAD_GOLDEN_PYTHON:-}
if [ -z "$python" ]; then
  python=$root/.python/bin/python
  stamp=$root/.python/requirements.txt
  if ! cmp -s "$folder/requirements.txt" "$stamp"; then
    echo "golden: installing the pinned Keras in .python/ (about a minute)"
    python3 -m venv "$root/.python"
    "$python" -m pip install --quiet --disable-pip-version-check -r "$folder/requirements.txt"
    cp "$folder/requirements.txt" "$stamp"
  fi
fi
check=
if [ "${1:-}" = --check ]; then
  check=yes
  shift
  GOLDEN_OUTPUT=$(mktemp -d)
  export GOLDEN_OUTPUT
  trap 'rm -rf "$GOLDEN_OUTPUT"' EXIT
fi
if [ $# -eq 0 ]; then
  for script in "$folder"/*.py; do
    case $(basename "$script" .py) in common | compare) ;; *) set -- "$@" "$(basename "$script" .py)" ;; esac
  done
fi
for topic in "$@"; do
  "$python" -W ignore "$folder/$topic.py"
done
if [ -n "$check" ]; then
  "$python" "$folder/compare.py" "$folder" "$GOLDEN_OUTPUT"
fi
