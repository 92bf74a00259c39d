#!/usr/bin/env python3
"""Compares a crawl with the reference walk of the same site.

    compare.py CRAWL.DB ACCESS.LOG REFERENCE-FOLDER

Prints one line a check, and for one that fails its first differences; exits 1 when any failed.
"""

import collections
import contextlib
import csv
import pathlib
import sqlite3
import sys

SHOWN = 10
FETCHED = 2
UNFINISHED = (0, 1)
# The bits that the markup of a link decides; the crawler may add what the page as a whole said.
LINK_RELATIONS = 1 | 2 | 4 | 8


class Crawl:
    """What a crawl left behind, keyed by URL texts."""

    def __init__(self, path):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            self.urls = list(database.execute("SELECT url, state FROM urls"))
            self.fetched = dict(
                database.execute(
                    "SELECT u.url, p.status FROM urls u LEFT JOIN pages p ON p.url = u.id"
                    " WHERE u.state = ?", (FETCHED,)
                )
            )
            self.pages = dict(
                database.execute("SELECT u.url, p.status FROM pages p JOIN urls u ON u.id = p.url")
            )
            self.links = list(
                database.execute(
                    "SELECT s.url, t.url, l.kind, l.rel, l.count FROM links l"
                    " JOIN urls s ON s.id = l.source JOIN urls t ON t.id = l.target"
                )
            )
            self.integrity = [row[0] for row in database.execute("PRAGMA integrity_check")]


class Reference:
    """What walk.py wrote."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.fetched = {url: int(status) for url, status in rows(folder / "fetched.tsv")}
        self.links = [
            (source, target, int(kind), int(relation), int(count))
            for source, target, kind, relation, count in rows(folder / "links.tsv")
        ]


def rows(path):
    with open(path, newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def requests(path):
    """How often each URL was asked for, by the server's own log; robots.txt is counted apart."""
    asked = collections.Counter(f"http://{host}{target}" for _, host, target, _ in rows(path))
    robots = {url: count for url, count in asked.items() if url.endswith("/robots.txt")}
    for url in robots:
        del asked[url]
    return asked, robots


def set_differences(found, wanted):
    """Yields a line for each thing that is in one of the two and not in the other."""
    yield from (f"missing {thing}" for thing in sorted(wanted - found))
    yield from (f"extra   {thing}" for thing in sorted(found - wanted))


def link_rows(links):
    return {
        (source, target, kind, relation & LINK_RELATIONS, count)
        for source, target, kind, relation, count in links
    }


def page_rows(pages):
    return {(url, status) for url, status in pages.items()}


def repeated(things):
    return (f"{count} x {thing}" for thing, count in collections.Counter(things).items() if count > 1)


def checks(crawl, reference, log):
    """Yields (what must hold, how many things it was checked on, the differences)."""
    asked, robots = requests(log)
    wanted = set(reference.fetched)
    yield "URLs fetched", len(wanted), set_differences(set(crawl.fetched), wanted)
    yield "status of each page", len(wanted), set_differences(
        page_rows(crawl.pages), page_rows(reference.fetched)
    )
    yield "URLs in the access log", len(wanted), set_differences(set(asked), wanted)
    yield "nothing asked for twice", len(asked), repeated((asked + collections.Counter(robots)).elements())
    yield "link rows", len(reference.links), set_differences(
        link_rows(crawl.links), set(reference.links)
    )
    yield "each link row once", len(crawl.links), repeated(row[:4] for row in crawl.links)
    yield "each URL one row", len(crawl.urls), repeated(url for url, _ in crawl.urls)
    yield "no URL left over", len(crawl.urls), (
        f"{url} is in state {state}" for url, state in crawl.urls if state in UNFINISHED
    )
    yield "integrity of the database", 1, (line for line in crawl.integrity if line != "ok")


def main(database, log, folder):
    try:
        crawl = Crawl(database)
    except sqlite3.Error as error:
        print(f"FAILED reading {database}: {error}")
        return 1
    failed = 0
    for name, count, differences in checks(crawl, Reference(folder), log):
        differences = list(differences)
        if count == 0:
            differences.append("there was nothing to check")
        print(f"{'FAILED' if differences else 'ok':6} {name} ({count})")
        for difference in differences[:SHOWN]:
            print(f"         {difference}")
        if len(differences) > SHOWN:
            print(f"         … {len(differences)} differences in all")
        failed += bool(differences)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
