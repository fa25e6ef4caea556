"""Exports: sorted, so that the same data give the same bytes.

``.trig``, ``.nq`` and ``.jsonld`` hold every named graph. ``.ttl`` has no named graphs and holds the accepted view. The
copy of the accepted view that the store keeps as its default graph is not part of the others.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.model import StoreError
from kg.rdf import PREFIXES

Rows = Callable[[ox.Store], Iterator[ox.Quad] | Iterator[ox.Triple]]


def dump(raw: ox.Store, path: Path) -> None:
    """Write a store's content to a file whose suffix names the format; the file is replaced in one step."""
    try:
        form, rows = _FORMATS[path.suffix]
    except KeyError:
        raise StoreError(f"{path}: an export ends in {', '.join(_FORMATS)}") from None
    aside = path.with_name(f"{path.name}.part")
    try:
        ox.serialize(rows(raw), aside, format=form, prefixes=PREFIXES)
        _sort_prefixes(aside)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise StoreError(f"{path}: the export cannot be written: {error}") from error


def _sort_prefixes(path: Path) -> None:
    """The serialiser writes its prefixes in an order that changes from run to run."""
    sorted_ = path.with_name(f"{path.name}.sorted")
    with path.open("rb") as source, sorted_.open("wb") as target:
        header, line = [], source.readline()
        while line.startswith(b"@prefix"):
            header.append(line)
            line = source.readline()
        target.writelines([*sorted(header), line])
        shutil.copyfileobj(source, target)
    sorted_.replace(path)


def _named(raw: ox.Store) -> Iterator[ox.Quad]:
    for graph in sorted(raw.named_graphs(), key=str):
        yield from sorted(raw.quads_for_pattern(None, None, None, graph), key=str)


def _accepted(raw: ox.Store) -> Iterator[ox.Triple]:
    quads = raw.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return iter(sorted((quad.triple for quad in quads), key=str))


_FORMATS: dict[str, tuple[ox.RdfFormat, Rows]] = {
    ".trig": (ox.RdfFormat.TRIG, _named),
    ".nq": (ox.RdfFormat.N_QUADS, _named),
    ".jsonld": (ox.RdfFormat.JSON_LD, _named),
    ".ttl": (ox.RdfFormat.TURTLE, _accepted),
}
