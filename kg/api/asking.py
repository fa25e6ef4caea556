"""The planners' questions: listed, and asked within the limits of every query."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from kg import questions
from kg.api import models
from kg.api.endpoint import RESPONSES
from kg.api.entities import ID_MOST, Now
from kg.api.errors import NotFound
from kg.api.service import Service
from kg.model import QueryError
from kg.sparql import Question, by_suffix

_FAULTS: dict[int | str, dict[str, Any]] = {
    **{status: RESPONSES[status] for status in (429, 503)},
    400: {"model": models.Fault, "description": "a parameter is missing, unknown, given twice or of the wrong kind"},
    404: {"model": models.Fault, "description": "there is no such question, or nothing has the name"},
    409: {"model": models.Fault, "description": "several things have the name: give the last segment of an IRI"},
}


def _parameters() -> list[dict[str, Any]]:
    """Every parameter of every question once, for the description of the interface."""
    asked: dict[str, list[str]] = {}
    for question in questions.load().values():
        for parameter in question.parameters:
            asked.setdefault(parameter.name, []).append(question.name)
    return [
        {"name": name, "in": "query", "schema": {"type": "string", "maxLength": ID_MOST}, "description": ", ".join(by)}
        for name, by in sorted(asked.items())
    ]


def router() -> APIRouter:
    """The two routes; the parameters are described by the questions' headers."""
    made = APIRouter(prefix="/api/questions", tags=["questions"])
    made.get("", response_model=list[models.PlannersQuestion])(listed)
    described = {"parameters": _parameters()}
    made.get("/{name}", response_model=models.QuestionAnswer, responses=_FAULTS, openapi_extra=described)(asked)
    return made


def listed() -> list[models.PlannersQuestion]:
    """The planners' questions with their parameters, by name."""
    return [models.PlannersQuestion.model_validate(question.as_dict()) for question in questions.load().values()]


def asked(
    request: Request, now: Now, name: Annotated[str, Path(description="the question's name")]
) -> models.QuestionAnswer:
    """The answer to a question, with the SPARQL that ran; a thing is told by its name or its id."""
    question = questions.load().get(name)
    if question is None:
        raise NotFound(f"there is no question {name!r}")
    service: Service = request.app.state.service
    sparql = questions.bind(now.store, question, _values(request))
    served = service.workers.ask(Question(sparql, None, None), by_suffix("json"), now.store.generation)
    found = json.loads(served.body)
    rows = [
        {column: row[column]["value"] if column in row else None for column in found["head"]["vars"]}
        for row in found["results"]["bindings"]
    ]
    title = models.Texts.model_validate(question.as_dict()["title"])
    return models.QuestionAnswer(name=name, title=title, sparql=sparql, columns=found["head"]["vars"], rows=rows)


def _values(request: Request) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in values or len(value) > ID_MOST:
            raise QueryError(f"{name}: given twice, or longer than {ID_MOST} characters")
        values[name] = value
    return values
