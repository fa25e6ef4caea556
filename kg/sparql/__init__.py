"""Queries from outside that cannot hurt: limits of time, memory and size, and a bounded number at once."""

from kg.sparql.errors import NotAcceptable, ReadOnly, Stopped, TooBusy, TooLarge, WrongType
from kg.sparql.media import FORMS, Wanted, by_accept, by_suffix, choose
from kg.sparql.question import Question
from kg.sparql.workers import Served, Workers

__all__ = [
    "FORMS",
    "NotAcceptable",
    "Question",
    "ReadOnly",
    "Served",
    "Stopped",
    "TooBusy",
    "TooLarge",
    "Wanted",
    "Workers",
    "WrongType",
    "by_accept",
    "by_suffix",
    "choose",
]
