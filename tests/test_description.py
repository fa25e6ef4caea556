"""The dataset's description: valid VoID and DCAT, counted rightly, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from handmade import make_store, signed
from rdflib import RDF, Graph, Namespace, URIRef
from starlette.testclient import TestClient

from kg import rdf
from kg import store as stores
from kg.api import create_app
from kg.model import KgError
from kg.settings import Settings

VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DATASET = URIRef(f"{rdf.BASE}graph/dataset")
PATHS = ["/.well-known/void", "/dataset"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("description") / "store")


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(store, Settings(queries=1))) as opened:
        yield opened


@pytest.mark.parametrize("path", PATHS)
def test_the_counts_are_those_of_the_accepted_view(client: TestClient, store: Path, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/turtle")
    assert "Accept" in answer.headers["vary"]
    found = Graph().parse(data=answer.text, format="turtle")
    assert {VOID.Dataset, DCAT.Dataset} == set(found.objects(DATASET, RDF.type))
    assert str(found.value(DATASET, VOID.sparqlEndpoint)) == "http://testserver/sparql"
    with stores.open(store) as opened:
        triples = list(opened.triples())
    assert int(found.value(DATASET, VOID.triples)) == len(triples)
    assert int(found.value(DATASET, VOID.documents)) == 2
    assert found.value(DATASET, VOID.exampleResource) in {URIRef(triple.subject.value) for triple in triples}
    classes = {
        str(found.value(part, VOID["class"])): int(found.value(part, VOID.entities))
        for part in found.objects(DATASET, VOID.classPartition)
    }
    assert (classes[f"{rdf.NS}Place"], classes[f"{rdf.NS}Railway"]) == (5, 1)
    predicates = {
        str(found.value(part, VOID.property)): int(found.value(part, VOID.triples))
        for part in found.objects(DATASET, VOID.propertyPartition)
    }
    assert sum(predicates.values()) == len(triples)
    assert int(found.value(DATASET, VOID.properties)) == len(predicates)
    assert list(found.subjects(RDF.type, DCAT.DataService)) == [URIRef("http://testserver/sparql")]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("text/turtle;q=0.9, application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_the_description_in_other_forms(client: TestClient, accept: str, form: ox.RdfFormat) -> None:
    turtle = {quad.triple for quad in ox.parse(client.get("/dataset").content, format=ox.RdfFormat.TURTLE)}
    answer = client.get("/dataset", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == accept.rpartition(" ")[2]
    assert {quad.triple for quad in ox.parse(answer.content, format=form)} == turtle
    assert client.get("/dataset", headers={"Accept": "text/csv"}).status_code == 406


def test_the_same_data_are_described_by_the_same_bytes(client: TestClient, tmp_path: Path) -> None:
    again = make_store(tmp_path / "again")
    with TestClient(create_app(again, Settings(queries=1))) as other:
        assert other.get("/dataset").content == client.get("/dataset").content == client.get(PATHS[0]).content


def test_a_new_build_is_described_anew(tmp_path: Path) -> None:
    path = make_store(tmp_path / "store")
    with TestClient(create_app(path, Settings(queries=1))) as client:
        before = client.get("/dataset").content
        make_store(path, [signed()])
        assert client.get("/dataset").content != before


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(KgError, match="is no address"):
        rdf.dataset_triples(rdf.Counts(0, 0, 0, {}, {}), "not an iri")
