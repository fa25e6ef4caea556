"""``/sparql``: every way to ask, every form of answer, and queries that would hurt."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from handmade import make_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg.api import create_app
from kg.settings import MEBIBYTE, Settings
from kg.sparql import by_accept, by_suffix

BASE = "https://w3id.org/regional-cooperation/id/"
MIANYANG = f"{BASE}Place-绵阳市-510700"
SIGNED = f"{BASE}Document-001_signed"
ASK = f"ASK {{ <{MIANYANG}> a rc:Place }}"
SELECT = f"SELECT ?name WHERE {{ <{MIANYANG}> skos:prefLabel ?name }}"
CONSTRUCT = f"CONSTRUCT {{ <{MIANYANG}> skos:prefLabel ?name }} WHERE {{ <{MIANYANG}> skos:prefLabel ?name }}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}

RUNAWAY = {
    "cross join": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "order": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?c ?i",
    "count": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "path": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:x>|^!<urn:x>)+ ?b . ?c (!<urn:x>|^!<urn:x>)+ ?d . ?e ?f ?g }",
}
LIMITS = Settings(queries=4, query_seconds=1.5, query_memory=256 * MEBIBYTE, query_bytes=MEBIBYTE)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("sparql") / "store")


@pytest.fixture(scope="module")
def opened(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(store, LIMITS)) as client:
        yield client


@pytest.fixture
def client(opened: TestClient) -> TestClient:
    """The client, once all its query processes are idle."""
    assert opened.app.state.service.workers.wait()  # type: ignore[attr-defined]
    return opened


def test_get(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SELECT})
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.headers["vary"] == "Accept"
    assert [row["name"]["value"] for row in answer.json()["results"]["bindings"]] == ["绵阳市"]


@pytest.mark.parametrize("encoded", [quote(ASK), quote(ASK, safe=":/<>"), urlencode({"query": ASK})[6:]])
def test_get_takes_any_percent_encoding(client: TestClient, encoded: str) -> None:
    assert client.get(f"/sparql?query={encoded}").json()["boolean"] is True


def test_percent_encoding_is_undone_once(client: TestClient) -> None:
    query = 'SELECT ("100%25 + %E7" AS ?x) WHERE {}'
    for answer in (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query.encode(), headers=QUERY),
    ):
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == "100%25 + %E7"


def test_posts(client: TestClient) -> None:
    assert client.post("/sparql", data={"query": ASK}).json()["boolean"] is True
    assert client.post("/sparql", content=ASK.encode(), headers=QUERY).json()["boolean"] is True
    with_charset = {"Content-Type": "application/sparql-query; charset=utf-8"}
    assert client.post("/sparql", content=ASK.encode(), headers=with_charset).json()["boolean"] is True


def test_graphs_are_chosen_by_parameters(client: TestClient) -> None:
    everywhere = "SELECT ?x WHERE { ?x a rc:Railway }"
    inside = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?x a rc:Place } }"

    def count(query: str, **graphs: object) -> int:
        answer = client.get("/sparql", params={"query": query, **graphs})
        posted = client.post("/sparql", data={"query": query, **graphs})
        direct = client.post("/sparql", params=graphs, content=query, headers=QUERY)
        assert answer.json() == posted.json() == direct.json()
        return len(answer.json()["results"]["bindings"])

    built = f"{BASE}Document-002_built"
    assert count(everywhere) == 1
    assert count(everywhere, **{"default-graph-uri": SIGNED}) == 0
    assert count(everywhere, **{"default-graph-uri": [SIGNED, built]}) == 1
    assert count(everywhere, **{"named-graph-uri": built}) == 0
    assert count(inside) == 2
    assert count(inside, **{"named-graph-uri": built}) == 1
    assert count(inside, **{"default-graph-uri": built}) == 0
    assert client.get("/sparql", params={"query": ASK, "default-graph-uri": "no iri"}).status_code == 400


def test_forms_of_results(client: TestClient) -> None:
    def got(accept: str) -> tuple[str, str]:
        answer = client.get("/sparql", params={"query": SELECT}, headers={"Accept": accept})
        assert answer.status_code == 200
        return answer.headers["content-type"].partition(";")[0], answer.text

    kind, text = got("application/sparql-results+json")
    assert json.loads(text)["head"]["vars"] == ["name"]
    kind, text = got("application/sparql-results+xml")
    assert (kind, ElementTree.fromstring(text).tag.endswith("sparql")) == ("application/sparql-results+xml", True)
    kind, text = got("text/csv")
    assert (kind, list(csv.reader(io.StringIO(text)))) == ("text/csv", [["name"], ["绵阳市"]])
    kind, text = got("text/tab-separated-values")
    assert (kind, text) == ("text/tab-separated-values", '?name\n"绵阳市"@zh\n')
    assert got("text/html,application/xhtml+xml,*/*;q=0.8")[0] == "application/sparql-results+json"
    assert got("text/csv;q=0.1, application/sparql-results+xml;q=0.9")[0] == "application/sparql-results+xml"
    assert got("text/*")[0] in ("text/xml", "text/csv")
    assert got("application/json")[0] == "application/json"
    assert got("")[0] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/trig", ox.RdfFormat.TRIG),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("*/*", ox.RdfFormat.TURTLE),
    ],
)
def test_forms_of_graphs(client: TestClient, accept: str, form: ox.RdfFormat) -> None:
    answer = client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": accept})
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind == ("text/turtle" if accept == "*/*" else accept)
    (triple,) = ox.parse(answer.content, format=form)
    assert (triple.subject.value, triple.object.value) == (MIANYANG, "绵阳市")


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "tsv"])
def test_suffixes_of_results(client: TestClient, suffix: str) -> None:
    answer = client.get(f"/sparql.{suffix}", params={"query": SELECT}, headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].partition(";")[0] == by_suffix(suffix)[0].media
    assert client.post(f"/sparql.{suffix}", data={"query": SELECT}).content == answer.content


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "trig", "rdf"])
def test_suffixes_of_graphs(client: TestClient, suffix: str) -> None:
    answer = client.get(f"/sparql.{suffix}", params={"query": CONSTRUCT})
    assert answer.headers["content-type"].partition(";")[0] == by_suffix(suffix)[0].media
    assert "绵阳市" in answer.text


def test_a_form_that_the_answer_cannot_take(client: TestClient) -> None:
    for answer in (
        client.get("/sparql.ttl", params={"query": SELECT}),
        client.get("/sparql.csv", params={"query": CONSTRUCT}),
        client.get("/sparql.exe", params={"query": SELECT}),
        client.get("/sparql", params={"query": SELECT}, headers={"Accept": "image/png"}),
        client.get("/sparql", params={"query": SELECT}, headers={"Accept": "application/*;q=0"}),
    ):
        assert answer.status_code == 406
        assert answer.json()["error"]


def test_accept_is_read_by_quality_and_specificity() -> None:
    assert by_accept("text/csv")[0].suffix == "csv"
    assert {form.suffix for form in by_accept("*/*;q=0.5, text/csv;q=0")} == {
        "json",
        "xml",
        "tsv",
        "ttl",
        "nt",
        "jsonld",
        "trig",
        "rdf",
    }
    assert by_accept("TEXT/CSV ; q=high, text/turtle")[0].suffix == "ttl"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x WHERE {\n ?x ?y }", "2:"),
        ("", "1:1"),
        ("SELECT * WHERE { ?s nope:p ?o }", "1:"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "1:"),
        ("LOAD <http://127.0.0.1/>", "1:"),
        ("DROP ALL", "1:"),
        ("SELECT * FROM <not an iri> WHERE { ?s ?p ?o }", "1:"),
    ],
)
def test_a_query_that_is_refused(client: TestClient, query: str, said: str) -> None:
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_requests_that_the_protocol_does_not_have(client: TestClient) -> None:
    assert client.get("/sparql").status_code == 400
    assert client.get("/sparql", params={"query": [ASK, ASK]}).status_code == 400
    assert client.get("/sparql", params={"query": ASK, "update": "DROP ALL"}).status_code == 403
    assert client.post("/sparql", data={"update": "DROP ALL"}).status_code == 403
    assert (
        client.post("/sparql", content="DROP ALL", headers={"Content-Type": "application/sparql-update"}).status_code
        == 403
    )
    assert client.post("/sparql", json={"query": ASK}).status_code == 415
    assert client.post("/sparql", content=ASK).status_code == 415
    assert client.post("/sparql", content=b"ASK {} #\xff", headers=QUERY).status_code == 400
    assert client.post("/sparql", content=b"query=%FF", headers=FORM).status_code == 400
    assert client.post("/sparql", content="query=" + quote(ASK).replace("%", "\xb7"), headers=FORM).status_code == 400
    assert client.put("/sparql", content=ASK).status_code == 405
    many = "&".join(["default-graph-uri=urn:x"] * 200)
    assert client.get(f"/sparql?query=ASK%20%7B%7D&{many}").status_code == 400


def test_a_long_query_is_not_looked_at(client: TestClient) -> None:
    long = f"ASK {{}} #{'x' * 100_000}"
    assert client.post("/sparql", data={"query": long}).status_code == 413
    assert client.post("/sparql", content="x" * 2_000_000, headers=QUERY).status_code == 413


def test_nothing_reaches_the_network(client: TestClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for query in (
            f"SELECT * WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
            f"SELECT * WHERE {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
            f"SELECT * WHERE {{ BIND(<{url}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
            f"SELECT * WHERE {{ {{ SELECT * {{ sErViCe<{url}>{{ ?s ?p ?o }} }} }} }}",
            f"SELECT * FROM <{url}> WHERE {{ ?s ?p ?o }}",
            f"LOAD <{url}>",
            f"PREFIX service: <{url}> SELECT * WHERE {{ GRAPH <{url}> {{ ?s ?p ?o }} }}",
        ):
            client.post("/sparql", data={"query": query})
            client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": url})
        with pytest.raises(TimeoutError):
            listener.accept()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    verb=st.sampled_from(["", "SELECT * {", "ASK {"]),
)
def test_any_text_is_answered(opened: TestClient, text: str, verb: str) -> None:
    answer = opened.post("/sparql", data={"query": verb + text})
    assert answer.status_code in (200, 400)


def children() -> set[int]:
    return {process.pid for process in multiprocessing.active_children() if process.pid}


@pytest.mark.parametrize("kind", RUNAWAY)
def test_a_runaway_query_ends_at_its_limit(client: TestClient, kind: str) -> None:
    before = children()
    began = time.monotonic()
    answer = client.post("/sparql", data={"query": RUNAWAY[kind]})
    assert answer.status_code == 503, answer.text[:200]
    assert answer.headers["retry-after"]
    assert time.monotonic() - began < LIMITS.query_seconds + 1
    gone = before - children()
    assert len(gone) <= 1
    assert client.app.state.service.workers.wait()  # type: ignore[attr-defined]
    assert len(children()) == LIMITS.queries


def test_four_runaways_leave_the_rest_at_work(client: TestClient) -> None:
    statuses: list[int] = []

    def run(query: str) -> None:
        statuses.append(client.post("/sparql", data={"query": query}).status_code)

    threads = [threading.Thread(target=run, args=(RUNAWAY["count"],)) for _ in RUNAWAY]  # ends by time, not by memory
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert client.get("/api/entities", params={"q": "绵阳"}).json()["total"] == 1
    answer = client.get("/sparql", params={"query": ASK})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    for thread in threads:
        thread.join()
    assert statuses == [503] * 4
    assert client.app.state.service.workers.wait()  # type: ignore[attr-defined]
    assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is True


def test_an_answer_that_is_too_large_is_never_200(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"})
    assert answer.status_code == 503
    assert "larger" in answer.json()["error"]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the limit of memory is Linux's")
def test_a_query_that_eats_memory_is_stopped(store: Path) -> None:
    limits = replace(LIMITS, query_seconds=60.0, query_memory=128 * MEBIBYTE, queries=1)
    with TestClient(create_app(store, limits)) as client:
        assert client.app.state.service.workers.wait()  # type: ignore[attr-defined]
        began = time.monotonic()
        answer = client.post("/sparql", data={"query": RUNAWAY["order"]})
        assert (answer.status_code, "memory" in answer.text) == (503, True)
        assert time.monotonic() - began < 30
        assert client.app.state.service.workers.wait()  # type: ignore[attr-defined]
        assert client.post("/sparql", data={"query": ASK}).json()["boolean"] is True


def test_a_process_that_was_killed_is_replaced(client: TestClient) -> None:
    victim = children().pop()
    os.kill(victim, 9)
    time.sleep(0.1)
    statuses = {client.get("/sparql", params={"query": ASK}).status_code for _ in range(2 * LIMITS.queries)}
    assert statuses <= {200, 503}
    assert client.app.state.service.workers.wait()  # type: ignore[attr-defined]
    assert victim not in children()
    assert client.get("/sparql", params={"query": ASK}).status_code == 200


def test_nothing_is_left_when_the_application_ends(store: Path) -> None:
    before = children()
    with TestClient(create_app(store, LIMITS)) as client:
        assert client.app.state.service.workers.wait()  # type: ignore[attr-defined]
        assert len(children() - before) == LIMITS.queries
    assert children() <= before
