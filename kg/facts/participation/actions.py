"""Who takes part in the actions that head the sections of a joint plan: the places whose plan the title says it is."""

from __future__ import annotations

from kg.extract.initiatives import parties_of_title
from kg.extract.page import Claim, Page


def state(page: Page) -> list[Claim]:
    """``participant`` claims of the actions found as headings; the evidence is the heading."""
    actions = [hit for hit in page.hits if hit.rule == "action heading"]
    return [
        Claim(hit.id, "participant", place, hit.start, hit.end, "action of the plan")
        for place in (parties_of_title(page) if actions else ())
        for hit in actions
    ]
