"""Whole texts that tell of no cooperation: none may be read out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Document, Fact
from kg.reading import Reader

FOLDER = Path(__file__).parent / "no_cooperation"
TEXTS = sorted(FOLDER.glob("*.txt"))
TOLD_OF_COOPERATION = {"cooperatesWith", "party", "participant", "signedOn", "domain"}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def test_there_are_five_texts_of_some_length() -> None:
    assert len(TEXTS) >= 5
    assert all(200 <= len(path.read_text(encoding="utf-8")) <= 420 for path in TEXTS)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_cooperation_is_read_out_of_a_text_without_any(path: Path, reader: Reader) -> None:
    reading = reader.read(Document(path.stem, path.read_text(encoding="utf-8")))
    told = [fact for fact in reading.facts if fact.predicate in TOLD_OF_COOPERATION]
    assert [_words(fact) for fact in told] == []
    assert [entity.id.name for entity in reading.entities if entity.id.cls == "Agreement"] == []


def _words(fact: Fact) -> str:
    return f"{fact.subject.name} {fact.predicate} {fact.object}: {fact.evidence[0].quote}"
