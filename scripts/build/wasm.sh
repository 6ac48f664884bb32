# The WebAssembly modules: cargo for each variant, then wasm-bindgen and wasm-opt. The embedded text is that of `core`: simd128 without
# the kernels of convolution, pooling, normalisation, recurrence and attention, since every app in a browser carries it.

MAX_MEMORY=4294967296 # bytes, 65,536 pages: the loader asks for as much of it as the host grants
INITIAL_MEMORY=2097152 # bytes, 32 pages: stack and statics; the loader gives the same (INITIAL_PAGES in ts/wasm/load.ts)

build_wasm() {
  local variant sources
  sources=$(digest crates/*/src crates/*/Cargo.toml Cargo.toml Cargo.lock scripts/build/wasm.sh "$rust_name" package-lock.json)
  local all=$VARIANTS
  case " $VARIANTS " in *' simd128 '*) all+=' core' ;; esac
  for variant in $all; do
    step "rust $variant" "$sources" "$(compiled "$variant")" compile_variant "$variant"
  done
  await_wasm_bindgen
  for variant in $VARIANTS; do
    step "wasm $variant" "$sources" "ts/wasm/$variant.wasm" finish_variant "$variant" ts/wasm
  done
  case " $VARIANTS " in
    *' simd128 '*)
      step 'wasm core' "$sources" build/wasm/core.wasm finish_variant core build/wasm
      step 'wasm embedded' "$sources $(digest scripts/embed-wasm.mjs)" ts/wasm/generated/embedded.ts \
        node scripts/embed-wasm.mjs build/wasm/core.wasm ts/wasm/generated/embedded.ts
      ;;
  esac
}

# What cargo makes of a variant.
compiled() {
  echo "build/cargo/$1.wasm"
}

compile_variant() {
  local variant=$1 features='+simd128' families= folder=$1 flags name
  # A panic traps at once: its text would bring std's formatting into the module.
  flags="-Zunstable-options -Cpanic=immediate-abort -C link-arg=--import-memory -C link-arg=--initial-memory=$INITIAL_MEMORY -C link-arg=--max-memory=$MAX_MEMORY"
  # Loops that matter are vectors, unrolled and inlined by hand; LLVM doing so to all others costs 15 KB gzipped.
  # Without loop-strength reduction, which makes an address of its own for every load where WebAssembly has offsets.
  flags+=' -C no-vectorize-loops -C no-vectorize-slp -C llvm-args=-unroll-runtime=0'
  flags+=' -C llvm-args=-inline-threshold=75 -C llvm-args=-unswitch-threshold=10 -C llvm-args=-disable-lsr'
  case $variant in
    relaxed*) features+=',+relaxed-simd' ;;
    # Of the same flags as simd128, so they share what std becomes.
    core) families=--no-default-features folder=simd128 ;;
  esac
  case $variant in
    *-threads)
      features+=',+atomics,+bulk-memory,+mutable-globals'
      flags+=' -C link-arg=--shared-memory'
      for name in __stack_pointer __wasm_init_tls __tls_size __tls_align __tls_base __heap_base; do
        flags+=" -C link-arg=--export=$name"
      done
      ;;
  esac
  [ -z "$rust_linker" ] || flags+=" -C linker=$rust_linker"

  # cargo's flags from a user's environment or configuration would change the result.
  unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
  export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$PWD/build/cargo/$folder
  export RUSTFLAGS="-C target-feature=$features $flags"
  cargo build --manifest-path crates/wasm/Cargo.toml --lib --release --target wasm32-unknown-unknown \
    -Z build-std=std,panic_abort $families
  cp "$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/oxigrad_wasm.wasm" "$(compiled "$variant").new"
  mv "$(compiled "$variant").new" "$(compiled "$variant")"
}

finish_variant() {
  local variant=$1 target=$2 pack=build/wasm-bindgen/$1
  "$wasm_bindgen" "$(compiled "$variant")" --target web --no-typescript --out-name oxigrad --out-dir "$pack"

  local binaryen=node_modules/.bin proposals=(--enable-simd --enable-relaxed-simd --enable-threads --enable-bulk-memory
    --enable-mutable-globals --enable-reference-types --enable-nontrapping-float-to-int --enable-sign-ext --enable-multivalue)
  local module=$pack/oxigrad_bg.wasm
  if [[ $variant = relaxed* ]]; then
    # LLVM takes relaxed_max for pmax: on x86-64 that is pmax the other way round, and loses a NaN that it had.
    "$binaryen/wasm-dis" "${proposals[@]}" "$module" |
      sed -e 's/f32x4\.relaxed_max/f32x4.pmax/' -e 's/f32x4\.relaxed_min/f32x4.pmin/' >"$pack/exact.wat"
    module=$pack/exact.wasm
    "$binaryen/wasm-as" "${proposals[@]}" "$pack/exact.wat" -o "$module"
  fi
  # Functions by the number of their calls: LZMA likes that, gzip the order of the sources.
  local passes=(-O3 --converge --strip-debug --strip-producers --strip-target-features)
  [ "$variant" != core ] || passes+=(--reorder-functions)
  mkdir -p "$target"
  "$binaryen/wasm-opt" "${passes[@]}" "${proposals[@]}" \
    "$module" -o "$pack/optimised.wasm"
  mv "$pack/optimised.wasm" "$target/$variant.wasm"
}
