"""Members of lists that tell what they are: 中江燃气发电等209个重大项目, 红雨村、金鑫等片区更新改造, and names not
otherwise known among known works.

The marks of the list, not the tagger's words, say where a member starts and ends; only the first one follows a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.names.chunks import PROPER, Edges
from kg.extract.naming import canonical
from kg.extract.page import CLAUSE_MARKS, Hit, Page, Word
from kg.model import EntityId
from kg.patterns import alternatives

_LONGEST_ITEM, _SHORTEST_ITEM = 26, 3
_NAMED = ("Railway", "Road", "Zone", "Project", "Region", "Meeting", "Policy", "Agreement", "Initiative")
_LOOSE_TAGS = frozenset({"d", "ad", "vd", "p", "c", "u", "r", "TIME", "xc"})
_LISTED, _COUNTED = "project list", "counted list"
_WITHIN = frozenset("至到经")
_LONGEST_LIST = 30
_SHORT_NAME = 5
_COUNTED_BEFORE = re.compile(r".*(?:\d+|[两三四五六七八九十]+)[座个条家处大项][一-鿿（）“”]*?(?:和|及|与|以及)")
_SHARED_TAIL, _WHOLE = "工程", ("工程", "项目", "一期", "二期", "三期", "四期")
"""Of 甲引水、乙防洪等工程 each is called with the tail, unless it has an end of its own."""
_NO_MEMBER = re.compile(r"\d+[县个条座市家处项]|等[市县地省]|[一-鿿]{2}至[一-鿿]{2,4}$|”“")


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list."""

    start: int
    end: int


