"""The spine, the only place that knows the order: documents → readings → checks → quads → a store put in place."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Protocol

from pyoxigraph import Quad

from kg import documents as sources_of
from kg import judgements as judging
from kg import lexicon, rdf
from kg import store as stores
from kg.documents import Rejected
from kg.model import Document, EntityId, KgError, Reading, StoreError
from kg.settings import Settings
from kg.validate import Issue, validate_reading

LINES = ("Railway", "Road")
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
    idle: tuple[str, ...] = ()
    """Where judgements stand (file and line) that are about nothing that a document says."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A reading, and what of it breaks the contract."""

    reading: Reading
    issues: tuple[Issue, ...]


Outcome = Checked | Rejected
"""What became of a document."""


class NothingBuilt(KgError):
    """No document could be read; carries the documents with their reasons."""

    def __init__(self, message: str, left_out: tuple[Rejected, ...]) -> None:
        super().__init__(message)
        self.left_out = left_out


class JudgementsMissing(KgError):
    """The store in place was built with judgements, and none are given."""


class CheckError(KgError):
    """What was read breaks the contract, so that no store is put in place; carries every issue."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(f"no store is put in place, {len(issues)} breaches of the contract: {issues[0]}")
        self.issues = tuple(issues)


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
    judgements: Path | None = None,
) -> Report:
    """Read the sources and put a checked store in place of the one at ``store``, in one step.

    The same sources give the same bytes, whatever their order and the number of processes. A document that cannot be
    read is left out with its reason. What ``judgements`` call wrong stays in its document's graph and is not accepted.
    Raises NothingBuilt when no document is left, CheckError when the result breaks the contract, JudgementError for a
    row that is wrong, StoreError when the store cannot be put in place; then the old store stays as it is.
    """
    stores.check_target(store)
    rows = _judgements(judgements, store, settings.base)
    found, rejected = sources_of.load(sources)
    outcomes = list(read_all(found, settings, create, progress))
    checked = [outcome for outcome in outcomes if isinstance(outcome, Checked)]
    left_out = tuple(sorted([*rejected, *(o for o in outcomes if isinstance(o, Rejected))]))
    if not checked:
        raise NothingBuilt(_nothing(sources, left_out), left_out)
    require_contract(checked)
    readings = [outcome.reading for outcome in checked]
    judged = judging.apply(rows, readings)
    everything = chain(quads(readings, settings.base), judged_quads(judged, settings.base))
    stores.build(store, everything, base=settings.base, rejected=_rejected(judged, settings.base))
    return replace(_report(readings, left_out), idle=tuple(said.where for said in judged.idle))


def _judgements(path: Path | None, store: Path, base: str) -> tuple[judging.Judgement, ...]:
    """The judgements of a file; a store that was built with some is not replaced by one without."""
    if path is not None:
        return judging.read(path)
    with suppress(StoreError), stores.open(store) as old:
        if rdf.graph_iri(rdf.JUDGEMENTS, old.base).value in old.graphs():
            raise JudgementsMissing(f"{store}: the store was built with judgements, which would be lost: give them")
    return ()


def judged_quads(judged: judging.Judged, base: str) -> Iterator[Quad]:
    """The equalities, and the record of all judgements that are about something."""
    for said, one, other in judged.same:
        yield from rdf.equality_quads(one, other, _decision(said), base)
    for ruling in judged.rulings:
        yield from rdf.wrong_quads(ruling.reading, ruling.fact, _decision(ruling.judgement), base)


def _decision(said: judging.Judgement) -> rdf.Decision:
    return rdf.Decision(said.verdict, said.who, said.when, said.why)


def _rejected(judged: judging.Judged, base: str) -> frozenset[Quad]:
    """What documents say and nobody accepts."""
    pairs = ((rdf.reading_quads(said, base), rdf.reading_quads(kept, base)) for said, kept in judged.accepted())
    return frozenset(quad for said, kept in pairs for quad in set(said) - set(kept))


def _nothing(sources: Sequence[Path], left_out: tuple[Rejected, ...]) -> str:
    where = ", ".join(map(str, sources))
    return f"{where}: none of {len(left_out)} documents could be read" if left_out else f"{where}: no documents"


def read_all(
    documents: Sequence[Document], settings: Settings, create: Callable[[], Reads], progress: Progress = silent
) -> Iterator[Outcome]:
    """The outcome for each document, in the documents' order."""
    small = not settings.workers and sum(len(d.text) for d in documents) <= settings.inline_characters
    processes = 1 if small else settings.processes(len(documents))
    work = partial(_work, create, settings.base)
    outcomes = _inline(documents, work) if processes == 1 else _spread(documents, work, processes)
    for done, (document, outcome) in enumerate(zip(documents, outcomes, strict=True), 1):
        progress(done, len(documents), document.id)
        yield outcome


def _inline(documents: Sequence[Document], work: Callable[[Document], Outcome]) -> Iterator[Outcome]:
    yield from map(work, documents)


def _spread(documents: Sequence[Document], work: Callable[[Document], Outcome], processes: int) -> Iterator[Outcome]:
    # spawned, not forked: the model's runtime has threads, and a fork of a process with threads may hang
    context = multiprocessing.get_context("spawn")
    size = max(1, min(_LARGEST_TASK, len(documents) // (4 * processes)))
    with ProcessPoolExecutor(processes, context) as pool:
        try:
            yield from pool.map(work, documents, chunksize=size)
        except BrokenProcessPool as error:
            raise KgError("a reading process ended by itself, perhaps for want of memory: try fewer workers") from error


@cache
def _made(create: Callable[[], Reads]) -> Reads:
    """The reader of this process, made when its first document comes."""
    return create()


def _work(create: Callable[[], Reads], base: str, document: Document) -> Outcome:
    """Read and check a document; any fault in it costs no other one: it is reported, never dropped."""
    made = _made(create)
    try:
        reading = made.read(document)
        return Checked(reading, tuple(validate_reading(reading, base)))
    except KgError as error:
        return Rejected(document.id, str(error))
    except Exception as error:
        return Rejected(document.id, f"{type(error).__name__}: {' '.join(str(error).split())}")


def require_contract(outcomes: Iterable[Checked]) -> None:
    """Raise CheckError with the first breach, and their number, where a reading breaks the contract."""
    issues = [issue for outcome in outcomes for issue in outcome.issues]
    if issues:
        raise CheckError(issues)


def quads(readings: Sequence[Reading], base: str) -> Iterator[Quad]:
    """Everything that the store holds: the vocabulary, what the gazetteer tells of what is named, and the documents."""
    yield from rdf.vocabulary_quads()
    yield from _known({entity.id for reading in readings for entity in reading.entities}, base)
    for reading in readings:
        yield from rdf.reading_quads(reading, base)


def _known(named: set[EntityId], base: str) -> Iterator[Quad]:
    """What the gazetteer tells of the places and lines that are named."""
    known, places = lexicon.load(), {thing.scope for thing in named if thing.cls == "Place"}
    yield from rdf.gazetteer_quads(places, known.units, base)
    for term in known.terms:
        line = EntityId(term.cls, term.name)
        if term.cls in LINES and line in named:
            yield from rdf.stop_quads(line, term.places, places, known.units, base)


def _report(readings: Sequence[Reading], left_out: tuple[Rejected, ...]) -> Report:
    return Report(
        built=tuple(reading.document.id for reading in readings),
        left_out=left_out,
        things=len({entity.id for reading in readings for entity in reading.entities}),
        facts=sum(len(reading.facts) for reading in readings),
        undecided=sum(len(reading.undecided) for reading in readings),
    )
