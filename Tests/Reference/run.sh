#!/usr/bin/env bash
# The reference crawl: python3.11-doc behind an nginx of its own on loopback, crawled by Orbweaver,
# walked by the reference, and compared.
#
#   Tests/Reference/run.sh [--keep]     the crawl and the comparison; --keep leaves the work folder
#   Tests/Reference/run.sh --self-test  only the reference's own tests
#
# ORBWEAVER names another program than .build/release/orbweaver.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=Scripts/nginx.sh
. Scripts/nginx.sh

readonly orbweaver=${ORBWEAVER:-.build/release/orbweaver}
python=$(Tests/Reference/venv.sh)
readonly python

if [ "${1:-}" = --self-test ]; then
  exec "$python" -B -m unittest discover --quiet -s Tests/Reference -p '*_test.py'
fi

work=$(mktemp -d)
readonly work
clean_up() {
  stop_nginx
  if [ "${1:-}" = --keep ]; then
    echo "reference: the work folder is $work"
  else
    rm -rf "$work"
  fi
}
trap 'clean_up "$@"' EXIT

mkdir "$work/nginx" "$work/reference"
corpus=$(Scripts/corpus.sh)
start_nginx "$corpus" "$work/nginx"
failed=0
readonly start=http://127.0.0.1:$nginx_port/index.html

"$orbweaver" crawl --per-host 32 --delay 0 --quiet --output "$work/crawl" "$start"
"$python" -B Tests/Reference/walk.py "$start" "$work/reference"
# Before the next crawls write into the same log.
"$python" -B Tests/Reference/compare.py \
  "$work/crawl/crawl.db" "$work/nginx/access.log" "$work/reference" || failed=1
"$python" -B Tests/Reference/hosts.py \
  "$orbweaver" "$nginx_port" "$work/reference" "$work" || failed=1
exit "$failed"
