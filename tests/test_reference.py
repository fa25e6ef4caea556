"""The pages made from the code are current, and leave no command and no path out."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.api.app import routed
from kg.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = runpy.run_path(str(ROOT / "scripts" / "reference.py"))["PAGES"]


@pytest.mark.parametrize("name", ["cli.md", "api.md"])
def test_the_page_is_what_the_code_says(name: str) -> None:
    assert set(PAGES) == {"cli.md", "api.md"}
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"


def test_every_command_and_path_is_there() -> None:
    cli, api = (PAGES[name]() for name in ("cli.md", "api.md"))
    assert [f"## kg {command}" for command in COMMANDS] == [line for line in cli.splitlines() if line.startswith("## ")]
    for path in routed().openapi()["paths"]:
        assert f" {path}\n" in api
