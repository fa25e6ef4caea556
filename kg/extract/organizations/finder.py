"""Organisations: bodies of a division or of the state, and those with a name of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ahocorasick

from kg.extract.organizations.bodies import Bodies
from kg.extract.page import Hit, Page, Word
from kg.extract.papers.phrases import Spans, word_over
from kg.lexicon import Lexicon
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place

_NAME_TAGS = ("n", "nz", "nw", "vn", "s", "f", "an", "LOC", "ORG", "nr", "PER")
_PROPER_TAGS = ("LOC", "ORG", "nz", "nw")
_PROVINCE_DRIVES = ("省推进", "省推动", "市推进", "市推动")
_SIDES = re.compile("(?<!第)[两三四五六七八九]方$")
_LEAST = 3
_LONGEST = 24


class Organizations:
    """Patterns of organisations' names, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self.bodies = Bodies(patterns)
        self._national: dict[str, str] = patterns["national"]
        self._no = frozenset(patterns["not_organizations"])
        self._no_end = (*patterns["not_endings"], *_fairs(lexicon))
        self._kept = tuple(patterns["kept_endings"])
        self._no_start = tuple(patterns["not_beginnings"])
        self._end = (*patterns["endings"], *patterns["suffixes"])
        self._no_firm = tuple(patterns["not_firms"])
        kinds = alternatives([*patterns["suffixes"], *patterns["endings"]])
        self._sort = re.compile(f"(?:{alternatives(patterns['sorts'])})+(?:{kinds})?")
        self._suffix = re.compile(f"(?:{alternatives(patterns['suffixes'])})(?![一-鿿]{{0,2}}(?:路|站))")
        self._academy = re.compile(patterns["academies"])
        self._not_after = re.compile(patterns["no_body_before"])
        self._committees = frozenset(patterns["committee_suffixes"])
        self._inner = frozenset(patterns["inner_verbs"])
        self._jointly = re.compile(f"(?:{kinds})(?P<rest>{alternatives(patterns['done_jointly'])})")
        self._department = re.compile(patterns["department_of_university"])
        self._owner = re.compile(f"[一-鿿]{{2,}}(?:{alternatives(patterns['owners'])})")
        self._set_up = re.compile(f"(?:{alternatives(patterns['set_up'])})了?(?P<name>[^，。；、的“《\n]{{4,30}})$")
        self._whose = re.compile(f"(?:{alternatives(patterns['levels'])})(?!级)")
        self._campus = re.compile(patterns["campus"])
        self._bureau = re.compile(f"{patterns['bureaus']}(?![一-鿿]*?(?:公司|集团))")
        self._firms = re.compile(patterns["list_of_firms"])
        self._several = re.compile(patterns["several"])
        self._committee = re.compile(f"(.+?)(?:{alternatives(patterns['committees']['words'])})")
        self._zone_name = re.compile(patterns["committees"]["zone"])
        self._committee_name: str = patterns["committees"]["name"]
        self._zones = zones(lexicon)
        self._terms, self._automaton = _terms(lexicon, self._national)

    def find(self, page: Page) -> list[Hit]:
        """Organisations that the page names, with the place of 市委 or 市生态环境局 resolved."""
        bodies = list(self.bodies.find(page))
        taken = Spans((hit.start, hit.end) for hit in bodies)
        named = [hit for hit in self._named(page) if not _touches(taken, hit.start, hit.end)]
        return [*bodies, *named]

    def _named(self, page: Page) -> Iterator[Hit]:
        yield from self._listed(page)
        for words in page.words:
            for word in words:
                if word.tag == "ORG":
                    yield from self._tagged(page, word)
        for match in (*self._academy.finditer(page.text), *self._bureau.finditer(page.text)):
            yield Hit(*match.span(), EntityId("Organization", match[0]), "academy")
        for match in self._suffix.finditer(page.text):
            yield from self._suffixed(page, match)
        for match in self._firms.finditer(page.text):
            yield from self._listed_firms(page, match)

    def _listed(self, page: Page) -> Iterator[Hit]:
        """Names that the lexicon has."""
        for end, name in self._automaton.iter_long(page.text):
            start, stop = end + 1 - len(name), end + 1
            if _fits(page, start, stop):
                yield Hit(start, stop, EntityId("Organization", self._terms[name]), "lexicon")

    def _tagged(self, page: Page, word: Word) -> Iterator[Hit]:
        start, end = _trimmed(page.text, word.start, word.end)
        start, end = self._owner_before(page, start), self._own_end(page, start, end)
        text = self.bodies.without_verb(page.text[start:end])
        start = end - len(text)
        if self.bodies.relative(text) == text or self.bodies.knows(text):
            return
        if text in self._terms or not self._may_be(text) or not self._ends_well(text):
            return
        if _is_place(page, start, end) or _quoted(page.text, start, end):
            return
        if not self._is_of_somewhere(page, text, start):
            return
        if any(d in page.text[max(0, start - 1) : end + 1] for d in "·") or self._not_after.match(page.text, end):
            return
        name = _placed(page, start, text)
        if name:
            campus = self._campus.match(page.text, end) if text.endswith("大学") else None
            end = campus.end() if campus else end
            name += campus[0] if campus else ""
            yield Hit(start, end, EntityId("Organization", self._name(name)), "tagger")

    def _owner_before(self, page: Page, start: int) -> int:
        """Where a firm's part starts that the tagger splits from its owner: 中国通号|西工集团沈信公司."""
        owner = word_over(page, start - 1) if start else None
        if not owner or owner.tag != "ORG" or owner.text in self._national or self.bodies.relative(owner.text):
            return start
        known = any(hit.start == start for hit in page.between(start, start + _LONGEST, "Place"))
        return start if known or owner.text.endswith(tuple("、，）”")) else owner.start

    def _own_end(self, page: Page, start: int, end: int) -> int:
        """Where the name ends that the tagger lets run on: before 共建 with another body, before a department whose
        head is named, before the works of a firm."""
        jointly = self._jointly.search(page.text, start + 1, end)
        if jointly:
            return jointly.start("rest")
        department = self._department.search(page.text, start, end + _LEAST)
        if department and department.end() <= end:
            return department.start("department")
        owner = self._owner.match(page.text, start, end)
        return owner.end() if owner and not page.text.endswith(self._end, start, end) else end

    def _suffixed(self, page: Page, match: re.Match[str]) -> Iterator[Hit]:
        """A run of nouns that begins with a proper name and ends with a suffix: 四川丘陵山区农机装备产业技术研究院."""
        last = word_over(page, match.end() - 1)
        if not last or last.end != match.end() or last.tag == "ORG":
            return
        committee = match[0] in self._committees
        start = self._set_up_start(page, match.end()) if committee else -1
        start = start if start >= 0 else self._proper_start(page, last, committee=committee)
        text = page.text[start : match.end()]
        if 0 <= start < match.start() and len(text) <= (_LONGEST + committee * _LEAST * 2) and self._may_be(text):
            name = _placed(page, start, text)
            if name:
                yield Hit(start, match.end(), EntityId("Organization", self._name(name)), "suffix")

    def _set_up_start(self, page: Page, end: int) -> int:
        """Start of a committee's name right behind the verb that sets it up; -1 if it names no place and no body."""
        found = self._set_up.search(page.text, page.sentence_at(end - 1).start, end)
        first = word_over(page, found.start("name")) if found else None
        if not found or not first or first.start != found.start("name"):
            return -1
        proper = first.tag in _PROPER_TAGS or self._whose.match(page.text, first.start)
        return first.start if proper or page.between(first.start, end, "Place", "Region", "Zone") else -1

    def _proper_start(self, page: Page, last: Word, *, committee: bool) -> int:
        """Start of the run of nouns (of a committee's task, also verbs) that the word ends, from its first proper name
        on; -1 if it holds none."""
        found = last.start if last.tag in _PROPER_TAGS else -1
        words = page.words[page.sentence_index(last.start)]
        for word in reversed(words[: words.index(last)]):
            if word.tag not in _NAME_TAGS and not (committee and word.text in self._inner):
                break
            if word.tag in _PROPER_TAGS or _is_place(page, word.start, word.end):
                found = word.start
        level = page.text[found - 3 : found]
        return found - 3 if found >= 0 and level in _PROVINCE_DRIVES else found

    def _listed_firms(self, page: Page, match: re.Match[str]) -> Iterator[Hit]:
        """Members of a list that its tail calls firms, if the tagger or the lexicon knows one of them:
        比亚迪、太阳纸业等龙头企业."""
        spans = [m.span() for m in re.finditer("[^、和]+", page.text[match.start("list") : match.end("list")])]
        spans = [(match.start("list") + s, match.start("list") + e) for s, e in spans]
        first = word_over(page, spans[0][1] - 1)
        spans[0] = (max(first.start, spans[0][0]), spans[0][1]) if first else spans[0]
        words = [word_over(page, s) for s, _ in spans]
        known = [
            w for w, (s, e) in zip(words, spans, strict=True) if w and w.tag == "ORG" and (w.start, w.end) == (s, e)
        ]
        if known:
            for start, end in spans:
                name = page.text[start:end]
                if name not in self._terms and self._may_be(name) and not _is_place(page, start, end):
                    yield Hit(start, end, EntityId("Organization", name), "list of firms")

    def _may_be(self, text: str) -> bool:
        if len(text) < _LEAST or text in self._no or text.startswith(self._no_start):
            return False
        if self._sort.fullmatch(text) or self._several.search(text):
            return False
        ends_wrong = text.endswith(self._no_end) and not text.endswith(self._kept)
        return not ends_wrong and not re.search(r"[，。；：！？\s\d]{2}|[、，。；]", text)

    def _is_of_somewhere(self, page: Page, text: str, start: int) -> bool:
        """Whether a committee is that of a zone with a name: not 园城管委会."""
        committee = self._committee.fullmatch(text)
        if not committee or committee[1] in self._zones:
            return True
        if page.between(start, start + len(committee[1]), "Place") or len(committee[1]) > _LEAST + 1:
            return True
        return bool(self._zone_name.fullmatch(committee[1]))

    def _ends_well(self, text: str) -> bool:
        """Whether a name that the tagger found ends as organisations' names do."""
        return text.endswith(self._end) and not text.startswith(self._no_firm)

    def _name(self, text: str) -> str:
        """The canonical name: a zone's committee by the zone's full name, any other as it stands."""
        committee = self._committee.fullmatch(text)
        if committee:
            return self._committee_name.format(zone=self._zones.get(committee[1], committee[1]))
        return text


