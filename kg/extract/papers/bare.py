"""Papers named without 《》: by their head noun, by their number of articles, as what a verb of issuing is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.extract.papers.phrases import Walker, word_over
from kg.extract.papers.signing import Signers
from kg.model import EntityId
from kg.patterns import alternatives

_SEVERAL = ("若干", "实施", "指导")
_LONGEST, LEAST, _SHORT = 40, 6, 8
_OWN = 2
_JOINS = re.compile("以及|[、和及]")
_OWN_TRIMS = re.compile("(?:我[省市区县]|本[省市区县]|新一轮|最新|首[部个份])*")
_HAN = re.compile("[一-鿿]{2}")
_VAGUE = re.compile(
    r"纳入|列入|进入|成为|及其|精神|^(?:各|系列|一系列|相关|有关|配套|多|一批|一揽子|若干|首批)|[如以]下|的|\d+[余多]?[项部件份]"
)
_FIVE_YEARS = re.compile(r"“?十[一二三四五六]五”?规划(?:纲要)?")


def generic(patterns: dict[str, Any]) -> re.Pattern[str]:
    """What names no paper in particular: 年度工作, 具体实施."""
    return re.compile(f"(?:{alternatives([*patterns['generic'], *patterns['bare_heads']])})*")


class BarePapers:
    """Patterns of papers' names without marks, compiled once."""

    def __init__(self, patterns: dict[str, Any], signers: Signers) -> None:
        self._signers = signers
        heads = alternatives(patterns["agreement_heads"])
        goes_on = alternatives(patterns["agreement_goes_on"])
        self._agreement = re.compile(f"(?:{heads})(?!{goes_on}|》)")
        self._signed = re.compile(f"(?:{patterns['signed_then']})(?:{alternatives(patterns['sign'])})(?=[，。；、]|$)")
        self._form = re.compile(f"(?:{patterns['form_title']})$")
        bare = f"(?:{alternatives(patterns['bare_heads'])})(?!{alternatives(patterns['goes_on'])})"
        self._bare = re.compile(bare)
        no_articles = alternatives(patterns["not_articles"])
        self._counted = re.compile(f"(?<![\\d.])(?P<n>{patterns['counted']})(?![一-鿿]{{0,4}}(?:{no_articles}))")
        self._no_articles = re.compile(f"(?:{no_articles})$")
        self._specific = re.compile(f"(?:{alternatives(patterns['specific'])})")
        self._issue = re.compile(f"(?:{alternatives(patterns['issue_verbs'])})了?$")
        self._generic = re.compile(f"(?:{alternatives([*patterns['generic'], *patterns['bare_heads']])})*")
        self._walker = Walker(patterns, self._bare)
        self._stops = frozenset([*patterns["stops"], *patterns["carrying_out"]])
        self._carrying = re.compile(f"(?:{alternatives(patterns['carrying_out'])})")
        self._jointly = re.compile(f"(?:{alternatives(patterns['jointly'])})了?$")
        self._begins = frozenset(patterns["name_verbs"])
        self._tail = re.compile(f"(?:{alternatives(patterns['object_heads'])})$")
        issue = alternatives([*patterns["issue_verbs"], *patterns["seek_verbs"]])
        item = f"[^，。；：、！？《》\\n]{{2,32}}?(?:{alternatives(patterns['object_heads'])})"
        end = "[，。；！（\n]|获批|获得|落地|见效|$"
        self._object = re.compile(f"(?:{issue})[了好]?(?P<items>{item}(?:(?:、|以及|[和及]){item})*)(?={end})")
        self._item = re.compile(f"{item}(?=、|以及|[和及]|$)")
        quoted = "“[^“”]{2,12}?[一二三四五六七八九十百\\d]条”"
        self._quoted = re.compile(f"(?:{issue})了?(?P<items>{quoted}(?:[、和]?{quoted})*)")
        self._quote = re.compile(quoted)

    def agreements(self, page: Page) -> Iterator[Hit]:
        """Papers of several named without 《》 or a verb of signing before: 甲与乙履行韩江流域水量分配协议."""
        for match in self._agreement.finditer(page.text):
            start = self._walker.left(page, *match.span())
            own = canonical(page.text[start : match.start()])
            if len(own) < LEAST - 2 or self._generic.fullmatch(own) or not self._is_clean(page, start):
                continue
            sides = [id for id in self._signers.beside(page, match.end()) if id.cls == "Place"]
            if (self._told(page, start, match.end()) or len(sides) > 1) and len(own) <= _LONGEST:
                yield Hit(
                    start, match.end(), EntityId("Agreement", canonical(page.text[start : match.end()])), "name pattern"
                )

    def _told(self, page: Page, start: int, end: int) -> bool:
        """Whether a form gives a paper's name or the verb of its signing follows: 协议名称：…, …谅解备忘录签署."""
        said = self._form.search(page.text, max(0, start - _SHORT), start)
        return bool(said or self._signed.match(page.text, end))

    def policies(self, page: Page) -> Iterator[Hit]:
        """Papers of one issuer, and plans that several issue together."""
        for match in self._bare.finditer(page.text):
            yield from self._bare_policy(page, match.start(), match.end())
        yield from self._objects(page)
        for match in self._counted.finditer(page.text):
            yield from self._counted_policy(page, match)
        for match in _FIVE_YEARS.finditer(page.text):
            yield Hit(*match.span(), EntityId("Policy", canonical(match[0].removesuffix("纲要"))), "name pattern")

    def _bare_policy(self, page: Page, head: int, end: int) -> Iterator[Hit]:
        last = word_over(page, end - 1)
        if not last or (last.end != end and page.text[end - 1] != "”"):
            return
        of = head - 1 if page.text[head - 1] == "的" and page.text.startswith(_SEVERAL, head) else head
        start = self._walker.left(page, of, end)
        start = self._without_verb(page, start + page.text.startswith("我国", start - 1))
        name = canonical(page.text[start:end])
        if _FIVE_YEARS.fullmatch(name) or not self._is_clean(page, start):
            return
        generic = self._generic.fullmatch(canonical(page.text[start:head])) and not self._specific.match(
            page.text, head
        )
        if LEAST <= len(name) <= _LONGEST and not generic and start < head:
            yield Hit(start, end, EntityId(self._class(page, start), name), "name pattern")

    def _objects(self, page: Page) -> Iterator[Hit]:
        """What is issued, sought or carried out, up to the end of its clause: 制定全省低效项目盘活行动方案."""
        for match in self._object.finditer(page.text):
            for item in self._item.finditer(page.text, *match.span("items")):
                joins = _JOINS.match(item[0])
                yield from self._object_of(page, item.start() + (joins.end() if joins else 0), item.end())
        for match in self._quoted.finditer(page.text):
            for item in self._quote.finditer(page.text, *match.span("items")):
                yield Hit(*item.span(), EntityId("Policy", canonical(item[0])), "counted measures")

    def _object_of(self, page: Page, start: int, end: int) -> Iterator[Hit]:
        first = word_over(page, start)
        if first is None or first.start != start or (first.text in self._stops and first.text not in self._begins):
            return
        start = self._without_place_verb(page, _trimmed(page, start))
        name = canonical(page.text[start:end])
        own = self._tail.sub("", name)
        least = _OWN if name.endswith("条例") else _OWN + 1
        if _HAN.search(own) and len(own) >= least and not self._generic.fullmatch(own) and not _VAGUE.search(name):
            yield Hit(start, end, EntityId(self._class(page, start), name), "name pattern")

    def _without_place_verb(self, page: Page, start: int) -> int:
        """推动西海岸新区…行动计划 is the plan of the area: a verb before a place is no part of the name."""
        verb = self._carrying.match(page.text, start)
        after = word_over(page, verb.end()) if verb else None
        return after.start if after and after.tag == "LOC" else start

    def _class(self, page: Page, start: int) -> str:
        """A plan that several places issue together is their agreement."""
        jointly = self._jointly.search(page.text, max(0, start - _SHORT), start)
        parties = self._signers.before(page, jointly.start())[0] if jointly else ()
        return "Agreement" if len([id for id in parties if id.cls == "Place"]) > 1 else "Policy"

    def _listed(self, page: Page, start: int) -> bool:
        """Whether another counted measure stands before this one in a list: 稳增长27条、金融支持民营经济12条."""
        return bool(re.search("条(?:措施|政策|举措)?”?[、和]$", page.text[max(0, start - 8) : start]))

    def _without_verb(self, page: Page, start: int) -> int:
        """After a verb that tells what is done with the paper: 深入推进造林绿化三年行动计划, but not 出台推进…方案."""
        verb = self._carrying.match(page.text, start)
        before = word_over(page, start - 1) if start > page.sentence_at(start).start else None
        leads = before is None or before.tag in ("w", "ad", "d", "vd")
        return verb.end() if verb and leads else start

    def _is_clean(self, page: Page, start: int) -> bool:
        """Whether the name starts where a phrase does, and is not what a verb unknown to us left of it."""
        if page.text[start] == "“":
            return True
        before = word_over(page, start - 1) if start > page.sentence_at(start).start else None
        if before is None or before.tag in ("w", "p", "u", "d", "c", "r", "xc", "ad", "TIME") or before.end != start:
            return True
        return before.text in self._stops or before.text.endswith(("了", "的"))

    def _counted_policy(self, page: Page, match: re.Match[str]) -> Iterator[Hit]:
        """消费提质扩容18条: a number of articles counts only after a verb of issuing or with 措施."""
        head, end = match.span("n")
        start = self._walker.left(page, head, end)
        surface = page.text[start:end]
        if self._no_articles.search(page.text, start, head):
            return
        says = re.search("措施|政策|意见|举措", match["n"])
        issued = self._issue.search(page.text, max(0, start - 6), start) or self._listed(page, start)
        if not self._is_clean(page, start) or start == head or len(canonical(surface)) > _LONGEST or head - start < 3:
            return
        if issued or (says and head - start > 3):
            yield Hit(start, end, EntityId("Policy", canonical(surface)), "counted measures")


def _trimmed(page: Page, start: int) -> int:
    """Start of a name without 我省, 新一轮 and the like before it."""
    found = _OWN_TRIMS.match(page.text, start)
    return found.end() if found else start
