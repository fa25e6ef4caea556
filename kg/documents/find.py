"""Which files of the sources named are documents, and what each is called."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.documents.cards import SUFFIX as CARD
from kg.documents.readers import READERS
from kg.model import DocumentError

PLAIN = (".txt", ".md")
UNREAD = (".doc", ".wps", ".rtf", ".odt", ".ofd", ".ppt", ".pptx", ".xls", ".xlsx")
"""Documents that no reader here reads: found, so that they are reported instead of passed over."""
ENDINGS = (*PLAIN, *READERS)
FOUND = frozenset((*ENDINGS, *UNREAD, CARD))


@dataclass(frozen=True, slots=True, order=True)
class Rejected:
    """A file or folder that is left out, and why."""

    name: str
    reason: str


class Unreadable(DocumentError):
    """One source that cannot be read; ``rejected`` says which and why."""

    def __init__(self, path: Path, reason: str) -> None:
        self.rejected = Rejected(shown(path), reason)
        super().__init__(f"{self.rejected.name}: {reason}")


def shown(path: Path) -> str:
    """A path on one line, whatever its name holds."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(path))


def discover(sources: Sequence[Path]) -> list[Path]:
    """The files named and, in the folders named and those below, the files whose ending is one of a document's.

    Sorted, each once. In folders, links are not followed, and names that begin with ``.`` or ``~$`` are passed over.
    Cards are no documents; one that stands beside no document is found, to be reported. Raises DocumentError for a
    source that does not exist and for a folder that cannot be listed or holds no document.
    """
    found, rejected = search(sources)
    for path, reason in rejected:
        raise Unreadable(path, reason)
    return found


def search(sources: Sequence[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """What ``discover`` finds, and the folders left out, with reasons. DocumentError if a source does not exist."""
    found: dict[Path, Path] = {}
    rejected: dict[Path, str] = {}
    for source in sources:
        paths, faults = _of_source(source)
        rejected.update(faults)
        found.update((path.resolve(), path) for path in paths)
    return sorted(found.values()), sorted(rejected.items())


def identities(paths: Iterable[Path]) -> dict[Path, str]:
    """Each file's name without its ending; with its folder's name before it where two files have the same.

    Files for which that is still the same keep the same identity: see ``namesakes``. What is found only to be reported
    has no identity, so that it takes no other file's name away.
    """
    by_stem = _grouped((path.stem, path) for path in paths if path.suffix.lower() not in (*UNREAD, CARD))
    return {
        path: stem if len(same) == 1 else f"{path.absolute().parent.name}_{stem}"
        for stem, same in by_stem.items()
        for path in same
    }


def namesakes(names: dict[Path, str]) -> dict[Path, Path]:
    """Each file whose identity is also that of another, with the first such other."""
    groups = _grouped((name, path) for path, name in names.items())
    return {path: next(o for o in same if o != path) for same in groups.values() if len(same) > 1 for path in same}


def _grouped(pairs: Iterable[tuple[str, Path]]) -> dict[str, list[Path]]:
    groups: dict[str, list[Path]] = defaultdict(list)
    for name, path in pairs:
        groups[name].append(path)
    return groups


def _of_source(source: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    try:
        if not source.exists():
            raise Unreadable(source, "no such file or folder")
        if not source.is_dir():
            return ([] if _is_card_of_a_document(source) else [source]), []
    except OSError as error:
        raise Unreadable(source, f"cannot be looked at: {error.strerror}") from error
    faults: list[tuple[Path, str]] = []
    paths = list(_walk(source, faults))
    if not paths and not faults:
        faults.append((source, f"no documents in this folder ({' '.join(ENDINGS)})"))
    return paths, faults


def _walk(top: Path, faults: list[tuple[Path, str]]) -> Iterator[Path]:
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = [entry for entry in listing if not entry.is_symlink()]
        except OSError as error:
            faults.append((folder, f"this folder cannot be listed: {error.strerror}"))
            continue
        stems = {Path(entry.name).stem for entry in entries if not entry.name.endswith(CARD)}
        for entry in entries:
            name = Path(entry.name)
            if entry.name.startswith((".", "~$")):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif name.suffix.lower() in FOUND and not (name.suffix == CARD and name.stem in stems):
                yield Path(entry.path)


def _is_card_of_a_document(path: Path) -> bool:
    return path.suffix == CARD and any(path.with_suffix(ending).is_file() for ending in (*ENDINGS, *UNREAD))
