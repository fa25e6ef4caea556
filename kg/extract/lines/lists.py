"""Lists of lines: members that share the head of the last (德中、德罗快速通道), that of what counts them (黄百等4个在建
铁路项目), or the one that their sentence is about (公路方面，新开工甲至乙等2个项目)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.extract.letters import LEAST, Letters
from kg.extract.lines.body import HAN, Body, Grammar
from kg.extract.lines.names import LineNames
from kg.extract.page import Hit, Page
from kg.patterns import alternatives

RULE = "shared head"
_MARKS = ("以及", "、", "和", "及", "与")
_COUNT = r"(?:(?:\d+|[两三四五六七八九十]+|多)[余多]?[个条]|一大?批)"
_REACH = 18
_HEAD = 8
_NAMES = ("LOC", "PER", "ORG", "nz", "nr", "ns")
_PARTICLES = ("p", "c", "u", "d", "r", "w", "m", "q", "f")

Member = tuple[Hit, Body]


class LineLists:
    """The words of lists, compiled once."""

    def __init__(self, patterns: dict[str, Any], grammar: Mapping[str, Grammar], names: LineNames) -> None:
        table = patterns["lists"]
        works, ends = alternatives(patterns["works"]), alternatives(table["ends"])
        kinds, nouns = f"(?:{alternatives(table['kinds'])})*", alternatives(table["nouns"])
        self._grammar, self._names = grammar, names
        self._heads = re.compile(alternatives([head for kind in patterns["kinds"] for head in kind["heads"]]))
        self._headed = re.compile(f"(?:{self._heads.pattern})$")
        self._tail = re.compile(rf"(?:、?等?{_COUNT}|等){kinds}$")
        self._part = re.compile(rf"(?:(?:{works})+(?:工程|项目)?|（[^（）]{{2,20}}）)+$")
        self._verb = re.compile(f"(?:{alternatives(table['verbs'])})+$")
        self._other = re.compile(f"[一-鿿\\dT]{{2,14}}?(?:{alternatives(table['others'])})$")
        self._ring = re.compile(f"({HAN}{{2,4}}?)(?:{alternatives(table['rings'])})$")
        self._topics = {word: (t["class"], t["head"]) for t in table["topics"] for word in t["words"]}
        self._word = re.compile(alternatives(list(self._topics)))
        self._field = re.compile(f"({HAN}{{2,8}}?)(?:建设|项目)?方面[，：]")
        tail = rf"等{_COUNT}{kinds}(?:{nouns})|等?\d+条(?=[，。；、]|{ends})|等?(?=(?:全线)?(?:{ends}))"
        self._member = re.compile(f"(?<=[、和及与]){HAN}{{2,3}}$")
        self._headless = re.compile(f"[至到—]{HAN}{{2,6}}?(?={tail})")

    def counted(self, page: Page, letters: Letters, cls: str, head: re.Match[str]) -> Iterator[Member] | None:
        """Members before a head that counts them; None if it does not."""
        tail = self._tail.search(page.text, max(0, head.start() - 16), head.start())
        return self._members(page, letters, cls, tail.start(), head[0], known=False) if tail else None

    def sharing(self, page: Page, letters: Letters, cls: str, start: int, head: str) -> Iterator[Member]:
        """Members before one that starts at a position and has the head that they share."""
        return self._members(page, letters, cls, self._before(page, start), head)

    def headless(self, page: Page, letters: Letters) -> Iterator[Member]:
        """Members spelt out as 甲至乙 in a sentence about roads or railways, with no head at all."""
        for match in self._headless.finditer(page.text):
            topic = self._topic(page, match.start())
            if topic and not page.between(match.start(), match.end() + 1, "Railway", "Road"):
                cls, head = topic
                members = self._members(page, letters, cls, match.end(), head, known=False)
                yield from ((hit, body) for hit, body in members if body.kind == "termini")

    def _topic(self, page: Page, position: int) -> tuple[str, str] | None:
        """Class and head of the field that the paragraph has come to, else of the last such word of the sentence."""
        sentence = page.sentence_at(position).start
        fields = list(self._field.finditer(page.text, page.text.rfind("\n", 0, sentence) + 1, position))
        words = list(self._word.finditer(page.text, fields[-1].start() if fields else sentence, position))
        inside = [w for w in words if w.start() >= sentence or (fields and w.end() <= fields[-1].end())]
        return self._topics[inside[-1][0]] if inside else None

    def _members(
        self, page: Page, letters: Letters, cls: str, end: int, head: str, *, known: bool = True
    ) -> Iterator[Member]:
        """From right to left, each of them before a mark; what is no line among them is passed over."""
        while end > 0:
            part = self._part.search(page.text, max(0, end - _REACH), end)
            stop = part.start() if part else end
            listed = head in self._grammar[cls].lettered
            body = self._body(page, letters, cls, stop, known, listed) or (self._unread(page, stop) if listed else None)
            other = self._other.search(page.text, max(0, end - _REACH), end) if body is None else None
            if body:
                yield Hit(body.start, end, self._names.id(page, cls, body, head), RULE), body
                end = self._before(page, body.start)
            elif other:
                end = self._before(page, max(page.text.rfind(mark, 0, end) + len(mark) for mark in _MARKS))
            else:
                return

    def _body(self, page: Page, letters: Letters, cls: str, end: int, known: bool, listed: bool) -> Body | None:
        if page.text[end - 1 : end] == "段":
            return None
        body = self._grammar[cls].core(page, end, letters, known=known, listed=listed) or self._ring_road(
            page, cls, end
        )
        if body is None or any(h.start == body.start and h.end == end for h in page.between(body.start, end, "Place")):
            return None
        inside = body.kind != "phrase" and self._heads.search(page.text, body.start, end)
        return None if inside or self._headed.search(page.text, max(0, body.start - _HEAD), body.start) else body

    def _unread(self, page: Page, end: int) -> Body | None:
        """勐绿 in 弥玉、勐绿、墨临高速公路: characters that nothing explains and no word of the tagger is."""
        found = self._member.search(page.text, max(0, end - 4), end)
        words = page.words_over(found.start(), end) if found else []
        if not found or not words or words[0].start < found.start() or page.between(found.start(), end):
            return None
        plain = any(len(w.text) >= LEAST and w.tag not in _NAMES for w in words)
        return None if plain or any(w.tag in _PARTICLES for w in words) else Body(found.start(), end, "letters")

    def _ring_road(self, page: Page, cls: str, end: int) -> Body | None:
        """延安东绕城 in 延安东绕城、洛卢高速公路."""
        found = self._ring.search(page.text, max(0, end - 9), end) if cls == "Road" else None
        places = page.between(found.start(), found.end(1), "Place") if found else []
        return Body(places[-1].start, end, "phrase") if found and places and places[-1].end == found.end(1) else None

    def _before(self, page: Page, start: int) -> int:
        """Where the member before ends: at the mark before a position, or before the verb that stands between."""
        verb = self._verb.search(page.text, max(0, start - 8), start)
        at = verb.start() if verb else start
        mark = next((m for m in _MARKS if page.text.endswith(m, 0, at)), "")
        return at - len(mark) if mark else -1
