"""Places that are not named in full: 我市, 在碚举行, 川渝, 绵碚, 两地."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import ahocorasick

from kg.extract.page import Hit, Joint, Page
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place, parties, unrelated

_MOST_MEMBERS = 5
_BRACKETED = re.compile(r"（[一-鿿]{2,4}）")


class References:
    """Patterns of reference, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self._lexicon = lexicon
        divisions = alternatives(patterns["divisions"])
        self._own = re.compile(
            f"(?<![一-鿿](?=本))(?:{alternatives(patterns['own'])})({divisions})(?!{alternatives(patterns['own_traps'])})"
        )
        letters = "".join(sorted(lexicon.abbreviations))
        self._not_joint = frozenset(patterns["not_joint"])
        one = patterns["one_character"]
        self._one = re.compile(f"(?:{alternatives(one['before'])})([{letters}])(?={alternatives(one['after'])})")
        self._cue = re.compile(f"(?:{alternatives(patterns['joint_cues'])})")
        self._counts: dict[str, int] = patterns["pairs"]
        self._pair = re.compile(f"(?<!“)(?:{alternatives(list(self._counts))})(?!”)")
        self._fixed = ahocorasick.Automaton()
        for name in lexicon.joint:
            self._fixed.add_word(name, name)
        self._fixed.make_automaton()

    def find(self, page: Page) -> list[Hit]:
        """Single places behind a reference; joint names go to ``page.joints``."""
        live = _live(page)
        page.joints.extend(self._joints(page, live))
        page.joints.sort()
        return [*self._own_places(page), *self._one_characters(page, live)]

    def pair(self, page: Page) -> None:
        """Resolve 两地 and 双方, once places and joint names are known."""
        for match in self._pair.finditer(page.text):
            members = parties(page, match.start(), self._counts[match[0]])
            if members:
                page.joints.append(Joint(match.start(), match.end(), members, "pair"))
        page.joints.sort()

    def _own_places(self, page: Page) -> Iterator[Hit]:
        for match in self._own.finditer(page.text):
            unit = body_place(page, match.start(), match[1])
            if unit:
                yield Hit(match.start(), match.end(), page.place_id(unit), "reference")

    def _one_characters(self, page: Page, live: Sequence[Unit]) -> Iterator[Hit]:
        for match in self._one.finditer(page.text):
            unit = self._unit(match[1], live)
            if unit:
                yield Hit(match.start(1), match.end(1), page.place_id(unit), "reference")

    def _is_word(self, page: Page, start: int, end: int) -> bool:
        """Whether the characters are a word or a place's own name (上海 is not 上 and 海)."""
        if page.text[start:end] in self._not_joint or page.text[start:end] in self._lexicon.by_name:
            return True
        return any(h.start < end and start < h.end for h in page.between(max(0, start - 10), end + 10, "Place"))

    def _unit(self, letter: str, live: Sequence[Unit]) -> Unit | None:
        """The unit that one character means: one that the page is about; else none."""
        known = self._lexicon.abbreviations.get(letter, ())
        return next((u for u in live if u.key in known), None) or next((u for u in live if u.short[0] == letter), None)

    def _joints(self, page: Page, live: Sequence[Unit]) -> Iterator[Joint]:
        taken: list[tuple[int, int]] = []
        for end, name in self._fixed.iter_long(page.text):
            start, stop = end + 1 - len(name), end + 1
            if _starts_word(page, start):
                taken.append((start, stop))
                yield Joint(start, stop, self._members(page, self._lexicon.joint[name]), "joint name")
        for cue in self._cue.finditer(page.text):
            if not any(s < cue.start() and cue.start() - _MOST_MEMBERS < e for s, e in taken):
                yield from self._made(page, cue.start(), live)

        for bracket in _BRACKETED.finditer(page.text):
            yield from self._made(page, bracket.end() - 1, live)

    def _members(self, page: Page, keys: tuple[str, ...]) -> tuple[EntityId, ...]:
        return tuple(page.place_id(self._lexicon.units[key]) for key in keys)

    def _made(self, page: Page, end: int, live: Sequence[Unit]) -> Iterator[Joint]:
        """A joint name made for the occasion, before its cue: every character must stand for a place of this page."""
        for size in range(_MOST_MEMBERS, 1, -1):
            start = end - size
            if start < 0 or self._is_word(page, start, end) or not _starts_word(page, start):
                continue
            units = [self._unit(letter, live) for letter in page.text[start:end]]
            members = tuple(page.place_id(unit) for unit in units if unit)
            if len(set(members)) == size and unrelated(page, members):
                yield Joint(start, end, members, "joint name")
                return


def _live(page: Page) -> list[Unit]:
    """Units that the page names, the most named first, the one that it speaks for, and those above them."""
    counts = Counter(hit.id.scope for hit in page.hits if hit.cls == "Place")
    for _, home in page.homes:
        counts.update({unit.key: 1 for unit in (home, *page.lexicon.ancestors(home))})
    keys = sorted((key for key in counts if key in page.lexicon.units), key=lambda k: (-counts[k], k))
    return [page.lexicon.units[key] for key in keys if page.lexicon.units[key].level != "town"]


def _starts_word(page: Page, position: int) -> bool:
    words = page.words[page.sentence_index(position)]
    return any(
        w.start == position or (w.start < position < w.end and not w.text[: position - w.start].isalnum())
        for w in words
    )
