"""The marked-up sentences: what they say, and how a reading of one is compared with its marks.

A sentence carries its marks: ``[绵阳](Place:绵阳市)`` is a Place labelled 绵阳市; without a label the words are it.
``Zone|Place`` accepts either class, ``甲|乙`` after the colon other spellings, ``甲+乙`` names several things, and a
class that ends in ``?`` marks what is neither required nor wrong. Beside the text:

facts      a predicate, a subject and objects (``甲;乙``) a line; those after ``?`` are neither required nor wrong
not        facts that must not be stated
also, may  required and permitted things that no span shows, ``Class:Name`` (``甲|乙`` for other spellings)
free       predicates that are not judged in this sentence
home       the place whose document it is
issued     the document's date
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kg.evaluate.gold import fold
from kg.model import CLASSES, Concept, Date, Document, EntityId, Fact, Post, Reading

FOLDER = Path(__file__).parent / "marked"
PARTS = {"open": "", "later": "later_", "hard": "hard", "held out": "heldout_"}
"""What a file's name begins with: patterns were written against the open part; the later and the hard part were added
after the rules were written and used for mending since; the held-out part is never looked at by whoever mends."""
SEEN = ("open", "later", "hard")
"""The half of the sentences from which rules have been mended; the other half measures."""
MARK = re.compile(r"\[([^\]]+)\]\(([A-Za-z|]+)(\?)?(?::([^)]+))?\)")
SYMMETRIC = frozenset({"cooperatesWith"})
TO_THINGS = SYMMETRIC | {"party", "participant", "locatedIn", "connects", "heldIn", "attendee", "issuedBy"}
DATED = frozenset({"signedOn", "heldOn", "validDuring"})
PREDICATES = TO_THINGS | DATED | {"status", "domain", "holdsPost"}

Triple = tuple[str, str, str]


@dataclass(frozen=True)
class Thing:
    """A thing that the sentence names; the first of its folded names is what its facts call it."""

    classes: frozenset[str]
    names: tuple[str, ...]
    words: str
    required: bool

    def is_named(self, cls: str, label: str, aliases: frozenset[str]) -> bool:
        """Whether a thing of the reading is this one; a place by its label alone."""
        return cls in self.classes and (label in self.names or (cls != "Place" and self.words in aliases))


@dataclass(frozen=True)
class Sentence:
    """One marked-up sentence."""

    where: str
    text: str
    things: tuple[Thing, ...]
    facts: frozenset[Triple]
    optional: frozenset[Triple]
    forbidden: frozenset[Triple]
    free: frozenset[str]
    home: str
    issued: str

    @property
    def is_negative(self) -> bool:
        """Whether it states no fact."""
        return not self.facts

    def document(self) -> Document:
        """The sentence as a document; one with a home is headed by its name."""
        head = f"{self.home}政务信息" if self.home else ""
        return Document(self.where, f"{head}\n\n{self.text}" if head else self.text, title=head, issued=self.issued)


def _marked(match: re.Match[str]) -> Iterator[Thing]:
    words, classes, optional, labels = match.groups()
    for label in (labels or words).split("+"):
        yield Thing(frozenset(classes.split("|")), tuple(map(fold, label.split("|"))), fold(words), not optional)


def _listed(entry: str, required: bool) -> Iterator[Thing]:
    for item in filter(None, entry.split(";")):
        cls, _, names = item.strip().partition(":")
        spellings = tuple(map(fold, names.split("|")))
        yield Thing(frozenset({cls}), spellings, spellings[0], required)


def _triple(predicate: str, subject: str, target: str) -> Triple:
    if predicate in SYMMETRIC and target < subject:
        subject, target = target, subject
    return predicate, subject, target


def _triples(lines: str) -> Iterator[tuple[Triple, bool]]:
    for line in lines.splitlines():
        optional = line.startswith("? ")
        predicate, subject, objects = line.removeprefix("? ").split(maxsplit=2)
        for target in objects.split(";"):
            yield _triple(predicate, fold(subject), fold(target) if predicate in TO_THINGS else target), optional


def _sentence(where: str, entry: dict[str, Any]) -> Sentence:
    facts = list(_triples(entry.get("facts", "")))
    things = [thing for match in MARK.finditer(entry["text"]) for thing in _marked(match)]
    things += [*_listed(entry.get("also", ""), True), *_listed(entry.get("may", ""), False)]
    unique: dict[tuple[frozenset[str], str], Thing] = {}
    for thing in sorted(things, key=lambda t: not t.required):
        unique.setdefault((thing.classes, thing.names[0]), thing)
    return Sentence(
        where,
        MARK.sub(r"\1", entry["text"]),
        tuple(unique.values()),
        frozenset(t for t, optional in facts if not optional),
        frozenset(t for t, optional in facts if optional),
        frozenset(t for t, _ in _triples(entry.get("not", ""))),
        frozenset(entry.get("free", "").split()),
        entry.get("home", ""),
        str(entry.get("issued", "")),
    )


def load(part: str) -> list[Sentence]:
    """The sentences of one part, a key of ``PARTS``."""
    paths = [path for path in sorted(FOLDER.glob("*.yml")) if part_of(path) == part]
    return [
        _sentence(f"{path.stem}-{number}", entry)
        for path in paths
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1)
    ]


def part_of(path: Path) -> str:
    """The part that a file's name puts it in."""
    return next((part for part, prefix in PARTS.items() if prefix and path.name.startswith(prefix)), "open")


