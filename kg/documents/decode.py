"""Bytes → text, strictly: nothing is replaced, no line end is translated, one leading byte-order mark is dropped."""

from __future__ import annotations

import codecs
from functools import cache

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNMARKED = ("gb18030", "big5", "utf-16-le", "utf-16-be")
"""Tried, in this order, where the bytes are not UTF-8; GB 2312 and GBK are parts of GB 18030."""
MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP file (.docx, .xlsx …)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls, .wps)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
    (b"Rar!\x1a\x07", "a RAR file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
SAMPLE = 20_000
"""Characters looked at to tell encodings apart; the whole is decoded strictly all the same."""
COMMON_SHARE = 0.7
"""The right encoding gave at least 0.75 even for four characters, a wrong one at most 0.77 for thirty."""


class NotText(ValueError):
    """The bytes are no text that can be told; the message says what they look like."""


def decode(raw: bytes) -> str:
    """The text of a file's bytes; NotText for a binary file or an encoding that is not known.

    A byte-order mark decides; else UTF-8 if it fits; else that of GB 18030, Big5 and UTF-16 in which most characters
    are common Chinese ones (level 1 of GB 2312 and of Big5), ASCII or punctuation.
    """
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return _strict(raw[len(mark) :], encoding)
    for magic, kind in MAGIC:
        if raw.startswith(magic):
            raise NotText(f"not text but {kind}")
    if b"\x00" not in raw:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _strict(raw, _guessed(raw))


def _guessed(raw: bytes) -> str:
    shares = {encoding: _common_share(raw, encoding) for encoding in UNMARKED}
    best = max(UNMARKED, key=lambda encoding: shares[encoding])
    if shares[best] < COMMON_SHARE:
        if b"\x00" in raw:
            raise NotText("not text but a binary file (it holds zero bytes)")
        raise NotText("not text in UTF-8, GB 18030, Big5 or UTF-16")
    return best


def _common_share(raw: bytes, encoding: str) -> float:
    """The share of common characters among the first ones; 0 if the bytes do not fit the encoding."""
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(raw[: 2 * SAMPLE])
    except UnicodeDecodeError:
        return 0.0
    common = _common_characters()
    return sum(character in common for character in text) / max(1, len(text))


@cache
def _common_characters() -> frozenset[str]:
    chinese = _double_bytes("gb2312", 0xB0, 0xD7) | _double_bytes("big5", 0xA4, 0xC6)
    marks = {chr(n) for n in (*range(0x20, 0x7F), *range(0x3000, 0x3020), *range(0xFF01, 0xFF5F))}
    return frozenset(chinese | marks | set("\n\r\t—“”‘’…·"))


def _double_bytes(encoding: str, first: int, last: int) -> set[str]:
    """The characters whose lead byte is from first to last."""
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(0x40, 0xFF))
    return {pair.decode(encoding, "ignore") for pair in pairs} - set(map(chr, range(0x80))) - {""}


def _strict(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(f"not text: byte {error.start} does not fit {encoding}") from error
    if "\x00" in text:
        raise NotText("not text but a binary file (it holds zero characters)")
    return text
