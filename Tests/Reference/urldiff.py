#!/usr/bin/env python3
"""Compares WebURL with other implementations of the URL standard on URLs made to be hard.

    urldiff.py PROGRAM [--count N] [--seed N] [--hosts]

PROGRAM is the built `reference-urls`. The other side is ada-url; what it takes for a name although
`uts46.py` refuses it (ada-url 4.0.0 has older tables in its checks) is counted, and is no difference.
With --hosts the names are hard for IDNA, and the other side is `uts46.py` itself. It prints each
difference, and exits 1 when there is one.
"""

import argparse
import random
import subprocess
import sys

import ada_url
import uts46

SCHEMES = ["http:", "https:", "HTTP:", "ftp:", "ws:", "wss:", "file:", "mailto:", "javascript:", "data:",
           "blob:", "foo:", "a+b-c.1:", "1a:", ":", "", "hTTps:", "about:", "non-special:", "h\tttp:"]
SLASHES = ["//", "/", "", "///", "\\\\", "/\\", "\\/", "////", "//\t/", "/\n/"]
USERS = ["", "", "", "", "u@", "u:p@", ":@", "@", "u:@", ":p@", "a@b@", "u%40:p%3a@", "é:ü@", "u /@", "'\"@", "[]|@",
         "a:b:c@", "%@", "\\@"]
LABELS = ["a", "example", "com", "WWW", "xn--bcher-kva", "bücher", "faß", "1", "0x7f", "08", "127", "256", "0xffffffff",
          "4294967296", "%41", "%2e", "%zz", "%", "a_b", "a-", "-a", "日本", "☃", "a b", "a<b", "*", "!", "'", "(", "`",
          "{", "}", "~", "$&", ",", ";", "=", "+", "", "", "\u00ad", "\u200d", "\u200b", "１２７", "0", "0x", "00.0",
          "xn--", "xn--a", "xn--ls8h", "XN--N3H", "İ", "ſ", "K", "℀", "\u2260", "%C3%A9", "%ff", "%00", "\x00", "\x7f",
          "^", "|", "a%7cb", "localhost", "LOCALHOST", "a\u3002b", "\ufeff", "\ufffd"]
PORTS = ["", "", "", "", ":", ":80", ":443", ":21", ":0", ":00080", ":65535", ":65536", ":8a", ":-1", ":8\t0", ":%38",
         ":99999999999", ": 80"]
IPV6 = ["[::1]", "[::]", "[1:2:3:4:5:6:7:8]", "[1::8]", "[::1.2.3.4]", "[::1.2.3]", "[::01.2.3.4]", "[1:2]",
        "[::ffff:1.2.3.4]", "[1::2::3]", "[::1", "::1]", "[]", "[::12345]", "[::G]", "[0:0:1:0:0:0:1:0]", "[1:0:0:2::3]",
        "[::1%25eth0]", "[v1.a]", "[:1]", "[1:]", "[FFFF::AbCd]", "[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:7:1.2.3.4]"]
SEGMENTS = ["a", "b.html", ".", "..", "%2e", "%2E%2e", ".%2e", "...", "", "", "C:", "C|", "c|", "|", "é", "日", " ", "%", "%zz",
            "%2F", "%5c", "\\", "?", "#", ":", ";x=1", "@", "[", "]", "{", "}", "`", "\"", "<", ">", "^", "'", "\t", "\n", "\x00",
            "\x1f", "\x7f", "~", "!$&'()*+,=", "\ud7ff", "\U0001f600", "\ufdd0", "a:b", "//", "%00", "\u0080"]
QUERIES = ["a=b", "&", "=", "%", "%zz", " ", "+", "é", "'", "\"", "<", ">", "#", "?", "/", "\\", "`", "{", "|", "}", "^", "[", "]", "\t",
           "\x00", "\x7f", "日", "\U0001f600", "a=1&a=2", "%C3%A9"]
