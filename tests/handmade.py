"""Readings made by hand: two short texts of our own, and a store of them, for tests that need no reader."""

from __future__ import annotations

from itertools import chain, pairwise
from pathlib import Path

from kg import rdf, store
from kg.model import (
    Concept,
    Date,
    Document,
    Entity,
    EntityId,
    Evidence,
    Fact,
    KgError,
    LexiconError,
    Mention,
    Post,
    Reading,
    Undecided,
)

MIANYANG = EntityId("Place", "绵阳市", "510700")
BEIBEI = EntityId("Place", "北碚区", "500109")
CHONGQING = EntityId("Place", "重庆市", "500000")
SUINING = EntityId("Place", "遂宁市", "510900")
LINE = EntityId("Railway", "兰渝高铁")
PLAN = EntityId("Agreement", "绵碚三年行动计划")
PERSON = EntityId("Person", "何某", "中共重庆市北碚区委员会")
COMMITTEE = EntityId("Organization", "中共重庆市北碚区委员会")
OPEN = EntityId("Place", "江北岸", "002_built")

SIGNED = "4月29日，绵阳市与北碚区签署《绵碚三年行动计划》，涵盖交通、产业。\n区委书记何某出席。绵阳与北碚将携手前行。"
BUILT = "兰渝高铁经重庆市、遂宁市至绵阳市，正在加快建设。\n绵阳市与北碚区共建平台，江北岸列席。"


def _evidence(text: str, part: str) -> tuple[Evidence, ...]:
    start = text.index(part)
    return (Evidence(start, start + len(part), part),)


def _mentions(text: str, named: dict[str, EntityId]) -> tuple[Mention, ...]:
    return tuple(
        sorted(Mention(text.index(word), text.index(word) + len(word), thing, "hand") for word, thing in named.items())
    )


def signed() -> Reading:
    """An agreement of two places, and a person with a post."""
    says = _evidence(SIGNED, "绵阳市与北碚区签署《绵碚三年行动计划》")
    post = Post("区委书记", COMMITTEE)
    return Reading(
        Document("001_signed", SIGNED, "绵碚签约", issued="2020-04-29"),
        tuple(
            Entity(thing, aliases)
            for thing, aliases in (
                (MIANYANG, ("绵阳",)),
                (BEIBEI, ("北碚",)),
                (PLAN, ()),
                (PERSON, ()),
                (COMMITTEE, ("区委",)),
            )
        ),
        _mentions(SIGNED, {"绵阳市": MIANYANG, "北碚区": BEIBEI, "绵碚三年行动计划": PLAN, "何某": PERSON}),
        (
            Fact(MIANYANG, "cooperatesWith", BEIBEI, says + _evidence(SIGNED, "绵阳与北碚将携手前行。")),
            Fact(PLAN, "party", MIANYANG, says),
            Fact(PLAN, "party", BEIBEI, says),
            Fact(PLAN, "signedOn", Date("2020-04-29"), says),
            Fact(PLAN, "domain", Concept("transport"), _evidence(SIGNED, "涵盖交通、产业")),
            Fact(PERSON, "holdsPost", post, _evidence(SIGNED, "区委书记何某出席。")),
        ),
    )


def built() -> Reading:
    """A railway through three cities, its state, and a name that stays undecided."""
    line = _evidence(BUILT, "兰渝高铁经重庆市、遂宁市至绵阳市")
    return Reading(
        Document("002_built", BUILT, "兰渝高铁加快建设", issued="2021-03"),
        tuple(
            Entity(thing, candidates=codes)
            for thing, codes in (
                (LINE, ()),
                (CHONGQING, ()),
                (SUINING, ()),
                (MIANYANG, ()),
                (BEIBEI, ()),
                (OPEN, ("500105", "330205")),
            )
        ),
        _mentions(
            BUILT, {"兰渝高铁": LINE, "重庆市": CHONGQING, "遂宁市": SUINING, "绵阳市": MIANYANG, "江北岸": OPEN}
        ),
        (
            *(Fact(LINE, "connects", place, line) for place in (CHONGQING, SUINING, MIANYANG)),
            Fact(LINE, "status", Concept("underConstruction"), _evidence(BUILT, "正在加快建设"), as_of="2021"),
            Fact(MIANYANG, "cooperatesWith", BEIBEI, _evidence(BUILT, "绵阳市与北碚区共建平台")),
        ),
        (Undecided(BUILT.index("江北岸"), BUILT.index("江北岸") + 3, "江北岸", "two units", ("330205", "500105")),),
    )


def two_places() -> Reading:
    """Two places of one name, told apart by their codes."""
    text = "宁波江北区与重庆江北区结对，两区同名。"
    ends = EntityId("Place", "江北区", "330205"), EntityId("Place", "江北区", "500105")
    fact = Fact(ends[0], "cooperatesWith", ends[1], _evidence(text, "宁波江北区与重庆江北区结对"))
    return Reading(Document("003_two", text), tuple(map(Entity, ends)), facts=(fact,))


def readings() -> list[Reading]:
    """Both readings."""
    return [signed(), built()]


def make_store(path: Path, found: list[Reading] | None = None) -> Path:
    """A store of hand-made readings at ``path``."""
    store.build(path, chain.from_iterable(rdf.reading_quads(reading) for reading in found or readings()))
    return path


class Tiny:
    """A reader for the tests of the spine: three places, who cooperates in a line, and texts that it cannot take."""

    def read(self, document: Document) -> Reading:
        """Fails on 坏 as a program does, on 错 as the project's own errors do; breaks the contract on 假."""
        text = document.text
        if "坏" in text:
            raise ZeroDivisionError("two\nlines")
        if "错" in text:
            raise KgError("说不通")
        found = [place for place in (MIANYANG, BEIBEI, SUINING) if place.name in text]
        start, end = (0, 0) if "假" in text else (0, len(text))
        evidence = Evidence(start, end, text)
        facts = tuple(Fact(one, "cooperatesWith", other, (evidence,)) for one, other in pairwise(found))
        return Reading(document, tuple(map(Entity, found)), facts=facts)


def unloadable() -> Tiny:
    """A reader that cannot be made."""
    raise LexiconError("units.csv:3: no such parent")
