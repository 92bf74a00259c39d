#!/usr/bin/env bash
# The unit tests under the address and the thread sanitizer, each in a scratch folder of its own.
#
#   Scripts/sanitize.sh [address|thread]...
set -euo pipefail
cd "$(dirname "$0")/.."

# A finding ends the run at once, with a failure.
export ASAN_OPTIONS=${ASAN_OPTIONS:-halt_on_error=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PWD/Scripts/leaks.supp:print_suppressions=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1}

[ "$#" -gt 0 ] || set -- address thread
for sanitizer in "$@"; do
  echo "==> unit tests under the $sanitizer sanitizer"
  swift test --disable-xctest --sanitize="$sanitizer" --scratch-path ".build-$sanitizer"
done
