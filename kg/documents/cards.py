"""The card beside a document, ``<name>.yml``: title, issuer, number, date, url, each optional."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from kg.documents.decode import NotText, decode

SUFFIX = ".yml"
FIELDS = ("title", "issuer", "number", "date", "url")
MAX_BYTES = 64 * 1024
_TEXT, _NOTHING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"
_DATE_TAGS = (_TEXT, "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class BadCard(ValueError):
    """A card that is not as it should be; the message names the field."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card tells of its document; an empty string where it tells nothing. The date is ISO, 2020 or finer."""

    title: str = ""
    issuer: str = ""
    number: str = ""
    date: str = ""
    url: str = ""


def read_card(path: Path) -> Card:
    """The card at a path; an empty one if there is none. BadCard if it is not whole, OSError if it cannot be read.

    The file is taken apart but no object is made from it, so that a tag of YAML can do nothing.
    """
    if not path.is_file():
        return Card()
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadCard(f"longer than {MAX_BYTES // 1024} KiB")
    try:
        node = yaml.compose(decode(raw), Loader=yaml.SafeLoader)
    except NotText as error:
        raise BadCard(str(error)) from error
    except yaml.YAMLError as error:
        raise BadCard(_place(error)) from error
    except RecursionError as error:
        raise BadCard("nested too deeply") from error
    return Card() if node is None else Card(**dict(_values(node)))


def _values(node: yaml.Node) -> Iterator[tuple[str, str]]:
    if not isinstance(node, yaml.MappingNode):
        raise BadCard(f"must be lines of “field: text” with the fields {', '.join(FIELDS)}")
    seen: set[str] = set()
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in FIELDS:
            raise BadCard(f"line {key.start_mark.line + 1}: unknown field, expected one of {', '.join(FIELDS)}")
        if name in seen:
            raise BadCard(f"{name}: stands twice")
        seen.add(name)
        yield name, _value(name, value)


def _value(name: str, node: yaml.Node) -> str:
    if node.tag == _NOTHING:
        return ""
    allowed = _DATE_TAGS if name == "date" else (_TEXT,)
    if not isinstance(node, yaml.ScalarNode) or node.tag not in allowed:
        raise BadCard(f"{name}: must be text; a number or a sign of YAML goes in quotes")
    text = " ".join(node.value.split())
    if name == "date":
        _check_date(text)
    if name == "url" and text and not re.match(r"https?://[^\s<>\"]+$", text):
        raise BadCard("url: must begin with http:// or https:// and hold no space")
    return text


def _check_date(text: str) -> None:
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError as error:
        raise BadCard("date: must be a day, month or year such as 2020-04-29, 2020-04 or 2020") from error


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}: not YAML" if mark else "not YAML"
