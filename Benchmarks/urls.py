#!/usr/bin/env python3
"""URLs a second on one core: urls.py --programs FOLDER --corpus FOLDER [--runs N]

The URLs are those of the corpus's pages: each reference as it stands there, and each resolved. Prints the
median of the runs, and beside it that of ada, where pip has its source and g++ builds it. With valgrind
there is a second table: allocations a link, from the difference between two runs of different length.
"""

import argparse
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ADA = "ada-url==4.0.0"
TARGETS = {"absolute": 2_000_000, "relative": 3_000_000}


def write_urls(corpus, work):
    absolute, relative = [], []
    for page in sorted(corpus.rglob("*.html")):
        base = f"https://docs.example.org/3.11/{page.relative_to(corpus)}"
        for reference in re.findall(r'<a[^>]*\shref="([^"<>&\s]*)"', page.read_text(errors="replace")):
            relative.append(f"{base}\t{reference}")
            absolute.append(urllib.parse.urljoin(base, reference))
    (work / "absolute").write_text("\n".join(absolute))
    (work / "relative").write_text("\n".join(relative))
    return len(relative)


def build_ada(work):
    """The path of the program; None, with a word why, where it cannot be had."""
    if not shutil.which("g++"):
        print("urls: no g++ here: no figures for ada", file=sys.stderr)
        return None
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:",
               "--disable-pip-version-check", "--dest", work, ADA]
    if subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
        print(f"urls: pip could not get the source of {ADA}: no figures for ada", file=sys.stderr)
        return None
    with tarfile.open(next(work.glob("ada*.tar.gz"))) as archive:
        archive.extractall(work, filter="data")
    source = next(work.glob("*/ada_url/ada.cpp"))
    subprocess.run(["g++", "-std=c++20", "-O3", "-march=native", f"-I{source.parent}", HERE / "URLs/ada.cpp",
                    source, "-o", work / "ada"], check=True)
    return work / "ada"


def measure(program, work, runs, rounds=20):
    command = [program, work / "absolute", work / "relative", str(rounds)]
    results = [json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout) for _ in range(runs)]
    return {kind: statistics.median(result[kind] / result[f"{kind}_seconds"] for result in results)
            for kind in TARGETS}


def allocations(program, work):
    """Of the whole program for so many rounds, as memcheck counts them."""
    counts = []
    for rounds in (1, 3):
        command = ["valgrind", "--tool=memcheck", "--leak-check=no", "--undef-value-errors=no", program,
                   work / "absolute", work / "relative", str(rounds)]
        text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stderr.decode()
        counts.append(int(re.search(r"total heap usage: ([\d,]+) allocs", text)[1].replace(",", "")))
    return (counts[1] - counts[0]) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    ours = arguments.programs.resolve() / "bench-urls"
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        count = write_urls(arguments.corpus, work)
        ada = build_ada(work)
        rates = measure(ours, work, arguments.runs)
        ada_rates = measure(ada, work, arguments.runs) if ada else {}
        print(f"{count} references of {arguments.corpus}, median of {arguments.runs} runs, one core")
        for kind, target in TARGETS.items():
            line = f"{kind} URLs: {rates[kind] / 1e6:.2f} M/s, target {target / 1e6:.0f} M/s"
            print(line + (f"; ada, parsing alone: {ada_rates[kind] / 1e6:.2f} M/s" if ada else ""))
        if shutil.which("valgrind"):
            print(f"allocations in a round of {2 * count} URLs: {allocations(ours, work):.0f}")


if __name__ == "__main__":
    main()
