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
_SKIPPED = re.compile(_SHORT + r"|\#[^\n\r]*|[?$]\w+|:\w[\w-]*|\\.", re.DOTALL)
"""Strings, comments, variables, the local part of a prefixed name (``rc:public-services``), and escapes in one."""
_LONG = re.compile(r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""' + r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''", re.DOTALL)
_IRI = re.compile(r'<[^<>"{}|^`\\\x00-\x20]*>')
_SURELY_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_SERVICE = re.compile("service", re.IGNORECASE)
_QUOTES = ("'", '"')
_TRIPLES = ("'''", '"""')
_PLAIN = re.compile(r"[^\"'#?$:<\\sS]+")

_MOST_DEAD_ENDS = 100
"""Strings that never end: a sound query has none, and each costs a look at the whole rest."""


def refuse_service(sparql: str) -> None:
    """Raise ``QueryError`` if the query has, or could be read to have, a SERVICE clause."""
    if not _SERVICE.search(sparql):
        return
    waiting, seen, dead_ends = [0], set[int](), 0
    while waiting:
        at = waiting.pop()
        if at in seen or at >= len(sparql):
            continue
        seen.add(at)
        if _SERVICE.match(sparql, at):
            raise QueryError(f"{_position(sparql, at)}: SERVICE is not allowed: queries do not leave this store")
        following = _next(sparql, at)
        dead_ends += sparql[at] in _QUOTES and len(following) < 1 + sparql.startswith(_TRIPLES, at)
        if dead_ends > _MOST_DEAD_ENDS:
            raise QueryError(f"{_position(sparql, at)}: too many strings that never end")
        waiting += following


def _next(sparql: str, at: int) -> list[int]:
    """Where the text may go on after the token at a place: two places where it can be read in two ways, none if not."""
    if sparql[at] == "<":
        iri = _IRI.match(sparql, at)
        if iri and _SURELY_IRI.match(sparql, at):
            return [iri.end()]
        return [at + 1, iri.end()] if iri else [at + 1]
    if sparql.startswith(_TRIPLES, at):  # a long string, or an empty one and the start of another
        long = _LONG.match(sparql, at)
        return [at + 2, long.end()] if long else [at + 2]
    token = _SKIPPED.match(sparql, at) or _PLAIN.match(sparql, at)
    if sparql[at] in _QUOTES:
        return [token.end()] if token else []
    return [token.end() if token else at + 1]


def _position(sparql: str, at: int) -> str:
    return f"{sparql.count(chr(10), 0, at) + 1}:{at - sparql.rfind(chr(10), 0, at)}"
