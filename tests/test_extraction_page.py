"""docs/extraction.md is what data/ says, and leaves no class, predicate or pattern table out."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path

from kg import rules
from kg.explain import PREDICATES
from kg.model import CLASSES
from kg.patterns import load

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "extraction_page.py"))
PAGE = (ROOT / "docs" / "extraction.md").read_text(encoding="utf-8")
MAKES_HITS = {"Hit", "Joint", "Claim", "Undecided", "turn_down", "_hit", "_claim", "_all_pairs", "_attends"}


def test_the_page_is_current() -> None:
    assert SCRIPT["made"](PAGE) == PAGE, "run `make reference`"
    assert len(SCRIPT["BLOCK"].findall(PAGE)) >= 29


def test_every_class_and_predicate_has_its_rules_on_the_page() -> None:
    shown = {name for what in re.findall("<!-- made: rules ([^>]+) -->", PAGE) for name in what.split()}
    assert shown == {*CLASSES, *PREDICATES}
    assert {row.of for row in rules.load().rows} == {*shown, rules.UNDECIDED, rules.TURNED_DOWN}


def test_every_table_with_examples_is_on_the_page() -> None:
    tables = [path.stem for path in (ROOT / "data" / "patterns").glob("*.yml") if "examples" in load(path.stem)]
    assert len(tables) >= 7
    assert [name for name in tables if f"<!-- made: examples {name} -->" not in PAGE] == []


def test_every_rule_that_the_code_names_is_in_the_catalogue() -> None:
    """Literals with a blank in them, or the last argument, of what makes hits and claims."""
    known = {row.rule for row in rules.load().rows}
    named = {
        (path.name, text)
        for folder in ("extract", "facts")
        for path in sorted((ROOT / "kg" / folder).rglob("*.py"))
        for text in _rules_named(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len(named) > 50
    assert {f"{file}: {text}" for file, text in named if text not in known} == set()


def _rules_named(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node.func) in MAKES_HITS:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            found.update(
                text for text in texts if " " in text or (text and text is texts[-1] and text not in PREDICATES)
            )
    return found - set(CLASSES)


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
