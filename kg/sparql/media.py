"""Which form an answer takes: the media types of SPARQL results and of graphs, by Accept header or by suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.sparql.errors import NotAcceptable
from kg.store import GraphFormat, ResultFormat


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an answer: its suffix, its media types (the first is the one sent), its serialisation."""

    suffix: str
    types: tuple[str, ...]
    format: ResultFormat | GraphFormat


FORMS = (
    Form("json", ("application/sparql-results+json", "application/json"), ResultFormat.JSON),
    Form("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), ResultFormat.XML),
    Form("csv", ("text/csv",), ResultFormat.CSV),
    Form("tsv", ("text/tab-separated-values",), ResultFormat.TSV),
    Form("ttl", ("text/turtle",), GraphFormat.TURTLE),
    Form("nt", ("application/n-triples", "text/plain"), GraphFormat.N_TRIPLES),
    Form("jsonld", ("application/ld+json", "application/json"), GraphFormat.JSON_LD),
    Form("trig", ("application/trig",), GraphFormat.TURTLE),  # every Turtle document is a TriG document
    Form("rdf", ("application/rdf+xml", "application/xml", "text/xml"), GraphFormat.RDF_XML),
)


def by_suffix(suffix: str) -> tuple[Form, ...]:
    """The forms with a suffix; NotAcceptable where there is none."""
    found = tuple(form for form in FORMS if form.suffix == suffix)
    if not found:
        raise NotAcceptable(f"no such form: .{suffix}; there are {', '.join('.' + form.suffix for form in FORMS)}")
    return found


def by_accept(accept: str) -> tuple[Form, ...]:
    """The forms that an Accept header takes, best first; all of them where the header is empty."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    wanted = [(form, _quality(form, ranges)) for form in FORMS]
    return tuple(form for form, quality in sorted(wanted, key=lambda pair: -pair[1]) if quality > 0)


def choose(forms: Sequence[Form], kind: type[ResultFormat] | type[GraphFormat]) -> Form:
    """The first of the wanted forms that such a result can take; NotAcceptable where there is none."""
    for form in forms:
        if isinstance(form.format, kind):
            return form
    possible = ", ".join(form.types[0] for form in FORMS if isinstance(form.format, kind))
    raise NotAcceptable(f"this answer can be had as {possible}")


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
    try:
        return name, min(max(float(quality), 0.0), 1.0)
    except ValueError:
        return name, 0.0


def _quality(form: Form, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that a form's media types fall in, best type first."""
    best = 0.0
    for name in form.types:
        covering = (name, name.partition("/")[0] + "/*", "*/*")
        for wanted in covering:
            found = [quality for other, quality in ranges if other == wanted]
            if found:
                best = max(best, *found)
                break
    return best
