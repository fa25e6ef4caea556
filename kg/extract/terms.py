"""Named things that the lexicon knows: regions, lines, zones, initiatives, bodies; fairs are for ``Meetings``."""

from __future__ import annotations

import re

import ahocorasick

from kg.extract.page import Hit, Page
from kg.lexicon import Lexicon
from kg.model import EntityId
from kg.patterns import alternatives


class Terms:
    """All names and aliases of terms in one automaton; built once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._automaton = ahocorasick.Automaton()
        regional = _work_on_regions(lexicon)
        for term in (term for term in lexicon.terms if term.cls != "Meeting"):
            for name in (term.name, *term.aliases):
                if name not in lexicon.ambiguous and not (term.cls == "Initiative" and regional.fullmatch(name)):
                    self._automaton.add_word(name, (name, EntityId(term.cls, term.name)))
        if lexicon.terms:
            self._automaton.make_automaton()

    def find(self, page: Page) -> list[Hit]:
        """Terms by the longest name or alias at each place of the text that does not split a word's end."""
        if not len(self._automaton):
            return []
        return [
            Hit(last + 1 - len(name), last + 1, id, "gazetteer")
            for last, (name, id) in self._automaton.iter_long(page.text)
            if _ends_word(page, last + 1)
        ]


def _work_on_regions(lexicon: Lexicon) -> re.Pattern[str]:
    """推动成渝地区双城经济圈建设 names the region and who takes part in it; it is no drive beside the region."""
    regions = [name for term in lexicon.terms if term.cls == "Region" for name in (term.name, *term.aliases)]
    return re.compile(f"(?:推动)?(?:{alternatives(regions)})(?:建设|发展|高质量发展|建设战略|发展战略)")


def _ends_word(page: Page, end: int) -> bool:
    if page.text.startswith("部门", end - 1):  # 商务部门 of some place is not the ministry
        return False
    words = page.words[page.sentence_index(end - 1)]
    return any(w.end == end or (w.start < end < w.end and w.tag in ("LOC", "ORG", "nz", "n")) for w in words)
