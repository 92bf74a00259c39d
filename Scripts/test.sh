#!/usr/bin/env bash
# Everything a change must pass, one clear line a step; the last line counts what passed and failed.
# A failing step does not hide the steps after it.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly report=.build/tests
passed=0
failed=0
failures=()

note_failure() {
  failed=$((failed + 1))
  failures+=("$1")
}

# step NAME COMMAND...: runs one check and counts it.
step() {
  local name=$1 start=$SECONDS
  shift
  echo "==> $name"
  if "$@"; then
    passed=$((passed + 1))
    echo "==> $name: ok ($((SECONDS - start)) s)"
  else
    note_failure "$name"
    echo "==> $name: FAILED ($((SECONDS - start)) s)"
  fi
}

# room_tests ROOM SUITES: the tests of one room's suites (a regular expression), each counted by the report
# that swift test writes. A run that died leaves no report, or one without a failure: then the run itself
# counts as one.
room_tests() {
  local room=$1 suites=$2 status=0 names passed_before=$passed failed_before=$failed
  rm -f "$report-$room"*.xml
  swift test --skip-build --disable-xctest --filter "^$room\\.$suites" --xunit-output "$report-$room.xml" 2>&1 |
    tee -a "$report.log" | awk '/^✔ Test run/ || !/^(◇|✔|↳)/ { print; fflush() }' || status=$?
  names=$(mktemp)
  if Scripts/count-tests.py "$report-$room"*.xml >"$names"; then
    passed=$((passed + $(grep -c '^passed' "$names" || true)))
    while IFS=$'\t' read -r _ name; do
      note_failure "$name"
    done < <(grep '^failed' "$names" || true)
  fi
  rm -f "$names"
  if [ "$failed" -eq "$failed_before" ] &&
    { [ "$status" -ne 0 ] || [ "$passed" -eq "$passed_before" ]; }; then
    note_failure "$room itself (exit status $status, $((passed - passed_before)) tests passed)"
  fi
}

# Room by room: one room's long computations would make another's deadlines pass. Those that run whole crawls
# and whole programs go in parts, for the same reason; the parts make up the alphabet.
unit_tests() {
  local start=$SECONDS passed_before=$passed failed_before=$failed folder
  echo "==> unit tests (in full: $report.log)"
  rm -f "$report"*.xml "$report.log"
  for folder in Tests/*Tests; do
    echo "==> $(basename "$folder")"
    case $(basename "$folder") in
      CrawlerTests | orbweaverTests)
        for suites in '[A-C]' '[D-K]' '[L-R]' '[^A-R]'; do room_tests "$(basename "$folder")" "$suites"; done
        ;;
      *) room_tests "$(basename "$folder")" '' ;;
    esac
  done
  echo "==> unit tests: $((passed - passed_before)) passed," \
    "$((failed - failed_before)) failed ($((SECONDS - start)) s)"
}

step "format" Scripts/lint.sh
step "import arrows" Scripts/check-arrows.py
step "import arrows: own tests" Scripts/check_arrows_test.py
step "release build" make --no-print-directory build
step "process wall" Scripts/check-wall.sh .build/release
step "test build" swift build --build-tests
unit_tests
step "reference: own tests" Tests/Reference/run.sh --self-test
step "reference crawl" Tests/Reference/run.sh
step "reference encodings" Tests/Reference/encodings.sh

for name in "${failures[@]}"; do
  echo "failed: $name"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
