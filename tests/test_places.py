"""Places in context: which unit a name means, and what is no place at all."""

from __future__ import annotations

import pytest

from kg.model import Document
from kg.reading import Reader

# text, places that it names (all of them), the document's issuer and date
CASES = [
    ("四川省绵阳市与重庆市北碚区签约。", "四川省 绵阳市 重庆市 北碚区", "", ""),
    ("朝阳区举办招商会。", "朝阳区?", "", ""),
    ("朝阳区举办招商会。", "朝阳区110105", "北京市人民政府", ""),
    ("朝阳区举办招商会。", "朝阳区220104", "长春市人民政府", ""),
    ("重庆市江北区与四川省广安市合作。", "重庆市 江北区500105 四川省 广安市", "", "2020"),
    ("宁波江北区开工。", "宁波市 江北区330205", "", ""),
    ("大同市与张家口市共建走廊。", "大同市 张家口市", "", ""),
    ("罗江县与中江县签约。", "罗江县510626 中江县", "德阳市人民政府", "2015"),
    ("罗江区与中江县签约。", "罗江区510604 中江县", "德阳市人民政府", "2024"),
    ("简阳市划归成都市代管。", "简阳市 成都市", "", "2018"),
    ("做好阿坝、金阳等6个县结对帮扶工作。", "阿坝县 金阳县 德阳市", "德阳市人民政府", "2024"),
    ("推动合作发展，建设和平家园，解放思想。", "", "", ""),
    ("东方电气、长安汽车、平安银行参会。", "", "", ""),
    ("沿成都路、南京路向北。", "", "", ""),
    ("在成都路上设展位。", "", "", ""),
    ("张海南、王吉林讲话。", "", "", ""),
    ("深化市场化改革，优化县域经济和区域布局。", "", "", ""),
    ("吉林省吉林市与长春市协同发展。", "吉林省 吉林市 长春市", "", ""),
    ("通化市与丹东市共建通丹经济带，通化县参加。", "通化市 丹东市 通化县", "", ""),
    ("西藏、内蒙古、广西三个自治区。", "西藏自治区 内蒙古自治区 广西壮族自治区", "", ""),
    ("新疆与宁夏签约。", "新疆维吾尔自治区 宁夏回族自治区", "", ""),
    ("我市与成都共建园区，全省关注。", "绵阳市 成都市 四川省", "绵阳市人民政府", ""),
    ("全市一盘棋，区委要求全区落实。", "重庆市 北碚区", "北碚区人民政府", ""),
    ("中国与老挝合作，长江、黄河、秦岭之间。", "", "", ""),
    ("恩施州、黔东南州与凉山州结对。", "恩施土家族苗族自治州 黔东南苗族侗族自治州 凉山彝族自治州", "", ""),
    ("绵竹九龙镇的经验在全国推广。", "绵竹市 九龙镇", "德阳市人民政府", ""),
]

JOINT = [
    ("川渝合作走深走实。", "四川省 重庆市"),
    ("成德眉资同城化发展。", "成都市 德阳市 眉山市 资阳市"),
    ("京津冀协同发展。", "北京市 天津市 河北省"),
    ("沪苏浙皖联合发布。", "上海市 江苏省 浙江省 安徽省"),
    ("鄂湘赣三省签约。", "湖北省 湖南省 江西省"),
    ("绵阳与北碚友好，推动绵碚友城合作。", "绵阳市 北碚区"),
    ("岳阳、荆州签约，实现“岳荆通办”。", "岳阳市 荆州市"),
    ("南北合作、东西部协作、山海联动。", ""),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def test_every_case_is_run() -> None:
    assert len(CASES) >= 24
    assert len(JOINT) >= 8


@pytest.mark.parametrize(("text", "expected", "issuer", "issued"), CASES)
def test_units_behind_names(reader: Reader, text: str, expected: str, issuer: str, issued: str) -> None:
    reading = reader.read(Document("d", text, issuer=issuer, issued=issued))
    places = [e for e in reading.entities if e.id.cls == "Place"]
    labels = {e.id.name + ("?" if e.candidates else "") for e in places}
    scoped = {e.id.name + e.id.scope for e in places}
    assert len(labels) == len(expected.split())
    for want in expected.split():
        assert want in labels | scoped


@pytest.mark.parametrize(("text", "expected"), JOINT)
def test_joint_names(reader: Reader, text: str, expected: str) -> None:
    page = reader.page(Document("d", text))
    assert {id.name for joint in page.joints for id in joint.members} == set(expected.split())


def test_an_undecided_name_is_listed_with_its_candidates(reader: Reader) -> None:
    reading = reader.read(Document("d", "朝阳区举办招商会。"))
    assert [item.text for item in reading.undecided] == ["朝阳区"]
    assert len(reading.undecided[0].candidates) >= 2


def test_two_places_of_two_articles_on_one_page(reader: Reader) -> None:
    text = (
        "本报讯 6月3日，绵阳市与遂宁市签约，两地将共建园区。\n"
        "岳阳荆州携手\n本报讯 6月4日，岳阳市与荆州市签约，两地将共建大桥。"
    )
    page = reader.page(Document("d", text))
    pairs = [{id.name for id in joint.members} for joint in page.joints if joint.rule == "pair"]
    assert pairs == [{"绵阳市", "遂宁市"}, {"岳阳市", "荆州市"}]


def test_a_rejected_name_is_remembered_with_a_reason(reader: Reader) -> None:
    reading = reader.read(Document("d", "绵阳市的金沙大道通车。", issuer="绵阳市人民政府"))
    assert all(item.reason for item in reading.turned_down)
