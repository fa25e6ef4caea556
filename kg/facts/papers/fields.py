"""The fields that an agreement covers: 围绕交通路网互联互通、产业发展协同联动等八大领域."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.page import Hit, Page
from kg.extract.papers.own import OWN
from kg.lexicon import Domain
from kg.patterns import alternatives
from kg.resolve import article

_ITEM = re.compile(r"[、和与及；，]|以及")
_HAN = "[一二三四五六七八九十]+"
_HEADING = re.compile(
    rf"(?m)^\s*(?:(?P<part>{_HAN}、|第{_HAN}[章部分]+)|（{_HAN}）|第{_HAN}条|（?\d{{1,2}}[）.．、])\s*(?P<title>[^。，；：\n]{{2,24}})"
)
_MOST = 260
_FAR = 13
_NUMBER = r"(?:[一二三四五六七八九十两\d]+(?:个|大|项|方面)?|多个|多|各个|各|若干|诸多)"
_TRAPS = re.compile("人民政府|市场主体|人民|民营企业|合作社")
_ROW = r"[^，。：；！？\n、]{2,14}(?:、[^，。：；！？\n、]{2,14})+"


class Fields:
    """Lead words of lists of fields, compiled once."""

    def __init__(self, domains: tuple[Domain, ...], patterns: dict[str, Any]) -> None:
        words: dict[str, list[str]] = patterns["field_words"]
        self._keys = {word: domain.key for domain in domains for word in domain.words}
        self._keys |= {word: key for key, listed in words.items() for word in listed}
        self._word = re.compile(alternatives(list(self._keys)))
        self._qualifiers = frozenset(patterns["field_qualifiers"])
        self._weak = frozenset(patterns["field_weak"])
        leads, fields = alternatives(patterns["field_leads"]), alternatives(patterns["fields"])
        total = f"(?:等?{_NUMBER}(?:重点|合作|主要)?|等(?:重点|合作|主要)?)(?:{fields})"
        self._lists = [
            re.compile(f"(?:{leads})(?P<items>[^。：！？\n]{{2,{_MOST}}}?){total}"),
            re.compile(f"(?:{leads})(?P<items>[^。：！？\n]{{2,80}}?)(?:等)?(?:{patterns['together']})"),
            re.compile(f"(?:{leads})(?P<items>[^。：！？，\n]{{2,24}}?)(?:领域|方面)"),
            re.compile(f"(?:{patterns['content']})(?P<items>[^。：！？；\n]{{2,60}})"),
            re.compile(f"(?:{alternatives(patterns['field_openers'])})(?P<items>{_ROW})"),
            re.compile(f"(?:{fields})：(?P<items>[^。：；！？\\n]{{4,120}})"),
            re.compile(f"(?:{patterns['counted_items']})(?P<items>[^，。：；！？\\n]{{2,30}})"),
            re.compile(f"(?:{patterns['act_jointly']})(?P<items>[^，。：；！？\n]{{2,30}})"),
        ]
        self._about = re.compile(f"(?:{patterns['about']})(?P<items>[^。：！？；，\n]{{2,40}})")
        self._before = [re.compile(pattern) for pattern in patterns["before"]]
        self._phrases = [(re.compile(pattern), key) for key, pattern in patterns["field_phrases"].items()]
        self._no_field = re.compile(alternatives(patterns["no_field_parts"]))
        self._no_field_words = re.compile(patterns["no_field_words"])
        self._only_by = {key: re.compile(words) for key, words in patterns["named_only_by"].items()}
        self._besides = re.compile(patterns["besides"])
        self._of_itself = re.compile(patterns["of_itself"])
        self._by = re.compile(patterns["by_agreement"])
        self._again = re.compile(patterns["again"])

    def of(self, page: Page, hit: Hit) -> Iterator[tuple[str, int, int]]:
        """Keys of the fields with the span that says so: the words of the title, what the signing is about, and the
        list that follows it."""
        if hit.rule == "short form":
            return
        seen: set[str] = set()
        headed = self._headed(page) if hit.rule == OWN else ()
        for key, start, end in (*self._titled(page, hit), *self._led(page, hit), *self._listed(page, hit), *headed):
            if key not in seen:
                seen.add(key)
                yield key, start, end

    def _titled(self, page: Page, hit: Hit) -> Iterator[tuple[str, int, int]]:
        if hit.rule == "shared tail":
            for key in self._of_item(page.text[hit.start : hit.end]):
                yield key, hit.start, hit.end
            return
        name = self._no_field_words.sub("", _own_words(page, hit))
        for key in self._said(name):
            if key not in self._only_by or self._only_by[key].search(name):
                yield key, hit.start, hit.end

    def _meant(self, text: str) -> list[str]:
        return [key for phrase, key in self._phrases if phrase.search(text)]

    def _said(self, text: str) -> list[str]:
        """The fields of a text's words in order, without one that only describes the next (智慧农业), and
        without a weak one (应急) beside others."""
        words = list(self._word.finditer(_TRAPS.sub("", text)))
        starts = {word.start() for word in words}
        kept = [w for w in words if not (w[0] in self._qualifiers and w.end() in starts)]
        strong = [self._keys[word[0]] for word in kept if word[0] not in self._weak] + self._meant(text)
        return strong or [self._keys[word[0]] for word in kept]

    def _led(self, page: Page, hit: Hit) -> Iterator[tuple[str, int, int]]:
        """就黄河口旅游开发签订合作意向书, in the clause that names the paper; 围绕生态共保，两地签订, before it."""
        left, _ = page.clause_at(hit.start, hit.start)
        floor = page.sentence_at(hit.start).start
        led = [self._about.search(page.text, left, hit.start)]
        for match in (*led, *(pattern.search(page.text, floor, hit.start) for pattern in self._before)):
            for item in _ITEM.split(match["items"]) if match else ():
                for key in (*self._of_item(item), *self._meant(item)):
                    yield key, match.start() if match else left, hit.start

    def _of_item(self, item: str) -> list[str]:
        """The field whose word stands first in a phrase, the longest of those that start there."""
        return self._said(item)[:1]

    def _listed(self, page: Page, hit: Hit) -> Iterator[tuple[str, int, int]]:
        for start, end in self._spans(page, hit):
            matches = (m for pattern in self._lists for m in pattern.finditer(page.text, start, end))
            for match in (m for m in matches if not page.covering(m.start(), m.start() + 1, "Agreement", "Policy")):
                for item in _ITEM.split(match["items"]):
                    for key in self._of_item(item):
                        yield key, match.start(), match.end()

    def _own_end(self, page: Page, hit: Hit, end: int) -> int:
        """Up to where a sentence tells of a paper that names its field: not beyond 签署生态协议，并就…."""
        other = self._besides.search(page.text, hit.end, end)
        return other.start() if other and any(self._titled(page, hit)) else end

    def _headed(self, page: Page) -> Iterator[tuple[str, int, int]]:
        """The headings of a paper's parts, without those on how it is carried out: （一）交通设施互联行动."""
        outside = False
        for heading in _HEADING.finditer(page.text):
            title = heading["title"]
            outside = bool(self._no_field.search(title)) if heading["part"] else outside
            if not outside and not self._no_field.search(title):
                for key in self._of_item(title):
                    yield key, *heading.span("title")

    def _spans(self, page: Page, hit: Hit) -> Iterator[tuple[int, int]]:
        """The rest of the sentence, the next ones that go on about the paper, and 根据协议 where there is but one."""
        index = page.sentence_index(hit.start)
        if page.text.startswith("以来", hit.end):
            return
        yield hit.end, self._own_end(page, hit, page.sentences[index].end)
        if hit.rule == OWN:
            yield from ((s.start, s.end) for s in page.sentences if self._of_itself.search(page.text, s.start, s.end))
            return
        near = True
        for sentence in page.sentences[index + 1 : index + _FAR]:
            near = near and bool(self._again.match(page.text[sentence.start : sentence.end]))
            if near or (self._by.match(page.text, sentence.start) and _is_last(page, hit, sentence.start)):
                yield sentence.start, sentence.end


def _own_words(page: Page, hit: Hit) -> str:
    """The name of a paper without the bodies, places and regions in it, whose own words tell no field."""
    text = page.text[hit.start : hit.end]
    for inner in page.inside(hit, "Organization", "Region", "Place"):
        text = text.replace(page.text[inner.start : inner.end], " ", 1)
    return text


def _is_last(page: Page, hit: Hit, position: int) -> bool:
    """Whether the agreement is the one that the article spoke of last before the position."""
    start, end = article(page, hit.start)
    others = {other.id for other in page.between(hit.end, position, "Agreement")}
    return start <= position < end and others <= {hit.id}
