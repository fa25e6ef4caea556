"""The web interface over a real store: entities, neighbours, pages, a new build, hostile input, a real port."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

import httpx
import pytest
from handmade import PERSON, built, make_store, readings, signed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg import rdf
from kg import store as stores
from kg.api import create_app, entities
from kg.api.errors import STATUS, status_of
from kg.api.service import PAGES
from kg.model import CLASSES, StoreError
from kg.neighbors import PREDICATES
from kg.search import Search, tokens
from kg.settings import Settings

MIANYANG = "Place-绵阳市-510700"
HOSTILE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    store = make_store(tmp_path_factory.mktemp("api") / "store")
    with TestClient(create_app(store, Settings(queries=1))) as opened:
        yield opened


def names(client: TestClient, **parameters: Any) -> list[str]:
    answer = client.get("/api/entities", params=parameters)
    assert answer.status_code == 200
    return [entity["name"] for entity in answer.json()["entities"]]


def test_health(client: TestClient) -> None:
    answer = client.get("/health").json()
    assert (answer["status"], answer["documents"], answer["things"]) == ("ok", 2, 9)


def test_a_part_of_a_name_finds(client: TestClient) -> None:
    assert names(client, q="绵阳") == ["绵阳市"]
    assert names(client, q="北碚")[0] == "北碚区"
    assert names(client, q="渝高") == ["兰渝高铁"]
    assert names(client, q="碚") == ["北碚区", "绵碚三年行动计划", "中共重庆市北碚区委员会"]
    assert names(client, q="《绵碚三年行动计划》") == ["绵碚三年行动计划"]
    assert names(client, q="区委") == ["中共重庆市北碚区委员会"]


def test_a_whole_name_goes_first(tmp_path: Path) -> None:
    with stores.open(make_store(tmp_path / "s")) as store:
        found = Search(store).find("绵阳")
    assert found.hits[0].name == "绵阳市"
    assert tokens("Ｇ42，绵") == tokens("g42绵")


def test_lists_are_paged_and_narrowed(client: TestClient) -> None:
    everything = names(client)
    assert len(everything) == 9
    assert everything[0] == "绵阳市"
    assert [name for start in range(0, 9, 4) for name in names(client, limit=4, offset=start)] == everything
    assert set(names(client, **{"class": "Place"})) == {"绵阳市", "北碚区", "重庆市", "遂宁市", "江北岸"}
    beyond = client.get("/api/entities", params={"offset": 100}).json()
    assert (beyond["total"], beyond["entities"]) == (9, [])


def test_an_entity_in_full(client: TestClient) -> None:
    answer = client.get(f"/api/entities/{MIANYANG}").json()
    assert (answer["name"], answer["class"], answer["aliases"]) == ("绵阳市", "Place", ["绵阳"])
    assert [document["id"] for document in answer["documents"]] == ["001_signed", "002_built"]
    line = client.get("/api/entities/Railway-兰渝高铁").json()
    (state,) = line["facts"]
    assert (state["predicate"], state["value"], state["as_of"]) == ("status", "underConstruction", "2021")
    assert state["quotes"][0]["quote"] == "正在加快建设"
    (post,) = client.get(f"/api/entities/{rdf.segment(PERSON)}").json()["facts"]
    assert (post["value"], post["at"]) == ("区委书记", "Organization-中共重庆市北碚区委员会")


def test_an_id_may_be_percent_encoded(client: TestClient) -> None:
    assert client.get(f"/api/entities/{quote(MIANYANG)}").json()["iri"].endswith(MIANYANG)


@pytest.mark.parametrize(
    "id", ["Place-没有", "x", "a b", "<x>", quote('"} #', safe=""), quote("a/b", safe=""), "%00", "%FF"]
)
def test_an_id_that_nothing_has(client: TestClient, id: str) -> None:
    answer = client.get(f"/api/entities/{id}")
    assert answer.status_code == 404
    assert client.get(f"/api/entities/{id}/neighbors").status_code == 404


def test_neighbors_both_ways_with_their_sentences(client: TestClient) -> None:
    answer = client.get(f"/api/entities/{MIANYANG}/neighbors").json()
    assert [(near["name"], near["evidence"]) for near in answer["neighbors"]] == [
        ("北碚区", 3),
        ("兰渝高铁", 1),
        ("绵碚三年行动计划", 1),
    ]
    texts = {reading.document.id: reading.document.text for reading in readings()}
    quotes = [q for near in answer["neighbors"] for relation in near["relations"] for q in relation["quotes"]]
    assert len(quotes) == 5
    assert all(texts[q["document"]][q["start"] : q["end"]] == q["quote"] for q in quotes)
    back = client.get("/api/entities/Railway-兰渝高铁/neighbors").json()["neighbors"]
    assert {relation["direction"] for near in back for relation in near["relations"]} == {"out"}


def test_neighbors_are_narrowed_paged_and_bounded(client: TestClient) -> None:
    path = f"/api/entities/{MIANYANG}/neighbors"

    def found(**parameters: Any) -> list[str]:
        return [near["name"] for near in client.get(path, params=parameters).json()["neighbors"]]

    assert found(predicate="connects") == ["兰渝高铁"]
    assert found(**{"class": "Agreement"}) == ["绵碚三年行动计划"]
    assert found(limit=1, offset=1) == ["兰渝高铁"]
    assert found(depth=2) == ["北碚区", "兰渝高铁", "绵碚三年行动计划", "遂宁市", "重庆市"]
    assert client.get(path, params={"quotes": 0}).json()["neighbors"][0]["relations"][0]["quotes"] == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "绵" * 101}, {"limit": 0}, {"limit": 501}, {"offset": -1}, {"class": "City"}, {"limit": "many"},
    ],
)  # fmt: skip
def test_bounds_of_lists(client: TestClient, parameters: dict[str, Any]) -> None:
    answer = client.get("/api/entities", params=parameters)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(next(iter(parameters)))


@pytest.mark.parametrize("parameters", [{"depth": 4}, {"depth": 0}, {"predicate": "likes"}, {"quotes": 501}])
def test_bounds_of_neighbors(client: TestClient, parameters: dict[str, Any]) -> None:
    assert client.get(f"/api/entities/{MIANYANG}/neighbors", params=parameters).status_code == 422


@HOSTILE
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_any_text_can_be_searched_for(client: TestClient, text: str) -> None:
    answer = client.get("/api/entities", params={"q": text})
    assert answer.status_code == 200


@HOSTILE
@given(id=st.text(min_size=1, max_size=60))
def test_any_id_can_be_asked_for(client: TestClient, id: str) -> None:
    answer = client.get(f"/api/entities/{quote(id, safe='', errors='replace')}")
    assert answer.status_code in (200, 404)


def test_choices_are_those_of_the_model() -> None:
    assert get_args(entities.Class) == CLASSES
    assert get_args(entities.Predicate) == PREDICATES


def test_the_table_has_a_status_for_every_error() -> None:
    assert status_of(StoreError("x")) == 503
    for kind, status in STATUS.items():
        assert status_of(kind.__new__(kind)) == status


def test_pages(client: TestClient) -> None:
    start = client.get("/")
    assert start.headers["content-type"].startswith("text/html")
    assert "2 份文件、9 个事物" in start.text
    for link in re.findall(r'(?:href|action)="([^"]+)"', start.text):
        parameters = {"query": "ASK {}"} if "sparql" in link else {}
        client.app.state.service.workers.wait()  # type: ignore[attr-defined]
        assert client.get(f"/{link}", params=parameters).status_code == 200, link


@pytest.mark.parametrize("page", [f"/{kind}" for kind in PAGES])
def test_drawn_pages_are_kept(client: TestClient, page: str) -> None:
    first = client.get(page)
    assert first.status_code == 200
    assert "绵阳市" in first.text
    assert "default-src 'none'" in first.headers["content-security-policy"]
    began = time.monotonic()
    assert client.get(page).text == first.text
    assert time.monotonic() - began < 0.5
    assert client.get(page, params={"lang": "en"}).text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert client.get(page, params={"lang": "fr"}).status_code == 422


def test_headers(client: TestClient) -> None:
    answer = client.get("/health", headers={"Origin": "https://example.org"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_description_needs_no_network(client: TestClient) -> None:
    nowhere = client.get("/docs")
    assert (nowhere.status_code, nowhere.json()) == (404, {"error": "Not Found"})
    paths = set(client.get("/openapi.json").json()["paths"])
    assert {
        "/health",
        "/api/entities",
        "/api/entities/{id}",
        "/api/entities/{id}/neighbors",
        "/sparql",
        *(f"/{kind}" for kind in PAGES),
    } <= paths


def test_a_new_build_is_picked_up(tmp_path: Path) -> None:
    store = make_store(tmp_path / "s", [signed()])
    with TestClient(create_app(store, Settings(queries=1))) as client:
        before = client.get("/health").json()
        assert names(client, q="兰渝") == []
        page = client.get("/map").text
        make_store(store, [signed(), built()])
        after = client.get("/health").json()
        assert (before["documents"], after["documents"]) == (1, 2)
        assert before["generation"] != after["generation"]
        assert names(client, q="兰渝") == ["兰渝高铁"]
        assert client.get("/map").text != page
        client.app.state.service.workers.wait()  # type: ignore[attr-defined]
        answer = client.get("/sparql", params={"query": "ASK { ?x a rc:Railway }"})
        assert answer.json()["boolean"] is True


def test_a_store_that_is_gone_is_503(tmp_path: Path) -> None:
    store = make_store(tmp_path / "s")
    with TestClient(create_app(store, Settings(queries=1))) as client:
        (store / "store.json").rename(store / "away.json")
        answer = client.get("/health")
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "error" in answer.json()
        (store / "away.json").rename(store / "store.json")
        assert client.get("/health").status_code == 200


def test_an_application_needs_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        create_app(tmp_path / "none", Settings())


def test_serving_on_a_port(tmp_path: Path) -> None:
    store = make_store(tmp_path / "s")
    server = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert server.stderr
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+/", server.stderr.readline())
        assert found
        with httpx.Client(base_url=found[0], timeout=30) as client:
            assert client.get("health").json()["documents"] == 2
            assert client.get(f"api/entities/{MIANYANG}").json()["name"] == "绵阳市"
    finally:
        server.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        out, err = server.communicate(timeout=30)
    assert "Traceback" not in out + err
