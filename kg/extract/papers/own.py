"""The paper that the document itself is: its title over one or several lines, and whose paper it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.dates import find_dates
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.extract.papers.signing import Signers
from kg.model import EntityId
from kg.patterns import alternatives

OWN = "own title"
"""Rule of the hit that is the document's own title."""
_LINE = re.compile(r"[^\n]+")
_BEFORE_TITLE = re.compile(r"附件\s*\d*：?|[^\n]{0,12}[〔\[（]\d{4}[〕\]）][^\n]{1,8}号")
_TOLD = re.compile("[。；：，！？《》]")
_BRACKET = re.compile(r"\s*（(?P<in>[^（）\n]{4,60})）")
_BETWEEN = re.compile(r"(?:人民政府|党委|政府)?[\s与和、—－–-]*")
_ABOUT = re.compile(r"\s*关于")
_LINES, _LONGEST, _SIDES = 7, 110, 2
_HEAD, _FOOT = 800, 12
_AFTER_DAY = 10


@dataclass(frozen=True, slots=True)
class Head:
    """Where a document's title stands, and where its last line's head noun starts."""

    start: int
    end: int
    noun: int


class OwnPaper:
    """Heads of papers and what a paper says of itself, compiled once."""

    def __init__(self, patterns: dict[str, Any], signers: Signers) -> None:
        joint = [*patterns["agreement_heads"], *patterns["titled_heads"], *patterns["joint_heads"]]
        self._joint = re.compile(f"(?:{alternatives(joint)})$")
        self._untitled = re.compile(f"(?:战略|友好|全面)*(?:{alternatives(patterns['agreement_heads'])})")
        self._single = re.compile(f"(?:{alternatives(patterns['policy_heads'])})$")
        heads = alternatives([*joint, *patterns["policy_heads"]])
        self._head = re.compile(f"(?:{heads})(?=\\s*(?:（[^（）\\n]*）)?\\s*$)")
        self._of_itself = re.compile(patterns["of_itself"])
        self._told_of = re.compile(alternatives(patterns["told_of"]))
        self._adopted = re.compile(patterns["adopted_below"])
        self._contract = re.compile(patterns["contract"])
        self._notice = re.compile(patterns["notice"])
        self._labels = re.compile(patterns["side_labels"])
        self._signers = signers

    def find(self, page: Page) -> Iterator[Hit]:
        """The document's title, if it is an agreement that speaks as one (本协议, 甲方) or a paper of the body, or of
        the place whose paper is said below to be adopted, that it begins with."""
        if notice := self._notice.match(page.text):
            yield from self._sent_out(page, *notice.span("what"))
            return
        head = self._title(page)
        if not head:
            yield from self._untitled_contract(page)
        elif not self._told_of.search(page.text, head.start, head.noun):
            yield from self._titled(page, head)

    def _titled(self, page: Page, head: Head) -> Iterator[Hit]:
        name = canonical(re.sub(r"\s+", "", page.text[head.start : head.end]))
        sides = self.sides(page) if self._joint.search(page.text, head.start, self._noun_end(page, head)) else ()
        if len(sides) >= _SIDES and self._of_itself.search(page.text, head.end):
            if self._untitled.fullmatch(name):
                name = "与".join(id.name for id in sides) + name
            yield Hit(head.start, head.end, EntityId("Agreement", name), OWN)
        elif self._is_policy(page, head):
            yield Hit(head.start, head.end, EntityId("Policy", name), OWN)

    def _untitled_contract(self, page: Page) -> Iterator[Hit]:
        """甲方：…；乙方：…。就共建园区达成如下协议: named by its sides and what it is about."""
        match = self._contract.search(page.text, 0, _HEAD)
        sides = self.labelled(page, 0, match.start()) if match else []
        if match and len(set(sides)) >= _SIDES:
            name = "与".join(id.name for id in sides) + canonical(match["about"]) + match["kind"]
            yield Hit(match.start("about"), match.end(), EntityId("Agreement", name), OWN)

    def _sent_out(self, page: Page, start: int, end: int) -> Iterator[Hit]:
        """The paper that a notice sends out; a plan that two places send out is their agreement."""
        name = canonical(re.sub(r"\s+", "", page.text[start:end]))
        bare = re.sub("（[^（）]*）$", "", name)
        joint = self._joint.search(bare) and len(self.sides(page)) >= _SIDES
        if joint or self._single.search(bare):
            yield Hit(start, end, EntityId("Agreement" if joint else "Policy", name), OWN)

    def sides(self, page: Page) -> tuple[EntityId, ...]:
        """Who makes the paper: those that open the title, 甲方：…, those in brackets below it, those that sign it."""
        if notice := self._notice.match(page.text):
            ids = self._signers.named(page, *notice.span("who"))
            return tuple(id for id in ids if id.cls == "Place")
        head = self._title(page) or Head(0, 0, 0)
        opening = self._signers.named(page, head.start, self._opening(page, head), nested=True)
        labelled = self.labelled(page, 0, _HEAD)
        bracket = _BRACKET.match(page.text, head.end)
        below = self._signers.named(page, *bracket.span("in")) if bracket else []
        found = (opening, labelled, below, self._signers.named(page, self._foot(page), len(page.text)))
        return next((tuple(dict.fromkeys(ids)) for ids in found if len(set(ids)) >= _SIDES), ())

    def issuers(self, page: Page, hit: Hit) -> list[EntityId]:
        """The bodies that a policy's own title begins with, one after another: 中共湛江市委 湛江市人民政府关于…."""
        end = self._opening(page, Head(hit.start, hit.end, hit.end))
        return [h.id for h in page.nested_between(hit.start, end, "Organization")]

    def signed_on(self, page: Page) -> str:
        """ISO date at the end of the last lines, below the signatures; empty if there is none."""
        foot = page.text[self._foot(page) :].rstrip()
        dates = [d for d in find_dates(foot) if d.kind == "date" and len(foot) - d.end <= _AFTER_DAY]
        return dates[-1].iso if dates else ""

    def noticed(self, page: Page, hit: Hit) -> list[EntityId]:
        """The bodies that send a paper out, where the document is their notice of it: 市政府办公室关于印发…的通知."""
        notice = self._notice.match(page.text)
        if not notice or not notice.start("what") <= hit.start < notice.end():
            return []
        return [h.id for h in page.between(*notice.span("who"), "Organization")]

    def _title(self, page: Page) -> Head | None:
        """The first lines down to the one that ends with a paper's head noun, and its years in brackets."""
        start = -1
        for line in list(_LINE.finditer(page.text))[:_LINES]:
            if start < 0 and _BEFORE_TITLE.fullmatch(line[0].strip()):
                continue
            if _TOLD.search(line[0]) or line.end() - max(start, 0) > _LONGEST:
                return None
            start = line.start() if start < 0 else start
            noun = self._head.search(page.text, line.start(), line.end())
            if noun:
                bracket = _BRACKET.match(page.text, noun.end())
                years = bracket and any(d.kind == "range" for d in find_dates(bracket["in"]))
                return Head(start, bracket.end() if bracket and years else noun.end(), noun.start())
        return None

    def _noun_end(self, page: Page, head: Head) -> int:
        bracket = page.text.find("（", head.noun, head.end)
        return bracket if bracket >= 0 else head.end

    def _opening(self, page: Page, head: Head) -> int:
        """Up to where bodies and places stand side by side at the start of the title."""
        end = head.start
        both = [*page.between(head.start, head.end, "Place", "Organization")]
        both += page.nested_between(head.start, head.end, "Place", "Organization")
        for hit in sorted(both, key=lambda h: (h.start, -h.end)):
            if hit.start >= end and not _BETWEEN.fullmatch(page.text, end, hit.start):
                break
            end = max(end, hit.end)
        return end

    def labelled(self, page: Page, start: int, end: int) -> list[EntityId]:
        """The sides that a span gives by 甲方：… and 乙方：…."""
        spans = [match.span("who") for match in self._labels.finditer(page.text, start, end)]
        return [id for span in spans for id in self._signers.named(page, *span)[-1:]]

    def _foot(self, page: Page) -> int:
        """Where the last lines start that are no sentences: the signatures and the day."""
        start = len(page.text)
        for line in reversed(list(_LINE.finditer(page.text))[-_FOOT:]):
            if re.search("[。；]", line[0]):
                break
            start = line.start()
        return start

    def _is_policy(self, page: Page, head: Head) -> bool:
        """Whether a body stands before 关于, or a place opens a law and the lines below tell who adopted it."""
        if not self._single.search(page.text, head.start, self._noun_end(page, head)):
            return False
        end = self._opening(page, head)
        places = [id for id in self._signers.named(page, head.start, end, nested=True) if id.cls == "Place"]
        if len(places) >= _SIDES:
            return False
        if page.between(head.start, end, "Organization"):
            return bool(_ABOUT.match(page.text, end))
        return end > head.start and bool(self._adopted.match(page.text, head.end))
