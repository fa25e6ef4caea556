"""Works and areas with a head that many things have (…中心, …园, …二期), where a verb of building leads or follows:
规划建设中新济南未来产业城, 荷塘区社会福利中心主体封顶.

The marks of the clause and the verb say where such a name starts and ends, not the tagger's words, which fall to pieces
over names with digits and brands. A milestone licenses heads of any kind (岳阳楼新媒体大厦启用).
"""

from __future__ import annotations

import re
from typing import Any

from kg.extract.names.apart import Apart
from kg.extract.names.chunks import PROPER, Edges
from kg.extract.names.finder import CODE_ALONE, owned
from kg.extract.names.milestones import BODIES, WHERE, Head, Milestones
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page, Word
from kg.model import EntityId
from kg.patterns import alternatives

WORKED = "built by a verb"
_LONGEST, _SHORTEST, _LEAST_OWN = 32, 4, 2
_ALONE = 2
_OPENERS = ("，", "。", "；", "：", "！", "？", "、", "\n", " ", "【", "】", "——", "《", "》", "的")
_LOOSE = frozenset({"p", "c", "u", "r"})
_ADVERBS = frozenset({"d", "ad", "vd", "TIME"})
_JOINS = frozenset({"与", "及", "和", "暨", "之", "第"})
_QUOTED = re.compile("“[^”]*”")
_AHEAD = 9
_BESIDE = ("Project", "Zone", "Railway", "Road")
_OTHERS = ("Railway", "Road", "Meeting", "Policy", "Agreement", "Person")


