"""A new store: written aside, checked, then put in place in one step."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.model import StoreError
from kg.rdf import BASE
from kg.store.layout import (
    LOCK,
    MARKER,
    Marker,
    check_target,
    data_folder,
    read_marker,
    remove_data,
    remove_traces,
    write_marker,
)
from kg.store.lock import locked
from kg.store.reading import Store

_APART = ("/mentions", "graph/judgements")
"""How the names of graphs end that are no part of the accepted view."""


def build(
    path: Path,
    quads: Iterable[ox.Quad],
    *,
    base: str = BASE,
    rejected: Collection[ox.Quad] = frozenset(),
    check: Callable[[Store], None] | None = None,
) -> None:
    """Make a store of quads in named graphs and put it at ``path``, in the place of a store that may be there.

    Whatever is in a named graph is also in the default graph, the accepted view, except the graphs of mentions, the
    record of judgements, and the quads of ``rejected``.
    ``check`` sees the new store before it is in force; if it raises, the old store stays.
    ``StoreError`` if ``path`` is something else than a store, or if another build of the same store is under way.
    """
    check_target(path)
    existed = path.is_dir()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: the store cannot be written: {error.strerror}") from error
    try:
        with locked(path / LOCK):
            _build(path, _with_accepted_view(quads, rejected), base, check)
    finally:
        remove_traces(path, folder_too=not existed)


def _build(path: Path, quads: Iterable[ox.Quad], base: str, check: Callable[[Store], None] | None) -> None:
    _begin(path, base)
    generation = secrets.token_hex(8)
    folder = data_folder(path, generation)
    try:
        _write(folder, quads)
        if check:
            with Store(path, Marker(base, generation)) as store:
                check(store)
        write_marker(path, Marker(base, generation))
    except BaseException:
        in_force = read_marker(path).generation  # an interrupt may come when the new data already are
        remove_data(path, keep=in_force)
        if not in_force:
            (path / MARKER).unlink(missing_ok=True)
        raise
    remove_data(path, keep=generation)


def _begin(path: Path, base: str) -> None:
    """Mark a new folder as ours, should this build be killed."""
    try:
        read_marker(path)
    except StoreError:
        write_marker(path, Marker(base))


def _write(folder: Path, quads: Iterable[ox.Quad]) -> None:
    try:
        raw = ox.Store(folder)
        raw.bulk_extend(quads)
        raw.flush()
    except OSError as error:
        raise StoreError(f"{folder.parent}: the store cannot be written: {error}") from error


def _with_accepted_view(quads: Iterable[ox.Quad], rejected: Collection[ox.Quad]) -> Iterator[ox.Quad]:
    for quad in quads:
        graph = quad.graph_name
        if not isinstance(graph, ox.NamedNode):
            raise StoreError(f"a quad outside the named graphs: {quad}")
        yield quad
        if not graph.value.endswith(_APART) and not (rejected and quad in rejected):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)
