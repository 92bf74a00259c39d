"""URLs as Orbweaver writes them: WHATWG, then the standard canonical rules.

Resolving is ada-url's; where that is not installed, urllib's, which agrees on ordinary URLs.
"""

import re
import urllib.parse

try:
    import ada_url
except ImportError:
    ada_url = None

LIBRARY = "ada-url" if ada_url else "urllib"

_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
# RFC 3986, section 2.3.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def resolve(reference, base):
    """The canonical URL that `reference` stands for on a page with this base; None when it is no
    URL, or not an http(s) one."""
    return _resolve_whatwg(reference, base) if ada_url else _resolve_urllib(reference, base)


def _resolve_whatwg(reference, base):
    try:
        url = ada_url.URL(reference, base=base)
    except ValueError:
        return None
    if url.protocol not in ("http:", "https:"):
        return None
    path, query = _unescape(url.pathname), _unescape(url.search)
    return f"{url.protocol}//{url.host}{path}{query}"


def _resolve_urllib(reference, base):
    reference = re.sub("[\t\n\r]", "", reference.strip("".join(map(chr, range(0x21)))))
    if re.fullmatch("https?:/*", reference, re.IGNORECASE):
        return None
    try:
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(base, reference))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    default = {"http": 80, "https": 443}[parts.scheme]
    host = parts.hostname if port in (None, default) else f"{parts.hostname}:{port}"
    dotless = urllib.parse.urlsplit(urllib.parse.urljoin("http://h/", parts.path)).path
    path = _unescape(urllib.parse.quote(dotless, safe="%!$&'()*+,;=:@/~|[]^"))
    query = _unescape(urllib.parse.quote(parts.query, safe="%!$&()*+,;=:@/?~|[]^`{}\\"))
    return f"{parts.scheme}://{host}{path}" + (f"?{query}" if query else "")


def _unescape(text):
    """Escapes of unreserved characters undone, the hexadecimal of the others in upper case."""

    def canonical(match):
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(canonical, text)


def origin(url):
    """`http://host:port` of an absolute http(s) URL."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{re.split('[/?#]', rest, maxsplit=1)[0]}"
