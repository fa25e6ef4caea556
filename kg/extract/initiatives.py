"""Initiatives: drives between places (川渝合作), common mechanisms, and the named actions of a joint plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Joint, Page
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import contains
from kg.text import Sentence

_ACTION_ITEM = "[一-鿿A-Za-z0-9“”]{4,20}?"
_PAIR_MARK = re.compile("[—－–·-]{1,2}")
_NEXT = 8
_MECHANISM, _DIVISIONS = "机制", "省市区县"
_HEAD_LONGEST = 160
"""Characters within which a document's title stands."""


class Initiatives:
    """Patterns of drives, mechanisms and actions, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._drives: dict[str, str] = patterns["drives"]
        between = alternatives(patterns["between"])
        traps = alternatives(patterns["drive_traps"])
        numbers = alternatives(patterns["numbers"])
        self._drive = re.compile(
            f"(?:{numbers})?(?P<theme>{between})?(?P<drive>{alternatives(list(self._drives))})(?!{traps})"
        )
        self._form = re.compile(
            rf"([一-鿿、“”0-9]{{2,{patterns['theme_longest']}}}?)({alternatives(patterns['forms'])})(?![一-鿿]?办公室)"
        )
        quoted = alternatives(patterns["quoted_ends"])
        tail = f"(?:[一-鿿]{{0,6}}(?:{alternatives(patterns['quoted_tails'])}))?"
        self._quoted = re.compile(f"(?:{between})?“[^“”]{{1,8}}(?:{quoted})”{tail}")
        joined = alternatives(patterns["joined_into"])
        self._called_so = re.compile(
            f"(?:{joined})(?P<whole>[^，。；“]{{0,6}}?)(?P<name>“[^“”]{{2,10}}”(?:{alternatives(patterns['called'])}))"
        )
        self._breaks = frozenset(patterns["phrase_breaks"])
        self._form_generic = frozenset(patterns["form_generic"])
        self._of_partners = re.compile(alternatives(patterns["of_partners"]))
        self._areas, self._named_after = tuple(patterns["areas"]), tuple(patterns["named_after"])
        actions = patterns["actions"]
        head = alternatives(actions["head"])
        self._least: int = actions["least"]
        self._actions = re.compile(f"(?:{alternatives(actions['lead'])})?({_ACTION_ITEM}(?:{head}))(?=[、等，。；和])")
        self._lead = re.compile(f".*(?:{alternatives(actions['lead'])})")
        opens = f"(?:(?:{alternatives(actions['heading_lead'])}))?"
        self._heading = re.compile(rf"{actions['numbering']} *{opens}({_ACTION_ITEM}(?:{head}))(?=[。：\n ]|$)")
        self._of_both = re.compile(alternatives(actions["of_both"]))

    def find(self, page: Page) -> list[Hit]:
        """Drives and mechanisms that start with a joint name or a region, and the named actions of a joint plan, listed
        or as its headings."""
        return [
            *self._joint_work(page),
            *self._paired_work(page),
            *self._joined_into(page),
            *self._regional(page),
            *self._action_lists(page),
            *self._action_headings(page),
        ]

    def _joint_work(self, page: Page) -> Iterator[Hit]:
        for joint in page.joints:
            drive = self._drive.match(page.text, joint.end)
            if drive and page.text[joint.start - 1 : joint.start] in ("与", "同"):
                continue  # 与川渝合作 is no drive of theirs
            name = page.text[joint.start : joint.end]
            if joint.rule == "pair":
                drive, shared = None, None  # 两地合作 names no drive
            else:
                shared = self._shared(page, joint)
            if drive:
                yield self._hit(joint.start, drive.end(), name + self._called(drive))
            elif shared:
                yield self._hit(joint.start, joint.end, name + self._called(shared))
            elif (end := self._form_end(page, joint.end)) and _may_have(page, joint, end):
                yield self._hit(joint.start, end, canonical(page.text[joint.start : end]))

    def _form_end(self, page: Page, start: int) -> int:
        """Where a mechanism that starts with the places before ``start`` ends: 京津冀大气污染联防联控机制,
        京津冀社保“一卡通”; 0 if there is none."""
        form = self._form.match(page.text, start)
        if form and self._is_one_phrase(page, start, form):
            return form.end()
        quoted = self._quoted.match(page.text, start)
        return quoted.end() if quoted else 0

    def _shared(self, page: Page, joint: Joint) -> re.Match[str] | None:
        """苏陕、津陕协作, 闽港闽澳合作: the drive that the last of the joint names has."""
        while True:
            at = joint.end + (page.text[joint.end : joint.end + 1] == "、")
            after = [j for j in page.joints_between(at, at + _NEXT) if j.start == at and j.rule != "pair"]
            if not after:
                return None
            joint = after[0]
            if drive := self._drive.match(page.text, joint.end):
                return drive

    def _paired_work(self, page: Page) -> Iterator[Hit]:
        """广州·湛江产业帮扶协作: two places that a dot or a dash joins, and their drive."""
        for mark in _PAIR_MARK.finditer(page.text):
            before = [h for h in page.between(mark.start() - _NEXT, mark.start(), "Place") if h.end == mark.start()]
            after = [h for h in page.between(mark.end(), mark.end() + _NEXT, "Place") if h.start == mark.end()]
            drive = self._drive.match(page.text, after[0].end) if before and after else None
            if drive:
                yield self._hit(before[0].start, drive.end(), canonical(page.text[before[0].start : drive.end()]))

    def _joined_into(self, page: Page) -> Iterator[Hit]:
        """融入全省“川行天下”活动: a quoted drive that the document's place joins."""
        for match in self._called_so.finditer(page.text):
            yield self._hit(match.start("name"), match.end("name"), canonical(match["name"]), "joined drive")

    def _is_one_phrase(self, page: Page, start: int, form: re.Match[str]) -> bool:
        """The theme is a noun phrase: no particle, no verb of doing, no other mark than 、 inside it."""
        if canonical(form[1] + form[2]) in self._form_generic:
            return False
        words = page.words_between(start, form.end())
        return not any(w.tag in ("p", "u", "c", "d", "r") or w.text in self._breaks for w in words)

    def _regional(self, page: Page) -> Iterator[Hit]:
        for hit in page.hits:
            if hit.cls != "Region":
                continue
            drive = self._drive.match(page.text, hit.end)
            if drive and not self._of_partners.search(drive["drive"]) and self._is_drive(page, hit, drive):
                name = canonical(page.text[hit.start : hit.end])
                yield self._hit(hit.start, drive.end(), name + self._called(drive))

    def _is_drive(self, page: Page, hit: Hit, drive: re.Match[str]) -> bool:
        """长三角一体化 is a drive; 一体化 of an area that its head calls so (川南经济区一体化) is said of the area."""
        return not hit.id.name.endswith(self._areas) or page.text.startswith(self._named_after, drive.end())

    def _action_lists(self, page: Page) -> Iterator[Hit]:
        for sentence in page.sentences:
            text = page.text[sentence.start : sentence.end]
            if text.count("行动") < self._least and text.count("工程") < self._least:
                continue
            if not page.between(sentence.start, sentence.end, "Agreement") and not _of_a_pair(page, sentence):
                continue
            for run in _runs(list(self._actions.finditer(page.text, sentence.start, sentence.end)), page.text):
                if len(run) >= self._least:
                    for match in run:
                        lead = self._lead.match(page.text, match.start(1), match.end(1))
                        start = lead.end() if lead and match is run[0] else match.start(1)
                        yield self._hit(start, match.end(1), canonical(page.text[start : match.end(1)]), "action list")

    def _action_headings(self, page: Page) -> Iterator[Hit]:
        """（一）交通互联行动。 in a plan whose title names the two that made it."""
        headings = list(self._heading.finditer(page.text))
        if len(headings) < self._least or not self._of_both.search(page.text) or not parties_of_title(page):
            return
        for match in headings:
            yield self._hit(match.start(1), match.end(1), canonical(match[1]), "action heading")

    def _called(self, drive: re.Match[str]) -> str:
        return (drive["theme"] or "") + self._drives[drive["drive"]]

    @staticmethod
    def _hit(start: int, end: int, name: str, rule: str = "drive") -> Hit:
        return Hit(start, end, EntityId("Initiative", name), rule)


