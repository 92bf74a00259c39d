"""UTS 46 ToASCII as the URL standard calls it, from the tables of the packages idna and unicodedata2.

A second implementation, to compare with; `idna==3.18` and `unicodedata2==17.0.1` are Unicode 17.0.
"""

import bisect

import idna.idnadata
import idna.uts46data
import unicodedata2

_STARTS = idna.uts46data.uts46_starts
_LEFT = {"L", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"}
_RIGHT = {"R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"}


def _status(character):
    place = bisect.bisect_right(_STARTS, ord(character)) - 1
    return chr(idna.uts46data.uts46_statuses[place]), idna.uts46data.uts46_replacements[place]


def _joining(character):
    for letter, ranges in idna.idnadata.joining_types.items():
        if any(pair >> 32 <= ord(character) < pair & 0xFFFFFFFF for pair in ranges):
            return letter
    return "U"


def to_ascii(domain):
    """The name in ASCII, or None where the standard says failure."""
    if all(ord(c) < 0x80 for c in domain):
        return domain.lower()
    mapped = ""
    for character in domain:
        letter, replacement = _status(character)
        mapped += {"M": replacement, "I": ""}.get(letter, character)
    labels = [_decoded(label) for label in unicodedata2.normalize("NFC", mapped).split(".")]
    if None in labels or not all(map(_is_valid, labels)):
        return None
    directions = [[unicodedata2.bidirectional(c) for c in label] for label in labels]
    if any({"R", "AL", "AN"} & set(label) for label in directions) and not all(map(_obeys_bidi, directions)):
        return None
    return ".".join(
        label if all(ord(c) < 0x80 for c in label) else "xn--" + label.encode("punycode").decode() for label in labels)


def _decoded(label):
    if not label.startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return None
    return None if all(ord(c) < 0x80 for c in decoded) else decoded


def _is_valid(label):
    if label.startswith("xn--") or "." in label or unicodedata2.normalize("NFC", label) != label:
        return False
    if label and unicodedata2.category(label[0]).startswith("M"):
        return False
    return all(_status(c)[0] in "VD" for c in label) and all(_has_context(label, i) for i in range(len(label)))


def _has_context(label, place):
    if label[place] not in "\u200c\u200d":
        return True
    if place and unicodedata2.combining(label[place - 1]) == 9:
        return True
    before = next((j for j in map(_joining, reversed(label[:place])) if j != "T"), "U")
    after = next((j for j in map(_joining, label[place + 1:]) if j != "T"), "U")
    return label[place] == "\u200c" and before in "LD" and after in "RD"


def _obeys_bidi(directions):
    if not directions:
        return True
    marks = [d for d in directions if d != "NSM"]
    if directions[0] == "L":
        return set(directions) <= _LEFT and marks[-1] in ("L", "EN")
    if directions[0] in ("R", "AL"):
        return (set(directions) <= _RIGHT and marks[-1] in ("R", "AL", "EN", "AN")
                and not {"EN", "AN"} <= set(directions))
    return False
