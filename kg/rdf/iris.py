"""The IRIs of things, documents and graphs.

A segment is ``class-name-scope``, the scope left out where it is empty. Characters that an IRI segment cannot hold or
that nobody can see, and the hyphen inside a name, are written ``~`` and two hexadecimal digits for each byte of UTF-8:
a percent sign would be decoded on its way through web servers, and the segment is also the key in the web interface.
"""

from __future__ import annotations

import hashlib
import re

from pyoxigraph import NamedNode

from kg.model import EntityId, KgError
from kg.rdf.terms import BASE

LONGEST = 120
"""Code points of a segment; a longer one is cut and ends in ``~~`` and its SHA-256."""
_KEPT = 54

# Explicit ranges and not unicodedata, whose answer for younger characters differs between versions of Python: all ASCII
# but letters, digits and ``._-``; spaces, marks of direction and other invisible characters; surrogates,
# private use, non-characters; and what RFC 3987 leaves out of planes 1 to 14.
_ESCAPED = re.compile(
    "[^0-9A-Za-z._\\-\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000dffff]"
    "|[\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164]"
    "|[\ufe00-\ufe0f\ufeff\uffa0]"
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0004fffe\U0004ffff\U0005fffe\U0005ffff]"
    "|[\U0006fffe\U0006ffff\U0007fffe\U0007ffff\U0008fffe\U0008ffff\U0009fffe\U0009ffff\U000afffe\U000affff]"
    "|[\U000bfffe\U000bffff\U000cfffe\U000cffff\U000dfffe\U000dffff]"
)


def _escaped(part: str) -> str:
    return _ESCAPED.sub(_escape, part)


def _escape(match: re.Match[str]) -> str:
    return "".join(f"~{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def _segment(*parts: str) -> str:
    whole = "-".join(parts)
    if len(whole) <= LONGEST:
        return whole
    return f"{whole[:_KEPT]}~~{hashlib.sha256(whole.encode('utf-8')).hexdigest()}"


def segment(thing: EntityId) -> str:
    """The last segment of a thing's IRI: ``Place-绵阳市-510700``, ``Railway-兰渝高铁``; no two things share one."""
    name = _escaped(thing.name).replace("-", "~2D")  # so that the second hyphen always opens the scope
    return _segment(thing.cls, name, *([_escaped(thing.scope)] if thing.scope else []))


def thing_iri(thing: EntityId, base: str = BASE) -> NamedNode:
    """The IRI of a thing."""
    return _under(base, segment(thing))


def document_iri(identifier: str, base: str = BASE) -> NamedNode:
    """The IRI of a document, which is also the name of its graph."""
    return _under(base, _segment("Document", _escaped(identifier)))


def graph_iri(name: str, base: str = BASE) -> NamedNode:
    """The name of a graph that belongs to no document: ``gazetteer``, ``equalities``."""
    return _under(base, f"graph/{name}")


def mentions_iri(document: NamedNode) -> NamedNode:
    """The name of the graph that holds a document's mentions and what it leaves undecided."""
    return NamedNode(f"{document.value}/mentions")


def node_iri(document: NamedNode, kind: str, *parts: object) -> NamedNode:
    """A node that belongs to a document, named by what it says, so that the same text gives the same name."""
    said = "\x1f".join(str(part) for part in parts)
    return NamedNode(f"{document.value}/{kind}-{hashlib.sha256(said.encode('utf-8')).hexdigest()[:20]}")


def _under(base: str, rest: str) -> NamedNode:
    if not base.endswith(("/", "#")):
        raise KgError(f"{base!r} is no base for things: it must end with / or #")
    try:
        return NamedNode(base + rest)
    except ValueError as error:
        raise KgError(f"{base!r} is no base for things: {error}") from error
