"""The spine: documents → readings → checks → quads → a store built aside and put in place. Only this module knows the order."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Protocol

from kg import documents as sources_of
from kg import rdf
from kg import store as stores
from kg.documents import Rejected
from kg.model import Document, DocumentError, Evidence, KgError, Reading
from kg.settings import Settings
from kg.store.layout import require_replaceable

QUOTE_LENGTHS = range(4, 301)
"""How many characters a quote may have, white space apart."""

_LARGEST_TASK = 16
"""Documents that one process takes at a time: few, so that the last ones do not wait for one process."""


class Reads(Protocol):
    """What reads a document; made once in every process."""

    def read(self, document: Document) -> Reading:
        """Everything that the document states; any exception leaves the document out."""


Progress = Callable[[int, int, str], None]
"""Told after every document: how many are read, of how many, and the document's id."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did; things are counted once over all documents, facts once a document."""

    built: tuple[str, ...]
    left_out: tuple[Rejected, ...]
    things: int
    facts: int
    undecided: int


class NothingBuilt(KgError):
    """No document could be read; carries the documents with their reasons."""

    def __init__(self, message: str, left_out: tuple[Rejected, ...]) -> None:
        super().__init__(message)
        self.left_out = left_out


class CheckError(KgError):
    """What was read breaks the contract, so that no store is put in place."""


def reader() -> Reads:
    """The project's own reader."""
    from kg.reading import Reader  # heavy: the model is loaded only where documents are read

    return Reader.create()


def silent(done: int, total: int, document: str) -> None:
    """Report no progress."""


def build(
    sources: Sequence[Path],
    store: Path,
    settings: Settings,
    progress: Progress = silent,
    create: Callable[[], Reads] = reader,
) -> Report:
    """Read the sources and put a checked store in place of the one at ``store``, in one step.

    The same sources give the same bytes, whatever their order and the number of processes. A document that cannot be
    read is left out with its reason. Raises NothingBuilt when no document is left, CheckError when the result breaks
    the contract, StoreError when the store cannot be put in place; then the old store stays as it is.
    """
    require_replaceable(store)
    found, rejected = sources_of.load(sources)
    outcomes = list(read_all(found, settings, create, progress))
    readings = [outcome for outcome in outcomes if isinstance(outcome, Reading)]
    left_out = tuple(sorted([*rejected, *(o for o in outcomes if isinstance(o, Rejected))]))
    if not readings:
        raise NothingBuilt(_nothing(sources, left_out), left_out)
    check_evidence(readings)
    stores.build(store, quads(readings, settings), check=check_shapes)
    return _report(readings, left_out)


def _nothing(sources: Sequence[Path], left_out: tuple[Rejected, ...]) -> str:
    where = ", ".join(map(str, sources))
    return f"{where}: none of {len(left_out)} documents could be read" if left_out else f"{where}: no documents"


def read_all(
    documents: Sequence[Document], settings: Settings, create: Callable[[], Reads], progress: Progress = silent
) -> Iterator[Reading | Rejected]:
    """The outcome for each document, in the documents' order."""
    processes = settings.processes(len(documents))
    if sum(len(document.text) for document in documents) <= settings.inline_characters:
        processes = 1
    outcomes = _inline(documents, create) if processes == 1 else _spread(documents, processes, create)
    for done, (document, outcome) in enumerate(zip(documents, outcomes, strict=True), 1):
        progress(done, len(documents), document.id)
        yield outcome


def _inline(documents: Sequence[Document], create: Callable[[], Reads]) -> Iterator[Reading | Rejected]:
    if documents:
        yield from map(partial(_outcome, create()), documents)


def _spread(
    documents: Sequence[Document], processes: int, create: Callable[[], Reads]
) -> Iterator[Reading | Rejected]:
    # spawned, not forked: the model's runtime has threads, and a fork of a process with threads may hang
    context = multiprocessing.get_context("spawn")
    size = max(1, min(_LARGEST_TASK, len(documents) // (4 * processes)))
    with ProcessPoolExecutor(processes, context) as pool:
        try:
            yield from pool.map(partial(_in_process, create), documents, chunksize=size)
        except BrokenProcessPool as error:
            raise KgError("a reading process ended by itself, perhaps for want of memory: try fewer workers") from error


@cache
def _made(create: Callable[[], Reads]) -> Reads:
    """The reader of this process, made when its first document comes."""
    return create()


def _in_process(create: Callable[[], Reads], document: Document) -> Reading | Rejected:
    return _outcome(_made(create), document)


def _outcome(made: Reads, document: Document) -> Reading | Rejected:
    # a fault in one document must not cost the others: it is reported with the document, never dropped
    try:
        return made.read(document)
    except KgError as error:
        return Rejected(document.id, str(error))
    except Exception as error:
        return Rejected(document.id, f"{type(error).__name__}: {' '.join(str(error).split())}")


def check_evidence(readings: Iterable[Reading]) -> None:
    """Every fact has evidence, and every quote stands at its offsets; otherwise CheckError names the first breach."""
    for reading in readings:
        for fact in reading.facts:
            if not fact.evidence:
                raise CheckError(f"{reading.document.id}: {fact.predicate} of {fact.subject.name} has no evidence")
            for evidence in fact.evidence:
                if not _stands(evidence, reading.document.text):
                    raise CheckError(
                        f"{reading.document.id}: the evidence at {evidence.start}–{evidence.end} for {fact.predicate} "
                        f"of {fact.subject.name} is not what stands there"
                    )


def _stands(evidence: Evidence, text: str) -> bool:
    quote = _bare(evidence.quote)
    within = 0 <= evidence.start < evidence.end <= len(text)
    return within and len(quote) in QUOTE_LENGTHS and quote == _bare(text[evidence.start : evidence.end])


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _report(readings: Sequence[Reading], left_out: tuple[Rejected, ...]) -> Report:
    return Report(
        built=tuple(reading.document.id for reading in readings),
        left_out=left_out,
        things=len({entity.id for reading in readings for entity in reading.entities}),
        facts=sum(len(reading.facts) for reading in readings),
        undecided=sum(len(reading.undecided) for reading in readings),
    )
