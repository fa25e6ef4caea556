"""What stands before the head of a line's name: its termini (甲至乙), decoded characters, or a noun phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.extract.letters import LEAST, MOST, Letters
from kg.extract.names.chunks import NOMINAL, Edges, chunk
from kg.extract.page import Page, Word
from kg.lexicon import Unit
from kg.patterns import alternatives

HAN = "[一-鿿]"
_NUMBER_BEFORE = re.compile(r"[GS]\d{1,4}$")
_NUMBERED = re.compile(r"\d+号")
_BRACKET = re.compile(r"（[^（）]{1,16}）$")
_LETTER = 3
"""Characters of a bracket that holds one letter of a name: 本桓（宽）高速."""
_SECTION = re.compile(f"{HAN}{{2,6}}(?:至|—){HAN}{{2,6}}?(?:段|等|和|[、，；])")
_PROPER = ("LOC", "nz", "ORG", "PER")
_MEANING = frozenset({"n", "nz", "nr", "ns", "v", "vn", "a", "LOC", "PER", "ORG"})
_LOOKBACK = 14
_SURE_LENGTH = 3
_LONGEST_TERMINUS = 5


@dataclass(frozen=True, slots=True)
class Body:
    """Where a line's name starts and where its head does; the termini that it spells out, as spans."""

    start: int
    end: int
    kind: str
    """termini, letters or phrase."""
    termini: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words that decide what a line's name may begin with."""

    edges: Edges
    generic: frozenset[str]
    owned: frozenset[str]
    bare: frozenset[str]
    between: re.Pattern[str]
    lettered: frozenset[str]
    never: str
    unnamed: re.Pattern[str]
    """Words that no line's name holds: 双向六车道."""
    verbs: re.Pattern[str]
    """Verbs before the first member of a list."""
    network: re.Pattern[str]
    """Words before a corridor of a network, which is no road: “八纵八横”高铁网京昆通道."""

    @classmethod
    def of(cls, patterns: dict[str, Any], edges: Edges, generic: frozenset[str]) -> Grammar:
        """The grammar of a pattern table."""
        edges = replace(edges, stops=edges.stops | frozenset(patterns["stops"]))
        between = re.compile(f"(?:{alternatives(patterns['between'])})$")
        owned, bare = frozenset(patterns["owned"]), frozenset(patterns["bare"])
        unnamed, network = (
            re.compile(words)
            for words in (
                alternatives(patterns["unnamed"]),
                f"(?:{alternatives(patterns['network'])})[^，。；、：]*$",
            )
        )
        lettered, never = frozenset(patterns["lettered"]), patterns["never_letters"]
        verbs = re.compile(f"(?:{alternatives(patterns['lists']['verbs'])})+")
        return cls(edges, generic, owned, bare, between, lettered, never, unnamed, verbs, network)

    def body(self, page: Page, head: int, end: int, letters: Letters) -> Body | None:
        """What stands before a head at ``[head, end)``; None if that names no line."""
        bracket = _BRACKET.search(page.text, max(0, head - 18), head)
        at = bracket.start() if bracket else head
        noun = page.text[head:end]
        body = self.core(page, at, letters) or self._county(page, at, noun, letters) or self._phrase(page, at, noun)
        if body and bracket and head - at == _LETTER:
            body = replace(body, end=head)
        if body is None or self.unnamed.search(page.text, body.start, at):
            return None
        before = max(0, body.start - _LOOKBACK)
        network = noun in self.bare and self.network.search(page.text, before, body.start)
        return None if network and not _SECTION.match(page.text, end) else body

    def core(self, page: Page, end: int, letters: Letters, *, known: bool = True, listed: bool = False) -> Body | None:
        """Termini or characters that end at a position, with a highway's number before them. In a list of lines the
        characters may make a word."""
        found = self._termini(page, end, known) or self._characters(page, end, letters, listed)
        if found is None:
            return None
        number = _NUMBER_BEFORE.search(page.text, max(0, found.start - 5), found.start)
        return Body(number.start() if number else found.start, end, found.kind, found.termini)

    def _termini(self, page: Page, end: int, known: bool) -> Body | None:
        """甲至乙, 甲—乙, 甲经乙至丙: at least one of them a known place, if they must be."""
        spans: list[tuple[int, int]] = []
        right = end
        while True:
            start = self._terminus(page, right, last=right == end)
            if start is None:
                break
            spans.append((start, right))
            mark = self.between.search(page.text, max(0, start - 2), start)
            if mark is None:
                break
            right = mark.start()
        if len(spans) < LEAST or page.text[slice(*spans[0])] in self.generic:
            return None
        spans.reverse()
        found = any(h.end == b for a, b in spans for h in page.between(a, b, "Place")) or self._are_places(page, spans)
        return Body(spans[0][0], end, "termini", tuple(spans)) if found or not known else None

    @staticmethod
    def _are_places(page: Page, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether the tagger takes both ends for places that no list knows."""
        words = page.words[page.sentence_index(spans[0][0])]
        return all(any(w.tag == "LOC" and a <= w.start < b for w in words) for a, b in spans)

    def _terminus(self, page: Page, end: int, *, last: bool) -> int | None:
        """Start of a place, or of one or two words that may be one, that ends here; the last must follow 至."""
        place = _named_before(page, end)
        if place is not None:
            return place
        sentence = page.words[page.sentence_index(max(0, end - 1))]
        words = [w for w in sentence if end - _LONGEST_TERMINUS <= w.start < end]
        if not words or (words[-1].end != end and not last):
            return None
        if words[-1].end > end:
            start = self._placed(page, words[-1].start)
            return start if self._follows_mark(page, start) else None
        start = end
        for word in reversed(words):
            if word.end != start or self._ends(word):
                break
            start = self._placed(page, self._freed(page, word.start, end))
            if end - start >= LEAST and (not last or self._follows_mark(page, start)):
                return start
        return None

    @staticmethod
    def _placed(page: Page, start: int) -> int:
        """Where a terminus starts with the place that it lies in: 湘西|龙山."""
        return _named_before(page, start) or start

    def _freed(self, page: Page, start: int, end: int) -> int:
        """Where a terminus starts without the verb that the tagger glued to it: 通车|曲周."""
        verb = self.verbs.match(page.text, start, end - LEAST)
        return verb.end() if verb else start

    def _ends(self, word: Word) -> bool:
        """Whether a terminus cannot reach over the word."""
        stops = word.text in self.edges.stops or bool(self.between.fullmatch(word.text))
        return stops or word.tag not in NOMINAL | {"v", "m"}

    def _follows_mark(self, page: Page, start: int) -> bool:
        return bool(self.between.search(page.text, max(0, start - 2), start))

    def _characters(self, page: Page, end: int, letters: Letters, listed: bool) -> Body | None:
        for size in range(MOST, LEAST - 1, -1):
            start = end - size
            body = page.text[max(0, start) : end]
            if start < 0 or not re.fullmatch(f"{HAN}+", body) or body in self.generic or not letters.plausible(body):
                continue
            if self._may_be_characters(page, start, end, letters, listed):
                return Body(start, end, "letters")
        return None

    def _may_be_characters(self, page: Page, start: int, end: int, letters: Letters, listed: bool) -> bool:
        words = [w for w in page.words[page.sentence_index(start)] if w.start < end and start < w.end]
        if not words or any(w.text in self.edges.stops for w in words):
            return False
        cut = words[0].start != start and not any(h.end == start for h in page.between(words[0].start, start, "Place"))
        if cut or page.between(start, end, "Place"):
            return False
        read = letters.read(page.text[start:end])
        if _is_plain(words) and not listed:
            return (bool(read) and all(read)) or any(unit and letters.is_live(unit) for unit in read)
        return end - start <= _SURE_LENGTH or sum(unit is None for unit in read) <= 1 < len(read)

    def _county(self, page: Page, head: int, noun: str, letters: Letters) -> Body | None:
        """潮南高速: two characters before such a head are no county, unless it is the document's own."""
        start = head - LEAST
        if noun not in self.lettered or not letters.plausible(page.text[max(0, start) : head]):
            return None
        unit = unit_at(page, (start, head))
        own = page.home_at(start)
        is_county = unit and unit.level == "county" and not (own and page.lexicon.within(own, unit))
        return Body(start, head, "letters") if is_county and not _named_before(page, start) else None

    def _phrase(self, page: Page, head: int, noun: str) -> Body | None:
        """天府大道, 辽西北干线公路: a noun phrase that holds a place or a proper word besides what describes."""
        start = chunk(page, head, head + len(noun), self.edges).start
        if head - start < LEAST or head - start > _LOOKBACK + 2 or page.text[head - 1] == "段":
            return None
        own = _led(page, start, head)
        rest = page.text[own:head]
        if rest in self.generic or page.text[start:head] in self.generic or (not rest and noun in self.owned):
            return None
        words = [w for w in page.words[page.sentence_index(start)] if own <= w.start < head]
        return Body(start, head, "phrase") if self._is_named(page, start, head, noun, words) else None

    def _is_broken(self, words: Sequence[Word]) -> bool:
        """Whether the tagger left only single characters of a name that it does not know: 鸡|商."""
        text = "".join(w.text for w in words)
        if any(w.tag not in _MEANING for w in words):
            return False
        return len(words) == len(text) == LEAST and not any(c in self.never or c.isascii() for c in text)

    def _is_named(self, page: Page, start: int, head: int, noun: str, words: Sequence[Word]) -> bool:
        if _NUMBERED.search(page.text, start, head):
            return True
        if noun in self.lettered and self._is_broken(words):
            return True
        proper = [w for w in words if w.tag in _PROPER and len(w.text) >= LEAST and w.text not in self.generic]
        if noun in self.bare:
            return len(words) == len(proper) == 1 or len(page.between(start, head, "Place")) > 1
        if proper or page.between(start, head, "Place", "Region"):
            return True
        return bool(page.joints_between(start, head))


def unit_at(page: Page, span: tuple[int, int]) -> Unit | None:
    """The unit whose name ends a terminus."""
    return next((page.unit_of(h.id) for h in page.between(*span, "Place") if h.end == span[1]), None)


def _named_before(page: Page, end: int) -> int | None:
    """Start of the place or zone that ends at a position, with the places that say where it lies: 天津|滨海新区."""
    start = None
    while True:
        found = page.between(max(0, end - 12), end, "Place", "Zone", "Project")
        hit = next((h for h in found if h.end == end and (start is None or h.cls == "Place")), None)
        if hit is None:
            return start
        start = end = hit.start


def _led(page: Page, start: int, end: int) -> int:
    """Where the places end that lead a phrase one after another: 新疆|阿拉山口."""
    own = start
    for place in page.between(start, end, "Place", "Region"):
        own = place.end if place.start == own else own
    return own


def _is_plain(words: Sequence[Word]) -> bool:
    """Whether the characters are one ordinary word: 海上, 三通."""
    return len(words) == 1 and words[0].tag not in (*_PROPER, "nr", "ns", "x") and len(words[0].text) > 1
