"""The wheel: complete, tidy, at home in any folder; the pinned versions and the imports agree with pyproject.toml."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "-w", str(folder), str(ROOT)], check=True, cwd=folder)
    [built] = folder.glob("hezuo-*.whl")
    return built


def requirements() -> list[Requirement]:
    project = PROJECT["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values(), PROJECT["build-system"]["requires"]]
    return [Requirement(line) for group in groups for line in group]


def test_the_wheel_has_vocabulary_and_data_inside_the_package_and_nothing_loose(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"kg", "viz", f"hezuo-{PROJECT['project']['version']}.dist-info"}
    inside = [p for folder in ("data", "ontology") for p in (ROOT / folder).rglob("*") if p.is_file()]
    assert len(inside) > 60
    assert [p.name for p in inside if f"kg/{p.relative_to(ROOT).as_posix()}" not in names] == []
    assert [name for name in names if name.startswith(("kg/data/", "viz/static/")) and name.endswith(".py")] == []
    assert any(name.startswith("viz/static/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_an_installed_wheel_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    (elsewhere / "会议.txt").write_text("2020年4月29日，绵阳市与北碚区签署合作协议。", encoding="utf-8")

    def python(*arguments: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONUTF8": "1"}
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=elsewhere, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = python("-c", "import kg.resources as r; print(r.data('gazetteer')); print(r.ontology('shapes.ttl'))")
    assert all(Path(line).is_relative_to(site / "kg") and Path(line).exists() for line in where.splitlines())
    python("-m", "kg", "build", "会议.txt", "--store", "store")
    assert "北碚区" in python("-m", "kg", "neighbors", "--store", "store", "绵阳市")
    python("-m", "kg", "map", "--store", "store", "map.html")
    assert (elsewhere / "map.html").stat().st_size > 50_000


def test_every_version_is_pinned_and_within_its_range() -> None:
    assert [line for line in PINS if not re.fullmatch(r"[a-z0-9-]+==[0-9A-Za-z.+!]+", line)] == []
    pinned = dict(line.split("==") for line in PINS)
    assert list(pinned) == sorted(pinned)
    assert len(pinned) > 80
    wanted = {canonicalize_name(r.name): r.specifier for r in requirements()}
    assert [name for name, specifier in wanted.items() if pinned.get(name, "none") not in specifier] == []


def test_everything_imported_is_declared() -> None:
    declared = {canonicalize_name(r.name) for r in requirements()}
    files = [p for folder in ("kg", "viz", "tests", "scripts", "benchmarks") for p in (ROOT / folder).rglob("*.py")]
    ours = {"kg", "viz", *(p.stem for p in files)}
    found = {name.split(".")[0] for p in files for name in imports(p)} - sys.stdlib_module_names - ours
    owners = packages_distributions()
    assert len(found) > 20
    assert [n for n in sorted(found) if not declared & {canonicalize_name(d) for d in owners.get(n, [])}] == []


def imports(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module and not n.level]


def test_the_command_is_installed() -> None:
    assert PROJECT["project"]["scripts"] == {"kg": "kg.cli:main"}
    command = Path(sys.executable).with_name("kg")
    done = subprocess.run([command, "--version"], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == f"hezuo {PROJECT['project']['version']}"
