#!/usr/bin/env python3
"""Crawls one corpus as 64 hosts, with 10,000 coroutines.

    hosts.py ORBWEAVER PORT REFERENCE-FOLDER WORK-FOLDER

Each host's pages and link rows must be the reference's, and there must be no thread for a
coroutine or a connection. What an idle coroutine costs is seen where nearly all of them are idle,
in a crawl of one page: a few KB each. Prints one line a check; exits 1 when any failed.
"""

import collections
import contextlib
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import time

from compare import LINK_RELATIONS, Reference

HOSTS = [f"127.0.1.{number}" for number in range(1, 65)]
FEW, MANY = 64, 10_000
BYTES_EACH = 4096
# Loop, store, main and the Swift runtime's own; far below one for a connection or a coroutine.
THREADS = 16


def command(orbweaver, folder, concurrency, *arguments):
    options = ["--per-host", "32", "--delay", "0", "--concurrency", str(concurrency), "--quiet"]
    return [orbweaver, "crawl", *options, "--output", folder, *arguments]


def threads_of_crawl(orbweaver, port, folder):
    """Crawls all hosts; returns the most threads that were seen."""
    seeds = [f"http://{host}:{port}/index.html" for host in HOSTS]
    process = subprocess.Popen(command(orbweaver, folder, MANY, *seeds))
    threads = 0
    while process.poll() is None:
        threads = max(threads, threads_of(process.pid))
        time.sleep(0.05)
    if process.returncode != 0:
        sys.exit(f"hosts: the crawl ended with {process.returncode}")
    return threads


def peak_of_one_page(orbweaver, port, folder, concurrency):
    """Crawls one page; returns the peak resident set in bytes."""
    page = f"http://127.0.0.1:{port}/about.html"
    process = subprocess.Popen(command(orbweaver, folder, concurrency, "--depth", "0", page))
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"hosts: the crawl of one page ended with {status}")
    return usage.ru_maxrss * 1024


def threads_of(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(re.search(r"^Threads:\s+(\d+)", text, re.M)[1])


def local(url, port):
    """The URL with its host left out, when it is one of ours."""
    return re.sub(rf"^http://127\.0\.[01]\.\d+:{port}/", "/", url)


def by_host(rows, port):
    found = collections.defaultdict(list)
    for url, *rest in rows:
        found[url.split("/")[2].split(":")[0]].append((local(url, port), *rest))
    return found


def wrong_hosts(found, wanted):
    return [host for host in HOSTS if sorted(found.get(host, [])) != wanted]


def check_content(folder, reference, port):
    """Yields (what must hold, the hosts for which it does not)."""
    with contextlib.closing(sqlite3.connect(f"file:{folder}/crawl.db?mode=ro", uri=True)) as database:
        pages = database.execute("SELECT u.url, p.status FROM pages p JOIN urls u ON u.id = p.url")
        wanted = sorted((local(url, port), status) for url, status in reference.fetched.items())
        yield "pages of each host", wrong_hosts(by_host(pages, port), wanted)
        links = database.execute(
            f"SELECT s.url, t.url, l.kind, l.rel & {LINK_RELATIONS}, l.count FROM links l"
            " JOIN urls s ON s.id = l.source JOIN urls t ON t.id = l.target"
        )
        found = by_host(((s, local(t, port), *rest) for s, t, *rest in links), port)
        wanted = sorted((local(s, port), local(t, port), *rest) for s, t, *rest in reference.links)
        yield "link rows of each host", wrong_hosts(found, wanted)


def main(orbweaver, port, reference, work):
    threads = threads_of_crawl(orbweaver, port, f"{work}/many")
    few_bytes = peak_of_one_page(orbweaver, port, f"{work}/few", FEW)
    idle_bytes = peak_of_one_page(orbweaver, port, f"{work}/idle", MANY)
    each = (idle_bytes - few_bytes) / (MANY - FEW)
    results = [
        (f"{name} ({len(HOSTS)} hosts)", not wrong, ", ".join(wrong[:5]))
        for name, wrong in check_content(f"{work}/many", Reference(reference), port)
    ]
    results += [
        ("bytes an idle coroutine", each <= BYTES_EACH, f"{each:.0f}"),
        ("threads", threads <= THREADS, f"{threads}"),
    ]
    for name, holds, figure in results:
        print(f"{'ok' if holds else 'FAILED':6} {name}{': ' + figure if figure else ''}")
    return 0 if all(holds for _, holds, _ in results) else 1


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
