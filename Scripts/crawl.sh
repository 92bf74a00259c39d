#!/usr/bin/env bash
# The main job. With SEED (a URL) or SEEDS (a file of URLs): crawls that. With neither: starts the
# built-in synthetic web on a free loopback port, crawls it at full speed, and stops it again.
# ARGS holds further options for `orbweaver crawl`. The exit status is the crawl's.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly orbweaver=${ORBWEAVER:-.build/release/orbweaver}
readonly full_speed=(--per-host 32 --delay 0)
readonly start_seconds=20
read -r -a options <<<"${ARGS:-}"

[ -x "$orbweaver" ] || {
  echo "crawl: no program $orbweaver: run 'make build' first" >&2
  exit 2
}

if [ -n "${SEED:-}" ] && [ -n "${SEEDS:-}" ]; then
  echo "crawl: give SEED=URL or SEEDS=FILE, not both" >&2
  exit 2
elif [ -n "${SEED:-}${SEEDS:-}" ]; then
  exec "$orbweaver" crawl "${options[@]}" -- "${SEED:-$SEEDS}"
fi

# A session of its own keeps Ctrl-C for the crawl, which still wants to finish what it fetches;
# the death signal ends the web even when this shell is killed and its trap cannot run.
exec {web_output}< <(exec setsid setpriv --pdeathsig TERM "$orbweaver" web)
readonly web_pid=$!
stop_web() {
  kill "$web_pid" 2>/dev/null || true
  wait "$web_pid" 2>/dev/null || true
}
trap stop_web EXIT

read -r -t "$start_seconds" url <&"$web_output" || {
  echo "crawl: the synthetic web did not start (waited for at most $start_seconds s)" >&2
  exit 1
}
echo "crawl: the synthetic web listens at $url" >&2
"$orbweaver" crawl "${full_speed[@]}" "${options[@]}" -- "$url"
