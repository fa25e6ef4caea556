"""Names as they are typed on a keyboard without Chinese: whole pinyin and first letters."""

from __future__ import annotations

from functools import lru_cache

_LONGEST = 40
"""Characters of a name that are spelled; nobody types more to find it."""


@lru_cache(maxsize=65536)
def keys(name: str) -> tuple[str, str]:
    """Whole pinyin and first letters of ``name``: 北碚区 gives ``beibeiqu`` and ``bbq``."""
    from pypinyin import Style, lazy_pinyin

    short = name[:_LONGEST]
    whole = lazy_pinyin(short, style=Style.NORMAL)
    first = lazy_pinyin(short, style=Style.FIRST_LETTER)
    return _plain(whole), _plain(first)


def _plain(parts: list[str]) -> str:
    return "".join(c for part in parts for c in part.lower() if c.isascii() and c.isalnum())
