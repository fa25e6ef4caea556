"""What places build together, by a plain name: 与成都、眉山共建锂电产业集群、绿色食品产业集群.

A cluster or a base has no proper part in its name; that two places build it makes it one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives

_LEAST_OWN, _LONGEST = 2, 24
_NAMED = ("Zone", "Project", "Region", "Initiative", "Railway", "Road")


class Jointly:
    """Verbs of building together and what is built, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        table = patterns["jointly_built"]
        self._verb = re.compile(f"(?:{alternatives(patterns['builds'])})(?:共享|了|一批)?")
        self._class_of = {head: cls for cls, heads in table["heads"].items() for head in heads}
        heads = alternatives(list(self._class_of))
        self._member = re.compile(
            f"[^，。；：、！？\n]{{{_LEAST_OWN},{_LONGEST}}}?({heads})(?=[，。；、和及与等]|$|建设)"
        )
        self._generic = re.compile(f"(?:{alternatives(table['generic'])})*(?:{heads})")
        self._set = re.compile(alternatives(table["sets"]))

    def find(self, page: Page) -> Iterator[Hit]:
        """Members of the lists that follow a verb of building together, in clauses that name two builders."""
        for verb in self._verb.finditer(page.text):
            left, right = page.clause_at(verb.start(), verb.end())
            if self._several(page, left, verb.start()):
                yield from self._built(page, verb.end(), right)

    def _several(self, page: Page, left: int, verb: int) -> bool:
        """Whether the clause names two builders or more, or one beside the place that the document is of, or a joint
        name opened the sentence."""
        joints = page.joints_between(page.sentence_at(verb).start, verb)
        if any(not page.covering(j.start, j.end, *_NAMED) for j in joints):
            return True
        places = page.between(left, verb, "Place")
        least = 1 if self._set.search(page.text, left, verb) and page.home_at(left) else 2
        return len(places) >= least

    def _built(self, page: Page, at: int, right: int) -> Iterator[Hit]:
        while member := self._member.match(page.text, at, right):
            if not self._generic.fullmatch(page.text, at, member.end()):
                name = canonical(page.text[at : member.end()])
                yield Hit(at, member.end(), EntityId(self._class_of[member[1]], name), "built jointly")
            at = member.end() + 1
