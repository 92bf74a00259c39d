#!/usr/bin/env bash
# Prints the folder of the real pages that tests and benchmarks crawl: Debian's python3.11-doc.
# Slim systems install packages without their documentation: there the package's files are unpacked
# under .build-reference.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly installed=/usr/share/doc/python3.11/html
readonly unpacked=$PWD/.build-reference/corpus

if [ -f "$installed/index.html" ]; then
  echo "$installed"
  exit
fi
if [ ! -f "$unpacked$installed/index.html" ]; then
  download=$(mktemp -d)
  trap 'rm -rf "$download"' EXIT
  if ! (cd "$download" && apt-get download -qq python3.11-doc >&2); then
    echo "corpus: python3.11-doc is neither installed nor to be had from apt: Scripts/setup.sh test" >&2
    exit 1
  fi
  mkdir -p "$unpacked"
  dpkg-deb -x "$download"/python3.11-doc_*.deb "$unpacked"
fi
echo "$unpacked$installed"
