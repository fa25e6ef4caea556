"""Cooperation that follows from other facts: who signs an agreement together, who meets jointly."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from kg.extract.page import Claim, Page
from kg.model import EntityId
from kg.resolve import contains

_EACH_PAIR = "分别"
"""甲与乙、丙与丁分别签署: the parties of one paper are told pair by pair."""
_PAIR = 2
_JOINING = {"Agreement": "party", "Meeting": "participant"}


def state(page: Page) -> list[Claim]:
    """``cooperatesWith`` of the places that are parties of one agreement or members of one meeting; the later of
    the two claims is the evidence."""
    members: dict[EntityId, dict[EntityId, Claim]] = defaultdict(dict)
    for claim in page.claims:
        place = claim.object
        if _JOINING.get(claim.subject.cls) == claim.predicate and isinstance(place, EntityId) and place.cls == "Place":
            members[claim.subject].setdefault(place, claim)
    return [claim for joined in members.values() for claim in _pairs(page, joined)]


def _pairs(page: Page, joined: dict[EntityId, Claim]) -> list[Claim]:
    found = []
    for (one, first), (other, second) in combinations(joined.items(), 2):
        if not contains(page, one, other) and not contains(page, other, one):
            later = max(first, second, key=lambda c: c.start)
            sentence = page.sentence_at(later.start)
            if len(joined) > _PAIR and _EACH_PAIR in page.text[sentence.start : sentence.end]:
                continue
            found.append(Claim(one, "cooperatesWith", other, later.start, later.end, "one paper or meeting"))
    return found
