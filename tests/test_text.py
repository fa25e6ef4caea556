"""The cleaned view: what is joined, folded and split, and that every character maps back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.text import LONGEST, view

COLUMN = """ 本报讯（记者 王小明）6月3日，
两市党政联席会议在岳阳召开，会议
听取了合作事项进展情况，审议通过
了年度工作要点，部署了下一阶段的
重点任务。

会议指出，要坚持规划引领，加快推
进交通互联互通，推动产业协作，加
强生态共保，让两地群众得到更多实

惠，促进公共服务便利共享，为全省
区域协调发展作出贡献。会议强调，
要健全工作机制。

两市携手谱写合作新篇
共建洞庭湖生态经济区
"""


def test_hard_wraps_of_a_column_are_joined_and_headlines_are_not() -> None:
    lines = view(COLUMN).text.split("\n")
    assert lines[0].startswith("本报讯（记者 王小明）6月3日，两市党政联席会议在岳阳召开，会议听取了")
    assert "更多实惠，促进" in lines[1]
    assert lines[2:4] == ["两市携手谱写合作新篇", "共建洞庭湖生态经济区"]


def test_a_paragraph_on_one_line_stays_one_sentence_a_stop() -> None:
    cleaned = view("第一句。第二句！“第三句。”\n第四句")
    found = [cleaned.text[s.start : s.end] for s in cleaned.sentences()]
    assert found == ["第一句。", "第二句！", "“第三句。”", "第四句"]


def test_a_title_broken_by_a_line_end_is_whole() -> None:
    assert "《三年行动计划（2024—2026年）》" in view("会议审议通过《三年行动\n计划（2024—2026年）》和决议").text


def test_width_radicals_and_ascii_marks_are_folded_and_numbers_kept() -> None:
    assert view("Ｇ４２,⻄安;3,014亿(12:30)").text == "G42，西安；3,014亿（12:30）"


def test_a_name_set_wide_is_closed_but_words_stay_apart() -> None:
    assert view("出席的有：李　静、王　明，以及周旭 讲话").text == "出席的有：李静、王明，以及周旭 讲话"


def test_line_ends_of_every_kind_count_as_they_are() -> None:
    text = "甲市。\r\n乙市。\r丙市。"
    cleaned = view(text)
    for sentence in cleaned.sentences():
        start, end = cleaned.source(sentence.start, sentence.end)
        assert text[start:end] == cleaned.text[sentence.start : sentence.end]


@given(st.text(alphabet="市区与，。 \n\r　\u200bＡ1⻄“”《》", max_size=200))
def test_every_character_of_the_view_comes_from_its_offset(text: str) -> None:
    cleaned = view(text)
    assert len(cleaned.text) == len(cleaned.offsets)
    assert list(cleaned.offsets) == sorted(cleaned.offsets)
    for char, offset in zip(cleaned.text, cleaned.offsets, strict=True):
        assert char in " \n" or not text[offset].isspace()


@given(st.text(alphabet="市区，。！\n ”", max_size=120))
def test_sentences_cover_all_that_is_no_space(text: str) -> None:
    cleaned = view(text)
    covered = "".join(cleaned.text[s.start : s.end] for s in cleaned.sentences())
    assert "".join(covered.split()) == "".join(cleaned.text.split())


def test_a_page_without_stops_is_cut_at_commas() -> None:
    cleaned = view("绵阳市与北碚区推动合作，" * 1000)
    lengths = [s.end - s.start for s in cleaned.sentences()]
    assert max(lengths) <= LONGEST
    assert sum(lengths) == len(cleaned.text)
    assert all(cleaned.text[s.end - 1] == "，" for s in cleaned.sentences())
