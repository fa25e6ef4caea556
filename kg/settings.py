"""What a deployment may set, as one frozen value that is passed in; nothing is read from the environment here."""

from __future__ import annotations

import os
from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and choices of a deployment; times in seconds, sizes in bytes."""

    base: str = "https://w3id.org/regional-cooperation/id/"
    """The IRI under which things lie; ends with ``/`` or ``#``."""
    workers: int = 0
    """Processes that read documents; 0 means one for each processor, but never more than documents."""
    inline_characters: int = 100_000
    """Unless workers are set, fewer characters are read in this process: starting others would take longer."""
    query_seconds: float = 10.0
    """A SPARQL query over HTTP is stopped after this time."""
    query_memory: int = 1024 * MEBIBYTE
    """What a query may take beyond what its idle worker process holds."""
    query_bytes: int = 64 * MEBIBYTE
    """The longest answer to a SPARQL query."""
    query_characters: int = 100_000
    """The longest SPARQL query that is looked at."""
    queries: int = 4
    """SPARQL queries under way at once; the rest are told to wait."""

    def processes(self, documents: int) -> int:
        """How many processes read so many documents: at least one, at most one a document."""
        wanted = self.workers or os.cpu_count() or 1
        return max(1, min(wanted, documents))
