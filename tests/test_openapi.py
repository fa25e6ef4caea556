"""Generated requests for every path of the OpenAPI description: each answer has a described status, type and shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import schemathesis
from handmade import make_store
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kg.api import create_app
from kg.settings import Settings

FEW = settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def ask(operation: Any) -> None:
    # whether a text is a query is for the parser to say, not for a schema
    excluded = [positive_data_acceptance] if operation.path.startswith("/sparql") else []

    @FEW
    @given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=excluded)

    check()


def test_answers_are_as_described(tmp_path: Path) -> None:
    app = create_app(make_store(tmp_path / "store"), Settings(queries=2))
    try:
        assert app.state.service.workers.wait()
        schema = schemathesis.openapi.from_asgi("/openapi.json", app)
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) == 17
        for operation in operations:
            ask(operation)
    finally:
        app.state.service.close()
