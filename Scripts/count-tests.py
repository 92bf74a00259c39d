#!/usr/bin/env python3
"""Lists the tests in xUnit reports: count-tests.py REPORT.xml...

One line a test: passed, failed or skipped, a tab, its name, and for a skipped one the reason.
Exits 1 when there is no readable report, or none with a test in it.
"""

import sys
import xml.etree.ElementTree as ElementTree


def lines(path):
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            yield f"failed\t{name}"
        elif skipped is not None:
            yield f"skipped\t{name}\t{' '.join((skipped.text or '').split())}"
        else:
            yield f"passed\t{name}"


def main(paths):
    found = 0
    for path in paths:
        try:
            for line in lines(path):
                print(line)
                found += 1
        except (OSError, ElementTree.ParseError) as error:
            print(f"count-tests: {path}: {error}", file=sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
