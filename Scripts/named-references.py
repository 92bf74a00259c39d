#!/usr/bin/env python3
"""Writes Sources/HTMLParser/NamedReferenceList.swift: HTML's named character references.

    Scripts/named-references.py

The names are those of Python's html.entities.html5, which CPython makes of the HTML Standard's own
table (13.5, Named character references) and which has stood still, as the standard has promised,
since 2011.
"""

import html.entities
import pathlib

TARGET = pathlib.Path(__file__).parent.parent / "Sources/HTMLParser/NamedReferenceList.swift"
WIDTH = 96

HEADER = '''\
// Made by Scripts/named-references.py; longer than other files because it is a table.

/// HTML's named character references (HTML Standard, 13.5), sorted by their bytes.
enum NamedReferenceList {
  /// For each its name, `;` or, when it may stand without one, `!`, the hexadecimal numbers of its one
  /// or two characters with a comma between them, and a space; at the end a full stop.
  static let text: StaticString = """
'''
FOOTER = '''\
    """
}
'''


def entries():
    names = {name.removesuffix(";") for name in html.entities.html5}
    for name in sorted(names):
        assert name.isascii() and name.isalnum() and f"{name};" in html.entities.html5
        mark = "!" if name in html.entities.html5 else ";"
        value = ",".join(f"{ord(character):X}" for character in html.entities.html5[f"{name};"])
        yield f"{name}{mark}{value} "


def lines():
    line = ""
    for entry in entries():
        if len(line) + len(entry) > WIDTH - 5:
            yield f"    {line}\\\n"
            line = ""
        line += entry
    yield f"    {line}\\\n"
    # A string may not end with an escaped newline.
    yield "    .\n"


TARGET.write_text(HEADER + "".join(lines()) + FOOTER)
