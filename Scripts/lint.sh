#!/usr/bin/env bash
# The formatter's verdict on every Swift file: silent and 0 when all is well.
set -euo pipefail
cd "$(dirname "$0")/.."

exec swift format lint --strict --recursive --parallel --configuration .swift-format \
  Package.swift Sources Tests Benchmarks Examples
