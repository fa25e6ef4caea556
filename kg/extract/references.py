"""Places that are not named in full: 我市, 在碚举行, 川渝, 绵碚, 两地."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ahocorasick

from kg.extract.page import Hit, Joint, Page
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place, parties

_MOST_MEMBERS = 6


class References:
    """Patterns of reference, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self._lexicon = lexicon
        divisions = alternatives(patterns["divisions"])
        self._own = re.compile(
            f"(?<![一-鿿](?=本))(?:{alternatives(patterns['own'])})({divisions})(?!{alternatives(patterns['own_traps'])})"
        )
        letters = "".join(sorted(lexicon.abbreviations))
        one = patterns["one_character"]
        self._one = re.compile(f"(?:{alternatives(one['before'])})([{letters}])(?={alternatives(one['after'])})")
        self._run = re.compile(f"[{letters}]{{2,{_MOST_MEMBERS}}}")
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

    def _one_characters(self, page: Page, live: set[str]) -> Iterator[Hit]:
        for match in self._one.finditer(page.text):
            unit = self._unit(match[1], live)
            if unit:
                yield Hit(match.start(1), match.end(1), page.place_id(unit), "reference")

    def _unit(self, letter: str, live: set[str]) -> Unit | None:
        """The unit that one character means: one that the page is about; else none."""
        return next((self._lexicon.units[k] for k in self._lexicon.abbreviations.get(letter, ()) if k in live), None)

    def _joints(self, page: Page, live: set[str]) -> Iterator[Joint]:
        taken: list[tuple[int, int]] = []
        for end, name in self._fixed.iter_long(page.text):
            start, stop = end + 1 - len(name), end + 1
            if _starts_word(page, start):
                taken.append((start, stop))
                yield Joint(start, stop, self._members(page, self._lexicon.joint[name]), "joint name")
        for match in self._run.finditer(page.text):
            if any(s < match.end() and match.start() < e for s, e in taken):
                continue
            members = self._made(page, match, live)
            if members:
                yield Joint(match.start(), match.end(), members, "joint name")

    def _members(self, page: Page, keys: tuple[str, ...]) -> tuple[EntityId, ...]:
        return tuple(page.place_id(self._lexicon.units[key]) for key in keys)

    def _made(self, page: Page, match: re.Match[str], live: set[str]) -> tuple[EntityId, ...]:
        """Members of a joint name made for the occasion: every character must stand for a place of this page."""
        if not self._cue.match(page.text, match.end()) or not _starts_word(page, match.start()):
            return ()
        units = [self._unit(letter, live) for letter in match[0]]
        found = [page.place_id(unit) for unit in units if unit]
        return tuple(found) if len(set(found)) == len(match[0]) else ()


def _live(page: Page) -> set[str]:
    """Units that the page names, the one that it speaks for, and those above them."""
    units = {unit.key: unit for hit in page.hits if hit.cls == "Place" and (unit := page.unit_of(hit.id))}
    for _, home in page.homes:
        units[home.key] = home
        units.update({u.key: u for u in page.lexicon.ancestors(home)})
    return set(units)


def _starts_word(page: Page, position: int) -> bool:
    words = page.words[page.sentence_index(position)]
    return any(w.start == position or (w.start < position < w.end and not w.text[: position - w.start].isalnum()) for w in words)
