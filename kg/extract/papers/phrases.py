"""How far a name reaches: walking over the tagger's words to the left of a name's head."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.extract.page import Page, Word

_NUMBER = r"[一二三四五六七八九十百\d]+"
_HAN_NUMBER = "[一二三四五六七八九十百]+"
ORDINAL = re.compile(rf"第{_NUMBER}(?:届|次|期|轮|个)|首届|首次|{_HAN_NUMBER}届(?:{_HAN_NUMBER}次)?|{_HAN_NUMBER}次")
YEAR = re.compile(r"(?:19|20)\d\d年?")
WIDE = re.compile("全国|中国|世界|国际|全球|亚洲|亚太|中央|国务院|中[非阿欧俄日韩德法英美泰越老缅哈蒙]|[省市区县]委")
_SEASON = re.compile(r"[春夏秋冬四]季|半年|[一二三四五六七八九十百\d]+周年|季度|年度|春耕|汛期|夜间|周末|节?假日")
_AND = ("和", "与", "及")
_FIRST_HALF = ("推进", "启动", "动员", "活动", "仪式", "表彰")
_COUNTRY = ("全国", "中国")
_JOINERS = "·•—–-"
_LONGEST = 46
_FAR = 7
_LONGEST_JOINT = 12
_HOW_MANY = ("两", "三", "四", "五", "六")
_DIVISIONS = (
    "市",
    "省",
    "地",
    "区",
    "县",
    "省市",
    "省区",
    "城市",
    "城",
    "州市",
    "市州",
    "盟市",
    "国",
    "省会",
    "省会城市",
)
OPENERS = {"”": "“", "》": "《", "）": "（", "’": "‘", "」": "「"}


def words_after(page: Page, position: int) -> Iterator[Word]:
    """Words of the position's sentence that start at or after it, in order."""
    words = page.words[page.sentence_index(position)]
    return (word for word in words if word.start >= position)


def word_over(page: Page, position: int) -> Word | None:
    """The word that covers the character at a position."""
    words = page.words[page.sentence_index(position)]
    return next((word for word in words if word.start <= position < word.end), None)


def matching_opener(text: str, closer: int, start: int) -> int:
    """Position of the bracket or quote that the one at ``closer`` closes, from ``start`` on; -1 if there is none."""
    opener, depth = OPENERS[text[closer]], 0
    for position in range(closer, start - 1, -1):
        if text[position] == text[closer]:
            depth += 1
        elif text[position] == opener:
            depth -= 1
            if not depth:
                return position
    return -1


