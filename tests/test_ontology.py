"""The vocabulary and its shapes: complete, declared, consistent, proved by examples."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

import kg
from kg import resources
from kg.model import CLASSES
from kg.rdf import NS, vocabulary_quads
from kg.validate import check_shapes

EXAMPLES = resources.ontology("examples")
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
PREDICATES = [
    "cooperatesWith",
    "party",
    "participant",
    "locatedIn",
    "connects",
    "status",
    "signedOn",
    "heldOn",
    "validFrom",
    "validUntil",
    "heldIn",
    "attendee",
    "holdsPost",
    "issuedBy",
    "domain",
]


@pytest.fixture(scope="module")
def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(resources.ontology("cooperation.ttl"))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(resources.ontology("shapes.ttl"))


def declared(vocabulary: rdflib.Graph) -> set[str]:
    return {str(s).removeprefix(NS) for s in vocabulary.subjects(RDF.type, None) if str(s).startswith(NS)}


def issues_of(path: Path) -> list[str]:
    return [issue.shape for issue in check_shapes(path.stem, ox.parse(path=path, format=ox.RdfFormat.TURTLE))]


def test_there_is_an_example_of_each_kind_for_every_class_with_a_shape(shapes: rdflib.Graph) -> None:
    classes = {str(c).removeprefix(NS) for c in shapes.objects(None, SH.targetClass)}
    assert len(classes) == 20
    assert {path.stem for path in VALID} == classes
    assert {path.stem for path in INVALID} == classes


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_breaks_nothing(path: Path) -> None:
    assert issues_of(path) == []


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_breaks_the_shapes_that_it_names(path: Path) -> None:
    named = path.read_text("utf-8").splitlines()[0].removeprefix("# breaks: ").split()
    assert sorted(set(issues_of(path))) == sorted(named)


def test_every_shape_is_broken_by_some_example(shapes: rdflib.Graph) -> None:
    broken = {name for path in INVALID for name in path.read_text("utf-8").splitlines()[0].split()[2:]}
    named = {re.split("[#/]", str(shape))[-1] for shape in shapes.subjects(RDF.type, SH.PropertyShape)}
    assert named - broken == set()


def test_every_shape_has_a_message_in_both_languages(shapes: rdflib.Graph) -> None:
    speaking = [*shapes.subjects(RDF.type, SH.PropertyShape), *shapes.subjects(SH.closed, None)]
    assert len(speaking) > 50
    for shape in speaking:
        assert sorted(m.language for m in shapes.objects(shape, SH.message)) == ["en", "zh"], shape


def test_classes_predicates_and_concepts_of_the_contract_are_declared(vocabulary: rdflib.Graph) -> None:
    names = declared(vocabulary)
    assert set(CLASSES) <= names
    assert set(PREDICATES) <= names
    schemes = {s: {str(c).removeprefix(NS) for c in vocabulary.subjects(SKOS.inScheme, rdflib.URIRef(NS + s))}
               for s in ("statuses", "domains", "levels")}  # fmt: skip
    assert schemes["statuses"] == {"proposed", "preliminary", "underConstruction", "completed"}
    assert len(schemes["domains"]) == 15
    assert schemes["levels"] == {"province", "prefecture", "county", "town"}


def test_every_term_is_labelled_and_defined_in_both_languages(vocabulary: rdflib.Graph) -> None:
    names = declared(vocabulary)
    assert len(names) > 70
    for name in names:
        term = rdflib.URIRef(NS + name)
        label = SKOS.prefLabel if (term, RDF.type, SKOS.Concept) in vocabulary else RDFS.label
        for predicate in (label, SKOS.definition):
            assert sorted(o.language for o in vocabulary.objects(term, predicate)) == ["en", "zh"], name


def test_every_predicate_has_a_domain_and_a_range(vocabulary: rdflib.Graph) -> None:
    predicates = {s for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for s in vocabulary.subjects(RDF.type, kind)}
    assert len(predicates) == 34
    several = rdflib.URIRef("https://schema.org/domainIncludes")
    for predicate in predicates:
        assert (predicate, RDFS.domain, None) in vocabulary or (predicate, several, None) in vocabulary, predicate
        assert (predicate, RDFS.range, None) in vocabulary, predicate


def test_every_pair_of_classes_is_disjoint(vocabulary: rdflib.Graph) -> None:
    pairs = {frozenset((str(s), str(o))) for s, o in vocabulary.subject_objects(OWL.disjointWith)}
    ours = {frozenset((NS + a, NS + b)) for a in CLASSES for b in CLASSES if a != b}
    assert len(ours) == 66
    assert ours <= pairs


def test_the_vocabulary_says_its_version_licence_and_change(vocabulary: rdflib.Graph) -> None:
    [ontology] = vocabulary.subjects(RDF.type, OWL.Ontology)
    version = str(vocabulary.value(ontology, OWL.versionInfo))
    assert str(vocabulary.value(ontology, OWL.versionIRI)) == f"{NS.rstrip('#')}/{version}"
    assert any(str(note).startswith(version) for note in vocabulary.objects(ontology, SKOS.changeNote))
    assert vocabulary.value(ontology, rdflib.DCTERMS.license)


def test_the_vocabulary_has_no_blank_nodes() -> None:
    quads = vocabulary_quads()
    assert len(quads) > 600
    assert not [q for q in quads if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)]


def test_every_term_that_code_queries_and_shapes_use_is_declared(vocabulary: rdflib.Graph) -> None:
    package = Path(kg.__file__).parent
    root = package.parent
    files = [p for folder in (package, root / "viz") for p in folder.rglob("*.py")]
    files += [
        p for p in resources.ontology("").rglob("*") if p.suffix in (".ttl", ".rq") and p.parent.name != "invalid"
    ]
    used = {}
    for path in files:
        text = path.read_text("utf-8")
        for found in re.findall(r"""\brc:([A-Za-z][\w-]*[\w])|\brc\("([\w-]+)"\)|ns#([A-Za-z][\w-]+)""", text):
            used.setdefault(next(filter(None, found)), path)
    assert len(used) > 50
    assert {name: str(path) for name, path in used.items() if name not in declared(vocabulary)} == {}


@pytest.mark.slow
def test_the_vocabulary_and_the_valid_examples_are_consistent_in_owl_rl(vocabulary: rdflib.Graph) -> None:
    assert owl_errors(vocabulary, VALID) == []


@pytest.mark.slow
def test_owl_rl_finds_a_thing_of_two_classes(vocabulary: rdflib.Graph, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(f"@prefix rc: <{NS}> . <urn:a> rc:party <urn:b> . <urn:b> a rc:Railway , rc:Person .", "utf-8")
    assert owl_errors(vocabulary, [wrong])


def owl_errors(vocabulary: rdflib.Graph, examples: list[Path]) -> list[str]:
    owlrl = pytest.importorskip("owlrl")
    graph = rdflib.Graph()
    graph += vocabulary
    for path in examples:
        graph.parse(path)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return sorted(str(o) for o in graph.objects(None, error))


def test_the_vocabulary_page_is_current() -> None:
    root = Path(__file__).parents[1]
    script = runpy.run_path(str(root / "scripts" / "vocabulary_page.py"))
    made = script["page"](rdflib.Graph().parse(script["SOURCE"]))
    assert (root / "docs" / "vocabulary.md").read_text("utf-8") == made, "run python scripts/vocabulary_page.py"
