"""Posts before a person's name: 重庆市委常委、统战部部长李静, 副省长甲、乙, 西南大学党委书记丙."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.organizations.bodies import Bodies, said_before
from kg.extract.organizations.finder import canonical_names, zones
from kg.extract.page import Hit, Page
from kg.extract.papers.phrases import word_over
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId, Post
from kg.patterns import alternatives
from kg.resolve import AUTONOMOUS, body_place, is_of_level

_REACH, _NAME, _SECTION, _FEW = 60, 12, 30, 6
_BETWEEN = "、兼"
_PARTY = "党工委"
_COMMITTEES = ("管理委员会", "管委会")
_HOLDING = re.compile("(?:时任|曾任|担任|现任|身为|作为)[^，。；]{2,30}的$")
_NAMELESS = re.compile("^某[部队团旅营连艇]*")
_COMMITTEE, _PREFECTURE = "管委会", "地区"


@dataclass(frozen=True, slots=True)
class Titled:
    """One post as it stands before a name: ``[start, end)`` with its body, the title's words from ``title_start``."""

    start: int
    title_start: int
    end: int


class Posts:
    """Titles and bodies, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any], bodies: Bodies) -> None:
        self._bodies = bodies
        titles = _plain_titles(lexicon.posts, patterns["compound_titles"])
        self._heads = {p + t: level for t, level in patterns["heads"].items() for p in patterns["head_prefixes"]}
        self._head = re.compile(f"(?:{alternatives(list(self._heads))})")
        known = canonical_names(lexicon)
        self._unique = {title: known.get(body, body) for title, body in patterns["unique"].items()}
        self._departments: dict[str, str] = patterns["departments"]
        self._zones = zones(lexicon)
        self._heads_of: dict[str, list[str]] = patterns["heads_of"]
        self._place_heads = frozenset(patterns["place_heads"])
        self._section = re.compile(patterns["sections"])
        self._without = frozenset(patterns["without_body"])
        self._several: tuple[str, ...] = tuple(patterns["several"])
        former = ("原" + title for title in titles)
        words = sorted({*titles, *former, *patterns["more_titles"], *self._heads, *self._unique})
        self.title = re.compile(f"(?:{alternatives(words)})")
        self._at_end = re.compile(f"(?:{alternatives(words)})$")
        self._unknown = re.compile(patterns["unknown_title"] + "$")
        self._run = re.compile(f"[{_BETWEEN}](?P<at>[^、，。；：（）和与\n]{{2,{_SECTION}}})$")
        self._titles = frozenset(words)
        self._department = re.compile(f"(?:{alternatives(list(self._departments))})$")

    def before(self, page: Page, position: int) -> list[Post]:
        """The posts of the person whose name starts at the position, in the order of the text."""
        found: list[Post] = []
        unit: Unit | None = None
        body: EntityId | None = None
        chain = self.chain(page, position)
        if chain:
            unit, body = self._of_neighbour(page, chain[0])
        for titled in chain:
            post, unit, body = self._resolve(page, titled, unit, body)
            if post:
                found.append(post)
        return found or self._deputy(page, chain)

    def _deputy(self, page: Page, chain: Sequence[Titled]) -> list[Post]:
        """A deputy of the body whose head the sentence has named: 市政协主席甲作报告，副主席乙出席."""
        first = chain[0] if len(chain) == 1 and chain[0].start == chain[0].title_start else None
        title = page.text[first.start : first.end] if first else ""
        if not first or not title.startswith("副") or title in self._heads:
            return []
        floor = page.sentence_at(first.start).start
        for person in reversed(page.between(floor, first.start, "Person")[-_FEW:]):
            bodies = [p.at for p in self.before(page, person.start) if p.title.endswith(title[1:])]
            if bodies:
                return [Post(title, bodies[-1])]
        return []

    def _of_neighbour(self, page: Page, titled: Titled) -> tuple[Unit | None, EntityId | None]:
        """The place and the institution of the person listed just before, which a bare title is of:
        六安市委书记甲、市长乙, 四川大学党委书记甲、校长乙."""
        before = _neighbour(page, titled.start) if titled.start == titled.title_start else None
        posts = self.before(page, before.start) if before else []
        if not posts:
            return None, None
        return page.lexicon.units.get(posts[-1].at.scope), None if _political(posts[0].at) else posts[0].at

    def chain(self, page: Page, position: int) -> list[Titled]:
        """The titles that stand before a name, joined by 、 or 兼."""
        floor = max(page.sentence_at(max(0, position - 1)).start, position - _REACH)
        end = position - 1 if page.text[position - 1 : position] in (" ", "\n", "：") else position
        end -= bool(_HOLDING.search(page.text, floor, end))
        found: list[Titled] = []
        while True:
            match = self._at_end.search(page.text, floor, end)
            unknown = None if match else self._unknown.search(page.text, floor, end)
            if unknown and self._at_end.search(page.text, floor, unknown.start()):
                end = unknown.start()
                continue
            if not match or _is_address(page, match.start()):
                return found[::-1]
            title = self._after_body(page, match.start(), end)
            start = self._start(page, title, floor)
            found.append(Titled(start, title, end))
            if start <= floor or page.text[start - 1] not in _BETWEEN:
                return found[::-1]
            end = start - 1

    def _after_body(self, page: Page, start: int, end: int) -> int:
        """Where the title starts: after a body's name, though a longer title could be read (自治区党委 + 书记)."""
        for position in range(start, end):
            if page.text[position:end] in self._titles and ending(page, position, "Organization"):
                return position
        return start

    def of_unique(self, page: Page, position: int) -> list[Post]:
        """Posts whose title stands at the position and that one person in the country holds: 习近平总书记."""
        return [
            Post(title, EntityId("Organization", body))
            for title, body in self._unique.items()
            if page.text.startswith(title, position)
        ]

    def after(self, page: Page, position: int) -> list[Post]:
        """The post that a name is followed by in address, of the document's own place: 王旭东副市长."""
        match = self._head.match(page.text, position)
        if not match or page.between(match.end(), match.end() + 1, "Person"):
            return []
        owner = body_place(page, position, self._heads[match[0]])
        government = "行署" if self._heads[match[0]] == _PREFECTURE else "政府"
        return [Post(_bare(match[0]), self._bodies.of(owner, government))] if owner else []

    def holds_for_all(self, page: Page, position: int) -> bool:
        """Whether the post before a name holds for the names listed after it: 副省长甲、乙."""
        chain = self.chain(page, position)
        title = page.text[chain[-1].title_start : chain[-1].end] if len(chain) == 1 else ""
        return title.startswith(self._several) or title.endswith(self._several)

    def _start(self, page: Page, title_start: int, floor: int) -> int:
        """Where the post begins: at its body, its department, its place, or its title."""
        hit = ending(page, title_start, "Organization")
        if hit:
            return hit.start
        section = self._section_of(page, title_start)
        if section:
            return section.start
        department = self._department.search(page.text, floor, title_start)
        if department:
            before = ending(page, department.start(), "Organization", "Place")
            return before.start if before else department.start()
        if page.text.endswith(AUTONOMOUS, floor, title_start):
            return title_start - len(AUTONOMOUS)
        place = ending(page, title_start, "Place") or ending(page, title_start + 1, "Place")
        while place:
            outer = ending(page, place.start, "Place")
            if not outer:
                return place.start
            place = outer
        run = self._run.search(page.text, floor, title_start)
        if not run or not self._at_end.search(page.text, floor, run.start()):
            return title_start
        named = any(word.tag == "PER" for word in page.words_between(run.start("at"), title_start))
        return title_start if named else run.start("at")

    def _section_of(self, page: Page, title_start: int) -> Hit | None:
        """The body whose department stands between it and the title."""
        hits = [h for h in page.between(title_start - _SECTION, title_start, "Organization") if h.end < title_start]
        return hits[-1] if hits and self._section.fullmatch(page.text, hits[-1].end, title_start) else None

    def _resolve(
        self, page: Page, titled: Titled, unit: Unit | None, body: EntityId | None
    ) -> tuple[Post | None, Unit | None, EntityId | None]:
        """The post with its body, and the place and body that the next title of the same person may refer to."""
        title = page.text[titled.title_start : titled.end]
        if title in self._unique:
            return Post(title, EntityId("Organization", self._unique[title])), unit, body
        hit = ending(page, titled.title_start, "Organization")
        if hit:
            owner = page.unit_of(EntityId("Place", "", hit.id.scope)) if hit.rule == "body" else None
            return Post(self._worded(page, hit, _bare(title)), hit.id), owner or unit, hit.id
        section = self._section_of(page, titled.title_start)
        if section:
            return Post(_NAMELESS.sub("", page.text[section.end : titled.end]), section.id), unit, section.id
        if title in self._heads:
            level = self._heads[title]
            owner = self._seat(page, titled, level, unit)
            government = "行署" if level == _PREFECTURE else "政府"
            return (Post(_bare(title), self._bodies.of(owner, government)) if owner else None), owner or unit, body
        place = ending(page, titled.title_start, "Place") if title in self._place_heads else None
        owner = page.unit_of(place.id) if place else None
        if owner:
            return Post(title, self._bodies.of(owner, "政府")), owner, body
        if title in ("主席", "副主席") and page.text.endswith(AUTONOMOUS, 0, titled.title_start):
            at = titled.title_start - len(AUTONOMOUS)
            owner = body_place(page, at, AUTONOMOUS) or said_before(page, at, AUTONOMOUS)
            return (Post(AUTONOMOUS + title, self._bodies.of(owner, "政府")) if owner else None), owner or unit, body
        return self._of_department(page, titled, title, unit, body)

    def _seat(self, page: Page, titled: Titled, level: str, unit: Unit | None) -> Unit | None:
        """Whose 市长: the place named before it, the one of the person's post before, else the article's."""
        if titled.start != titled.title_start:
            return body_place(page, titled.title_start, level)
        if unit and is_of_level(unit, level):
            return unit
        return body_place(page, titled.title_start, level) or said_before(page, titled.title_start, level)

    def _of_department(
        self, page: Page, titled: Titled, title: str, unit: Unit | None, body: EntityId | None
    ) -> tuple[Post | None, Unit | None, EntityId | None]:
        department = self._department.search(page.text, titled.start, titled.title_start)
        if department and unit:
            owner = self._bodies.of(unit, self._departments[department[0]])
            return Post(department[0] + title, owner), unit, owner
        committee = self._committee_before(page, titled, body)
        if committee:
            return Post(_COMMITTEE + title, committee), unit, committee
        if body is None and titled.start == titled.title_start:
            body = self._institution(page, titled)
        if department or title in self._without or body is None or titled.start != titled.title_start:
            return None, unit, body
        if title == "秘书长" and body.name.startswith("中共"):
            return Post(title, body), unit, body
        return (None if _political(body) else Post(title, body)), unit, body

    def _committee_before(self, page: Page, titled: Titled, body: EntityId | None) -> EntityId | None:
        """Whose 管委会主任: of the zone of the person's post before (德阳经开区党工委书记、管委会主任甲), else of that
        whose committee the paragraph has named."""
        if not page.text.endswith(_COMMITTEE, 0, titled.title_start):
            return None
        if body and body.name.endswith(_PARTY):
            zone = body.name.removesuffix(_PARTY)
            return EntityId("Organization", self._zones.get(zone, zone) + _COMMITTEES[0])
        start = page.text.rfind("\n", 0, titled.start) + 1
        bodies = [h.id for h in page.between(start, titled.start, "Organization") if h.id.name.endswith(_COMMITTEES)]
        return bodies[-1] if bodies else None

    def _institution(self, page: Page, titled: Titled) -> EntityId | None:
        """The institution that the sentence names before a bare title of its kind: 理工大学工作由副校长甲主持."""
        title = page.text[titled.title_start : titled.end]
        kinds = next((k for word, k in self._heads_of.items() if title.endswith(word)), ())
        start = page.sentence_at(titled.start).start
        bodies = [h for h in page.between(start, titled.start, "Organization") if h.rule != "body"]
        return bodies[-1].id if bodies and bodies[-1].id.name.endswith(tuple(kinds)) and kinds else None

    def _worded(self, page: Page, hit: Hit, title: str) -> str:
        """The title as the text words it, without the name of the place or of the institution."""
        surface = page.text[hit.start : hit.end]
        if title in self._heads:
            return _bare(title)
        if hit.rule == "body":
            relative = self._bodies.relative(surface)
            return (relative if relative == surface or self._bodies.is_core(relative) else "") + title
        return next((word for word in (_COMMITTEE, _PARTY) if surface.endswith(word)), "") + title


