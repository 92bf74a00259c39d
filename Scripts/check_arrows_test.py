#!/usr/bin/env python3
"""check-arrows.py sees each kind of offence, and lets pass what is in order."""

import importlib.util
import pathlib
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).with_name("check-arrows.py")
spec = importlib.util.spec_from_file_location("check_arrows", SCRIPT)
check_arrows = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_arrows)


def target(name, arrows=(), kind="regular", path=None):
    dependencies = [{"byName": [arrow, None]} for arrow in arrows]
    return check_arrows.Target(
        {"name": name, "type": kind, "dependencies": dependencies, "path": path})


TARGETS = {
    entry.name: entry
    for entry in (
        target("WebURL", ["CICU"]),
        target("Robots", ["WebURL"]),
        target("Frontier", ["Robots", "WebURL"]),
        target("Fetcher", ["CCurl", "Frontier"]),
        target("Crawler", ["Fetcher", "CCurl"]),
        target("CrawlStore", ["WebURL"]),
        target("orbweaver", ["Crawler"], "executable"),
        target("FrontierTests", ["Frontier"], "test"),
        target("ten-tasks", ["Fetcher"], "executable", "Examples/TenTasks"),
    )
}

FINE = [
    ("Frontier", "import WebURL"),
    ("Frontier", "private import Synchronization  // a lock"),
    ("Frontier", "// import Fetcher"),
    ("Frontier", "/// Takes `now:`, never `ContinuousClock.now`."),
    ("Frontier", "let link = imports.WebURL"),
    ("Fetcher", "private import CCurl"),
    ("Fetcher", "let start = ContinuousClock.now"),
    ("CrawlStore", "internal import Foundation"),
    ("FrontierTests", "import Testing"),
    ("FrontierTests", "package import WebURL"),
    ("FrontierTests", "import Foundation"),
    ("FrontierTests", 'let script = """\n  import mmap\n  """'),
    ("orbweaver", 'print("done")'),
    ("ten-tasks", 'print("5 s")'),
    ("ten-tasks", "import Fetcher"),
    ("Crawler", "writer.print(line)"),
    ("Crawler", "// Reason: guarded by the lock,\n// always.\nnonisolated(unsafe) var x = 1"),
]

OFFENCES = [
    ("Robots", "import Frontier", "declares no arrow"),
    ("Robots", "  @preconcurrency import struct Fetcher.Request", "declares no arrow"),
    ("Frontier", "import Foundation", "declares no arrow"),
    ("Frontier", "import Dispatch", "declares no arrow"),
    ("Fetcher", "import Frontier", "never imports"),
    ("Fetcher", "package import CCurl", "must not show"),
    ("Fetcher", "@_exported import CCurl", "must not show"),
    ("Crawler", "import CCurl", "stays in Fetcher"),
    ("FrontierTests", "import Fetcher", "declares no arrow"),
    ("Frontier", "let now = ContinuousClock.now", "reads no clock"),
    ("Frontier", "next(now: .now)", "reads no clock"),
    ("WebURL", "clock_gettime(CLOCK_MONOTONIC, &time)", "reads no clock"),
    ("Crawler", 'print("page")', "only a door prints"),
    ("ten-tasks", "import Foundation", "declares no arrow"),
    ("ten-tasks", "let x = try! f()", "not used in this house"),
    ("Crawler", "final class X: @unchecked Sendable {}", "without a reason"),
    ("Crawler", "nonisolated(unsafe) var x = 1", "without a reason"),
    ("Crawler", "let x = try! f()", "not used in this house"),
]


class CheckArrowsTest(unittest.TestCase):
    def found(self, name, line):
        """What is found wrong with a file of this target that holds this line as its second."""
        with tempfile.NamedTemporaryFile("w", suffix=".swift") as file:
            file.write(f"// First.\n{line}\n")
            file.flush()
            entry = TARGETS[name]
            allowed = check_arrows.allowed_imports(entry, TARGETS)
            return list(check_arrows.offences(pathlib.Path(file.name), entry, allowed))

    def test_fine(self):
        for name, line in FINE:
            with self.subTest(target=name, line=line):
                self.assertEqual(self.found(name, line), [])

    def test_offences(self):
        for name, line, said in OFFENCES:
            with self.subTest(target=name, line=line):
                found = self.found(name, line)
                self.assertTrue(found, "nothing was found")
                self.assertTrue(any(number == 2 and said in text for number, text in found), found)


if __name__ == "__main__":
    unittest.main()
