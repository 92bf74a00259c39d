"""The elements of a page that may hold a reference, with their attributes.

Parsing is lexbor's (through selectolax); where that is not installed, html.parser's, which builds no
tree and knows neither templates nor foreign content but SVG's.
"""

import html.parser

try:
    from selectolax.lexbor import LexborHTMLParser
except ImportError:
    LexborHTMLParser = None

LIBRARY = "lexbor" if LexborHTMLParser else "html.parser"

TAGS = (
    "a", "area", "audio", "base", "embed", "form", "frame", "iframe", "image", "img", "input", "link",
    "meta", "object", "script", "source", "track", "use", "video",
)
# Within these HTML goes on in the midst of SVG and MathML.
INTEGRATION_POINTS = {"foreignobject", "desc", "title", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"}


def elements(text):
    """Yields (tag, attributes) in the order of the document; the tag of an SVG element has `svg:` before
    it, and a valueless attribute is ""."""
    if LexborHTMLParser:
        may_be_foreign = "<svg" in text.lower() or "<math" in text.lower()
        for node in LexborHTMLParser(text).css(", ".join(TAGS)):
            prefix = _namespace(node) if may_be_foreign else ""
            yield prefix + node.tag, {name: value or "" for name, value in node.attributes.items()}
    else:
        collector = _Collector()
        collector.feed(text)
        collector.close()
        yield from collector.found


def _namespace(node):
    """lexbor knows an element's namespace, selectolax does not tell."""
    ancestor = node.parent
    while ancestor is not None and ancestor.tag not in INTEGRATION_POINTS:
        if ancestor.tag in ("svg", "math"):
            return f"{ancestor.tag}:"
        ancestor = ancestor.parent
    return ""


class _Collector(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "svg"
        if tag in TAGS:
            # The first of two attributes with one name counts.
            attributes = {name: value or "" for name, value in reversed(attrs)}
            self.found.append((f"svg:{tag}" if self.depth else tag, attributes))

    def handle_endtag(self, tag):
        self.depth -= tag == "svg" and self.depth > 0
