"""The store: built aside and put in place in one step, queries that stay inside, exports of the same bytes."""

from __future__ import annotations

import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg import rdf, store
from kg.model import Document, Entity, EntityId, Evidence, Fact, Mention, QueryError, Reading, StoreError
from kg.store.refusal import refuse_service

PLACES = [
    EntityId("Place", name, code) for name, code in (("北碚区", "500109"), ("绵阳市", "510700"), ("德阳市", "510600"))
]


def reading(name: str) -> Reading:
    text = f"{name}：北碚区与绵阳市、德阳市合作。"
    says = (Evidence(0, len(text), text),)
    facts = tuple(Fact(PLACES[0], "cooperatesWith", other, says) for other in PLACES[1:])
    mentions = (Mention(text.index("北碚"), text.index("北碚") + 3, PLACES[0], "gazetteer"),)
    return Reading(Document(name, text, issued="2020"), tuple(map(Entity, PLACES)), mentions, facts)


def quads(*names: str) -> list[ox.Quad]:
    return [quad for name in names for quad in rdf.reading_quads(reading(name))]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "s"
    store.build(path, quads("a", "b"))
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store for tests that only read."""
    path = tmp_path_factory.mktemp("store") / "s"
    store.build(path, quads("a", "b"))
    return path


def ids(path: Path) -> list[str]:
    with store.open(path) as opened:
        return [entry.id for entry in opened.documents()]


def content(path: Path) -> list[str]:
    return sorted(p.name.split("-")[0] for p in path.iterdir())


# --- building


def test_a_store_is_built_and_opened(place: Path) -> None:
    with kg.open(place) as opened:
        first, second = opened.documents()
        assert (first.id, first.issued, first.title) == ("a", "2020", "")
        assert second.iri == rdf.document_iri("b").value
        assert opened.base == rdf.BASE
        assert opened.graphs() == sorted([first.iri, second.iri, f"{first.iri}/mentions", f"{second.iri}/mentions"])
    assert content(place) == ["build.lock", "data", "store.json"]


def test_a_new_build_takes_the_place_of_the_old_one(place: Path) -> None:
    store.build(place, quads("c"), base="https://example.org/id/")
    assert ids(place) == ["c"]
    assert content(place) == ["build.lock", "data", "store.json"]
    with store.open(place) as opened:
        assert opened.base == "https://example.org/id/"


def test_a_reader_of_the_old_store_goes_on_reading_it(place: Path) -> None:
    with store.open(place) as old:
        rows = iter(old.select("SELECT ?s WHERE { ?s ?p ?o }"))
        next(rows)
        store.build(place, quads("c"))
        assert len(list(rows)) > 10
        assert [entry.id for entry in old.documents()] == ["a", "b"]
        with store.open(place) as new:
            assert old.generation != new.generation
            assert [entry.id for entry in new.documents()] == ["c"]


def fail(opened: store.Store) -> None:
    assert [entry.id for entry in opened.documents()] == ["c"]
    raise RuntimeError("no good")


def test_a_failed_check_leaves_the_old_store_and_no_debris(place: Path) -> None:
    with pytest.raises(RuntimeError, match="no good"):
        store.build(place, quads("c"), check=fail)
    assert ids(place) == ["a", "b"]
    assert content(place) == ["build.lock", "data", "store.json"]


@pytest.mark.parametrize("existed", [False, True])
def test_a_failed_first_build_leaves_nothing(tmp_path: Path, existed: bool) -> None:
    path = tmp_path / "s"
    if existed:
        path.mkdir()
    with pytest.raises(RuntimeError, match="no good"):
        store.build(path, quads("c"), check=fail)
    assert path.exists() == existed
    assert [p for p in tmp_path.rglob("*") if p != path] == []


def test_quads_that_fail_on_their_way_leave_the_old_store(place: Path) -> None:
    def broken() -> object:
        yield quads("c")[0]
        raise OSError("disk")

    with pytest.raises(StoreError, match="cannot be written: disk"):
        store.build(place, broken())  # type: ignore[arg-type]
    assert ids(place) == ["a", "b"]


def test_a_quad_outside_the_named_graphs_is_refused(tmp_path: Path) -> None:
    node = ox.NamedNode("urn:x")
    with pytest.raises(StoreError, match="outside the named graphs"):
        store.build(tmp_path / "s", [ox.Quad(node, node, node)])


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        store.build(tmp_path / "file" / "s", quads("c"))


@pytest.mark.parametrize("kind", ["file", "folder", "other json", "other program"])
def test_what_is_no_store_is_never_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "s"
    if kind == "file":
        path.write_text("mine", "utf-8")
    else:
        path.mkdir()
        name, text = {"folder": ("x", "mine"), "other json": ("store.json", "[]")}.get(
            kind, ("store.json", '{"base": "", "generation": "", "format": "another", "version": 1}')
        )
        (path / name).write_text(text, "utf-8")
    before = sorted((p, p.read_bytes()) for p in tmp_path.rglob("*") if p.is_file())
    with pytest.raises(StoreError, match="will not be replaced"):
        store.build(path, quads("c"))
    with pytest.raises(StoreError, match=r"not a store|no store"):
        store.open(path)
    assert sorted((p, p.read_bytes()) for p in tmp_path.rglob("*") if p.is_file()) == before


def test_a_store_that_is_missing_of_another_format_or_damaged_is_told(place: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store here"):
        store.open(tmp_path / "nowhere")
    marker = place / "store.json"
    said = json.loads(marker.read_text("utf-8"))
    for change, message in [
        ({"version": 99}, r"has format 99, this program reads 1: build it again"),
        ({"generation": ""}, "no build of this store was ever finished"),
        ({"generation": "0000"}, "cannot be read"),
    ]:
        marker.write_text(json.dumps(said | change), "utf-8")
        with pytest.raises(StoreError, match=message) as caught:
            store.open(place)
        assert "\n" not in str(caught.value)
        assert str(place) in str(caught.value)
    marker.write_text(json.dumps(said | {"version": 99}), "utf-8")
    store.build(place, quads("c"))
    assert ids(place) == ["c"]


@pytest.mark.parametrize("first", [False, True])
def test_two_builders_at_once_are_one_too_many(tmp_path: Path, first: bool) -> None:
    place = tmp_path / "s"
    if not first:
        store.build(place, quads("a", "b"))
    inside, leave = threading.Event(), threading.Event()

    def slow(_: store.Store) -> None:
        inside.set()
        assert leave.wait(20)

    builder = threading.Thread(target=store.build, args=(place, quads("c")), kwargs={"check": slow})
    builder.start()
    try:
        assert inside.wait(20)
        for _ in range(2):  # the refused one takes no lock or marker away
            with pytest.raises(StoreError, match="another build is writing this store"):
                store.build(place, quads("d"))
        if not first:
            assert ids(place) == ["a", "b"]
    finally:
        leave.set()
        builder.join()
    assert ids(place) == ["c"]


KILLED = """
import os, sys
from pathlib import Path
from kg import store
import pyoxigraph as ox
n = ox.NamedNode("urn:x")
store.build(Path(sys.argv[1]), [ox.Quad(n, n, n, n)], check=lambda opened: os._exit(9))
"""


@pytest.mark.parametrize("first", [True, False])
def test_a_killed_builder_is_no_obstacle(tmp_path: Path, first: bool) -> None:
    path = tmp_path / "s"
    if not first:
        store.build(path, quads("a"))
    assert subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False).returncode == 9
    if first:
        with pytest.raises(StoreError, match="no build of this store was ever finished"):
            store.open(path)
    else:
        assert ids(path) == ["a"]
    store.build(path, quads("c"))
    assert ids(path) == ["c"]
    assert content(path) == ["build.lock", "data", "store.json"]


def test_a_store_is_read_from_a_folder_that_nobody_may_write(place: Path) -> None:
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in place.rglob("*") if p.is_file()}
    assert ids(place) == ["a", "b"]
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in place.rglob("*") if p.is_file()} == before


# --- queries


def test_the_default_graph_is_the_accepted_view_and_merges_what_documents_share(built: Path) -> None:
    with store.open(built) as opened:
        rows = list(opened.select("SELECT ?o WHERE { ?s rc:cooperatesWith ?o }"))
        assert len(rows) == 2
        assert rows[0]["o"] == rows[0][0]
        assert not opened.query("ASK { ?m a rc:Mention }")
        assert opened.query("ASK { GRAPH ?g { ?m a rc:Mention } }")
        [count] = opened.select("SELECT (COUNT(*) AS ?n) WHERE { ?fact a rc:Assertion }").texts()
        assert count == ("4",)


def test_a_query_can_be_held_to_graphs(built: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?fact a rc:Assertion }"
    with store.open(built) as opened:
        one = opened.documents()[0].iri
        for asked in (opened.query(count, default=one), opened.query(count, default=[one])):
            assert isinstance(asked, store.Solutions)
            assert list(asked.texts()) == [("2",)]
        assert list(opened.select(count.replace("WHERE", f"FROM <{one}> WHERE")).texts()) == [("2",)]
        assert not opened.query("ASK { GRAPH ?g { ?s ?p ?o } }", default=[], named=[])


def test_results_of_every_kind(built: Path) -> None:
    with store.open(built) as opened:
        rows = opened.query("SELECT ?l ?none WHERE { ?s a rc:Place ; skos:prefLabel ?l } ORDER BY ?l")
        assert isinstance(rows, store.Solutions)
        assert rows.variables == ("l", "none")
        assert list(rows.texts()) == [("北碚区", ""), ("德阳市", ""), ("绵阳市", "")]
        again = opened.select("SELECT ?l WHERE { ?s a rc:Place ; skos:prefLabel ?l }")
        assert json.loads(again.serialize())["head"]["vars"] == ["l"]
        made = opened.query("CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a rc:Place ; skos:prefLabel ?l }")
        assert isinstance(made, store.Triples)
        assert len(list(made)) == 3
        described = opened.query(f"DESCRIBE <{rdf.thing_iri(PLACES[0]).value}>")
        assert "rc:Place" in described.serialize().decode()
        yes = opened.query("ASK { ?s a rc:Place }")
        assert isinstance(yes, store.Answer)
        assert yes
        assert json.loads(yes.serialize())["boolean"] is True


def test_a_bound_value_cannot_leave_its_place(built: Path) -> None:
    query = "SELECT ?s ?name WHERE { ?s skos:prefLabel ?name }"
    with store.open(built) as opened:
        found = opened.select(query, bind={"name": ox.Literal("北碚区", language="zh")})
        assert len(list(found)) == 1
        assert list(opened.select(query, bind={"name": ox.Literal('" . } #')})) == []
        with pytest.raises(QueryError, match=r"\?nobody"):
            opened.select(query, bind={"nobody": ox.Literal("北碚区")})


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("SELECT * WHERE { ?s ?p }", "1:25"),
        ("SELECT *\nWHERE { nope:x ?p ?o }", "2:17"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "1:"),
        ("LOAD <https://example.org/>", "1:"),
        ("DELETE WHERE { ?s ?p ?o }", "1:"),
        ("", "1:1"),
    ],
)
def test_a_query_that_is_wrong_is_told_with_its_place(built: Path, query: str, position: str) -> None:
    with store.open(built) as opened, pytest.raises(QueryError) as caught:
        opened.query(query)
    assert str(caught.value).startswith(position)


def test_a_closed_store_says_so(built: Path) -> None:
    opened = store.open(built)
    opened.close()
    with pytest.raises(StoreError, match="is closed"):
        opened.documents()


OUTSIDE = [
    "SELECT * WHERE {{ SERVICE <{0}> {{ ?a ?b ?c }} }}",
    "SELECT * WHERE {{ SERVICE SILENT <{0}> {{ ?a ?b ?c }} }}",
    "SELECT * WHERE {{ BIND(<{0}> AS ?g) sErViCe?g{{ ?a ?b ?c }} }}",
    "PREFIX : <{0}> SELECT * WHERE {{ ?s ?p ?o . SERVICE:x{{ ?a ?b ?c }} }}",
    "SELECT * WHERE {{ ?s ?p ?o OPTIONAL {{ ?s ?q 1SERVICE<{0}>{{ ?a ?b ?c }} }} }}",
    "SELECT * WHERE {{ ?s ?p ?o OPTIONAL {{ ?s ?q trueSERVICE<{0}>{{ ?a ?b ?c }} }} }}",
    "PREFIX e: <urn:e:> SELECT * WHERE {{ ?s ?p ?o OPTIONAL {{ ?s ?q e:.SERVICE<{0}>{{ ?a ?b ?c }} }} }}",
    "SELECT * WHERE {{ ?s ?p ?o FILTER(STR(?o)<'>')SERVICE<{0}>{{ ?a ?b ?c FILTER(STR(?c)!='') }} }}",
    "SELECT * WHERE {{ ?s ?p ?o FILTER(STR(?o)<'>' && ?o != <urn:x#y>)SERVICE<{0}>{{ ?a ?b ?c FILTER(''='') }} }}",
    'SELECT * WHERE {{ VALUES ?x {{"""\\z" }} SERVICE<{0}>{{ ?a ?b ?c }} VALUES ?y {{"""}} }}',
    "SELECT * WHERE {{ ?s ?p ?o FILTER(?s<?o)SERVICE#>\n<{0}>{{ ?a ?b ?c }} }}",
    "SELECT * WHERE {{ # '\nSERVICE <{0}> {{ ?a ?b ?c }} # '\n }}",
    "PREFIX e: <urn:e:> SELECT * WHERE {{ ?s ?p e:a\\' . SERVICE <{0}> {{ ?a ?b ?c }} ?s ?p e:a\\' }}",
    "SELECT * WHERE {{ {{ SELECT * {{ SERVICE <{0}> {{ ?a ?b ?c }} }} }} }}",
    "ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{0}> {{ ?a ?b ?c }} }} }}",
]


