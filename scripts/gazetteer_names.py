"""How the rows of the gazetteer get their short names and aliases."""

from __future__ import annotations

import re

_NATION = re.compile(
    "(?:维吾尔|壮族|回族|藏族|羌族|彝族|土家族|苗族|侗族|布依族|瑶族|满族|蒙古族|蒙古|朝鲜族|哈尼族|傣族|白族|傈僳族|景颇族|"
    "哈萨克族|哈萨克|柯尔克孜|锡伯|塔吉克|土族|撒拉族|保安族|东乡族|裕固族|仡佬族|水族|毛南族|仫佬族|各族|黎族|畲族|拉祜族|"
    "佤族|布朗族|独龙族|怒族|纳西族|普米族|达斡尔族)+$"
)
_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", "新区", *"省市区县盟旗")
"""Longest first: 浦东新区 is 浦东, but 清新区 is 清新."""
_KEEP = re.compile(r"^(市[中南北]区|.*矿区|[东西新城郊]区|.*左旗|.*右旗|.*前旗|.*中旗|.*后旗|.*联合旗)$")


def short_name(name: str) -> str:
    """The name without suffix and nationalities, unless a single character would remain."""
    if _KEEP.match(name):
        return name
    for suffix in _SUFFIXES:
        bare = name.removesuffix(suffix)
        if bare == name:
            continue
        for stem in (_NATION.sub("", bare), bare):
            stem = stem.removesuffix("族") if len(stem) > 2 else stem
            if len(stem) > 1:
                return stem
    return name


def derived_aliases(name: str, short: str) -> tuple[str, ...]:
    """阿坝州 for 阿坝藏族羌族自治州, 北川县 for 北川羌族自治县, 香港特区 for 香港特别行政区."""
    for long, brief in (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("特别行政区", "特区")):
        if name.endswith(long):
            return (short + brief,)
    return ()
