"""compare.py passes what equals the reference, and sees each single way of not equalling it."""

import contextlib
import io
import pathlib
import sqlite3
import tempfile
import unittest

import compare

SITE = "http://127.0.0.1:8080"
A, B, MISSING = f"{SITE}/", f"{SITE}/b?q=1", f"{SITE}/missing"
OUTSIDE = "https://example.org/"
REFERENCE = {A: 200, B: 200, MISSING: 404}
LINKS = [
    (A, B, 1, 0, 2), (A, B, 7, 0, 1), (A, OUTSIDE, 1, 1, 1), (B, A, 1, 0, 1), (B, MISSING, 1, 0, 1)
]
# As in Sources/CrawlStore/Schema.swift, cut down to the columns that are compared.
SCHEMA = """
CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT NOT NULL, state INTEGER NOT NULL);
CREATE TABLE pages (url INTEGER PRIMARY KEY, status INTEGER NOT NULL);
CREATE TABLE links (source INTEGER, target INTEGER, kind INTEGER, rel INTEGER, count INTEGER);
INSERT INTO urls VALUES (1, '{a}', 2), (2, '{b}', 2), (3, '{missing}', 2), (4, '{outside}', 4);
INSERT INTO pages VALUES (1, 200), (2, 200), (3, 404);
""".format(a=A, b=B, missing=MISSING, outside=OUTSIDE)
LOG = "".join(
    f"{status}\t127.0.0.1:8080\t{target}\tGET\n"
    for status, target in ((404, "/robots.txt"), (200, "/"), (200, "/b?q=1"), (404, "/missing"))
)


class CompareTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("fetched.tsv", "".join(f"{u}\t{s}\n" for u, s in REFERENCE.items()))
        self.write("links.tsv", "".join("\t".join(map(str, row)) + "\n" for row in LINKS))
        self.write("access.log", LOG)
        self.database = sqlite3.connect(self.folder / "crawl.db")
        self.addCleanup(self.database.close)
        self.database.executescript(SCHEMA)
        ids = {A: 1, B: 2, MISSING: 3, OUTSIDE: 4}
        for source, target, *rest in LINKS:
            self.sql(f"INSERT INTO links VALUES ({ids[source]}, {ids[target]}, ?, ?, ?)", *rest)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def sql(self, statement, *values):
        with self.database:
            changed = self.database.execute(statement, values).rowcount
        self.assertEqual(changed, 1, f"the mutation must change one row: {statement}")

    def failures(self):
        """The names of the checks that fail now."""
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = compare.main(
                self.folder / "crawl.db", self.folder / "access.log", self.folder
            )
        names = [
            line[7:].rsplit(" (", 1)[0]
            for line in output.getvalue().splitlines() if line.startswith("FAILED")
        ]
        self.assertEqual(status, 1 if names else 0)
        return names

    def test_equal(self):
        self.assertEqual(self.failures(), [])

    def test_what_the_page_as_a_whole_said_may_be_added(self):
        self.sql("UPDATE links SET rel = rel | 16 WHERE source = 2 AND target = 1")
        self.assertEqual(self.failures(), [])

    def test_page_not_fetched(self):
        self.sql("DELETE FROM pages WHERE url = 3")
        self.sql("UPDATE urls SET state = 3 WHERE id = 3")
        self.assertEqual(self.failures(), ["URLs fetched", "status of each page"])

    def test_page_too_many(self):
        self.sql("UPDATE urls SET state = 2 WHERE id = 4")
        self.assertEqual(self.failures(), ["URLs fetched"])

    def test_other_status(self):
        self.sql("UPDATE pages SET status = 500 WHERE url = 3")
        self.assertEqual(self.failures(), ["status of each page"])

    def test_page_row_without_a_fetched_url(self):
        self.sql("INSERT INTO pages VALUES (4, 200)")
        self.assertEqual(self.failures(), ["status of each page"])

    def test_never_asked_for(self):
        self.write("access.log", LOG.replace("200\t127.0.0.1:8080\t/\tGET\n", ""))
        self.assertEqual(self.failures(), ["URLs in the access log"])

    def test_asked_for_but_unknown(self):
        self.write("access.log", LOG + "200\t127.0.0.1:8080\t/b?q=2\tGET\n")
        self.assertEqual(self.failures(), ["URLs in the access log"])

    def test_asked_for_twice(self):
        self.write("access.log", LOG + "200\t127.0.0.1:8080\t/b?q=1\tGET\n")
        self.assertEqual(self.failures(), ["nothing asked for twice"])

    def test_robots_asked_for_twice(self):
        self.write("access.log", LOG + "404\t127.0.0.1:8080\t/robots.txt\tGET\n")
        self.assertEqual(self.failures(), ["nothing asked for twice"])

    def test_link_rows(self):
        for change in (
            "DELETE FROM links WHERE kind = 7",
            "INSERT INTO links VALUES (2, 4, 1, 0, 1)",
            "UPDATE links SET kind = 8 WHERE kind = 7",
            "UPDATE links SET rel = 0 WHERE rel = 1",
            "UPDATE links SET count = 1 WHERE count = 2",
            "UPDATE links SET target = 3 WHERE source = 2 AND target = 1",
        ):
            with self.subTest(change):
                kept = self.database.execute("SELECT * FROM links").fetchall()
                self.sql(change)
                self.assertIn("link rows", self.failures())
                self.database.execute("DELETE FROM links")
                self.database.executemany("INSERT INTO links VALUES (?, ?, ?, ?, ?)", kept)
                self.database.commit()

    def test_link_row_twice(self):
        self.sql("INSERT INTO links VALUES (1, 2, 7, 0, 1)")
        self.assertEqual(self.failures(), ["each link row once"])

    def test_url_twice(self):
        self.sql(f"INSERT INTO urls VALUES (5, '{OUTSIDE}', 4)")
        self.assertEqual(self.failures(), ["each URL one row"])

    def test_url_left_over(self):
        self.sql("UPDATE urls SET state = 0 WHERE id = 4")
        self.assertEqual(self.failures(), ["no URL left over"])

    def test_nothing_at_all(self):
        for name in ("fetched.tsv", "links.tsv", "access.log"):
            self.write(name, "")
        self.database.executescript("DELETE FROM urls; DELETE FROM pages; DELETE FROM links;")
        self.assertEqual(len(self.failures()), 8)
