"""Write the pages of docs/ that are made from the code: the command line and the web interface.

python scripts/reference.py           writes docs/cli.md and docs/api.md
python scripts/reference.py --check   fails where they are not what the code says
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.api.app import routed
from kg.cli.parser import Parser, parser
from kg.messages import messages

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTE = "<!-- Made by scripts/reference.py: change the code, then run `make reference`. -->"
CONSTRAINTS = ("minimum", "maximum", "maxLength", "default")
METHODS = ("get", "post")


def cell(text: object) -> str:
    """A text inside a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def cli_page() -> str:
    """The commands with their arguments, in English."""
    top = parser(messages("en"))
    return (
        "\n".join([NOTE, "", "# The command line", "", f"{top.description} {top.epilog}", "", *_commands(top)]) + "\n"
    )


def _commands(top: Parser) -> Iterator[str]:
    yield "`--lang zh|en` (or the environment variable `KG_LANG`) chooses the language of messages, Chinese unless set."
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from [
                    "",
                    f"## kg {name}",
                    "",
                    f"{command.description[:1].upper()}{command.description[1:]}.",
                    "",
                    *_arguments(command),
                ]


def _arguments(command: Parser) -> Iterator[str]:
    yield from ["| argument | meaning | default |", "| --- | --- | --- |"]
    for action in command._actions:
        if action.dest not in ("help", "lang"):
            yield f"| `{_form(action)}` | {cell(action.help)}{_choices(action)} | {_default(action)} |"


def _form(action: argparse.Action) -> str:
    shown = str(action.metavar or "|".join(action.choices or ()))
    if not action.option_strings:
        return cell(f"{shown} ..." if action.nargs == "+" else shown)
    return f"{action.option_strings[0]} {shown}".replace("|", "\\|")


def _choices(action: argparse.Action) -> str:
    return f": {', '.join(map(str, action.choices))}" if action.choices and action.metavar else ""


def _default(action: argparse.Action) -> str:
    if action.required:
        return "required"
    return f"`{action.default}`" if action.default not in (None, "") else ""


def api_page() -> str:
    """The paths with their parameters and answers, from the OpenAPI description."""
    description = routed().openapi()
    lines = [
        NOTE,
        "",
        "# The web interface",
        "",
        "`kg serve` answers these paths; `/openapi.json` describes them to programs.",
    ]
    lines += [
        "Every error is JSON with one field, `error`. There is no CORS: pages of other hosts cannot read the answers."
    ]
    for path, methods in sorted(description["paths"].items()):
        for method in METHODS:
            if method in methods:
                lines += ["", f"## {method.upper()} {path}", "", *_operation(methods[method], description)]
    return "\n".join(lines) + "\n"


def _operation(operation: dict[str, Any], description: dict[str, Any]) -> Iterator[str]:
    yield operation["description"]
    parameters = operation.get("parameters", [])
    if parameters:
        yield from ["", "| parameter | in | meaning |", "| --- | --- | --- |"]
        for parameter in parameters:
            meaning = [parameter.get("description", ""), *_constraints(parameter["schema"])]
            shown = "; ".join(cell(part) for part in meaning if part)
            yield f"| `{parameter['name']}` | {parameter['in']} | {shown} |"
    yield from ["", "| status | answer |", "| --- | --- |"]
    for status, response in sorted(operation["responses"].items()):
        yield f"| {status} | {cell(_answer(response, description))} |"


def _constraints(schema: dict[str, Any]) -> Iterator[str]:
    for part in [schema, *schema.get("anyOf", [])]:
        if "enum" in part:
            yield "one of " + ", ".join(f"`{value}`" for value in part["enum"])
    yield from (f"{name} {schema[name]}" for name in CONSTRAINTS if schema.get(name) not in (None, ""))


def _answer(response: dict[str, Any], description: dict[str, Any]) -> str:
    content = response.get("content", {})
    models = [
        form["schema"]["$ref"].rpartition("/")[2] for form in content.values() if "$ref" in form.get("schema", {})
    ]
    fields = [f"`{name}`" for model in models[:1] for name in description["components"]["schemas"][model]["properties"]]
    told = "" if response["description"] == "Successful Response" else response["description"]
    shown = f"{', '.join(content)}: {', '.join(fields)}" if fields else ", ".join(content)
    return "; ".join(part for part in (told, shown) if part)


PAGES = {"cli.md": cli_page, "api.md": api_page}


def main() -> int:
    """Write the pages, or say which are not current."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
    print(" ".join(stale) or "all pages are current", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
