"""Agreements and policies: what they are called, who signs or issues them, when, for how long, about what."""

from __future__ import annotations

import pytest
from sentences import facts, names, read

from kg.patterns import load
from kg.reading import Reader

PATTERNS = load("papers")
EXAMPLES = [(row[0], row[1:]) for row in PATTERNS["examples"]]
COUNTER = PATTERNS["counter"]
NAMES = [(row[0], row[1:]) for row in PATTERNS["names"]]
ALL = ("party", "signedOn", "validFrom", "validUntil", "domain", "issuedBy")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 14
    assert len(COUNTER) >= 9
    assert len(NAMES) >= 7


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_facts(reader: Reader, text: str, expected: list[str]) -> None:
    assert facts(reader, text, *ALL) == sorted(expected)


@pytest.mark.parametrize("text", COUNTER)
def test_no_paper(reader: Reader, text: str) -> None:
    assert names(reader, text, "Agreement", "Policy") == []
    assert facts(reader, text, *ALL) == []


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_papers_named(reader: Reader, text: str, expected: list[str]) -> None:
    assert names(reader, text, "Agreement", "Policy") == sorted(expected)


def test_a_paper_spoken_of_again_is_the_same(reader: Reader) -> None:
    text = "5月8日，绵阳市与南充市签署合作框架协议。自5月8日两市签署合作框架协议以来，合作不断深化。"
    agreements = [e.id for e in read(reader, text).entities if e.id.cls == "Agreement"]
    assert [(a.name, a.scope) for a in agreements] == [("绵阳市与南充市合作框架协议", "2024-05-08")]


def test_parties_in_either_order_make_one_name(reader: Reader) -> None:
    one = names(reader, "绵阳市与南充市签署合作协议。", "Agreement")
    other = names(reader, "南充市与绵阳市签署合作协议。", "Agreement")
    assert one == other == ["绵阳市与南充市合作协议"]


def test_a_department_signs_for_its_place(reader: Reader) -> None:
    text = "成都市交通运输局与眉山市交通运输局签署公交合作协议。"
    assert [f.rpartition(" → ")[2] for f in facts(reader, text, "party")] == ["成都市", "眉山市"]


def test_what_is_signed_at_a_meeting_bears_its_day(reader: Reader) -> None:
    text = "6月1日，绵阳市与南充市第一次党政联席会议在绵阳举行。\n会上，双方签署了文旅合作协议。"
    assert facts(reader, text, "signedOn") == ["signedOn：绵阳市与南充市文旅合作协议 → 2024-06-01"]


def test_ministries_that_issue_together_make_a_policy(reader: Reader) -> None:
    reading = read(reader, "教育部等七部门联合印发《职业教育提质行动方案》。")
    assert [(e.id.cls, e.id.name) for e in reading.entities if e.id.cls in ("Agreement", "Policy")] == [
        ("Policy", "职业教育提质行动方案")
    ]


def test_a_session_adopts_for_its_committee(reader: Reader) -> None:
    text = "6月1日，市委八届五次全会召开。全会审议通过《关于推动成德同城化发展的决定》和全会决议。"
    assert facts(reader, text, "issuedBy") == [
        "issuedBy：中国共产党德阳市第八届委员会第五次全体会议决议 → 中共德阳市委员会",
        "issuedBy：关于推动成德同城化发展的决定 → 中共德阳市委员会",
    ]


def test_a_title_cut_to_its_last_word_is_the_same_paper(reader: Reader) -> None:
    text = "印发《河湖保护管理办法》《河道采砂管理条例》。《办法》明确了责任，《条例》划定了范围。"
    found = {text[m.start : m.end]: m.entity.name for m in read(reader, text).mentions if m.entity.cls == "Policy"}
    assert (found["《办法》"], found["《条例》"]) == ("河湖保护管理办法", "河道采砂管理条例")


OWN_PAPER = """绵阳市人民政府
遂宁市人民政府
关于共建涪江产业园的
三年行动计划
（2023—2025年）

为推动两市合作，经协商一致，制定本行动计划。
（一）交通设施互联行动。加快建设铁路。
（二）文旅融合发展行动。

2023年3月20日
"""


def test_a_document_that_is_itself_an_agreement(reader: Reader) -> None:
    name = "绵阳市人民政府遂宁市人民政府关于共建涪江产业园的三年行动计划（2023—2025年）"
    read_as = facts(reader, OWN_PAPER, *ALL)
    assert names(reader, OWN_PAPER, "Agreement", "Policy") == [name]
    assert {f"party：{name} → 绵阳市", f"party：{name} → 遂宁市", f"validUntil：{name} → 2025"} <= set(read_as)
    assert {f"domain：{name} → transport", f"domain：{name} → culture-tourism"} <= set(read_as)


@pytest.mark.parametrize(
    "text",
    [
        OWN_PAPER.replace("制定本行动计划", "共同推进铁路建设"),
        OWN_PAPER.replace("遂宁市人民政府\n", ""),
        "绵阳市遂宁市签署三年行动计划\n\n本协议由两市代表签字。",
    ],
)
def test_a_headline_or_a_plan_of_one_place_is_no_agreement_of_its_own(reader: Reader, text: str) -> None:
    assert not [m for m in read(reader, text).mentions if m.rule == "own title" and m.entity.cls == "Agreement"]


