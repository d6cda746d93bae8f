#!/bin/sh
# Drives the sandbox's page in Debian's Chromium: run.sh <path of carillon-sandbox>. script/bootstrap test installs the
# browser, script/test-packages what drives it; without them this exits with 77, which ctest counts as a failure.
set -eu
CARILLON_SANDBOX=$(realpath "$1")
export CARILLON_SANDBOX
cd "$(dirname "$0")"
command -v node >/dev/null || { echo "skipped: no node"; exit 77; }
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || { echo "skipped: no chromium"; exit 77; }
[ -d node_modules/puppeteer-core ] || npm ci --ignore-scripts --no-audit --no-fund || { echo "skipped: npm ci failed"; exit 77; }
exec node --test
