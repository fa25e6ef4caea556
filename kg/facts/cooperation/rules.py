"""Which places act together: joint names, 两地 and 双方, 与…合作, pair lists, aid to places paired."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import Any

from kg.extract.initiatives import parties_of_title
from kg.extract.page import Claim, Hit, Joint, Page
from kg.facts.cooperation.placelists import collapsed, list_from, list_to, partners_from, place_of, runs
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import contains

_PAIR_MARK = re.compile("[—－–-]|·")
_STANDS_FOR = ("Zone", "Organization")
_NEAR = 14
_SUBJECT_NEAR = 10
_AID_NEAR = 12
_SET_NEAR = 24
_LISTED_NEAR = 4
_SEVERAL = 2
_LIST_MARKS = ("、", "和", "及", "与")
_TELLS_NOTHING = ("Railway", "Road", "Agreement", "Policy", "Organization", "Meeting")
"""Names in which a joint name is no statement: who signs and who meets is told by their parties and participants."""


class Cooperation:
    """Cues of cooperation, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._cue = re.compile("|".join([alternatives(patterns["cues"]), *patterns["cue_shapes"]]))
        self._supposed = re.compile(alternatives(patterns["suppositions"]))
        self._denied = re.compile(alternatives(patterns["denials"]))
        self._with = re.compile(f"(?:{alternatives(patterns['with'])})(?:了)?")
        self._next = re.compile(f"(?:{alternatives(patterns['between'])})*(?:{alternatives(patterns['builds'])})")
        self._causing = re.compile(f"(?:{alternatives(patterns['causing'])})*")
        self._builds = re.compile(alternatives(patterns["builds"]))
        self._docks = re.compile(alternatives(patterns["docks"]))
        self._aims = re.compile(f"[^，。；]{{0,8}}?(?:{alternatives(patterns['aims'])})")
        self._aid = re.compile(alternatives(patterns["aid"]))
        self._partner_of = tuple(patterns["partner_of"])
        self._between = re.compile(f"(?:{alternatives(patterns['between'])}|[一-鿿]{{0,4}}部门|在[^，]{{2,10}})*")
        body = f"[一-鿿]{{0,8}}?(?:{alternatives(patterns['acting_bodies'])})"
        as_one = f"等?(?:{patterns['sets']}(?:{body})?|{body})(?!的|[、与和])"
        self._as_one = re.compile(f"{as_one}[^，。；：]{{0,{_SET_NEAR}}}?")
        self._bodies = re.compile(f"(?:{patterns['sets']})?{body}(?!的|[、与和])")
        self._set = re.compile(f"等?({patterns['sets']})")
        self._set_cue = re.compile("|".join([self._cue.pattern, alternatives(patterns["set_cues"])]))
        self._where = tuple(patterns["where"])
        self._each_other = re.compile(alternatives(patterns["paired_by"]))
        self._aiding = re.compile(alternatives(patterns["aiding"]))

    def state(self, page: Page) -> list[Claim]:
        """``cooperatesWith`` claims; never of a place with one that it lies in."""
        found: list[Claim] = []
        for index in range(len(page.sentences)):
            found += self._of_sentence(page, index)
        found += self._of_paper(page)
        return [c for c in found if isinstance(c.object, EntityId) and _apart(page, c.subject, c.object)]

    def _of_sentence(self, page: Page, index: int) -> Iterator[Claim]:
        sentence = page.sentences[index]
        if self._supposed.search(page.text, sentence.start, sentence.end):
            return
        for joint in page.joints_between(sentence.start, sentence.end):
            if self._acts(page, joint):
                yield from self._all_pairs(joint.members, joint.start, joint.end, "joint name")
        places = page.between(sentence.start, sentence.end, "Place")
        if places or page.joints_between(sentence.start, sentence.end):
            yield from self._with_partners(page, sentence.start, sentence.end)
        if places:
            yield from self._pair_lists(page, places)
            if paired := self._paired_off(page, sentence.start, sentence.end):
                yield from paired
                return
            yield from self._aided(page, sentence.start, sentence.end)
            yield from self._together(page, places)

    def _of_paper(self, page: Page) -> Iterator[Claim]:
        """合力推进川藏铁路建设 in a paper of two places, or of an area: without a subject it is they who act."""
        parties = parties_of_title(page)
        end = page.articles[0] if page.articles else len(page.text)
        for match in self._builds.finditer(page.text, 0, end) if parties else ():
            left, right = page.clause_at(match.start(), match.end())
            sentence = page.sentence_at(left).start
            if not page.between(sentence, match.start(), "Place", "Organization", "Region") and not page.joints_between(
                sentence, match.start()
            ):
                yield from self._all_pairs(parties, left, right, "paper of both")

    def _acts(self, page: Page, joint: Joint) -> bool:
        """A joint name cooperates where its cue follows closely, or where it names a joint thing."""
        right = page.clause_at(joint.start, joint.end)[1]
        if self._denied.search(page.text, joint.end, min(right, joint.end + _NEAR)):
            return False
        if page.covering(joint.start, joint.end, *_TELLS_NOTHING) or self._is_sought(page, joint):
            return False
        listed = "、" in (page.text[joint.start - 1 : joint.start], page.text[joint.end : joint.end + 1])
        near = _LISTED_NEAR if listed else _NEAR  # 与京津冀、东三省等区域合作: the partners of somebody else
        reach = right if joint.rule == "pair" else min(right, joint.end + near)
        cue = self._set_cue if joint.rule == "pair" else self._cue
        if cue.search(page.text, joint.end, reach):
            return True
        match = self._set_cue.search(page.text, joint.end, right)  # 沪苏浙皖市场监管部门印发…标准
        if match and self._bodies.match(page.text, joint.end, match.start()):
            return True
        return self._opens(page, joint.start) and self._goes_on(page, right)

    def _opens(self, page: Page, start: int) -> bool:
        """Whether a clause begins with what stands at ``start``, up to words like 推动 or 支持."""
        left = page.clause_at(start, start + 1)[0]
        return bool(self._causing.fullmatch(page.text, left, start))

    def _goes_on(self, page: Page, right: int) -> bool:
        """…，携手打造: the next clause begins with a verb of building together, without a subject of its own."""
        return page.text[right : right + 1] == "，" and bool(self._next.match(page.text, right + 1))

    def _is_sought(self, page: Page, joint: Joint) -> bool:
        """与京津冀合作, 对接京津: its members are somebody else's partners."""
        before = page.text.endswith(self._partner_of, 0, joint.start)
        return before and not page.covering(joint.start, joint.end, "Initiative", "Zone", "Region", "Project")

    def _all_pairs(self, ids: Iterable[EntityId], start: int, end: int, rule: str) -> Iterator[Claim]:
        for one, other in combinations(dict.fromkeys(ids), 2):
            yield Claim(one, "cooperatesWith", other, start, end, rule)

    def _with_partners(self, page: Page, start: int, end: int) -> Iterator[Claim]:
        """X 与 A、B 合作: X with each, A and B not with each other; a missing X is the document's own city."""
        for match in self._with.finditer(page.text, start, end):
            partners, stop = partners_from(page, match.end(), end)
            if not partners or page.covering(match.start(), stop, "Policy"):
                continue
            left = page.clause_at(match.start(), match.end())[0]
            right = page.clause_at(stop - 1, stop)[1]
            if not self._tells(page, match, stop, right):
                continue
            if self._denied.search(page.text, left, right):
                continue
            for subject, partner in product(self._subjects(page, left, match.start()), partners):
                yield Claim(subject, "cooperatesWith", partner, left, right, "with partners")

    def _tells(self, page: Page, match: re.Match[str], stop: int, right: int) -> bool:
        """Whether something is done with the partners: the word before them says so, or a verb after them; 对接京津冀
        is told of places, not of what is theirs."""
        if self._docks.match(match[0]):
            return not self._aims.match(page.text, stop)
        told = self._cue.search(page.text, stop, right) or self._cue.search(match[0])
        return bool(told) or self._goes_on(page, right)

    def _subjects(self, page: Page, left: int, end: int) -> list[EntityId]:
        """Places (or the places of zones) that end just before 与, else the document's own city."""
        named = [h for h in page.between(left, end, "Place", *_STANDS_FOR) if place_of(page, h)]
        near = [h for h in named if end - h.end <= _SUBJECT_NEAR]
        joints = [j for j in page.joints_between(left, end) if j.end == end]
        if joints:
            return list(joints[-1].members)
        if near and end - near[-1].end <= 1:
            run = list_to(page, named)
            return [] if self._is_partner(page, run[0].start) else [id for h in run if (id := place_of(page, h))]
        if re.search("[一-鿿]", page.text[left:end]) and near:
            return [id] if (id := place_of(page, near[-1])) else []
        home = page.home_at(left)
        return [page.place_id(home)] if home and not _area_leads(page, left) else []

    def _pair_lists(self, page: Page, places: Sequence[Hit]) -> Iterator[Claim]:
        """罗江—成华、什邡—金牛等区（市、县）共建: each dash joins a pair."""
        for one, other in pairwise(places):
            if not _PAIR_MARK.fullmatch(page.text, one.end, other.start):
                continue
            left, right = page.clause_at(one.start, other.end)
            after = page.text[other.end : right]
            before = page.text[page.sentence_at(one.start).start : one.start]
            if (self._cue.search(after) or self._aid.search(before)) and not _line_over(page, one.start, other.end):
                yield Claim(one.id, "cooperatesWith", other.id, left, right, "pair list")

    def _aided(self, page: Page, start: int, end: int) -> Iterator[Claim]:
        """东莞市对口帮扶韶关市; 做好阿坝、金阳结对帮扶: who helps is named first, or is the document's city."""
        for match in self._aid.finditer(page.text, start, end):
            left, right = page.clause_at(match.start(), match.end())
            near = [p for p in page.between(left, match.start(), "Place") if match.start() - p.end <= _AID_NEAR]
            before, after = list_to(page, near), list_from(page, match.end(), right)
            home = page.home_at(left)
            if before and not after and (self._is_partner(page, before[0].start) or _paired(page, before[0])):
                continue
            helpers = before if before and after else [page.place_id(home)] if home else []
            for helper in helpers:
                id = helper.id if isinstance(helper, Hit) else helper
                for place in after or before:
                    yield Claim(id, "cooperatesWith", place.id, left, right, "aid")

    def _paired_off(self, page: Page, start: int, end: int) -> list[Claim]:
        """烟台对口巫山、济宁对口万州; 武进对旬阳、新北对紫阳: pairs of a sentence about aid, two at least."""
        if not self._aiding.search(page.text, start, end):
            return []
        pairs: list[tuple[Hit, Hit]] = []
        helpers: set[int] = set()
        last: tuple[int, Hit] | None = None
        for begin, place in collapsed(page.between(start, end, "Place")):
            gap = page.text[last[1].end : begin] if last else ""
            if last and self._each_other.fullmatch(gap):
                helpers.add(last[1].start)
                pairs = [pair for pair in pairs if pair[1] != last[1]]  # 临夏州，青岛市对口协作: no partner of 济南
                pairs.append((last[1], place))
            elif last and pairs and gap in _LIST_MARKS and pairs[-1][1] == last[1]:
                pairs.append((pairs[-1][0], place))
            last = (begin, place)
        if len(helpers) < _SEVERAL:
            return []
        return [Claim(a.id, "cooperatesWith", b.id, a.start, b.end, "paired off") for a, b in pairs]

    def _together(self, page: Page, places: Sequence[Hit]) -> Iterator[Claim]:
        """A、B、C共同推进, A和B签署协议: a list of places as the subject of a verb of acting together."""
        for run in runs(page, places):
            if len(run) < 2 or _line_over(page, run[0].start, run[-1].end) or self._is_partner(page, run[0].start):
                continue
            if page.text.endswith(self._where, 0, run[0].start):
                continue
            left, right = page.clause_at(run[0].start, run[-1].end)
            near = page.text[run[-1].end : right]
            if self._denied.search(near[:_NEAR]) or self._aid.search(near[:_NEAR]):
                continue
            if not self._leads(near) and not (self._opens(page, run[0].start) and self._goes_on(page, right)):
                continue
            partners = re.search("[与同]", page.text[run[0].end : run[-1].start])
            if not partners or self._is_counted(near, len(run)):
                yield from self._all_pairs([h.id for h in run], left, right, "acting together")

    def _is_counted(self, near: str, count: int) -> bool:
        """Whether a number says that the whole list acts: 黄山市与衢州市、景德镇市、南平市四地."""
        match = self._set.match(near)
        return bool(match and match[1][0] == "零一两三四五六七八九十"[min(count, 10)])

    def _is_partner(self, page: Page, start: int) -> bool:
        """与A、B等地, 与重庆渝北、大渡口: partners of somebody else, not acting with each other."""
        outer = next((p for p in page.between(max(0, start - 12), start, "Place") if p.end == start), None)
        start = outer.start if outer else start
        area = [h for h in page.between(max(0, start - 12), start, "Region") if h.end == start - 1]
        start = area[0].start if area and page.text[start - 1] == "、" else start  # 与长三角、成都等地
        return page.text.endswith(self._partner_of, 0, start)

    def _leads(self, near: str) -> bool:
        """The cue follows the list at once, after 等地, 两地, 党政 or an adverb; a set or its bodies (三市公安机关)
        may be told in between when it acts."""
        match = self._cue.search(near)
        if match and match.end() <= _NEAR and self._between.fullmatch(near, 0, match.start()):
            return True
        match = self._set_cue.search(near)
        return bool(match and self._as_one.fullmatch(near, 0, match.start()))


def _paired(page: Page, place: Hit) -> bool:
    """Whether a dash joins the place to the one before it."""
    return bool(_PAIR_MARK.fullmatch(page.text, place.start - 1, place.start))


def _apart(page: Page, one: EntityId, other: EntityId) -> bool:
    return one != other and not contains(page, one, other) and not contains(page, other, one)


def _area_leads(page: Page, left: int) -> bool:
    """Whether the subject is an area that opens the sentence: 洞庭湖生态经济区协同发展，与京津冀合作更加紧密."""
    start = page.sentence_at(left).start
    return any(hit.start - start <= 1 for hit in page.between(start, left, "Region"))


def _line_over(page: Page, start: int, end: int) -> bool:
    """Whether the places are the termini of a line: 成都至绵阳铁路."""
    after = page.between(end, end + 12, "Railway", "Road")
    return bool(page.covering(start, end, "Railway", "Road")) or any(h.start <= end + 1 for h in after)
