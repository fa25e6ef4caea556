"""Agreements and policies: titled, or only described (两地签订的合作框架协议, 民营经济高质量发展10条措施)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.extract.papers.bare import LEAST, BarePapers, generic
from kg.extract.papers.own import OwnPaper
from kg.extract.papers.phrases import Spans
from kg.extract.papers.signing import Signers
from kg.extract.papers.titles import Title, Titles, short_forms, without_period
from kg.lexicon import LEVELS
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import article

_COUNT = re.compile(r"(?:一系列|系列|一批|多[项份个]|\d+(?:余)?[项份个])")
_HEADLINE = 10
_NAMED = re.compile("“[^“”]{3,16}”[一-鿿]{2}")
_RESOLUTION = re.compile("全会决议")
_CONVENED = re.compile(r"[^，。；、]{0,20}(?:召开|举行)")


@dataclass(frozen=True, slots=True)
class Signing:
    """An untitled paper as its sentence describes it."""

    start: int
    end: int
    verb: int
    core: str
    """What it is called, with its number: 合作框架协议, 13个合作协议."""
    parties: tuple[EntityId, ...]
    partner: str
    """A partner that is not named: 8个省级部门."""
    apart: bool = False
    """Whether the same words tell of another paper too: 甲分别与乙、丙签订合作协议."""


class Papers:
    """Patterns of papers' names, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self.signers = Signers(patterns["signers"], patterns["sign"])
        self._titles = Titles(patterns, self.signers)
        heads = alternatives(patterns["agreement_heads"])
        verbs = alternatives(patterns["sign"])
        goes_on = alternatives(patterns["agreement_goes_on"])
        self._signed = re.compile(
            f"(?P<verb>{verbs})(?P<le>[了的过])?(?P<core>(?!的|如下|以下|本)[^，。；：！？《》\n]{{0,26}}?(?:{heads}))(?!{goes_on}|\\d+余?[份个项])"
        )
        self._sign = re.compile(f"(?:{verbs})")
        self._more = re.compile(
            f"(?:、|以及|[和及与])(?P<core>[^，。；：！？《》、的\n]{{2,20}}?(?:{heads}))(?!{goes_on})"
        )
        item = f"(?:(?!{verbs}|以及|了)[一-鿿]){{2,10}}"
        self._tail = re.compile(
            f"(?:以及|[和及与了]|(?:{verbs})了?)?(?P<items>(?![和及与]){item}(?:、{item})+)"
            f"[两三四五六七八九十\\d]+[个项份](?P<tail>[一-鿿]{{0,4}}?(?:{heads}))"
        )
        self._counted = re.compile(r"[两三四五六七八九十\d]+[个项份](?![一-鿿]?[月天])")
        self._generic = generic(patterns)
        self._bare = BarePapers(patterns, self.signers)
        self.own = OwnPaper(patterns, self.signers)

    def find(self, page: Page) -> list[Hit]:
        """Agreements and policies that the page names or describes."""
        titles = [t for t in self._titles.find(page) if not self._generic.fullmatch(t.name)]
        hits = [Hit(t.start, t.end, EntityId(t.cls, t.name), "title") for t in titles]
        own = {hit.id.name: hit for hit in self.own.find(page)}
        hits = [replace(hit, id=own[hit.id.name].id) if hit.id.name in own else hit for hit in hits]
        hits = [*own.values(), *hits]
        described = list(self._described(page, titles))
        hits += described
        hits += self._shared(page)
        hits += self._resolutions(page)
        taken = Spans((hit.start, hit.end) for hit in hits)
        bare = [h for h in self._bare.agreements(page) if not taken.touches(h.start, h.end)]
        free = [_as_described(hit, described) for hit in bare]
        free += [hit for hit in self._bare.policies(page) if not taken.hold(hit.start, hit.end)]
        full = _by_end((without_period(t.name), t) for t in titles)
        hits += [_as_titled(hit, full, page.text.find("\n")) for hit in free]
        return [*hits, *short_forms(page, hits)]

    def signings(self, page: Page) -> list[Signing]:
        """Untitled agreements with their parties, in order."""
        return [signing for match in self._signed.finditer(page.text) for signing in self._signing(page, match)]

    def _signing(self, page: Page, match: re.Match[str]) -> Iterator[Signing]:
        start, end = match.span("core")
        core = page.text[start:end]
        if (
            self._tail.fullmatch(core)
            or re.search("(?<!目)的(?!合作|战略|友好)", core)
            or page.text[match.end() : match.end() + 1] == "》"
        ):
            return
        verb = match.start()
        while more := self._more.match(page.text, end):
            end = more.end()
            yield Signing(more.start("core"), end, verb, more["core"], *self.signers.before(page, verb))
        end = match.end("core")
        for parties in self.signers.apart(page, verb):
            yield Signing(verb, end, verb, _core(core), parties, "", apart=True)
        if not self.signers.apart(page, verb):
            parties, partner = self.signers.before(page, verb)
            zones = list(self.signers.zones(page, verb))
            several = bool(parties) + len(zones) > 1
            for pair in zones:
                yield Signing(verb, end, verb, _core(core), pair, "", apart=several)
            yield Signing(verb, end, verb, _core(core), parties, partner, apart=several)

    def _described(self, page: Page, titles: list[Title]) -> Iterator[Hit]:
        """Untitled agreements; one that is spoken of again is the same."""
        ids: dict[str, EntityId] = {}
        ends = _by_end((without_period(t.name), t) for t in titles)
        signings = self.signings(page)
        for signing in signings:
            core = _COUNT.sub("", signing.core)
            if not signing.parties:
                continue
            if fuller := _told_in_full(page, signing, signings):
                core = _COUNT.sub("", fuller.core)
            name = agreement_name(page, fuller or signing)
            id = ids.get(core) if core in ids and _same(ids[core].name, name) else None
            titled = ends.get(core)
            if titled and len(core) <= LEAST and not all(id.name in titled.name for id in signing.parties):
                titled = None  # 合作框架协议 is any
            id = id or (EntityId("Agreement", titled.name) if titled else None)
            if id is None:
                told = fuller or signing
                id = EntityId("Agreement", name, self._date_of(page, told.start, told.end))
                ids.setdefault(core, id)
            rule = "signed apart" if signing.apart else "signed"
            yield Hit(signing.end - len(signing.core), signing.end, id, rule)

    def _shared(self, page: Page) -> Iterator[Hit]:
        """城市规划、产业协作、环境保护三个对接协议: one agreement for each member of the list."""
        for match in self._tails(page):
            sentence = page.sentence_at(match.start())
            verbs = list(self._sign.finditer(page.text, sentence.start, match.start("items")))
            parties = self.signers.before(page, verbs[-1].start())[0] if verbs else ()
            if not parties:
                continue
            start = match.start("items")
            scope = self._date_of(page, start, match.end())
            for item in match["items"].split("、"):
                end = start + len(item)
                yield Hit(start, end, EntityId("Agreement", canonical(item + match["tail"]), scope), "shared tail")
                start = end + 1

    def _tails(self, page: Page) -> Iterator[re.Match[str]]:
        """Lists with a shared tail, sought only in sentences that count something."""
        counted = {page.sentence_index(count.start()) for count in self._counted.finditer(page.text)}
        for sentence in (page.sentences[index] for index in sorted(counted)):
            if page.text.find("、", sentence.start, sentence.end) >= 0:
                yield from self._tail.finditer(page.text, sentence.start, sentence.end)

    def _date_of(self, page: Page, start: int, end: int) -> str:
        """The date of signing, as precise as its sentence, the one before it or its half of a report tells."""
        sentence = page.sentence_at(start)
        dates = [d for d in page.dates(sentence.start, end) if d.kind in ("date", "month")]
        said = dates[-1].iso if dates else self.signers.day_before(page, start)
        return said or page.half_at(start)[1] or page.issued

    def _resolutions(self, page: Page) -> Iterator[Hit]:
        """The resolution of a plenary session: 全会决议, 第八次全体会议决议."""
        sessions = [hit for hit in page.hits if hit.cls == "Meeting" and hit.id.name.endswith("全体会议")]
        for hit in sessions:
            if page.text.startswith("决议", hit.end):
                yield Hit(hit.start, hit.end + 2, EntityId("Policy", hit.id.name + "决议"), "resolution")
        for match in _RESOLUTION.finditer(page.text):
            session = _session_of(page, sessions, match.start())
            if session:
                yield Hit(*match.span(), EntityId("Policy", session.id.name + "决议"), "resolution")


