"""Alternatives of a pattern table as one regular expression: the longest word that stands at a position."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import LexiconError
from kg.patterns import alternatives, load

WORDS = st.lists(st.text("甲乙丙.(", min_size=1, max_size=4), min_size=1, max_size=12)


@given(WORDS, st.text("甲乙丙.(", max_size=12), st.sampled_from(["", "丙"]))
def test_the_longest_word_at_each_position(words: list[str], text: str, then: str) -> None:
    pattern = re.compile(f"(?:{alternatives(words)}){re.escape(then)}")
    for at in range(len(text) + 1):
        fitting = [word + then for word in words if text.startswith(word + then, at)]
        match = pattern.match(text, at)
        assert (match[0] if match else None) == max(fitting, key=len, default=None)


def test_words_that_start_alike_share_their_start() -> None:
    assert alternatives(["合作", "共建", "合办", "合"]) == "共建|合(?:作|办)?"
    assert alternatives([]) == ""


def test_a_table_that_is_missing_or_malformed_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "bad.yml").write_text("a: [", encoding="utf-8")
    (tmp_path / "list.yml").write_text("- a", encoding="utf-8")
    for name in ("bad", "list", "none"):
        with pytest.raises(LexiconError, match=f"{name}.yml"):
            load(name, tmp_path)
