"""The command ``kg map``: pages, a drawing or a workbook, each one file."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg import store as stores
from kg.cli import output
from kg.cli.asking import names_told
from kg.cli.parser import UsageError
from kg.messages import Messages
from kg.model import KgError

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

Draw = Callable[["KnowledgeGraph"], str]
PAGES = (".html", ".htm")
DRAWING, WORKBOOK = ".svg", ".xlsx"
LINES = ("Railway", "Road")
WITH_TEXTS = ("map", "network")
"""The kinds of page that can carry the source texts along."""


def draw(options: Namespace, say: Messages) -> int:
    """Write what the ending of the file asks for: a page of the kind chosen, the map as SVG, or a workbook."""
    import viz
    from kg import graph

    form = options.out.suffix.lower()
    _require_fitting(options, form, say)
    with stores.open(options.store) as store:
        line = _line(store, options.line, say) if options.line else None
        things = graph.from_store(store)
    if form == WORKBOOK:
        viz.write_xlsx(things, options.out, lang=_language(say))
    else:
        draw_text = partial(viz.map_svg, lang=_language(say)) if form == DRAWING else _page(options, line, say)
        options.out.write_bytes(draw_text(things).encode("utf-8"))
    done = say("map.done" if form in PAGES else "export.done", file=options.out)
    print(output.plain(done), file=sys.stderr)
    return 0


def _require_fitting(options: Namespace, form: str, say: Messages) -> None:
    """No option on the line may be without effect."""
    if form not in (*PAGES, DRAWING, WORKBOOK):
        choices = " ".join((PAGES[0], DRAWING, WORKBOOK))
        raise UsageError(say("usage.suffix", file=options.out, choices=choices))
    what = options.kind if form in PAGES else form
    idle = {
        "--kind": form not in PAGES and options.kind != "map",
        "--line": options.line is not None and what != "lines",
        "--sources": options.sources is not None and what not in WITH_TEXTS,
    }
    for option in (name for name, without in idle.items() if without):
        raise UsageError(say("map.idle", option=option, what=what))


def _line(store: stores.Store, name: str, say: Messages) -> str:
    from kg import neighbors as around

    with names_told(say):
        thing = around.resolve(store, name)
    if thing.cls not in LINES:
        raise KgError(say("map.no_line", name=name))
    return thing.id


def _page(options: Namespace, line: str | None, say: Messages) -> Draw:
    import viz

    lang = _language(say)
    match options.kind:
        case "network":
            return partial(viz.network_page, lang=lang, texts=_texts(options.sources))
        case "matrix":
            return partial(viz.matrix_page, lang=lang)
        case "timeline":
            return partial(viz.timeline_page, lang=lang)
        case "lines":
            return partial(viz.line_page, line=line, lang=lang)
        case _:
            return partial(viz.map_page, lang=lang, texts=_texts(options.sources))


def _texts(sources: Path | None) -> Mapping[str, str] | None:
    from kg.documents import load

    return {document.id: document.text for document in load([sources])[0]} if sources else None


def _language(say: Messages) -> Literal["zh", "en"]:
    return "en" if say.lang == "en" else "zh"