def _told_in_full(page: Page, signing: Signing, others: list[Signing]) -> Signing | None:
    """The signing of which a headline tells with fewer words: 甲与乙签署合作框架协议, 甲与乙签署战略合作框架协议."""
    if signing.end > page.text.find("\n"):
        return None
    same = (s for s in others if s.core != signing.core and set(s.parties) == set(signing.parties))
    return next((s for s in same if s.core.endswith(signing.core) and s.end > signing.end), None)


def _session_of(page: Page, sessions: list[Hit], position: int) -> Hit | None:
    """The session that the article is about: the first that it says is held, else the first that it names."""
    start, end = article(page, position)
    own = [hit for hit in sessions if start <= hit.start < end]
    held = [hit for hit in own if _CONVENED.match(page.text, hit.end)]
    return next(iter(held or own), None)


def _core(text: str) -> str:
    """What the paper is called: without 了 and 新一轮, with its number in front."""
    return re.sub(r"^(?:了|相关|有关|新一轮|新的|首[份个]|一份)+", "", text)


def agreement_name(page: Page, signing: Signing) -> str:
    """What an untitled paper is called: 绵阳市与永川区合作框架协议, parties by level and code, firms last.

    One with a name in quotes is called by that: “洞庭—洪湖”生态走廊共建协定.
    """
    if _NAMED.match(signing.core):
        return canonical(signing.core)
    ordered = sorted(signing.parties, key=lambda id: (id.cls != "Place", _level(page, id), id.scope, id.name))
    names = [id.name for id in ordered]
    joined = "与".join(names) if len(names) < 3 else "、".join(names)
    core = re.sub("^(?:一系列|系列|一批)", "", signing.core)
    partner = f"与{signing.partner}" if signing.partner else ""
    return canonical(joined + partner + core)


