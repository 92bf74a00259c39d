#!/usr/bin/env python3
"""Checks every import, and a few words, against the arrows of the house.

    Scripts/check-arrows.py [--root FOLDER]

The arrows are those declared in Package.swift; the walls that the manifest cannot say stand in the
tables below (see ARCHITECTURE.md). Prints each offence as file:line: and exits 1 when there is one.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

# Modules that come with Swift itself and decide nothing.
LANGUAGE = {"Swift", "_Concurrency", "Synchronization", "Glibc"}
# Test code may use these besides the rooms below the one it tests.
TESTING = {"Testing", "Foundation", "FoundationEssentials", "FoundationXML"}
FOUNDATION = {"Foundation", "FoundationEssentials", "FoundationNetworking", "FoundationXML"}
# The store's database library is built on Foundation; the doors read files and print dates.
MAY_USE_FOUNDATION = {"CrawlStore", "LinkGraph", "orbweaver"}
# The rooms that each C module may be seen in.
C_ROOMS = {
    "CCurl": {"Fetcher"},
    "CLibXML2": {"HTMLParser"},
    "CZlib": {"HTMLParser"},
    "CICU": {"Encodings"},
    "CPSL": {"WebURL"},
    "CPCRE2": {"Frontier"},
    "CXXHash": {"Digests"},
    "CLinux": {"Bodies", "EventLoop", "ParserPool", "SelectorTrial", "SyntheticWeb", "Spill",
               "orbweaver", "orbweaver-parser"},
}
# What a room never imports, whatever the manifest says.
NEVER = {
    "Frontier": {"EventLoop", "Fetcher", "CrawlStore", "ParserPool"},
    "Robots": {"EventLoop", "Fetcher"},
    "Encodings": {"EventLoop", "Fetcher", "WebURL"},
    "WebURL": {"EventLoop", "Fetcher"},
    "HTTPSyntax": {"EventLoop", "Fetcher"},
    "ParserWire": {"EventLoop", "HTMLParser"},
    "EventLoop": {"WebURL"},
    "Fetcher": {"Frontier", "Robots", "CrawlStore"},
    "ParserPool": {"HTMLParser"},
    "HTMLParser": {"EventLoop", "Fetcher"},
    "CrawlStore": {"Frontier", "Fetcher"},
    "LinkGraph": {"Fetcher", "EventLoop"},
    "Crawler": {"HTMLParser", "ArgumentParser"},
    "Errands": {"Frontier", "CrawlStore", "Crawler"},
    "SyncMode": {"Frontier", "CrawlStore", "Crawler"},
    "ThreadsMode": {"Frontier", "CrawlStore", "Crawler"},
    "AsyncMode": {"Frontier", "CrawlStore", "Crawler"},
    "Comparison": {"EventLoop", "Fetcher", "CrawlStore", "Crawler"},
    "SelectorTrial": {"Comparison", "Crawler", "Fetcher"},
    "SyntheticWeb": {"Crawler", "Fetcher", "Frontier", "Robots", "WebURL", "CrawlStore"},
}
# Policy takes `now:` as an argument.
CLOCK = re.compile(
    r"\.now\b|\b(?:Continuous|Suspending)Clock\(|\bclock_gettime\b|\bgettimeofday\b|\btime\(nil\)"
)
NO_CLOCK = {"Frontier", "HTTPSyntax", "Robots", "WebURL", "ParserWire", "Notation",
            "Charts", "Comparison"}
# Only a door speaks to people.
PRINT = re.compile(r"(?<![\w.])print\(")
# Words whose budget is zero in every room.
BANNED = re.compile(r"\bTask\.detached\b|\btry!|\bfatalError\(")
# Words that need a comment right above them that begins with "Reason".
EXPLAINED = re.compile(r"@unchecked\s+Sendable|\bnonisolated\(unsafe\)|\bDispatchQueue\b")
REASON = re.compile(r"^\s*// Reason\b")
IMPORT = re.compile(
    r"^\s*(?P<before>(?:@\w+(?:\([^)]*\))?\s+|(?:public|package|internal|fileprivate|private)\s+)*)"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(?P<module>\w+)"
)


class Target:
    """One target of the manifest: its folder and what it declares to depend on."""

    def __init__(self, description):
        self.name = description["name"]
        self.kind = description["type"]
        default = "Tests" if self.kind == "test" else "Sources"
        self.folder = description.get("path") or f"{default}/{self.name}"
        self.arrows = {
            (entry.get("byName") or entry.get("target") or entry.get("product"))[0]
            for entry in description["dependencies"]
        }

    @property
    def is_room_or_door(self):
        # The examples are doors too: who learns from them should see the house as it is.
        return self.folder.startswith(("Sources/", "Examples/"))


def read_targets(root):
    dump = subprocess.run(
        ["swift", "package", "--package-path", root, "dump-package"],
        check=True, stdout=subprocess.PIPE,
    ).stdout
    return {entry["name"]: Target(entry) for entry in json.loads(dump)["targets"]}


def reachable(name, targets):
    """Everything below a target: tests may look at it all."""
    found, todo = set(), [name]
    while todo:
        for arrow in targets[todo.pop()].arrows - found:
            found.add(arrow)
            if arrow in targets:
                todo.append(arrow)
    return found


def allowed_imports(target, targets):
    if not target.is_room_or_door:
        return LANGUAGE | TESTING | reachable(target.name, targets)
    foundation = FOUNDATION if target.name in MAY_USE_FOUNDATION else set()
    return LANGUAGE | foundation | target.arrows


def import_offences(match, target, allowed):
    module, before = match["module"], match["before"]
    if module not in allowed:
        yield f"{target.name} declares no arrow to {module}"
    if module in NEVER.get(target.name, ()):
        yield f"{target.name} never imports {module}"
    if target.is_room_or_door and target.name not in C_ROOMS.get(module, {target.name}):
        yield f"{module} stays in {', '.join(sorted(C_ROOMS[module]))}"
    if module in C_ROOMS and re.search(r"\b(?:public|package)\b|@_exported", before):
        yield f"{module} must not show in a signature: import it privately or internally"


def word_offences(code, target, has_reason):
    if not target.is_room_or_door:
        return
    if EXPLAINED.search(code) and not has_reason:
        yield f"not used in this house without a reason: {EXPLAINED.search(code)[0]}"
    if BANNED.search(code):
        yield f"not used in this house: {BANNED.search(code)[0]}"
    if target.name in NO_CLOCK and CLOCK.search(code):
        yield f"{target.name} reads no clock: take the time as an argument"
    if target.kind != "executable" and PRINT.search(code):
        yield "only a door prints"


def without_texts(source):
    """The source with the lines of its multi-line strings left empty: they may quote anything."""
    return re.sub(r'""".*?"""', lambda text: "\n" * text[0].count("\n"), source, flags=re.DOTALL)


def offences(path, target, allowed):
    has_reason = False
    for number, line in enumerate(without_texts(path.read_text()).splitlines(), 1):
        code = re.sub(r"(?<!:)//.*", "", line)
        if match := IMPORT.match(code):
            found = import_offences(match, target, allowed)
        else:
            found = word_offences(code, target, has_reason)
        # A comment of several lines keeps what its first line began.
        is_comment = line.lstrip().startswith("//")
        has_reason = bool(REASON.match(line)) or (has_reason and is_comment)
        for offence in found:
            yield number, offence


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    default = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--root", type=pathlib.Path, default=default, metavar="FOLDER")
    root = parser.parse_args().root
    targets, files, count = read_targets(root), 0, 0
    for target in targets.values():
        allowed = allowed_imports(target, targets)
        for path in sorted((root / target.folder).rglob("*.swift")):
            files += 1
            for number, offence in offences(path, target, allowed):
                count += 1
                print(f"{path.relative_to(root)}:{number}: {offence}")
    if files == 0:
        print(f"check-arrows: no Swift file under {root}: nothing was checked", file=sys.stderr)
    return 1 if count or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
