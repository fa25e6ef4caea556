"""Queries in processes of their own, kept warm: the engine takes no time limit, but a process can be ended.

A worker holds the store open and answers one question at a time within a limit of memory, at the lowest priority once
the question turns out long. One that passes the time limit is killed; another takes its place in the background.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from kg.model import KgError, QueryError, StoreError
from kg.settings import Settings
from kg.sparql.errors import NotAcceptable, Stopped, TooBusy
from kg.sparql.media import Wanted
from kg.sparql.question import Question
from kg.sparql.worker import Failure, Success, Task, work

_START_SECONDS = 60.0
"""A process that has not started after this time never will."""

_QUICK_SECONDS = 0.25
_LOW = 19

_FAILURES: dict[str, type[KgError]] = {
    "query": QueryError,
    "store": StoreError,
    "form": NotAcceptable,
    "size": Stopped,
    "memory": Stopped,
}


@dataclass(frozen=True, slots=True)
class Served:
    """An answer in a form: its media type and its bytes."""

    media: str
    body: bytes


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")
        self._ending = threading.Lock()
        self._niceness = 0
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, settings), daemon=True, name="kg-query")
        self._process.start()
        theirs.close()

    def ready(self) -> bool:
        """Wait until the process has started."""
        with contextlib.suppress(EOFError, OSError):
            return self._pipe.poll(_START_SECONDS) and self._pipe.recv() == "ready"
        return False

    def ask(self, task: Task, seconds: float) -> Success | Failure:
        """The process's answer; Stopped when it takes too long or dies, and then the process is gone."""
        try:
            self._pipe.send(task)
            answer = self._wait(seconds)
        except (EOFError, OSError) as error:
            self.kill()
            raise Stopped("the query was stopped: it took more memory than it may") from error
        except Stopped:
            self.kill()
            raise
        if answer.last:
            self.kill()
        return answer

    def _wait(self, seconds: float) -> Success | Failure:
        """The answer; a query that is not quick gives way to everything else on the machine from then on."""
        if not self._pipe.poll(min(_QUICK_SECONDS, seconds)):
            self._set_niceness(_LOW)
            if not self._pipe.poll(max(0.0, seconds - _QUICK_SECONDS)):
                raise Stopped(f"the query was stopped after {seconds:g} s")
        answer: Success | Failure = self._pipe.recv()
        return answer if self._set_niceness(0) else replace(answer, last=True)

    def _set_niceness(self, niceness: int) -> bool:
        """Whether it is so now; the superuser alone may make a process less nice, and Windows has no such thing."""
        if sys.platform == "win32" or self._niceness == niceness:
            return True
        assert self._process.pid is not None  # noqa: S101 - it was started
        try:
            os.setpriority(os.PRIO_PROCESS, self._process.pid, niceness)
        except OSError:
            return False
        self._niceness = niceness
        return True

    @property
    def alive(self) -> bool:
        """Whether another question can be put."""
        return self._process.is_alive() and not self._pipe.closed

    def kill(self) -> None:
        """End the process whatever it does, and wait until it is gone."""
        with self._ending:
            self._process.kill()
            self._process.join()
            if not self._pipe.closed:
                self._pipe.close()


class Workers:
    """A bounded number of processes; more questions than that are turned away at once."""

    def __init__(self, store: Path, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        # last in, first out: the process that answered last has the store's pages at hand
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        for _ in range(settings.queries):
            self._replace()

    def ask(self, question: Question, wanted: tuple[Wanted, ...], generation: str) -> Served:
        """Run a query and give its answer in the first form that it can take.

        TooBusy when no process is free, QueryError, NotAcceptable or StoreError as the query deserves, Stopped when it
        passes a limit. Whatever happens, the process is idle or gone afterwards.
        """
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            raise TooBusy("as many queries as may run are under way") from None
        task = Task(self._store, generation, question, wanted)
        try:
            answer = worker.ask(task, self._settings.query_seconds)
        finally:
            self._give_back(worker)
        if isinstance(answer, Failure):
            raise _FAILURES[answer.kind](answer.message)
        return Served(answer.media, answer.body)

    def wait(self, seconds: float = _START_SECONDS) -> bool:
        """Wait until every process is idle; whether they are."""
        end = time.monotonic() + seconds
        while self._idle.qsize() < self._settings.queries and time.monotonic() < end:
            time.sleep(0.01)
        return self._idle.qsize() == self._settings.queries

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closed = True
            workers, self._all = self._all, set()
        for worker in workers:
            worker.kill()

    def _give_back(self, worker: _Worker) -> None:
        if worker.alive:
            self._idle.put(worker)
            return
        with self._lock:
            self._all.discard(worker)
        self._replace()

    def _replace(self) -> None:
        threading.Thread(target=self._start, daemon=True, name="kg-query-start").start()

    def _start(self) -> None:
        worker = _Worker(self._settings)
        with self._lock:
            if not self._closed:
                self._all.add(worker)
            closed = self._closed
        if closed or not worker.ready():
            worker.kill()
        else:
            self._idle.put(worker)
