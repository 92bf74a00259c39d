#!/usr/bin/env python3
"""Writes docs/man/orbweaver.1 from what the program itself declares.

    Scripts/manual.py [--program FILE] [--check]

With --check it writes nothing, and exits 1 when the page is not what it should be.
"""

import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/man/orbweaver.1"
HEADING = "Exit status:"

# What no option declares.
ENVIRONMENT = [
    ("ORBWEAVER_PARSER", "The path of orbweaver-parser, where it is not beside orbweaver."),
    ("http_proxy, https_proxy, all_proxy, no_proxy",
     "The proxies to use and the hosts to reach without one, as curl(1) reads them; --proxy is stronger."),
    ("NO_COLOR", "If set and not empty, nothing is coloured."),
    ("TERM", "If unset, empty or 'dumb', progress is written in plain lines."),
]
FILES = [
    ("output/HOST-TIME/crawl.db", "The result of a crawl, a SQLite database."),
    ("output/compare-HOST-TIME/compare.html, compare.json, compare.csv", "The report of a comparison."),
]
EXAMPLES = [
    ("Crawl a site, politely", "orbweaver crawl https://example.org"),
    ("Crawl what a file lists, two links deep, into a folder of your choice",
     "orbweaver crawl seeds.txt --depth 2 --output first"),
    ("Crawl your own server as fast as it goes",
     "orbweaver crawl --full-speed http://localhost:8080/"),
    ("Go on with a crawl that was stopped, was killed or came to a limit",
     "orbweaver resume first --max-pages 100000"),
    ("Ask what became of a URL in the latest crawl, and by which rule",
     "orbweaver why https://example.org/private/"),
    ("Ask which line of robots.txt applies to a URL",
     "orbweaver robots https://example.org/private/ --user-agent Googlebot"),
    ("See what concurrency buys, on a synthetic web whose answers take 50 ms",
     "orbweaver compare --synthetic pages=500,latency=50ms"),
    ("Look for broken pages",
     "orbweaver ls first --status 4xx --fields status,url,via"),
]


def escaped(text):
    """Text as troff takes it literally."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in ".'" else line for line in text.split("\n"))


def spelled(name):
    return ("-" if name["kind"] == "short" else "--") + name["name"]


def option_line(argument):
    """`-o, --output folder`, the words to type in bold."""
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        return f"\\fI{escaped(value)}\\fR"
    names = sorted(argument["names"], key=lambda name: name["kind"] != "short")
    line = ", ".join(f"\\fB{escaped(spelled(name))}\\fR" for name in names)
    return line + (f" \\fI{escaped(value)}\\fR" if argument["kind"] == "option" else "")


def is_opposite(argument, other):
    names = [name["name"] for name in argument.get("names", [])]
    return names == ["no-" + name["name"] for name in other.get("names", [])]


def explanation(argument):
    text = argument.get("abstract", "")
    facts = []
    if argument.get("allValues"):
        facts.append("values: " + ", ".join(argument["allValues"]))
    if "defaultValue" in argument:
        facts.append("default: " + argument["defaultValue"])
    return text + (f" ({'; '.join(facts)})" if facts else "")


def shown(command):
    return [entry for entry in command.get("arguments", []) if entry["shouldDisplay"]]


def entries(pairs):
    for term, text in pairs:
        yield from (".TP", term, escaped(text))


def synopsis(command):
    places = [a for a in shown(command) if a["kind"] == "positional"]
    words = ""
    for place in places:
        word = f"\\fI{escaped(place['valueName'])}\\fR"
        words += f" [{word}]" if place["isOptional"] else f" {word}"
        words += "..." if place["isRepeating"] else ""
    return f"\\fBorbweaver {command['commandName']}\\fR [\\fIoptions\\fR]{words}"


def command_section(command):
    yield f".SH ORBWEAVER {command['commandName'].upper()}"
    yield escaped(command["abstract"])
    yield ".PP"
    yield escaped(command["discussion"].split(HEADING)[0].strip())
    title = None
    arguments = shown(command)
    # A flag and its opposite are declared one after the other, with one help.
    for index, argument in enumerate(arguments):
        if argument.get("sectionTitle") != title:
            title = argument.get("sectionTitle")
            yield f".SS {escaped(title or 'Other')}"
        if index > 0 and is_opposite(argument, arguments[index - 1]):
            continue
        line = option_line(argument)
        if index + 1 < len(arguments) and is_opposite(arguments[index + 1], argument):
            line += ", " + option_line(arguments[index + 1])
        yield from entries([(line, explanation(argument))])


def exit_section(root):
    yield ".SH EXIT STATUS"
    for line in root["discussion"].split(HEADING)[1].strip().splitlines():
        number, meaning = line.split(maxsplit=1)
        yield from entries([(f"\\fB{number}\\fR", meaning)])


def page(root, version):
    commands = [entry for entry in root["subcommands"]
                if entry["shouldDisplay"] and entry["commandName"] != "help"]
    yield '.\\" Written by Scripts/manual.py from what the program declares: change it there.'
    yield f'.TH ORBWEAVER 1 "" "orbweaver {version}" "User Commands"'
    yield from (".SH NAME", f"orbweaver \\- {escaped(root['abstract'])}", ".SH SYNOPSIS")
    for command in commands:
        yield from (synopsis(command), ".br")
    yield from (".SH DESCRIPTION", escaped(root["discussion"].split(HEADING)[0].strip()))
    for command in commands:
        yield from command_section(command)
    yield from exit_section(root)
    for title, pairs in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        yield f".SH {title}"
        yield from entries((f"\\fB{escaped(term)}\\fR", text) for term, text in pairs)
    yield ".SH EXAMPLES"
    for what, line in EXAMPLES:
        yield from (f"{escaped(what)}:", ".PP", ".nf", f"    {escaped(line)}", ".fi", ".PP")
    yield from (".SH SEE ALSO", "curl(1), wget(1), sqlite3(1)")


def output_of(program, *arguments):
    return subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=ROOT / ".build/release/orbweaver", metavar="FILE")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    options = parser.parse_args()
    if not pathlib.Path(options.program).exists():
        print(f"manual: no program {options.program}: run 'make build' first", file=sys.stderr)
        return 2
    root = json.loads(output_of(options.program, "--experimental-dump-help"))["command"]
    text = "\n".join(page(root, output_of(options.program, "--version").strip())) + "\n"
    if not options.check:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        print(f"{PAGE.relative_to(ROOT)} is out of date: run Scripts/manual.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
