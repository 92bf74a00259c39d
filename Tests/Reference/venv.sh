#!/usr/bin/env bash
# Makes the reference walk's virtual environment under .build-reference, and prints the path of its
# Python. Where PyPI cannot be reached it says so and prints the system's Python: the walk then
# stands on Python's own HTML parser and URL functions, which are as independent but less exact.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
readonly here venv=$here/../../.build-reference/venv
readonly made=$venv/made-from.txt

if ! cmp -s "$here/requirements.txt" "$made"; then
  rm -rf "$venv"
  mkdir -p "$(dirname "$venv")"
  if python3 -m venv "$venv" >&2 &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" >&2; then
    cp "$here/requirements.txt" "$made"
  else
    rm -rf "$venv"
    echo "reference: pip could not install $(xargs <"$here/requirements.txt");" \
      "using Python's own html.parser and urllib instead" >&2
    command -v python3
    exit
  fi
fi
(cd "$venv/bin" && echo "$PWD/python")
