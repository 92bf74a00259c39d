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

# What a person who clicks through the site would come along; what a crawl follows.
NAVIGATIONAL = {A, AREA, FRAME, IFRAME, REFRESH, CANONICAL, NEXT, PREVIOUS, ALTERNATE, REDIRECT}

RELATIONS = {"nofollow": 1, "ugc": 2, "sponsored": 4, "external": 8}

SOURCES = {"frame": FRAME, "iframe": IFRAME, "img": IMAGE, "script": SCRIPT}
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


def references(tag, attributes):
    """Yields (kind, reference) for one element. What loads nothing when it is empty is no reference
    when it is empty: src, and the href of link."""
    if tag in ("a", "area"):
        reference = attributes.get("href", attributes.get("xlink:href"))
        if reference is not None:
            yield (A if tag == "a" else AREA), reference
    elif tag in SOURCES:
        if attributes.get("src"):
            yield SOURCES[tag], attributes["src"]
    elif tag == "link" and attributes.get("href"):
        tokens = attributes.get("rel", "").lower().split()
        for kind in sorted({LINK_RELATIONS[token] for token in tokens if token in LINK_RELATIONS}):
            yield kind, attributes["href"]
    elif tag == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
        target = refresh_target(attributes.get("content", ""))
        if target is not None:
            yield REFRESH, target
    elif tag == "form":
        method = attributes.get("method", "").lower()
        if method != "dialog":
            yield (POST_FORM if method == "post" else FORM), attributes.get("action", "")


def base_of(found, page):
    """The URL that the page's references are relative to: its first base element, if that is one."""
    for tag, attributes in found:
        if tag == "base" and "href" in attributes:
            return urls.resolve(attributes["href"], page) or page
    return page


def links_of(page, text):
    """Counts the links of a page: {(target, kind, rel bits): occurrences}, http(s) targets only."""
    found = list(elements.elements(text))
    base, count = base_of(found, page), collections.Counter()
    for tag, attributes in found:
        tokens = set(attributes.get("rel", "").lower().split())
        relation = sum(bit for token, bit in RELATIONS.items() if token in tokens)
        for kind, reference in references(tag, attributes):
            # A form without an action goes to the document itself, whatever its base.
            against = page if kind in (FORM, POST_FORM) and not reference else base
            target = urls.resolve(reference, against)
            if target is not None:
                count[target, kind, relation] += 1
    return count
