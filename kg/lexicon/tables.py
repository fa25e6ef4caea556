"""CSV files → rows whose errors name file, line and field."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.model import LexiconError


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, as text."""

    path: Path
    line: int
    cells: dict[str, str]

    def fail(self, field: str, message: str) -> LexiconError:
        """The error for a field of this row."""
        return LexiconError(f"{self.path.name}:{self.line}: {field}: {message}")

    def text(self, field: str) -> str:
        """A field that may be empty."""
        return self.cells[field]

    def need(self, field: str) -> str:
        """A field that must not be empty."""
        if not self.cells[field]:
            raise self.fail(field, "empty")
        return self.cells[field]

    def choice(self, field: str, allowed: tuple[str, ...]) -> str:
        """A field with a fixed set of values."""
        if self.cells[field] not in allowed:
            raise self.fail(field, f"{self.cells[field]!r} is none of {', '.join(allowed)}")
        return self.cells[field]

    def many(self, field: str) -> tuple[str, ...]:
        """A field of several values, parted by ``|``; no value twice."""
        values = tuple(part for part in self.cells[field].split("|") if part)
        if len(set(values)) != len(values):
            raise self.fail(field, f"{self.cells[field]!r} names a value twice")
        return values

    def number(self, field: str) -> float | None:
        """Degrees, or None where the field is empty."""
        try:
            return float(self.cells[field]) if self.cells[field] else None
        except ValueError as error:
            raise self.fail(field, f"{self.cells[field]!r} is no number") from error


def read(path: Path, fields: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a UTF-8 table with exactly these columns; values are stripped."""
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = tuple(next(reader, []))
            if header != fields:
                raise LexiconError(f"{path.name}:1: columns: expected {','.join(fields)}, found {','.join(header)}")
            for cells in reader:
                if len(cells) != len(fields):
                    found = f"{len(cells)} cells, expected {len(fields)}"
                    raise LexiconError(f"{path.name}:{reader.line_num}: row: {found}")
                yield Row(path, reader.line_num, {name: cell.strip() for name, cell in zip(fields, cells, strict=True)})
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LexiconError(f"{path.name}: unreadable: {error}") from error
