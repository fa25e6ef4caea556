"""What the documentation says is run: every command and every block of Python, installing aside."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli.parser import parser
from kg.messages import messages

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
RECIPE = re.compile(r"^demo/\.done:.*\n((?:\t.*\n)+)", re.MULTILINE)
INSTALLS = ("python3 -m venv ", "py ", ".venv/bin/python -m pip ")
STAYS = ("make test", ".venv/bin/kg serve ",)
"""Commands that go on until they are stopped (the tests of the web interface run them), and the one that runs this."""
KG = ".venv/bin/kg "


def name(page: Path) -> str:
    return f"{page.parent.name}/{page.name}"


def recipe() -> str:
    """What ``make demo`` does once everything is installed."""
    [lines] = RECIPE.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    return "\n".join(line.strip() for line in lines.replace("$(BIN)", ".venv/bin").splitlines() if "/kg " in line)


def commands(page: Path) -> list[str]:
    """The commands of a page's shell blocks, without those that install and those that stay."""
    text = "\n".join(SHELL.findall(page.read_text(encoding="utf-8"))).replace("make demo", recipe())
    lines = text.splitlines()
    return [line for line in lines if line.strip() and not line.startswith((*INSTALLS, *STAYS, "#"))]


def run(arguments: list[str], workspace: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=workspace, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
    )


def run_all(page: Path, workspace: Path) -> int:
    for line in commands(page):
        assert line.startswith(KG), f"{page.name}: a command that this test cannot run: {line}"
        done = run(["-m", "kg", *shlex.split(line.removeprefix(KG))], workspace)
        assert done.returncode == 0, f"{page.name}: {line}\n{done.stderr}"
    return len(commands(page))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout in which the README has been followed."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "demo").mkdir()
    for part in ("data/documents", "data/gold", "ontology"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copytree(ROOT / "data/documents", folder / "my-documents", ignore=shutil.ignore_patterns("[!c]*"))
    assert run_all(ROOT / "README.md", folder) >= 10
    assert (folder / "demo/map.html").stat().st_size > 50_000
    return folder


@pytest.mark.parametrize("page", PAGES[1:], ids=name)
def test_every_command_of_the_docs_runs(page: Path, workspace: Path) -> None:
    run_all(page, workspace)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_of_python_runs(page: Path, workspace: Path) -> None:
    if blocks := PYTHON.findall(page.read_text(encoding="utf-8")):
        done = run(["-c", "\n".join(blocks)], workspace)
        assert done.returncode == 0, f"{page.name}\n{done.stderr}"


def test_the_readme_has_a_block_of_python() -> None:
    assert len(PYTHON.findall((ROOT / "README.md").read_text(encoding="utf-8"))) >= 1


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_command_is_in_the_readme() -> None:
    choices = next(action.choices for action in parser(messages("en"))._actions if action.dest == "command")
    assert choices is not None
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [c for c in choices if f"kg {c} " not in readme] == []
    assert len(list(choices)) >= 9


def test_the_glossary_explains_the_terms_of_the_genre() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", glossary, re.MULTILINE) if row > "z"]
    terms = "、".join(rows).split("、")
    assert len(terms) == len(set(terms)) > 90
    asked = "党政联席会议 全会 同城化 结对帮扶 飞地 经开区 高新区 市域铁路 前期工作 三年行动计划"
    assert set(asked.split()) <= set(terms)


def test_the_architecture_page_names_every_room() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = [p for p in (ROOT / "kg").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()]
    assert len(rooms) > 15
    assert [p.name for p in rooms if not p.name.startswith("_") and f"kg/{p.name}" not in page] == []