def _terms(lexicon: Lexicon, national: dict[str, str]) -> tuple[dict[str, str], ahocorasick.Automaton]:
    names = canonical_names(lexicon)
    names = {**{short: names.get(short, names.get(full, full)) for short, full in national.items()}, **names}
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    return names, automaton


def canonical_names(lexicon: Lexicon) -> dict[str, str]:
    """Names and aliases of the organisations that the lexicon has → canonical names."""
    terms = [term for term in lexicon.terms if term.cls == "Organization"]
    return {name: term.name for term in terms for name in (term.name, *term.aliases)}


def _fairs(lexicon: Lexicon) -> tuple[str, ...]:
    """Names of fairs, which the tagger may take for bodies: 杨凌农高会."""
    return tuple(name for term in lexicon.terms if term.cls == "Meeting" for name in (term.name, *term.aliases))


def zones(lexicon: Lexicon) -> dict[str, str]:
    """Names and aliases of the zones that the lexicon has → full names."""
    terms = [term for term in lexicon.terms if term.cls == "Zone"]
    return {name: term.name for term in terms for name in (term.name, *term.aliases)}


def _fits(page: Page, start: int, end: int) -> bool:
    """Whether a listed name begins with a word, and no longer name of the tagger swallows it."""
    first, last = word_over(page, start), word_over(page, end - 1)
    if first is None or last is None or first.start < start:
        return False
    if page.text.startswith("门", end) and page.text[end - 1] == "部":
        return False
    return last.end == end or (first is last and last.tag not in ("ORG", "LOC", "PER"))


def _touches(taken: Spans, start: int, end: int) -> bool:
    """Whether a span shares characters with one of the bodies without holding it."""
    return any(not (start <= s and e <= end and end - start > e - s) for s, e in taken.over(start, end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in "“《（”》）、":
        start += 1
    while end > start and text[end - 1] in "“《（”》、":
        end -= 1
    sides = _SIDES.search(text, start, end)
    end = sides.start() if sides else end
    return start, end


def _placed(page: Page, start: int, text: str) -> str:
    """The name of a province's own firm or institute with its place: 省国资运营集团; '' if whose is unknown."""
    level = re.match("省(?!级)|市(?!场)|自治区", text)
    if not level:
        return text
    unit = body_place(page, start, level[0])
    return unit.name + text[level.end() :] if unit else ""


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether quotation marks stand around: a title of honour, no body."""
    return text[start - 1 : start] == "“" and text[end : end + 1] == "”"


def _is_place(page: Page, start: int, end: int) -> bool:
    return any(
        hit.start <= start and end <= hit.end for hit in page.between(max(0, start - _LONGEST), end + _LONGEST, "Place")
    )