def _may_have(page: Page, joint: Joint, end: int) -> bool:
    """三市湘江流域联防联控机制: of 两地 and 三市 only a mechanism is named, and not without a theme."""
    return joint.rule != "pair" or (page.text.endswith(_MECHANISM, 0, end) and page.text[joint.end - 1] in _DIVISIONS)


def parties_of_title(page: Page) -> tuple[EntityId, ...]:
    """The places whose paper the document is, as its first lines tell: those side by side in the title, by themselves
    or by their governments, else by a joint name (长株潭一体化发展行动计划); empty for the paper of one place."""
    end = page.text.find("。", 0, _HEAD_LONGEST)
    end = page.text.rfind("\n", 0, end if end >= 0 else _HEAD_LONGEST)
    named = [hit.id for hit in page.between(0, end, "Place")]
    for hit in page.between(0, end, "Agreement", "Policy", "Organization"):
        named += [place.id for place in page.inside(hit, "Place")]
    if not named:
        named = [id for joint in page.joints_between(0, end, named=True)[:1] for id in joint.members]
    parties = tuple(one for one in dict.fromkeys(named) if not any(contains(page, one, other) for other in named))
    return parties if len(parties) > 1 else ()


def _of_a_pair(page: Page, sentence: Sentence) -> bool:
    """Whether the sentence speaks of 两地 or 双方."""
    return any(j.rule == "pair" for j in page.joints_between(sentence.start, sentence.end))


def _runs(matches: list[re.Match[str]], text: str) -> list[list[re.Match[str]]]:
    """Matches that follow each other with nothing but 、 between them."""
    runs: list[list[re.Match[str]]] = []
    for match in matches:
        if runs and text[runs[-1][-1].end(1) : match.start()] in ("、", "和"):
            runs[-1].append(match)
        else:
            runs.append([match])
    return runs
