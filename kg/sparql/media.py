"""Which form an answer takes: the media types of SPARQL results and of graphs, by Accept header or by suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.sparql.errors import NotAcceptable
from kg.store import GraphFormat, ResultFormat


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an answer: its suffix, its media types (the first is sent unless another is asked for), its format."""

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


class Wanted(NamedTuple):
    """A form that a client takes, by its suffix, and the media type to call it by."""

    suffix: str
    media: str


def by_suffix(suffix: str) -> tuple[Wanted, ...]:
    """The form with a suffix; NotAcceptable where there is none."""
    found = tuple(Wanted(form.suffix, form.types[0]) for form in FORMS if form.suffix == suffix)
    if not found:
        raise NotAcceptable(f"no such form: .{suffix}; there are {', '.join('.' + form.suffix for form in FORMS)}")
    return found


def by_accept(accept: str) -> tuple[Wanted, ...]:
    """The forms that an Accept header takes, best first; all of them where the header is empty."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    offered = [Wanted(form.suffix, media) for form in FORMS for media in form.types]
    qualities = {wanted: _quality(wanted.media, ranges) for wanted in offered}
    return tuple(sorted((wanted for wanted in offered if qualities[wanted] > 0), key=lambda wanted: -qualities[wanted]))


def choose(
    wanted: Sequence[Wanted], kind: type[ResultFormat] | type[GraphFormat]
) -> tuple[str, ResultFormat | GraphFormat]:
    """The media type and format of the first form that such a result can take; NotAcceptable where there is none."""
    formats = {form.suffix: form.format for form in FORMS}
    for suffix, media in wanted:
        if isinstance(formats[suffix], kind):
            return media, formats[suffix]
    possible = ", ".join(form.types[0] for form in FORMS if isinstance(form.format, kind))
    raise NotAcceptable(f"this answer can be had as {possible}")


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
    try:
        return name, min(max(float(quality), 0.0), 1.0)
    except ValueError:
        return name, 0.0


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that a media type falls in; 0 where it falls in none."""
    for wanted in (media, media.partition("/")[0] + "/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0
