"""The command line's grammar, in the user's language: argparse with our own words and one-line errors."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from kg import questions
from kg.messages import LANGUAGES, Messages
from kg.settings import Settings

QUERY_FORMATS = ("table", "json", "csv", "ttl")
NEIGHBOR_FORMATS = ("table", "json", "csv")
EXPLAIN_FORMATS = ("table", "json")
MAP_KINDS = ("map", "network", "matrix", "timeline", "lines")

_ARGPARSE = (
    ("usage.required", re.compile(r"the following arguments are required: (?P<what>.*)")),
    ("usage.unknown", re.compile(r"unrecognized arguments: (?P<what>.*)")),
    (
        "usage.choice",
        re.compile(r"argument (?P<what>.*?): invalid choice: (?P<value>.*?) \(choose from (?P<choices>.*)\)"),
    ),
    ("usage.value", re.compile(r"argument (?P<what>.*?): expected (one argument|at least one argument)")),
)
"""What argparse says, which it words in English alone → our message."""


class UsageError(Exception):
    """The command line is wrong; the message is one line in the user's language."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises UsageError and speaks from the catalogue."""

    def __init__(self, *, say: Messages, **options: object) -> None:
        super().__init__(add_help=False, formatter_class=_formatter(say), allow_abbrev=False, **options)  # type: ignore[arg-type]
        self.say = say
        self.arguments = self.add_argument_group(say("arguments"))
        self.choices = self.add_argument_group(say("options"))

    def error(self, message: str) -> NoReturn:
        """Raise UsageError instead of printing and leaving."""
        for key, pattern in _ARGPARSE:
            if found := pattern.fullmatch(message):
                raise UsageError(self.say(key, program=self.prog, **found.groupdict()))
        raise UsageError(self.say("usage.other", text=message))


class _Version(argparse.Action):
    """Print the version of the installed distribution and leave."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> NoReturn:
        """Leave with code 0."""
        print(f"hezuo {version('hezuo')}")
        parser.exit()


def _formatter(say: Messages) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def __init__(self, prog: str) -> None:
            super().__init__(prog, max_help_position=28, width=100)

        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[argparse._ArgumentGroup],
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, say("usage") if prefix is None else prefix)  # type: ignore[arg-type]

    return Formatter


def whole(what: str, least: int, say: Messages) -> Callable[[str], int]:
    """A reader of whole numbers of at least ``least``."""

    def read(value: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", value):
            raise UsageError(say("usage.number", what=what, value=value))
        if int(value) < least:
            raise UsageError(say("usage.least", what=what, value=value, least=least))
        return int(value)

    return read


def parser(say: Messages) -> Parser:
    """The whole grammar; a parsed line has ``command`` and the arguments of that command."""
    top = Parser(say=say, prog="kg", description=say("program"), epilog=say("exit_codes"))
    _common(top)
    top.choices.add_argument("--version", action=_Version, nargs=0, help=say("help.version"))
    commands = top.add_subparsers(
        title=say("commands"), dest="command", metavar="COMMAND", required=True, parser_class=Parser
    )
    for name, add in _COMMANDS.items():
        command = commands.add_parser(name, say=say, help=say(f"{name}.help"), description=say(f"{name}.help"))
        _common(command)
        command.choices.add_argument(
            "--store",
            required=True,
            type=Path,
            metavar="DIR",
            help=say("build.store" if name == "build" else "help.store"),
        )
        add(command)
    return top


def _common(parser: Parser) -> None:
    say = parser.say
    parser.choices.add_argument("-h", "--help", action="help", help=say("help.help"))
    parser.choices.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("help.lang"))


def _build(command: Parser) -> None:
    say = command.say
    command.arguments.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help=say("build.sources"))
    _number(command, "--workers", 1, say("build.workers"), default=0)
    command.choices.add_argument("--judgements", type=Path, metavar="FILE", help=say("build.judgements"))
    command.choices.add_argument("--base", metavar="IRI", default=Settings().base, help=say("build.base"))


def _export(command: Parser) -> None:
    command.arguments.add_argument("file", type=Path, metavar="FILE", help=command.say("export.file"))


def _validate(command: Parser) -> None:
    """It needs the store alone."""


def _query(command: Parser) -> None:
    say = command.say
    command.arguments.add_argument("file", nargs="?", type=Path, metavar="FILE.rq", help=say("query.file"))
    command.choices.add_argument("-e", dest="text", metavar="TEXT", help=say("query.text"))
    _format(command, QUERY_FORMATS)


def _neighbors(command: Parser) -> None:
    say = command.say
    command.arguments.add_argument("name", metavar="NAME", help=say("neighbors.name"))
    _number(command, "--depth", 1, say("neighbors.depth"), default=1)
    command.choices.add_argument("--predicate", metavar="P", help=say("neighbors.predicate"))
    command.choices.add_argument("--class", dest="cls", metavar="C", help=say("neighbors.class"))
    _number(command, "--limit", 1, say("help.limit"), default=None)
    _format(command, NEIGHBOR_FORMATS)


def _explain(command: Parser) -> None:
    say = command.say
    command.arguments.add_argument("what", nargs="+", metavar="FACT|DOCUMENT", help=say("explain.what"))
    _format(command, EXPLAIN_FORMATS)


def _ask(command: Parser) -> None:
    say = command.say
    command.arguments.add_argument("name", nargs="?", metavar="NAME", help=say("ask.name"))
    for name, texts in _parameters(say.lang).items():
        command.choices.add_argument(f"--{name}", metavar="VALUE", help=texts)
    _format(command, NEIGHBOR_FORMATS)


def _parameters(lang: str) -> dict[str, str]:
    """Every parameter of the planners' questions, by name, with what it means in them."""
    texts: dict[str, list[str]] = {}
    for question in questions.load().values():
        for parameter in question.parameters:
            texts.setdefault(parameter.name, []).append(parameter.en if lang == "en" else parameter.zh)
    return {name: " / ".join(dict.fromkeys(said)) for name, said in sorted(texts.items())}