class Spans:
    """Disjoint spans in order, to be asked what they touch."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._spans: list[tuple[int, int]] = []
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take a span in; one that touches another is left out."""
        if not self.touches(start, end):
            insort(self._spans, (start, end))

    def touches(self, start: int, end: int) -> bool:
        """Whether a span shares a character with one of these."""
        return any(True for _ in self.over(start, end))

    def over(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The spans that share a character with one, in order."""
        for index in range(max(0, bisect_left(self._spans, (start, start)) - 1), len(self._spans)):
            if self._spans[index][0] >= end:
                return
            if self._spans[index][1] > start:
                yield self._spans[index]

    def hold(self, start: int, end: int) -> bool:
        """Whether one of the spans has the whole of another in it."""
        return any(s <= start and end <= e for s, e in self.over(start, end))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._spans)


class Walker:
    """Finds where a name starts, going left from its head over the words that can belong to it."""

    def __init__(self, patterns: dict[str, Any], head: re.Pattern[str]) -> None:
        self._head = head
        self._stops = frozenset(patterns["stops"])
        self._trims = frozenset(patterns["trims"])
        self._verbs = frozenset(patterns["name_verbs"])
        self._inner = frozenset(patterns["inner_verbs"])

    def left(self, page: Page, head: int, end: int) -> int:
        """Start of the name whose head noun is at ``[head, end)``."""
        words = page.words[page.sentence_index(head)]
        floor = page.sentence_at(head).start
        index = next((i for i, w in enumerate(words) if w.end > head), len(words) - 1)
        start = min(words[index].start, head) if self._may_start(words[index], head) else head
        position = index
        while position > 0 and words[position - 1].end == start:
            word = words[position - 1]
            if word.text[-1] in OPENERS:
                opening = matching_opener(page.text, word.end - 1, floor)
                if opening < 0 or end - opening > _LONGEST:
                    break
                position = next(i for i, w in enumerate(words) if w.end > opening)
                start = opening
                continue
            if word.text in _AND and self._coordinates(page, words, position):
                position, start = position - 2, words[position - 2].start
                continue
            if not self._belongs(page, words, position - 1):
                break
            position, start = position - 1, word.start
        start = self._trimmed(page, words, position, start, head)
        over = [
            j.start
            for j in page.joints_between(start - _LONGEST_JOINT, start + _LONGEST_JOINT)
            if j.start < start < j.end
        ]
        return min([start, *over])

    def _coordinates(self, page: Page, words: Sequence[Word], position: int) -> bool:
        """Whether 和 joins two words within one name: 全国文化和旅游赋能乡村振兴现场经验交流会."""
        if position < 2 or opens_name(page, words[position]) or words[position - 2].tag not in ("n", "nz", "vn", "nw"):
            return False
        left = position - 2
        if self._head.search(words[left].text) or words[left].text.endswith("全会"):
            return False
        while left >= 0 and words[left].end == words[left + 1].start:
            if opens_name(page, words[left]):
                return True
            if not self._belongs(page, words, left) or self._head.search(words[left].text):
                return False
            left -= 1
        return False

    def _may_start(self, word: Word, head: int) -> bool:
        """Whether the word that the head ends belongs to the name as a whole: 工作会议, but not 主持会议."""
        return word.text[: head - word.start] not in self._stops

    def _belongs(self, page: Page, words: Sequence[Word], index: int) -> bool:
        word = words[index]
        if self._is_session(words, index):
            return True
        if word.text in self._stops or word.text.endswith(("了", "的")):
            return False
        if word.tag == "w":
            return (
                word.text in _JOINERS
                and index > 0
                and words[index - 1].tag in ("n", "nz", "LOC", "ORG", "m", "vn", "nw")
            )
        if word.tag == "p":
            return word.text in self._inner
        if word.tag == "m":
            if word.text in _HOW_MANY and index + 1 < len(words) and words[index + 1].text in _DIVISIONS:
                return True
            return bool(ORDINAL.fullmatch(word.text) or YEAR.fullmatch(word.text)) or self._is_inner(page, word)
        if word.text == "暨":
            return index > 0 and (
                bool(self._head.search(words[index - 1].text)) or words[index - 1].text in _FIRST_HALF
            )
        if word.tag in ("v", "ad", "d", "vd") and word.text not in self._verbs and word.text not in self._inner:
            known = word.text in self._trims or self._reaches_ordinal(words, index)
            return known or _is_splinter(words, index)
        if word.tag == "TIME":
            return bool(YEAR.fullmatch(word.text) or _SEASON.fullmatch(word.text))
        return word.tag not in ("p", "u", "d", "r", "xc", "q") and not _is_person(page, word) and word.tag != "c"

    def _is_session(self, words: Sequence[Word], index: int) -> bool:
        """Whether the word is a body's 会议 of which a session by number is named: 选举会议第二次全体会议."""
        return words[index].text == "会议" and index + 1 < len(words) and bool(ORDINAL.match(words[index + 1].text))

    def _is_inner(self, page: Page, word: Word) -> bool:
        return word.text in self._inner or bool(page.between(word.start, word.end, "Place"))

    def _reaches_ordinal(self, words: Sequence[Word], index: int) -> bool:
        """Whether a verb that we do not know stands inside a name that begins with an ordinal, a year or 中国."""
        for at in range(index - 1, max(-1, index - _FAR), -1):
            word = words[at]
            mark = word.tag == "w" and word.text not in _JOINERS
            if word.end != words[at + 1].start or mark or word.text in self._stops:
                return False
            if ORDINAL.fullmatch(word.text) or YEAR.fullmatch(word.text) or word.text in _COUNTRY:
                return True
        return False

    def _trimmed(self, page: Page, words: Sequence[Word], index: int, start: int, head: int) -> int:
        """Take verbs and describing words off the left edge, except verbs that names begin with."""
        while index < len(words) and words[index].start < head:
            word = words[index]
            edge = word.tag in ("v", "ad", "vd", "d", "c", "f") or word.text in _JOINERS
            if word.start >= start and (edge or word.text in self._trims) and not self._leads(words, index, head):
                index += 1
                start = words[index].start if index < len(words) else head
                continue
            break
        return min(start, head)

    def _leads(self, words: Sequence[Word], index: int, head: int) -> bool:
        """Whether a name may begin with the word: with a verb such as 推进, or with what describes that verb."""
        for word in words[index:]:
            if word.end > head or (word.text not in self._verbs and word.text not in self._trims):
                return False
            if word.tag in ("v", "vn", "ad", "a") and word.text in self._verbs:
                return True
        return False


def _is_splinter(words: Sequence[Word], index: int) -> bool:
    """Whether the tagger broke a word of two characters apart: 康养, 共治."""
    if len(words[index].text) > 1:
        return False
    before = words[index - 1] if index else None
    after = words[index + 1] if index + 1 < len(words) else None
    follows = before is not None and len(before.text) == 1 and before.tag not in ("w", "p", "u", "c")
    return follows or (after is not None and len(after.text) == 1 and after.tag in ("v", "vn") and after.text != "会")


def opens_name(page: Page, word: Word) -> bool:
    """Whether a word is what names of meetings begin with: an ordinal, a year, 全国, a place."""
    return bool(
        ORDINAL.fullmatch(word.text) or YEAR.fullmatch(word.text) or WIDE.fullmatch(word.text) or word.tag == "LOC"
    )


def _is_person(page: Page, word: Word) -> bool:
    """A person who is one, not a name that a festival bears."""
    return word.tag == "PER" and bool(page.between(word.start - 1, word.end + 1, "Person"))
