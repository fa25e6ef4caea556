"""What the system knows about the country before it reads a text: the tables of ``data/gazetteer`` as typed values."""

from __future__ import annotations

from kg.lexicon.model import LEVELS, TERM_CLASSES, Domain, Lexicon, Term, Unit
from kg.lexicon.reader import load

__all__ = ["LEVELS", "TERM_CLASSES", "Domain", "Lexicon", "Term", "Unit", "load"]
