"""Places that are not named in full: 我市, 在碚举行, 川渝, 绵碚, 两地."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ahocorasick

from kg.extract.page import Hit, Joint, Page
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place, parties, unrelated

_MOST_MEMBERS = 5
_NATURE = "江河湖海山岛湾"
_ORDINARY = frozenset({"n", "a", "an", "ad", "v", "vn", "vd", "d", "m", "q", "t", "f", "r", "p", "c"})
_BRACKETED = re.compile(r"（[一-鿿]{2,4}）")


class References:
    """Patterns of reference, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self._lexicon = lexicon
        divisions = alternatives(patterns["divisions"])
        own, at_start = alternatives(patterns["own"]), alternatives(patterns["own_at_start"])
        traps = alternatives(patterns["own_traps"])
        self._own = re.compile(f"(?:{own}|(?<![一-鿿])(?:{at_start}))({divisions})(?!{traps})")
        self._written: dict[str, list[str]] = defaultdict(list)
        for letter, keys in lexicon.abbreviations.items():
            for key in keys:
                self._written[key].append(letter)
        firsts = {letter: lexicon.units[keys[0]] for letter, keys in lexicon.abbreviations.items()}
        self._provinces = {letter: unit for letter, unit in firsts.items() if unit.level == "province"}
        letters = "".join(sorted(lexicon.abbreviations))
        self._not_joint = frozenset(patterns["not_joint"])
        one = patterns["one_character"]
        self._one = re.compile(f"(?:{alternatives(one['before'])})([{letters}])(?={alternatives(one['after'])})")
        self._sure = re.compile(f"(?:{alternatives(one['sure_after'])})")
        self._cue = re.compile(f"(?:{alternatives(patterns['joint_cues'])})")
        self._counts: dict[str, int] = patterns["pairs"]
        self._pair = re.compile(f"(?<!“)(?:{alternatives(list(self._counts))})(?!”)")
        self._fixed = ahocorasick.Automaton()
        for name in lexicon.joint:
            self._fixed.add_word(name, name)
        self._fixed.make_automaton()

    def find(self, page: Page) -> list[Hit]:
        """Single places behind a reference; joint names go to ``page.joints``."""
        letters = self._letters(_live(page))
        page.joints = sorted([*page.joints, *self._joints(page, letters)])
        return [*self._own_places(page), *self._one_characters(page, letters)]

    def pair(self, page: Page) -> None:
        """Resolve 两地 and 双方, once places and joint names are known."""
        pairs = []
        for match in self._pair.finditer(page.text):
            members = parties(page, match.start(), self._counts[match[0]])
            if members:
                pairs.append(Joint(match.start(), match.end(), members, "pair"))
        page.joints = sorted([*page.joints, *pairs])

    def _own_places(self, page: Page) -> Iterator[Hit]:
        for match in self._own.finditer(page.text):
            unit = body_place(page, match.start(), match[1])
            if unit:
                yield Hit(match.start(), match.end(), page.place_id(unit), "reference")

    def _one_characters(self, page: Page, letters: Mapping[str, Unit]) -> Iterator[Hit]:
        for match in self._one.finditer(page.text):
            unit = letters.get(match[1])
            if not unit and self._sure.match(page.text, match.end(1)):
                unit = self._only(match[1])
            if unit:
                yield Hit(match.start(1), match.end(1), page.place_id(unit), "reference")

    def _is_word(self, page: Page, start: int, end: int) -> bool:
        """Whether the characters are a word or a name: 上海 is not 上 and 海, 平台 not 平 and 台, 湘江 is a river."""
        if page.text[start:end] in self._not_joint or page.text[start:end] in self._lexicon.by_name:
            return True
        words = page.words[page.sentence_index(start)]
        if any(w.start <= start and end <= w.end and w.tag in _ORDINARY for w in words):
            return True
        if page.text[end - 1] in _NATURE:
            return True
        return any(h.start < end and start < h.end for h in page.between(max(0, start - 10), end + 10, "Place"))

    def _letters(self, live: Sequence[Unit]) -> dict[str, Unit]:
        """What one character means on a page that is about these units, the most named first: an abbreviation of one,
        else the first character of one."""
        initials = {unit.short[0]: unit for unit in reversed(live)}
        known = {letter: unit for unit in reversed(live) for letter in self._written.get(unit.key, ())}
        return initials | known

    def _only(self, letter: str) -> Unit | None:
        """The unit of an abbreviation that only one has: 榕, 邕, 沪."""
        keys = self._lexicon.abbreviations.get(letter, ())
        return self._lexicon.units[keys[0]] if len(keys) == 1 else None

    def _joints(self, page: Page, letters: Mapping[str, Unit]) -> Iterator[Joint]:
        ends: list[int] = []
        for end, name in self._fixed.iter_long(page.text):
            start, stop = end + 1 - len(name), end + 1
            if _starts_word(page, start):
                members = self._members(page, self._lexicon.joint[name])
                more = self._more(page, stop, members, letters)
                ends.append(stop + len(more))
                yield Joint(start, stop + len(more), (*members, *more), "joint name")
        for cue in self._cue.finditer(page.text):
            before = bisect_right(ends, cue.start())
            if not before or ends[before - 1] <= cue.start() - _MOST_MEMBERS:
                yield from self._made(page, cue.start(), {**self._provinces, **letters})
        for bracket in _BRACKETED.finditer(page.text):
            yield from self._made(page, bracket.end() - 1, letters)

    def _more(
        self, page: Page, end: int, members: Sequence[EntityId], letters: Mapping[str, Unit]
    ) -> tuple[EntityId, ...]:
        """One member more than the lexicon's joint name has, before a cue: 广佛肇清四市, 京津冀鲁五省市."""
        letter = page.text[end : end + 1]
        if not letter or not self._cue.match(page.text, end + 1):
            return ()
        near = {self._lexicon.ancestors(u)[-1].key for id in members if (u := page.unit_of(id)) and u.parent}
        known = [self._lexicon.units[key] for key in self._lexicon.abbreviations.get(letter, ())]
        options = [u for u in known if not u.parent or self._lexicon.ancestors(u)[-1].key in near]
        unit = letters.get(letter) or (options[0] if options else None)
        ids = (page.place_id(unit),) if unit else ()
        return ids if not set(ids) & set(members) and unrelated(page, [*members, *ids]) else ()

    def _members(self, page: Page, keys: tuple[str, ...]) -> tuple[EntityId, ...]:
        return tuple(page.place_id(self._lexicon.units[key]) for key in keys)

    def _made(self, page: Page, end: int, letters: Mapping[str, Unit]) -> Iterator[Joint]:
        """A joint name made for the occasion, before its cue: every character must stand for a place of this page."""
        for size in range(_MOST_MEMBERS, 1, -1):
            start = end - size
            text = page.text[max(0, start) : end]
            if start < 0 or not all(letter in letters for letter in text):
                continue
            members = tuple(page.place_id(letters[letter]) for letter in text)
            if len(set(members)) < size or self._is_word(page, start, end) or not _starts_word(page, start):
                continue
            if unrelated(page, members):
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
