"""Who signs: the places, bodies and firms before a verb of signing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.page import Hit, Joint, Page
from kg.model import EntityId

_FOLLOWS = re.compile(
    r"(?:[与和、及同·—]|等地?|两地|三地|四地|两省市?|三省市?|四省市?|五省市|两市|三市|双方|[一二三四五六七八]省[一二三]?市?|共同|联合|正式|分别|签|还|又|将|在|已|成功|现场|会上|之间|间|自|，|了|就|围绕"
    r"|(?:[一-鿿]{0,8}(?:部门|政府|厅|局|党政))|代表|人民政府|政府)|$"
)
_PARTNER = re.compile(r"(?:与|同|和)(\d+(?:个|家|所)[一-鿿]{2,8}?)(?=签|达成|缔结|续签|共同|联合)")
_WITH = ("与", "同", "和", "与我市", "会同")
_CLAUSE = "。；！？\n："


class Signers:
    """Finds the parties of a paper in the text before its verb."""

    def before(self, page: Page, verb: int) -> tuple[tuple[EntityId, ...], str]:
        """The parties, and a partner that is only counted (8个省级部门), in the part of the sentence before the verb."""
        left = self._left(page, verb)
        partner = _PARTNER.search(page.text, left, verb + 1)
        found = list(dict.fromkeys(id for item in self._candidates(page, left, verb) for id in self._ids(page, item)))
        found = _without_outer(page, found)
        lead = self._lead(page, left, verb)
        home = page.home_at(verb)
        if home and (partner or (len(found) == 1 and lead) or (not found and page.halves and lead)):
            found = list(dict.fromkeys([page.place_id(home), *found]))
        if len(found) < 2 and not partner:
            return (), ""
        return tuple(found), partner[1] if partner else ""

    def _left(self, page: Page, verb: int) -> int:
        sentence = page.sentence_at(verb)
        return max([sentence.start, *(page.text.rfind(mark, sentence.start, verb) + 1 for mark in _CLAUSE)])

    def _lead(self, page: Page, left: int, verb: int) -> bool:
        """Whether the clause begins with 与, so that the document's own city is the other party."""
        start = max(left, page.text.rfind("，", left, verb) + 1)
        return page.text.startswith(_WITH, start)

    def _candidates(self, page: Page, left: int, verb: int) -> list[Hit | Joint]:
        """Places, bodies and joint names that can be subjects; those nearest to the verb where a comma parts them."""
        items: list[Hit | Joint] = [h for h in page.between(left, verb, "Place", "Organization") if self._acts(page, h, verb)]
        items += [j for j in page.joints if left <= j.start and j.end <= verb and _FOLLOWS.match(page.text, j.end, verb)]
        items = _outermost(items)
        start = max(left, page.text.rfind("，", left, verb) + 1)
        near = [item for item in items if item.start >= start]
        return near if near else items

    def _acts(self, page: Page, hit: Hit, verb: int) -> bool:
        before = page.text[max(0, hit.start - 1) : hit.start]
        if before in ("在", "于", "赴", "到", "来") or re.search(r"记者从$|据$|在[一-鿿]{2,4}$", page.text[max(0, hit.start - 5) : hit.start]):
            return False
        return bool(_FOLLOWS.match(page.text, hit.end, verb))

    def _ids(self, page: Page, item: Hit | Joint) -> Iterator[EntityId]:
        """A city's government or department counts as its place; a firm stands for itself."""
        if isinstance(item, Joint):
            yield from item.members
            return
        unit = page.lexicon.units.get(item.id.scope) if item.rule == "body" else None
        if item.cls == "Organization" and not unit and _is_media(item.id.name):
            return
        yield page.place_id(unit) if unit else item.id


def _is_media(name: str) -> bool:
    return name.endswith(("社", "网", "报", "电视台", "日报"))


def _outermost(items: list[Hit | Joint]) -> list[Hit | Joint]:
    """Without what lies inside another item; in order."""
    kept: list[Hit | Joint] = []
    for item in sorted(items, key=lambda i: (i.start, -i.end)):
        if not any(k.start <= item.start and item.end <= k.end and k is not item for k in kept):
            kept.append(item)
    return kept


def _without_outer(page: Page, ids: list[EntityId]) -> list[EntityId]:
    """Without a place that only says where the next one lies: 四川省绵阳市 is 绵阳市."""
    kept = []
    for here, id in enumerate(ids):
        unit = page.unit_of(id)
        after = page.unit_of(ids[here + 1]) if here + 1 < len(ids) else None
        if unit and after and unit.key != after.key and page.lexicon.within(after, unit):
            continue
        kept.append(id)
    return kept
