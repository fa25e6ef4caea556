"""What the dataset is and holds, in the words of VoID and DCAT: nothing in it changes unless the dataset does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg import resources
from kg.model import KgError
from kg.rdf.iris import graph_iri
from kg.rdf.terms import BASE, PREFIXES, TYPE, term

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
DESCRIPTION_PREFIXES = {name: PREFIXES[name] for name in ("dcterms", "rdf", "xsd")} | {"void": VOID, "dcat": DCAT}


@dataclass(frozen=True, slots=True)
class Counts:
    """What the accepted view holds: triples, and subjects by class and triples by predicate, both by IRI."""

    triples: int
    subjects: int
    documents: int
    classes: Mapping[str, int]
    predicates: Mapping[str, int]
    example: str = ""
    """The IRI of one thing; empty where there is none."""


def dataset_triples(counts: Counts, site: str, base: str = BASE) -> list[Triple]:
    """The description of a dataset that is served under ``site``, sorted; ``KgError`` if that is no IRI."""
    try:
        return sorted(_about(counts, NamedNode(site).value, base), key=str)
    except ValueError as error:
        raise KgError(f"{site!r} is no address: {error}") from error


def _about(counts: Counts, site: str, base: str) -> Iterator[Triple]:
    dataset, service = graph_iri("dataset", base), NamedNode(f"{site}sparql")
    said = parse(path=resources.ontology("dataset.ttl"), format=RdfFormat.TURTLE, base_iri=dataset.value)
    yield from (quad.triple for quad in said)
    yield Triple(dataset, _void("uriSpace"), Literal(base))
    if counts.example:
        yield Triple(dataset, _void("exampleResource"), NamedNode(counts.example))
    numbers = {
        "triples": counts.triples,
        "distinctSubjects": counts.subjects,
        "documents": counts.documents,
        "classes": len(counts.classes),
        "properties": len(counts.predicates),
    }
    yield from (Triple(dataset, _void(name), _number(value)) for name, value in numbers.items())
    yield from _parts(dataset, "class", "entities", counts.classes)
    yield from _parts(dataset, "property", "triples", counts.predicates)
    yield from _service(dataset, service)


def _parts(dataset: NamedNode, kind: str, counted: str, counts: Mapping[str, int]) -> Iterator[Triple]:
    for number, iri in enumerate(sorted(counts)):
        part = NamedNode(f"{dataset.value}/{kind}-{number:03}")
        yield Triple(dataset, _void(f"{kind}Partition"), part)
        yield Triple(part, _void(kind), NamedNode(iri))
        yield Triple(part, _void(counted), _number(counts[iri]))


def _service(dataset: NamedNode, service: NamedNode) -> Iterator[Triple]:
    distribution = NamedNode(f"{dataset.value}/sparql")
    yield Triple(dataset, _void("sparqlEndpoint"), service)
    yield Triple(dataset, _dcat("distribution"), distribution)
    yield Triple(distribution, TYPE, _dcat("Distribution"))
    yield from (Triple(distribution, _dcat(name), service) for name in ("accessURL", "accessService"))
    yield Triple(service, TYPE, _dcat("DataService"))
    yield Triple(service, _dcat("endpointURL"), service)
    yield Triple(service, _dcat("servesDataset"), dataset)
    yield Triple(service, term("dcterms:conformsTo"), NamedNode("https://www.w3.org/TR/sparql11-protocol/"))


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=term("xsd:integer"))


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)


def _dcat(name: str) -> NamedNode:
    return NamedNode(DCAT + name)
