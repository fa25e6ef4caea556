"""What each command does: call the library, print what it gives. Each imports the heavy modules that it needs."""

from __future__ import annotations

import signal
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kg import store as stores
from kg.cli import output, results
from kg.cli.asking import ask, names_told
from kg.cli.drawing import draw
from kg.cli.parser import UsageError
from kg.messages import Messages
from kg.model import CLASSES, KgError
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.documents import Rejected
    from kg.explain import Explained
    from kg.store import Store

DONE, AT_FAULT, PARTLY = 0, 1, 3
EXPORTS = (".trig", ".nq", ".ttl", ".jsonld")


def _tell(text: str) -> None:
    print(output.plain(text), file=sys.stderr)


def build(options: Namespace, say: Messages) -> int:
    """Build a store; exit code 3 where documents were left out."""
    from kg import build as spine

    if not options.base.startswith("http") or not options.base.endswith(("/", "#")):
        raise UsageError(say("usage.base", value=options.base))
    settings = replace(Settings(), workers=options.workers, base=options.base)
    try:
        with _Bar(say) as bar:
            report = spine.build(options.sources, options.store, settings, bar.show, judgements=options.judgements)
    except spine.NothingBuilt as nothing:
        raise KgError(_nothing_built(options.sources, nothing.left_out, say)) from nothing
    except spine.JudgementsMissing as missing:
        raise KgError(say("build.judged", store=options.store)) from missing
    except spine.CheckError as broken:
        raise KgError(say("build.broken", count=len(broken.issues), first=broken.issues[0])) from broken
    _name_left_out(report.left_out, say)
    for where in report.idle:
        _tell(say("warning", text=say("build.idle", where=where)))
    if report.undecided:
        _tell(say("build.undecided", count=report.undecided))
    _tell(say("build.done", store=options.store, documents=len(report.built), things=report.things, facts=report.facts))
    if report.left_out:
        _tell(say("build.partly", count=len(report.left_out)))
    return PARTLY if report.left_out else DONE


def _nothing_built(sources: list[Path], left_out: tuple[Rejected, ...], say: Messages) -> str:
    """One line where one thing is at fault; else each is named first."""
    if len(left_out) == 1:
        return say("build.left_out", name=left_out[0].name, reason=left_out[0].reason)
    _name_left_out(left_out, say)
    return say("build.nothing", sources=" ".join(map(str, sources)), count=len(left_out))


def _name_left_out(left_out: tuple[Rejected, ...], say: Messages) -> None:
    for rejected in left_out:
        _tell(say("build.left_out", name=rejected.name, reason=rejected.reason))


class _Bar:
    """A progress bar on stderr, shown on terminals alone."""

    def __init__(self, say: Messages) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task(say("build.progress"), total=None)

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, done: int, total: int, document: str) -> None:
        """So many documents are read."""
        self._progress.update(self._task, completed=done, total=total)


def export(options: Namespace, say: Messages) -> int:
    """Write the dataset to a file."""
    if options.file.suffix not in EXPORTS:
        raise UsageError(say("usage.suffix", file=options.file, choices=" ".join(EXPORTS)))
    with stores.open(options.store) as store:
        store.dump(options.file)
    _tell(say("export.done", file=options.file))
    return DONE


def validate(options: Namespace, say: Messages) -> int:
    """Check a store against the shapes."""
    from kg.validate import validate_store

    with stores.open(options.store) as store:
        issues = list(validate_store(store))
    for issue in issues:
        print(output.plain(str(issue)))
    _tell(say("validate.issues", count=len(issues)) if issues else say("validate.done"))
    return AT_FAULT if issues else DONE


def query(options: Namespace, say: Messages) -> int:
    """Run a query from a file or the command line."""
    if (options.file is None) == (options.text is None):
        raise UsageError(say("usage.query"))
    text = options.text if options.file is None else _read_query(options.file)
    # the engine does not look at signals while it runs: Ctrl+C must end the process
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with stores.open(options.store) as store:
        results.write_result(store.query(text), options.format, say)
    return DONE


