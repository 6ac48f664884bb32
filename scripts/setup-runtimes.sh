#!/usr/bin/env bash
# What the tests of other runtimes need: their npm packages, Chromium and Firefox (OXIGRAD_CHROMIUM and OXIGRAD_FIREFOX name
# other ones).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/build/steps.sh

step 'npm ci runtimes' "$(digest tests/runtimes/package.json tests/runtimes/package-lock.json)" \
  tests/runtimes/node_modules/.package-lock.json \
  npm ci --prefix tests/runtimes --no-audit --no-fund --loglevel=error

# missing <its own name, or nothing> <usual names …>: whether none of these programs is there.
missing() {
  local name
  for name in "$@"; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then return 1; fi
  done
}

packages=()
if missing "${OXIGRAD_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; then packages+=(chromium); fi
if missing "${OXIGRAD_FIREFOX:-}" firefox firefox-esr; then packages+=(firefox-esr); fi
[ ${#packages[@]} -gt 0 ] || exit 0
root_command=''
[ "$(id -u)" -eq 0 ] || root_command='sudo -n'
if command -v apt-get >/dev/null && $root_command true 2>/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  $root_command apt-get update
  $root_command apt-get install -y --no-install-recommends "${packages[@]}" && exit 0
fi
fail "setup-runtimes: expected Chromium and Firefox, found no ${packages[*]}. Install Debian's packages of these names, or set OXIGRAD_CHROMIUM and OXIGRAD_FIREFOX to the binaries."
