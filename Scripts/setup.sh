#!/usr/bin/env bash
# Installs the system packages that Orbweaver needs and that are not there yet.
#
#   Scripts/setup.sh build    what building and crawling need
#   Scripts/setup.sh test     that, and what `make test` and `make bench` need
set -euo pipefail

# What Swift itself needs in order to run (libncurses6) and to link (start files, headers and runtime
# of C and C++, which g++ brings in the version that belongs here), then what Orbweaver stands on.
readonly build_packages=(
  ca-certificates g++ git libncurses6 pkg-config
  libcurl4-openssl-dev libxml2-dev zlib1g-dev libicu-dev libpsl-dev libpcre2-dev libxxhash-dev
  libsqlite3-dev
)
readonly test_packages=(
  binutils chromium-headless-shell fonts-dejavu-core nginx-light openssl python3 python3-venv
  python3.11-doc sqlite3
)
readonly swift_wanted=6.3

fail() {
  echo "setup: $*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Fails, in one line, where as_root would not work: asks for the password now, where there is a terminal.
check_root() {
  local remedy="as root, run: apt-get install --no-install-recommends $*"
  [ "$(id -u)" -ne 0 ] || return 0
  command -v sudo >/dev/null || fail "packages are missing, and here is no sudo to install them; $remedy"
  sudo true 2>/dev/null || fail "packages are missing, and sudo refuses to install them; $remedy"
}

# Prints those of its arguments that are not installed.
missing_of() {
  local package
  for package in "$@"; do
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      echo "$package"
    fi
  done
}

# nginx is wanted as a program for tests, not as a service on port 80: while this policy stands,
# packages start no service (Debian Policy 9.3.3.1, invoke-rc.d).
without_services() {
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    # shellcheck disable=SC2064  # the path is meant as it is now
    trap "as_root rm -f $policy" EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
  fi
  "$@"
}

install_packages() {
  command -v apt-get >/dev/null ||
    fail "this is not Debian or one of its relatives. Install by hand what these packages hold: $*"
  check_root "$@"
  echo "setup: installing $*"
  as_root apt-get update -qq ||
    echo "setup: apt-get update failed (is there a network?); trying with what apt knows" >&2
  without_services as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq -o DPkg::Lock::Timeout=120 --no-install-recommends "$@" >/dev/null ||
    fail "apt-get install failed for: $*"
}

check_swift() {
  local said version
  command -v swift >/dev/null ||
    fail "Swift is missing. Install Swift $swift_wanted or newer: https://www.swift.org/install/linux/"
  said=$(swift --version 2>&1) ||
    fail "Swift does not run here: $(head -n 1 <<<"$said")"
  version=$(sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)*).*/\1/p' <<<"$said")
  printf '%s\n%s\n' "$swift_wanted" "$version" | sort --check=quiet --version-sort ||
    fail "this is Swift $version; $swift_wanted or newer is needed: https://www.swift.org/install/linux/"
}

main() {
  local wanted missing
  case "${1:-build}" in
    build) wanted=("${build_packages[@]}") ;;
    test) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
    *) fail "usage: Scripts/setup.sh [build|test]" ;;
  esac
  if command -v dpkg-query >/dev/null; then
    mapfile -t missing < <(missing_of "${wanted[@]}")
  else
    missing=("${wanted[@]}")
  fi
  if [ "${#missing[@]}" -gt 0 ]; then
    install_packages "${missing[@]}"
  fi
  check_swift
}

main "$@"
