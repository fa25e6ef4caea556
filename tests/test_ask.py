"""The planners' questions from the command line and over HTTP: in every form, with the SPARQL that ran."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from handmade import readings, two_places
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg import questions, rdf
from kg import store as stores
from kg.api import create_app
from kg.cli import main
from kg.settings import Settings

ALL = questions.load()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ask") / "store"
    quads = [quad for reading in [*readings(), two_places()] for quad in rdf.reading_quads(reading)]
    stores.build(path, [*quads, *rdf.vocabulary_quads()])
    return path


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(store, Settings(queries=1))) as opened:
        assert opened.app.state.service.workers.wait()  # type: ignore[attr-defined]
        yield opened


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["ask", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_questions_are_listed(capsys: pytest.CaptureFixture[str], store: Path) -> None:
    code, out, err = run(capsys, "--store", store)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == list(ALL)
    [agreements] = [line for line in lines if line.startswith("agreements ")]
    assert agreements.split()[1:] == ["某地的协议，可按领域和年份", "--place", "[--domain]", "[--year]"]
    assert "by field and year" in run(capsys, "--store", store, "--lang", "en")[1]
    rows = list(csv.reader(io.StringIO(run(capsys, "--store", store, "--format", "csv")[1])))
    assert [row[0] for row in rows[1:]] == list(ALL)
    listed = json.loads(run(capsys, "--store", store, "--format", "json")[1])
    assert {question["name"]: question["sparql"] for question in listed} == {q.name: q.sparql for q in ALL.values()}


def test_an_answer_in_every_form_with_its_query(capsys: pytest.CaptureFixture[str], store: Path) -> None:
    asked = ("partners", "--store", store, "--place", "绵阳")
    code, out, err = run(capsys, *asked)
    assert code == 0
    assert [line.split() for line in out.splitlines()[::2]] == [
        ["partnerName", "agreementName"],
        ["北碚区", "绵碚三年行动计划"],
    ]
    with stores.open(store) as opened:
        assert list(opened.select(err).texts()) == list(
            questions.ask(opened, ALL["partners"], {"place": "绵阳市"}).rows.texts()
        )
    header, row = csv.reader(io.StringIO(run(capsys, *asked, "--format", "csv")[1]))
    assert dict(zip(header, row, strict=True))["partner"].endswith("Place-北碚区-500109")
    [binding] = json.loads(run(capsys, *asked, "--format", "json")[1])["results"]["bindings"]
    assert binding["partnerName"]["value"] == "北碚区"


@pytest.mark.parametrize(
    ("arguments", "code", "told", "english"),
    [
        (["partners"], 2, "--place", "needs --place (the place)"),
        (["partners", "--place", ""], 2, "--place", "needs --place (the place)"),
        (["partners", "--place", "绵阳市", "--year", "2020"], 2, "--year", "has no --year"),
        (["expired", "--year", "去年"], 2, "--year", "cannot be 去年"),
        (["agreements", "--place", "绵阳市", "--domain", "体育"], 2, "体育", "--domain (the field) cannot be 体育"),
        (["partners", "--place", "无此地"], 1, "无此地", "is not in the store"),
        (["partners", "--place", "江北区"], 1, "Place-江北区-500105", "may mean Place-江北区-330205"),
        (["partners", "--place", "兰渝高铁"], 2, "兰渝高铁", "--place (the place) cannot be 兰渝高铁"),
    ],
)
def test_a_question_asked_wrongly(
    capsys: pytest.CaptureFixture[str], store: Path, arguments: list[str], code: int, told: str, english: str
) -> None:
    for lang, expected in (("zh", told), ("en", english)):
        found, out, err = run(capsys, *arguments, "--store", store, "--lang", lang)
        assert (found, out, len(err.splitlines())) == (code, "", 1)
        assert expected in err


def test_the_questions_over_http(client: TestClient) -> None:
    listed = client.get("/api/questions").json()
    assert [question["name"] for question in listed] == list(ALL)
    [history] = [question for question in listed if question["name"] == "history"]
    assert history["parameters"][0]["kind"] == "Work"
    described = client.get("/openapi.json").json()["paths"]["/api/questions/{name}"]["get"]["parameters"]
    names = {parameter.name for question in ALL.values() for parameter in question.parameters}
    assert {parameter["name"] for parameter in described if parameter["in"] == "query"} == names


@pytest.mark.parametrize("place", ["绵阳市", "绵阳", "Place-绵阳市-510700"])
def test_an_answer_over_http_with_its_query(client: TestClient, place: str) -> None:
    answer = client.get("/api/questions/partners", params={"place": place}).json()
    assert answer["columns"] == ["place", "partner", "partnerName", "agreement", "agreementName"]
    [row] = answer["rows"]
    assert (row["partnerName"], row["agreementName"]) == ("北碚区", "绵碚三年行动计划")
    again = client.get("/sparql", params={"query": answer["sparql"]}).json()["results"]["bindings"]
    assert [{name: value["value"] for name, value in found.items()} for found in again] == answer["rows"]


def test_what_is_unbound_is_null(client: TestClient) -> None:
    [row] = client.get("/api/questions/undecided").json()["rows"][:1]
    assert row["text"] == "江北岸"
    rows = client.get("/api/questions/railways", params={"place": "绵阳市"}).json()["rows"]
    assert {row["otherName"] for row in rows} == {"重庆市", "遂宁市"}
    assert (
        client.get("/api/questions/agreements", params={"place": "北碚区"}).json()["rows"][0]["signed"] == "2020-04-29"
    )
    partners = client.get("/api/questions/partners", params={"place": "Place-江北区-330205"}).json()["rows"]
    assert [row["agreement"] for row in partners] == [None]


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("nothing", 404, "nothing"),
        ("partners", 400, "place"),
        ("partners?place=绵阳市&place=北碚区", 400, "twice"),
        ("partners?town=绵阳市", 400, "town"),
        ("partners?place=无此地", 404, "无此地"),
        ("partners?place=江北区", 409, "Place-江北区-500105"),
        ("partners?place=兰渝高铁", 400, "Railway"),
        ("expired?year=0", 400, "year"),
        (f"partners?place={'长' * 500}", 400, "400"),
    ],
)
def test_a_question_asked_wrongly_over_http(client: TestClient, path: str, status: int, told: str) -> None:
    answer = client.get(f"/api/questions/{path}")
    assert answer.status_code == status
    assert told in answer.json()["error"]


def test_a_question_counts_among_the_queries_under_way(store: Path) -> None:
    with TestClient(create_app(store, Settings(queries=1))) as client:
        workers: Any = client.app.state.service.workers  # type: ignore[attr-defined]
        assert workers.wait()
        busy = workers._idle.get()
        answer = client.get("/api/questions/hubs")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        workers._idle.put(busy)
        assert client.get("/api/questions/hubs").status_code == 200


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["partners", "history", "expired", "agreements"]),
    parameter=st.sampled_from(["place", "work", "year", "domain"]),
    value=st.text(max_size=40) | st.sampled_from(['绵阳市" }', "> } #", "UNDEF", "绵阳市> ?p ?o }", "\\u003e"]),
)
def test_any_value_is_answered(client: TestClient, name: str, parameter: str, value: str) -> None:
    answer = client.get(f"/api/questions/{name}", params={parameter: value.encode("utf-8", "replace").decode()})
    assert answer.status_code in (200, 400, 404, 409)
    if answer.status_code != 200:
        assert set(answer.json()) == {"error"}