def _level(page: Page, id: EntityId) -> int:
    unit = page.unit_of(id)
    return LEVELS.index(unit.level) if unit else len(LEVELS)


def _same(known: str, name: str) -> bool:
    return known == name or known.endswith(name) or name.endswith(known)


def _by_end(named: Iterable[tuple[str, Title]]) -> dict[str, Title]:
    """Ends of names, of some length → the first title that has it."""
    ends: dict[str, Title] = {}
    for name, title in named:
        for at in range(len(name) - LEAST + 1):
            ends.setdefault(name[at:], title)
    return ends


def _as_described(hit: Hit, described: list[Hit]) -> Hit:
    """A paper named without its parties is the one that the page tells of with them."""
    known = next((d.id for d in described if d.id.name.endswith(hit.id.name)), hit.id)
    return Hit(hit.start, hit.end, known, hit.rule)


def _shortened(name: str, titles: Iterable[Title]) -> Title | None:
    """The title that a headline gives without one part of it: 深化(京津冀)自贸试验区协同发展行动方案."""
    if len(name) < _HEADLINE:
        return None
    for title in titles:
        same = next((at for at, (a, b) in enumerate(zip(name, title.name, strict=False)) if a != b), len(name))
        rest = name[same:]
        if same > 1 and len(rest) >= LEAST and title.name.endswith(rest) and len(title.name) < _HEADLINE + len(name):
            return title
    return None


def _by_tail(name: str, titles: dict[str, Title]) -> Title | None:
    """The title that a headline tells in words of its own but for the end: 粤港澳大湾区建设框架协议."""
    tails = (name[at:] for at in range(1, len(name) - LEAST - 1))
    return next((titles[tail] for tail in tails if tail in titles), None)


def _as_titled(hit: Hit, titles: dict[str, Title], headline: int) -> Hit:
    """A paper named without its marks is the one that the page names with them."""
    full = titles.get(hit.id.name) or _shortened(hit.id.name, titles.values())
    full = full or (_by_tail(hit.id.name, titles) if hit.end < headline else None)
    return Hit(hit.start, hit.end, EntityId(full.cls, full.name), hit.rule) if full else hit
