"""Named actions that head the sections of a plan: of a joint plan, and of one city's own."""

from __future__ import annotations

import pytest

from kg.model import Document, EntityId
from kg.reading import Reader

JOINT = """赣州市 韶关市
加强毗邻地区合作三年行动方案（2024—2026年）

为深化合作，两市共同制定本方案。
（一）交通互联行动。共同推进断头路建设。
（二）深入实施产业协作行动。支持企业配套。
（三）生态共保行动
开展联合执法。
"""
NAMES = {"交通互联行动", "产业协作行动", "生态共保行动"}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def actions(reader: Reader, text: str) -> dict[str, set[str]]:
    reading = reader.read(Document("d", text))
    found: dict[str, set[str]] = {e.id.name: set() for e in reading.entities if e.id.cls == "Initiative"}
    for fact in reading.facts:
        if fact.predicate == "participant" and isinstance(fact.object, EntityId) and fact.subject.name in found:
            found[fact.subject.name].add(fact.object.name)
    return found


@pytest.mark.parametrize(
    "text",
    [
        JOINT,
        JOINT.replace("赣州市 韶关市", "江西省赣州市人民政府 广东省韶关市人民政府"),
        JOINT.replace("赣州市 韶关市\n", "赣州市与韶关市"),
        JOINT.replace("（一）", "一、").replace("（二）", "二、").replace("（三）", "三、"),
    ],
)
def test_the_actions_of_a_joint_plan_have_its_parties(reader: Reader, text: str) -> None:
    found = actions(reader, text)
    assert {name: found.get(name) for name in NAMES} == {name: {"赣州市", "韶关市"} for name in NAMES}


@pytest.mark.parametrize(
    "text",
    [
        JOINT.replace("赣州市 韶关市", "赣州市").replace("两市", "全市"),  # the plan of one city
        JOINT.replace("赣州市 韶关市", "江西省 赣州市").replace("两市", "全市"),  # a city under its province
        JOINT.replace("两市", "全市"),  # nobody acts as a pair
        JOINT.replace("生态共保行动", "生态共保"),  # two actions are no plan of actions
    ],
)
def test_headings_of_other_plans_are_no_initiatives(reader: Reader, text: str) -> None:
    assert not NAMES & actions(reader, text).keys()