@pytest.fixture
def listener() -> object:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.mark.parametrize("query", OUTSIDE)
def test_no_query_leaves_the_store(built: Path, listener: socket.socket, query: str) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    with store.open(built) as opened, pytest.raises(QueryError, match="SERVICE is not allowed"):
        list(opened.query(query.format(address)))
    with pytest.raises(TimeoutError):
        listener.accept()


def test_the_engine_itself_takes_these_queries() -> None:
    taken = 0
    for query in OUTSIDE:
        try:
            ox.Store().query(query.format("http://127.0.0.1:1/x"))
        except SyntaxError:
            continue
        except OSError:
            pass
        taken += 1
    assert taken >= 12


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?a rc:domain rc:public-services }",
        "SELECT ?service WHERE { ?service a rc:Place }",
        "SELECT * WHERE { ?a rc:quote ?q FILTER(CONTAINS(?q, 'SERVICE <x> {')) }",
        'SELECT * WHERE { ?a rc:quote """a "quoted" word\nof service""" }',
        "SELECT * WHERE { ?a a <https://example.org/service#Service> }",
        "SELECT * WHERE { ?a a rc:Place } # a service to the reader",
        "PREFIX x: <https://example.org/a#b> # service\nSELECT * { ?a x:service ?b FILTER(?a < ?b || ?b > 'service') }",
    ],
)
def test_the_word_alone_is_no_offence(built: Path, query: str) -> None:
    with store.open(built) as opened:
        list(opened.query(query))


