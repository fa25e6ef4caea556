"""Files and folders → documents: which files are read, how their bytes become text, and what their cards tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.documents.cards import SUFFIX as CARD
from kg.documents.cards import BadCard, Card, read_card
from kg.documents.decode import NotText, decode
from kg.documents.find import ENDINGS, UNREAD, Rejected, Unreadable, discover, identities, namesakes, search, shown
from kg.documents.readers import READERS, extracted
from kg.model import Document

__all__ = ["ENDINGS", "MAX_BYTES", "Rejected", "Unreadable", "discover", "load", "read"]

MAX_BYTES = 64 * 1024 * 1024
"""A larger file is left out."""


def load(sources: Sequence[Path]) -> tuple[list[Document], list[Rejected]]:
    """Every document that can be read, by id, and each file or folder left out with its reason.

    The order of the sources changes nothing. Raises DocumentError if a source does not exist.
    """
    paths, faults = search(sources)
    rejected = [Rejected(shown(path), reason) for path, reason in faults]
    names = identities(paths)
    same = namesakes(names)
    documents: list[Document] = []
    for path in paths:
        try:
            if path in same:
                raise Unreadable(path, f"its name is also that of {shown(same[path])}: rename one of them")
            documents.append(read(path, names.get(path, path.stem)))
        except Unreadable as error:
            rejected.append(error.rejected)
    return sorted(documents, key=lambda document: document.id), sorted(rejected)


def read(path: Path, id: str) -> Document:
    """The document in one file: its text, untouched, and what the card beside it tells.

    Text files are decoded strictly, with one byte-order mark dropped and line ends as they are; of other kinds the text
    is what their reader gives. Raises DocumentError, naming the file, for whatever cannot be read.
    """
    try:
        id.encode("utf-8")
        text = _text(path, _bytes(path))
        card = _card(path.with_suffix(CARD))
    except UnicodeEncodeError as error:
        raise Unreadable(path, "its name is not Unicode: rename it") from error
    except NotText as error:
        raise Unreadable(path, str(error)) from error
    except OSError as error:
        raise Unreadable(path, f"cannot be read: {error.strerror}") from error
    return Document(id, text, card.title, card.issuer, card.number, card.date, card.url)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise NotText("not a regular file")
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise NotText(f"larger than {MAX_BYTES // 2**20} MiB")
    if not raw:
        raise NotText("an empty file")
    return raw


def _text(path: Path, raw: bytes) -> str:
    suffix = path.suffix.lower()
    if suffix in UNREAD:
        raise NotText(f"{suffix} is not read: save it as .docx, .pdf or .txt")
    if suffix == CARD:
        raise NotText("a card without a document of its name beside it")
    text = extracted(suffix, raw) if suffix in READERS else decode(raw)
    if not text.strip():
        raise NotText("no text in it" + (": recognise its pictures (OCR) first" if suffix == ".pdf" else ""))
    return text


def _card(path: Path) -> Card:
    try:
        return read_card(path)
    except BadCard as error:
        raise NotText(f"its card {shown(Path(path.name))}: {error}") from error
    except OSError as error:
        raise NotText(f"its card {shown(Path(path.name))} cannot be read: {error.strerror}") from error
