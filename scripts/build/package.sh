# What npm publishes: modules and declarations by tsc, the WebAssembly files beside them, single-file bundles.

# npm writes node_modules/.package-lock.json last: an interrupted install has none, and is done again.
install_node_modules() {
  local wanted='const { dependencies, devDependencies } = require("./package.json")'
  wanted=$(node -p "$wanted; JSON.stringify([dependencies, devDependencies])")
  step 'npm ci' "$(digest package-lock.json "$wanted")" node_modules/.package-lock.json \
    npm ci --no-audit --no-fund --loglevel=error
}

build_package() {
  local key
  key=$(digest ts package.json package-lock.json tsconfig.json tsconfig.build.json scripts/build/package.sh scripts/bundle.mjs scripts/declarations.mjs scripts/static-fields.mjs scripts/script-url.mjs build/stamps/wasm-*)
  step 'dist' "$key" 'dist/index.js dist/index.d.ts dist/bundle/oxigrad.min.js' build_dist
}

build_dist() {
  local file
  rm -rf build/dist
  node_modules/.bin/tsc -p tsconfig.build.json --outDir build/dist
  mkdir -p build/dist/wasm
  cp ts/wasm/*.wasm build/dist/wasm/
  node scripts/declarations.mjs build/dist
  node scripts/static-fields.mjs build/dist
  node scripts/bundle.mjs build/dist
  rm -rf build/dist.old
  [ ! -d dist ] || mv dist build/dist.old
  mv build/dist dist
  rm -rf build/dist.old
}
