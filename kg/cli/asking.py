"""The command ``kg ask``: the planners' questions listed, or one of them asked."""

from __future__ import annotations

import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from kg import questions
from kg import store as stores
from kg.cli import output, results
from kg.cli.parser import UsageError
from kg.messages import Messages
from kg.model import KgError
from kg.questions import Question


def ask(options: Namespace, say: Messages) -> int:
    """Ask one of the planners' questions, or list them; the SPARQL that runs goes to stderr."""
    known = questions.load()
    if options.name is not None and options.name not in known:
        raise UsageError(say("ask.unknown", name=options.name, choices=" ".join(known)))
    with stores.open(options.store) as store:
        if options.name is None:
            _WRITERS[options.format](list(known.values()), say)
            return 0
        sparql = _bound(store, known[options.name], _given(known, options), say)
        print(sparql.strip(), file=sys.stderr)
        # the engine does not look at signals while it runs: Ctrl+C must end the process
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if options.format == "table":
            _write_table(known[options.name], store.select(sparql))
        else:
            results.write_result(store.query(sparql), options.format, say)
    return 0


def _write_table(question: Question, rows: stores.Solutions) -> None:
    """The answer for people: without what was asked for, and without the IRIs of things whose names stand beside."""
    given = {parameter.name for parameter in question.parameters}
    hidden = {name for name in rows.variables if name in given or f"{name}Name" in rows.variables}
    shown = [number for number, name in enumerate(rows.variables) if name not in hidden]
    header = [rows.variables[number] for number in shown]
    output.write_table(header, ([row[number] for number in shown] for row in rows.texts()))


def _given(known: dict[str, Question], options: Namespace) -> dict[str, str]:
    names = {parameter.name for question in known.values() for parameter in question.parameters}
    return {name: value for name in sorted(names) if (value := getattr(options, name)) is not None}


def _bound(store: stores.Store, question: Question, values: dict[str, str], say: Messages) -> str:
    try:
        with names_told(say):
            return questions.bind(store, question, values)
    except questions.UnknownParameter as error:
        raise UsageError(say("ask.parameter", name=question.name, parameter=f"--{error.name}")) from error
    except questions.WrongValue as error:
        key, parameter = "ask.value" if error.value else "ask.needs", error.parameter
        meaning = parameter.en if say.lang == "en" else parameter.zh
        told = say(key, name=question.name, parameter=f"--{parameter.name}", meaning=meaning, value=error.value)
        raise UsageError(told) from error


@contextmanager
def names_told(say: Messages) -> Iterator[None]:
    """Say in the user's language that a name means nothing, or several things."""
    from kg import neighbors as around

    try:
        yield
    except around.AmbiguousName as error:
        candidates = "、".join(thing.id for thing in error.candidates)
        raise KgError(say("neighbors.ambiguous", name=error.name, candidates=candidates)) from error
    except around.UnknownName as error:
        raise KgError(say("neighbors.none", name=error.name)) from error


def _rows(asked: Sequence[Question], say: Messages) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Each question with its parameters as options, the optional ones in brackets."""
    rows = []
    for question in asked:
        options = (f"--{p.name}" if p.required else f"[--{p.name}]" for p in question.parameters)
        rows.append((question.name, question.title[say.lang == "en"], " ".join(options)))
    return [say(f"column.{column}") for column in ("name", "question", "parameters")], rows


_WRITERS: dict[str, Callable[[Sequence[Question], Messages], None]] = {
    "table": lambda asked, say: output.write_table(*_rows(asked, say)),
    "csv": lambda asked, say: output.write_csv(*_rows(asked, say)),
    "json": lambda asked, say: output.write_json([question.as_dict() for question in asked]),
}
