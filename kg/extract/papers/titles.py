"""Titles in 《》 and the short forms of them: which are agreements, which are policies, which are neither."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.extract.papers.phrases import Spans
from kg.extract.papers.signing import Signers
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import contains

_TITLE = re.compile(r"《([^《》]{2,120})》")
_PERIOD = re.compile(r"[（(][^（）()]*[）)]$")
_DRAFT = re.compile(r"（[^（）]{0,8}(?:稿|草案)）")
_SIDES = re.compile(r"[与和、·\s]|[—－–-]+")
_NEXT = re.compile("[、，和及与]?|以及")
_PAPER = re.compile("计划|方案|规划|协议|意见|条例|决定|措施|办法|通知|规定|规则|目录|纲要|细则|备忘录|指南")
_QUOTED = re.compile(r"“([^“”]{3,20})”|《([^《》]{2,5})》")
_REACH, _PART = 16, 2
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Title:
    """A title with its marks, ``[start, end)`` of the view."""

    start: int
    end: int
    name: str
    cls: str


class Titles:
    """What a title in 《》 is, by its last word and by what is done with it."""

    def __init__(self, patterns: dict[str, Any], signers: Signers) -> None:
        self._agreement = re.compile(f"(?:{alternatives(patterns['agreement_heads'])})$")
        self._titled = re.compile(f"(?:{alternatives(patterns['titled_heads'])})$")
        self._sent_out = re.compile(f"(?P<who>[^，。；！？：\n]*?)(?:{alternatives(patterns['sent_out'])})了?$")
        self._of_several = re.compile(patterns["of_several"])
        self._policy = re.compile(f"(?:{alternatives(patterns['policy_heads'])}|[一二三四五六七八九十\\d]条)$")
        self._not_policy = re.compile(f"(?:{alternatives(patterns['not_policy_heads'])})$")
        self._joint_head = re.compile(f"(?:{alternatives(patterns['joint_heads'])})$")
        self._signed = re.compile(f"(?:{alternatives(patterns['sign'])})了?(?:[^，。；《]{{0,8}})$")
        self._countersigned = re.compile(patterns["countersigned"])
        jointly = alternatives(patterns["jointly"])
        self._jointly = re.compile(f"(?:{jointly})了?(?:[^，。；《]{{0,8}})$")
        self._passive = re.compile(f"[^，。；]{{0,4}}?由[^，。；《]{{2,60}}?(?P<verb>{jointly})")
        self._signers = signers

    def find(self, page: Page) -> Iterator[Title]:
        """Titles of agreements and policies, in order."""
        signed_to = -1
        for match in _TITLE.finditer(page.text):
            in_row = signed_to >= 0 and bool(_NEXT.fullmatch(page.text, signed_to, match.start()))
            name = _DRAFT.sub("", canonical(re.sub(r"\s+", "", match[1])))
            cls = "" if len(name) < _SHORTEST else self._class(page, match, without_period(name), in_row=in_row)
            signed_to = match.end() if cls == "Agreement" else -1
            if cls:
                yield Title(match.start(), match.end(), name, cls)

    def _class(self, page: Page, match: re.Match[str], bare: str, *, in_row: bool) -> str:
        if self._agreement.search(bare):
            return "Agreement"
        if self._titled.search(bare):
            return "Policy" if self._is_of_one(page, match) else "Agreement"
        if self._joint_head.search(bare) and (in_row or self._is_joint(page, match)):
            return "Agreement"
        return "Policy" if self._policy.search(bare) and not self._not_policy.search(bare) else ""

    def _is_of_one(self, page: Page, match: re.Match[str]) -> bool:
        """Whether one body alone sends the paper out: 市应急局印发《防溺水倡议书》."""
        left = page.clause_at(match.start(), match.start())[0]
        sent = self._sent_out.match(page.text[left : match.start()])
        if not sent or self._of_several.search(sent["who"]):
            return False
        return len(page.between(left, match.start(), "Organization", "Place")) == 1

    def _is_joint(self, page: Page, match: re.Match[str]) -> bool:
        """Whether several places issue it: two governments in the title, or 共同制定 and 签署 before or behind it."""
        floor = page.sentence_at(match.start()).start
        governments = len(re.findall("人民政府", match[1]))
        if _opens_with_sides(page, match) or self._countersigned.search(page.text, floor, match.start()):
            return True
        floor = max(floor, match.start() - _REACH)
        if governments > 1 or self._signed.search(page.text, floor, match.start()):
            return True
        jointly = self._jointly.search(page.text, floor, match.start())
        parties = self._signers.before(page, jointly.start())[0] if jointly else ()
        passive = self._passive.match(page.text, match.end())
        if passive and not jointly:
            parties = self._signers.before(page, passive.start("verb"), match.end())[0]
        return len([id for id in parties if id.cls == "Place"]) > 1


def _opens_with_sides(page: Page, match: re.Match[str]) -> bool:
    """《郑州市与开封市深化同城化发展行动方案》: places side by side, none lying in the other, open the title."""
    places = page.between(match.start(1), match.end(1), "Place")[:_PART]
    if len(places) < _PART or places[0].start != match.start(1):
        return False
    one, other = places
    apart = not contains(page, one.id, other.id) and not contains(page, other.id, one.id)
    return apart and bool(_SIDES.fullmatch(page.text, one.end, other.start))


def without_period(name: str) -> str:
    """A title without the bracket at its end: （2020—2022年）, （试行）."""
    return _PERIOD.sub("", name)


def short_forms(page: Page, hits: list[Hit]) -> Iterator[Hit]:
    """“三年行动计划”: a quoted part of a title that the page gives in full."""
    spans = Spans((hit.start, hit.end) for hit in hits)
    titles: dict[str, list[Hit]] = defaultdict(list)
    for hit in (hit for hit in hits if hit.rule == "title"):
        for part in _parts(hit.id.name):
            titles[part].append(hit)
    for match in _QUOTED.finditer(page.text):
        name = canonical(match[1] or match[2])
        if not _PAPER.search(name) or spans.hold(*match.span()):
            continue
        rarest = min((titles.get(part, []) for part in _parts(name)), key=len)
        full = _last_before(rarest, name, match.start()) if match[2] else None
        full = full or _only(rarest, name)
        if full:
            yield Hit(*match.span(), full, "short form")


def _last_before(titles: Sequence[Hit], name: str, position: int) -> EntityId | None:
    """The title that was given last before the position and has the name in it."""
    for index in range(bisect_left(titles, position, key=lambda hit: hit.start) - 1, -1, -1):
        if name in titles[index].id.name and name != titles[index].id.name:
            return titles[index].id
    return None


def _only(titles: Sequence[Hit], name: str) -> EntityId | None:
    """The one title that has the name in it; None if there are several."""
    found: set[EntityId] = set()
    for hit in titles:
        if name in hit.id.name and name != hit.id.name:
            found.add(hit.id)
        if len(found) > 1:
            return None
    return next(iter(found), None)


def _parts(name: str) -> set[str]:
    """The pairs of characters that stand side by side in a name."""
    return {name[at : at + _PART] for at in range(max(1, len(name) - _PART + 1))}
