"""Dates: marked sentences, what must not be found, and properties that hold for every date and every text."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.dates import KINDS, Found, find_dates

MARK = re.compile(r"⟦(?P<text>[^|⟧]+)\|(?P<iso>[^⟧]*)⟧")

# issued, and a text whose dates are marked ⟦as written|iso⟧; a leading ? marks what stays unresolved
MARKED = [
    # stated in full
    ("", "⟦2020年4月29日|2020-04-29⟧，绵阳市与北碚区签署协议。"),
    ("", "自⟦2020年4月29日|2020-04-29⟧起施行。"),
    ("", "⟦２０２０年４月２９日|2020-04-29⟧在京签署"),
    ("", "⟦2020 年 4 月 29 日|2020-04-29⟧在京签署"),
    ("", "⟦2020年\n4月29日|2020-04-29⟧在京签署"),
    ("", "签于⟦二〇二〇年四月二十九日|2020-04-29⟧"),
    ("", "⟦二○二四年十二月三十一日|2024-12-31⟧"),
    ("", "⟦二零二四年十月十日|2024-10-10⟧"),
    ("", "⟦二〇二四年十二月|2024-12⟧印发"),
    ("", "⟦一九九七年|1997⟧重庆直辖"),
    ("", "印发日期：⟦2024-04-29|2024-04-29⟧"),
    ("", "发布于⟦2024.4.29|2024-04-29⟧。"),
    ("", "⟦2024/04/29|2024-04-29⟧ 10:30 来源"),
    ("", "⟦2023年11月|2023-11⟧，重庆到广安开通跨省公交。"),
    ("", "⟦2023年5月|2023-05⟧号列车"),
    ("", "力争⟦2027年|2027⟧建成通车"),
    ("", "⟦2023年|2023⟧世界动力电池大会在宜宾举行"),
    # endings
    ("", "到⟦2024年底|2024⟧全线贯通"),
    ("", "预计⟦2026年年底|2026⟧完工"),
    ("", "⟦2025年上半年|2025⟧开工，⟦2025年第一季度|2025⟧招标，⟦2025年度|2025⟧计划"),
    ("", "⟦2024年初|2024⟧启动，⟦2024年末|2024⟧完成"),
    ("", "⟦2024年|2024⟧初步建成"),
    ("", "⟦2024年|2024⟧底气更足"),
    ("", "⟦2024年|2024⟧中国经济稳中有进"),
    ("", "⟦2024年6月底|2024-06⟧前和⟦2024年7月上旬|2024-07⟧"),
    # without a year
    ("2020-04-29", "⟦4月28日|2020-04-28⟧，两市签署协议"),
    ("2020", "⟦4月28日|2020-04-28⟧，两市签署协议"),
    ("", "⟦4月28日|?--04-28⟧，两市签署协议"),
    ("", "⟦4月|?--04⟧，两市签署协议"),
    ("2024-01-10", "⟦12月28日|2023-12-28⟧，川青铁路通车"),
    ("2024-01-10", "⟦4月28日|2023-04-28⟧，川青铁路通车"),
    ("2024-01-10", "大会将于⟦4月28日|2024-04-28⟧举行"),
    ("2024-12-20", "预计⟦1月15日|2025-01-15⟧到达"),
    ("2024-01-10", "确保⟦6月底|2024-06⟧前建成"),
    ("2020-04-28", "⟦4月29日|2020-04-29⟧，两市签署协议"),
    ("2023-03-05", "⟦2月29日|?--02-29⟧出生"),
    ("2024-11-08", "⟦四月二十八日|2024-04-28⟧"),
    ("2024-11-08", "⟦10月份|2024-10⟧和⟦11月末|2024-11⟧"),
    ("2024-11-08", "⟦4月28日|2024-04-28⟧至⟦30日|2024-04-30⟧在蓉举行"),
    ("2024-11-08", "⟦4月28|2024-04-28⟧—⟦30日|2024-04-30⟧在蓉举行"),
    ("2024-11-08", "⟦9月28日|2024-09-28⟧至⟦10月8日|2024-10-08⟧"),
    ("", "⟦2024年9月28日|2024-09-28⟧、⟦29日|2024-09-29⟧"),
    # a year said before in the sentence
    ("2024-01-10", "⟦2020年4月29日|2020-04-29⟧签署协议，⟦5月8日|2020-05-08⟧挂牌。⟦5月9日|2023-05-09⟧开工。"),
    ("2024-01-10", "⟦2021年|2021⟧，⟦3月|2021-03⟧动工、⟦10月|2021-10⟧完工"),
    ("2024-01-10", "总部成立于⟦2019年|2019⟧的公司⟦12月28日|2023-12-28⟧揭牌"),
    ("", "⟦2020年4月|2020-04⟧签署，⟦同年10月|2020-10⟧挂牌，⟦次年|2021⟧建成，⟦当年|2021⟧运营"),
    ("", "⟦同年10月|?--10⟧挂牌"),
    # words
    ("2024-01-10", "⟦今年|2024⟧是关键一年，⟦去年|2023⟧完成投资，⟦前年|2022⟧开工，⟦明年|2025⟧建成，⟦上年|2023⟧结转"),
    ("2024-01-10", "⟦今年年底|2024⟧、⟦去年底|2023⟧、⟦今年上半年|2024⟧"),
    ("2024", "⟦今年|2024⟧以来，两地加强合作"),
    ("2024-01", "⟦去年12月28日|2023-12-28⟧通车"),
    ("", "⟦今年|?⟧开工，⟦去年12月|?--12⟧招标"),
    ("2024-01-10", "⟦上月|2023-12⟧召开，⟦本月|2024-01⟧启动，⟦下个月|2024-02⟧验收，⟦本月5日|2024-01-05⟧"),
    ("2024", "⟦上月|?⟧召开"),
    ("2024-08-20", "⟦今天（8月20日）|2024-08-20⟧开通"),
    ("2023-10-20", "⟦昨天（10月19日）|2023-10-19⟧在成都举行"),
    ("2023-12-31", "从⟦明天（1月1日）|2024-01-01⟧开始"),
    ("", "⟦今天（8月20日）|?--08-20⟧开通"),
    ("", "⟦日前（2024年8月20日）|2024-08-20⟧开通"),
    ("2024-03-01", "⟦昨天|2024-02-29⟧下午，⟦今天|2024-03-01⟧上午"),
    # ranges
    ("", "合作期限⟦2020—2022年|2020/2022⟧"),
    ("", "行动计划（⟦2020－2022年|2020/2022⟧）"),
    ("", "⟦2021至2025年|2021/2025⟧、⟦2020年到2022年|2020/2022⟧、⟦2020年——2022年|2020/2022⟧"),
    ("", "规划纲要（⟦2021-2035|2021/2035⟧）"),
    ("", "⟦二〇二一—二〇二五年|2021/2025⟧"),
    ("", "⟦“十四五”期间|2021/2025⟧，⟦十五五时期|2026/2030⟧，⟦“十三五”|2016/2020⟧规划，⟦“十四五”末|2025⟧"),
    ("", "⟦2020年4月|2020-04⟧至⟦2022年5月|2022-05⟧"),
]

NO_DATES = [
    "完成投资3014.4亿元",
    "全程24小时服务",
    "110千伏输变电工程",
    "近10年来，2000多家企业",
    "2023世界清洁能源装备大会",
    "拨打12345热线",
    "第75届会议",
    "4月以来，两地加强合作",
    "2020年以来，两地加强合作",
    "自4月28日以来",
    "2000年历史的古城",
    "1—4月，前11个月",
    "每年6月举行",
    "如今年轻人",
    "100万吨以上年产能",
    "60岁以上年龄",
    "基本年金",
    "相当年均",
    "日本月球探测",
    "五月花、三月三、十月怀胎",
    "三十四五岁",
    "十四五个人",
    "2021年2月30日",
    "2月30日",
    "13月",
    "12月龄",
    "电话2024-04-299",
    "t20200429_123",
    "版本12.2024.4.29.1",
    "川府发〔2020〕12号",
    "2022—2023赛季",
    "全长1956公里",
    "昨天，今天的西藏",
    "同年、当年",
    "",
]


def plain(marked: str) -> str:
    return MARK.sub(lambda m: m["text"], marked)


def expected(marked: str) -> list[tuple[str, str, bool]]:
    return [(m["text"], m["iso"].removeprefix("?"), m["iso"].startswith("?")) for m in MARK.finditer(marked)]


def kind_of(iso: str) -> str:
    return "range" if "/" in iso else {4: "year", 7: "month", 10: "date"}[len(iso)]


@pytest.mark.parametrize(("issued", "marked"), MARKED)
def test_marked(issued: str, marked: str) -> None:
    text = plain(marked)
    found = find_dates(text, issued)
    assert [(text[f.start : f.end], f.iso, f.kind == "unresolved") for f in found] == expected(marked)
    assert all(f.kind in ("unresolved", kind_of(f.iso) if f.iso[:1].isdigit() else "") for f in found)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date(text: str) -> None:
    assert find_dates(text, "2024") == []


def test_how_many_ran() -> None:
    assert (len(MARKED), len(NO_DATES)) == (67, 35)
    assert sum(len(expected(marked)) for _, marked in MARKED) == 101


def test_a_long_enumeration_of_days() -> None:
    assert len(find_dates("2024年4月1日" + "、2日" * 5000)) == 5001


def chinese(number: int) -> str:
    digits = "〇一二三四五六七八九"
    if number < 11:
        return "十" if number == 10 else digits[number]
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")


def chinese_year(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))


DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))
FORMS = {
    "{0.year}年{0.month}月{0.day}日": 0,
    "{0.year} 年 {0.month} 月 {0.day} 日": 0,
    "{0.year}年{0.month:02d}月{0.day:02d}日": 0,
    "{0:%Y-%m-%d}": 0,
    "{0.year}.{0.month}.{0.day}": 0,
}


@given(DAYS, st.sampled_from(sorted(FORMS)), st.sampled_from(["", "2024-01-10", "2020"]))
def test_every_day_in_every_form(day: date, form: str, issued: str) -> None:
    written = form.format(day)
    assert find_dates(f"会议于{written}召开", issued) == [Found(3, 3 + len(written), day.isoformat(), "date")]


@given(DAYS)
def test_every_day_in_chinese_digits(day: date) -> None:
    written = f"{chinese_year(day.year)}年{chinese(day.month)}月{chinese(day.day)}日"
    assert find_dates(written) == [Found(0, len(written), day.isoformat(), "date")]


@given(DAYS, DAYS)
def test_a_day_without_a_year_lies_within_a_year_before(issued: date, day: date) -> None:
    found = find_dates(f"会议{day.month}月{day.day}日召开", issued.isoformat())
    if found[0].kind == "date":
        distance = (issued - date.fromisoformat(found[0].iso)).days
        assert -15 <= distance <= 366
    else:
        assert found[0].iso == "--02-29"


@given(st.integers(1900, 2049), st.integers(1, 50), st.sampled_from("—–-－~～至到"))
def test_every_range(first: int, years: int, dash: str) -> None:
    assert find_dates(f"（{first}{dash}{first + years}年）")[0].iso == f"{first}/{first + years}"


@given(st.integers(1900, 2099), st.integers(1, 99))
def test_no_range_backwards(first: int, years: int) -> None:
    assert all(f.kind != "range" for f in find_dates(f"{first}—{max(1900, first - years)}年"))


PIECES = [
    "2020年",
    "4月",
    "28日",
    "今年",
    "去年",
    "以来",
    "—",
    "至",
    "（",
    "）",
    "今天",
    "十",
    "五",
    "二〇",
    "2024",
    "-",
    ".",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=12).map("".join)


@given(TEXTS, st.sampled_from(["", "2024", "2024-01", "2024-01-10"]))
def test_any_text_gives_ordered_spans_of_known_kinds(text: str, issued: str) -> None:
    found = find_dates(text, issued)
    ends = [0, *(f.end for f in found)]
    assert all(end <= f.start < f.end <= len(text) for end, f in zip(ends, found, strict=False))
    assert {f.kind for f in found} <= set(KINDS)
    assert find_dates(text, issued) == found


@given(st.text(alphabet="的是在与协议合作市区县〇abc ，。\n0.%亿元千伏", max_size=40))
def test_no_dates_where_none_can_be(text: str) -> None:
    assert find_dates(text, "2024-01-10") == []
