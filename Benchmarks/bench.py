#!/usr/bin/env python3
"""Measures Orbweaver on one corpus on this machine, and prints tables in Markdown.

Started by Scripts/bench.sh, which starts the server. Each figure is the median of the runs, with
the least and the greatest in parentheses.
"""

import argparse
import os
import pathlib
import platform
import re
import statistics
import sys

import measurements
import processes

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
# What the whole crawl must reach: docs/performance.md says why these.
LEAST_SHARE, MOST_CPU, MOST_MB = 0.70, 150, 200


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, prog="Scripts/bench.sh")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument(
        "--hosts", type=int, default=64, metavar="N",
        help="also crawl this many hosts that show the same corpus, once; 0: do not (default: 64)",
    )
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/performance.md"
    )
    for name in ("programs", "corpus", "port", "server", "document"):
        kind = int if name in ("port", "server") else str
        parser.add_argument(f"--{name}", type=kind, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def repeat(name, runs, measure):
    """Measures several times; None, and a plain word, when the program is not there or fails."""
    samples = []
    for number in range(1, runs + 1):
        print(f"bench: {name}, run {number} of {runs}", file=sys.stderr)
        try:
            samples.append(measure())
        except processes.CommandFailed as error:
            print(f"bench: {name} left out: {error}", file=sys.stderr)
            return None
    return {key: [entry[key] for entry in samples] for key in samples[0]}


def figure(samples, key):
    """`median (least to greatest)`, or the one value there is."""
    values = (samples or {}).get(key)
    if not values:
        return "–"
    middle = statistics.median(values)
    digits = 1 if middle < 10 and any(value % 1 for value in values) else 0
    if min(values) == max(values):
        return f"{middle:,.{digits}f}"
    return f"{middle:,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def table(rows):
    columns = ("pages", "pages/s", "MB/s", "own CPU", "parser CPU", "server CPU", "peak MB", "threads")
    yield "| | pages | pages/s | MB/s | own CPU | parsers | nginx | peak MB | threads |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for name, samples in rows:
        if samples:
            yield f"| {name} | {' | '.join(figure(samples, column) for column in columns)} |"


def targets(parses, crawls):
    """One line a target, with what was measured and whether it is met."""
    if not all(parses.values()) or not all(crawls.values()):
        yield "Targets: not all measured."
        return
    for engine in measurements.ENGINES:
        best = len(os.sched_getaffinity(0)) * statistics.median(parses[engine]["pages/s"])
        share = statistics.median(crawls[engine]["pages/s"]) / best
        yield judged(
            f"{engine}: {share:.0%} of cores × parse only; at least {LEAST_SHARE:.0%}",
            share >= LEAST_SHARE,
        )
    crawl = crawls[measurements.ENGINES[0]]
    cpu, peak = statistics.median(crawl["own CPU"]), statistics.median(crawl["peak MB"])
    yield judged(f"{cpu:.0f} µs of CPU a page outside the parsers; at most {MOST_CPU}", cpu <= MOST_CPU)
    yield judged(f"{peak:.0f} MB at the peak; less than {MOST_MB}", peak < MOST_MB)


def judged(text, is_met):
    return f"- {'met' if is_met else '**missed**'}: {text}"


def machine():
    model = re.search(r"model name\s*:\s*(.*)", processes.read("/proc/cpuinfo"))
    memory = int(re.search(r"MemTotal:\s*(\d+)", processes.read("/proc/meminfo"))[1])
    return (
        f"{len(os.sched_getaffinity(0))} cores ({model[1] if model else platform.machine()}),"
        f" {memory / 1024**2:.0f} GB, Linux {platform.release()}"
    )


def crawl(setup, name, runs, hosts, engine):
    """Whole crawls for speed, and as many again for memory, because looking costs time."""
    samples = repeat(name, runs, lambda: measurements.crawl(setup, hosts, engine))
    memory = samples and repeat(
        f"{name}, memory", runs, lambda: measurements.crawl(setup, hosts, engine, memory=True)
    )
    return samples | memory if samples and memory else None


def report(options):
    setup = measurements.Setup(options.programs, options.corpus, options.port, options.server)
    runs, scanner = options.runs, measurements.ENGINES[0]
    rows = [("fetch only", repeat("fetch only", runs, lambda: measurements.fetch_only(setup)))]
    parses, crawls = {}, {}
    for engine in measurements.ENGINES:
        name = f"parse only, {engine}, one core"
        parses[engine] = repeat(name, runs, lambda: measurements.parse_only(setup, engine))
        rows.append((name, parses[engine]))
    for engine in measurements.ENGINES:
        name = f"whole crawl, {engine}"
        crawls[engine] = crawl(setup, name, runs, 1, engine)
        rows.append((name, crawls[engine]))
    if options.hosts > 0:
        name = f"whole crawl, {options.hosts} hosts"
        rows.append((name, crawl(setup, name, 1, options.hosts, scanner)))
    lines = [f"{runs} runs on {machine()}.", "", *table(rows), "", *targets(parses, crawls)]
    return "\n".join(lines) + "\n", all(samples for _, samples in rows)


def write(path, text):
    """Puts the text between the document's markers."""
    document = path.read_text()
    before, found, rest = document.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        sys.exit(f"bench: {path} has no place for the tables: {BEGIN} … {END}")
    path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")


def main():
    options = parse_arguments()
    text, complete = report(options)
    print(text, end="")
    if options.write and not complete:
        sys.exit("bench: not written: something is missing")
    if options.write:
        write(pathlib.Path(options.document), text)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
