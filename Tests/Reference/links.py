"""The links of one page: which URL, of which kind, with which rel, how often.

Kinds and rel bits are numbered as in Sources/WebURL/LinkKind.swift, and written down here a second
time on purpose: a reference that read them from there would agree with any mistake.
"""

import collections
import re

import elements
import urls

A, AREA, FRAME, IFRAME, REFRESH, CANONICAL, NEXT, PREVIOUS, ALTERNATE = range(1, 10)
STYLESHEET, ICON, IMAGE, SCRIPT, FORM, POST_FORM, REDIRECT = range(10, 17)
MEDIA = 19

# What a person who clicks through the site would come along; what a crawl follows.
NAVIGATIONAL = {A, AREA, FRAME, IFRAME, REFRESH, CANONICAL, NEXT, PREVIOUS, ALTERNATE, REDIRECT}

# Kinds of link that have no rel.
UNRELATED = {FRAME, IFRAME, REFRESH, IMAGE, SCRIPT, MEDIA}

RELATIONS = {"nofollow": 1, "ugc": 2, "sponsored": 4, "external": 8}

SOURCES = {
    "frame": FRAME,
    "iframe": IFRAME,
    "img": IMAGE,
    "script": SCRIPT,
    "video": MEDIA,
    "audio": MEDIA,
    "source": MEDIA,
    "track": MEDIA,
    "embed": MEDIA,
}
LINK_RELATIONS = {
    "canonical": CANONICAL,
    "next": NEXT,
    "prev": PREVIOUS,
    "previous": PREVIOUS,
    "alternate": ALTERNATE,
    "stylesheet": STYLESHEET,
    "icon": ICON,
    "apple-touch-icon": ICON,
    "apple-touch-icon-precomposed": ICON,
    "mask-icon": ICON,
}

# HTML standard, "shared declarative refresh steps", for a refresh that names a URL.
_REFRESH = re.compile(
    r"""\s*(?:\d+|\.)[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(?:"(?P<d>[^"]*)|'(?P<s>[^']*)|(?P<n>.*))""",
    re.IGNORECASE | re.DOTALL,
)


def refresh_target(content):
    """The URL that a Refresh header or a meta refresh names, or None."""
    match = _REFRESH.match(content)
    if not match:
        return None
    return next((g for g in match.group("d", "s", "n") if g is not None), None) or None


# HTML standard, "parse a srcset attribute", for candidates as people write them: a URL, descriptors, a
# comma.
_CANDIDATE = re.compile(r"[\s,]*([^\s]*[^\s,])(,|[^,(]*(?:\([^)]*\)?[^,(]*)*(?:,|$))")


def source_set(text):
    """The URLs of a srcset."""
    return [match[1] for match in _CANDIDATE.finditer(text) if match[1]]


def references(tag, attributes):
    """Yields (kind, reference) for one element. What loads nothing when it is empty is no reference
    when it is empty: src, and the href of link."""
    if tag.startswith("svg:"):
        yield from svg_references(tag, attributes)
    elif tag in ("a", "area"):
        if "href" in attributes:
            yield (A if tag == "a" else AREA), attributes["href"]
    elif tag in SOURCES:
        if attributes.get("src"):
            yield SOURCES[tag], attributes["src"]
        if tag == "video" and attributes.get("poster"):
            yield IMAGE, attributes["poster"]
        if tag in ("img", "source"):
            yield from ((IMAGE, url) for url in source_set(attributes.get("srcset", "")))
    elif tag == "input":
        if attributes.get("type", "").lower() == "image" and attributes.get("src"):
            yield IMAGE, attributes["src"]
    elif tag == "object":
        if attributes.get("data"):
            yield MEDIA, attributes["data"]
    elif tag == "link" and attributes.get("href"):
        tokens = attributes.get("rel", "").lower().split()
        kinds = {LINK_RELATIONS[token] for token in tokens if token in LINK_RELATIONS}
        if STYLESHEET in kinds:
            # An alternate style sheet is an alternate to style sheets.
            kinds.discard(ALTERNATE)
        for kind in sorted(kinds):
            yield kind, attributes["href"]
    elif tag == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
        target = refresh_target(attributes.get("content", ""))
        if target is not None:
            yield REFRESH, target
    elif tag == "form":
        method = attributes.get("method", "").lower()
        if method != "dialog":
            yield (POST_FORM if method == "post" else FORM), attributes.get("action", "")


def svg_references(tag, attributes):
    reference = attributes.get("href", attributes.get("xlink:href"))
    if reference is None:
        return
    if tag == "svg:a":
        yield A, reference
    elif tag == "svg:image" and reference:
        yield IMAGE, reference
    elif tag == "svg:use" and reference and not reference.startswith("#"):
        yield IMAGE, reference


def base_of(found, page):
    """The URL that the page's references are relative to: its first base element, if that is one."""
    for tag, attributes in found:
        if tag == "base" and "href" in attributes:
            return urls.resolve(attributes["href"], page) or page
    return page


def links_of(page, text):
    """Counts the links of a page: {(target, kind, rel bits): occurrences}, http(s) targets only."""
    return count(page, list(elements.elements(text)))


def count(page, found):
    """The same, of the page's elements."""
    base, counted = base_of(found, page), collections.Counter()
    for tag, attributes in found:
        tokens = set(attributes.get("rel", "").lower().split())
        relation = sum(bit for token, bit in RELATIONS.items() if token in tokens)
        for kind, reference in references(tag, attributes):
            # A form without an action goes to the document itself, whatever its base.
            against = page if kind in (FORM, POST_FORM) and not reference else base
            target = urls.resolve(reference, against)
            if target is not None:
                # Of what shows or loads something no rel is kept.
                kept = 0 if kind in UNRELATED else relation
                counted[target, kind, kept] += 1
    return counted
