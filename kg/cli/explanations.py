"""Why a fact is stated, and what a document leaves open: as text for people, as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kg.cli import output
from kg.explain import Explained, Listed, Named, Overview
from kg.messages import Messages
from kg.rules import TURNED_DOWN, UNDECIDED, Rules


@dataclass(frozen=True, slots=True)
class Words:
    """What explanations are worded with: the user's messages and the catalogue of rules."""

    say: Messages
    rules: Rules

    def rule(self, of: str, rule: str) -> str:
        """What a rule is."""
        return self.rules.says(of, rule, self.say.lang)

    def reason(self, kind: str, listed: Listed) -> str:
        """Why something is open or was turned down."""
        return self.rules.reason(kind, listed.reason, self.say.lang)


def write_facts(facts: Sequence[Explained], form: str, words: Words) -> None:
    """Print each fact with its rules, its sentences and what is named in them."""
    if form == "json":
        output.write_json(_with_class({"facts": [_fact_json(fact, words) for fact in facts]}))
        return
    for number, fact in enumerate(facts):
        if number:
            print()
        _write_fact(fact, words)


def _write_fact(fact: Explained, words: Words) -> None:
    say = words.say
    as_of = say("explain.as_of", date=fact.as_of) if fact.as_of else ""
    _line(
        say("explain.fact", subject=fact.subject.name, predicate=fact.predicate, object=fact.object.name, as_of=as_of)
    )
    _line(say("explain.document", document=_document(fact), assertion=fact.assertion))
    for rule in fact.rules:
        _line(say("explain.rule", rule=rule, says=words.rule(fact.predicate, rule)))
    for absent in fact.absent:
        _line(say("explain.absent", name=absent.thing.name, count=absent.elsewhere))
    for passage in fact.evidence:
        _line(say("explain.quote", start=passage.start, end=passage.end, quote=passage.quote))
        if passage.mentions:
            _table(("text", "span", "thing", "rule", "says"), (_mention(m, words) for m in passage.mentions), say)


def _mention(named: Named, words: Words) -> tuple[object, ...]:
    says = words.rule(named.thing.cls, named.rule)
    return _joined(named.text), f"{named.start}–{named.end}", named.thing.id, named.rule, says


def _document(fact: Explained) -> str:
    return " ".join(filter(None, (fact.document.id, fact.document.title, fact.document.issued)))


def _fact_json(fact: Explained, words: Words) -> dict[str, Any]:
    value = asdict(fact)
    value["rules"] = [{"rule": rule, "says": words.rule(fact.predicate, rule)} for rule in fact.rules]
    for passage in value["evidence"]:
        for named in passage["mentions"]:
            named["says"] = words.rule(named["thing"]["cls"], named["rule"])
    return value


def _with_class(value: Any) -> Any:
    """``class``, as the other commands call it, in the place of ``cls``, which Python can name a field."""
    match value:
        case dict():
            return {"class" if key == "cls" else key: _with_class(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_with_class(inner) for inner in value]
        case _:
            return value


def write_overview(found: Overview, form: str, words: Words) -> None:
    """Print the counts of a document, what it leaves open and what was turned down."""
    if form == "json":
        output.write_json(_overview_json(found, words))
        return
    say, document = words.say, found.document
    _line(" ".join(filter(None, (document.id, document.title, document.issued))))
    _section("explain.things", ("class", "count"), found.things.items(), say)
    mentions = ((cls, rule, count, words.rule(cls, rule)) for (cls, rule), count in found.mentions.items())
    _section("explain.mentions", ("class", "rule", "count", "says"), mentions, say)
    _section("explain.facts", ("predicate", "count"), found.facts.items(), say)
    rules = ((verb, rule, count, words.rule(verb, rule)) for (verb, rule), count in found.rules.items())
    _section("explain.rules", ("predicate", "rule", "count", "says"), rules, say)
    undecided = ((*_span(item), words.reason(UNDECIDED, item), "、".join(item.candidates)) for item in found.undecided)
    _section("explain.undecided", ("text", "span", "reason", "candidates"), undecided, say)
    down = ((*_span(item), item.rule, words.reason(TURNED_DOWN, item)) for item in found.turned_down)
    _section("explain.turned_down", ("text", "span", "rule", "reason"), down, say)


def _overview_json(found: Overview, words: Words) -> dict[str, Any]:
    return {
        "document": asdict(found.document),
        "things": found.things,
        "mentions": [_count("class", key, count, words) for key, count in found.mentions.items()],
        "facts": found.facts,
        "rules": [_count("predicate", key, count, words) for key, count in found.rules.items()],
        "undecided": [asdict(item) | {"says": words.reason(UNDECIDED, item)} for item in found.undecided],
        "turned_down": [asdict(item) | {"says": words.reason(TURNED_DOWN, item)} for item in found.turned_down],
    }


def _count(kind: str, key: tuple[str, str], count: int, words: Words) -> dict[str, Any]:
    return {kind: key[0], "rule": key[1], "count": count, "says": words.rule(*key)}


def _span(item: Listed) -> tuple[str, str]:
    return _joined(item.text), f"{item.start}–{item.end}"


def _joined(text: str) -> str:
    """Words of the source without the breaks that a page puts inside them."""
    return "".join(text.split()) if any(ord(character) > 0x2E80 for character in text) else text


def _section(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], say: Messages) -> None:
    """A heading with the number of rows, and the rows if there are any."""
    listed = list(rows)
    print()
    _line(say(title, count=len(listed)))
    if listed:
        _table(columns, listed, say)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]], say: Messages) -> None:
    output.write_table([say(f"column.{column}") for column in columns], rows)


def _line(text: str) -> None:
    print(output.plain(text))
