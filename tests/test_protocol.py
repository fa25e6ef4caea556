"""The SPARQL 1.1 Protocol with Chinese IRIs in every place that a request has for one, and with hostile input."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree

import pytest
from handmade import BUILT, SIGNED, make_store
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg import rdf
from kg.api import create_app
from kg.model import Document, Entity, EntityId, Evidence, Fact, Reading
from kg.settings import Settings

MIANYANG = EntityId("Place", "绵阳市", "510700")
BEIBEI = EntityId("Place", "北碚区", "500109")
SUINING = EntityId("Place", "遂宁市", "510900")
ONE, OTHER = (rdf.document_iri(name).value for name in ("绵碚签约（2020）", "兰渝 高铁·在建"))
PLACE = rdf.thing_iri(MIANYANG).value
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
PARTNERS = f"SELECT ?name WHERE {{ <{PLACE}> rc:cooperatesWith|^rc:cooperatesWith ?x . ?x skos:prefLabel ?name }}"
GRAPHS = f"SELECT DISTINCT ?name WHERE {{ GRAPH ?g {{ <{PLACE}> skos:prefLabel ?own }} ?g dcterms:identifier ?name }}"

Fields = Sequence[tuple[str, str]]
Send = Callable[[TestClient, str, Fields], Response]
ENCODINGS: Mapping[str, Callable[[str], str]] = {
    "every byte": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "the unsafe ones": lambda text: quote(text, safe="/:?"),
    "plus for space": quote_plus,
}


def pairs(fields: Fields, encode: Callable[[str], str]) -> str:
    return "&".join(f"{name}={encode(value)}" for name, value in fields)


def get(encode: Callable[[str], str]) -> Send:
    return lambda client, query, graphs: client.get(f"/sparql?{pairs([('query', query), *graphs], encode)}")


def form(encode: Callable[[str], str]) -> Send:
    return lambda client, query, graphs: client.post(
        "/sparql", content=pairs([("query", query), *graphs], encode), headers={"Content-Type": FORM}
    )


def direct(encode: Callable[[str], str]) -> Send:
    return lambda client, query, graphs: client.post(
        f"/sparql?{pairs(graphs, encode)}", content=query.encode(), headers={"Content-Type": QUERY}
    )


REQUESTS = {
    f"{kind.__name__}, {name} encoded": kind(encode)
    for kind in (get, form, direct)
    for name, encode in ENCODINGS.items()
}


def reading(document: str, text: str, issued: str, *cooperate: EntityId) -> Reading:
    one, other = cooperate
    fact = Fact(one, "cooperatesWith", other, (Evidence(0, len(text), text),))
    return Reading(Document(document, text, issued=issued), tuple(map(Entity, cooperate)), facts=(fact,))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    found = [
        reading("绵碚签约（2020）", SIGNED, "2020", MIANYANG, BEIBEI),
        reading("兰渝 高铁·在建", BUILT, "2021", MIANYANG, SUINING),
    ]
    path = make_store(tmp_path_factory.mktemp("protocol") / "store", found)
    with TestClient(create_app(path, Settings(queries=1))) as opened:
        assert opened.app.state.service.workers.wait()  # type: ignore[attr-defined]
        yield opened


def names(answer: Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {row["name"]["value"] for row in answer.json()["results"]["bindings"]}


@pytest.mark.parametrize("request_form", REQUESTS)
def test_chinese_iris_in_the_query_and_in_the_dataset(client: TestClient, request_form: str) -> None:
    send = REQUESTS[request_form]
    assert len(REQUESTS) == 9
    assert names(send(client, PARTNERS, [])) == {"北碚区", "遂宁市"}
    assert names(send(client, PARTNERS, [("default-graph-uri", ONE)])) == {"北碚区"}
    assert names(send(client, PARTNERS, [("default-graph-uri", OTHER)])) == {"遂宁市"}
    both = [("default-graph-uri", ONE), ("default-graph-uri", OTHER)]
    assert names(send(client, PARTNERS, both)) == {"北碚区", "遂宁市"}
    assert names(send(client, PARTNERS, [("named-graph-uri", ONE)])) == set()
    assert names(send(client, GRAPHS, [*both, ("named-graph-uri", OTHER)])) == {"兰渝 高铁·在建"}


@pytest.mark.parametrize("request_form", REQUESTS)
def test_the_request_s_dataset_counts_and_not_the_query_s(client: TestClient, request_form: str) -> None:
    send, query = REQUESTS[request_form], PARTNERS.replace("WHERE", f"FROM <{ONE}> WHERE")
    assert names(send(client, query, [])) == {"北碚区"}
    assert names(send(client, query, [("default-graph-uri", OTHER)])) == {"遂宁市"}


def test_the_default_graph_is_the_accepted_view_and_each_document_s_graph_has_its_name(client: TestClient) -> None:
    everything = "SELECT (COUNT(*) AS ?name) WHERE { ?s ?p ?o }"
    inside = "SELECT (COUNT(*) AS ?name) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } }"
    send = REQUESTS["form, plus for space encoded"]
    assert names(send(client, everything, [])) == names(send(client, inside, []))
    for document in (ONE, OTHER):
        named = everything.replace("{ ?s ?p ?o }", f"{{ GRAPH <{document}> {{ ?s ?p ?o }} }}")
        assert names(send(client, named, [])) == names(send(client, everything, [("default-graph-uri", document)]))


def test_yes_and_no_and_descriptions(client: TestClient) -> None:
    ask = f"ASK {{ GRAPH <{ONE}> {{ <{PLACE}> a rc:Place }} }}"
    assert client.get("/sparql.json", params={"query": ask}).json()["boolean"] is True
    told = ElementTree.fromstring(client.get("/sparql.xml", params={"query": ask}).text)
    assert [element.text for element in told if element.tag.endswith("boolean")] == ["true"]
    described = client.get("/sparql.nt", params={"query": f"DESCRIBE <{PLACE}>"}).text
    assert f'<{PLACE}> <http://www.w3.org/2004/02/skos/core#prefLabel> "绵阳市"@zh .' in described.splitlines()
    named = f"CONSTRUCT {{ ?g a <urn:文件> }} WHERE {{ GRAPH ?g {{ <{PLACE}> a rc:Place }} }}"
    assert "urn:文件" in client.get("/sparql.trig", params={"query": named}).text


def test_a_syntax_error_is_told_with_its_place_in_every_form_of_request(client: TestClient) -> None:
    wrong = "SELECT *\nWHERE { ?地方 ?p }"
    told = {
        (answer.status_code, answer.json()["error"])
        for send in REQUESTS.values()
        for answer in [send(client, wrong, [])]
    }
    [(status, message)] = told
    assert status == 400
    assert message.startswith("2:17")


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.just(f"{ONE}> FROM <{OTHER}"))
def test_any_graph_s_name_is_answered(client: TestClient, name: str, value: str) -> None:
    answer = client.get("/sparql", params={"query": PARTNERS, name: value})
    assert answer.status_code in (200, 400)
    if answer.status_code == 200 and value != ONE:
        assert names(answer) == set()


FILLER = st.sampled_from(["", " ", "\n", "\t", "#x\n", " # SERVICE\n", "\r"])
WORD = st.tuples(*(st.sampled_from([letter, letter.upper()]) for letter in "service")).map("".join)
BEFORE = st.sampled_from(
    ["", "?s ?p ?o .", "?s ?p '>' .", "FILTER(1<2)", "?s ?p '''it's''' .", "OPTIONAL { ?s ?p 1 }", "BIND(<%s> AS ?e)"]
)


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A server that must stay unasked; what reached it is looked at when the last test is over."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        opened.settimeout(0.3)
        yield opened
        with pytest.raises(TimeoutError):
            opened.accept()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=BEFORE,
    word=WORD,
    gaps=st.tuples(FILLER, FILLER, FILLER),
    silent=st.sampled_from(["", " SILENT ", " silent"]),
    target=st.sampled_from(["<%s>", "?e", "<%s#SERVICE>"]),
)
def test_no_service_leaves_the_machine(
    client: TestClient,
    listener: socket.socket,
    before: str,
    word: str,
    gaps: tuple[str, str, str],
    silent: str,
    target: str,
) -> None:
    clause = f"{before}{gaps[0]}{word}{silent}{gaps[1]}{target}{gaps[2]}{{ ?a ?b ?c }}"
    query = f"SELECT * WHERE {{ {clause} }}".replace("%s", f"http://127.0.0.1:{listener.getsockname()[1]}/")
    assert client.post("/sparql", data={"query": query}).status_code == 400


@pytest.mark.parametrize(
    "update",
    ["LOAD <%s>", "LOAD SILENT <%s> INTO GRAPH <urn:g>", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "CLEAR ALL",
     "DELETE WHERE { ?s ?p ?o }", "ASK {} ; LOAD <%s>", "PREFIX : <%s> LOAD :x"],
)  # fmt: skip
def test_no_update_runs(client: TestClient, listener: socket.socket, update: str) -> None:
    text = update.replace("%s", f"http://127.0.0.1:{listener.getsockname()[1]}/")
    before = names(client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?name) WHERE { ?s ?p ?o }"}))
    for send in REQUESTS.values():
        assert send(client, text, []).status_code == 400
    assert client.post("/sparql", data={"update": text}).status_code == 403
    assert names(client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?name) WHERE { ?s ?p ?o }"})) == before


def test_a_graph_is_never_fetched(client: TestClient, listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/图"
    for send in REQUESTS.values():
        for query in (
            PARTNERS,
            PARTNERS.replace("WHERE", f"FROM <{url}> WHERE"),
            f"SELECT ?name {{ GRAPH <{url}> {{ ?s ?p ?name }} }}",
        ):
            for graphs in ([("default-graph-uri", url)], [("named-graph-uri", url)]):
                assert names(send(client, query, graphs)) == set()
