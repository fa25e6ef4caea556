"""Persons: names that the tagger sees, and those that it misses after a post or in a list of names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from kg.extract.page import Hit, Page, Word
from kg.extract.papers.phrases import Spans, word_over, words_after
from kg.extract.people.posts import Posts
from kg.model import EntityId
from kg.patterns import alternatives

_HAN = "[一-鿿]"
_DOTTED = re.compile(rf"{_HAN}{{1,8}}(?:[·•・]{_HAN}{{1,8}}){{1,3}}")
_LIST_MARKS = ("、", "和", "与", "及", "，")
_NAME_TAGS = ("n", "nz", "nw", "nr", "LOC", "ORG", "a", "an", "v", "vn", "s", "t", "TIME", "m", "r", "d")
_GIVEN, _GIVEN_MOST, _DOTTED_MOST = 3, 6, 20
_PLURAL = ("、", "等")
_NO_NAME = re.compile(
    r"[某A-Za-z\d]|[段线路]$|^[老小阿][一-鿿]$|先生$|女士$|(?:大爷|大妈|大娘|奶奶|爷爷|阿姨|师傅|大姐|大哥|婆婆|叔叔|老师)$|^[一-鿿]$"
    r"|(?:书记|[省市区县州局厅院]长|主席|主任)$|^[河湖林田路街链楼]长$|^向[东西南北上下前后]$"
)
_WEAK = ("，", "。", "：", "（", "在", "对", "是", "正", "从")
_INSIDE = "中才远之方前军"
_MEETS = ("会见", "采访", "专访", "邀请", "免去", "任命", "增补", "聘任", "选举", "同意", "接受", "推选")
_GOES_ON = ("·", "路", "街", "村", "镇")
_LINE_NAME = re.compile("[一-鿿]{2,3}")


class People:
    """Patterns of persons' names, compiled once."""

    def __init__(self, patterns: dict[str, Any], posts: Posts) -> None:
        self._posts = posts
        self._surnames = frozenset(patterns["surnames"])
        self._double = tuple(patterns["compound_surnames"])
        self._not_names = tuple(patterns["not_names"])
        self._followers = tuple(patterns["name_followers"])
        self._verb_ends = frozenset(patterns["verb_ends"])
        attend = patterns["attend"]
        attending = [*attend["presence"], *attend["words"]]
        self._acts = re.compile(f"(?:{alternatives([*attending, *attend['speech'], *patterns['acts']])})")
        self._rest_acts = re.compile(f"(?:{alternatives(attending)})")
        self._rest = re.compile(f"{_HAN}{{1,3}}?(?={alternatives(attending)})")
        self._tail = re.compile(f"(?:{alternatives([*attending, *patterns['address'], '说', '表示'])})")
        self._address = re.compile(f"(?:{alternatives(patterns['address'])})")
        self._verbs = frozenset([*attending, *attend["acts"], *patterns["acts"]])
        self._rare = frozenset(patterns["rare_surnames"])
        self._appoints = re.compile(f"(?:{alternatives(patterns['appoints'])})(?=[一-鿿]{{2,4}}[为的])")
        self._native = re.compile(f"(?:{alternatives(patterns['name_parts'])}){{2,3}}")
        self._doctrine = re.compile(f"(?:{alternatives(patterns['doctrine'])})")

    def find(self, page: Page) -> list[Hit]:
        """Persons that the page names; the same name is the same person throughout a document."""
        spans = self._spans(page)
        scopes = self._scopes(page, spans)
        return [
            Hit(s, e, EntityId("Person", _name(page.text[s:e]), scopes[_name(page.text[s:e])]), rule)
            for (s, e), rule in spans.items()
        ]

    def _spans(self, page: Page) -> dict[tuple[int, int], str]:
        spans = dict.fromkeys(self._native_names(page), "name parts")
        taken = Spans(spans)
        spans.update((span, "tagger") for span in self._tagged(page) if not taken.touches(*span))
        taken = Spans(spans)
        for start, end in (*self._dotted(page), *self._after_posts(page), *self._appointed(page)):
            if not taken.touches(start, end):
                taken.add(start, end)
                spans[start, end] = "post"
        for start, end in self._listed(page, spans):
            spans[start, end] = "list"
        known = {page.text[s:e] for s, e in spans}
        return {span: rule for span, rule in sorted(spans.items()) if page.text[slice(*span)] in known}

    def _scopes(self, page: Page, spans: dict[tuple[int, int], str]) -> dict[str, str]:
        """A person is told from others by the first body in which the document places them, else by the document."""
        scopes: dict[str, str] = defaultdict(lambda: page.document.id)
        for start, end in spans:
            posts = self._posts.before(page, start)
            name = _name(page.text[start:end])
            if posts and name not in scopes:
                scopes[name] = posts[0].at.name
        return scopes

    def _tagged(self, page: Page) -> Iterator[tuple[int, int]]:
        for words in map(_with_whole_names, page.words):
            for index, word in enumerate(words):
                if word.tag == "PER" and self._is_name(page, word) and self._is_borne_out(page, words, index):
                    yield self._begin(page, word), self._end(page, word)

    def _native_names(self, page: Page) -> Iterator[tuple[int, int]]:
        """Names of Tibetans and Mongols, made of known parts, after a title, in a list or before what persons do."""
        for match in self._native.finditer(page.text):
            start, end = match.span()
            if _inside_name(page, start, end) or page.between(start - 4, end + 4, "Place"):
                continue
            listed = (
                page.text[start - 1 : start] in ("", "、", "，", "。", "\n") and page.text[end : end + 1] in _PLURAL
            )
            if listed or self._posts.chain(page, start) or self._rest_acts.match(page.text, end):
                yield start, end

    def _begin(self, page: Page, word: Word) -> int:
        """With the surname that the tagger left to the word before: 行政长官林郑月娥."""
        cut = page.text[word.start - 1 : word.start] in self._surnames and self._posts.chain(page, word.start - 1)
        return word.start - bool(cut)

    def _end(self, page: Page, word: Word) -> int:
        """With the rest of a name that begins with no surname (多杰才让), without a verb's character (郑凯作说明)."""
        text = word.text
        if text[0] not in self._surnames and self._posts.chain(page, word.start):
            rest = self._rest.match(page.text, word.end)
            return rest.end() if rest else word.end
        if len(text) == 2 and page.text[word.end : word.end + 1] in _INSIDE and self._goes_on(page, word.end + 1):
            return word.end + 1
        if len(text) == _GIVEN + 1 and text[-2:] in self._verbs and not text.startswith(self._double):
            return word.end - 2
        cut = len(text) in (3, 4) and text[-1] in self._verb_ends and not text.startswith(self._double)
        return word.end - cut

    def _goes_on(self, page: Page, position: int) -> bool:
        """Whether what follows a name stands here: in 覃伟中会见 the tagger parts 中 from the name."""
        if position >= len(page.text):
            return False
        return self._acts.match(page.text, position) is not None or page.text[position : position + 1] in "、等的为"

    def _is_name(self, page: Page, word: Word) -> bool:
        """Whether the word looks like a name and is no part of another one."""
        text = word.text
        if len(text) < 2 or text[0] == text[1] or _NO_NAME.search(text):
            return False
        if self._doctrine.match(page.text, word.end) or _inside_name(page, word.start, word.end):
            return False
        if page.text[word.start - 1 : word.start] == "·" or page.text[word.end : word.end + 1] in _GOES_ON:
            return False
        return text not in page.lexicon.by_name or bool(self._posts.chain(page, self._begin(page, word)))

    def _is_borne_out(self, page: Page, words: list[Word], index: int) -> bool:
        """Whether what stands around a name is what stands around names."""
        word, text = words[index], words[index].text
        titled = bool(self._posts.chain(page, self._begin(page, word))) or bool(
            self._address.match(page.text, word.end)
        )
        if titled:
            return True
        if text[0] not in self._surnames and not text.startswith(self._double):
            return False
        if len(text) > _GIVEN and "·" not in text and not text.startswith(self._double):
            return False
        before = words[index - 1] if index else None
        after = words[index + 1] if index + 1 < len(words) else None
        if (after and after.tag in ("n", "nz", "LOC", "ORG", "nw", "s", "a")) or (after and after.text in ("“", "《")):
            return False
        beside = [other for other in _listed_with(words, index) if not _may_be_joint(page, other.text)]
        if beside or _may_be_joint(page, text):
            return bool(beside)
        if _follows_noun(before) or (before and before.text in _MEETS):
            return True
        opens = before is None or before.tag in ("w", "c", "PER", "LOC")
        act = self._acts.match(page.text, word.end)
        return act is not None and (act[0] not in _WEAK or opens)

    def _dotted(self, page: Page) -> Iterator[tuple[int, int]]:
        """Names of several parts: after a post, or with a part that the tagger takes for a person."""
        for match in _DOTTED.finditer(page.text):
            start, end = self._dotted_span(page, match)
            if start < end and not _inside_name(page, start, end):
                yield start, end

    def _dotted_span(self, page: Page, match: re.Match[str]) -> tuple[int, int]:
        dots = [i for i in range(match.start(), match.end()) if page.text[i] in "·•・"]
        start = self._dotted_start(page, match.start(), dots[0])
        cut = self._tail.search(page.text, dots[-1] + 2, match.end())
        end = cut.start() if cut else min(match.end(), dots[-1] + 1 + _GIVEN_MOST)
        if start < 0 or page.between(start, end, "Place") or end - start > _DOTTED_MOST:
            return 0, 0
        return start, end

    def _dotted_start(self, page: Page, floor: int, dot: int) -> int:
        """After 和 or a title, or where the tagger sees a person begin; -1 if nothing speaks for a name."""
        titles = [i for i in range(floor, dot) if self._posts.chain(page, i)]
        marks = [i + 1 for i in range(floor, dot) if page.text[i] in "和与及、"]
        words = [w for w in page.words[page.sentence_index(dot)] if w.start < dot + _GIVEN_MOST and floor < w.end]
        if not titles and not any(w.tag == "PER" for w in words):
            return -1
        return max([floor, *titles, *marks])

    def _after_posts(self, page: Page) -> Iterator[tuple[int, int]]:
        """Names right after a title: 市长方圆, which the tagger takes for a noun."""
        for match in self._posts.title.finditer(page.text):
            start = match.end() + (page.text[match.end() : match.end() + 1] == " ")
            span = self._name_at(page, start) or self._on_its_line(page, start)
            if span and self._posts.chain(page, span[0]):
                yield span

    def _on_its_line(self, page: Page, start: int) -> tuple[int, int] | None:
        """江苏省省长 许昆林 on a line of its own: the space and the line's end say where the name is."""
        end = page.text.find("\n", start)
        end = len(page.text) if end < 0 else end
        name = page.text[start:end].rstrip()
        known = name[:1] in self._surnames or name[:1] in self._rare
        is_name = page.text[start - 1] == " " and known and _LINE_NAME.fullmatch(name)
        return (start, start + len(name)) if is_name else None

    def _appointed(self, page: Page) -> Iterator[tuple[int, int]]:
        """Names of whom a post is told behind them: 任命应若水为副市长."""
        for match in self._appoints.finditer(page.text):
            span = self._name_at(page, match.end())
            if span and page.text[span[1]] in "为的":
                yield span

    def _name_at(self, page: Page, start: int) -> tuple[int, int] | None:
        """A name of two to four characters that begins there, is made of whole words and is followed as names are."""
        first = word_over(page, start) if start < len(page.text) else None
        if (
            not first
            or first.start != start
            or (first.tag == "PER" and len(first.text) > 1)
            or page.text.startswith(self._not_names, start)
        ):
            return None
        most = 4 if page.text.startswith(self._double, start) else 3
        rare = page.text[start] in self._rare and page.text[start - 1 : start] not in _LIST_MARKS
        if page.text[start] not in self._surnames and most == 3 and not rare:
            return None
        for word in words_after(page, start):
            size = word.end - start
            fits = word.tag in _NAME_TAGS or word.text == "于" or word is first
            if not fits or size > most or not re.fullmatch(f"{_HAN}+", word.text):
                return None
            if size >= 2 and self._is_followed(page, word.end):
                return start, word.end
        return None

    def _is_followed(self, page: Page, end: int) -> bool:
        return end >= len(page.text) or page.text.startswith(self._followers, end)

    def _listed(self, page: Page, spans: dict[tuple[int, int], str]) -> Iterator[tuple[int, int]]:
        """A short name between names: 张帆、方圆、李娜."""
        starts = {s for s, _ in spans}
        for _, end in sorted(spans):
            if page.text[end : end + 1] != "、" or end + 1 in starts:
                continue
            span = self._name_at(page, end + 1)
            if span and page.text[span[1] : span[1] + 1] in _PLURAL and not page.between(*span):
                yield span


