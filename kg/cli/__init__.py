"""The command ``kg``: parse, call, print. Results on stdout, everything else on stderr, every error one line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from kg.cli.commands import COMMANDS
from kg.cli.output import drop_stdout, plain, prepare_streams
from kg.cli.parser import UsageError, parser
from kg.messages import LANGUAGES, Messages, language, messages
from kg.model import KgError

DONE, AT_FAULT, WRONG_USAGE, PARTLY = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code: 0 done, 1 input or store at fault, 2 wrong usage, 3 partly."""
    prepare_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    say = messages(language(_asked(given)))
    try:
        code = _run(given, say)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_stdout()
        return DONE  # the reader of our output has had enough
    except KeyboardInterrupt:
        complain(say("interrupted"))
        return 128 + signal.SIGINT
    except Exception as error:
        code, line = _verdict(error, say)
        complain(line)
    return code


def _run(given: list[str], say: Messages) -> int:
    unknown = os.environ.get("KG_LANG", "")
    if unknown and unknown[:2].lower() not in LANGUAGES:
        complain(say("warning", text=say("usage.language", value=unknown)))
    try:
        options = parser(say).parse_args(given)
    except SystemExit:  # --help and --version have printed
        return DONE
    return COMMANDS[options.command](options, say)


def _asked(given: list[str]) -> str | None:
    """The language on the command line, wherever it stands; needed before the line can be parsed in it."""
    peek = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    peek.add_argument("--lang", nargs="?")
    try:
        found: str | None = peek.parse_known_args(given)[0].lang
    except argparse.ArgumentError:
        return None
    return found


def _verdict(error: Exception, say: Messages) -> tuple[int, str]:
    match error:
        case UsageError():
            return WRONG_USAGE, say("error", text=error)
        case KgError():
            return AT_FAULT, say("error", text=error)
        case OSError():
            reason = error.strerror or str(error)
            text = say("file", file=error.filename, reason=reason) if error.filename else reason
            return AT_FAULT, say("error", text=text)
        case _:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}"
            return AT_FAULT, say("fault", text=f"{type(error).__name__}: {error}", where=where)


def complain(text: str) -> None:
    """One line on stderr."""
    print(plain(text), file=sys.stderr)
