"""Queries that would leave the machine are refused before the engine sees them.

The engine follows SERVICE to the network and has no switch for it, so the word must be found first. Its parser has no
separate lexer: ``1SERVICE<http://…>`` and ``FILTER(?a<'>')SERVICE…`` are valid, and whether ``<`` opens an IRI or
compares depends on the grammar. So both readings are followed where there are two, and the query is refused if either
meets the word outside strings, comments, IRIs, variables and local names.
"""

from __future__ import annotations

import re

from kg.model import QueryError

_SHORT = r'"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'"
_SKIPPED = re.compile(_SHORT + r"|\#[^\n\r]*|[?$]\w+|:\w[\w-]*", re.DOTALL)
"""Strings, comments, variables, and the local part of a prefixed name (``rc:public-services``)."""
_LONG = re.compile(r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""' + r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''", re.DOTALL)
_IRI = re.compile(r'<[^<>"{}|^`\\\x00-\x20]*>')
_SURELY_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_SERVICE = re.compile("service", re.IGNORECASE)
_PLAIN = re.compile(r"[^\"'#?$:<sS]+")


def refuse_service(sparql: str) -> None:
    """Raise ``QueryError`` if the query has, or could be read to have, a SERVICE clause."""
    if not _SERVICE.search(sparql):
        return
    waiting, seen = [0], set[int]()
    while waiting:
        at = waiting.pop()
        if at in seen or at >= len(sparql):
            continue
        seen.add(at)
        if _SERVICE.match(sparql, at):
            raise QueryError(f"{_position(sparql, at)}: SERVICE is not allowed: queries do not leave this store")
        waiting += _next(sparql, at)


def _next(sparql: str, at: int) -> list[int]:
    """Where the text may go on after the token at a place: two places where the token can be read in two ways."""
    if sparql[at] == "<":
        iri = _IRI.match(sparql, at)
        if iri and _SURELY_IRI.match(sparql, at):
            return [iri.end()]
        return [at + 1, iri.end()] if iri else [at + 1]
    if long := _LONG.match(sparql, at):  # or an empty string and the start of another
        return [at + 2, long.end()]
    token = _SKIPPED.match(sparql, at) or _PLAIN.match(sparql, at)
    return [token.end() if token else at + 1]


def _position(sparql: str, at: int) -> str:
    return f"{sparql.count(chr(10), 0, at) + 1}:{at - sparql.rfind(chr(10), 0, at)}"
