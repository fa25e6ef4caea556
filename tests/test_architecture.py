"""The import rules of docs/architecture.md, read from the code: every room knows only what lies upstream of it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = {p: ast.parse(p.read_text(encoding="utf-8")) for d in ("kg", "viz") for p in sorted((ROOT / d).rglob("*.py"))}
UPSTREAM_FIRST = """model resources dates | text settings messages rules lexicon patterns documents ner |
    extract resolve | facts | reading | rdf graph | store |
    validate sparql neighbors search things questions description judgements evaluate
    explain | viz build pipeline | api | cli __main__"""
RANK = {room: rank for rank, rooms in enumerate(UPSTREAM_FIRST.split("|")) for room in rooms.split()}
LANGUAGE = {"text", "lexicon", "patterns", "ner", "extract", "resolve", "facts", "reading"}
STORES = {"rdflib", "pyoxigraph", "rdf", "graph", "store"}
CLOSED = {"api": LANGUAGE | {"documents", "build"}, "cli": LANGUAGE, "viz": LANGUAGE | {"documents", "store", "rdf"}}
CLOSED |= dict.fromkeys(LANGUAGE, STORES)


def room(path: Path) -> str:
    inside = path.relative_to(ROOT).with_suffix("").parts
    return "viz" if inside[0] == "viz" else inside[1]


def imported(node: ast.AST) -> list[str]:
    names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
    dotted = [f"{node.module}.{n}" for n in names] if isinstance(node, ast.ImportFrom) else names
    return [d.split(".")[1] if d.startswith("kg.") and d != "kg" else d.split(".")[0] for d in dotted]


def test_every_room_knows_only_its_neighbours_upstream() -> None:
    pairs = {(room(p), name) for p, tree in FILES.items() for node in ast.walk(tree) for name in imported(node)}
    assert len(FILES) > 60
    assert {r for p in FILES if (r := room(p)) != "__init__"} <= RANK.keys()
    assert [f"{a} → {b}" for a, b in sorted(pairs) if b in CLOSED.get(a, ()) or RANK.get(b, -1) > RANK.get(a, 99)] == []
    assert {a for a, b in pairs if b == "reading"} == {"build", "pipeline"}


def test_what_a_room_must_not_know_and_how_large_it_may_be() -> None:
    sources = {p: p.read_text(encoding="utf-8") for p in FILES}
    nodes = [(room(p), n) for p, tree in FILES.items() for n in ast.walk(tree)]
    docstrings = {id(n.value) for _, n in nodes if isinstance(n, ast.Expr)}
    texts = [(r, n.value) for r, n in nodes if isinstance(n, ast.Constant) and id(n) not in docstrings]
    assert [p.name for p, source in sources.items() if len(source.splitlines()) > 300] == []
    assert [p.name for p, source in sources.items() if room(p) != "store" and re.search(r"\box\.Store\b", source)] == []
    assert [x for r, x in texts if r == "rdf" and isinstance(x, str) and re.search("[一-鿿]", x)] == []
    assert [x for r, x in texts if r in LANGUAGE and isinstance(x, str) and "http" in x] == []
