#!/usr/bin/env bash
# The wall between the network and the parser, as the dynamic linker sees it: the process that
# talks to the network does not load libxml2, the one that parses hostile bytes does not load libcurl.
#
#   Scripts/check-wall.sh FOLDER    the folder that holds the two programs, e.g. .build/release
set -euo pipefail

readonly folder=${1:?usage: Scripts/check-wall.sh FOLDER}
offences=0

# libraries PROGRAM: everything it loads, directly or not.
libraries() {
  [ -x "$folder/$1" ] || {
    echo "check-wall: no program $folder/$1: build it first" >&2
    exit 2
  }
  ldd "$folder/$1" | awk '{ print $1 }'
}

# must_load / must_not_load PROGRAM LIBRARY, by the library's name without its version.
must_load() {
  libraries "$1" | grep -q "^$2\.so" || {
    echo "$folder/$1: does not load $2, so this check proves nothing"
    offences=$((offences + 1))
  }
}

must_not_load() {
  if libraries "$1" | grep "^$2\.so"; then
    echo "$folder/$1: must not load $2"
    offences=$((offences + 1))
  fi
}

must_load orbweaver libcurl
must_not_load orbweaver libxml2
must_load orbweaver-parser libxml2
must_not_load orbweaver-parser libcurl
[ "$offences" -eq 0 ]