class Lists:
    """Tails of lists, compiled once."""

    def __init__(self, patterns: dict[str, Any], edges: Edges) -> None:
        table = patterns["lists"]
        self._edges = edges
        self._verbs = edges.stops - edges.inner - _WITHIN
        self._generic = frozenset(table["item_generic"])
        self._common = re.compile(f"(?:{alternatives(table['item_ends'])})$")
        self._leads = re.compile(f"^(?:{alternatives(sorted(edges.stops))}|{alternatives(table['leads'])})+")
        self._tail = re.compile(
            rf"等(?P<count>\d+(?:余|多)?个|一批|一大批|一系列)?(?P<kind>[一-鿿“”（）]{{0,8}}?)"
            rf"(?P<tail>{alternatives(table['tails'])})(?!{alternatives(table['not_after'])})"
        )
        self._headed = re.compile(f"(?:{alternatives(table['headed'])})(?:[一二三四五]期)?$")
        self._weighty = re.compile(alternatives(table["weighty"]))
        self._not_works = re.compile(alternatives(table["not_works"]))
        self._done = re.compile(rf"等(?:{alternatives(table['done'])})")
        tails = {tail: t["class"] for t in patterns["shared_tails"] for tail in t["tails"]}
        counted = {s: k["class"] for k in patterns["kinds"] if k["class"] != "Initiative" for s in k["suffixes"]}
        counted = {s: cls for s, cls in counted.items() if len(s) > 1 and s not in table["uncounted"]}
        self._class_of = counted | tails
        number, sorts = r"(?:\d+|[两三四五六七八九十]+)[座个条家处大]", alternatives(table["sorts"])
        own = rf"(?P<own>[一-鿿]{{0,6}}?)(?P<head>{alternatives(sorted(self._class_of))})"
        bare = rf"等(?:{sorts})*(?P<tail>{alternatives(sorted(tails))})"
        self._shared = re.compile(rf"(?:等?(?<![第“]){number}(?:{sorts})*{own}|{bare})(?!(?![和及与])[一-鿿]*?、)")

    def find(self, page: Page) -> list[Hit]:
        """Works and zones named as members of a list."""
        found: list[Hit] = []
        for match in self._tail.finditer(page.text):
            sentence = page.sentence_at(match.start())
            if not _is_quoted(page.text, sentence.start, match.end()) and not self._not_works.search(match["kind"]):
                counted = bool(match["count"] or self._weighty.search(match[0]))
                found += self._works(page, match.start(), counted=counted, tail=match["tail"])
        for match in self._done.finditer(page.text):
            items = list(self._items(page, match.start()))
            if any(page.between(i.start, i.end, "Project", "Railway", "Road") for i in items):
                found += self._works(page, match.start(), counted=False)
        for match in self._shared.finditer(page.text):
            found += self._sharing(page, match)
        return found

    def _works(self, page: Page, end: int, *, counted: bool, tail: str = "") -> Iterator[Hit]:
        items = list(self._items(page, end))
        among = any(page.between(i.start, i.end, "Project") for i in items)
        for item in items:
            if self._is_work(page, item, counted, among):
                name = canonical(page.text[item.start : item.end])
                name += tail if tail == _SHARED_TAIL and not name.endswith(_WHOLE) else ""
                yield Hit(item.start, item.end, EntityId("Project", name), _COUNTED if counted else _LISTED)

    def _sharing(self, page: Page, match: re.Match[str]) -> Iterator[Hit]:
        """Members with the tail that they share put to each."""
        head = match["tail"] or match["head"]
        tail = (match["own"] or "") + head
        items = list(self._items(page, match.start()))
        counted = bool(match["head"]) and any(self._is_proper(page, item) for item in items)
        for item in items if len(items) > 1 or match[0][0] == "等" else ():
            name = canonical(page.text[item.start : item.end])
            named = 2 <= len(name) <= _LONGEST_LIST and not name.endswith(tuple(self._class_of))
            named = named and (self._is_proper(page, item) or (counted and len(name) <= _SHORT_NAME))
            if named and not self._known(page, item):
                yield Hit(item.start, item.end, EntityId(self._class_of[head], name + tail), "shared head")

    def _items(self, page: Page, end: int) -> Iterator[Item]:
        """Members that end before a tail, from the last to the first; the first is freed from what leads it."""
        left = page.sentence_at(end - 1).start
        clause = max(left, *(page.text.rfind(mark, left, end) + 1 for mark in CLAUSE_MARKS))
        while end > clause:
            mark = self._mark_before(page, clause, end)
            begin = mark + 1 if mark >= clause else clause
            other = self._other_list(page, begin, end)
            start = other or self._freed(page, begin, end, first=mark < clause)
            yield from self._joined(page, start, end)
            if mark < clause or start > begin:
                return
            end = mark

    @staticmethod
    def _other_list(page: Page, start: int, end: int) -> int | None:
        """Where a list starts behind one that is counted: 浦城3个通用机场和|延平、顺昌两座抽水蓄能电站."""
        match = _COUNTED_BEFORE.match(page.text, start, end)
        return match.end() if match else None

    @staticmethod
    def _joined(page: Page, start: int, end: int) -> Iterator[Item]:
        """A member, or two that 和 joins where one of them is known: 雅下水电和川藏铁路."""
        known = page.between(start, end, *_NAMED)
        at = next((h.start - 1 for h in known if page.text[h.start - 1] in "和及与" and h.start - 1 > start), None)
        at = next((h.end for h in known if h.start == start and page.text[h.end] in "和及与"), at)
        if at is None:
            yield Item(start, end)
            return
        yield Item(at + 1, end)
        yield Item(start, at)

    @staticmethod
    def _mark_before(page: Page, start: int, end: int) -> int:
        """The last 、 before a position that stands outside quotes and brackets; -1 if there is none."""
        at = end
        while at >= start:
            at = page.text.rfind("、", start, at)
            if at < 0 or not _is_quoted(page.text, start, at):
                break
        return at

    def _freed(self, page: Page, start: int, end: int, *, first: bool) -> int:
        """Where a member starts: after the verbs that lead the list, and the adverbs of its first member."""
        words = page.words_between(start, end)
        for word in words:
            verb = word.tag[0] == "v" and word.text in self._verbs
            if verb or (first and word.tag in _LOOSE_TAGS and word.start == start):
                start, first = word.end, first or verb
        match = self._leads.match(page.text[start:end]) if first else None
        return start + match.end() if match and match.end() < end - start else start

    def _is_work(self, page: Page, item: Item, counted: bool, among: bool) -> bool:
        """Whether a member names a work: by what stands in it, or where works are counted or named beside it."""
        name = page.text[item.start : item.end]
        if not _SHORTEST_ITEM <= len(name) <= _LONGEST_ITEM or name in self._generic or self._common.search(name):
            return False
        if any(w.tag == "p" or w.text == "的" for w in self._words(page, item)) or _NO_MEMBER.search(name):
            return False
        places = page.between(item.start, item.end, "Place")
        if self._known(page, item) or any((h.start, h.end) == (item.start, item.end) for h in places):
            return False
        specific = sum(len(w.text) for w in self._words(page, item) if w.text not in self._edges.plain)
        telling = counted or (among and self._headed.search(name))
        return self._is_proper(page, item) or bool(telling and len(name) > _SHORTEST_ITEM + 1 and specific > 2)

    @staticmethod
    def _known(page: Page, item: Item) -> bool:
        """Whether the member is, or lies in, a thing found before; or is a line with what belongs to it."""
        near = page.between(max(0, item.start - _LONGEST_LIST), item.end + _LONGEST_LIST, *_NAMED)
        if any(h.end == item.end and h.cls in ("Railway", "Road") for h in near):
            return True
        return any(h.start <= item.start and item.end <= h.end for h in near) or any(
            h.start == item.start and h.cls in ("Railway", "Road", "Project", "Zone") for h in near
        )

    def _is_proper(self, page: Page, item: Item) -> bool:
        words = self._words(page, item)
        if page.between(item.start, item.end, "Place") or page.text[item.start] == "“" or _is_odd(words):
            return True
        return any(w.tag in PROPER and w.text not in self._edges.plain for w in words)

    @staticmethod
    def _words(page: Page, item: Item) -> list[Word]:
        return page.words_over(item.start, item.end)


def _is_quoted(text: str, start: int, position: int) -> bool:
    """Whether a quotation or bracket opened since ``start`` is still open at the position."""
    return any(text.count(o, start, position) > text.count(c, start, position) for o, c in ("“”", "（）", "《》"))


def _is_odd(words: Sequence[Word]) -> bool:
    """Whether the tagger fell to pieces over a name that it does not know: 景|电|二期, 鼎际|得|高端."""
    return len(words) > 1 and sum(len(w.text) == 1 and w.text.isalpha() for w in words[:3]) > 1
