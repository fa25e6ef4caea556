"""The command line as a user meets it: exit codes, one-line errors, every form of output."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from handmade import make_store, readings, two_places

from kg.cli import main
from kg.cli.commands import COMMANDS
from kg.cli.output import cut
from kg.cli.parser import MAP_KINDS, parser
from kg.messages import LANGUAGES, fields, language, messages
from kg.resources import data

SELECT = "SELECT ?name WHERE { ?x a rc:Place ; skos:prefLabel ?name } ORDER BY ?name"
CONSTRUCT = "CONSTRUCT { ?x a rc:Place } WHERE { ?x a rc:Place }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_store(tmp_path_factory.mktemp("cli") / "store"))


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def fails(capsys: pytest.CaptureFixture[str], expected: int, *arguments: object) -> str:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (expected, "")
    assert len(err.splitlines()) == 1
    return err


def test_query_forms(capsys: pytest.CaptureFixture[str], store: str) -> None:
    code, out, err = run(capsys, "query", "--store", store, "-e", SELECT)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "name"
    assert {"绵阳市", "北碚区"} < set(out.split())
    _, out, _ = run(capsys, "query", "--store", store, "-e", SELECT, "--format", "json")
    assert len(json.loads(out)["results"]["bindings"]) == 5
    _, out, _ = run(capsys, "query", "--store", store, "-e", SELECT, "--format", "csv")
    assert next(csv.reader(io.StringIO(out))) == ["name"]
    _, out, _ = run(capsys, "query", "--store", store, "-e", CONSTRUCT, "--format", "ttl")
    assert "rc:Place" in out
    _, out, _ = run(capsys, "query", "--store", store, "-e", "ASK { ?x a rc:Place }")
    assert out == "true\n"
    _, out, _ = run(capsys, "query", "--store", store, "-e", "ASK { ?x a rc:Road }", "--format", "json")
    assert json.loads(out)["boolean"] is False


def test_query_from_a_file_with_a_mark(capsys: pytest.CaptureFixture[str], store: str, tmp_path: Path) -> None:
    path = tmp_path / "问.rq"
    path.write_text(SELECT, encoding="utf-8-sig")
    assert run(capsys, "query", "--store", store, path)[0] == 0
    path.write_bytes("SELECT ?市 WHERE {}".encode("gbk"))
    assert "UTF-8" in fails(capsys, 1, "query", "--store", store, path)
    assert str(path.parent / "none") in fails(capsys, 1, "query", "--store", store, path.parent / "none.rq")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x WHERE { ?x }", "1:"),
        ("SELECT *\nWHERE { SERVICE <http://localhost/> { ?s ?p ?o } }", "SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", "1:"),
    ],
)
def test_a_wrong_query_is_one_line(capsys: pytest.CaptureFixture[str], store: str, query: str, said: str) -> None:
    assert said in fails(capsys, 1, "query", "--store", store, "-e", query)


def test_neighbors_by_evidence_then_name(capsys: pytest.CaptureFixture[str], store: str) -> None:
    code, out, _ = run(capsys, "neighbors", "--store", store, "绵阳市", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["thing"]["name"] == "绵阳市"
    assert [(near["name"], near["evidence"]) for near in found["neighbors"]] == [
        ("北碚区", 3),
        ("兰渝高铁", 1),
        ("绵碚三年行动计划", 1),
    ]
    quote = found["neighbors"][0]["relations"][0]["quotes"][0]
    assert quote.keys() == {"document", "title", "issued", "quote", "start", "end"}


@pytest.mark.parametrize("name", ["绵阳市", "绵阳", "Place-绵阳市-510700"])
def test_a_thing_has_three_kinds_of_name(capsys: pytest.CaptureFixture[str], store: str, name: str) -> None:
    code, out, _ = run(capsys, "neighbors", "--store", store, name)
    assert code == 0
    assert out.splitlines()[2].split()[:2] == ["北碚区", "Place"]


def test_neighbors_can_be_narrowed(capsys: pytest.CaptureFixture[str], store: str) -> None:
    def names(*options: object) -> list[str]:
        _, out, _ = run(capsys, "neighbors", "--store", store, "绵阳市", "--format", "csv", *options)
        return list(dict.fromkeys(row["name"] for row in csv.DictReader(io.StringIO(out))))

    assert names("--class", "Railway") == ["兰渝高铁"]
    assert names("--predicate", "party") == ["绵碚三年行动计划"]
    assert names("--limit", 1) == ["北碚区"]
    assert names("--depth", 2, "--class", "Place") == ["北碚区", "遂宁市", "重庆市"]


def test_an_ambiguous_name_lists_its_candidates(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    store = make_store(tmp_path / "store", [*readings(), two_places()])
    said = fails(capsys, 1, "neighbors", "--store", store, "江北区")
    assert "Place-江北区-330205、Place-江北区-500105" in said
    assert run(capsys, "neighbors", "--store", store, "Place-江北区-500105")[0] == 0
    # one thing's own name goes before another's other spelling
    assert run(capsys, "neighbors", "--store", store, "绵阳")[0] == 0


@pytest.mark.parametrize("name", ["", "没有", 'a"b', "a\\", "<x>", "\n", "绵" * 5000, "\U0001f600", "' OR 1=1"])
def test_a_name_that_nothing_has(capsys: pytest.CaptureFixture[str], store: str, name: str) -> None:
    assert "没有" in fails(capsys, 1, "neighbors", "--store", store, name)


def test_exports(capsys: pytest.CaptureFixture[str], store: str, tmp_path: Path) -> None:
    for suffix in (".trig", ".nq", ".ttl", ".jsonld"):
        target = tmp_path / f"out{suffix}"
        code, out, err = run(capsys, "export", "--store", store, target)
        assert (code, out) == (0, "")
        assert str(target) in err
        assert "绵阳市" in target.read_text(encoding="utf-8")
    fails(capsys, 2, "export", "--store", store, tmp_path / "out.csv")
    fails(capsys, 1, "export", "--store", store, tmp_path / "none" / "out.nq")


def test_validate(capsys: pytest.CaptureFixture[str], store: str) -> None:
    assert run(capsys, "validate", "--store", store)[:2] == (0, "")


def test_analyze(capsys: pytest.CaptureFixture[str], store: str, tmp_path: Path) -> None:
    code, out, _ = run(capsys, "analyze", "--store", store, "--out", tmp_path / "tables")
    assert code == 0
    assert {"绵阳市", "北碚区"} <= set(out.split())
    assert (tmp_path / "tables" / "pairs.csv").is_file()


@pytest.mark.parametrize("kind", MAP_KINDS)
def test_pages(capsys: pytest.CaptureFixture[str], store: str, tmp_path: Path, kind: str) -> None:
    page = tmp_path / "图.html"
    assert run(capsys, "map", "--store", store, page, "--kind", kind)[0] == 0
    assert "绵阳市" in page.read_text(encoding="utf-8")
    fails(capsys, 2, "map", "--store", store, tmp_path / "map.png")


def test_one_line(capsys: pytest.CaptureFixture[str], store: str, tmp_path: Path) -> None:
    page = tmp_path / "line.html"
    assert run(capsys, "map", "--store", store, page, "--kind", "lines", "--line", "兰渝高铁")[0] == 0
    assert "兰渝高铁" in page.read_text(encoding="utf-8")
    assert "绵阳市" in fails(capsys, 1, "map", "--store", store, page, "--kind", "lines", "--line", "绵阳市")
    assert "没有" in fails(capsys, 1, "map", "--store", store, page, "--kind", "lines", "--line", "无此线")


def test_drawing_and_workbook(capsys: pytest.CaptureFixture[str], store: str, tmp_path: Path) -> None:
    for name in ("图.svg", "表.XLSX"):
        code, out, err = run(capsys, "map", "--store", store, tmp_path / name)
        assert (code, out) == (0, "")
        assert name in err
    assert "区域合作地图" in (tmp_path / "图.svg").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "表.XLSX") as book:
        assert "绵阳市" in book.read("xl/worksheets/sheet1.xml").decode("utf-8")


WITH_STORE = {
    "export": ["out.nq"],
    "validate": [],
    "query": ["-e", "ASK {}"],
    "neighbors": ["绵阳市"],
    "ask": [],
    "explain": ["绵阳市", "cooperatesWith"],
    "analyze": [],
    "map": ["out.html"],
    "evaluate": ["gold"],
    "serve": ["--port", "0"],
}


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "build"])
def test_a_store_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str) -> None:
    assert set(WITH_STORE) == set(COMMANDS) - {"build"}
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("no store", encoding="utf-8")
    for path in (tmp_path / "none", tmp_path / "letters", tmp_path / "letters" / "a.txt"):
        assert str(path) in fails(capsys, 1, command, "--store", path, *WITH_STORE[command])


def test_a_folder_that_is_no_store_is_not_replaced(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    letter = tmp_path / "letters" / "a.txt"
    letter.parent.mkdir()
    letter.write_text("绵阳市与北碚区签署协议。", encoding="utf-8")
    assert str(letter.parent) in fails(capsys, 1, "build", letter, "--store", letter.parent)
    assert letter.exists()


WRONG = [
    [],
    ["nothing"],
    ["build", "--store", "s"],
    ["build", "x"],
    ["build", "x", "--store"],
    ["build", "x", "--store", "s", "--workers", "0"],
    ["build", "x", "--store", "s", "--base", "example"],
    ["query", "--store", "s"],
    ["query", "--store", "s", "x.rq", "-e", "ASK {}"],
    ["query", "--store", "s", "-e", "ASK {}", "--format", "xml"],
    ["neighbors", "--store", "s", "绵阳市", "--depth", "many"],
    ["neighbors", "--store", "s", "绵阳市", "--class", "City"],
    ["neighbors", "--store", "s", "绵阳市", "--predicate", "likes"],
    ["explain", "--store", "s"],
    ["explain", "--store", "s", "绵阳市", "cooperatesWith", "北碚区", "遂宁市"],
    ["ask", "--store", "s", "nothing"],
    ["ask", "--store", "s", "partners", "--town", "绵阳市"],
    ["map", "--store", "s", "o.html", "--kind", "globe"],
    ["map", "--store", "s", "o.svg", "--kind", "matrix"],
    ["map", "--store", "s", "o.html", "--kind", "timeline", "--sources", "d"],
    ["map", "--store", "s", "o.xlsx", "--sources", "d"],
    ["map", "--store", "s", "o.html", "--line", "兰渝高铁"],
    ["evaluate", "--store", "s", "gold", "--errors", "-1"],
    ["serve", "--store", "s", "--port", "99999"],
    ["export", "--store", "s", "a.nq", "b.nq"],
    ["--lang", "fr", "validate", "--store", "s"],
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_usage_is_one_line_and_2(capsys: pytest.CaptureFixture[str], arguments: list[str], lang: str) -> None:
    said = fails(capsys, 2, *arguments, *([] if "--lang" in arguments else ["--lang", lang]))
    assert said.startswith("error" if lang == "en" and "fr" not in arguments else "错误")


def test_a_format_that_does_not_fit_the_result(capsys: pytest.CaptureFixture[str], store: str) -> None:
    assert "ttl" in fails(capsys, 2, "query", "--store", store, "-e", SELECT, "--format", "ttl")
    assert "csv" in fails(capsys, 2, "query", "--store", store, "-e", CONSTRUCT, "--format", "csv")


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=lambda c: c[0] if c else "kg")
def test_help_in_both_languages(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    code, out, err = run(capsys, *command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("用法：kg")
    assert run(capsys, *command, "--help", "--lang", "en")[1].startswith("usage: kg")


def test_language_comes_from_the_line_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "en_GB.UTF-8")
    assert (language(), language("zh")) == ("en", "zh")
    monkeypatch.delenv("KG_LANG")
    assert language() == "zh"


def test_an_unknown_language_warns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: str
) -> None:
    monkeypatch.setenv("KG_LANG", "fr")
    code, _, err = run(capsys, "query", "--store", store, "-e", "ASK {}")
    assert code == 0
    assert "fr" in err


def test_both_languages_say_the_same_things() -> None:
    with data("messages.csv").open(encoding="utf-8", newline="") as rows:
        catalogue = list(csv.DictReader(rows))
    assert len(catalogue) > 60
    for row in catalogue:
        assert fields(row["zh"]) == fields(row["en"]), row["key"]


def test_every_message_is_used() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parent.parent / "kg").rglob("*.py"))
    computed = ("column.", "kind.", *(f"{name}.help" for name in COMMANDS))
    for key in messages("zh").texts:
        assert f'"{key}"' in sources or key.startswith(computed), key


def python(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, env={**os.environ, **env}, check=False, timeout=60)


def test_a_console_without_the_character(store: str) -> None:
    """GBK has no 𬭎; a console of that kind shows a question mark instead of a traceback."""
    done = python("-m", "kg", "neighbors", "--store", store, "𬭎市", env={"PYTHONIOENCODING": "gbk"})
    assert done.returncode == 1
    assert done.stderr.decode("gbk").strip() == "错误：库中没有“?市”。"


def test_output_into_a_pipe_is_utf8(store: str) -> None:
    done = python("-m", "kg", "query", "--store", store, "-e", SELECT, "--format", "csv", env={"PYTHONUTF8": "0"})
    assert "绵阳市" in done.stdout.decode("utf-8")


def test_a_closed_stdout_is_no_traceback(store: str) -> None:
    closed = f'"{sys.executable}" -m kg query --store "{store}" -e "{SELECT}" >&-'
    done = subprocess.run(["/bin/sh", "-c", closed], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "query", "--store", store, "-e", "SELECT * { ?s ?p ?o }"],
            stdout=gone, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(store: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "query", "--store", store, "-e", SELECT],
            stdout=full, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert len(done.stderr.decode("utf-8").splitlines()) == 1


def test_a_port_in_use(capsys: pytest.CaptureFixture[str], store: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert str(port) in fails(capsys, 1, "serve", "--store", store, "--port", port)
    fails(capsys, 1, "serve", "--store", store, "--host", "203.0.113.1", "--port", 0)


def test_hostile_text_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str], store: str) -> None:
    query = 'SELECT ("\\u001b]0;owned\\u0007\\nline" AS ?x) WHERE {}'
    _, out, _ = run(capsys, "query", "--store", store, "-e", query)
    assert "\x1b" not in out
    assert len(out.splitlines()) == 3
    assert "\x1b" not in fails(capsys, 1, "neighbors", "--store", store, "\x1b[31m\n红")


def test_a_long_text_is_cut_in_tables_alone() -> None:
    assert cut("绵阳") == "绵阳"
    assert cut("绵" * 100, 10) in ("绵绵绵绵…", "绵绵绵…")


def test_the_grammar_keeps_its_commands() -> None:
    for arguments in (
        ["build", "a", "b", "--store", "s"],
        ["export", "--store", "s", "f.trig"],
        ["query", "--store", "s", "f.rq", "--format", "ttl"],
        ["neighbors", "--store", "s", "名", "--depth", "2", "--predicate", "party", "--class", "Place"],
        ["neighbors", "--store", "s", "名", "--limit", "3", "--format", "json"],
        ["explain", "--store", "s", "绵阳市", "cooperatesWith", "北碚区", "--format", "json"],
        ["analyze", "--store", "s", "--out", "d"],
        ["map", "--store", "s", "o.html", "--kind", "network"],
        ["map", "--store", "s", "o.html", "--kind", "lines", "--line", "兰渝高铁"],
        ["evaluate", "--store", "s", "gold", "--errors", "3"],
        ["serve", "--store", "s", "--host", "127.0.0.1", "--port", "8000"],
    ):
        assert parser(messages("zh")).parse_args(arguments).command == arguments[0]
