"""What each rule of the reading is, in words: the catalogue ``data/rules.csv`` (of, rule, knowledge, zh, en).

``of`` is what the rule finds or states, parted by ``|``: classes for rules of mentions, predicates for rules of facts,
``undecided`` and ``turned down`` for reasons. ``knowledge`` names the tables that the rule reads, as files of ``data/``
with the key of a table behind ``#``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import LexiconError
from kg.resources import data

UNDECIDED, TURNED_DOWN = "undecided", "turned down"
_COLUMNS = ("of", "rule", "knowledge", "zh", "en")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one class, predicate or kind of reason."""

    of: str
    rule: str
    knowledge: tuple[str, ...]
    zh: str
    en: str

    def says(self, lang: str) -> str:
        """What it is, in ``zh`` or ``en``."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole catalogue."""

    rows: tuple[Rule, ...]

    def says(self, of: str, rule: str, lang: str) -> str:
        """What a rule is; empty for one that the catalogue does not have."""
        return next((row.says(lang) for row in self.rows if (row.of, row.rule) == (of, rule)), "")

    def reason(self, of: str, reason: str, lang: str) -> str:
        """A reason in words, with what stands behind its fixed part; as it is where the catalogue does not have it."""
        row = next((row for row in self.rows if row.of == of and reason.startswith(row.rule)), None)
        if row is None:
            return reason
        rest = reason.removeprefix(row.rule).strip()
        return row.says(lang) + (f" {rest}" if rest and lang == "en" else rest)


def load() -> Rules:
    """Read the catalogue; LexiconError for a row that is not whole or that stands twice."""
    path = data("rules.csv")
    found: dict[tuple[str, str], Rule] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), 2):
            if None in row or not all(row.get(column) for column in _COLUMNS if column != "knowledge"):
                raise LexiconError(f"{path.name}:{number}: of, rule, zh and en must stand, and no column more")
            for rule in _rules(row):
                if (rule.of, rule.rule) in found:
                    raise LexiconError(f"{path.name}:{number}: {rule.of} has the rule {rule.rule!r} twice")
                found[rule.of, rule.rule] = rule
    return Rules(tuple(found.values()))


def _rules(row: dict[str, str]) -> Iterator[Rule]:
    knowledge = tuple(filter(None, row["knowledge"].split("|")))
    for of in row["of"].split("|"):
        yield Rule(of, row["rule"], knowledge, row["zh"], row["en"])
