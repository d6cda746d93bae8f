#!/bin/sh
# Judges the sandbox by the vendors' own clients, and what we send by programs that other people verify and read it with:
# run.sh <carillon-sandbox> <mail_writer> <send_mails> <webhook_signer> <request_writer> <callback_reader>, paths.
# Exit code 77: skipped, since node 20 or later, or the packages and a registry to install them from, are not to be had.
set -eu
CARILLON_SANDBOX=$(realpath "$1")
CARILLON_MAIL_WRITER=$(realpath "$2")
CARILLON_MAIL_SENDER=$(realpath "$3")
CARILLON_WEBHOOK_SIGNER=$(realpath "$4")
CARILLON_REQUEST_WRITER=$(realpath "$5")
CARILLON_CALLBACK_READER=$(realpath "$6")
export CARILLON_SANDBOX CARILLON_MAIL_WRITER CARILLON_MAIL_SENDER CARILLON_WEBHOOK_SIGNER CARILLON_REQUEST_WRITER \
  CARILLON_CALLBACK_READER
cd "$(dirname "$0")"
command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: no node or npm"; exit 77; }
for package in firebase-admin @parse/node-apn web-push mailparser standardwebhooks svix twilio @slack/web-api smtp-server; do
  [ -d "node_modules/$package" ] && continue
  npm ci --omit=optional --ignore-scripts --no-audit --no-fund || { echo "skipped: npm ci failed"; exit 77; }
done
exec node --test
