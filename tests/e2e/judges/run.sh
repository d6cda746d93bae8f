#!/bin/sh
# Judges the sandbox by the vendors' own clients, our mail by programs that read mail, and our webhooks by the
# reference library: run.sh <path of carillon-sandbox> <path of mail_writer> <path of webhook_signer>. Exit code 77: skipped, since node 20 or later, or the packages and a registry
# to install them from, are not to be had.
set -eu
CARILLON_SANDBOX=$(realpath "$1")
CARILLON_MAIL_WRITER=$(realpath "$2")
CARILLON_WEBHOOK_SIGNER=$(realpath "$3")
export CARILLON_SANDBOX CARILLON_MAIL_WRITER CARILLON_WEBHOOK_SIGNER
cd "$(dirname "$0")"
command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: no node or npm"; exit 77; }
for package in firebase-admin @parse/node-apn web-push mailparser standardwebhooks; do
  [ -d "node_modules/$package" ] && continue
  npm ci --omit=optional --ignore-scripts --no-audit --no-fund || { echo "skipped: npm ci failed"; exit 77; }
done
exec node --test
