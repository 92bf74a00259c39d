#!/usr/bin/env bash
# Runs every test that holds us against a published suite, prints what came of each suite, and writes the
# same table into docs/conformance.md. Build the tests first (`make conformance` does).
#
#   Scripts/conformance.sh [--check]    --check leaves the document as it is, and fails if it is out of date
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT
export ORBWEAVER_CONFORMANCE_REPORT=$work/suites.jsonl
touch "$ORBWEAVER_CONFORMANCE_REPORT"

# The test targets in which a suite is read, one after the other.
failed=0
mapfile -t rooms < <(grep -rlE 'ConformanceSuite|SuiteTally' Tests/*Tests | cut -d/ -f2 | sort -u)
for room in "${rooms[@]}"; do
  swift test --skip-build --disable-xctest --filter "^$room\\." >"$work/log" 2>&1 || {
    failed=1
    grep '^✘' "$work/log" >&2 || tail -n 20 "$work/log" >&2
  }
  grep -E '^➜' "$work/log" >&2 || true
done

# The real corpora, compared with an HTML5 parser.
if [ -x Tests/Reference/corpora.py ]; then
  python=$(Tests/Reference/venv.sh)
  "$python" -B Tests/Reference/corpora.py --json >>"$ORBWEAVER_CONFORMANCE_REPORT" || failed=1
fi

python3 -B Scripts/conformance.py "$ORBWEAVER_CONFORMANCE_REPORT" docs/conformance.md "$@" || failed=1
exit "$failed"
