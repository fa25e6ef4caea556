"""Sections of lines: 渝昆高铁云南段, and those that go on about the line named before (…，宜宾至昆明段加快建设)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.extract.lines.body import Body
from kg.extract.page import Hit, Page
from kg.model import EntityId

_ALONE = re.compile(
    r"(?:(?<=[，、。；：和及\n])|^)(?:[一二三]期)?([一-鿿]{2,6}(?:至|—|－)[一-鿿]{2,6}?|[一-鿿]{2,4})(段)(?![时落面子位])"
)
_SPELT = re.compile(r"([一-鿿])[一-鿿]+(?:至|—|－)([一-鿿])[一-鿿]+段")
_RULE = "section alone"
_IS = ("是", "作为")
_BRANCH = re.compile(r"至?([一-鿿]{2,4}?)(?:支线|联络线|连接线|延伸线|延长线)")


@dataclass(frozen=True, slots=True)
class Found:
    """A line's hit with what its name spells out and the section that it is of."""

    hit: Hit
    body: Body | None = None
    section: str = ""
    named: int = 0
    """Where the name of a section ends that stands alone."""


def branched(page: Page, line: Found) -> Found | None:
    """合安九高铁岳西支线: a branch to a place is a line of its own, called by the line that it leaves."""
    match = _BRANCH.match(page.text, line.hit.end)
    if match is None:
        return None
    named = match[1] in page.lexicon.by_name or any(w.tag == "LOC" for w in page.words_over(*match.span(1)))
    if not named and not page.between(*match.span(1), "Place"):
        return None
    id = replace(line.hit.id, name=line.hit.id.name + match[0])
    return Found(replace(line.hit, end=match.end(), id=id))


def alone(page: Page, found: Sequence[Found], verbs: tuple[str, ...]) -> Iterator[Found]:
    """Sections without their line, which their sentence or the one before named last."""
    lines = sorted((line for line in found), key=lambda line: line.hit.end)
    ends = [line.hit.end for line in lines]
    for match in _ALONE.finditer(page.text):
        before = bisect_right(ends, match.start())
        index = page.sentence_index(match.start())
        first = page.sentences[index].start == match.start()
        near = [line for line in lines[:before] if page.sentence_index(line.hit.start) >= index - first]
        owner = next((line.hit for line in reversed(near) if line.section), near[-1].hit if near else None)
        if (
            owner
            and _begins(page, match.start(1))
            and not match[0].startswith(verbs)
            and not any(line.hit.start <= match.start() < line.hit.end for line in lines[before:])
        ):
            yield Found(Hit(*match.span(), owner.id, _RULE), None, match[1] + match[2], match.end(1))


def _begins(page: Page, start: int) -> bool:
    """Whether a place or a name starts here: 西藏段, 川渝段, not 听取西藏段."""
    words = [w for w in page.words[page.sentence_index(start)] if w.start == start]
    named = any(w.tag != "v" or len(w.text) > 2 for w in words)
    starts = any(hit.start == start for hit in page.between(start, start + 8, "Place"))
    return starts or named


def _own_sentence(page: Page, line: Found) -> bool:
    """Whether a sentence is about the whole line: 沪渝蓉高铁是国家“八纵八横”高铁网的重要组成部分."""
    opens = page.sentence_at(line.hit.start).start == line.hit.start
    return opens and not line.section and page.text.startswith(_IS, line.hit.end)


def sectioned(page: Page, found: Sequence[Found]) -> list[Hit]:
    """Two sections of a line that a text names are two things, and so are a section and the line where a sentence is
    about each; 崇凭段 and 崇左至凭祥段 are one."""
    sections: dict[EntityId, set[str]] = defaultdict(set)
    for line in found:
        if line.section:
            sections[line.hit.id].add(line.section)
    full = {
        id: {"".join(m.groups()) + "段": name for name in names if (m := _SPELT.fullmatch(name))}
        for id, names in sections.items()
    }
    names = {(id, name): full[id].get(name, name) for id, found_names in sections.items() for name in found_names}
    whole = {line.hit.id for line in found if _own_sentence(page, line)}
    apart = {id for id in sections if len({names[id, name] for name in sections[id]}) + (id in whole) > 1}
    return [
        replace(line.hit, id=EntityId(line.hit.cls, line.hit.id.name + names[line.hit.id, line.section]))
        if line.section and line.hit.id in apart
        else line.hit
        for line in found
    ]
