"""From files to answers with the real reader: what `kg build` makes of good and bad input, to the byte."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg import store as stores
from kg.cli import main
from kg.resources import ontology

ACCEPTANCE = Path(__file__).parent.parent.parent / "shared" / "acceptance"
needs_acceptance = pytest.mark.skipif(
    not ACCEPTANCE.is_dir(), reason="NOT RUN: no acceptance files beside the checkout"
)

SIGNING = """绵阳与遂宁签署合作协议

本报讯 2021年5月12日，绵阳市人民政府与遂宁市人民政府在绵阳签署《绵阳市遂宁市协同发展合作协议（2021—2023年）》。
根据协议，双方将在交通、产业、文化旅游等领域加强合作。
绵遂内铁路正在加快建设。
"""
RAILWAY = """成绵乐铁路运行平稳

成渝高铁连接成都市和重庆市，已经建成通车。绵阳市与德阳市共同推进产业园区建设。
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spine") / "文件"
    folder.mkdir()
    (folder / "签约.txt").write_text(SIGNING, encoding="utf-8")
    (folder / "铁路.txt").write_text(RAILWAY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def store(sources: Path) -> Path:
    path = sources.parent / "store"
    assert main(["build", str(sources), "--store", str(path)]) == 0
    return path


def digest(store: Path) -> str:
    target = store.with_suffix(".trig")
    assert main(["export", "--store", str(store), str(target)]) == 0
    return hashlib.sha256(target.read_bytes()).hexdigest()


def test_neighbors_come_with_their_sentence(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["neighbors", "--store", str(store), "绵阳市", "--class", "Place", "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)["neighbors"][0]
    assert first["name"] == "遂宁市"
    quotes = [quote for relation in first["relations"] for quote in relation["quotes"]]
    for quote in quotes:
        stands = SIGNING[quote["start"] : quote["end"]]
        assert "".join(stands.split()) == "".join(quote["quote"].split())


def test_the_store_keeps_the_contract(store: Path) -> None:
    assert main(["validate", "--store", str(store)]) == 0


def test_seed_order_and_workers_change_no_byte(sources: Path, store: Path, tmp_path: Path) -> None:
    files = sorted(map(str, sources.iterdir()))
    lines = [[str(sources)], [*files[::-1], "--workers", "2"]]
    for number, arguments in enumerate(lines):
        command = [sys.executable, "-m", "kg", "build", *arguments, "--store", str(tmp_path / str(number))]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": str(number + 1)}, check=True, timeout=120)
    assert {digest(tmp_path / str(number)) for number in range(2)} == {digest(store)}


def test_other_documents_change_nothing_in_a_document_s_graph(sources: Path, store: Path, tmp_path: Path) -> None:
    assert main(["build", str(sources / "签约.txt"), "--store", str(tmp_path / "alone")]) == 0

    def graph(path: Path) -> set[str]:
        with stores.open(path) as opened:
            (document,) = (entry for entry in opened.documents() if entry.id == "签约")
            return set(map(str, opened.triples(document.iri)))

    assert graph(tmp_path / "alone") == graph(store)


def test_bad_files_are_named_and_the_others_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "gb.txt").write_bytes(SIGNING.encode("gb18030"))
    (folder / "u16.txt").write_bytes(RAILWAY.encode("utf-16"))
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 64)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    assert main(["build", str(folder), "--store", str(tmp_path / "s")]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    for name in ("binary.txt", "empty.txt", "old.doc"):
        assert len([line for line in printed.err.splitlines() if name in line]) == 1
    with stores.open(tmp_path / "s") as opened:
        assert [entry.id for entry in opened.documents()] == ["gb", "u16"]


def test_input_that_gives_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    for source in ("empty", "none"):
        assert main(["build", str(tmp_path / source), "--store", str(tmp_path / "s")]) == 1
        printed = capsys.readouterr()
        assert len(printed.err.splitlines()) == 1
        assert source in printed.err
    assert not (tmp_path / "s").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="NOT RUN: the superuser may read every folder")
def test_a_folder_without_permission(sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    try:
        assert main(["build", str(closed), str(sources), "--store", str(tmp_path / "s")]) == 3
        assert "closed" in capsys.readouterr().err
    finally:
        closed.chmod(0o700)


@pytest.mark.slow
def test_a_line_of_five_megabytes(tmp_path: Path) -> None:
    line = "加快推动经济社会高质量发展"
    (tmp_path / "line.txt").write_text(line * (5_000_000 // len(line.encode())), encoding="utf-8")
    (tmp_path / "other.txt").write_text(SIGNING, encoding="utf-8")
    sources = [str(tmp_path / "line.txt"), str(tmp_path / "other.txt")]
    assert main(["build", *sources, "--store", str(tmp_path / "s")]) == 0
    with stores.open(tmp_path / "s") as opened:
        assert len(opened.documents()) == 2


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accepted") / "store"
    assert main(["build", str(ACCEPTANCE / "documents"), "--store", str(path)]) == 0
    return path


@needs_acceptance
def test_one_query_tells_all_of_the_agreement(accepted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = str(ontology("queries/signed.rq"))
    assert main(["query", "--store", str(accepted), query, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]["bindings"]
    found = [{name: value["value"] for name, value in row.items()} for row in rows]
    (row,) = [row for row in found if row["signed"] == "2020-04-29"]
    assert "三年行动计划" in row["agreementName"]
    assert {*row["parties"].split("、")} == {"绵阳市", "北碚区"}
    assert (row["from"], row["until"]) == ("2020", "2022")
    assert len(row["fields"].split("、")) == 10
    text = (ACCEPTANCE / "documents" / f"{row['documentId']}.txt").read_text(encoding="utf-8")
    assert "".join(row["quote"].split()) in "".join(text.split())
    assert "三年行动计划" in row["quote"]


@needs_acceptance
def test_seed_order_and_workers_change_no_byte_of_the_real_documents(accepted: Path, tmp_path: Path) -> None:
    files = sorted(map(str, (ACCEPTANCE / "documents").iterdir()))
    lines = [[*files[::-1], "--workers", "1"], [files[1], files[2], files[0], "--workers", "2"]]
    for number, arguments in enumerate(lines):
        command = [sys.executable, "-m", "kg", "build", *arguments, "--store", str(tmp_path / str(number))]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": str(number + 7)}, check=True, timeout=120)
    assert {digest(tmp_path / str(number)) for number in range(2)} == {digest(accepted)}


@needs_acceptance
def test_the_first_place_beside_the_city(accepted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["neighbors", "--store", str(accepted), "绵阳市", "--format", "json"]) == 0
    places = [n["name"] for n in json.loads(capsys.readouterr().out)["neighbors"] if n["class"] == "Place"]
    assert places[0] == "北碚区"


@needs_acceptance
def test_the_score_of_the_acceptance_documents(accepted: Path) -> None:
    from kg.evaluate import evaluate
    from kg.evaluate.scoring import part, total

    with stores.open(accepted) as opened:
        report = evaluate(opened, ACCEPTANCE / "gold", ACCEPTANCE / "documents")
    assert total(part(report.tallies, entities=True).values()).f1 >= 0.70
    assert total(part(report.tallies, entities=False).values()).f1 >= 0.50
    assert report.quoted == report.facts > 0
    assert report.twice == ()
