#!/bin/sh
# Judges the sandbox by the vendors' own clients: run.sh <path of carillon-sandbox>. Exit code 77: skipped, since
# node 20 or later, or the packages and a registry to install them from, are not to be had.
set -eu
CARILLON_SANDBOX=$(realpath "$1")
export CARILLON_SANDBOX
cd "$(dirname "$0")"
command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: no node or npm"; exit 77; }
if [ ! -d node_modules/firebase-admin ] || [ ! -d node_modules/@parse/node-apn ] || [ ! -d node_modules/web-push ]; then
  npm ci --omit=optional --ignore-scripts --no-audit --no-fund || { echo "skipped: npm ci failed"; exit 77; }
fi
exec node --test
