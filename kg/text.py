"""The cleaned view of a document, with a map from every character back to the source.

Hard wraps of newspaper columns are joined, runs of white space shrink, letters and digits lose their full width, and
CJK radical code points become the characters they stand for. The source itself is never edited.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise

LONGEST = 1500
SENTENCE_END = "。！？!?"
CLOSERS = "”’」』）)》"
_RADICALS = str.maketrans(
    "⻄⻓⻔⻋⻅⻉⻚⻛⻜⻢⻥⻦⻨⻩⻬⻮⻰⻳⺟⻘⻆⻝⻤", "西长门车见贝页风飞马鱼鸟麦黄齐齿龙龟母青角食鬼"
)
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_SPACES = {
    ord(char): " "
    for char in "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
}
_SILENT = {ord(char): "\0" for char in "\u200b\u200c\u200d\ufeff\u00ad"}
_READ_AS: dict[int, str | int | None] = {**_RADICALS, **_KANGXI, **_WIDE, **_SPACES, **_SILENT}
# a Chinese text set with ASCII punctuation reads as if it had its own; 3,014 and 12:30 keep theirs
_ASCII_MARKS = dict(zip(",;:!?()", "，；：！？（）", strict=True))
_MARK_ALONE = re.compile("(?<![0-9A-Za-z])[,;:!?()]|[,;:!?()](?![0-9A-Za-z])")
_WORD = re.compile(r"[^ \0\x1c-\x1f\x85]+")
_CJK = r"[一-鿿㐀-䶿]"
_SPACED_NAME = re.compile(rf"(?<=[、，：:；。（( \n])({_CJK}) ({_CJK})(?=[、，。；）) \n])")
_LEDE = re.compile(r"[ 　]*(本报讯|新华社|人民网|央视网消息|本报记者)|[ 　]{2,}\S")
_HAN = "[一二三四五六七八九十]"
_NUMBERED = re.compile(rf"[ 　]*(?:（{_HAN}+）|第{_HAN}+[条章]|{_HAN}+、(?!{_HAN}+[、产]))")
"""A line that begins so opens a part, wherever the one above ends: （一）, 第三条, 二、 but not 一、二、三产业."""
_SHORT_TAIL = 2
_INDENT = 2  # a paragraph's first line is printed two characters in, and its indent is often lost
_MIN_WIDTH = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A half-open span of the view that ends with a full stop, or with its paragraph."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """Cleaned text; ``offsets[i]`` is the source offset of ``text[i]``."""

    text: str
    offsets: array[int]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Source span of the view's span ``[start, end)``, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def sentences(self) -> list[Sentence]:
        """The view cut at full stops and line ends, without surrounding white space; no sentence is empty.

        One longer than 1,500 characters is cut at its last comma before that: a page without stops costs no more.
        """
        found, start = [], 0
        for end in _ends(self.text):
            while end - start > LONGEST:
                cut = _cut(self.text, start, start + LONGEST)
                found.append(Sentence(start, cut))
                start = cut
            trimmed = _trim(self.text, start, end)
            if trimmed:
                found.append(trimmed)
            start = end
        return found


def view(text: str) -> View:
    """Clean a source text of any length; cost is linear in it."""
    lines = _lines(text)
    glue = _joins(text, lines)
    plain = _plain(text)
    pieces: list[str] = []
    offsets = array("I")
    for index, (start, end) in enumerate(lines):
        _append_line(pieces, offsets, plain, start, end)
        if index + 1 < len(lines) and not glue[index] and pieces and pieces[-1] != "\n":
            pieces.append("\n")
            offsets.append(min(end, len(text) - 1))
    return _close_spaced_names(View("".join(pieces), offsets))


def _lines(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for match in re.finditer(r"\r\n|[\n\r\v\f\u2028\u2029]", text):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(text))]


def _plain(text: str) -> str:
    """The text with every character as it is read, code point for code point; what is not read at all is NUL."""
    return _MARK_ALONE.sub(lambda match: _ASCII_MARKS[match[0]], text.translate(_READ_AS))


def _append_line(pieces: list[str], offsets: array[int], plain: str, start: int, end: int) -> None:
    """Append the words of a line, one space for what white space lies between them."""
    last = -1
    for match in _WORD.finditer(plain, start, end):
        space = plain.find(" ", last, match.start()) if last >= 0 else -1
        if space >= 0:
            pieces.append(" ")
            offsets.append(space)
        pieces.append(match[0])
        offsets.extend(range(match.start(), match.end()))
        last = match.end()


def _joins(text: str, lines: list[tuple[int, int]]) -> list[bool]:
    """For each line, whether the next line that has text goes on with its sentence (a hard wrap)."""
    joined = [False] * len(lines)
    filled = [i for i, (s, e) in enumerate(lines) if text[s:e].strip()]
    own, widths = _column_widths([text[s:e] for s, e in lines])
    for here, following in pairwise(filled):
        line, after = text[slice(*lines[here])], text[slice(*lines[following])]
        blank = following - here > 1
        opens = not text[slice(*lines[here - 1])].strip() if here else True
        if not (_is_wrapped(line, after, widths[here] - _INDENT * opens) or _is_open(line, after)):
            continue
        if (
            blank
            and not _is_open(line, after)
            and not (_near(own[here], widths[following]) and not _headline_like(after, widths[following]))
        ):
            continue
        for index in range(here, following):
            joined[index] = True
    return joined


def _blocks(lines: list[str]) -> list[list[int]]:
    """Indices of the lines that stand together without a blank line between them."""
    return [list(group) for filled, group in groupby(range(len(lines)), lambda i: bool(lines[i].strip())) if filled]


def _column_widths(lines: list[str]) -> tuple[list[int], list[int]]:
    """For each line the usual width of its block, 0 where that is not hard wrapped; and the same with inherited widths.

    A block of two or three lines shows no width of its own: if it reads as prose it stands in the column before it.
    """
    own, inherited, last = [0] * len(lines), [0] * len(lines), 0
    for block in _blocks(lines):
        widths = [_width(lines[i]) for i in block]
        width = _usual_width(widths)
        last = width or (last if max(widths) <= last + _SHORT_TAIL else 0)
        prose = any(re.search("[，。；,;]", lines[i]) for i in block)
        for i in block:
            own[i], inherited[i] = width, width or (last if prose else 0)
    return own, inherited


def _usual_width(widths: list[int]) -> int:
    if len(widths) < 3:
        return 0
    top, _ = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    near = sum(1 for w in widths[:-1] if abs(w - top) <= 2)
    return top if top >= _MIN_WIDTH and near * 2 >= len(widths) - 1 and near > 1 else 0


def _width(line: str) -> int:
    """Columns as printed, in units of a CJK character: Latin letters and digits take half."""
    stripped = line.rstrip()
    narrow = sum(1 for c in stripped if c.isascii())
    return len(stripped) - narrow // 2


def _is_wrapped(line: str, after: str, width: int) -> bool:
    stripped = line.rstrip()
    if width < _MIN_WIDTH or stripped[-1] in SENTENCE_END or _LEDE.match(after) or _NUMBERED.match(after):
        return False
    if stripped[-1] in CLOSERS and len(stripped) > 1 and stripped[-2] in SENTENCE_END:
        return False
    return _width(line) >= width - _SHORT_TAIL


def _is_open(line: str, after: str) -> bool:
    """Whether the line opens a title or quotation that the next line closes."""
    return any(line.count(o) > line.count(c) and c in after.split(o)[0] for o, c in ("《》", "“”"))


def _near(one: int, other: int) -> bool:
    return bool(one and other) and abs(one - other) <= 2


def _headline_like(line: str, width: int) -> bool:
    return not re.search(r"[，。、；：]", line) and _width(line) < width - _SHORT_TAIL


def _close_spaced_names(dirty: View) -> View:
    """A two-character name is printed as wide as its neighbours of three: 周　旭 is 周旭."""
    drop = {match.start(1) + 1 for match in _SPACED_NAME.finditer(dirty.text)}
    if not drop:
        return dirty
    keep = [i for i in range(len(dirty.text)) if i not in drop]
    return View("".join(dirty.text[i] for i in keep), array("I", (dirty.offsets[i] for i in keep)))


def _ends(text: str) -> list[int]:
    ends = [match.end() for match in re.finditer(rf"[{SENTENCE_END}]+[{CLOSERS}]*|\n", text)]
    return [*ends, len(text)]


def _cut(text: str, start: int, limit: int) -> int:
    return max(text.rfind(mark, start, limit) for mark in "，；、") + 1 or limit


def _trim(text: str, start: int, end: int) -> Sentence | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Sentence(start, end) if end > start else None
