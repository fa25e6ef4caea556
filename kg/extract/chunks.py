"""The left edge of a name: from a head noun back over the words that can belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.page import Page, Word

NOMINAL = frozenset({"n", "nz", "nw", "nt", "nr", "ns", "LOC", "ORG", "PER", "s", "f", "vn", "an", "a", "xc", "t"})
PROPER = frozenset({"LOC", "ORG", "PER", "nz", "nw"})
_ORDINAL = re.compile(r"第?[一二三四五六七八九十\d]+(?:号|期|环|代|届|标段|座)|[A-Za-z]+\d*|第[一二三四五六七八九十\d]+|\d{4}|[一二三四五六七八九]星")
_COUNTED = re.compile(r".*[\d一二三四五六七八九十百千两数余多]+(?:余|多)?(?:个|家|座|条|项|处|所|批|户|类|大|对|只|张|场|份|名|位|件|套|组|支)$")
_JOINERS = "·•・—–－-"
_LONGEST_QUOTE = 30
_LONGEST_BRACKET = 16


@dataclass(frozen=True, slots=True)
class Edges:
    """Words that decide where a name starts."""

    stops: frozenset[str]
    trims: frozenset[str]
    inner: frozenset[str]
    plain: frozenset[str]


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
    """Whether a number with a measure word stands before it."""


def chunk(page: Page, head: int, end: int, edges: Edges) -> Chunk:
    """The noun phrase that ends at ``end`` and whose head noun starts at ``head``."""
    words = page.words[page.sentence_index(head)]
    index = next((i for i, w in enumerate(words) if w.end > head), len(words) - 1)
    first = index if words[index].start < head else index + 1
    if first == index and _splits(words[index], head, edges):
        return Chunk(head, end, False, 0, False)
    left = first
    while left > 0:
        step = _step(page, words, left, edges)
        if step is None:
            break
        left = step
    left = _trimmed(words, left, head, edges)
    start = min(words[left].start, head) if left < len(words) else head
    counted = left > 0 and bool(_COUNTED.fullmatch(words[left - 1].text)) and words[left - 1].end == start
    proper = any(w.tag in PROPER and w.start < head for w in words[left : index + 1]) or bool(
        re.search(r"[“A-Za-z·]", page.text[start:head])
    )
    specific = sum(min(w.end, head) - w.start for w in words[left : index + 1] if w.start < head and w.text not in edges.plain)
    return Chunk(start, end, proper, specific, counted)


def _splits(word: Word, head: int, edges: Edges) -> bool:
    """Whether the head was glued to a verb by the tagger."""
    return word.text[: head - word.start] in edges.stops


def _step(page: Page, words: Sequence[Word], left: int, edges: Edges) -> int | None:
    """Index of the word to start from when one more word (or quotation, or bracket) is taken in; None at the edge."""
    word = words[left - 1]
    if word.end != words[left].start if left < len(words) else False:
        return None
    if word.tag == "w" or not word.text[-1].isalnum():
        return _mark(words, left)
    if word.text in edges.stops and not (word.tag == "vn" and word.text in edges.inner):
        return None
    if word.tag in NOMINAL or _ORDINAL.fullmatch(word.text):
        return left - 1
    if (word.text in edges.inner or word.text == "之") and left >= 2 and _carries(words[left - 2], word, edges):
        return left - 1
    return None


def _carries(before: Word, word: Word, edges: Edges) -> bool:
    """Whether the word before can belong to the same name: 文物 保护 利用 示范区."""
    return before.end == word.start and (before.tag in NOMINAL or before.text in edges.inner) and before.text not in edges.stops


def _mark(words: Sequence[Word], left: int) -> int | None:
    """Step over a joining dash or dot, or over a whole quotation or bracket."""
    mark = words[left - 1]
    if mark.text in _JOINERS:
        return left - 2 if left >= 2 and words[left - 2].tag in NOMINAL else None
    for closer, opener, longest in (("”", "“", _LONGEST_QUOTE), ("’", "‘", _LONGEST_QUOTE), ("）", "（", _LONGEST_BRACKET)):
        if mark.text.endswith(closer):
            return _opening(words, left - 1, opener, closer, mark.end - longest)
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


def _trimmed(words: Sequence[Word], left: int, head: int, edges: Edges) -> int:
    """Take describing words off the left edge, and joiners that would then lead."""
    while left < len(words) and words[left].start < head:
        word = words[left]
        leads = word.text in edges.trims or word.text in edges.stops or (word.tag == "w" and word.text not in "“‘")
        loose = word.tag in ("a", "f", "t", "vn") and word.text not in edges.inner and word.end < head and len(word.text) == 1
        if not (leads or loose):
            break
        left += 1
    return left
