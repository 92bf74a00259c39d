#!/usr/bin/env bash
# Every decoder and encoder of Sources/Encodings against encoding_rs, which decodes for Firefox: all
# sequences of one, two and three bytes, gb18030's four bytes, all scalar values, and random texts,
# by digest.
#
#   Tests/Reference/encodings.sh           compares; prints the lines that differ and exits 1 if any do
#   Tests/Reference/encodings.sh --write   also writes the digests that the Swift test holds
#
# encoding_rs is Debian's (librust-encoding-rs-dev) or, without it, crates.io's. Where there is no cargo or
# no encoding_rs it says so, and exits 0: the digests in the Swift test were made when there was one.
# BENCH_DECODE names another program than .build/release/bench-decode.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly ours=${BENCH_DECODE:-.build/release/bench-decode}
readonly source=Tests/Reference/encodings work=.build-reference/encodings
readonly debian=/usr/share/cargo/registry
readonly held=Tests/EncodingsTests/DigestsOfEncodingRS.swift

skip() {
  echo "encodings: not compared with encoding_rs: $1"
  exit 0
}

command -v cargo >/dev/null || skip "there is no cargo"
mkdir -p "$work/src"
cp "$source/Cargo.toml" "$work/"
cp "$source/src/main.rs" "$work/src/"
options=(build --release --quiet --manifest-path "$work/Cargo.toml")
if compgen -G "$debian/encoding_rs-*" >/dev/null; then
  options+=(--offline --config 'source.crates-io.replace-with="debian"'
    --config "source.debian.directory=\"$debian\"")
fi
cargo "${options[@]}" 2>"$work/cargo.log" ||
  skip "cargo could not build with it ($(grep -m 1 '^error\|^Caused\|Could not' "$work/cargo.log"))"
readonly reference=$work/target/release/encodings

if [ -z "${BENCH_DECODE:-}" ]; then
  swift build -c release --static-swift-stdlib -Xswiftc -use-ld=lld --product bench-decode >&2
fi

failed=0
for length in short long; do
  "$reference" "$length" >"$work/$length.reference"
  "$ours" digests "$length" >"$work/$length.ours"
  diff "$work/$length.reference" "$work/$length.ours" || failed=1
done
{
  echo "/// What \`encodings short\` of \`Tests/Reference/encodings\` prints: the work, the encoding, the digest."
  echo 'let digestsOfEncodingRS = """'
  sed 's/^/  /' "$work/short.reference"
  echo '  """'
} >"$work/held.swift"
if [ "${1:-}" = --write ]; then cp "$work/held.swift" "$held"; fi
diff "$work/held.swift" "$held" || failed=1
[ "$failed" = 0 ] && echo "encodings: $(cat "$work"/*.reference | wc -l) digests, all as encoding_rs has them"
exit "$failed"
