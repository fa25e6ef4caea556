"""Works and areas with a head that many things have (…中心, …园, …二期), where a verb of building leads or follows:
规划建设中新济南未来产业城, 荷塘区社会福利中心主体封顶.

The marks of the clause and the verb say where such a name starts and ends, not the tagger's words, which fall to pieces
over names with digits and brands.
"""

from __future__ import annotations

import re
from typing import Any

from kg.extract.apart import Apart
from kg.extract.chunks import PROPER, Edges
from kg.extract.names import owned
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page, Word
from kg.model import EntityId
from kg.patterns import alternatives

WORKED = "built by a verb"
_LONGEST, _SHORTEST, _LEAST_OWN = 32, 4, 2
_ALONE = 2
_OPENERS = ("，", "。", "；", "：", "！", "？", "、", "\n", " ", "【", "】", "——", "《", "》", "的")
_LOOSE = frozenset({"p", "c", "u", "r"})
_JOINS = frozenset({"与", "及", "和", "暨", "之", "第"})
_CODE, _QUOTED = re.compile(r"[A-Za-z]+-?\d"), re.compile("“")
_AHEAD = 9
_OTHERS = ("Railway", "Road", "Meeting", "Policy", "Agreement", "Person")


class Worked:
    """Open heads and the verbs of building, compiled once."""

    def __init__(self, patterns: dict[str, Any], edges: Edges) -> None:
        table = patterns["open"]
        self._verbs = edges.stops - edges.inner
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
        self._after = re.compile(f"(?:等[^，。；、]{{0,8}}?)?(?:{fillers})*(?:{after})")
        self._head = re.compile(f"({alternatives(list(self._class_of))})((?:{more})*)(?={ends}|{self._after.pattern})")
        self._leads = re.compile(f"(?:{before}|{'|'.join(table['leads'])})*")
        self._before = re.compile(f"(?:{before})(?:{'|'.join(table['leads'])})*$")
        self._listed = re.compile(f"(?:{before})[^，。；]*$")
        self._common = re.compile(f"(?:{'|'.join([*table['common'], *patterns['common']])})$")
        self._unsaid = re.compile(f"(?:{alternatives(patterns['unsaid'])})$")
        self._never = re.compile("|".join([*table["never"], *map(re.escape, patterns["superlatives"])]))

    def find(self, page: Page) -> list[Hit]:
        """Names that a verb of building leads, or that one follows."""
        found = (self._named(page, match) for match in self._head.finditer(page.text))
        return [hit for hit in found if hit]

    def _named(self, page: Page, match: re.Match[str]) -> Hit | None:
        left, end = self._left(page, match.start()), match.end()
        end += page.text[left : end + 1].endswith("”") and page.text.count("“", left, end) == 1
        lead = self._leads.match(page.text, left, match.start())
        start = self._apart(page, lead.end() if lead else left, match.start())
        start = self._edge.start(page, start, match.start())
        name = self._unsaid.sub("", canonical(page.text[start:end]))
        if (
            not _SHORTEST <= len(name) <= _LONGEST
            or page.text[start : match.start()] in self._plain
            or self._common.search(name)
            or self._never.search(name)
        ):
            return None
        if any(page.text[match.start() - size : match.end(1)] in page.lexicon.by_name for size in (1, 2)):
            return None
        if match.start() - start < _LEAST_OWN or not self._is_built(page, left, start, end):
            return None
        if not self._is_whole(page, start, match.start()) or not self._is_proper(page, start, match):
            return None
        name = owned(page, start, name)
        return Hit(start, end, EntityId(self._class_of[match[1]], name), WORKED) if name else None

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
        rest = page.text[end : clause[1]]
        listed = re.match(r"(?:、[^、]{2,26})+?(?:[和及与][^、]{2,26}?)?(?=等|$)", rest)
        return bool(listed and self._after.search(rest))

    def _is_whole(self, page: Page, start: int, head: int) -> bool:
        """Whether nothing before the head breaks the name: a verb, a count, another thing."""
        words = self._words(page, start, head)
        broken = any(w.tag in _LOOSE and w.text not in _JOINS for w in words)
        broken = broken or any(w.text in self._verbs and w.text not in _JOINS for w in words)
        places = {h.end for h in page.between(start, head, "Place")}
        broken = broken or any(w.text == "建设" and w.start in places for w in words)
        text = page.text[start:head]
        return not (broken or text.count("”") > text.count("“") or page.between(start, head + _AHEAD, *_OTHERS))

    def _is_proper(self, page: Page, start: int, match: re.Match[str]) -> bool:
        """Whether something before the head is particular: a place, a body; a quotation or a proper word, if the head
        is not too general."""
        head = match.start()
        known = page.between(start, head, "Place", "Zone", "Organization")
        if any(hit.rule != "reference" for hit in known) or page.joints_between(start, head, named=True):
            return True
        words = page.words_over(start, head)
        tags = PROPER if match[1] in self._open and match[1] not in self._strict else ("LOC", "ORG")
        quoted = match[1] not in self._strict and _QUOTED.search(page.text, start, head)
        telling = quoted or _CODE.search(page.text, start, head)
        return bool(telling) or any(w.tag in tags and w.text not in self._plain for w in words)
