"""The planners' questions: queries kept in ``ontology/queries``, each with a header, and their parameters.

A header says ``# title:`` and ``# answers:`` (Chinese / English), and for each parameter
``# parameter: NAME KIND required|optional Chinese / English``. The kind is a class of the vocabulary, ``domain`` or
``year``. A question with parameters has ``# example: NAME=VALUE ...`` for the sample corpus.

In the query a parameter stands as ``VALUES ?NAME { UNDEF }``; asking puts one RDF term, written by the triple store's
own serialiser, in the place of ``UNDEF``. What a user types thus never becomes part of the query's text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import resources
from kg.model import KgError, QueryError
from kg.rdf import NS, PREFIXES, rc
from kg.store import Solutions, Store

_HEADER = re.compile(r"# (title|answers|parameter|example): (.+)")
_PARAMETER = re.compile(r"(\w+) (\w+) (required|optional) (.+) / (.+)")
_SLOT = "VALUES ?%s { UNDEF }"
_YEAR = re.compile(r"[0-9]{4}")
_PREFIX = re.compile(r"\b([a-z][a-z0-9]*):(?=\w)")
_IS_A = "ASK {{ <{}> a/rdfs:subClassOf* <{}> }}"
_CONCEPT = """SELECT DISTINCT ?concept ?name WHERE {
  ?concept skos:inScheme rc:domains ; skos:prefLabel|skos:notation ?name } ORDER BY ?concept"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question must or may be told."""

    name: str
    kind: str
    """A class of the vocabulary (``Place``, ``Work`` …), ``domain`` or ``year``."""
    required: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its query; title and answers as (Chinese, English)."""

    name: str
    title: tuple[str, str]
    answers: tuple[str, str]
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    """Values of the parameters that the sample corpus has an answer for."""
    sparql: str
    """The query without its header; parameters stand open."""

    def as_dict(self) -> dict[str, Any]:
        """The question as plain values, texts as {zh, en}."""
        return {
            "name": self.name,
            "title": _told(self.title),
            "answers": _told(self.answers),
            "parameters": [
                {"name": p.name, "kind": p.kind, "required": p.required, "meaning": _told((p.zh, p.en))}
                for p in self.parameters
            ],
            "example": dict(self.example),
            "sparql": self.sparql,
        }


class WrongValue(QueryError):
    """A value that its parameter cannot take; an empty one is missing."""

    def __init__(self, parameter: Parameter, value: str, reason: str) -> None:
        super().__init__(f"{parameter.name}: {reason}")
        self.parameter = parameter
        self.value = value


class UnknownParameter(QueryError):
    """A value for a parameter that the question does not have."""

    def __init__(self, question: Question, name: str) -> None:
        super().__init__(f"{question.name} has no parameter {name!r}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Answered:
    """The query that ran, complete as it can be run again anywhere, and its rows."""

    sparql: str
    rows: Solutions


def load(folder: Path | None = None) -> dict[str, Question]:
    """Every question by its name, which is its file's; ``KgError`` names the file and line of a wrong header."""
    folder = folder or resources.ontology("queries")
    return {path.stem: _read(path) for path in sorted(folder.glob("*.rq"))}


def ask(store: Store, question: Question, values: Mapping[str, str]) -> Answered:
    """Ask a question of the accepted view; raises what ``bind`` raises."""
    sparql = bind(store, question, values)
    return Answered(sparql, store.select(sparql))


def bind(store: Store, question: Question, values: Mapping[str, str]) -> str:
    """The whole query with the values in their places; empty values count as not given.

    A thing is told by its name, another spelling or the last segment of its IRI; a field by its local name or label; a
    year by four digits. Raises UnknownParameter, WrongValue for a value that is missing or of the wrong kind, and what
    ``kg.neighbors.resolve`` raises for a name that means nothing or several things.
    """
    given = {name: value for name, value in values.items() if value}
    for name in sorted(given.keys() - {parameter.name for parameter in question.parameters}):
        raise UnknownParameter(question, name)
    sparql = question.sparql
    for parameter in question.parameters:
        if parameter.name in given:
            slot = _SLOT % parameter.name
            term = _term(store, parameter, given[parameter.name])
            sparql = sparql.replace(slot, slot.replace("UNDEF", str(term)))
        elif parameter.required:
            raise WrongValue(parameter, "", f"{question.name} needs {parameter.zh} / {parameter.en}")
    return _prefixes(question.sparql) + sparql


def _prefixes(sparql: str) -> str:
    """Declarations of the prefixes that a query uses, so that it runs anywhere."""
    used = sorted(PREFIXES.keys() & set(_PREFIX.findall(sparql)))
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used)


def _term(store: Store, parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    match parameter.kind:
        case "year":
            if not _YEAR.fullmatch(value):
                raise WrongValue(parameter, value, f"{value!r} is no year of four digits")
            return ox.Literal(value)
        case "domain":
            return _domain(store, parameter, value)
        case _:
            return _thing(store, parameter, value)


def _domain(store: Store, parameter: Parameter, value: str) -> ox.NamedNode:
    rows = list(store.select(_CONCEPT).texts())
    for iri, name in rows:
        if value in (name, iri.removeprefix(NS)):
            return ox.NamedNode(iri)
    known = ", ".join(sorted({iri.removeprefix(NS) for iri, _ in rows}))
    raise WrongValue(parameter, value, f"{value!r} is no field; the fields are {known}")


def _thing(store: Store, parameter: Parameter, value: str) -> ox.NamedNode:
    from kg.neighbors import resolve  # heavy, and not needed to list the questions

    thing = resolve(store, value)
    if not store.query(_IS_A.format(thing.iri, rc(parameter.kind).value)):
        raise WrongValue(parameter, value, f"{thing.name} is a {thing.cls}, not a {parameter.kind}")
    return ox.NamedNode(thing.iri)


def _told(both: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("zh", "en"), both, strict=True))


def _read(path: Path) -> Question:
    header, _, body = path.read_text("utf-8").partition("\n\n")
    said: dict[str, list[str]] = {"title": [], "answers": [], "parameter": [], "example": []}
    for number, line in enumerate(header.splitlines(), 1):
        found = _HEADER.fullmatch(line)
        if not found:
            raise KgError(f"{path}:{number}: not a line of a header: {line!r}")
        said[found[1]].append(found[2])
    parameters = tuple(_parameter(path, text, body) for text in said["parameter"])
    example = _example(path, said["example"], parameters)
    return Question(path.stem, _both(path, said["title"]), _both(path, said["answers"]), parameters, example, body)


def _example(path: Path, said: list[str], parameters: tuple[Parameter, ...]) -> Mapping[str, str]:
    pairs = [pair.partition("=") for line in said for pair in line.split()]
    example = {name: value for name, _, value in pairs if value}
    needed = {parameter.name for parameter in parameters if parameter.required}
    if len(example) != len(pairs) or not needed <= example.keys() <= {parameter.name for parameter in parameters}:
        raise KgError(f"{path}: an example gives each parameter that is required, and no unknown one, as NAME=VALUE")
    return example


def _both(path: Path, said: list[str]) -> tuple[str, str]:
    zh, _, en = said[0].partition(" / ") if len(said) == 1 else ("", "", "")
    if not en:
        raise KgError(f"{path}: title and answers stand once each, as Chinese / English")
    return zh, en


def _parameter(path: Path, text: str, body: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if not found or body.count(_SLOT % found[1]) != 1:
        raise KgError(f"{path}: {text!r} is no parameter of this query")
    name, kind, required, zh, en = found.groups()
    return Parameter(name, kind, required == "required", zh, en)
