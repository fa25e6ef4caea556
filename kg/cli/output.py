"""Results on the standard streams: tables for people; JSON, CSV and Turtle for machines."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len

WIDEST = 60
"""Terminal cells of a table's column; longer texts are cut in tables, and in tables alone."""


def prepare_streams() -> None:
    """Make both streams take any character and exist: a console may be GBK, a stream may be closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - lives as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def drop_stdout() -> None:
    """Send what is left in the buffer nowhere: whoever read it is gone."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def write_bytes(data: bytes) -> None:
    """Put serialised results on stdout as they are."""
    text = data.decode("utf-8")
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def write_json(value: Any) -> None:
    """One JSON document, readable characters kept."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """RFC 4180 but for the line ends, which are the platform's."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)


def write_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns in line, also where characters are two cells wide."""
    lines = [[plain(str(value)) for value in row] for row in rows]
    shown = [list(header), *([cut(value) for value in row] for row in lines)]
    widths = [max(cell_len(row[column]) for row in shown) for column in range(len(header))]
    for number, row in enumerate(shown):
        print("  ".join(_pad(value, width) for value, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("─" * width for width in widths))


def plain(text: str) -> str:
    """A text on one line without control characters, which could drive the terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def cut(text: str, width: int = WIDEST) -> str:
    """The beginning of a text that is at most ``width`` cells wide."""
    if cell_len(text) <= width:
        return text
    while cell_len(text) > width - 1:
        text = text[: max(1, len(text) - max(1, (cell_len(text) - width) // 2))]
    return text + "…"


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