class Worked:
    """Open heads and the verbs of building, compiled once."""

    def __init__(self, patterns: dict[str, Any], edges: Edges) -> None:
        table = patterns["open"]
        self._verbs = edges.stops - edges.inner
        self._inner = edges.inner
        self._plain = edges.plain
        self._heads = tuple({*edges.apart, *(s for kind in patterns["kinds"] for s in kind["suffixes"])})
        self._class_of = {s: k["class"] for k in patterns["kinds"] for s in k["suffixes"] if len(s) > _ALONE}
        self._open = {head: cls for cls, heads in table["heads"].items() for head in heads}
        self._class_of |= self._open
        self._strict = frozenset(patterns["strict"])
        self._edge = Apart(patterns)
        before, after, fillers = (alternatives(table[key]) for key in ("before", "after", "fillers"))
        more = "|".join(patterns["extensions"])
        ends = f"[，。；！？、）”\n]|$|等|和|与|及|{alternatives(table['ends'])}"
        self._after = re.compile(f"(?:等[^，。；、]{{0,8}}?)?(?:{WHERE})?(?:{fillers})*(?:{after})")
        self._head = re.compile(f"({alternatives(list(self._class_of))})((?:{more})*)(?={ends}|{self._after.pattern})")
        self._milestones = Milestones(patterns)
        self._leads = re.compile(f"(?:{before}|{'|'.join(table['leads'])})*")
        self._before = re.compile(f"(?:{before})(?:{'|'.join(table['leads'])})*$")
        self._listed = re.compile(f"(?:{before})[^，。；]*$")
        self._common = re.compile(f"(?:{'|'.join([*table['common'], *patterns['common']])})$")
        self._unsaid = re.compile(f"(?:{alternatives(patterns['unsaid'])})$")
        self._code = re.compile("|".join(table["codes"]))
        self._never = re.compile("|".join([*table["never"], *map(re.escape, patterns["superlatives"])]))

    def find(self, page: Page) -> list[Hit]:
        """Names that a verb of building leads, or that one follows."""
        heads = {head.stop: head for head in self._milestones.heads(page)}
        heads |= {match.end(): self._known_head(match) for match in self._head.finditer(page.text)}
        found = (self._named(page, heads[stop]) for stop in sorted(heads))
        return [hit for hit in found if hit]

    def _known_head(self, match: re.Match[str]) -> Head:
        general = match[1] in self._strict
        tags = PROPER if match[1] in self._open and not general else BODIES
        return Head(match.start(), match.end(1), match.end(), self._class_of[match[1]], tags, not general, told=False)

    def _named(self, page: Page, head: Head) -> Hit | None:
        left, end = self._left(page, head.start), head.stop
        end += page.text[left : end + 1].endswith("”") and page.text.count("“", left, end) == 1
        start = self._start(page, left, head.start)
        name = self._unsaid.sub("", canonical(page.text[start:end]))
        if not self._may_be_called(page.text[start : head.start], name) or self._is_place(page, head):
            return None
        if head.told and any(h.start == start for h in page.between(start, head.start, "Project")):
            return None
        if not self._is_built(page, left, start, end):
            return None
        if not self._is_whole(page, start, head.start) or not self._is_proper(page, start, head):
            return None
        name = owned(page, start, name)
        return Hit(start, end, EntityId(head.cls, name), WORKED) if name else None

    def _start(self, page: Page, left: int, head: int) -> int:
        """Where the name starts in a clause or member: behind verbs, other things and what only says the kind."""
        start = left
        for word in page.words_between(left, head):
            lead = self._leads.match(page.text, start, head)
            start = lead.end() if lead else start
            quoted = page.text.count("“", left, word.start) > page.text.count("”", left, word.start)
            adverb = word.start == start and word.tag in _ADVERBS and word.text not in self._inner
            if word.start >= start and not quoted and (adverb or self._breaks(word)):
                start = word.end
        return self._edge.start(page, self._apart(page, start, head), head)

    def _breaks(self, word: Word) -> bool:
        """Whether no name goes over the word."""
        return word.text not in _JOINS and (word.tag in _LOOSE or word.text in self._verbs)

    def _may_be_called(self, body: str, name: str) -> bool:
        """Whether the wording is no common phrase."""
        if not _SHORTEST <= len(name) <= _LONGEST or len(canonical(body)) < _LEAST_OWN:
            return False
        if body in self._plain or CODE_ALONE.fullmatch(body):
            return False
        return not (self._common.search(name) or self._never.search(name))

    @staticmethod
    def _is_place(page: Page, head: Head) -> bool:
        return any(page.text[head.start - size : head.end] in page.lexicon.by_name for size in (1, 2))

    @staticmethod
    def _left(page: Page, head: int) -> int:
        """Where the member of a list or the clause starts that the head stands in; an open quotation is not left."""
        first = max(page.sentence_at(head).start, head - _LONGEST - _LONGEST)
        marks = (page.text.rfind(mark, first, head) + len(mark) for mark in _OPENERS if mark in page.text[first:head])
        left = max(marks, default=first)
        return max([left, *(h.end for h in page.between(left, head, "Railway", "Road"))])

    def _apart(self, page: Page, start: int, head: int) -> int:
        """Behind a 和 or 与 that sets another thing before this one: it ends as things do, or a place comes next."""
        for word in self._words(page, start, head):
            follows = any(h.start == word.end for h in page.between(word.end, word.end + _AHEAD))
            if word.text in _JOINS and (follows or page.text[start : word.start].endswith(self._heads)):
                start = word.end
        return start

    @staticmethod
    def _words(page: Page, start: int, end: int) -> list[Word]:
        return page.words_between(start, end)

    def _is_built(self, page: Page, left: int, start: int, end: int) -> bool:
        """Whether a verb of building leads the name, or the list that it is in, or follows them."""
        if self._after.match(page.text, end) or self._before.search(page.text, left, start):
            return True
        clause = page.clause_at(start, end)
        if page.text[left - 1 : left] == "、" and self._listed.search(page.text, clause[0], left - 1):
            return True
        if self._is_beside(page, left, start, end):
            return True
        rest = page.text[end : clause[1]]
        listed = re.match(r"(?:、[^、]{2,26})+?(?:[和及与][^、]{2,26}?)?(?=等|$)", rest)
        return bool(listed and self._after.search(rest))

    @staticmethod
    def _is_beside(page: Page, left: int, start: int, end: int) -> bool:
        """Whether a work, an area or a line stands next to it in a list: 古雷炼化一体化、万华化工二期为牵引."""
        near = page.between(max(0, left - _LONGEST), end + _LONGEST, *_BESIDE)
        if any(h.start == start for h in near):
            return False
        before = page.text[left - 1 : left] == "、" and any(h.end == left - 1 for h in near)
        return before or (page.text[end : end + 1] == "、" and any(h.start == end + 1 for h in near))

    def _is_whole(self, page: Page, start: int, head: int) -> bool:
        """Whether nothing before the head breaks the name: a verb, a count, another thing."""
        words = self._words(page, start, head)
        broken = any(self._breaks(word) for word in words)
        places = {h.end for h in page.between(start, head, "Place")}
        broken = broken or any(w.text == "建设" and w.start in places for w in words)
        text = page.text[start:head]
        return not (broken or text.count("”") > text.count("“") or page.between(start, head + _AHEAD, *_OTHERS))

    def _is_proper(self, page: Page, start: int, head: Head) -> bool:
        """Whether something before the head is particular: a place, a body; a quotation or a proper word, if the head
        is not too general."""
        known = page.between(start, head.start, "Place", "Zone", "Organization")
        if any(hit.rule != "reference" for hit in known) or page.joints_between(start, head.start, named=True):
            return True
        words = page.words_over(start, head.start)
        quoted = head.quoted and _QUOTED.search(page.text, start, head.start)
        return bool(quoted or self._code.search(page.text, start, head.start)) or any(
            w.tag in head.tags and not {w.text, page.text[w.start : head.start]} & self._plain for w in words
        )
