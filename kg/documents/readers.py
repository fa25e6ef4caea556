"""The text of a PDF, Word or HTML file; each reader is an optional package of the extra ``readers``."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.documents.decode import NotText, decode

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes that the parts of a .docx may have once unpacked."""
CID_SHARE = 0.05
"""Glyphs without a character, as a share of a PDF's characters, beyond which its text is of no use."""
_RUNS = ".//w:r[not(ancestor::w:del or ancestor::w:moveFrom or ancestor::w:txbxContent)]"


def pdf_text(raw: bytes) -> str:
    """Text of a PDF, columns in reading order, each page ended by a form feed."""
    from pdfminer.high_level import extract_text
    from pdfminer.layout import LAParams

    _hush("pdfminer")
    # 0.8 keeps the paragraphs of a newspaper's column together, so that columns come one after another
    text = extract_text(io.BytesIO(raw), laparams=LAParams(line_margin=0.8))
    if text.count("(cid:") > CID_SHARE * len(text):
        raise NotText("its fonts do not tell their characters: recognise the pages' pictures (OCR) first")
    return text


def docx_text(raw: bytes) -> str:
    """Text of a Word file in its order: a line a paragraph, a line a table row with tabs between cells.

    Deleted passages under revision marks are left out, inserted ones are read.
    """
    import docx

    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
            raise NotText(f"larger than {MAX_UNPACKED // 2**20} MiB once unpacked")
    return "".join(f"{line}\n" for line in _lines(docx.Document(io.BytesIO(raw))))


def html_text(raw: bytes) -> str:
    """The main text of a web page, without menus and footers; of a page too plain for that, all its text."""
    import trafilatura

    _hush("trafilatura")
    page = decode(raw)
    text = trafilatura.extract(page, include_comments=False, include_tables=True)
    return text or str(trafilatura.html2txt(page))


READERS: dict[str, Callable[[bytes], str]] = {
    ".pdf": pdf_text,
    ".docx": docx_text,
    ".html": html_text,
    ".htm": html_text,
}


def extracted(suffix: str, raw: bytes) -> str:
    """The text that the reader for a suffix of READERS gives; NotText says why there is none."""
    try:
        return READERS[suffix](raw)
    except NotText:
        raise
    except ImportError as error:
        raise NotText(f"{suffix} needs optional packages: pip install 'hezuo[readers]'") from error
    except Exception as error:  # the packages raise whatever a broken file makes them stumble over
        said = " ".join(str(error).split())[:100]
        raise NotText(f"cannot be read as {suffix} ({type(error).__name__}{': ' if said else ''}{said})") from error


def _lines(holder: Document | _Cell) -> Iterator[str]:
    from docx.table import Table

    for block in holder.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield _paragraph(block)


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = {id(cell._tc): cell for cell in row.cells}  # a merged cell comes once for every column that it spans
        yield "\t".join(" ".join(filter(None, _lines(cell))) for cell in cells.values())


def _paragraph(paragraph: Paragraph) -> str:
    # Paragraph.text would leave out what stands under revision marks and in content controls
    return "".join(run.text for run in paragraph._p.xpath(_RUNS))


def _hush(name: str) -> None:
    """Keep a package's log from standard error unless the program has set up logging."""
    logger = logging.getLogger(name)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
