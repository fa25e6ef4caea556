"""Pages without scripts: text and drawings made here, everything of a document escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Literal

from kg.graph import KnowledgeGraph, Quote
from viz.page import static, words

Lang = Literal["zh", "en"]


class Words:
    """The words of a page in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang, self._at, self._all = lang, 0 if lang == "zh" else 1, words()

    def __call__(self, group: str, key: str) -> str:
        """The word for ``key``; the key itself where there is none, as for a date."""
        pair = self._all[group].get(key)
        return str(pair[self._at]) if pair else key

    def pick(self, chinese: str, english: str) -> str:
        """One of two wordings."""
        return (chinese, english)[self._at]

    def families(self) -> list[Mapping[str, Any]]:
        """The families of fields and the sign of several, each with ``sign``, ``color`` and ``name``."""
        return [*self._all["families"], self._all["several"]]

    def family(self, fields: Iterable[str]) -> Mapping[str, Any]:
        """Sign and colour of a set of fields of cooperation."""
        found = [f for f in self._all["families"] if set(f["domains"]) & set(fields)]
        one: Mapping[str, Any] = found[0] if len(found) == 1 else self._all["several" if found else "none"]
        return one


def text(value: object) -> str:
    """A value as text of a page: escaped, without marks that reorder what stands around it."""
    marks = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    shown = str(value).translate(dict.fromkeys(map(ord, marks)))
    return escape("".join(c if c.isprintable() or c in "\n\t" else " " for c in shown))


def short(value: str, most: int) -> str:
    """The beginning of a name, as text of a page."""
    return text(value if len(value) <= most else value[: most - 1] + "…")


def document_page(title: str, lead: str, body: str, lang: Lang, style: str) -> str:
    """A whole page; ``title`` and ``lead`` are plain, ``body`` is markup made by this package.

    ``style`` names a file of ``viz/static``.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{static('plain.css')}{static(style)}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{text(title)}</h1>\n<p class="lead">{text(lead)}</p>\n{body}\n</main>\n</body>\n</html>\n'
    )


def quotes(evidence: Sequence[Quote], say: Words) -> str:
    """Sentences with document, date and place in the text, the oldest first."""
    ordered = sorted(evidence, key=lambda q: (q.issued, q.document, q.start))
    return "".join(_quote(quote, say) for quote in ordered)


def _quote(quote: Quote, say: Words) -> str:
    undated, place = say.pick("日期不详", "undated"), say.pick("第 {}–{} 字", "characters {}–{}")
    where = f"{quote.title or quote.document} · {quote.issued or undated} · {place.format(quote.start + 1, quote.end)}"
    return f'<blockquote>{text(quote.quote)}</blockquote><p class="meta">{text(where)}</p>'


def state_chip(value: str, say: Words) -> str:
    """A state as a small sign whose border tells it without colour."""
    known = value if value in ("proposed", "preliminary", "underConstruction", "completed") else "none"
    return f'<span class="state state-{known}">{text(say("states", value))}</span>'


def label_of(graph: KnowledgeGraph, key: str) -> str:
    """The name of a node."""
    return str(graph.nodes[key]["label"])
