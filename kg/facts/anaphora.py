"""园区, 示范区, 大桥: a head noun alone that stands for the thing last named with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kg.extract.page import Hit, Page
from kg.patterns import alternatives

_CLASSES = ("Zone", "Project", "Region")
_FAR = 300
"""Characters within which the thing meant was named."""


class Anaphora:
    """Heads and what follows them, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._alike: dict[str, list[str]] = patterns["heads"]
        heads, before = alternatives(list(self._alike)), alternatives(patterns["before"])
        self._bare = re.compile(f"(?<![一-鿿])(?:{before})?({heads})(?={alternatives(patterns['after'])})")

    def find(self, page: Page) -> Iterator[Hit]:
        """Spans like 园区 before 位于 or 由, as hits of the thing meant: the last one before whose name ends so."""
        for match in self._bare.finditer(page.text):
            if page.covering(match.start(), match.end(), *_CLASSES, "Organization", "Policy"):
                continue
            ends = tuple(self._alike[match[1]])
            before = page.between(max(0, match.start() - _FAR), match.start(), *_CLASSES)
            meant = [hit for hit in before if hit.id.name.endswith(ends)]
            if meant:
                yield replace(meant[-1], start=match.start(), end=match.end())
