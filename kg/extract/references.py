"""Places that are not named in full: 我市, 在碚举行, 川渝, 绵碚, 两地."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ahocorasick

from kg.extract.letters import Initials, Letters, Silence
from kg.extract.page import Hit, Joint, Page
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place, parties, unrelated

_MOST_MEMBERS = 5
_NATURE, _SIDES, _PAIR = "江河湖海山岛湾", "东西南北中", 2
_ORDINARY = frozenset({"n", "a", "an", "ad", "v", "vn", "vd", "d", "m", "q", "t", "f", "r", "p", "c"})
_FUNCTION = frozenset({"p", "c", "d", "u", "r", "f", "m", "q", "t"})
_BRACKETED = re.compile(r"（[一-鿿]{2,4}）")
_QUOTED = re.compile(r"“[一-鿿]{2,5}”")
_PROVINCES_LEAST = 3
"""How many provinces side by side by one character each need no cue: 渝黔桂."""


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
        self._initials = Initials(lexicon)
        self._possible = frozenset(self._initials.units) | frozenset(lexicon.abbreviations)
        provinces, lines = "".join(sorted(self._provinces)), alternatives(patterns["lines"])
        self._province_run = re.compile(f"[{provinces}]{{{_PROVINCES_LEAST},{_MOST_MEMBERS}}}(?<!新)(?!{lines})")
        self._silent = "".join(patterns["silent"])
        letters = "".join(sorted(lexicon.abbreviations))
        self._in_no_word = re.compile(f"[{''.join(patterns['in_no_word'])}]")
        self._not_joint = re.compile(alternatives(patterns["not_joint"]))
        one = patterns["one_character"]
        self._one = re.compile(f"(?:{alternatives(one['before'])})([{letters}])(?={alternatives(one['after'])})")
        self._sure = re.compile(f"(?:{alternatives(one['sure_after'])})")
        self._cue = re.compile(f"(?:{alternatives(patterns['joint_cues'])})")
        self._acts_at_once = re.compile(f"(?:{alternatives(patterns['strong_cues'])})")
        head = alternatives(patterns["strong_heads"])
        at_once, cues = alternatives(patterns["strong_cues"]), alternatives(patterns["joint_cues"])
        listed = f"、(?=(?:[一-鿿]{{2,4}}、){{0,3}}[一-鿿]{{2,4}}(?:{at_once}))"
        self._strong = re.compile(f"(?:{listed}|{at_once}|(?:{cues})[一-鿿]{{0,6}}?(?:{head}))")
        self._sure_heads = re.compile(f"(?:{head})")
        self._counts: dict[str, int] = patterns["pairs"]
        self._pair = re.compile(f"(?<![“东西南北])(?:{alternatives(list(self._counts))})(?![”州县区])")
        wholes = {name: _keys(lexicon, members) for name, members in patterns["wholes"].items()}
        self._named = {**lexicon.joint, **wholes}
        self._fixed = ahocorasick.Automaton()
        for name in self._named:
            self._fixed.add_word(name, name)
        self._fixed.make_automaton()

    def find(self, page: Page) -> list[Hit]:
        """Single places behind a reference; joint names go to ``page.joints``."""
        letters = self._letters(_live(page))
        page.joints = sorted([*page.joints, *self._joints(page, letters)])
        return [*self._own_places(page), *self._one_characters(page, letters), *_areas(page)]

    def pair(self, page: Page) -> None:
        """Resolve 两地 and 双方, once places and joint names are known."""
        pairs = []
        for match in self._pair.finditer(page.text):
            if any(j.start <= match.start() < j.end for j in page.joints):
                continue  # 东北三省
            members = parties(page, match.start(), self._counts[match[0]], _kind(match[0]))
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
        text = page.text[start:end]
        if text in self._lexicon.by_name or self._not_joint.search(text):
            return True
        if len(text) == _PAIR and text[-1] in _SIDES:
            return True
        words = page.words_over(start, end)
        whole = any(w.start <= start and end <= w.end and w.tag in _ORDINARY for w in words)
        if whole and not self._in_no_word.search(text):
            return True
        if any(w.tag in _FUNCTION for w in words):
            return True
        if any(w.start == start and w.end < end and len(w.text) > 1 and w.tag in _ORDINARY for w in words):
            return True  # 来自京津冀
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

    def _joints(self, page: Page, letters: Mapping[str, Unit]) -> list[Joint]:
        """Joint names of the lexicon and those made for the occasion; of two that overlap the longer."""
        fixed = []
        for end, name in self._fixed.iter_long(page.text):
            start, stop = end + 1 - len(name), end + 1
            if _starts_word(page, start) or len(name) > _PAIR or self._acts_at_once.match(page.text, stop):
                fixed.append(Joint(start, stop, self._members(page, self._named[name]), "joint name"))
        made = list(self._made(page, letters))
        found: list[Joint] = []
        for joint in sorted([*fixed, *made, *self._again(page, made)], key=lambda j: j.start - j.end):
            if not any(j.start < joint.end and joint.start < j.end for j in found):
                found.append(joint)
        return found

    def _again(self, page: Page, made: Sequence[Joint]) -> Iterator[Joint]:
        """深哈对口合作, 推动深哈产业园: a name made for the occasion keeps its sense before other cues."""
        for text, members in {page.text[j.start : j.end]: j.members for j in made}.items():
            for match in re.finditer(text, page.text):
                if self._cue.match(page.text, match.end()) or self._acts_at_once.match(page.text, match.end()):
                    yield Joint(match.start(), match.end(), members, "joint name")

    def _made(self, page: Page, letters: Mapping[str, Unit]) -> Iterator[Joint]:
        """Joint names made for the occasion: before a cue, in brackets or quotes, or of three provinces and more."""
        geography = Letters(page, self._initials, Silence(self._silent))
        ends = {cue.start(): False for cue in self._cue.finditer(page.text)}
        for bracket in _BRACKETED.finditer(page.text):  # 浙赣边际合作（衢饶）示范区
            ends[bracket.end() - 1] = bool(self._sure_heads.match(page.text, bracket.end()))
        ends |= {quote.end() - 1: True for quote in _QUOTED.finditer(page.text)}
        ends |= {cue.start(): True for cue in self._strong.finditer(page.text)}
        live = {letter: unit for letter, unit in letters.items() if letter not in self._silent}
        for end, strong in sorted(ends.items()):
            for joint in self._made_before(page, end, live, geography if strong else None):
                yield joint
                yield from self._paired_before(page, joint, live, geography)
        for run in self._province_run.finditer(page.text):
            yield from self._made_before(page, run.end(), self._provinces, None)

    def _paired_before(self, page: Page, joint: Joint, live: Mapping[str, Unit], geography: Letters) -> Iterator[Joint]:
        """闽港闽澳合作: a pair right before a pair that begins with the same place."""
        at = joint.start
        if joint.end - at == _PAIR and at > 1 and page.text[at - _PAIR] == page.text[at]:
            yield from self._made_before(page, at, live, geography)

    def _members(self, page: Page, keys: tuple[str, ...]) -> tuple[EntityId, ...]:
        return tuple(page.place_id(self._lexicon.units[key]) for key in keys)

    def _made_before(
        self, page: Page, end: int, letters: Mapping[str, Unit], geography: Letters | None
    ) -> Iterator[Joint]:
        """The longest run of characters before a position of which each stands for a place: of this page, or, where the
        cue leaves no doubt, one that lies near the others."""
        if end < _PAIR or not (page.text[end - 1] in self._possible and page.text[end - _PAIR] in self._possible):
            return
        for size in range(_MOST_MEMBERS, 1, -1):
            start = end - size
            text = page.text[max(0, start) : end]
            if not geography and not all(letter in letters or letter in self._provinces for letter in text):
                continue
            if start < 0 or not _starts_word(page, start) or self._is_word(page, start, end):
                continue
            units = self._read(text, letters, geography)
            members = tuple(page.place_id(unit) for unit in units)
            if len(set(members)) == size and unrelated(page, members):
                yield Joint(start, end, members, "joint name")
                return

    def _read(self, text: str, letters: Mapping[str, Unit], geography: Letters | None) -> list[Unit]:
        """The unit behind each character; empty if one stays open."""
        cities = any(letter in letters and letters[letter].level != "province" for letter in text)
        if all(letter in self._provinces for letter in text) and (len(text) >= _PROVINCES_LEAST or not cities):
            return [self._provinces[letter] for letter in text]
        if geography and not all(letter in letters for letter in text):
            found = [self._meant(*pair, letters) for pair in zip(text, geography.read(text), strict=False)]
            known = [unit for unit in found if unit]
            if len(known) == len(text):
                return known
        mixed = {**self._provinces, **letters}
        return [mixed[letter] for letter in text] if all(letter in mixed for letter in text) else []

    def _meant(self, letter: str, near: Unit | None, letters: Mapping[str, Unit]) -> Unit | None:
        """What geography says, or a city of the page rather than a county; what stays open is what the character is
        agreed to mean, if that is one place."""
        named = letters.get(letter)
        if near is None:
            return named or (None if letter in self._silent else self._only(letter))
        return named if named and near.level == "county" and named.level == "prefecture" else near


def _keys(lexicon: Lexicon, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(lexicon.units_named(name)[0].key for name in names)


def _kind(word: str) -> str:
    """What 三省 or 两市 counts; empty for 两地 and 双方, and for 三省一市."""
    return word[1] if len(word) == _PAIR and word[1] in "省市县区" else ""


def _goes_on(page: Page, position: int) -> bool:
    """Whether a noun follows, so that what is before is only the start of a name: “衢黄南饶”联盟花园."""
    words = page.words[page.sentence_index(position)]
    return any(w.start == position and w.tag in ("n", "nz", "nw", "LOC", "ORG") for w in words)


def _areas(page: Page) -> Iterator[Hit]:
    """Several counties or cities by one name in quotes are an area: “黎从榕”."""
    for joint in page.joints:
        levels = {unit.level for id in joint.members if (unit := page.unit_of(id))}
        quoted = page.text[joint.start - 1 : joint.start] + page.text[joint.end : joint.end + 1] == "“”"
        if quoted and len(joint.members) > _PAIR and "province" not in levels and not _goes_on(page, joint.end + 1):
            yield Hit(joint.start, joint.end, EntityId("Region", page.text[joint.start : joint.end]), "joint name")


def _live(page: Page) -> list[Unit]:
    """Units that the page names, the most named first, the one that it speaks for, and those above them."""
    counts = Counter(hit.id.scope for hit in page.hits if hit.cls == "Place")
    for _, home in page.homes:
        counts.update({unit.key: 1 for unit in (home, *page.lexicon.ancestors(home))})
    keys = sorted((key for key in counts if key in page.lexicon.units), key=lambda k: (-counts[k], k))
    return [page.lexicon.units[key] for key in keys if page.lexicon.units[key].level != "town"]


def _starts_word(page: Page, position: int) -> bool:
    words = page.words_over(position, position + 1)
    return any(w.start == position or not w.text[: position - w.start].isalnum() for w in words)