def _read_query(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KgError(f"{path}: not UTF-8 at byte {error.start}") from error


def neighbors(options: Namespace, say: Messages) -> int:
    """List what stands in relation to a thing."""
    from kg import neighbors as around

    _require(options.cls, CLASSES, "class", say)
    _require(options.predicate, around.PREDICATES, "predicate", say)
    with stores.open(options.store) as store:
        with names_told(say):
            start = around.resolve(store, options.name)
        choice = around.Choice(options.depth, options.predicate or "", options.cls or "")
        found = around.neighbors(store, start, choice)[: options.limit]
    results.NEIGHBOR_WRITERS[options.format](start, found, say)
    return DONE


def _require(value: str | None, choices: tuple[str, ...], kind: str, say: Messages) -> None:
    if value is not None and value not in choices:
        shown = " ".join(choices)
        raise UsageError(say("neighbors.unknown", kind=say(f"kind.{kind}"), value=value, choices=shown))


def explain(options: Namespace, say: Messages) -> int:
    """Tell what led to a fact, or what a document leaves open."""
    from kg import explain as why
    from kg import rules
    from kg.cli import explanations

    if len(options.what) > 3:
        raise UsageError(say("usage.explain"))
    words, name = explanations.Words(say, rules.load()), " ".join(options.what)
    with stores.open(options.store) as store:
        try:
            if len(options.what) == 1 and not why.is_assertion(name):
                explanations.write_overview(why.overview(store, name), options.format, words)
            else:
                explanations.write_facts(_explained(store, options.what, say), options.format, words)
        except why.UnknownDocument as error:
            raise KgError(say("explain.no_document", name=name)) from error
        except why.NothingStated as error:
            raise KgError(say("explain.not_stated", fact=name)) from error
    return DONE


def _explained(store: Store, what: list[str], say: Messages) -> list[Explained]:
    from kg import explain as why

    if len(what) == 1:
        return why.explain_assertion(store, what[0], say.lang)
    try:
        predicate = why.predicate_named(store, what[1])
    except why.UnknownPredicate:
        _require(what[1], why.PREDICATES, "predicate", say)
        raise
    with names_told(say):
        return why.explain_facts(store, what[0], predicate, "".join(what[2:]), say.lang)


def analyze(options: Namespace, say: Messages) -> int:
    """Measure the cooperation network; the tables go to a folder, a summary to stdout."""
    from kg import graph

    with stores.open(options.store) as store:
        analysis = graph.analyse(graph.from_store(store))
    if options.out:
        written = graph.write_tables(analysis, options.out)
        _tell(say("analyze.done", out=options.out, files=" ".join(path.name for path in written)))
    header = ("name", "degree", "weighted_degree", "betweenness", "pagerank", "community")
    rows = ((r.label, r.degree, r.weighted_degree, r.betweenness, r.pagerank, r.community) for r in analysis.centrality)
    output.write_table(header, rows)
    return DONE


def evaluate(options: Namespace, say: Messages) -> int:
    """Print the score table."""
    from kg import evaluate as scoring

    with stores.open(options.store) as store:
        report = scoring.evaluate(store, options.gold, options.sources)
    print("\n".join(scoring.lines(report, options.errors)))
    return DONE


def serve(options: Namespace, say: Messages) -> int:
    """Serve the API until it is stopped."""
    from kg.api import serving

    if options.port > 65535:
        raise UsageError(say("usage.number", what="--port", value=options.port))
    stores.open(options.store).close()  # a store at fault is told before a port is taken
    try:
        listening = serving.listen(options.host, options.port)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KgError(say("serve.used", host=options.host, port=options.port, reason=reason)) from error
    _tell(say("serve.at", host=options.host, port=listening.getsockname()[1]))
    serving.run(options.store, Settings(), listening)
    return DONE


COMMANDS: dict[str, Callable[[Namespace, Messages], int]] = {
    "build": build,
    "export": export,
    "validate": validate,
    "query": query,
    "neighbors": neighbors,
    "ask": ask,
    "explain": explain,
    "analyze": analyze,
    "map": draw,
    "evaluate": evaluate,
    "serve": serve,
}
