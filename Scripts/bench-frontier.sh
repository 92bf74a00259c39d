#!/usr/bin/env bash
# Drives the frontier alone: N URLs over a thousand and over a million hosts, and their resumption.
# `N=100000000 make bench-frontier` takes some minutes, 3 GB of memory and 20 GB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$PWD/.build/release/bench-frontier
mkdir -p output
folder=$(mktemp -d "$PWD/output/bench-frontier-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for hosts in 1000 1000000; do
  "$program" --urls "$N" --hosts "$hosts" ${ARGS:-}
done
"$program" --resume --urls "$((N < 10000000 ? N : 10000000))"
