"""Railways and roads: the examples beside the patterns, what their names' characters mean, what they connect."""

from __future__ import annotations

import pytest
from sentences import of_place

from kg.patterns import load
from kg.reading import Reader

PATTERNS = load("lines")
EXAMPLES = [(row["of"], row["text"], row["names"]) for row in PATTERNS["examples"]]
COUNTER = PATTERNS["counter"]
CONNECTS = [
    ("汕头市", "汕头、揭阳、潮州三地之间，一条粤东城际铁路正在拼接成型。", {"汕头市", "揭阳市", "潮州市"}),
    ("包头市", "煤炭由此经甘钢铁路运抵包头。", {"包头市"}),
    ("成都市", "成都、德阳之间的差距缩小，天府大道加快建设。", set()),
    ("成都市", "成都与德阳之间合作密切，市民乘地铁1号线出行。", set()),
    ("包头市", "旅客经京包铁路换乘后前往包头的企业。", {"北京市", "包头市"}),
    ("酒泉市", "酒额铁路建成运营。", {"酒泉市", "额济纳旗"}),  # by the lexicon, beyond the province
    ("酒泉市", "酒库铁路建成运营。", {"酒泉市"}),  # no county of another province is guessed
    ("阜新市", "新阜高速公路开工。", {"新民市", "阜新市"}),  # not 新疆, which the agreed abbreviation would give
    ("兰州市", "兰张三四线铁路武张段、兰张三四线铁路中武段加快建设。", {"武威市", "张掖市"}),
    ("江门市", "深江高铁由深圳经东莞、中山至江门，正在加快推进。", {"深圳市", "东莞市", "中山市", "江门市"}),
    ("衢州市", "杭衢铁路建成，杭州、金华、衢州连成一线。", {"杭州市", "金华市", "衢州市"}),
    ("红河哈尼族彝族自治州", "雅万高铁带动出口。", set()),  # a line abroad
    ("邯郸市", "通车曲周至馆陶公路。", {"曲周县", "馆陶县"}),
    ("西安市", "西安地铁15号线通车。", {"西安市"}),  # 西安 is no 西 and 安
    ("郑州市", "郑西城际铁路开通。", {"郑州市", "西安市"}),  # capitals before others
    ("巴中市", "汉巴南铁路南充至巴中段通车，巴中至汉中段开工。", {"南充市", "巴中市", "汉中市"}),  # not 巴南区
    (
        "乐山市",
        "成渝中线高铁全长292公里，设成都、简州、乐至、安岳、铜梁5座车站。",
        {"成都市", "重庆市", "乐至县", "安岳县", "铜梁区"},
    ),
    ("海口市", "环岛旅游公路像丝带把文昌、琼海串了起来。", set()),  # which road, the page does not say
    ("通化市", "沈白高铁铺轨，抚顺、白山两座“零高铁”城市即将入网。", {"沈阳市", "抚顺市", "白山市"}),
    ("拉萨市", "那曲至昌都的G317线提质改造。", {"那曲市", "昌都市"}),
    ("汕头市", "粤东城际铁路封顶，太行山高速公路通车。", set()),  # the east of Guangdong, a range
    ("惠州市", "惠霞高速建设进度过半。", {"惠州市"}),  # beside a character that nothing explains
    ("六盘水市", "六威高速通车。", {"六盘水市", "威宁彝族回族苗族自治县"}),  # not 威远 of another province
    ("长沙市", "长沙绕城高速西南段建成。", {"长沙市"}),  # 西南 is no 西安 and 南阳
    ("南通市", "呼南通道襄阳至常德段建成。", {"襄阳市", "常德市"}),  # no 南通 in 呼|南|通道
    ("廊坊市", "津兴城际铁路串联天津西站、固安、永清。", {"天津市", "固安县", "永清县"}),  # a station by its city
    ("成都市", "这条路接渝湘高速，途经酉阳县。", {"重庆市"}),  # what another line passes
    ("乌鲁木齐市", "罗布泊至若羌铁路铺轨。", {"若羌县", "罗布泊"}),  # a terminus of no list
    ("昆明市", "中老铁路客货两旺，中越公路扩能。", set()),  # countries are no places of the list
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 11
    assert len(COUNTER) >= 6
    assert len(CONNECTS) >= 6


@pytest.mark.parametrize(("place", "text", "expected"), EXAMPLES)
def test_lines_named(reader: Reader, place: str, text: str, expected: list[str]) -> None:
    reading = of_place(reader, place, text)
    assert sorted(e.id.name for e in reading.entities if e.id.cls in ("Railway", "Road")) == sorted(expected)


@pytest.mark.parametrize("text", COUNTER)
def test_no_line(reader: Reader, text: str) -> None:
    reading = of_place(reader, "丽水市", text)
    assert [e.id.name for e in reading.entities if e.id.cls in ("Railway", "Road")] == []


@pytest.mark.parametrize(("place", "text", "expected"), CONNECTS)
def test_places_connected(reader: Reader, place: str, text: str, expected: set[str]) -> None:
    reading = of_place(reader, place, text)
    assert {f.object.name for f in reading.facts if f.predicate == "connects"} == expected  # type: ignore[union-attr]


def test_the_state_of_a_section_is_not_that_of_the_line(reader: Reader) -> None:
    reading = of_place(reader, "鹤壁市", "濮卫高速鹤壁段建成通车，濮卫高速濮阳段开工建设。")
    states = {f.subject.name: f.object.name for f in reading.facts if f.predicate == "status"}  # type: ignore[union-attr]
    assert states == {"濮卫高速鹤壁段": "completed", "濮卫高速濮阳段": "underConstruction"}


def test_one_section_is_called_by_its_line(reader: Reader) -> None:
    reading = of_place(reader, "鹤壁市", "濮卫高速鹤壁段建成通车。")
    lines = [e for e in reading.entities if e.id.cls == "Road"]
    assert [(e.id.name, e.aliases) for e in lines] == [("濮卫高速", ("濮卫高速鹤壁段",))]
