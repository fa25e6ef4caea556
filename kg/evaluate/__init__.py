"""A store scored against gold facts, document by document; the bar that the project measures itself by."""

from __future__ import annotations

from kg.evaluate.report import DocumentScore, Report, evaluate, lines
from kg.evaluate.scoring import Tally

__all__ = ["DocumentScore", "Report", "Tally", "evaluate", "lines"]
