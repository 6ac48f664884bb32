#!/usr/bin/env bash
# What the tests of other runtimes need: their npm packages, and a Chromium (OXIGRAD_CHROMIUM names another one).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/build/steps.sh

step 'npm ci runtimes' "$(digest tests/runtimes/package.json tests/runtimes/package-lock.json)" \
  tests/runtimes/node_modules/.package-lock.json \
  npm ci --prefix tests/runtimes --no-audit --no-fund --loglevel=error

for browser in "${OXIGRAD_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$browser" ] && command -v "$browser" >/dev/null; then exit 0; fi
done
root_command=''
[ "$(id -u)" -eq 0 ] || root_command='sudo -n'
if command -v apt-get >/dev/null && $root_command true 2>/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  $root_command apt-get update
  $root_command apt-get install -y --no-install-recommends chromium && exit 0
fi
fail 'setup-runtimes: expected Chromium, found none. Install Debian'"'"'s package chromium or Google Chrome, or set OXIGRAD_CHROMIUM to the binary.'
