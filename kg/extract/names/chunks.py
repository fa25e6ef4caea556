"""The left edge of a name: from a head noun back over the words that can belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.page import Page, Word

NOMINAL = frozenset({"n", "nz", "nw", "nt", "nr", "ns", "LOC", "ORG", "PER", "s", "f", "vn", "an", "a", "xc", "t"})
PROPER = frozenset({"LOC", "ORG", "PER", "nz", "nw"})
JOINS = ("及", "和", "与", "暨")
_ORDINAL = re.compile(
    r"第?[一二三四五六七八九十\d]+(?:号|期|环|代|届|标段|座)|[A-Za-z]+\d*|第[一二三四五六七八九十\d]+|\d{4}|[一二三四五六七八九]星"
    r"|[百千\d]+万?(?:千瓦|吨级?|立方米|兆瓦)?"
)
_COUNTED = re.compile(
    r".*[\d一二三四五六七八九十百千两数余多]+(?:余|多)?(?:个|家|座|条|项|处|所|批|户|类|大|对|只|张|场|份|名|位|件|套|组|支)$"
)
_JOINERS = "·•・—–－-"
_LONGEST_QUOTE = 30
_LONGEST_BRACKET = 16
_TELLS = re.compile(r"[“·]|[A-Za-z]{2}|[A-Za-z]\d")
_AHEAD = 12
_BUILDS = "建设"
"""Behind a place it is a verb: 支持武威|建设荒漠化治理样板区."""
_APPOSED = ("医院", "高校", "院校", "企业", "公司", "学校", "机构", "单位")
"""What only says what the body named next is: 三甲医院|四川大学华西厦门医院."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Words that decide where a name starts."""

    stops: frozenset[str]
    trims: frozenset[str]
    inner: frozenset[str]
    plain: frozenset[str]
    apart: tuple[str, ...] = ()
    """Ends of names: what follows them after 和 or 及 is another name."""
    lone: frozenset[str] = frozenset()
    """Words of one character that may stand before a name and are no part of it."""

    @classmethod
    def of(cls, patterns: dict[str, Any]) -> Edges:
        """The words of a pattern table."""
        words = {key: frozenset(patterns[key]) for key in ("stops", "trims", "inner", "plain", "lone")}
        return cls(**words, apart=tuple(patterns["apart"]))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A noun phrase that ends in a head."""

    start: int
    end: int
    proper: bool
    """Whether a name of something else, a quotation or a number of a series stands in it."""
    specific: int
    """Characters of words before the head that say more than plain describing words do."""
    counted: bool
    """Whether a number with a measure word stands before it or in it."""


def chunk(page: Page, head: int, end: int, edges: Edges, *, joins: bool = False) -> Chunk:
    """The noun phrase that ends at ``end`` and whose head noun starts at ``head``; with ``joins``, 及 and 和 may stand
    inside it."""
    words = page.words[page.sentence_index(head)]
    index = next((i for i, w in enumerate(words) if w.end > head), len(words) - 1)
    if words[index].start < head and _splits(words[index], head, edges):
        return Chunk(head, end, False, 0, False)
    left = index
    while left > 0:
        step = _step(words, left, edges, joins)
        if step is None:
            break
        left = step
    left = _trimmed(words, left, head, edges)
    start = min(words[left].start, head) if left < len(words) else head
    start = _whole_place(page, _mended(page, words, start, head, edges), head)
    return _judged(page, words, start, head, end, edges)


def _judged(page: Page, words: Sequence[Word], start: int, head: int, end: int, edges: Edges) -> Chunk:
    inside = [w for w in words if start <= w.start < head]
    before = next((w for w in words if w.end == start), None)
    counted = bool(before and _COUNTED.fullmatch(before.text)) or any(_COUNTED.fullmatch(w.text) for w in inside)
    proper = any(w.tag in PROPER and not {w.text, page.text[w.start : head]} & edges.plain for w in inside)
    proper = proper or bool(_TELLS.search(page.text[start:head]))
    specific = sum(min(w.end, head) - w.start for w in inside if w.text not in edges.plain)
    return Chunk(start, end, proper, specific, counted)


def _splits(word: Word, head: int, edges: Edges) -> bool:
    """Whether the head was glued to a verb by the tagger."""
    return word.text[: head - word.start] in edges.stops


def _mended(page: Page, words: Sequence[Word], start: int, head: int, edges: Edges) -> int:
    """Put right what the tagger cut in the wrong place: 优|兰州新区 of 做优兰州新区, 驮|英水库."""
    known = next((h.start for h in page.between(start + 1, head + _AHEAD) if h.start == start + 1), None)
    if known is not None:
        return known
    over = next((w for w in words if w.start < start < w.end), None)
    if over and over.text[: start - over.start] not in edges.stops:
        return over.start
    before = next((w for w in words if w.end == start), None)
    if any(h.start == start for h in page.between(start, head + _AHEAD)):
        return start
    if before and len(before.text) == 1 and before.text.isalpha() and before.text not in edges.stops | edges.lone:
        lone = head - start == 1 and page.text[start].isalpha()
        if lone or before.tag in ("v", "LOC", "PER", "nz", "nr", "ns"):
            return before.start
    return start


def _whole_place(page: Page, start: int, head: int) -> int:
    """布拖换流站, of which the tagger made 布|拖|换流站."""
    places = page.between(max(0, start - _AHEAD), head, "Place")
    return next((p.start for p in places if p.start < start < p.end), start)


def _step(words: Sequence[Word], left: int, edges: Edges, joins: bool) -> int | None:
    """Index of the word to start from when one more word (or quotation, or bracket) is taken in; None at the edge."""
    word = words[left - 1]
    if left < len(words) and word.end != words[left].start:
        return None
    if word.tag == "w" or not word.text[-1].isalnum():
        return _mark(words, left)
    if joins and word.text in JOINS and left >= 2 and _carries(words[left - 2], word, edges):
        return None if words[left - 2].text.endswith(edges.apart) else left - 1
    if word.text in edges.stops and word.text not in edges.inner:
        return None
    if left < len(words) and words[left].tag == "ORG" and word.tag not in PROPER and word.text.endswith(_APPOSED):
        return None
    if word.text == _BUILDS and left >= 2 and words[left - 2].tag == "LOC":
        return None
    if word.text in edges.stops and word.tag != "vn" and (left < 2 or words[left - 2].tag not in ("vn", "v")):
        return None
    if word.tag in NOMINAL or _ORDINAL.fullmatch(word.text):
        return left - 1
    if (word.text in edges.inner or word.text == "之") and left >= 2 and _carries(words[left - 2], word, edges):
        return left - 1
    return None


def _carries(before: Word, word: Word, edges: Edges) -> bool:
    """Whether the word before can belong to the same name: 文物 保护 利用 示范区."""
    if before.end != word.start or before.text in edges.stops:
        return False
    return before.tag in NOMINAL or before.text in edges.inner or bool(_ORDINAL.fullmatch(before.text))


def _mark(words: Sequence[Word], left: int) -> int | None:
    """Step over a joining dash or dot, or over a whole quotation or bracket."""
    mark = words[left - 1]
    if mark.text in _JOINERS:
        return left - 2 if left >= 2 and words[left - 2].tag in NOMINAL else None
    for pair, longest in (("“”", _LONGEST_QUOTE), ("‘’", _LONGEST_QUOTE), ("（）", _LONGEST_BRACKET)):
        if mark.text.endswith(pair[1]):
            return _opening(words, left - 1, pair[0], pair[1], mark.end - longest)
    return None


def _opening(words: Sequence[Word], index: int, opener: str, closer: str, earliest: int) -> int | None:
    for here in range(index - 1, -1, -1):
        if words[here].start < earliest or words[here].text.endswith(closer):
            return None
        if words[here].text.endswith(opener):
            if opener == "（" and (here == 0 or words[here - 1].tag not in NOMINAL):
                return None
            return here
    return None


def _begins_place(words: Sequence[Word], index: int) -> bool:
    """Whether the tagger cut the first character off a place: 新|安江."""
    pair = words[index : index + 2]
    return len(pair) == 2 and all(w.tag == "LOC" for w in pair) and len(pair[0].text) == 1


def _trimmed(words: Sequence[Word], left: int, head: int, edges: Edges) -> int:
    """Take describing words off the left edge, and joiners that would then lead."""
    while left < len(words) and words[left].start < head:
        word = words[left]
        leads = word.text in edges.stops or word.text in JOINS
        leads = leads or (word.text in edges.trims and not _begins_place(words, left))
        leads = leads or (word.tag == "w" and word.text not in "“‘")
        leads = leads or (word.tag == "TIME" and word.text not in edges.inner)
        short = len(word.text) == 1 and word.end < head and word.text not in edges.inner
        if not (leads or (short and word.tag in ("a", "f", "t", "vn"))):
            break
        left += 1
    return left
