"""Write the tables of docs/extraction.md that come from data/: rules, words, head nouns, cues, examples.

python scripts/extraction_page.py           writes the page's tables anew
python scripts/extraction_page.py --check   fails where they are not what the data says

In the page a table stands between ``<!-- made: KIND ARGUMENTS -->`` and ``<!-- /made -->``; KINDS has the kinds.
Everything else on the page is written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kg import rules
from kg.patterns import load

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "extraction.md"
PATTERNS = ROOT / "data" / "patterns"
BLOCK = re.compile(r"(<!-- made: (?P<what>[^>]+) -->\n).*?(<!-- /made -->)", re.DOTALL)
MOST_WORDS = 40
IN_CODE = "the code"
_SENTENCE = ("text", "of")
"""Keys of an example that tell the sentence and the place whose document it is, not what is read."""


def cell(text: object) -> str:
    """A text inside a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(header: Sequence[str], rows: Iterator[Sequence[object]]) -> str:
    """A table in Markdown with a blank line before and after it."""
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    return "\n".join(["", *lines, *(f"| {' | '.join(map(cell, row))} |" for row in rows), "", ""])


def rules_of(*names: str) -> str:
    """The rules that find the classes, or state the predicates, given."""
    found = [row for name in names for row in rules.load().rows if row.of == name]
    if not found:
        raise ValueError(f"no rules of {names}")
    rows = ((f"`{row.of}`", f"`{row.rule}`", row.en, row.zh, _places(row)) for row in found)
    return table(("of", "rule", "what it is", "in Chinese", "where its words lie"), rows)


def _places(row: rules.Rule) -> str:
    return "<br>".join(f"`{place}`" for place in row.knowledge) or IN_CODE


def reasons(kind: str) -> str:
    """Why something is left open (``undecided``) or turned down (``turned-down``)."""
    found = (row for row in rules.load().rows if row.of == kind.replace("-", " "))
    return table(("reason", "in Chinese"), ((row.rule, row.zh) for row in found))


def words(name: str, *keys: str) -> str:
    """Tables of words of one file, with the comments that stand before them there."""
    told, comments = load(name), _comments(name)
    return table(("key", "what", "words"), ((f"`{key}`", comments[key], _words(told[key])) for key in keys))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        listed = [f"{key} → {_words(said) if isinstance(said, list) else said}" for key, said in value.items()]
    else:
        listed = list(map(str, value))
    more = f" … ({len(listed)} in all)" if len(listed) > MOST_WORDS else ""
    return "、".join(listed[:MOST_WORDS]) + more


def _comments(name: str) -> dict[str, str]:
    """Key → the lines of comment right above it."""
    found, held = {}, list[str]()
    for line in (PATTERNS / f"{name}.yml").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            held.append(line.removeprefix("#").strip())
            continue
        if key := re.match(r"(\w+):", line):
            found[key[1]] = " ".join(held)
        held = []
    return found


def heads(name: str) -> str:
    """The head nouns of names: how many of each class, the first of them, and how many say nothing by themselves."""
    kinds = load(name)["kinds"]
    rows = ((f"`{kind['class']}`", kind.get("needs", ""), *_heads(kind), len(kind["generic"])) for kind in kinds)
    return table(("class", "needs", "head nouns", "number", "that alone name nothing"), rows)


def _heads(kind: dict[str, Any]) -> tuple[str, int]:
    listed = kind.get("suffixes") or kind["heads"]
    return "、".join(listed[:12]) + " …", len(listed)


def cues() -> str:
    """The cues of states, in the order in which they are tried."""
    return table(("where", "cue", "state", "in a plan"), _cues(load("status")))


def _cues(told: dict[str, Any]) -> Iterator[Sequence[object]]:
    for cue in told["around"]:
        yield f"{cue['before']} … {cue['after']}", "around the name", *_state(cue)
    for where, key in (("before the name", "before"), ("its attribute", "attributes"), ("after the name", "after")):
        for cue in told[key]:
            yield cue["cue"], where, *_state(cue)


def _state(cue: dict[str, Any]) -> tuple[str, str]:
    weak = " (weak)" if cue.get("weak") else ""
    return f"`{cue['status']}`{weak}", f"`{cue.get('plan', cue['status'])}`"


def examples(name: str) -> str:
    """The sentences that run as tests: what is read from each, and those from which nothing must be read."""
    told = load(name)
    found = ""
    for key, header in (
        ("examples", ("sentence", "what is read")),
        ("counter", ("counter-example", "what must not be read")),
    ):
        if key in told:
            found += table(header, (_example(item) for item in told[key]))
    return found


def _example(item: Any) -> tuple[str, str]:
    match item:
        case dict():
            lists = [
                value if isinstance(value, list) else [value] for key, value in item.items() if key not in _SENTENCE
            ]
            told = "<br>".join(str(value) for values in lists for value in values)
            return item["text"] + (f" (of {item['of']})" if "of" in item else ""), told
        case list():
            return item[0], "<br>".join(map(str, item[1:]))
        case _:
            return str(item), ""


KINDS: dict[str, Callable[..., str]] = {
    "rules": rules_of,
    "reasons": reasons,
    "words": words,
    "heads": heads,
    "cues": cues,
    "examples": examples,
}


def made(page: str) -> str:
    """The page with every table as the data has it."""

    def one(block: re.Match[str]) -> str:
        kind, *arguments = block["what"].split()
        return block[1] + KINDS[kind](*arguments) + block[3]

    return BLOCK.sub(one, page)


def main() -> int:
    """Write the page, or say that it is not current."""
    page = PAGE.read_text(encoding="utf-8")
    current = made(page)
    if current == page:
        return 0
    print(f"{PAGE.name} is not what data/ says", file=sys.stderr)
    if "--check" in sys.argv[1:]:
        return 1
    PAGE.write_text(current, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
