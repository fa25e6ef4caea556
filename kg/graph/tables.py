"""An analysis as files: CSV for spreadsheets, GraphML for graph tools, JSON for programs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import networkx as nx

from kg.graph.measures import Analysis, Centrality, Group, Link, Pair

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROWS = {"centrality": Centrality, "pairs": Pair, "communities": Group, "components": Group, "connectivity": Link}


def write_tables(analysis: Analysis, out: Path) -> tuple[Path, ...]:
    """Write the tables into the folder ``out`` (made if need be) and return the paths, sorted.

    CSV files open in Excel as they are (UTF-8 with a mark); ``cooperation.graphml`` has the weighted graph of places;
    ``analysis.json`` has everything.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths = [_write_csv(getattr(analysis, name), cls, out / f"{name}.csv") for name, cls in _ROWS.items()]
    paths += [_write_graphml(analysis, out / "cooperation.graphml"), _write_json(analysis, out / "analysis.json")]
    return tuple(sorted(paths))


def _write_csv(rows: Iterable[Any], cls: type[Any], path: Path) -> Path:
    names = [item.name for item in fields(cls)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([cell(getattr(row, name)) for name in names] for row in rows)
    return path


def cell(value: Any) -> str | int | float:
    """A value as a spreadsheet's cell; text that a spreadsheet would run as a formula is made plain text."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return value
    text = "、".join(value) if isinstance(value, tuple) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _write_graphml(analysis: Analysis, path: Path) -> Path:
    graph: nx.Graph[str] = nx.Graph()
    for row in sorted(analysis.centrality, key=lambda row: row.id):
        graph.add_node(row.id, **{**asdict(row), "label": _NO_XML.sub("", row.label)})
    for pair in analysis.pairs:
        graph.add_edge(pair.source, pair.target, weight=pair.weight, fields="、".join(pair.fields), bridge=pair.bridge)
    nx.write_graphml_xml(graph, path, encoding="utf-8", prettyprint=True)
    return path


def _write_json(analysis: Analysis, path: Path) -> Path:
    text = json.dumps(asdict(analysis), ensure_ascii=False, indent=1)
    path.write_bytes(text.encode("utf-8") + b"\n")
    return path
