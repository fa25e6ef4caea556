"""Which places meet in a joint meeting: by its name, as those who hold it together, or as those that send people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.page import Claim, Hit, Joint, Page
from kg.patterns import alternatives
from kg.resolve import contains, coordinated

_AREA = re.compile("经济圈|都市圈|城市群|经济带|大湾区|示范区")
_TOPIC = ("深化", "推进", "推动", "融入", "加快", "对接", "服务")
_FURTHER = 2


class Delegates:
    """Verbs of sending people to a meeting, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        roles, sent = alternatives(patterns["delegates"]), alternatives(patterns["delegates_of"])
        many = patterns["how_many_places"]
        objects = f"(?:了|本次|此次)?(?:{alternatives(patterns['delegates_to'])})"
        self._present = re.compile(
            f"(?:等[^，。；]{{0,6}}?)?(?:{many})?(?:的?(?:{sent})*(?P<role>{roles}))?等?(?:{patterns['how_they_come']})*"
            f"(?:参会|与会|到会|(?:参加|出席|列席)(?:{objects}|(?(role)(?=[，。；\\n]|$|并)|(?!))))"
        )
        self._joint_heads = tuple(patterns["joint_heads"])

    def sent(self, page: Page, hit: Hit, start: int) -> Iterator[Claim]:
        """南宁、北海、玉林等城市代表参会; 四市政府负责同志参加会议: places that the rest of the sentence, or one of the
        next of the paragraph up to another meeting, says to take part."""
        for match in self._present.finditer(page.text, start, self._end(page, hit, start)):
            left, _ = page.clause_at(match.start(), match.end())
            left = max(left, start)
            last = max((p.end for p in page.between(left, match.start(), "Place", "Zone")), default=-1)
            groups = coordinated(page, left, match.start()) if last == match.start() else []
            yield from (Claim(hit.id, "participant", id, left, match.end(), "sends") for id in (groups or [()])[-1])

    def _end(self, page: Page, hit: Hit, start: int) -> int:
        index = page.sentence_index(start)
        last = page.sentences[min(index + _FURTHER, len(page.sentences) - 1)].end
        line = page.text.find("\n", start, last)
        others = (m.start for m in page.between(start, last, "Meeting") if m.id != hit.id)
        return max(page.sentences[index].end, min([last, line if line >= 0 else last, *others]))

    def jointly(self, page: Page, hit: Hit, verb: int, verb_end: int) -> Iterator[Claim]:
        """A与B召开联席会议: both take part."""
        if not hit.id.name.endswith(self._joint_heads):
            return
        left, _ = page.clause_at(verb, verb_end)
        at = page.text.find("在", left, verb)
        for group in coordinated(page, left, at if at > left else verb):
            yield from (Claim(hit.id, "participant", id, left, hit.end, "meet jointly") for id in group)

    def by_name(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """Places that a joint meeting is named after: 京津冀党政主要领导座谈会."""
        if not hit.id.name.endswith(self._joint_heads) and "联席会议" not in hit.id.name:
            return
        joints = page.joints_between(hit.start, hit.end, named=True)
        named = [o for o in page.inside(hit, "Organization") if o.rule != "body"]
        other = [*((j.start, j.end) for j in joints), *((o.start, o.end) for o in named)]
        spans = [p for p in page.inside(hit, "Place") if not any(start <= p.start < end for start, end in other)]
        spans = [p for p in spans if page.text[p.start - 1] != "（"]  # 广东·海南（徐闻）论坛: where it is held
        inner = [p.id for i, p in enumerate(spans) if i + 1 == len(spans) or not contains(page, p.id, spans[i + 1].id)]
        ids = list(dict.fromkeys(inner))
        if len(ids) < 2:
            acting = [
                j for j in joints if not _AREA.search(page.text, j.end, j.end + 8) and not _is_topic(page, hit, j)
            ]
            ids = list(acting[0].members) if acting else []
        for id in ids:
            yield Claim(hit.id, "participant", id, hit.start, hit.end, "member by name")


def _is_topic(page: Page, hit: Hit, joint: Joint) -> bool:
    """深化晋冀鲁豫四省交界区域协作工作推进会 is one city's meeting about the four."""
    return page.text[hit.start : joint.start].endswith(_TOPIC)
