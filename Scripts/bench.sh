#!/usr/bin/env bash
# Measures fetching alone, parsing alone and the whole crawl, on python3.11-doc behind an nginx of
# its own on loopback. `Scripts/bench.sh --help` lists the options; ARGS may hold them too.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Scripts/nginx.sh
. Scripts/nginx.sh

read -r -a options <<<"${ARGS:-}"

work=$(mktemp -d)
readonly work
clean_up() {
  stop_nginx
  rm -rf "$work"
}
trap clean_up EXIT

corpus=$(Scripts/corpus.sh)
start_nginx "$corpus" "$work"
# shellcheck disable=SC2154  # start_nginx sets nginx_port
python3 -B Benchmarks/bench.py --programs .build/release --corpus "$corpus" --port "$nginx_port" \
  --server "$nginx_pid" --document docs/performance.md "${options[@]}" "$@"
