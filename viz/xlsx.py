"""The facts and the analysis as a workbook. Every cell is text or a number, so that nothing runs as a formula."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from kg.graph import KnowledgeGraph, analyse
from viz.plain import Lang, Words

Row = Sequence[str | int | float]
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 32_000
"""Characters that a cell may hold, a little below the format's limit."""
_TYPES = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_xlsx(graph: KnowledgeGraph, path: Path, *, lang: Lang = "zh") -> Path:
    """Write facts with their sentences, places, pairs and lines as four sheets; the same graph gives the same bytes."""
    say, analysis = Words(lang), analyse(graph)
    places: Iterable[Row] = (
        [r.label, r.degree, r.weighted_degree, r.betweenness, r.pagerank, r.community] for r in analysis.centrality
    )
    pairs: Iterable[Row] = (
        [p.source_label, p.target_label, p.weight, p.documents, _fields(p.fields, say), p.first, p.last]
        for p in analysis.pairs
    )
    links: Iterable[Row] = (
        [k.source_label, k.target_label, "、".join(k.railways), "、".join(k.roads)] for k in analysis.connectivity
    )
    sheets: list[tuple[str, Row, Iterable[Row]]] = [
        (say.pick("事实", "facts"), _heads(say, "facts"), _facts(graph, say)),
        (say.pick("地方", "places"), _heads(say, "places"), places),
        (say.pick("合作", "pairs"), _heads(say, "pairs"), pairs),
        (say.pick("通道", "lines"), _heads(say, "lines"), links),
    ]
    _write(path, sheets)
    return path


_COLUMNS = {
    "facts": (
        "主语 类别 关系 宾语 截至 文件 标题 日期 起 止 原句",
        "subject class relation object as_of document title date start end quote",
    ),
    "places": ("地方 伙伴 依据 中介度 PageRank 社群", "place partners evidence betweenness pagerank community"),
    "pairs": ("地方 地方 依据 文件 领域 最早 最近", "place place evidence documents fields first last"),
    "lines": ("地方 地方 铁路 公路", "place place railways roads"),
}


def _heads(say: Words, sheet: str) -> list[str]:
    return say.pick(*_COLUMNS[sheet]).split(" ")


def _fields(fields: Iterable[str], say: Words) -> str:
    return "、".join(say("domains", field) for field in fields)


def _facts(graph: KnowledgeGraph, say: Words) -> Iterator[Row]:
    for source, target, predicate, data in graph.edges(keys=True, data=True):
        value = " ".join((graph.nodes[target]["label"], *data["values"]))
        for quote in data["evidence"]:
            yield _fact(graph, source, say("predicates", predicate), value, data["as_of"], quote)
    for key, data in graph.nodes(data=True):
        for fact in data["facts"]:
            if fact.predicate != "holdsPost":
                value = say("states" if fact.predicate == "status" else "domains", fact.value)
                for quote in fact.evidence:
                    yield _fact(graph, key, say("predicates", fact.predicate), value, fact.as_of, quote)


def _fact(graph: KnowledgeGraph, key: str, predicate: str, value: str, as_of: str, quote: Sequence[str | int]) -> Row:
    document, title, issued, said, start, end = quote
    node = graph.nodes[key]
    return [node["label"], node["cls"], predicate, value, as_of, document, title, issued, start, end, said]


def _write(path: Path, sheets: list[tuple[str, Row, Iterable[Row]]]) -> None:
    numbers = range(1, len(sheets) + 1)
    files = {
        "[Content_Types].xml": _HEAD + f'<Types xmlns="{_TYPES}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET[:-5]}worksheet+xml"/>'
            for n in numbers
        )
        + "</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _relations([("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]),
        "xl/workbook.xml": _workbook([name for name, *_ in sheets]),
    }
    for number, (_, head, rows) in enumerate(sheets, 1):
        files[f"xl/worksheets/sheet{number}.xml"] = _sheet(head, rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content.encode("utf-8"), zipfile.ZIP_DEFLATED
            )


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _relations(found: list[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="r{n}" Type="{_TYPES}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(found, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_TYPES}/package/2006/relationships">{items}</Relationships>'


def _workbook(names: list[str]) -> str:
    sheets = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
    spaces = f'xmlns="{_TYPES}/spreadsheetml/2006/main" xmlns:r="{_TYPES}/officeDocument/2006/relationships"'
    return f"{_HEAD}<workbook {spaces}><sheets>{sheets}</sheets></workbook>"


def _sheet(head: Row, rows: Iterable[Row]) -> str:
    body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in (head, *rows))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_HEAD}<worksheet xmlns="{_TYPES}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">{pane}'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>{body}</sheetData></worksheet>'
    )


def _cell(value: str | int | float) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_NO_XML.sub("", value)[:_LONGEST])}</t></is></c>'
