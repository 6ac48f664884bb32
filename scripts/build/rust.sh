# Finds a Rust that can build std for wasm32, and installs the pinned wasm-bindgen.
#
# All four builds compile std themselves (`-Z build-std`): the threaded ones must, since the shipped std knows no
# atomics, and the others come out smaller. That needs std's sources beside the compiler, and RUSTC_BOOTSTRAP=1,
# which lets a stable compiler take the flag; so no nightly is needed, and the version can be pinned.

RUST_VERSION=1.95.0 # what rustup is asked to install when it has nothing that serves
RUST_MINIMUM=92     # the first 1.x with -Cpanic=immediate-abort
WASM_BINDGEN_VERSION=0.2.130
DEBIAN_PACKAGES='rustc-web cargo-web rust-web-src lld-19'

TOOLS=$PWD/.toolchain
rust_linker='' # set where the compiler brings no linker for wasm

# serves <rustc>...: whether this compiler is new enough and has std's sources.
serves() {
  local version root
  version=$("$@" --version 2>/dev/null | sed -nE 's/^rustc 1\.([0-9]+)\..*/\1/p')
  [ -n "$version" ] && [ "$version" -ge $RUST_MINIMUM ] || return 1
  root=$("$@" --print sysroot)/lib/rustlib
  [ -f "$root/src/rust/library/std/Cargo.toml" ]
}

# A rustup toolchain that serves, or becomes one by adding two components (given up after a minute: behind some
# firewalls rustup is there but cannot download).
find_rustup() {
  command -v rustup >/dev/null || return 1
  export RUSTUP_AUTO_INSTALL=0
  local toolchain installed
  installed=$(rustup toolchain list -q 2>/dev/null | grep -E '^(stable|1\.[0-9]+)' || true)
  for toolchain in $installed; do
    if serves rustup run "$toolchain" rustc && has_wasm_target "$toolchain"; then
      use_rustup "$toolchain"
      return 0
    fi
  done
  for toolchain in $installed; do
    [ "$(minor_version "$toolchain")" -ge $RUST_MINIMUM ] || continue
    if run_briefly 60 rustup target add --toolchain "$toolchain" wasm32-unknown-unknown &&
      run_briefly 60 rustup component add --toolchain "$toolchain" rust-src; then
      use_rustup "$toolchain"
      return 0
    fi
    return 1
  done
  run_briefly 300 rustup toolchain install $RUST_VERSION --profile minimal --no-self-update \
    --target wasm32-unknown-unknown --component rust-src || return 1
  use_rustup $RUST_VERSION
}

minor_version() { rustup run "$1" rustc --version 2>/dev/null | sed -nE 's/^rustc 1\.([0-9]+)\..*/\1/p' | grep . || echo 0; }
has_wasm_target() { [ -d "$(rustup run "$1" rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ]; }
use_rustup() { export RUSTUP_TOOLCHAIN=$1; }

run_briefly() {
  local limit=$1
  shift
  if command -v timeout >/dev/null; then set -- timeout "$limit" "$@"; fi
  "$@" >>build/logs/rust.log 2>&1 </dev/null
}

# Debian's and Ubuntu's compiler for their browsers is recent, and comes with std's sources.
find_debian() {
  if ! serves /usr/bin/rustc || ! command -v wasm-ld-19 >/dev/null; then
    command -v apt-get >/dev/null || return 1
    local root_command=''
    if [ "$(id -u)" -ne 0 ]; then
      command -v sudo >/dev/null || return 1
      root_command='sudo -n'
      $root_command true 2>/dev/null || { [ -t 0 ] && root_command='sudo'; } || return 1
    fi
    printf 'Rust is missing: installing with apt-get %s\n' "$DEBIAN_PACKAGES"
    printf '%-34s ' 'Rust from Debian packages'
    local started=$SECONDS
    export DEBIAN_FRONTEND=noninteractive
    {
      $root_command apt-get update &&
        $root_command apt-get install -y --no-remove --no-install-recommends $DEBIAN_PACKAGES
    } >>build/logs/rust.log 2>&1 || { echo 'not to be had'; return 1; }
    printf '%4d s\n' $((SECONDS - started))
    serves /usr/bin/rustc || return 1
  fi
  mkdir -p "$TOOLS/bin"
  ln -sf /usr/bin/cargo /usr/bin/rustc /usr/bin/rustdoc "$TOOLS/bin/"
  export PATH="$TOOLS/bin:$PATH"
  rust_linker=wasm-ld-19
}

# Puts a Rust that serves first on PATH, or says what to install.
use_rust() {
  : >build/logs/rust.log
  case ${OXIGRAD_RUST:-any} in
    rustup) find_rustup || no_rust ;;
    debian) find_debian || no_rust ;;
    *) find_rustup || find_debian || no_rust ;;
  esac
  rust_name=$(rustc --version)
}

no_rust() {
  tail -n 15 build/logs/rust.log >&2
  fail "
build.sh: expected a Rust that can build std for wasm32, found none. Install one of:
  - rustup (https://rustup.rs), then: rustup toolchain install $RUST_VERSION --target wasm32-unknown-unknown --component rust-src
  - on Debian or Ubuntu, as root: apt-get install $DEBIAN_PACKAGES
What was tried: build/logs/rust.log"
}

# Takes a wasm-bindgen of the right version from PATH, or begins to compile one beside what does not need it.
begin_wasm_bindgen() {
  bindgen_job=
  wasm_bindgen=$TOOLS/cargo/bin/wasm-bindgen
  local wanted="wasm-bindgen $WASM_BINDGEN_VERSION"
  [ "$("$wasm_bindgen" --version 2>/dev/null)" != "$wanted" ] || return 0
  if [ "$(wasm-bindgen --version 2>/dev/null)" = "$wanted" ]; then
    wasm_bindgen=$(command -v wasm-bindgen)
    return 0
  fi
  printf 'compiling wasm-bindgen %s meanwhile\n' "$WASM_BINDGEN_VERSION"
  install_wasm_bindgen >build/logs/wasm-bindgen.log 2>&1 </dev/null &
  bindgen_job=$!
  # A build that fails or is stopped leaves no compiler behind.
  trap 'kill "$bindgen_job" 2>/dev/null || true' EXIT
}

# Waits for it.
await_wasm_bindgen() {
  [ -n "$bindgen_job" ] || return 0
  printf '%-34s ' 'tool wasm-bindgen'
  local started=$SECONDS
  if ! wait "$bindgen_job"; then
    printf 'failed after %d s\n\n' $((SECONDS - started))
    tail -n 40 build/logs/wasm-bindgen.log >&2
    fail "
build.sh: wasm-bindgen could not be compiled. The whole output: build/logs/wasm-bindgen.log"
  fi
  bindgen_job=
  trap - EXIT
  printf '%4d s\n' $((SECONDS - started))
}

# cargo moves the binary into place last, so that an interrupted install leaves none; the target folder, kept until
# then, lets it go on where it stopped. `--locked` is left out: the lock names versions that were withdrawn. What it
# does takes a second either way, so it is compiled without optimisation, in half the time.
install_wasm_bindgen() {
  CARGO_TARGET_DIR=$TOOLS/target CARGO_PROFILE_RELEASE_OPT_LEVEL=0 cargo install wasm-bindgen-cli --bin wasm-bindgen \
    --version $WASM_BINDGEN_VERSION --root "$TOOLS/cargo" --force
  rm -rf "$TOOLS/target"
}
