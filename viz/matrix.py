"""The matrix of cities: who works with whom, ordered by community, each cell leading to its sentences."""

from __future__ import annotations

from math import log2

from kg.graph import Analysis, KnowledgeGraph, Pair, analyse
from viz.plain import Lang, Words, document_page, quotes, short, text

MOST = 60
"""Places that a matrix shows; more cannot be read."""


def matrix_page(graph: KnowledgeGraph, *, lang: Lang = "zh", title: str = "") -> str:
    """City by city, as one HTML file without scripts; at most :data:`MOST` places, the strongest, and it says so."""
    say, analysis = Words(lang), analyse(graph)
    order = _order(analysis)
    group = {row.id: row.community for row in analysis.centrality}
    pairs = {
        frozenset((p.source, p.target)): (n, p)
        for n, p in enumerate(analysis.pairs)
        if {p.source, p.target} <= set(order)
    }
    body = _table(graph, order, group, pairs, say) + _details(graph, pairs, say)
    heading = title or say.pick("城市合作矩阵", "Matrix of cooperation")
    return document_page(heading, _lead(analysis, len(order), say), body, lang, "matrix.css")


def _order(analysis: Analysis) -> list[str]:
    """The places, community by community, the strongest first: a place without its partners would say nothing."""
    weight = {row.id: row.weighted_degree for row in analysis.centrality}
    groups = sorted(analysis.communities, key=lambda group: (-sum(weight[key] for key in group.members), group.id))
    return [key for group in groups for key in group.members][:MOST]


Pairs = dict[frozenset[str], tuple[int, Pair]]


def _lead(analysis: Analysis, shown: int, say: Words) -> str:
    left = len(analysis.centrality) - shown
    more = (
        say.pick(f"另有 {left} 个合作较少的地方未列出。", f"{left} places that cooperate less are left out.")
        if left
        else ""
    )
    return (
        say.pick(
            f"{shown} 个地方，按社群排列，粗线为社群的边界。格中数字为依据的处数，颜色越深越多；点击数字看原句。",
            f"{shown} places ordered by community; heavy lines part the communities. A number counts the evidence and "
            "darker is more; follow it to the sentences. ",
        )
        + more
    )


def _shade(weight: int) -> tuple[str, bool]:
    depth = min(log2(weight + 1) / 4, 1.0)
    parts = [round(light + (dark - light) * depth) for light, dark in zip((226, 236, 246), (10, 62, 120), strict=True)]
    return "#" + "".join(f"{part:02x}" for part in parts), depth > 0.55


def _table(graph: KnowledgeGraph, order: list[str], group: dict[str, int], pairs: Pairs, say: Words) -> str:
    names = {key: short(graph.nodes[key]["label"], 10) for key in order}
    head = "".join(f'<th scope="col"><span>{names[key]}</span></th>' for key in order)
    rows = []
    for i, row in enumerate(order):
        edge = ' class="edge"' if i and group[row] != group[order[i - 1]] else ""
        cells = "".join(_cell(names, row, order, j, group, pairs, say) for j in range(len(order)))
        rows.append(f'<tr{edge}><th scope="row">{names[row]}</th>{cells}</tr>')
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(say.pick("矩阵", "matrix"))}">'
        "<table><thead><tr><td></td>"
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(
    names: dict[str, str], row: str, order: list[str], j: int, group: dict[str, int], pairs: Pairs, say: Words
) -> str:
    column = order[j]
    edge = "edge " if j and group[column] != group[order[j - 1]] else ""
    if row == column:
        return f'<td class="{edge}self"></td>'
    found = pairs.get(frozenset((row, column)))
    if found is None:
        return f'<td class="{edge}"></td>' if edge else "<td></td>"
    number, pair = found
    colour, dark = _shade(pair.weight)
    said = f"{names[row]} – {names[column]}: {pair.weight}"
    return (
        f'<td class="{edge}{"dark" if dark else ""}" style="background:{colour}">'
        f'<a href="#p{number}" aria-label="{said}">{pair.weight}</a></td>'
    )


def _details(graph: KnowledgeGraph, pairs: Pairs, say: Words) -> str:
    sections = []
    for number, pair in sorted(pairs.values(), key=lambda item: item[0]):
        evidence = graph.edges[pair.source, pair.target, "cooperatesWith"]["evidence"]
        fields = "、".join(say("domains", field) for field in pair.fields)
        head = f"{text(pair.source_label)} – {text(pair.target_label)}"
        lead = f'<p class="meta">{text(fields)}</p>' if fields else ""
        sections.append(
            f'<section id="p{number}"><h3>{head} · {pair.weight}</h3>{lead}{quotes(evidence, say)}</section>'
        )
    return f"<h2>{text(say.pick('原句', 'Sentences'))}</h2>" + "".join(sections)
