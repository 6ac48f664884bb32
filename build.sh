#!/usr/bin/env bash
# Builds oxigrad from a clean clone: finds or installs what it needs, then WebAssembly, JavaScript, types, bundles.
#
#   ./build.sh                            everything, into dist/
#   ./build.sh --only wasm                the WebAssembly modules only (what the sources in ts/ need to run)
#   ./build.sh --only setup               Rust, the wasm tools and node_modules only
#   BUILD_VARIANTS=simd128 ./build.sh     some of: simd128 relaxed simd128-threads relaxed-threads
#   ./build.sh --run cargo test           a command with the Rust that the build uses first on PATH
#   OXIGRAD_RUST=rustup|debian            where that Rust has to come from; otherwise the first that serves
#
# What goes where (all of it git-ignored):
#   .toolchain/                     the pinned wasm-bindgen, kept between builds
#   build/                          logs, stamps and cargo's target folders, one a variant
#   ts/wasm/<variant>.wasm          the modules, beside the TypeScript that loads them
#   ts/wasm/generated/embedded.ts   simd128 without the kernels of larger networks, as text: LZMA, then base64
#   dist/                           what is published: one module per source with its .d.ts, dist/wasm/*.wasm at the
#                                   same places as in ts/, single-file bundles in dist/bundle/,
#                                   all entries over one file for Node in dist/node/
#
# A step runs only when its inputs changed (stamps in build/stamps), and moves its results into place when done:
# a build that is killed leaves the last good files behind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

ALL_VARIANTS='simd128 relaxed simd128-threads relaxed-threads'
VARIANTS=${BUILD_VARIANTS:-$ALL_VARIANTS}

. scripts/build/steps.sh
. scripts/build/rust.sh
. scripts/build/wasm.sh
. scripts/build/package.sh

only=all
while [ $# -gt 0 ]; do
  case $1 in
    --only) only=${2:-}; shift 2 ;;
    --run) shift; use_rust >&2; exec "$@" ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' build.sh; exit 0 ;;
    *) fail "build.sh: expected --only, --run or --help, got $1. See ./build.sh --help." ;;
  esac
done
case $only in all | wasm | setup) ;; *) fail "build.sh --only: expected wasm or setup, got '$only'." ;; esac
for variant in $VARIANTS; do
  case " $ALL_VARIANTS " in
    *" $variant "*) ;;
    *) fail "BUILD_VARIANTS: expected some of '$ALL_VARIANTS', got '$variant'." ;;
  esac
done

check_node
lock_build
use_rust
begin_wasm_bindgen
install_node_modules
if [ "$only" = setup ]; then
  await_wasm_bindgen
  done_line
fi
build_wasm
[ "$only" = wasm ] && done_line
build_package
done_line
