"""Why a query from outside is not answered."""

from __future__ import annotations

from kg.model import KgError


class NotAcceptable(KgError):
    """The answer has none of the forms that the client takes."""


class ReadOnly(KgError):
    """An update was asked for."""


class WrongType(KgError):
    """The body is of a media type that the protocol does not have."""


class TooLarge(KgError):
    """The request is larger than is looked at."""


class TooBusy(KgError):
    """As many queries as may run are under way."""


class Stopped(KgError):
    """A query was stopped at a limit of time, memory or size."""
