"""Which thing is meant by a name that every city uses: 促进民营经济发展若干措施, 工作推进会."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from kg.extract.page import Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives


class Identity:
    """Words that tell how far a name reaches, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._national = re.compile(alternatives(patterns["national"]))
        self._usual = tuple(patterns["usual_meetings"])

    def settle(self, page: Page) -> None:
        """Give papers and meetings that name no place the scope of the city whose document names them."""
        settled = {hit.id: self._settled(page, hit) for hit in page.hits if hit.cls in ("Policy", "Meeting")}
        page.hits = [replace(hit, id=settled[hit.id]) if hit.id in settled else hit for hit in page.hits]
        page.nested = [replace(hit, id=settled[hit.id]) if hit.id in settled else hit for hit in page.nested]

    def _settled(self, page: Page, hit: Hit) -> EntityId:
        home = page.home_at(hit.start)
        if home is None or self._national.search(hit.id.name) or self._places(page, hit):
            return hit.id
        if hit.cls == "Meeting" and not hit.id.name.endswith(self._usual):
            return hit.id
        return replace(hit.id, scope=".".join(filter(None, (home.key, hit.id.scope))))

    def _places(self, page: Page, hit: Hit) -> bool:
        """Whether the name itself says where: by a place in it, a joint name, or the city put before it."""
        if page.inside(hit, "Place", "Region") or page.joints_between(hit.start, hit.end, named=True):
            return True
        name = hit.id.name.removeprefix("中国共产党").removeprefix("中共")
        return any(name[:size] in page.lexicon.by_name for size in range(2, 12))
