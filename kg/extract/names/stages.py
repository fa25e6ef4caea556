"""A stage or a part of a work is that work: 海阳核电三期 is 海阳核电, its stage's name another spelling; only where the
document tells of two stages do they stand apart."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Any

from kg.extract.page import Page
from kg.model import EntityId

_CLASSES = ("Project", "Zone")
_SHORTEST = 4
_TAILS = ("工程", "项目")
"""供水一体化 and 供水一体化工程 are one work."""
_BODIES = ("大学", "学院", "公司", "集团")
"""西湖大学三期 is a work, 西湖大学 is none."""


class Stages:
    """Ends of names that tell of a stage or a part, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        table = patterns["stages"]
        heads = tuple(suffix for kind in patterns["kinds"] for suffix in kind["suffixes"])
        self._heads = tuple({*heads, *table["after"]})
        self._stage = re.compile(f"(.{{{_SHORTEST},}}?)(?:{'|'.join(table['numbered'])})+")
        self._part = re.compile(f"(.{{{_SHORTEST},}}?)(?:{'|'.join(table['parts'])})")

    def settle(self, page: Page) -> None:
        """Call each work of which the document names one stage only by its own name."""
        stages: dict[EntityId, set[EntityId]] = defaultdict(set)
        for id in {hit.id for hit in (*page.hits, *page.nested)}:
            stages[self._whole(id)].add(id)
        known = set(stages).union(*stages.values())
        works = [id for id in known if id.cls == "Project"]
        same = ((id, replace(id, name=id.name + tail)) for id in works for tail in _TAILS)
        whole = {one: other for one, other in same if other in known}
        whole |= {one: base for base, ids in stages.items() if len(ids - {base}) == 1 for one in ids}
        if whole:
            page.hits = [replace(hit, id=whole.get(hit.id, hit.id)) for hit in page.hits]
            page.nested = [replace(hit, id=whole.get(hit.id, hit.id)) for hit in page.nested]

    def _whole(self, id: EntityId) -> EntityId:
        """The thing that a stage or part is of; the thing itself if its name tells of none."""
        if id.cls not in _CLASSES:
            return id
        stage = self._stage.fullmatch(id.name)
        part = None if stage else self._part.fullmatch(id.name)
        if stage is None and (part is None or not part[1].endswith(self._heads)):
            return id
        found = stage or part
        if found is None or found[1].endswith(_BODIES):
            return id
        return replace(id, name=found[1])
