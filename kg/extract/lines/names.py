"""What a line is called by: the lexicon's name for it, else what stands in the text less the provinces of its ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from kg.extract.letters import LEAST
from kg.extract.lines.body import Body, unit_at
from kg.extract.naming import canonical
from kg.extract.page import Page
from kg.lexicon import Lexicon, Term
from kg.model import EntityId

_PART = re.compile(r".*(?:机场|[站港线]|枢纽|口岸|园区|新区)$")
"""What is no terminus without the city before it: 郑州机场, 张掖三四线."""
_NUMBER = re.compile(r"^[GSX]\d{1,4}")


class LineNames:
    """Names of lines and what the lexicon knows of them."""

    def __init__(self, lexicon: Lexicon, alike: Sequence[Sequence[str]]) -> None:
        self.terms = {name: t for t in lexicon.terms if t.cls in ("Railway", "Road") for name in (t.name, *t.aliases)}
        self._alike = alike
        self._signs = _signs(lexicon)

    def id(self, page: Page, cls: str, body: Body, head: str) -> EntityId:
        """The lexicon's line of that name, of a like head, or of characters for the termini; else a line of its own."""
        name = spelt(page, body).removesuffix("段") + head
        term = self.known(name, cls, head)
        for sign in () if term else self._short_forms(page, body):
            term = term or self.known(sign + head, cls, head)
        return EntityId(term.cls, term.name) if term else EntityId(cls, name)

    def known(self, name: str, cls: str, head: str) -> Term | None:
        """The lexicon's line of the name, with its head or one like it."""
        stem = name.removesuffix(head)
        heads = next((group for group in self._alike if head in group), [])
        names = [name, _NUMBER.sub("", name)] + [_NUMBER.sub("", stem) + other for other in heads]
        found = (self.terms[n] for n in names if n in self.terms)
        return next((t for t in found if t.cls == cls), None)

    def _short_forms(self, page: Page, body: Body) -> Iterator[str]:
        """Short forms of a name that spells its termini: 西延 for 西安至延安."""
        units = [(unit_at(page, span), page.text[span[0]]) for span in body.termini]
        if any(unit for unit, _ in units):
            for signs in product(*(self._signs[unit.key] if unit else (first,) for unit, first in units)):
                yield "".join(signs)


def spelt(page: Page, body: Body) -> str:
    """What stands before the head; of termini without the provinces that they lie in (福建宁德至江西上饶)."""
    parts, last = [], body.start
    for start, end in body.termini:
        parts += [page.text[last:start], page.text[_own_start(page, start, end) : end]]
        last = end
    return canonical("".join(parts) + page.text[last : body.end])


def _own_start(page: Page, start: int, end: int) -> int:
    """Where a terminus starts without the places that it lies in, whether a list knows it or not."""
    for place in page.between(start, end, "Place"):
        unit = page.unit_of(place.id)
        leads = place.start == start and end - place.end >= LEAST and unit and unit.level in ("province", "prefecture")
        if leads and (unit_at(page, (place.end, end)) or not _PART.match(page.text, place.end, end)):
            start = place.end
    return start


def _signs(lexicon: Lexicon) -> Mapping[str, tuple[str, ...]]:
    """Unit key → the characters that lines are called by: the first of its name, and what it is abbreviated to."""
    signs: dict[str, list[str]] = defaultdict(list)
    for unit in lexicon.units.values():
        signs[unit.key].append(unit.short[:1])
    for letter, keys in lexicon.abbreviations.items():
        for key in keys:
            signs[key].append(letter)
    return {key: tuple(dict.fromkeys(found)) for key, found in signs.items()}