CONTRACT = """合作框架协议

甲方：江苏省南通市人民政府
乙方：陕西省汉中市人民政府

甲乙双方在产业合作、劳务协作等方面达成以下协议。
第一条 生态保护
第二条 甲方每年提供资金支持。
第三条 其他。
本协议期限自2021年6月1日起至2025年12月31日止。

2021年5月28日于汉中
"""


def test_a_contract_has_the_sides_that_it_labels(reader: Reader) -> None:
    name = "南通市与汉中市合作框架协议"
    assert facts(reader, CONTRACT, *ALL) == sorted(
        [
            *(f"party：{name} → {place}" for place in ("南通市", "汉中市")),
            f"signedOn：{name} → 2021-05-28",
            f"validFrom：{name} → 2021",
            f"validUntil：{name} → 2025",
            *(f"domain：{name} → {field}" for field in ("industry", "talent", "ecology")),
        ]
    )


def test_the_sides_may_stand_below(reader: Reader) -> None:
    text = "关于共护汉江的倡议书\n\n现发出如下倡议：\n共护清水。\n\n汉中市人大常委会 安康市人大常委会\n2024年6月12日"
    read_as = facts(reader, text, "party", "signedOn")
    name = "关于共护汉江的倡议书"
    assert read_as == [f"party：{name} → 安康市", f"party：{name} → 汉中市", f"signedOn：{name} → 2024-06-12"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "中共绵阳市委 绵阳市人民政府\n关于建设科技城的\n实施意见\n\n各县区：\n",
            ["中共绵阳市委员会", "绵阳市人民政府"],
        ),
        ("绵阳市人民政府办公室\n关于印发绵阳市现代物流业发展规划的通知\n\n各县区：\n", ["绵阳市人民政府办公室"]),
        ("绵阳市河道保护条例\n（2021年7月30日市人大常委会通过）\n", ["绵阳市"]),
        ("绵阳市委关于融入都市圈\n服务新发展格局的决定\n（2021年7月30日全会通过）\n", ["中共绵阳市委员会"]),
    ],
)
def test_a_document_that_is_itself_a_policy(reader: Reader, text: str, expected: list[str]) -> None:
    assert sorted(f.rpartition(" → ")[2] for f in facts(reader, text, "issuedBy")) == sorted(expected)


def test_a_plan_that_two_places_send_out_is_their_agreement(reader: Reader) -> None:
    name = "成德同城化发展三年行动计划（2023—2025年）"
    text = f"成都市人民政府 德阳市人民政府\n关于印发《{name}》的通知\n\n现印发给你们。\n德阳市人民政府\n2023年4月8日\n"
    assert names(reader, text, "Agreement", "Policy") == [name]
    assert facts(reader, text, "party", "signedOn", "issuedBy") == [
        f"party：{name} → 德阳市",
        f"party：{name} → 成都市",
        f"signedOn：{name} → 2023-04-08",
    ]


def test_a_contract_without_a_title_is_named_by_its_sides(reader: Reader) -> None:
    text = "甲方：广安市人民政府；乙方：重庆市渝北区人民政府。双方就共建示范园达成如下协议。签署日期：2020年12月18日。"
    name = "广安市与渝北区共建示范园协议"
    assert facts(reader, text, "party", "signedOn") == [
        f"party：{name} → 广安市",
        f"party：{name} → 渝北区",
        f"signedOn：{name} → 2020-12-18",
    ]


def test_zones_that_sign_give_the_paper_its_name(reader: Reader) -> None:
    text = "6月3日，德阳经济技术开发区与青浦工业园区、皖西学院与上海政法学院分别签订合作协议。"
    found = names(reader, text, "Agreement")
    assert found == ["上海政法学院与皖西学院合作协议", "德阳经济技术开发区与青浦工业园区合作协议"]
    assert len(facts(reader, text, "signedOn")) == 2


@pytest.mark.parametrize(
    "headline",
    ["川渝签署深化高竹新区协同发展行动方案", "高竹新区协同发展行动方案签署", "四川与重庆签署高竹新区协同发展行动方案"],
)
def test_a_headline_tells_of_the_paper_that_the_text_gives_in_full(reader: Reader, headline: str) -> None:
    text = f"{headline}\n5月6日，川渝两地在成都共同签署《深化川渝高竹新区协同发展行动方案》。"
    assert names(reader, text, "Agreement", "Policy") == ["深化川渝高竹新区协同发展行动方案"]


def test_a_headline_with_fewer_words_tells_of_the_same_signing(reader: Reader) -> None:
    text = "常德与益阳签署合作框架协议\n5月6日，常德市与益阳市签署战略合作框架协议，围绕交通、文旅开展合作。"
    assert names(reader, text, "Agreement") == ["常德市与益阳市战略合作框架协议"]
