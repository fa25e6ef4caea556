"""Of several claims about one thing, those that say the most."""

from __future__ import annotations

from collections import defaultdict

from kg.extract.page import Claim, Page
from kg.model import Date, EntityId
from kg.resolve import contains


def most_precise(page: Page, claims: list[Claim]) -> list[Claim]:
    """The claims without those to which another one about the same meeting gives a nearer day or a smaller place."""
    about: dict[tuple[EntityId, str], dict[object, Claim]] = defaultdict(dict)
    for claim in claims:
        about[claim.subject, claim.predicate].setdefault(claim.object, claim)
    return [
        claim
        for claim in claims
        if not any(_says_more(page, other, claim) for other in about[claim.subject, claim.predicate].values())
    ]


def _says_more(page: Page, other: Claim, claim: Claim) -> bool:
    """Whether another claim is nearer: 南宁市 for 广西, 2023-05-26 for 2023."""
    if other.object == claim.object:
        return False
    if isinstance(other.object, Date) and isinstance(claim.object, Date):
        return other.object.iso.startswith(claim.object.iso)
    if claim.predicate == "heldIn" and isinstance(other.object, EntityId) and isinstance(claim.object, EntityId):
        return contains(page, claim.object, other.object)
    return False
