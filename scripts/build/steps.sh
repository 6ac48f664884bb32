# Steps of a build: one line each with its time, a log shown on failure, a stamp that lets an unchanged one be skipped.

mkdir -p build/logs build/stamps

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

check_node() {
  command -v node >/dev/null || fail 'build.sh: expected Node 20.19 or newer, found none. Install it from https://nodejs.org or your package manager.'
  local version
  version=$(node -p 'process.versions.node')
  node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' || fail "build.sh: expected Node 20.19 or newer, got $version. Install a newer one from https://nodejs.org."
}

# One build at a time in this folder; the next waits. Without flock (macOS) nothing is locked.
lock_build() {
  command -v flock >/dev/null || return 0
  exec 9>build/lock
  flock -n 9 && return 0
  printf 'waiting for another build in this folder …\n'
  flock 9
}

# digest <path or text>...: one hash of the names and contents of all files under the paths, and of any other words.
digest() {
  local item sum=sha256sum
  command -v sha256sum >/dev/null || sum='shasum -a 256'
  for item in "$@"; do
    if [ -d "$item" ]; then
      find "$item" -type f ! -name '*.wasm' -print0 | LC_ALL=C sort -z | xargs -0 $sum
    elif [ -f "$item" ]; then
      $sum "$item"
    else
      printf '%s\n' "$item"
    fi
  done | $sum | cut -c 1-64
}

# step <name> <key> <outputs> <command>...: runs the command unless the last run that finished had this key and its
# outputs (space-separated paths) are all there. The command's own output goes to build/logs/<name>.log.
step() {
  local name=$1 key=$2 outputs=$3 file status started=$SECONDS
  shift 3
  local log="build/logs/${name// /-}.log" stamp="build/stamps/${name// /-}"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ]; then
    local all=yes
    for file in $outputs; do [ -e "$file" ] || all=no; done
    if [ $all = yes ]; then
      printf '%-34s up to date\n' "$name"
      return 0
    fi
  fi
  rm -f "$stamp"
  printf '%-34s ' "$name"
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1 </dev/null
  status=$?
  set -e
  if [ $status -ne 0 ]; then
    printf 'failed after %d s\n\n' $((SECONDS - started))
    tail -n 40 "$log" >&2
    fail "
build.sh: the step '$name' ended with status $status. Its whole output: $log"
  fi
  printf '%s' "$key" >"$stamp.new"
  mv "$stamp.new" "$stamp"
  printf '%4d s\n' $((SECONDS - started))
}

done_line() {
  printf '%-34s %4d s\n' 'built in' "$SECONDS"
  exit 0
}