def test_refusal_takes_no_longer_than_the_query_is_long() -> None:
    for piece in ("<", "<a#'", '"""', "'\\", '"a', "?service ", ":a'", "\\u"):
        refuse_or_pass(piece * (100_000 // len(piece)) + "ervice s")
        refuse_or_pass("# service\n" + piece * (100_000 // len(piece)))


def refuse_or_pass(query: str) -> None:
    try:
        refuse_service(query)
    except QueryError as error:
        assert re.match(r"\d+:\d+: ", str(error))  # noqa: PT017 - either outcome is fine here


# --- exports

SUFFIXES = (".trig", ".nq", ".jsonld", ".ttl")
DUMP = """
import random, sys
from pathlib import Path
from kg import store
sys.path.insert(0, sys.argv[1])
from test_store import SUFFIXES, quads
made = quads("b", "a", "c")
random.Random(int(sys.argv[3])).shuffle(made)
target = Path(sys.argv[2])
store.build(target, made)
with store.open(target) as opened:
    for suffix in SUFFIXES:
        opened.dump(target.with_suffix(suffix))
"""


def test_the_same_bytes_whatever_the_order_and_the_hash_seed(tmp_path: Path) -> None:
    found = []
    for seed in ("0", "1", "2"):
        target = tmp_path / seed
        arguments = [sys.executable, "-c", DUMP, str(Path(__file__).parent), str(target), seed]
        subprocess.run(arguments, check=True, env=os.environ | {"PYTHONHASHSEED": seed}, cwd=Path(__file__).parents[1])
        found.append([target.with_suffix(suffix).read_bytes() for suffix in SUFFIXES])
    assert found[0] == found[1] == found[2]
    assert all(len(data) > 1000 for data in found[0])


def test_exports_hold_what_the_store_holds(built: Path, tmp_path: Path) -> None:
    expected = {str(quad) for quad in quads("a", "b")}
    with store.open(built) as opened:
        for suffix in SUFFIXES[:3]:
            opened.dump(tmp_path / f"x{suffix}")
            read = ox.parse(path=tmp_path / f"x{suffix}")
            assert {str(quad) for quad in read} == expected, suffix
        opened.dump(tmp_path / "x.ttl")
        triples = {str(quad.triple) for quad in ox.parse(path=tmp_path / "x.ttl")}
        assert triples == {str(triple) for triple in opened.triples()}
        assert not [line for line in triples if "#Mention" in line]
    assert sorted(p.name for p in tmp_path.glob("x*")) == ["x.jsonld", "x.nq", "x.trig", "x.ttl"]


def test_an_export_of_another_kind_or_to_nowhere_is_told(built: Path, tmp_path: Path) -> None:
    with store.open(built) as opened:
        with pytest.raises(StoreError, match=r"ends in \.trig, \.nq, \.jsonld, \.ttl"):
            opened.dump(tmp_path / "x.docx")
        with pytest.raises(StoreError, match="cannot be written"):
            opened.dump(tmp_path / "nowhere" / "x.nq")


# --- notebooks


def test_the_rdflib_view_reads_and_does_not_write(built: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    with store.open(built) as opened:
        view = opened.rdflib()
        place_iri = rdflib.URIRef(rdf.thing_iri(PLACES[0]).value)
        assert str(view.value(place_iri, rdflib.SKOS.prefLabel)) == "北碚区"
        document = rdflib.URIRef(opened.documents()[0].iri)
        assert len(view.graph(document)) == len(list(opened.triples(str(document))))
        with pytest.raises(RuntimeError, match="read-write"):
            view.add((place_iri, rdflib.RDF.type, rdflib.OWL.Thing))
        assert ids(built) == ["a", "b"]


def test_the_networkx_graph_has_the_places(built: Path) -> None:
    with store.open(built) as opened:
        names = {data["label"] for _, data in opened.graph().nodes(data=True)}
    assert {"北碚区", "绵阳市", "德阳市"} <= names


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, kg; print(sorted({'pyoxigraph', 'rdflib', 'networkx', 'spacy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_random_quads_survive_the_store(tmp_path: Path) -> None:
    made = quads("x", "y", "z")
    random.Random(7).shuffle(made)
    store.build(tmp_path / "s", made + made)
    with store.open(tmp_path / "s") as opened:
        held = [
            str(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(g)))
            for g in opened.graphs()
            for t in opened.triples(g)
        ]
    assert sorted(held) == sorted(map(str, made))