def _neighbour(page: Page, start: int) -> Hit | None:
    """The person after whom a list goes on at a position: 甲、校长乙."""
    people = page.between(max(0, start - _NAME), start, "Person") if page.text[start - 1 : start] == "、" else []
    return next((person for person in people if person.end == start - 1), None)


def _is_address(page: Page, title: int) -> bool:
    """Whether the title follows the name of whom it addresses: in 习近平总书记郑重宣布 it is no title of 郑重, but
    it is what 郑凯 comes to be in 郑凯任副组长, where the tagger takes the verb into the name."""
    word = word_over(page, title - 1) if title else None
    return bool(word and word.tag == "PER" and word.end == title and len(word.text) > 1 and word.text[-1] not in "任兼")


def _political(body: EntityId) -> bool:
    """Whether a body is one whose posts are not passed on: in 区委书记、主任 the chair is of something else."""
    return body.name.startswith(("中共", "中国共产党", "中国人民政治协商会议")) or body.name.endswith("人民政府")


def _bare(title: str) -> str:
    return re.sub(r"^(?:时任|原)", "", title)


def _plain_titles(titles: Sequence[str], compounds: Sequence[str]) -> list[str]:
    """Titles without those that are a body's name and another title."""
    known = set(titles)
    return [t for t in titles if not any(t.startswith(c) and t[len(c) :] in known for c in compounds)]


def ending(page: Page, end: int, *classes: str) -> Hit | None:
    """The longest hit of the classes that ends at a position."""
    floor = max(0, end - _REACH)
    hits = [*page.between(floor, end, *classes), *page.nested_between(floor, end, *classes)]
    return min((hit for hit in hits if hit.end == end), key=lambda hit: hit.start, default=None)
