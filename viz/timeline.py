"""The timeline: what was signed, held, adopted and begun, year by year, each with its sentence."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from kg.graph import KnowledgeGraph, Quote
from viz.plain import Lang, Words, document_page, label_of, quotes, state_chip, text

_SHOWN = ("signedOn", "heldOn", "status", "validFrom", "validUntil")


class Event(NamedTuple):
    """Something that happened, or a state that held: ``when`` is an ISO date as precise as known."""

    when: str
    predicate: str
    key: str
    value: str
    evidence: tuple[Quote, ...]


def events(graph: KnowledgeGraph) -> list[Event]:
    """The dated facts of a graph in order of time; a state without a date is put in its document's year."""
    found = []
    for key, data in graph.nodes(data=True):
        for fact in data["facts"]:
            if fact.predicate in _SHOWN:
                dated = fact.as_of or max((q.issued for q in fact.evidence), default="")
                when = dated if fact.predicate == "status" else fact.value
                found.append(Event(when, fact.predicate, key, fact.value, fact.evidence))
    return sorted(event for event in found if event.when)


def timeline_page(graph: KnowledgeGraph, *, lang: Lang = "zh", title: str = "") -> str:
    """The dated facts as one HTML file without scripts, the newest year first."""
    say, years = Words(lang), defaultdict(list)
    for event in events(graph):
        years[event.when[:4]].append(event)
    body = "".join(_year(graph, year, years[year], say) for year in sorted(years, reverse=True))
    count = sum(map(len, years.values()))
    lead = say.pick(f"{count} 件有日期的事，新的在前。", f"{count} dated facts, the newest first.")
    return document_page(title or say.pick("合作时间线", "Timeline of cooperation"), lead, body, lang, "timeline.css")


def _year(graph: KnowledgeGraph, year: str, found: list[Event], say: Words) -> str:
    items = "".join(_event(graph, event, say) for event in reversed(found))
    return f'<section class="year" id="y{text(year)}"><h2>{text(year)}</h2><div class="events">{items}</div></section>'


def _event(graph: KnowledgeGraph, event: Event, say: Words) -> str:
    what = state_chip(event.value, say) if event.predicate == "status" else text(say("predicates", event.predicate))
    others = [
        label_of(graph, t) for _, t, p in graph.out_edges(event.key, keys=True) if p in ("party", "heldIn", "connects")
    ]
    with_whom = f"<p>{text('、'.join(sorted(set(others))[:8]))}</p>" if others else ""
    return (
        f'<article class="{event.predicate}"><time datetime="{text(event.when)}">{text(event.when)}</time>'
        f'<h3>{text(label_of(graph, event.key))}</h3> <span class="meta">{what}</span>{with_whom}'
        f"<details><summary>{text(say.pick('原句', 'Sentence'))}</summary>"
        f"{quotes(event.evidence, say)}</details></article>"
    )