BASES = ["", "", "", "http://example.org/foo/bar?q#f", "https://u:p@h:8/a/b/", "http://h", "file:///C:/a/b", "file://h/a/b",
         "file:///a/b", "file:///C:", "foo:/a/b", "foo://h/a/b?q", "foo:opaque", "mailto:x@y", "foo:///a", "foo:/.//p",
         "about:blank", "ws://h/x", "ftp://h/a/../b", "foo://h", "javascript:x", "data:text/plain,a b ?q", "not a base", "file:",
         "http://[::1]:80/a;b", "blob:https://a/b", "a:/..//b/c"]
TRIM = ["", "", "", "", "", " ", "\n", "\x00", "\x1f ", "\u00a0"]

HOST_RANGES = [(0x20, 0x7F), (0x80, 0x250), (0x250, 0x600), (0x590, 0x700), (0x700, 0xA00), (0x900, 0xE00), (0x0E00, 0x1200),
               (0x1200, 0x1E00), (0x1E00, 0x2000), (0x2000, 0x2100), (0x2100, 0x2C00), (0x2C00, 0x3100), (0x3000, 0x3400),
               (0xA000, 0xAC00), (0xAC00, 0xAD00), (0xF900, 0x10000), (0x10000, 0x11000), (0x11000, 0x12000),
               (0x16000, 0x17000), (0x1B000, 0x1BD00), (0x1CC00, 0x1CEB4), (0x1D000, 0x1D800), (0x1E000, 0x1F000),
               (0x1F000, 0x1FC00), (0x20000, 0x20100), (0x2EBF0, 0x2FA20), (0x30000, 0x33480), (0xE0000, 0xE0200)]
HOST_BITS = ["a", "b", "1", "-", "--", "xn--", "XN--", "ß", "ς", "\u200c", "\u200d", "\u094d", "\u0915", "\u0628", "\u0644",
             "\u05d0", "\u05d1", "1", "٠", "\u0300", "\u0301", "\u0323", "\u0131", "\u0130", "\u00ad", "\u2260", "\u226e", "\u3002",
             "\uff0e", "\uff61", "\u1806", "\u034f", "\ufe0f", "é", "e\u0301", "\u1e9e", "\u2f868", "\u04c0", "\u115f", "xn--a",
             "xn--bcher-kva", "xn--0ca", "xn--nxa", "xn--zca", "ａ", "Ⅷ", "㎏", "\u0d4d", "\u0671", "\u08a0", "\u0345", "\u1e9b\u0323",
             "\u1100\u1161", "\u11a8", "\u0c47", "\u0dcf", "\u1b35", "xn--\u00e9", "xn--xn---epa", "xn--8i7caa", "\u06dd", "\u0600"]


def url(random):
    if random.random() < 0.25:
        return relative(random)
    host = random.choice(IPV6) if random.random() < 0.15 else ".".join(
        "".join(random.choices(LABELS, k=random.choice((1, 1, 1, 2)))) for _ in range(random.choice((1, 1, 2, 2, 3, 4))))
    return (random.choice(TRIM) + random.choice(SCHEMES) + random.choice(SLASHES[:3] + SLASHES) + random.choice(USERS)
            + host + random.choice(PORTS) + tail(random) + random.choice(TRIM))


def relative(random):
    return random.choice(TRIM) + random.choice(["", "", "/", "//", "\\", "?", "#", "C:", "C|/", "./", "../"]) + tail(
        random).lstrip("/" if random.random() < 0.5 else "") + random.choice(TRIM)


def tail(random):
    text = ""
    for _ in range(random.choice((0, 1, 1, 2, 3, 5))):
        text += random.choice(("/", "/", "/", "\\", "")) + "".join(random.choices(SEGMENTS, k=random.choice((1, 1, 2))))
    if random.random() < 0.4:
        text += "?" + "".join(random.choices(QUERIES, k=random.randrange(4)))
    if random.random() < 0.3:
        text += "#" + "".join(random.choices(QUERIES + SEGMENTS, k=random.randrange(4)))
    return text


