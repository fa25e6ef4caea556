"""The reader as a spaCy pipeline: ``doc.ents`` carry the class as label and the thing as ``kb_id_``."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg import rdf
from kg.model import Document, Mention, Reading
from kg.reading import Reader

FACTORY = "hezuo_reader"
GROUP = "hezuo"


class ReaderComponent:
    """Reads a Doc's text; the reader is loaded once for the pipeline."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``, all mentions with the nested ones as ``doc.spans["hezuo"]``, and ``doc._.reading``.

        ``doc.user_data["hezuo"]`` may hold the model's Document (id, title, date); its text is the Doc's.
        """
        known = doc.user_data.get(GROUP)
        reading = self._reader.read(known if isinstance(known, Document) else Document(id="", text=doc.text))
        doc._.reading = reading
        spans = [span for mention in reading.mentions if (span := _span(doc, mention))]
        doc.spans[GROUP] = spans
        doc.ents = tuple(filter_spans(spans))
        return doc


def _span(doc: Doc, mention: Mention) -> Span | None:
    return doc.char_span(
        mention.start, mention.end, mention.entity.cls, rdf.segment(mention.entity), alignment_mode="expand"
    )


def pipeline() -> Language:
    """A blank Chinese pipeline (characters as tokens) with the reader; texts of any length."""
    register()
    nlp = spacy.blank("zh")
    nlp.max_length = 2**31
    nlp.add_pipe(FACTORY)
    return nlp


def register() -> None:
    """Make the factory and the ``reading`` extension known to spaCy; doing it again changes nothing."""
    if not Doc.has_extension("reading"):
        Doc.set_extension("reading", default=Reading(Document("", "")))
    if not Language.has_factory(FACTORY):
        Language.factory(FACTORY, func=_create)


def _create(nlp: Language, name: str) -> ReaderComponent:
    return ReaderComponent(Reader.create())
