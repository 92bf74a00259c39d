#!/usr/bin/env python3
"""Writes Sources/WebURL/IDNA/IDNAData.swift, the tables of UTS 46 for one version of Unicode.

    "$(Tests/Reference/venv.sh)" Scripts/idna-tables.py

The mapping is IdnaMappingTable.txt as the package idna carries it, the joining types are from there
too, and all other properties from unicodedata2; both are Unicode 17.0. With other versions of the two
it writes the tables of another Unicode; they must agree on which.

Numbers are written in groups of five bits, low ones first, as the characters from "?" on, a sixth bit
saying that more groups follow. A signed number n is 2n, or -2n - 1 if negative.
"""

import pathlib
import sys

import idna.idnadata
import idna.uts46data
import unicodedata2

TARGET = pathlib.Path(__file__).resolve().parent.parent / "Sources/WebURL/IDNA/IDNAData.swift"
COUNT = 0x110000
VALID, IGNORED, DISALLOWED, MAPPED, SHIFTED, PAIRED = range(6)
BIDI = ["", "L", "R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"]
JOINING = ["", "L", "D", "R", "T"]


def number(value):
    digits = ""
    while True:
        value, group = divmod(value, 32)
        digits += chr(63 + group + (32 if value else 0))
        if not value:
            return digits


def signed(value):
    return number(2 * value if value >= 0 else -2 * value - 1)


def statuses():
    """For each code point its status letter, and what it is mapped to."""
    data = idna.uts46data
    starts = list(data.uts46_starts) + [COUNT]
    letters, replacements = bytearray(b"X" * COUNT), {}
    for index, start in enumerate(starts[:-1]):
        for point in range(start, starts[index + 1]):
            letters[point] = data.uts46_statuses[index]
            if chr(letters[point]) == "M":
                replacements[point] = [ord(c) for c in data.uts46_replacements[index]]
    return letters.decode(), replacements


def kind(point, letters, replacements):
    """What the table says of a code point: a kind, and what must be equal along a run."""
    letter = letters[point]
    if letter in "VD":
        return VALID, None
    if letter in "IX":
        return (IGNORED if letter == "I" else DISALLOWED), None
    if len(replacements[point]) == 1:
        return SHIFTED, replacements[point][0] - point
    return MAPPED, point


def mapping(letters, replacements):
    runs, point = [], 0
    while point < COUNT:
        paired = point
        while (paired + 1 < COUNT and letters[paired] == "M" and replacements[paired] == [paired + 1]
               and letters[paired + 1] in "VD"):
            paired += 2
        if paired - point >= 4:
            runs.append(number((paired - point) * 8 + PAIRED))
            point = paired
            continue
        what, value = kind(point, letters, replacements)
        end = point + 1
        while end < COUNT and what != MAPPED and kind(end, letters, replacements) == (what, value):
            end += 1
        run = number((end - point) * 8 + what)
        if what == SHIFTED:
            run += signed(value)
        elif what == MAPPED:
            run += number(len(replacements[point])) + "".join(map(number, replacements[point]))
        runs.append(run)
        point = end
    return runs


def joining_types():
    types = {}
    for letter, ranges in idna.idnadata.joining_types.items():
        if letter in JOINING:
            for pair in ranges:
                types.update(dict.fromkeys(range(pair >> 32, pair & 0xFFFFFFFF), letter))
    return types


def properties(letters):
    """Of what is not valid nothing needs to be known, so that runs go on across it."""
    joining, runs, start, current = joining_types(), [], 0, 0
    for point in range(COUNT):
        if letters[point] not in "VD":
            continue
        character = chr(point)
        bidi = unicodedata2.bidirectional(character)
        packed = (BIDI.index(bidi if bidi in BIDI else "")
                  | JOINING.index(joining.get(point, "")) << 4
                  | unicodedata2.category(character).startswith("M") << 7
                  | unicodedata2.combining(character) << 8)
        if packed != current:
            runs.append(number(point - start) + number(current))
            start, current = point, packed
    return runs + [number(COUNT - start) + number(current)]


def decompositions(letters):
    """Each canonical decomposition: the step from the last, whether it composes again, its parts."""
    entries, last = [], 0
    for point in range(COUNT):
        parts = unicodedata2.decomposition(chr(point)).split()
        if letters[point] not in "VD" or not parts or parts[0].startswith("<"):
            continue
        character = chr(point)
        composes = unicodedata2.normalize("NFC", unicodedata2.normalize("NFD", character)) == character
        assert len(parts) == 2 or not composes
        codes = [int(part, 16) for part in parts]
        entries.append(number((point - last) * 4 + composes * 2 + len(codes) - 1) + "".join(map(number, codes)))
        last = point
    return entries


def literal(name, comment, entries):
    """A raw string of lines that are not too long; entries are not broken."""
    lines, line = [], ""
    for entry in entries:
        if len(line) + len(entry) > 95:
            lines.append(line)
            line = ""
        line += entry
    lines.append(line)
    body = "\n".join(f"    {line}" for line in lines)
    return f'  /// {comment}\n  static let {name}: StaticString = #"""\n{body}\n    """#\n'


def main():
    version = unicodedata2.unidata_version
    if idna.uts46data.__version__ != version or idna.idnadata.__version__ != version:
        sys.exit(f"idna has the tables of {idna.uts46data.__version__}, unicodedata2 those of {version}")
    letters, replacements = statuses()
    TARGET.write_text(f"""\
// Written by Scripts/idna-tables.py; do not edit. Unicode {version}.
// Derived from data files that are © Unicode, Inc., under the Unicode License V3,
// https://www.unicode.org/license.txt.

/// The tables of UTS 46 and of the properties that it asks for, packed: see `IDNATables`.
enum IDNAData {{
{literal("mapping", "Runs of code points with their status and mapping.", mapping(letters, replacements))}
{literal("properties", "Runs of code points with the same properties.", properties(letters))}
{literal("decompositions", "The canonical decompositions of valid characters.", decompositions(letters))}}}
""")


if __name__ == "__main__":
    main()
