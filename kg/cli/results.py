"""What queries and neighbour look-ups give, in the forms that the user may choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from kg import store as stores
from kg.cli import output
from kg.cli.parser import UsageError
from kg.messages import Messages

if TYPE_CHECKING:
    from kg.neighbors import Neighbor, Thing


def write_result(result: stores.Solutions | stores.Triples | stores.Answer, form: str, say: Messages) -> None:
    """Print the answer to a query; UsageError where the form cannot hold that kind of answer."""
    match result, form:
        case stores.Solutions(), "table":
            output.write_table(result.variables, result.texts())
        case stores.Answer(), "table":
            print("true" if result else "false")
        case ((stores.Solutions() | stores.Answer()), "json"):
            output.write_bytes(result.serialize(stores.ResultFormat.JSON))
        case stores.Solutions(), "csv":
            output.write_bytes(result.serialize(stores.ResultFormat.CSV))
        case stores.Triples(), ("ttl" | "table"):
            output.write_bytes(result.serialize(stores.GraphFormat.TURTLE))
        case stores.Triples(), "json":
            output.write_bytes(result.serialize(stores.GraphFormat.JSON_LD))
        case _:
            choices = {stores.Solutions: "table json csv", stores.Triples: "ttl json"}.get(type(result), "table json")
            raise UsageError(say("usage.format", format=form, choices=choices))


def _neighbor_table(start: Thing, found: list[Neighbor], say: Messages) -> None:
    columns = ("name", "class", "relations", "evidence", "distance", "document", "quote")
    header = [say(f"column.{column}") for column in columns]
    rows = []
    for near in found:
        first = near.relations[0].evidence[0]
        verbs = " ".join(sorted({relation.predicate for relation in near.relations}))
        rows.append((near.thing.name, near.thing.cls, verbs, near.evidence, near.distance, first.document, first.quote))
    output.write_table(header, rows)


def _neighbor_csv(start: Thing, found: list[Neighbor], say: Messages) -> None:
    header = (
        "id",
        "name",
        "class",
        "distance",
        "predicate",
        "direction",
        "via",
        "value",
        "as_of",
        "document",
        "start",
        "end",
        "quote",
    )
    rows = (
        (near.thing.id, near.thing.name, near.thing.cls, near.distance, relation.predicate, relation.direction,
         relation.via.id, relation.value, relation.as_of, quote.document, quote.start, quote.end, quote.quote)
        for near in found
        for relation in near.relations
        for quote in relation.evidence
    )  # fmt: skip
    output.write_csv(header, rows)


def _neighbor_json(start: Thing, found: list[Neighbor], say: Messages) -> None:
    output.write_json({"thing": asdict(start), "neighbors": [near.as_dict() for near in found]})


NEIGHBOR_WRITERS: dict[str, Callable[[Thing, list[Neighbor], Messages], None]] = {
    "table": _neighbor_table,
    "csv": _neighbor_csv,
    "json": _neighbor_json,
}