def mutated(random, text):
    for _ in range(random.choice((0, 0, 0, 1, 2, 4))):
        place = random.randrange(len(text) + 1)
        character = random.choice("/\\?#@:[]%.| \t\n\x00&=+aZ0é日") if random.random() < 0.8 else any_character(random)
        text = text[:place] + random.choice(("", character)) + text[place + random.choice((0, 1)):]
    return text


def any_character(random):
    while True:
        character = chr(random.randrange(0x110000) if random.random() < 0.1 else random.randrange(0x3000))
        if not 0xD800 <= ord(character) < 0xE000:
            return character


def host(random):
    def piece():
        if random.random() < 0.55:
            return random.choice(HOST_BITS)
        return chr(random.randrange(*random.choice(HOST_RANGES)))

    labels = ["".join(piece() for _ in range(random.choice((0, 1, 1, 2, 3, 5)))) for _ in range(random.choice((1, 1, 2, 3)))]
    labels = [encoded(random, label) for label in labels]
    return random.choice((".", ".", ".", "\u3002", "\uff0e")).join(labels)


def encoded(random, label):
    """Sometimes the label in Punycode, right or not: what it decodes to must be checked as well."""
    if random.random() > 0.25 or not label:
        return label
    text = label if random.random() < 0.5 else label.lower()
    return random.choice(("xn--", "xn--", "XN--")) + text.encode("punycode").decode("ascii", "replace")


def cases(arguments):
    source = random.Random(arguments.seed)
    for _ in range(arguments.count):
        if arguments.hosts:
            name = host(source)
            if not any(c in name for c in "/\\?#@:%[\t\n\r "):
                yield "", f"http://{name}.x/"  # or numbers at the end would make an address
        else:
            yield source.choice(BASES), mutated(source, url(source))


def ours(program, pairs):
    lines = "".join(f"{base.encode().hex()} {text.encode().hex()}\n" for base, text in pairs)
    return run([program], lines)


def run(command, lines):
    output = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    return output.decode().split("\n")[:-1]


def ada(pairs):
    answers = []
    for base, text in pairs:
        try:
            answers.append(ada_url.URL(text, base=base or None).href)
        except ValueError:
            answers.append("!")
    return answers


def names(pairs):
    """What each http URL of a bare host is by `uts46.py`, with the rest of the host parser."""
    answers = []
    for _, text in pairs:
        name = uts46.to_ascii(text.removeprefix("http://").removesuffix("/"))
        is_bad = not name or any(c in FORBIDDEN for c in name)
        answers.append("!" if is_bad else f"http://{name}/")
    return answers


def is_no_name(url):
    """Whether the host of a URL holds a name that UTS 46 does not allow."""
    host = ada_url.URL(url).hostname
    try:
        labels = [label[4:].encode().decode("punycode") if label.startswith("xn--") else label
                  for label in host.split(".")]
    except UnicodeError:
        return True
    return uts46.to_ascii(".".join(labels)) is None


FORBIDDEN = {*map(chr, range(0x21)), *"\x7f#%/:<>?@[\\]^|"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hosts", action="store_true")
    parser.add_argument("--show", type=int, default=40)
    arguments = parser.parse_args()
    pairs = list(cases(arguments))
    name, theirs = ("uts46.py", names(pairs)) if arguments.hosts else ("ada-url", ada(pairs))
    mine = ours(arguments.program, pairs)
    assert len(mine) == len(pairs), "the program lost lines"
    differing = [i for i in range(len(pairs)) if mine[i] != theirs[i]]
    lenient = {i for i in differing if mine[i] == "!" and is_no_name(theirs[i])}
    differing = [i for i in differing if i not in lenient]
    print(f"{name}: {len(pairs)} URLs (seed {arguments.seed}), {len(differing)} differ,"
          f" {mine.count('!')} are failures; {len(lenient)} names are refused here only")
    for i in differing[:arguments.show]:
        print(f"  {pairs[i][1]!a} on {pairs[i][0]!a}: {mine[i]} here, {theirs[i]} there")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
