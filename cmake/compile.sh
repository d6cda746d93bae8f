#!/usr/bin/env bash
# Runs one compilation through ccache: compile.sh <ccache> <compiler> <arguments…>. A precompiled header is compiled here
# instead, for it names this build's folder, and is of no use in another clone. What is compiled with it is: ccache
# takes the checksum beside the header (CCACHE_PCH_EXTSUM), of its preprocessed text, which names no folder.
set -euo pipefail
case " $* " in *" -emit-pch "*) ;; *) exec "$@" ;; esac

shift
"$@"
output=
preprocess=()
while [ $# -gt 0 ]; do
  case "$1 ${2:-}" in
    "-Xclang -emit-pch") shift 2; continue ;;
    "-o "*) output=$2; shift 2; continue ;;
    "-MF "* | "-MT "*) shift 2; continue ;;
    "-MD "* | "-c "*) ;;
    *) preprocess+=("$1") ;;
  esac
  shift
done
"${preprocess[@]}" -E -dD -P -o - | sha256sum >"$output.sum"
