"""Titles in 《》 and the short forms of them: which are agreements, which are policies, which are neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Page
from kg.extract.signing import Signers
from kg.patterns import alternatives

_TITLE = re.compile(r"《([^《》]{2,120})》")
_PERIOD = re.compile(r"[（(][^（）()]*[）)]$")
_DRAFT = re.compile(r"（(?:公开)?(?:征求|公开)意见稿）|（草案）|（修订草案）|（送审稿）")
_NEXT = re.compile("[、，和及与]?|以及")
_REACH = 16
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Title:
    """A title with its marks, ``[start, end)`` of the view."""

    start: int
    end: int
    name: str
    cls: str


class Titles:
    """What a title in 《》 is, by its last word and by what is done with it."""

    def __init__(self, patterns: dict[str, Any], signers: Signers) -> None:
        heads = [*patterns["agreement_heads"], *patterns["titled_heads"]]
        self._agreement = re.compile(f"(?:{alternatives(heads)})$")
        self._policy = re.compile(f"(?:{alternatives(patterns['policy_heads'])})$")
        self._not_policy = re.compile(f"(?:{alternatives(patterns['not_policy_heads'])})$")
        self._joint_head = re.compile(f"(?:{alternatives(patterns['joint_heads'])})$")
        self._signed = re.compile(f"(?:{alternatives(patterns['sign'])})了?(?:[^，。；《]{{0,8}})$")
        jointly = alternatives(patterns["jointly"])
        self._jointly = re.compile(f"(?:{jointly})了?(?:[^，。；《]{{0,8}})$")
        self._passive = re.compile(f"[^，。；]{{0,4}}?由[^，。；《]{{2,60}}?(?P<verb>{jointly})")
        self._signers = signers

    def find(self, page: Page) -> Iterator[Title]:
        """Titles of agreements and policies, in order."""
        signed_to = -1
        for match in _TITLE.finditer(page.text):
            in_row = signed_to >= 0 and bool(_NEXT.fullmatch(page.text, signed_to, match.start()))
            name = _DRAFT.sub("", canonical(re.sub(r"\s+", "", match[1])))
            cls = "" if len(name) < _SHORTEST else self._class(page, match, without_period(name), in_row=in_row)
            signed_to = match.end() if cls == "Agreement" else -1
            if cls:
                yield Title(match.start(), match.end(), name, cls)

    def _class(self, page: Page, match: re.Match[str], bare: str, *, in_row: bool) -> str:
        if self._agreement.search(bare):
            return "Agreement"
        if self._joint_head.search(bare) and (in_row or self._is_joint(page, match)):
            return "Agreement"
        return "Policy" if self._policy.search(bare) and not self._not_policy.search(bare) else ""

    def _is_joint(self, page: Page, match: re.Match[str]) -> bool:
        """Whether several places issue it: two governments in the title, or 共同制定 and 签署 before or behind it."""
        floor = page.sentence_at(match.start()).start
        governments = len(re.findall("人民政府", match[1]))
        floor = max(floor, match.start() - _REACH)
        if governments > 1 or self._signed.search(page.text, floor, match.start()):
            return True
        jointly = self._jointly.search(page.text, floor, match.start())
        parties = self._signers.before(page, jointly.start())[0] if jointly else ()
        passive = self._passive.match(page.text, match.end())
        if passive and not jointly:
            parties = self._signers.before(page, passive.start("verb"), match.end())[0]
        return len([id for id in parties if id.cls == "Place"]) > 1


def without_period(name: str) -> str:
    """A title without the bracket at its end: （2020—2022年）, （试行）."""
    return _PERIOD.sub("", name)
