"""The inside of a query process: limits first, then one question after another until the pipe closes."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from kg import store as stores
from kg.model import KgError, QueryError, StoreError
from kg.settings import MEBIBYTE, Settings
from kg.sparql.errors import NotAcceptable
from kg.sparql.media import Wanted, choose
from kg.sparql.question import Question

_GRACE_SECONDS = 5.0
"""A process whose parent is gone ends itself this long after the query's time is over."""
_KEPT = 64 * MEBIBYTE
"""A process that holds more than this beyond what it began with is replaced after its answer."""


@dataclass(frozen=True, slots=True)
class Task:
    """A question for the store as it is in one generation."""

    store: Path
    generation: str
    question: Question
    wanted: tuple[Wanted, ...]
    """What the client takes, best first; the forms themselves cannot be pickled."""


@dataclass(frozen=True, slots=True)
class Success:
    """An answer in full; ``last`` when the process ends after it."""

    media: str
    body: bytes
    last: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer; ``kind`` is query, store, form, size or memory."""

    kind: str
    message: str
    last: bool = False


def work(pipe: Connection, settings: Settings) -> None:
    """Answer tasks until the other end closes the pipe; the main function of the process."""
    _behave()
    pipe.send("ready")
    desk = _Desk(settings)
    with contextlib.suppress(EOFError, OSError):
        while True:
            answer = desk.answer(pipe.recv())
            pipe.send(answer)
            if answer.last:
                return


class _Desk:
    """The store that the process holds open, and how it answers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: stores.Store | None = None
        self._idle = 0

    def answer(self, task: Task) -> Success | Failure:
        """The answer to one task; nothing is raised."""
        _alarm(self._settings.query_seconds + _GRACE_SECONDS)
        try:
            media, body = self._run(task)
            if len(body) > self._settings.query_bytes:
                return Failure("size", f"the answer is larger than {self._settings.query_bytes} bytes", self._full())
            return Success(media, body, self._full())
        except QueryError as error:
            return Failure("query", str(error), self._full())
        except NotAcceptable as error:
            return Failure("form", str(error))
        except (StoreError, KgError) as error:
            return Failure("store", str(error), last=True)
        except MemoryError:
            return Failure("memory", "the query was stopped: it took more memory than it may", last=True)
        finally:
            _alarm(0)

    def _run(self, task: Task) -> tuple[str, bytes]:
        store = self._open(task)
        question = task.question
        result = store.query(question.query, default=question.default, named=question.named)
        if isinstance(result, stores.Triples):
            media, form = choose(task.wanted, stores.GraphFormat)
            assert isinstance(form, stores.GraphFormat)  # noqa: S101 - chosen so
            return media, result.serialize(form)
        media, form = choose(task.wanted, stores.ResultFormat)
        assert isinstance(form, stores.ResultFormat)  # noqa: S101 - chosen so
        return media, result.serialize(form)

    def _open(self, task: Task) -> stores.Store:
        if self._store is None or self._store.generation != task.generation:
            self._store = stores.open(task.store)
            self._store.select("SELECT * WHERE { ?s ?p ?o } LIMIT 1").serialize()
            self._idle = _resident()
            _limit(self._settings.query_memory)
        return self._store

    def _full(self) -> bool:
        return _resident() > self._idle + _KEPT


def _behave() -> None:
    """Leave Ctrl+C to the parent, and no core files."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: float) -> None:
    """End the process by signal after so many seconds, whatever it does then; 0 calls it off. POSIX alone has it."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _pages(field: int) -> int:
    """A field of /proc/self/statm in bytes: 0 is the address space, 1 what is resident; 0 where there is none."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text("ascii").split()[field]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


def _resident() -> int:
    return _pages(1)


def _limit(more: int) -> None:
    """Let the address space grow by so many bytes and no further; the engine aborts when it wants more."""
    if sys.platform == "linux":
        import resource

        most = _pages(0) + more
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
