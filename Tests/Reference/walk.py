#!/usr/bin/env python3
"""The reference walk: which URLs a crawl of one site fetches, and which links it finds.

    walk.py START FOLDER

Fetches START and all that its pages link to on the same origin, one request at a time, and writes
FOLDER/fetched.tsv (URL, status) and FOLDER/links.tsv (source, target, kind, rel, count), sorted.
It shares nothing with Orbweaver: another HTML parser, another URL library, another HTTP client.
It knows what its corpus needs: HTTP without TLS, pages in UTF-8.
"""

import http.client
import pathlib
import sys
import urllib.parse

import elements
import links
import urls

USER_AGENT = "orbweaver-reference"
HTML = ("text/html", "application/xhtml+xml")
REDIRECTS = (301, 302, 303, 307, 308)


class Site:
    """One keep-alive connection to one origin."""

    def __init__(self, start):
        self.origin = urls.origin(start)
        parts = urllib.parse.urlsplit(start)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)

    def get(self, url):
        self.connection.request(
            "GET", url.removeprefix(self.origin) or "/", headers={"User-Agent": USER_AGENT}
        )
        response = self.connection.getresponse()
        return response, response.read()


def outlinks(url, response, body):
    """The counted links of one answer, whatever kind of answer it is."""
    location = response.headers.get("Location")
    if response.status in REDIRECTS and location:
        target = urls.resolve(location, url)
        return {(target, links.REDIRECT, 0): 1} if target else {}
    media_type = (response.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if response.status != 200 or media_type not in HTML:
        return {}
    return links.links_of(url, body.decode("utf-8"))


def walk(start):
    """Returns ({url: status}, {(source, target, kind, rel): count})."""
    start = urls.resolve(start, start)
    site, seen, todo = Site(start), {start}, [start]
    fetched, graph = {}, {}
    while todo:
        url = todo.pop()
        response, body = site.get(url)
        fetched[url] = response.status
        for (target, kind, relation), count in outlinks(url, response, body).items():
            graph[url, target, kind, relation] = count
            follow = kind in links.NAVIGATIONAL and urls.origin(target) == site.origin
            if follow and target not in seen:
                seen.add(target)
                todo.append(target)
    return fetched, graph


def write(path, rows):
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in sorted(rows)))


def main(start, folder):
    fetched, graph = walk(start)
    write(pathlib.Path(folder) / "fetched.tsv", fetched.items())
    write(pathlib.Path(folder) / "links.tsv", ((*row, count) for row, count in graph.items()))
    print(
        f"reference: {len(fetched)} URLs fetched, {len(graph)} link rows,"
        f" by {elements.LIBRARY} and {urls.LIBRARY}"
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
