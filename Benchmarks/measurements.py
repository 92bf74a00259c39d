"""The three things that `make bench` measures on one corpus, each as samples of plain numbers."""

import json
import pathlib
import sqlite3
import tempfile

import processes

FULL_SPEED = ["--per-host", "32", "--delay", "0", "--quiet"]
FETCHES_IN_FLIGHT = "16"
PARSE_RUNS = "3"
# What reads HTML: our own scanner, and libxml2's parser beside it.
ENGINES = ("scanner", "libxml2")


class Setup:
    """Where everything is: the programs, the corpus, and the nginx that serves it."""

    def __init__(self, programs, corpus, port, server):
        self.programs = pathlib.Path(programs)
        self.corpus = pathlib.Path(corpus)
        self.port, self.server = port, server

    def program(self, name):
        path = self.programs / name
        if not path.exists():
            raise processes.CommandFailed(f"{path} is not there: not built?")
        return str(path)

    def start_url(self, host):
        address = "127.0.0.1" if host == 0 else f"127.0.1.{host}"
        return f"http://{address}:{self.port}/index.html"


def sample(pages, size, run, seconds=None, **more):
    seconds = seconds or run.seconds
    return {
        "pages": pages,
        "pages/s": pages / seconds,
        "MB/s": size / seconds / 1e6,
        "own CPU": run.root_cpu / pages * 1e6,
        **more,
    }


def fetch_only(setup):
    """The corpus fetched through Orbweaver's fetcher, and thrown away."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        site = setup.start_url(0).removesuffix("index.html")
        for page in sorted(setup.corpus.rglob("*.html")):
            file.write(f"{site}{page.relative_to(setup.corpus)}\n")
        file.flush()
        before = processes.cpu_seconds_of_tree(setup.server)
        run = processes.run([setup.program("bench-fetch"), file.name, FETCHES_IN_FLIGHT])
        served = processes.cpu_seconds_of_tree(setup.server) - before
    told = json.loads(run.output)
    return sample(
        told["pages"], told["bytes"], run, told["seconds"],
        **{"server CPU": served / told["pages"] * 1e6},
    )


def parse_only(setup, engine):
    """The corpus parsed from memory by one process, on one core."""
    run = processes.run(
        [setup.program("bench-parse"), str(setup.corpus), PARSE_RUNS, "--engine", engine]
    )
    told = json.loads(run.output)
    return sample(told["pages"], told["bytes"], run, told["seconds"])


def crawl(setup, hosts, engine, memory=False):
    """A whole crawl, of one host or of several that all show the corpus, into a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = pathlib.Path(folder, "seeds.txt")
        first = 0 if hosts == 1 else 1
        urls = [setup.start_url(host) for host in range(first, first + hosts)]
        seeds.write_text("".join(f"{url}\n" for url in urls))
        result = pathlib.Path(folder, "crawl")
        before = processes.cpu_seconds_of_tree(setup.server)
        command = [setup.program("orbweaver"), "crawl", *FULL_SPEED]
        command += ["--html-engine", engine, "--output", str(result)]
        run = processes.run([*command, str(seeds)], memory)
        served = processes.cpu_seconds_of_tree(setup.server) - before
        pages, size = crawled(result / "crawl.db")
    if memory:
        return {"peak MB": run.peak_bytes / 1e6, "threads": run.peak_threads}
    return sample(
        pages, size, run,
        **{"parser CPU": run.children_cpu / pages * 1e6, "server CPU": served / pages * 1e6},
    )


def crawled(database):
    """(pages answered with 200, bytes of their bodies)."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        pages, size = connection.execute(
            "SELECT count(*), sum(body_bytes) FROM pages WHERE status = 200"
        ).fetchone()
    finally:
        connection.close()
    if not pages:
        raise processes.CommandFailed(f"{database}: the crawl fetched no page")
    return pages, size
