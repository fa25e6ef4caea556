"""The spine with a reader made for the tests: order, workers, documents left out, checks, and the step into place."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from handmade import Tiny, unloadable

from kg import store as stores
from kg.build import CheckError, NothingBuilt, build
from kg.model import DocumentError, LexiconError, StoreError
from kg.settings import Settings

TEXTS = {
    "a": "绵阳市与北碚区签署合作协议。",
    "b": "北碚区与遂宁市共建园区。",
    "c": "遂宁市与绵阳市携手。",
    "d": "全市召开会议。",
}


def write(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def dumped(store: Path) -> str:
    with stores.open(store) as opened:
        opened.dump(store.parent / "out.nq")
    return hashlib.sha256((store.parent / "out.nq").read_bytes()).hexdigest()


def test_a_report_counts_what_was_read(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    source = write(tmp_path / "in", TEXTS)
    report = build([source], tmp_path / "s", Settings(), lambda *step: told.append(step), Tiny)
    assert (report.built, report.left_out) == (("a", "b", "c", "d"), ())
    assert (report.things, report.facts, report.undecided) == (3, 3, 0)
    assert told == [(1, 4, "a"), (2, 4, "b"), (3, 4, "c"), (4, 4, "d")]
    with stores.open(tmp_path / "s") as store:
        assert [entry.id for entry in store.documents()] == ["a", "b", "c", "d"]


def test_workers_and_order_change_no_byte(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TEXTS)
    files = sorted(source.iterdir())
    build([source], tmp_path / "1" / "s", Settings(workers=1), create=Tiny)
    build(files[::-1], tmp_path / "2" / "s", Settings(workers=2), create=Tiny)
    assert dumped(tmp_path / "1" / "s") == dumped(tmp_path / "2" / "s")


def test_the_hash_seed_changes_no_byte(tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    script = (
        "import sys; from pathlib import Path; from handmade import Tiny; from kg.build import build; "
        "from kg.settings import Settings; build([Path(sys.argv[1])], Path(sys.argv[2]), Settings(), create=Tiny)"
    )
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        target = tmp_path / seed / "s"
        subprocess.run([sys.executable, "-c", script, tmp_path / "in", target], env=environment, check=True, timeout=60)
    assert dumped(tmp_path / "1" / "s") == dumped(tmp_path / "2" / "s")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_document_that_cannot_be_read_is_left_out(tmp_path: Path, workers: int) -> None:
    source = write(tmp_path / "in", {**TEXTS, "e": "坏", "f": "错"})
    (source / "g.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    report = build([source], tmp_path / "s", Settings(workers=workers), create=Tiny)
    assert report.built == ("a", "b", "c", "d")
    reasons = {Path(rejected.name).stem: rejected.reason for rejected in report.left_out}
    assert (reasons["e"], reasons["f"]) == ("ZeroDivisionError: two lines", "说不通")
    assert reasons["g"]


def test_encodings_are_read(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    text = TEXTS["a"] * 5
    for name, encoding in (("gb", "gb18030"), ("u16", "utf-16"), ("bom", "utf-8-sig")):
        (source / f"{name}.txt").write_bytes(text.encode(encoding))
    report = build([source], tmp_path / "s", Settings(), create=Tiny)
    assert report.built == ("bom", "gb", "u16")
    assert (report.things, report.facts) == (2, 3)


def test_nothing_to_build_leaves_no_store(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingBuilt, match="empty"):
        build([tmp_path / "empty"], tmp_path / "s", Settings(), create=Tiny)
    bad = write(tmp_path / "bad", {"x": "坏"})
    with pytest.raises(NothingBuilt) as caught:
        build([bad], tmp_path / "s", Settings(), create=Tiny)
    assert [rejected.name for rejected in caught.value.left_out] == ["x"]
    with pytest.raises(DocumentError, match="none"):
        build([tmp_path / "none"], tmp_path / "s", Settings(), create=Tiny)
    assert not (tmp_path / "s").exists()


def test_what_breaks_the_contract_does_not_take_the_old_store_s_place(tmp_path: Path) -> None:
    store = tmp_path / "s"
    build([write(tmp_path / "good", TEXTS)], store, Settings(), create=Tiny)
    before = dumped(store)
    false = write(tmp_path / "false", {"x": "绵阳市与北碚区的假协议。"})
    with pytest.raises(CheckError, match="x"):
        build([false], store, Settings(), create=Tiny)
    assert dumped(store) == before


def test_a_new_build_takes_the_old_one_s_place(tmp_path: Path) -> None:
    store = tmp_path / "s"
    build([write(tmp_path / "one", TEXTS)], store, Settings(), create=Tiny)
    old = stores.open(store)
    build([write(tmp_path / "two", {"new": TEXTS["a"]})], store, Settings(), create=Tiny)
    with stores.open(store) as new:
        assert [entry.id for entry in new.documents()] == ["new"]
        assert new.generation != old.generation
    assert len(old.documents()) == 4  # whoever reads the old store goes on reading it


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_in_the_lexicon_ends_the_build(tmp_path: Path, workers: int) -> None:
    source = write(tmp_path / "in", TEXTS)
    with pytest.raises(LexiconError, match=r"units\.csv:3"):
        build([source], tmp_path / "s", Settings(workers=workers), create=unloadable)
    assert not (tmp_path / "s").exists()


def test_the_target_is_looked_at_before_any_document(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TEXTS)
    with pytest.raises(StoreError):
        build([source], source, Settings(), create=unloadable)


def test_things_lie_where_the_deployment_says(tmp_path: Path) -> None:
    base = "https://example.org/事物/"
    build([write(tmp_path / "in", TEXTS)], tmp_path / "s", Settings(base=base), create=Tiny)
    with stores.open(tmp_path / "s") as store:
        assert store.base == base
        things = [iri for (iri,) in store.select("SELECT ?x WHERE { ?x a rc:Place }").texts()]
    assert things
    assert all(iri.startswith(base) for iri in things)


def test_how_many_processes() -> None:
    assert Settings(workers=4).processes(2) == 2
    assert Settings(workers=2).processes(100) == 2
    assert Settings().processes(0) == 1
