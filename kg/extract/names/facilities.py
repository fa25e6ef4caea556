"""Hospitals, schools and the like as works: an organisation by default, a project where the clause says how far it is
built (妇女儿童医院正式投入使用)."""

from __future__ import annotations

import re
from typing import Any

from kg.extract.names.apart import Apart
from kg.extract.names.chunks import Edges, chunk
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives

_PREFIX = re.compile(r"[省市区县州]")
_PLACE_SIZES = (4, 3, 2)
BUILT = "named with a state"


class Facilities:
    """Heads and the words that tell of building, compiled once."""

    def __init__(self, patterns: dict[str, Any], edges: Edges) -> None:
        table = patterns["facilities"]
        self._edges = edges
        self._apart = Apart(patterns)
        self._plain = frozenset(table["plain"])
        named = rf"({alternatives(table['heads'])})((?:{'|'.join(patterns['extensions'])})*)"
        fillers, after, before = (alternatives(table[key]) for key in ("fillers", "after", "before"))
        self._after = re.compile(rf"{named}(?:项目|工程|主体)?(?:{fillers})*(?:{after})")
        self._inside = re.compile(rf"(?:{before})[^，。；：！？]{{2,30}}?{named}(?=[、，。；]|等|建设|项目|工程|和)")

    def find(self, page: Page) -> list[Hit]:
        """Facilities that a clause says are being built, or have been."""
        matches = (m for pattern in (self._after, self._inside) for m in pattern.finditer(page.text))
        spans = {(*m.span(1), m.end(2)) for m in matches}
        found = (self._named(page, *span) for span in sorted(spans))
        return [hit for hit in found if hit]

    def _named(self, page: Page, head: int, end: int, stop: int) -> Hit | None:
        if not any(w.end == end for w in page.words[page.sentence_index(end - 1)]):
            return None
        phrase = chunk(page, head, end, self._edges)
        start = self._apart.start(page, phrase.start, head)
        start -= next((n for n in _PLACE_SIZES if page.text[start - n : start] in page.lexicon.by_name), 0)
        if phrase.counted or not phrase.specific or page.text[start:head] in self._plain:
            return None
        if any(h.start <= start and end <= h.end for h in page.between(start, stop, "Project")):
            return None
        name = self._owned(page, start, canonical(page.text[start:stop]))
        return Hit(start, stop, EntityId("Project", name), BUILT) if name else None

    @staticmethod
    def _owned(page: Page, start: int, name: str) -> str:
        """妇女儿童医院 and 市妇女儿童医院 are of the document's city; 德阳第五代医院 has its place in its name."""
        known = page.between(start, start + len(name), "Place", "Organization", "Zone")
        placed = bool(known) and known[0].start == start
        placed = placed or any(name[:size] in page.lexicon.by_name for size in _PLACE_SIZES)
        if placed and not _PREFIX.match(name):
            return name
        home = page.home_at(start)
        if home is None:
            return ""
        own = next((u for u in (home, *page.lexicon.ancestors(home)) if u.name.endswith(name[0])), None)
        if _PREFIX.match(name):
            return own.name + name[1:] if own else ""
        return home.name + name
