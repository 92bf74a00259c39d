"""The start tags of a page that may hold a reference, with their attributes.

Parsing is lexbor's (through selectolax); where that is not installed, html.parser's.
"""

import html.parser

try:
    from selectolax.lexbor import LexborHTMLParser
except ImportError:
    LexborHTMLParser = None

LIBRARY = "lexbor" if LexborHTMLParser else "html.parser"

TAGS = ("a", "area", "base", "form", "frame", "iframe", "img", "link", "meta", "script")


def elements(text):
    """Yields (tag, attributes) in the order of the document; a valueless attribute is ""."""
    if LexborHTMLParser:
        for node in LexborHTMLParser(text).css(", ".join(TAGS)):
            yield node.tag, {name: value or "" for name, value in node.attributes.items()}
    else:
        collector = _Collector()
        collector.feed(text)
        collector.close()
        yield from collector.found


class _Collector(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in TAGS:
            # The first of two attributes with one name counts.
            self.found.append((tag, {name: value or "" for name, value in reversed(attrs)}))
