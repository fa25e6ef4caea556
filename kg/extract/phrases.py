"""How far a name reaches: walking over the tagger's words to the left of a name's head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extract.page import Page, Word

OPENERS = {"”": "“", "》": "《", "）": "（", "’": "‘", "」": "「"}


def words_before(page: Page, position: int) -> Iterator[Word]:
    """Words of the position's sentence that end at or before it, the nearest first."""
    words = page.words[page.sentence_index(max(0, position - 1))]
    return (word for word in reversed(words) if word.end <= position)


def words_after(page: Page, position: int) -> Iterator[Word]:
    """Words of the position's sentence that start at or after it, in order."""
    words = page.words[page.sentence_index(position)]
    return (word for word in words if word.start >= position)


def word_over(page: Page, position: int) -> Word | None:
    """The word that covers the character at a position."""
    words = page.words[page.sentence_index(position)]
    return next((word for word in words if word.start <= position < word.end), None)


def starts_word(page: Page, position: int) -> bool:
    """Whether a word of the tagger starts at the position."""
    word = word_over(page, position)
    return word is not None and word.start == position


def matching_opener(text: str, closer: int, start: int) -> int:
    """Position of the bracket or quote that the one at ``closer`` closes, not before ``start``; -1 if it stands alone."""
    opener, depth = OPENERS[text[closer]], 0
    for position in range(closer, start - 1, -1):
        if text[position] == text[closer]:
            depth += 1
        elif text[position] == opener:
            depth -= 1
            if not depth:
                return position
    return -1


def inside_quotes(text: str, start: int, position: int) -> bool:
    """Whether a quotation or title opened since ``start`` is still open at the position."""
    piece = text[start:position]
    return any(piece.count(o) > piece.count(c) for c, o in OPENERS.items())


def joined(words: Iterable[str]) -> frozenset[str]:
    """Words of a pattern table as a set."""
    return frozenset(words)
