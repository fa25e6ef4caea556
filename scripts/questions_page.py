"""Write docs/questions.md from the headers of ontology/queries and their answers on the sample corpus.

python scripts/questions_page.py            writes the page from the answers kept in tests/answers
python scripts/questions_page.py --answers  builds the sample corpus and writes the answers first: read their diff
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg import build, questions
from kg import store as stores
from kg.questions import Question
from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "questions.md"
ANSWERS = ROOT / "tests" / "answers"
MOST_ROWS = 12
"""Rows of an answer that the page shows."""
HEAD = """<!-- Made by scripts/questions_page.py from ontology/queries and tests/answers: run `make reference`. -->

# The planners' questions

{count} questions that planners ask, each a query in `ontology/queries` with a header. The commands list them and ask
one; the query that ran is shown on stderr, complete as it runs at `/sparql` and elsewhere:

```sh
.venv/bin/kg ask --store demo/store
.venv/bin/kg ask partners --store demo/store --place 绵阳市
```

A thing is told by its name, by another spelling or by the last segment of its IRI, a field by its name, a year by four
digits. A value becomes one term of the query and never part of its text. `/api/questions` lists them, too, and
`/api/questions/partners?place=绵阳市` answers within the limits of every query. To add a question, add a file.

Each is shown with its answer on the [sample corpus](corpus.md), without the columns of IRIs.
"""


def read_answer(name: str) -> list[list[str]]:
    """The header and rows of the answer that is kept for a question."""
    with (ANSWERS / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.reader(rows))


def page() -> str:
    """The whole page as Markdown."""
    known = questions.load()
    sections = (line for question in known.values() for line in _section(question))
    return HEAD.format(count=len(known)) + "\n".join(sections) + "\n"


def _section(question: Question) -> Iterator[str]:
    yield from [
        "",
        f"## {question.name}",
        "",
        f"**{' / '.join(question.title)}**",
        "",
        f"{' / '.join(question.answers)}.",
    ]
    if question.parameters:
        yield from ["", "| parameter | kind | | meaning |", "| --- | --- | --- | --- |"]
    for parameter in question.parameters:
        needed = "required" if parameter.required else "optional"
        yield f"| `{parameter.name}` | `{parameter.kind}` | {needed} | {parameter.zh} / {parameter.en} |"
    options = "".join(f" --{name} {value}" for name, value in question.example.items())
    values = "&".join(f"{name}={value}" for name, value in question.example.items())
    yield from ["", f"`kg ask {question.name} --store demo/store{options}`", ""]
    yield from [f"`/api/questions/{question.name}{'?' if values else ''}{values}`", "", *_answer(question)]
    yield from ["", "```sparql", question.sparql.strip(), "```"]


def _answer(question: Question) -> Iterator[str]:
    header, *rows = read_answer(question.name)
    shown = [number for number, name in enumerate(header) if not _hidden(name, header, question)]
    if not rows:
        yield "Nothing in the sample corpus."
        return
    yield f"| {' | '.join(header[number] for number in shown)} |"
    yield f"|{' --- |' * len(shown)}"
    for row in rows[:MOST_ROWS]:
        yield f"| {' | '.join(' '.join(row[number].split()).replace('|', chr(92) + '|') for number in shown)} |"
    if len(rows) > MOST_ROWS:
        yield from ["", f"… {len(rows)} rows."]


def _hidden(name: str, header: list[str], question: Question) -> bool:
    return f"{name}Name" in header or name in {parameter.name for parameter in question.parameters}


def write_answers() -> None:
    """Build the sample corpus and keep the answer to every question."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build.build([ROOT / "data" / "documents"], store, Settings())
        ANSWERS.mkdir(exist_ok=True)
        with stores.open(store) as opened:
            for question in questions.load().values():
                (ANSWERS / f"{question.name}.csv").write_text(answer(opened, question), encoding="utf-8", newline="\n")


def answer(store: stores.Store, question: Question) -> str:
    """The answer to a question's example as CSV."""
    rows = questions.ask(store, question, question.example).rows
    found = io.StringIO()
    writer = csv.writer(found, lineterminator="\n")
    writer.writerow(rows.variables)
    writer.writerows(rows.texts())
    return found.getvalue()


def main() -> None:
    """Write the page, after the answers where that is asked for."""
    if "--answers" in sys.argv[1:]:
        write_answers()
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
