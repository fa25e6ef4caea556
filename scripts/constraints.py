"""Write constraints.txt: the exact versions of all that hezuo and its extras install, one ``name==version`` a line.

Run it with the oldest Python that pyproject.toml supports: ``make constraints``. Installs nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "constraints.txt"


def requirements() -> list[str]:
    """Every requirement of the project and of its extras, and what builds it."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = table["project"]
    return [
        *chain(table["build-system"]["requires"], project["dependencies"], *project["optional-dependencies"].values())
    ]


def resolve(wanted: list[str]) -> dict[str, str]:
    """Ask pip which version of which package it would install into an empty environment."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    done = subprocess.run([*command, *wanted], check=True, capture_output=True, encoding="utf-8")
    report = json.loads(done.stdout)
    packages = [item["metadata"] for item in report["install"]]
    return {re.sub(r"[-_.]+", "-", p["name"]).lower(): p["version"] for p in packages}


def main() -> None:
    """Resolve and write; the file names no host, so that it serves whatever index pip is set up with."""
    pinned = resolve(requirements())
    OUT.write_text("".join(f"{name}=={version}\n" for name, version in sorted(pinned.items())), encoding="utf-8")
    print(f"{OUT.name}: {len(pinned)} packages", file=sys.stderr)


if __name__ == "__main__":
    main()