def _analyze(command: Parser) -> None:
    command.choices.add_argument("--out", type=Path, metavar="DIR", help=command.say("analyze.out"))


def _map(command: Parser) -> None:
    say = command.say
    command.arguments.add_argument("out", type=Path, metavar="OUT", help=say("map.out"))
    command.choices.add_argument("--kind", choices=MAP_KINDS, default=MAP_KINDS[0], help=say("map.kind"))
    command.choices.add_argument("--line", metavar="NAME", help=say("map.line"))
    command.choices.add_argument("--sources", type=Path, metavar="DIR", help=say("map.sources"))


def _evaluate(command: Parser) -> None:
    say = command.say
    command.arguments.add_argument("gold", type=Path, metavar="GOLD_DIR", help=say("evaluate.gold"))
    _number(command, "--errors", 0, say("evaluate.errors"), default=0)
    command.choices.add_argument("--sources", type=Path, metavar="DIR", help=say("evaluate.sources"))


def _serve(command: Parser) -> None:
    say = command.say
    command.choices.add_argument("--host", metavar="HOST", default="127.0.0.1", help=say("serve.host"))
    _number(command, "--port", 0, say("serve.port"), default=8000)


def _number(command: Parser, name: str, least: int, text: str, default: int | None) -> None:
    command.choices.add_argument(name, type=whole(name, least, command.say), metavar="N", default=default, help=text)


def _format(command: Parser, formats: tuple[str, ...]) -> None:
    command.choices.add_argument("--format", choices=formats, default=formats[0], help=command.say("help.format"))


_COMMANDS: dict[str, Callable[[Parser], None]] = {
    "build": _build,
    "export": _export,
    "validate": _validate,
    "query": _query,
    "neighbors": _neighbors,
    "ask": _ask,
    "explain": _explain,
    "analyze": _analyze,
    "map": _map,
    "evaluate": _evaluate,
    "serve": _serve,
}
