#!/usr/bin/env bash
# The unit tests under the address and the thread sanitizer, each in a scratch folder of its own.
#
#   Scripts/sanitize.sh [address|thread]...
#
# Room by room, because all at once would be too slow for the tests' own time limits. Tests that
# measure memory or time are skipped: ORBWEAVER_SANITIZER tells them.
set -euo pipefail
cd "$(dirname "$0")/.."

# A finding ends a room's run at once, with a failure.
export ASAN_OPTIONS=${ASAN_OPTIONS:-halt_on_error=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PWD/Scripts/leaks.supp:print_suppressions=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1}

[ "$#" -gt 0 ] || set -- address thread
failed=()
for sanitizer in "$@"; do
  scratch=.build-$sanitizer
  swift build --build-tests --sanitize="$sanitizer" --scratch-path "$scratch"
  for folder in Tests/*Tests; do
    room=$(basename "$folder")
    echo "==> $room under the $sanitizer sanitizer"
    ORBWEAVER_SANITIZER=$sanitizer timeout 600 swift test --skip-build --disable-xctest \
      --sanitize="$sanitizer" --scratch-path "$scratch" --filter "^$room\\." 2>&1 |
      grep -av -E '^(◇|↳|✔ (Test|Suite) [^r])' || failed+=("$room ($sanitizer)")
  done
done
if [ "${#failed[@]}" -gt 0 ]; then
  printf 'failed: %s\n' "${failed[@]}"
  exit 1
fi
echo "clean under: $*"