def _with_whole_names(words: list[Word]) -> list[Word]:
    """The words, with a surname and a given name that the tagger parted set together."""
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        follows = last and last.tag == word.tag == "PER" and last.end == word.start
        if last and follows and len(last.text) == 1 and len(word.text) < _GIVEN:
            joined[-1] = Word(last.start, word.end, "PER", last.text + word.text)
        else:
            joined.append(word)
    return joined


def _listed_with(words: list[Word], index: int) -> list[Word]:
    """Persons that stand in a list with the word: 甲、乙."""
    found = []
    for step in (1, -1):
        mark, other = index + step, index + 2 * step
        if 0 <= other < len(words) and words[mark].text in _LIST_MARKS and words[other].tag == "PER":
            found.append(words[other])
    return found


def _may_be_joint(page: Page, text: str) -> bool:
    """Two characters that each stand for a place: 成绵 of 成绵高速."""
    return len(text) < _GIVEN and all(c in page.lexicon.abbreviations for c in text)


def _follows_noun(before: Word | None) -> bool:
    """Whether the name stands beside what the person is (村民甲, 某厂乙) or where a subject is brought in."""
    return before is not None and (
        before.tag in ("n", "nz", "ORG") or before.text in ("由", "受", "据", "请", "（", "：")
    )


def _name(surface: str) -> str:
    return re.sub(r"[•・]", "·", surface.replace(" ", ""))


def _inside_name(page: Page, start: int, end: int) -> bool:
    """Whether a place's or a body's name covers the span."""
    around = page.between(max(0, start - 30), end + 30, "Place", "Organization")
    return any(hit.start <= start and end <= hit.end for hit in around)
