#!/usr/bin/env bash
# The unit tests under the address and the thread sanitizer, each in a scratch folder of its own.
#
#   Scripts/sanitize.sh [address|thread]... [-- ROOM...]
#
# Room by room (all of them, or those named: EventLoop Fetcher), because all at once would be too slow
# for the tests' own time limits; whole crawls and giant pages one after the other, for the same reason.
# Tests that measure memory or time are skipped: ORBWEAVER_SANITIZER tells them.
set -euo pipefail
cd "$(dirname "$0")/.."

# A finding ends a room's run at once, with a failure. The thread sanitizer drops a finding when it no
# longer knows where the other thread was: with the longest history it seldom forgets.
export ASAN_OPTIONS=${ASAN_OPTIONS:-halt_on_error=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PWD/Scripts/leaks.supp:print_suppressions=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:history_size=7}

# Prints the path of Swift's own C compiler: others do not know Swift's calling convention.
swift_clang() {
  local resources
  resources=$(swiftc -print-target-info | sed -nE 's/.*"runtimeResourcePath": "(.*)".*/\1/p')
  echo "$resources/../../bin/clang"
}

# Compiles what shows Mutex to the thread sanitizer, and makes sure that it sees by it: a tally under a
# mutex is clean, a tally beside it is not. Prints the object file to be linked with.
mutex_object() {
  local scratch=$1 sources=Tests/Sanitizer object
  # Another file name for another content: SwiftPM links anew when its options change.
  object=$PWD/$scratch/mutex-$(cksum <$sources/MutexSlowPath.c | cut -d' ' -f1).o
  mkdir -p "$scratch"
  "$(swift_clang)" -O1 -Wall -Wextra -Werror -fPIC -c $sources/MutexSlowPath.c -o "$object"
  swiftc -swift-version 6 -strict-memory-safety -warnings-as-errors -parse-as-library -sanitize=thread \
    $sources/Race.swift "$object" -o "$scratch/race"
  if ! "$scratch/race" guarded >&2; then
    echo "sanitize: the thread sanitizer reports what a Mutex guards: mend $sources/MutexSlowPath.c" >&2
    return 1
  elif "$scratch/race" bare 2>/dev/null; then
    echo "sanitize: the thread sanitizer does not find a race that is there" >&2
    return 1
  fi
  echo "$object"
}

# test_room SANITIZER SCRATCH TESTS: says what was skipped, what failed, and what was found.
test_room() {
  local order=()
  case $3 in CrawlerTests | HTMLParserTests) order=(--no-parallel) ;; esac
  echo "==> $3 under the $1 sanitizer"
  ORBWEAVER_SANITIZER=$1 timeout 1200 swift test --skip-build --disable-xctest "${order[@]}" \
    --sanitize="$1" --scratch-path "$2" --filter "^$3\\." 2>&1 |
    awk '/^✔ Test run/ || !/^(◇|✔|↳)/ { print; fflush() }'
}

sanitizers=()
while [ "$#" -gt 0 ] && [ "$1" != -- ]; do
  sanitizers+=("$1")
  shift
done
[ "${#sanitizers[@]}" -gt 0 ] || sanitizers=(address thread)
rooms=("${@:2}")
[ "${#rooms[@]}" -gt 0 ] || for folder in Tests/*Tests; do rooms+=("$(basename "$folder" Tests)"); done

failed=()
for sanitizer in "${sanitizers[@]}"; do
  scratch=.build-$sanitizer
  options=()
  if [ "$sanitizer" = thread ]; then
    object=$(mutex_object "$scratch")
    options=(-Xlinker "$object")
  fi
  swift build --build-tests --sanitize="$sanitizer" --scratch-path "$scratch" "${options[@]}"
  for room in "${rooms[@]}"; do
    test_room "$sanitizer" "$scratch" "${room}Tests" || failed+=("$room ($sanitizer)")
  done
done
if [ "${#failed[@]}" -gt 0 ]; then
  printf 'failed: %s\n' "${failed[@]}"
  exit 1
fi
echo "clean under: ${sanitizers[*]}"
