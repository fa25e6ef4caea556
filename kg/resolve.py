"""Whose: the place behind 市委 and 我市, the places behind 两地 and 双方."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from kg.extract.page import Hit, Page
from kg.lexicon import Unit
from kg.model import EntityId

AUTONOMOUS = "自治区"
_COORDINATED = re.compile(r"市?[、， ]?(?:[与和及、·—–-]|携手|牵手|联手|同)?")
_LONG_ARTICLE = 4000  # a report or a digest: 两地 looks back within its paragraph only
_LONGEST_NAME = 20
_COMMITTEE_AND = "委、"


def body_place(page: Page, position: int, level: str) -> Unit | None:
    """The unit whose 市委, 区政府 or 全省 stands at the position: the place named just before it, else the unit that
    the article speaks for or the one above it of that level (全市 in a text of 北碚区 is 重庆市), or None.

    ``level`` is 省, 市, 区, 县, 州, 旗 or 自治区.
    """
    beside = _named_beside(page, position, level)
    if beside:
        return beside
    committee = level + _COMMITTEE_AND  # 达州市委、市政府: the government of the place whose committee stands before
    if page.text.endswith(committee, 0, position):
        return body_place(page, position - len(committee), level)
    home = page.home_at(position)
    if home is None:
        return None
    return next((unit for unit in (home, *page.lexicon.ancestors(home)) if is_of_level(unit, level)), None)


def is_of_level(unit: Unit, level: str) -> bool:
    """Whether a unit is called by the division: 重庆市 and 绵阳市 are 市, 广西壮族自治区 is said to be 区."""
    if level == "区" and unit.name.endswith(AUTONOMOUS):
        return True
    return unit.name.endswith(level)


def _named_beside(page: Page, position: int, level: str) -> Unit | None:
    for end in (position, position + len(level)):
        for hit in _places(page, max(0, position - _LONGEST_NAME), end):
            unit = page.unit_of(hit.id) if hit.end == end and hit.start < position else None
            if unit and is_of_level(unit, level):
                return unit
    return None


def parties(page: Page, position: int, count: int = 2, kind: str = "") -> tuple[EntityId, ...]:
    """The places that 两地 or 双方 mean here: the list that they close, else of those set side by side before, the ones
    that the article names most; else its most named places; empty if there are not so many. ``kind`` is 省, 市, 县 or
    区 where the word says it."""
    start, end = article(page, position)
    if end - start > _LONG_ARTICLE:
        start = page.text.rfind("\n", start, position) + 1
        end = min(e for e in (page.text.find("\n", position), end) if e >= 0)
    groups = [g for g in coordinated(page, start, position) if len(g) == count and unrelated(page, g)]
    groups = [g for g in groups if all(_is_of_kind(page, id, kind) for id in g)]
    if not groups:
        return _most_named(page, start, end, count, kind)
    if beside := [g for g in groups if set(g) == set(_named_up_to(page, position))]:
        return beside[-1]
    named = Counter(hit.id for hit in _places(page, start, end))
    return max(enumerate(groups), key=lambda item: (min(named[id] for id in item[1]), item[0]))[1]


def _named_up_to(page: Page, position: int) -> tuple[EntityId, ...]:
    """The joint name or list that ends right before a position: 津冀两地, 上海青浦、江苏吴江、浙江嘉善三地."""
    end = position - (page.text[position - 1 : position] in ("等", "这"))
    joint = [j for j in page.joints_between(max(0, end - 8), end, named=True) if j.end == end]
    if joint:
        return joint[-1].members
    left = page.clause_at(max(0, end - 1), end)[0]
    return next(iter(coordinated(page, left, end)[-1:]), ()) if _ends_place(page, end) else ()


def _ends_place(page: Page, end: int) -> bool:
    return any(hit.end == end for hit in _places(page, max(0, end - _LONGEST_NAME), end))


def _is_of_kind(page: Page, id: EntityId, kind: str) -> bool:
    """Whether 三省, 两市 or 两县 may count the place."""
    unit = page.unit_of(id)
    if not kind or not unit:
        return True
    if kind == "省":
        return unit.level == "province"
    return unit.level == "prefecture" or unit.name.endswith("市") if kind == "市" else unit.level == "county"


def article(page: Page, position: int) -> tuple[int, int]:
    """Span of the article that the position stands in."""
    bounds = [0, *page.articles, len(page.text)]
    index = max(1, bisect_right(page.articles, position) + 1)
    return bounds[index - 1], bounds[index]


def coordinated(page: Page, start: int, end: int) -> list[tuple[EntityId, ...]]:
    """Groups of places side by side in a span: joined by 与, 和, 、, · or nothing; joint names are groups."""
    groups = [joint.members for joint in page.joints_between(start, end, named=True)]
    run: list[Hit] = []
    for hit in _places(page, start, end):
        if run and not _COORDINATED.fullmatch(page.text, run[-1].end, hit.start):
            groups += _group(page, run)
            run = []
        run.append(hit)
    return groups + _group(page, run)


def _places(page: Page, start: int, end: int) -> list[Hit]:
    return sorted([*page.between(start, end, "Place"), *page.nested_between(start, end, "Place")])


def _group(page: Page, run: Sequence[Hit]) -> list[tuple[EntityId, ...]]:
    """A run of places without those that only say where the next one lies (四川省绵阳市)."""
    kept = [
        hit.id for here, hit in enumerate(run) if here + 1 == len(run) or not contains(page, hit.id, run[here + 1].id)
    ]
    unique = tuple(dict.fromkeys(kept))
    return [unique] if len(unique) > 1 else []


def contains(page: Page, outer: EntityId, inner: EntityId) -> bool:
    """Whether one place lies in another."""
    big, small = page.unit_of(outer), page.unit_of(inner)
    return bool(big and small and big.key != small.key and page.lexicon.within(small, big))


def _most_named(page: Page, start: int, end: int, count: int, kind: str) -> tuple[EntityId, ...]:
    counts = Counter(hit.id for hit in _places(page, start, end) if _is_of_kind(page, hit.id, kind))
    chosen: list[EntityId] = []
    for id, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if not any(contains(page, id, other) or contains(page, other, id) for other in chosen):
            chosen.append(id)
    return tuple(chosen[:count]) if len(chosen) >= count else ()


def unrelated(page: Page, ids: Iterable[EntityId]) -> bool:
    """Whether no place of the group lies in another."""
    group = list(ids)
    return not any(contains(page, a, b) for a in group for b in group)
