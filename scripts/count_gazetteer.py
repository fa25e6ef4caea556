"""Count the rows of ``data/gazetteer``: by kind and source in docs/lexicon.md, by file in the README.

python scripts/count_gazetteer.py            print the tables
python scripts/count_gazetteer.py --write    put them into their pages
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- counts -->\n", "<!-- /counts -->\n"
UNVERIFIED = "general knowledge, unverified"
KINDS = {
    "units.csv": ("administrative units since 1997", "level"),
    "towns.csv": ("towns of Sichuan and Chongqing", "level"),
    "boxes.csv": ("boxes of provinces and prefectures", ""),
    "railways.csv": ("railways", "class"),
    "roads.csv": ("expressways and roads", "class"),
    "regions.csv": ("regions, city clusters", "class"),
    "zones.csv": ("new areas, development and free-trade zones", "class"),
    "initiatives.csv": ("strategies and drives", "class"),
    "bodies.csv": ("bodies", "class"),
    "projects.csv": ("works", "class"),
    "meetings.csv": ("fairs and conferences", "class"),
    "abbreviations.csv": ("one-character names", ""),
    "joint.csv": ("joint names", ""),
    "seats.csv": ("seats of prefectures (points)", ""),
    "unit_aliases.csv": ("other names of units", ""),
}


def rows(file: str) -> list[dict[str, str]]:
    """The rows of one table."""
    with (ROOT / "data" / "gazetteer" / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def table() -> str:
    """The counts in Markdown: one line for each kind and source, and the sums of verified and unverified rows."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for file, (_, column) in KINDS.items():
        for row in rows(file):
            counts[file, row[column] if column else file.removesuffix(".csv"), row["source"]] += 1
    lines = ["| file | kind | source | rows |", "| --- | --- | --- | ---: |"]
    lines += [f"| {file} | {kind} | {source} | {count} |" for (file, kind, source), count in sorted(counts.items())]
    unverified = sum(count for (_, _, source), count in counts.items() if source == UNVERIFIED)
    total = sum(counts.values())
    return "\n".join([*lines, "", f"Read in a source: {total - unverified} rows; not verified: {unverified} rows.", ""])


def summary() -> str:
    """The counts in Markdown: one line for each file, rows that were read in a source and rows that were not."""
    lines = ["| what | read in a source | not verified |", "| --- | ---: | ---: |"]
    sums = [0, 0]
    for file, (what, _) in KINDS.items():
        counts = Counter(row["source"] == UNVERIFIED for row in rows(file))
        sums = [sums[0] + counts[False], sums[1] + counts[True]]
        lines.append(f"| {what} | {counts[False]:,} | {counts[True]:,} |")
    return "\n".join([*lines, f"| **all** | **{sums[0]:,}** | **{sums[1]:,}** |", ""])


PAGES = {"docs/lexicon.md": table, "README.md": summary}


def main() -> int:
    """Print the tables, or put each between its marks in its page."""
    parser = argparse.ArgumentParser(description="Count the rows of the gazetteer by kind and source.")
    parser.add_argument("--write", action="store_true", help="put the tables into their pages")
    if not parser.parse_args().write:
        print("\n".join(make() for make in PAGES.values()))
        return 0
    for name, make in PAGES.items():
        before, _, rest = (ROOT / name).read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        (ROOT / name).write_text(before + BEGIN + make() + END + after, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
