"""Named things that the lexicon knows: regions, lines, zones, initiatives, bodies."""

from __future__ import annotations

import ahocorasick

from kg.extract.page import Hit, Page
from kg.lexicon import Lexicon
from kg.model import EntityId


class Terms:
    """All names and aliases of terms in one automaton; built once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._automaton = ahocorasick.Automaton()
        for term in lexicon.terms:
            for name in (term.name, *term.aliases):
                if name not in lexicon.ambiguous:
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


def _ends_word(page: Page, end: int) -> bool:
    words = page.words[page.sentence_index(end - 1)]
    return any(w.end == end or (w.start < end < w.end and w.tag in ("LOC", "ORG", "nz", "n")) for w in words)