def faults(sentence: Sentence) -> list[str]:
    """What is wrong with the marks themselves."""
    known = {name for thing in sentence.things for name in thing.names} | {fold(sentence.home)}
    wrong = [f"class {cls}" for thing in sentence.things for cls in thing.classes - set(CLASSES)]
    wrong += [f"predicate {p}" for p in sentence.free - PREDICATES]
    for predicate, subject, _ in sentence.facts | sentence.optional:
        wrong += [f"predicate {predicate}"] if predicate not in PREDICATES else []
        wrong += [f"subject {subject}"] if subject not in known else []
    for predicate, _, target in sentence.facts:
        wrong += [f"object {target}"] if predicate in TO_THINGS and not known & set(target.split("|")) else []
    wrong += ["a mark that does not parse"] if "](" in sentence.text else []
    return [f"{sentence.where}: {w}" for w in wrong]


@dataclass
class Score:
    """Right, wrong and missing by class and by predicate, and every slip in words."""

    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slips: list[str] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    ran: int = 0

    def __add__(self, other: Score) -> Score:
        """Both scores as one."""
        together = Score(slips=[*self.slips, *other.slips], breaches=[*self.breaches, *other.breaches])
        for counts in (self.counts, other.counts):
            for kind, verdicts in counts.items():
                together.counts[kind].update(verdicts)
        together.ran = self.ran + other.ran
        return together

    def slip(self, kind: str, verdict: str, where: str, what: str) -> None:
        """Count one wrong or missing thing or fact."""
        self.counts[kind][verdict] += 1
        self.slips.append(f"{where}: {verdict} {what}")

    def f1(self, entities: bool) -> float:
        """F1 over all classes, or over all predicates."""
        rows = [c for kind, c in self.counts.items() if (kind in CLASSES) == entities]
        return f1(sum(rows, Counter()))

    def table(self, title: str) -> str:
        """Precision, recall and F1 by kind, the classes first."""
        lines = [f"{title}: {self.ran} sentences, {len(self.breaches)} forbidden facts stated"]
        for entities in (True, False):
            kinds = [k for k in (*CLASSES, *sorted(PREDICATES)) if k in self.counts and (k in CLASSES) == entities]
            lines += [_row(kind, self.counts[kind]) for kind in kinds]
            lines += [_row("entities" if entities else "facts", sum((self.counts[k] for k in kinds), Counter()))]
        return "\n".join(lines)


def f1(counts: Counter[str]) -> float:
    """F1 of right, wrong and missing; 0 where nothing is right."""
    return 2 * counts["right"] / (2 * counts["right"] + counts["wrong"] + counts["missing"] or 1)


def _row(kind: str, c: Counter[str]) -> str:
    precision = c["right"] / (c["right"] + c["wrong"] or 1)
    recall = c["right"] / (c["right"] + c["missing"] or 1)
    return f"  {kind:<15}{precision:6.3f}{recall:7.3f}{f1(c):7.3f}   {c['right']:4d} {c['wrong']:4d} {c['missing']:4d}"


def judge(sentence: Sentence, reading: Reading, score: Score) -> None:
    """Add one sentence's reading to the score."""
    score.ran += 1
    names = _judge_things(sentence, reading, score)
    stated = set(_stated(reading.facts, names))
    for forbidden in sorted(sentence.forbidden & stated):
        score.breaches.append(f"{sentence.where}: {' '.join(forbidden)}")
    loose = {t.names[0] for t in sentence.things if not t.required}  # what nobody has to name, nobody has to judge
    met = set()
    for fact in sorted(stated):
        hits = {gold for gold in sentence.facts | sentence.optional if _same(fact, gold)}
        met |= hits
        if not hits and fact[0] not in sentence.free and not loose & set(fact):
            score.slip(fact[0], "wrong", sentence.where, " ".join(fact))
    for gold in sorted(sentence.facts):
        if gold in met:
            score.counts[gold[0]]["right"] += 1
        else:
            score.slip(gold[0], "missing", sentence.where, " ".join(gold))


def _judge_things(sentence: Sentence, reading: Reading, score: Score) -> dict[EntityId, str]:
    """Count the things; return what the facts call each thing of the reading."""
    names: dict[EntityId, str] = {}
    taken: set[Thing] = set()
    for entity in reading.entities:
        label, aliases = fold(entity.id.name), frozenset(map(fold, entity.aliases))
        hits = [t for t in sentence.things if t.is_named(entity.id.cls, label, aliases)]
        names[entity.id] = hits[0].names[0] if hits else label
        free = [t for t in hits if t not in taken]
        if free:
            taken.add(free[0])
            score.counts[entity.id.cls]["right"] += free[0].required
        elif hits or label != fold(sentence.home):
            score.slip(entity.id.cls, "wrong", sentence.where, f"{entity.id.cls} {entity.id.name}")
    for thing in sentence.things:
        if thing.required and thing not in taken:
            cls = sorted(thing.classes)[0]
            score.slip(cls, "missing", sentence.where, f"{cls} {thing.names[0]}")
    return names


def _stated(facts: tuple[Fact, ...], names: dict[EntityId, str]) -> Iterator[Triple]:
    periods: defaultdict[EntityId, dict[str, str]] = defaultdict(dict)
    for fact in facts:
        subject = names[fact.subject]
        match fact.object:
            case EntityId() as target:
                yield _triple(fact.predicate, subject, names[target])
            case Post(title=title):
                yield fact.predicate, subject, title
            case Concept(name=name):
                yield fact.predicate, subject, name
            case Date(iso=iso) if fact.predicate.startswith("valid"):
                periods[fact.subject][fact.predicate] = iso[:4]
            case Date(iso=iso):
                yield fact.predicate, subject, iso
    for agreement, years in periods.items():
        yield "validDuring", names[agreement], f"{years.get('validFrom', '')}/{years.get('validUntil', '')}"


def _same(stated: Triple, gold: Triple) -> bool:
    return stated[:2] == gold[:2] and stated[2] in gold[2].split("|")
