"""Count the rows of ``data/gazetteer`` by kind and source, as the table that stands in docs/lexicon.md.

python scripts/count_gazetteer.py            print the table
python scripts/count_gazetteer.py --write    put it into docs/lexicon.md
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "lexicon.md"
BEGIN, END = "<!-- counts -->\n", "<!-- /counts -->\n"
UNVERIFIED = "general knowledge, unverified"
KINDS = {
    "units.csv": "level",
    "towns.csv": "level",
    "boxes.csv": "",
    "railways.csv": "class",
    "roads.csv": "class",
    "regions.csv": "class",
    "zones.csv": "class",
    "initiatives.csv": "class",
    "bodies.csv": "class",
    "projects.csv": "class",
    "abbreviations.csv": "",
    "joint.csv": "",
    "seats.csv": "",
    "unit_aliases.csv": "",
}


def rows(file: str) -> list[dict[str, str]]:
    """The rows of one table."""
    with (ROOT / "data" / "gazetteer" / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def table() -> str:
    """The counts in Markdown: one line for each kind and source, and the sums of verified and unverified rows."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for file, column in KINDS.items():
        for row in rows(file):
            counts[file, row[column] if column else file.removesuffix(".csv"), row["source"]] += 1
    lines = ["| file | kind | source | rows |", "| --- | --- | --- | ---: |"]
    lines += [f"| {file} | {kind} | {source} | {count} |" for (file, kind, source), count in sorted(counts.items())]
    unverified = sum(count for (_, _, source), count in counts.items() if source == UNVERIFIED)
    total = sum(counts.values())
    return "\n".join([*lines, "", f"Read in a source: {total - unverified} rows; not verified: {unverified} rows.", ""])


def main() -> int:
    """Print the table, or put it between its marks in the page."""
    parser = argparse.ArgumentParser(description="Count the rows of the gazetteer by kind and source.")
    parser.add_argument("--write", action="store_true", help="put the table into docs/lexicon.md")
    if not parser.parse_args().write:
        print(table())
        return 0
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + table() + END + after, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
