"""One self-contained page: pyvis makes the network, our template the page around it.

Nothing of a document ever becomes markup: data goes in as JSON whose ``<``, ``>`` and ``&`` are escaped, the scripts
put it into the page as text, and a content security policy with their checksums lets nothing else run or load.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.model import KgError

_HERE = Path(__file__).resolve().parent
_VIS = Path("lib/vis-9.1.2/vis-network.min.js")
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "hover": False, "selectable": False, "zoomSpeed": 0.6, "keyboard": False},
    "nodes": {"shape": "dot", "fixed": True},
    "edges": {"hidden": True, "smooth": False, "arrows": {"to": {"enabled": False}}},
}


def words() -> Any:
    """The words of the pages in Chinese and English, the fields' signs and colours."""
    return json.loads((_HERE / "static/words.json").read_text(encoding="utf-8"))


def script_json(value: object) -> str:
    """JSON that may stand inside a script element whatever it says."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def render(
    nodes: Iterable[Mapping[str, Any]],
    edges: Iterable[Mapping[str, Any]],
    page: Mapping[str, Any],
    scripts: Iterable[str],
) -> str:
    """The page as HTML. ``nodes`` and ``edges`` are what pyvis shows first.

    ``page`` is what the scripts read: at least ``lang``, ``kind`` and ``title`` by language. ``scripts`` name files of
    ``viz/static`` in order.
    """
    network = _network(nodes, edges)
    code = [_vis(), _bundle(scripts)]
    network.templateEnv.globals.update(
        lang="zh-CN" if page["lang"] == "zh" else "en",
        title=escape(page["title"][page["lang"]]),
        style=static("page.css"),
        policy=_policy(code),
        library=code[0],
        script=code[1],
        data=script_json({**page, "words": words()}),
        script_json=script_json,
        script_options=script_json(OPTIONS),
    )
    html: str = network.generate_html()
    return html


def _network(nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> Any:
    from pyvis.network import Network

    network = Network(directed=True)
    network.set_template_dir(str(_HERE / "templates"), "page.html")
    network.options = OPTIONS
    for node in nodes:
        network.add_node(node["id"], label=node["label"], shape="custom", x=node["x"], y=node["y"])
    for edge in edges:
        network.add_edge(edge["from"], edge["to"], id=edge["id"])
    return network


def _vis() -> str:
    spec = find_spec("pyvis")
    path = Path(spec.origin).parent / _VIS if spec and spec.origin else _VIS
    if not path.is_file():
        raise KgError(f"{path}: pyvis 0.3.2 brings this file; install it again")
    return _inert(path.read_text(encoding="utf-8"))


def _bundle(scripts: Iterable[str]) -> str:
    """The page's own scripts in one function, so that nothing of theirs is global."""
    return _inert("(() => {\n'use strict';\n" + "\n".join(static(name) for name in scripts) + "\n})();\n")


def static(name: str) -> str:
    """The text of a file of ``viz/static``."""
    return (_HERE / "static" / name).read_text(encoding="utf-8")


def _inert(code: str) -> str:
    """Code that cannot end the element it stands in."""
    if "</script" in code.lower():
        raise KgError("a script of the page would end its own element")
    return code.replace("\r\n", "\n")


def _policy(code: Iterable[str]) -> str:
    """A content security policy: these scripts, the page's style, pictures it draws itself, and nothing else."""
    sums = (base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") for text in code)
    sources = " ".join(f"'sha256-{value}'" for value in sums)
    return (
        f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
