"""Dates in Chinese official prose, resolved with the year of the document and with the years said before.

What is found is a day, a month, a year or a range of years; what only looks like one (3014.4亿元, 24小时, 近10年,
2023世界清洁能源装备大会, 12345热线, 1—4月, 4月以来) is not returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

KINDS = ("date", "month", "year", "range", "unresolved")


@dataclass(frozen=True, slots=True)
class Found:
    """A date at ``text[start:end]``.

    ``iso`` is 2020-04-29, 2020-04, 2020 or, for a range of years with both ends included, 2020/2022. Of kind
    ``unresolved``: --04-28 or --04 if the year cannot be known, empty if nothing can.
    """

    start: int
    end: int
    iso: str
    kind: str


_WIDE = {0xFF10 + n: str(n) for n in range(10)} | {ord("．"): ".", ord("－"): "-", ord("○"): "〇", ord("零"): "〇"}
_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")}

_S = r"\s{0,2}"  # a hard wrap or the spaces that PDF readers put around digits
_DASH = r"(?:——?|–|-|−|―|~|～|至|到)"
_YEAR = r"(?:(?<![\d.])(?:19|20)\d\d|(?<![一二三四五六七八九〇])[一二][〇一二三四五六七八九]{3})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ENDING = (
    r"(?:年?[底末](?![气线座蕴层])|年?初(?![步级中心期])|度(?![过假])|[上下]半年|第?[一二三四1-4]季度|前[一二三23]季度)"
)
_PART = r"(?:份(?!额)|[底末](?![气线座蕴层])|初(?![步级中心期])|[上中下]旬)"
_WORDS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_SAID = {"当年": 0, "同年": 0, "次年": 1, "翌年": 1}
_MONTHS = {"上月": -1, "上个月": -1, "本月": 0, "下月": 1, "下个月": 1}
_AGO = {"昨": 1, "昨天": 1, "昨日": 1, "昨晚": 1, "前天": 2, "今天": 0, "今日": 0}
# the characters around the words rule out 如今年轻, 失去年度, 以上年产, 相当年份, 基本年金, 文明年货, 今后年均 …
_WORD = rf"(?<![以如失相应基日文空成此之往])(?<!今(?=后))(?:{'|'.join([*_WORDS, *_SAID])})(?![均轻龄级味])"
_MONTH_WORD = rf"(?<![以日基])(?:{'|'.join(_MONTHS)})(?![球季刊饼薪亮经])"
_YESTERDAY = "昨(?:[天日晚]|(?=在|与|赴|签|举行|召开|揭牌|启动|开幕|开工|通车|印发))"
_DAY_WORD = rf"{_YESTERDAY}|前天(?!下)|今[天日](?={_S}(?:[上中下]午|[凌早]晨|晚|举行|召开|签|正式|携手|揭牌|开幕|印发))"

_FULL = re.compile(
    rf"(?P<year>{_YEAR}{_S}年|{_WORD})"
    rf"(?:(?P<ending>{_ENDING})|{_S}(?P<month>{_MONTH}){_S}月"
    rf"(?:(?P<part>{_PART})|{_S}(?P<day>{_DAY})(?:{_S}[日号]|(?={_S}{_DASH}{_S}{_DAY}{_S}[日号])))?)?"
)
_BARE = re.compile(
    rf"(?<!每年)(?<![\d.个前第每/十一二三四五六七八九])(?<!\d[-—–~～至到、])(?P<month>{_MONTH}){_S}月(?![龄球子])"
    rf"(?:(?P<part>{_PART})|{_S}(?P<day>{_DAY})(?:{_S}[日号]|(?={_S}{_DASH}{_S}{_DAY}{_S}[日号])))?"
)
_UNTIL_DAY = re.compile(rf"{_S}(?:{_DASH}|、){_S}(?P<end>(?P<day>{_DAY}){_S}[日号])")
_MONTH_DAY = re.compile(rf"(?P<word>{_MONTH_WORD})(?:{_S}(?P<day>{_DAY}){_S}[日号])?")
_AGO_DAY = re.compile(_DAY_WORD)
_ISO = re.compile(
    r"(?<![A-Za-z0-9_.\-/])(?P<y>(?:19|20)\d\d)(?P<mark>[-./])(?P<m>1[0-2]|0?[1-9])(?P=mark)"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?![A-Za-z0-9_\-/%]|\.\d)"
)
_RANGE = re.compile(
    rf"(?P<first>{_YEAR}){_S}年?{_S}{_DASH}{_S}(?P<last>{_YEAR})"
    rf"(?:{_S}年(?!{_S}{_MONTH}{_S}月)(?:度|[底末])?|(?=[）)〕】]))"
)
_FIVE_YEARS = re.compile(
    r"(?P<quote>[“\"「])?(?<![一二三四五六七八九])十(?P<n>[一二三四五六七八九])五(?(quote)[”\"」])"
    r"(?:期间|时期|(?P<last>[期]?末))?(?![一二三四五六七八九十个名人位岁次天周年家条项亩万亿])"
)
_HISTORY = re.compile(r"的?历史|来(?!自)|之久")
_SINCE = re.compile(rf"{_S}以来")
_TODAY = re.compile(r"(?:今[天日晚晨]?|昨[天日晚]?|前天|明[天日晚]|日前|近日)\s?[（(]$")
_AHEAD = re.compile(r"(?:将|拟|预计|力争|计划|确保|争取|定于)[^，。；！？\n]{0,12}$")
_SENTENCE_END = re.compile(r"[。！？；\n]")
_MONTHS_A_YEAR = 12
_LATE_CARD = timedelta(days=10)
"""A card may bear a day a little before the one that its text speaks of as past."""
_LONGEST_RANGE = 50
_LONGEST_SENTENCE = 500


def find_dates(text: str, issued: str = "") -> list[Found]:
    """The dates in a text, in order, none overlapping another.

    ``issued`` is the document's own date, ISO as precise as known. It gives 今年, 上月, 昨天 and days without a year
    their meaning: such a day lies in the year last said in its sentence, else in the year that makes it past (up to
    ten days) or, after 将, 预计, 力争 … and before 前, coming. 同年 and 次年 go by the year last said.
    """
    return list(_Reading(text.translate(_WIDE), issued).dates())


class _Reading:
    """One pass over a text, with what was said before."""

    def __init__(self, text: str, issued: str) -> None:
        self.text = text
        parts = [int(part) for part in issued.split("-")] if issued else []
        self.year, self.month, self.day = (*parts, None, None, None)[:3]
        self.said: int | None = None
        self.sentence_year: tuple[int, int] | None = None  # the year, and where it was said

    def dates(self) -> Iterator[Found]:
        end = 0
        for start, order, match in self._matches():
            if start < end:
                continue
            for found in _READERS[order][1](self, match):
                end = found.end
                yield found

    def _matches(self) -> list[tuple[int, int, re.Match[str]]]:
        found = [(m.start(), n, m) for n, (pattern, _) in enumerate(_READERS) for m in pattern.finditer(self.text)]
        return sorted(found, key=lambda one: one[:2])

    def range(self, match: re.Match[str]) -> Iterator[Found]:
        first, last = (_number(match[name]) for name in ("first", "last"))
        if 0 < last - first <= _LONGEST_RANGE:
            yield Found(match.start(), match.end(), f"{first}/{last}", "range")

    def iso(self, match: re.Match[str]) -> Iterator[Found]:
        yield from self._stated(match.span(), int(match["y"]), int(match["m"]), int(match["d"]))

    def five_years(self, match: re.Match[str]) -> Iterator[Found]:
        last = 2005 + 5 * _number(match["n"])  # the tenth plan ended with 2005
        if match["last"]:
            yield Found(*match.span(), str(last), "year")
        else:
            yield Found(*match.span(), f"{last - 4}/{last}", "range")

    def full(self, match: re.Match[str]) -> Iterator[Found]:
        word = match["year"]
        if self._since(match.end()) and word not in ("今年", "本年"):
            return
        year = self._year_of(word)
        month, day = _numbers(match, "month", "day")
        if month is None and ((word in _SAID and year is None) or _HISTORY.match(self.text, match.end())):
            return
        yield from self._stated(match.span(), year, month, day)
        if month is not None or self._leads(match):
            self.sentence_year = (year, match.end()) if year else None

    def bare(self, match: re.Match[str]) -> Iterator[Found]:
        month, day = _numbers(match, "month", "day")
        written_out = not match["month"].isdecimal() and day is None and match["part"] is None  # 五月花, 三月三
        if month is None or written_out or self._since(match.end()):
            return
        year = self._year_for(match, month, day)
        yield from self._stated(match.span(), year if _exists(year, month, day) else None, month, day)

    def month_word(self, match: re.Match[str]) -> Iterator[Found]:
        (day,) = _numbers(match, "day")
        if self.year is None or self.month is None:
            yield Found(*match.span(), "", "unresolved")
            return
        year, month = divmod(self.year * _MONTHS_A_YEAR + self.month - 1 + _MONTHS[match["word"]], _MONTHS_A_YEAR)
        yield from self._stated(match.span(), year, month + 1, day)

    def day_word(self, match: re.Match[str]) -> Iterator[Found]:
        if self.year and self.month and self.day and not self.text.startswith(("（", "("), match.end()):
            day = date(self.year, self.month, self.day) - timedelta(days=_AGO[match[0]])
            yield Found(*match.span(), day.isoformat(), "date")

    def _year_of(self, word: str) -> int | None:
        if word in _WORDS:
            return None if self.year is None else self.year + _WORDS[word]
        if word in _SAID:
            return None if self.said is None else self.said + _SAID[word]
        return _number(word.removesuffix("年").strip())

    def _year_for(self, match: re.Match[str], month: int, day: int | None) -> int | None:
        """The year of a day or month that is given without one; None if it cannot be known."""
        if self.sentence_year and self._in_one_sentence(self.sentence_year[1], match.start()):
            return self.sentence_year[0]
        if self.year is None or self.month is None:
            return self.year
        now = date(self.year, self.month, self.day or 28)
        years = (self.year - 1, self.year, self.year + 1)
        days = {year: date(year, month, min(day or 1, 28)) for year in years}
        if _TODAY.search(self.text, max(0, match.start() - 4), match.start()):
            return min(years, key=lambda year: abs(days[year] - now))
        if self._coming(match):
            return next(year for year in years if days[year] >= now.replace(day=self.day or 1))
        return max(year for year in years if days[year] <= now + _LATE_CARD)

    def _coming(self, match: re.Match[str]) -> bool:
        before = self.text[max(0, match.start() - 16) : match.start()]
        return bool(_AHEAD.search(before)) or self.text.startswith("前", match.end())

    def _stated(self, span: tuple[int, int], year: int | None, month: int | None, day: int | None) -> Iterator[Found]:
        """What a date stands for; nothing for a day that no calendar has; then the days that share its month."""
        while _exists(year, month, day):
            self.said = year or self.said
            yield self._with_day_word(Found(*span, *_iso(year, month, day)))
            more = _UNTIL_DAY.match(self.text, span[1]) if day else None
            if more is None:
                return
            span, day = more.span("end"), _number(more["day"])

    def _with_day_word(self, found: Found) -> Found:
        """今天（8月20日） as one."""
        word = _TODAY.search(self.text, max(0, found.start - 4), found.start)
        if word is None or not self.text.startswith(("）", ")"), found.end):
            return found
        return replace(found, start=word.start(), end=found.end + 1)

    def _in_one_sentence(self, start: int, end: int) -> bool:
        return end - start <= _LONGEST_SENTENCE and not _SENTENCE_END.search(self.text, start, end)

    def _since(self, end: int) -> bool:
        return _SINCE.match(self.text, end) is not None

    def _leads(self, match: re.Match[str]) -> bool:
        """Whether a bare year opens its clause or closes it with a comma, so that what follows happens in it."""
        before, after = self.text[max(0, match.start() - 1) : match.start()], self.text[match.end() : match.end() + 1]
        return before in ("", *"。！？；，,\n（(") or after in ("", *"，,：:")


_READERS = (
    (_RANGE, _Reading.range),
    (_ISO, _Reading.iso),
    (_FULL, _Reading.full),
    (_FIVE_YEARS, _Reading.five_years),
    (_MONTH_DAY, _Reading.month_word),
    (_BARE, _Reading.bare),
    (_AGO_DAY, _Reading.day_word),
)


def _numbers(match: re.Match[str], *names: str) -> tuple[int | None, ...]:
    return tuple(_number(match[name]) if match[name] else None for name in names)


def _number(written: str) -> int:
    """2024, 二〇二四, 12, 十二 or 三十一."""
    tens, ten, ones = written.rpartition("十")
    digits = "".join(_DIGITS.get(c, c) for c in ones)
    if not ten:
        return int(digits)
    return 10 * int(_DIGITS.get(tens, "1")) + int(digits or 0)


def _exists(year: int | None, month: int | None, day: int | None) -> bool:
    try:
        date(year or 2000, month or 1, day or 1)  # 2000 has a 29 February
    except ValueError:
        return False
    return True


def _iso(year: int | None, month: int | None, day: int | None) -> tuple[str, str]:
    parts = "".join(f"-{part:02d}" for part in (month, day) if part)
    if year is None:
        return f"-{parts}" if parts else "", "unresolved"
    return f"{year}{parts}", "date" if day else "month" if month else "year"
