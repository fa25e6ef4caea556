"""From a span of the view to a canonical name: marks that carry no identity are dropped or made alike."""

from __future__ import annotations

import re

_QUOTES = re.compile('[“”"‘’《》〈〉「」『』]')
_DASHES = re.compile("[—–－~～―]+|(?<=[一-鿿])-(?=[一-鿿])")
_DOTS = re.compile("[•・‧∙]")
_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_WIDE = str.maketrans("()", "（）")


def canonical(name: str) -> str:
    """The name without quotation marks and inner space, with one kind of dash, dot and bracket."""
    name = _SPACE.sub("", " ".join(_QUOTES.sub("", name).split()))
    return _DOTS.sub("·", _DASHES.sub("—", name)).translate(_WIDE)
