#!/usr/bin/env python3
"""The table of the published suites: conformance.py REPORT.jsonl DOCUMENT.md [--check]

Each line of the report is {suite, cases, passed, listed, source}; the last of a suite counts, and a
source that is missing is looked up in the README beside the suites. Prints the table and writes it
between the markers of the document, or with --check only compares. Exits 1 when a suite has failures
that are not listed, when there is no suite at all, or when --check finds another table.
"""

import json
import os
import pathlib
import sys

BEGIN, END = "<!-- begin of the table -->\n", "<!-- end of the table -->\n"


def suites(report):
    rows = {}
    for line in pathlib.Path(report).read_text().splitlines():
        row = json.loads(line)
        rows[row["suite"]] = row
    return [rows[name] for name in sorted(rows)]


def sources():
    """From the README's table: | file | cases | source | licence | note |."""
    root = pathlib.Path(__file__).resolve().parent.parent
    folder = os.environ.get("ORBWEAVER_CONFORMANCE") or root / "../shared/conformance"
    readme = pathlib.Path(folder) / "README.md"
    found = {}
    for line in readme.read_text().splitlines() if readme.exists() else []:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) >= 3:
            found[cells[0]] = cells[2]
    return found


def source(row, known):
    path = row["suite"].split("#")[0]
    return row.get("source") or known.get(path) or known.get(path.rpartition("/")[0]) or "see the test"


def table(rows):
    known = sources()
    lines = ["| suite | cases | passed | listed | source |", "|---|--:|--:|--:|---|"]
    for row in rows:
        lines.append(
            f"| `{row['suite']}` | {row['cases']} | {row['passed']} | {row['listed']} | {source(row, known)} |")
    totals = [sum(row[key] for row in rows) for key in ("cases", "passed", "listed")]
    lines.append("| all | {} | {} | {} | |".format(*totals))
    return "\n".join(lines) + "\n"


def main(report, document, *options):
    rows = suites(report)
    if not rows:
        print("conformance: no suite was run: set ORBWEAVER_CONFORMANCE to their folder", file=sys.stderr)
        return 1
    text = table(rows)
    print(text, end="")
    path = pathlib.Path(document)
    before, _, rest = path.read_text().partition(BEGIN)
    old, _, after = rest.partition(END)
    failed = [row["suite"] for row in rows if row["passed"] + row["listed"] != row["cases"]]
    for suite in failed:
        print(f"conformance: {suite} has failures that are not listed", file=sys.stderr)
    if "--check" not in options:
        path.write_text(f"{before}{BEGIN}{text}{END}{after}")
    elif old != text:
        print(f"conformance: the table in {document} is out of date: run make conformance", file=sys.stderr)
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
