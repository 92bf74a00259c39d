#!/usr/bin/env python3
"""Holds the links of real pages against what other parsers find in them.

    corpora.py [--program PROGRAM] [--engine scanner|libxml2] [--html5lib STEP]
               [--folder NAME=FOLDER]... [--json]

PROGRAM is `reference-pages`, from .build when it is not said. The corpora are Debian's python3.11-doc, apache2-doc, debian-handbook,
sqlite3-doc and postgresql-doc-15, from where they are installed, else unpacked under .build-reference;
--folder names others instead. A page's links are a set of (kind, canonical URL, rel bits). Recall and
precision are those of all pages together, against lexbor and, for each STEP-th page, html5lib, which is
slow (100 when it is not said, 0 for never). --json prints a row for each suite {suite, cases, passed, listed, source},
where a case is a page. Exits 1 when a page differs.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

import elements
import links

try:
    import html5lib
except ImportError:
    html5lib = None

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
UNPACKED = ROOT / ".build-reference/corpora"
PACKAGES = {
    "python3.11-doc": "usr/share/doc/python3.11/html",
    "apache2-doc": "usr/share/doc/apache2-doc/manual",
    "debian-handbook": "usr/share/doc/debian-handbook/html",
    "sqlite3-doc": "usr/share/doc/sqlite3",
    "postgresql-doc-15": "usr/share/doc/postgresql-doc-15/html",
}
# apache2-doc has a file for each language: index.html.de, index.html.ja.utf8.
PAGE = re.compile(r"\.x?html?(\.(?!gz$)[a-z0-9.-]+)?$")
SHOWN = 5


def corpus(package, path):
    """The folder of a package's pages, or None."""
    installed = pathlib.Path("/") / path
    is_listed = pathlib.Path(f"/var/lib/dpkg/info/{package}.list").exists()
    # Slim systems install packages without their documentation.
    if is_listed and installed.is_dir() and next(pages(installed), None):
        return installed
    folder = UNPACKED / package
    if not folder.is_dir():
        folder.mkdir(parents=True)
        fetched = subprocess.run(["apt-get", "download", "-qq", package], cwd=folder, check=False)
        for archive in folder.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
            archive.unlink()
        if fetched.returncode:
            folder.rmdir()
            print(f"corpora: {package} is neither installed nor to be had from apt", file=sys.stderr)
            return None
    return folder / path


def built():
    """The program, as fast as there is one."""
    programs = [ROOT / f".build/{kind}/reference-pages" for kind in ("release", "debug")]
    return next((path for path in programs if path.exists()), programs[-1])


def pages(folder):
    return (path for path in sorted(folder.rglob("*")) if PAGE.search(path.name) and path.is_file())


def url_of(path, folder):
    return "http://a.example/" + path.relative_to(folder).as_posix()


def ours(program, engine, folder):
    """Yields (path, encoding, {(kind, URL, rel)}) for each page."""
    lines = "".join(f"{path}\t{url_of(path, folder)}\n" for path in pages(folder))
    output = subprocess.run(
        [program, "--engine", engine], input=lines, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    page = None
    for line in output.split("\n"):
        kind, *fields = line.split("\t")
        if kind == "page":
            if page:
                yield page
            page = pathlib.Path(fields[0]), fields[1], set()
        elif kind == "link":
            page[2].add((int(fields[0]), fields[3], int(fields[1])))
    if page:
        yield page


def by_lexbor(text, url):
    return set((kind, target, relation) for target, kind, relation in links.links_of(url, text))


def by_html5lib(text, url):
    """The same, with html5lib's elements in place of lexbor's."""
    document = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=True)
    found = []

    def walk(element):
        if not isinstance(element.tag, str):
            return
        namespace, _, tag = element.tag.rpartition("}")
        if tag == "template":
            return
        prefix = {"{http://www.w3.org/2000/svg": "svg:", "{http://www.w3.org/1999/xhtml": ""}
        if tag in elements.TAGS and namespace in prefix:
            attributes = {
                name.replace("{http://www.w3.org/1999/xlink}", "xlink:"): value
                for name, value in element.attrib.items()
            }
            found.append((prefix[namespace] + tag, attributes))
        for child in element:
            walk(child)

    sys.setrecursionlimit(10_000)
    walk(document)
    return set((kind, target, relation) for target, kind, relation in links.count(url, found))


class Score:
    """What one parser finds, against ours."""

    def __init__(self, parser):
        self.parser, self.cases, self.passed = parser, 0, 0
        self.common = self.missing = self.extra = 0

    def add(self, path, found, wanted):
        self.cases += 1
        self.passed += found == wanted
        self.common += len(found & wanted)
        self.missing += len(wanted - found)
        self.extra += len(found - wanted)
        if found != wanted and self.cases - self.passed <= SHOWN:
            for sign, rest in (("missing", wanted - found), ("extra", found - wanted)):
                for link in sorted(rest)[:SHOWN]:
                    print(f"  {sign:7} {path}: {link}", file=sys.stderr)

    def __str__(self):
        recall = self.common / max(1, self.common + self.missing)
        precision = self.common / max(1, self.common + self.extra)
        return (
            f"{self.cases} pages, {self.common + self.missing} links of {self.parser}:"
            f" recall {recall:.4%}, precision {precision:.4%}, {self.cases - self.passed} pages differ"
        )


def compare(name, folder, options):
    lexbor, html5 = Score("lexbor"), Score("html5lib")
    for number, (path, encoding, found) in enumerate(ours(options.program, options.engine, folder)):
        text = path.read_bytes().decode(encoding, "replace").removeprefix("\ufeff")
        url = url_of(path, folder)
        lexbor.add(path, found, by_lexbor(text, url))
        if options.html5lib and number % options.html5lib == 0:
            html5.add(path, found, by_html5lib(text, url))
    scores = [lexbor] + ([html5] if html5.cases else [])
    for score in scores:
        print(f"{name}: {score}", file=sys.stderr if options.json else sys.stdout)
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--program", default=built())
    parser.add_argument("--engine", default="scanner", choices=("scanner", "libxml2"))
    parser.add_argument("--html5lib", type=int, default=100, metavar="STEP")
    parser.add_argument("--folder", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if elements.LIBRARY != "lexbor" or (options.html5lib and not html5lib):
        print("corpora: skipped: lexbor and html5lib are not here (venv.sh)", file=sys.stderr)
        return 0
    named = [argument.partition("=") for argument in options.folder]
    folders = {name: pathlib.Path(folder) for name, _, folder in named}
    if not folders:
        found = {package: corpus(package, path) for package, path in PACKAGES.items()}
        folders = {package: folder for package, folder in found.items() if folder}
    failed = not folders
    for name, folder in folders.items():
        for score in compare(name, folder, options):
            failed = failed or score.passed != score.cases
            row = {
                "suite": f"corpora/{name}#{score.parser}", "cases": score.cases,
                "passed": score.passed, "listed": 0, "source": f"Debian's {name}, read by {score.parser}",
            }
            if options.json:
                print(json.dumps(row))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
