"""The lexicon: every row of every table, the look-ups, and the errors of tables that are wrong."""

from __future__ import annotations

import csv
import pickle
import runpy
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from kg.lexicon import LEVELS, TERM_CLASSES, Lexicon, Unit, load
from kg.model import CLASSES, LexiconError
from kg.resources import data

FOLDER = data("gazetteer")
ROOT = Path(__file__).resolve().parents[1]
FIRST_YEAR, UNVERIFIED = 1998, "general knowledge, unverified"
DOMAINS = (
    "strategy transport industry innovation digital culture-tourism trade ecology talent public-services agriculture "
    "energy-water governance finance planning"
)
TERM_FILES = ("railways", "roads", "regions", "zones", "initiatives", "bodies", "projects", "meetings")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


def rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def one(lexicon: Lexicon, name: str, year: str = "") -> Unit:
    (unit,) = lexicon.units_named(name, year)
    return unit


# --- every row


def test_the_whole_country_is_there(lexicon: Lexicon) -> None:
    present = [unit for unit in lexicon.units.values() if not unit.valid_until]
    counts = {level: sum(unit.level == level for unit in present) for level in LEVELS}
    assert counts["province"] == 34
    assert counts["prefecture"] == 333
    assert 2840 <= counts["county"] <= 2850
    assert counts["town"] == sum(unit.level == "town" for unit in lexicon.units.values()) > 4000
    assert {unit.code[:2] for unit in lexicon.units.values() if unit.level == "town"} == {"50", "51"}


def test_codes_levels_and_keys_agree(lexicon: Lexicon) -> None:
    for unit in lexicon.units.values():
        assert unit.code.isdigit()
        assert len(unit.code) == (9 if unit.level == "town" else 6)
        assert unit.code.endswith("0000") == (unit.level == "province"), unit
        assert unit.level != "prefecture" or unit.code.endswith("00"), unit
        assert unit.key == unit.code or unit.key.startswith(f"{unit.code}-"), unit
        assert unit.parent == "" or lexicon.units[unit.parent].code[:2] == unit.code[:2], unit


def test_two_holders_of_a_code_are_told_apart_and_do_not_overlap(lexicon: Lexicon) -> None:
    holders: dict[str, list[Unit]] = {}
    for unit in lexicon.units.values():
        holders.setdefault(unit.code, []).append(unit)
    twice = [sorted(units, key=lambda unit: unit.valid_until or "9999") for units in holders.values() if len(units) > 1]
    assert len(twice) > 20
    for units in twice:
        assert units[-1].key == units[-1].code
        for former, later in pairwise(units):
            assert former.valid_until <= later.valid_from, (former, later)
            assert former.key == f"{former.code}-{former.valid_from or FIRST_YEAR - 1}"


def test_parents_hold_their_children_all_the_time(lexicon: Lexicon) -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for unit in lexicon.units.values():
        spans.setdefault(unit.code, []).append((int(unit.valid_from or 0), int(unit.valid_until or 9999)))
    children = [unit for unit in lexicon.units.values() if unit.parent and unit.level != "town"]
    for unit in children:
        first, last = int(unit.valid_from or 0), int(unit.valid_until or 9999)
        covered = first
        for start, end in sorted(spans[lexicon.units[unit.parent].code]):
            covered = end if start <= covered < end else covered
        assert covered >= last, f"{unit.key} {unit.name}: {unit.parent} does not last from {first} to {last}"
    assert len(children) > 4000


def test_heirs_begin_when_the_unit_ends(lexicon: Lexicon) -> None:
    gone = [unit for unit in lexicon.units.values() if unit.replaced_by]
    for unit in gone:
        for key in unit.replaced_by:
            heir = lexicon.units[key]
            if unit.valid_until:
                assert heir.valid_in(unit.valid_until), (unit, heir)
    assert len(gone) > 900


def test_points_lie_inside_the_box_of_the_parent(lexicon: Lexicon) -> None:
    boxes = {row["unit"]: row for row in rows("boxes.csv")}
    checked = 0
    for unit in lexicon.units.values():
        assert (unit.lon is None) == (unit.lat is None)
        if unit.lon is None or unit.lat is None:
            continue
        areas = (unit, *lexicon.ancestors(unit))
        # what is gone may since have gone over to another prefecture, whose box is not that of then
        above = [boxes[a.key] for a in areas if a.key in boxes and (not unit.valid_until or a.level == "province")]
        for box in above:
            assert float(box["west"]) <= unit.lon <= float(box["east"]), (unit, box)
            assert float(box["south"]) <= unit.lat <= float(box["north"]), (unit, box)
        checked += len(above)
    assert checked > 7400
    assert len(boxes) > 360
    assert all(row["source"] for row in boxes.values())


def test_a_unit_with_a_point_names_whose_point_it_is() -> None:
    checked = 0
    for row in rows("units.csv"):
        assert bool(row["lon"]) == bool(row["point_source"]), row
        assert row["source"]
        if row["lon"]:
            assert 73 <= float(row["lon"]) <= 136, row
            assert 3 <= float(row["lat"]) <= 54, row
            checked += 1
    assert checked > 4300


def test_every_county_but_the_newest_has_a_point(lexicon: Lexicon) -> None:
    without = {u.name for u in lexicon.units.values() if u.level != "town" and u.lon is None and not u.valid_until}
    assert without == {"岑岭县", "和康县", "和安县", "草湖市"}


def test_terms_are_well_formed(lexicon: Lexicon) -> None:
    assert set(TERM_CLASSES) <= set(CLASSES)
    assert len(lexicon.terms) == sum(len(rows(f"{file}.csv")) for file in TERM_FILES) > 1400
    for term in lexicon.terms:
        assert term.name not in term.aliases
        assert len(set(term.aliases)) == len(term.aliases)
        assert term.verified == (term.source != UNVERIFIED)
        assert not term.number or term.cls == "Road", term
        if term.cls in ("Railway", "Road"):
            assert term.places, term.name
        if term.members:
            assert term.cls == "Region", term


def test_a_road_number_stands_once_with_the_whole_road(lexicon: Lexicon) -> None:
    numbered = [term for term in lexicon.terms if term.number]
    assert len(numbered) > 60
    for term in numbered:
        assert term.number[0] in "GS"
        assert term.number[1:].rstrip("W").isdigit()


def test_abbreviations_and_joint_names(lexicon: Lexicon) -> None:
    assert len(lexicon.abbreviations) > 200
    assert all(len(character) == 1 for character in lexicon.abbreviations)
    provinces = {u.key for u in lexicon.units.values() if u.level == "province"}
    named = {keys[0] for keys in lexicon.abbreviations.values()} & provinces
    assert named == provinces
    assert len(lexicon.joint) > 180
    for name, keys in lexicon.joint.items():
        assert len(keys) > 1, name
        assert "地区" not in name


def test_a_joint_name_is_made_of_its_members_characters(lexicon: Lexicon) -> None:
    for name, keys in lexicon.joint.items():
        units = [lexicon.units[key] for key in keys]
        if name in ("两广", "江浙", "江浙沪", "襄十随神", "宜荆荆恩"):
            continue
        assert len(name) == len(units), name
        for character, unit in zip(name, units, strict=True):
            known = unit.key in lexicon.abbreviations.get(character, ())
            assert known or character in unit.name, (name, character, unit.name)


def test_every_risky_name_names_a_unit_and_every_trap_holds_or_crosses_one(lexicon: Lexicon) -> None:
    names = {n for n, keys in lexicon.by_name.items() if any(lexicon.units[k].level != "town" for k in keys)}
    heads = {name[:end] for name in names for end in range(1, len(name))}
    assert len(lexicon.risky) > 650
    assert lexicon.risky <= names
    assert (
        not {lexicon.units[keys[0]].short for keys in lexicon.abbreviations.values()}
        & lexicon.risky - {"南部"}
        & {u.short for u in lexicon.units.values() if u.level == "province"}
    )
    assert len(lexicon.not_places) > 600
    for trap in lexicon.not_places:
        holds = any(trap[i:j] in names for i in range(len(trap)) for j in range(i + 2, len(trap) + 1))
        crosses = any(trap[i:] in heads for i in range(1, len(trap)))
        assert holds or crosses, trap


def test_hand_made_aliases_that_clash_are_declared(lexicon: Lexicon) -> None:
    aliases = rows("unit_aliases.csv")
    assert len(aliases) > 15
    for row in aliases:
        assert row["alias"] in lexicon.units[row["unit"]].aliases, f"{row}: rebuild units.csv"
        assert row["source"]
        if len(lexicon.by_name[row["alias"]]) > 1:
            assert row["alias"] in lexicon.ambiguous, row


def test_seats_lie_in_their_unit(lexicon: Lexicon) -> None:
    seats = rows("seats.csv")
    assert len(seats) > 350
    for row in seats:
        assert lexicon.within(lexicon.units[row["seat"]], lexicon.units[row["unit"]]), row


def test_domains_are_those_of_the_vocabulary(lexicon: Lexicon) -> None:
    assert " ".join(domain.key for domain in lexicon.domains) == DOMAINS
    assert all(domain.zh and domain.en and domain.words for domain in lexicon.domains)
    assert len(lexicon.posts) == len(set(lexicon.posts)) > 150


# --- look-ups


def test_a_document_of_a_year_means_the_unit_of_that_year(lexicon: Lexicon) -> None:
    assert one(lexicon, "简阳市", "2015").key == "512081"
    assert one(lexicon, "简阳", "2017").key == "510185"
    assert [u.key for u in lexicon.units_named("简阳", "2016")] == ["510185", "512081"]
    assert [u.key for u in lexicon.latest(lexicon.units_named("简阳"))] == ["510185"]
    assert [u.name for u in lexicon.units_named("罗江", "2016")] == ["罗江县"]
    assert [u.name for u in lexicon.units_named("罗江", "2024")] == ["罗江区"]
    assert [u.name for u in lexicon.units_named("襄樊", "2008")] == ["襄樊市"]
    assert lexicon.units_named("襄樊", "2012") == ()
    assert one(lexicon, "罗江县").replaced_by == ("510604",)


@pytest.mark.parametrize(
    ("name", "before", "after", "year"),
    [
        ("彭山", "511422", "511403", 2014),
        ("会理", "513425", "513402", 2021),
        ("射洪", "510922", "510981", 2019),
        ("黔江", "500239", "500114", 2000),
        ("北川", "510726-1997", "510726", 2003),
        ("隆昌", "511028", "511083", 2017),
        ("新津", "510132", "510118", 2020),
        ("武隆", "500232", "500156", 2016),
    ],
)
def test_changes_of_the_south_west(lexicon: Lexicon, name: str, before: str, after: str, year: int) -> None:
    assert [u.key for u in lexicon.units_named(name, str(year - 1))] == [before]
    assert [u.key for u in lexicon.units_named(name, str(year + 1))] == [after]
    assert after in lexicon.units[before].replaced_by


def test_the_district_of_2025_came_after_two(lexicon: Lexicon) -> None:
    two_rivers = lexicon.units["500157"]
    assert two_rivers.valid_from == "2025"
    assert {u.name for u in lexicon.units.values() if "500157" in u.replaced_by} == {"江北区", "渝北区"}
    assert [u.name for u in lexicon.units_named("渝北", "2024")] == ["渝北区"]
    assert lexicon.units_named("渝北", "2026") == ()


def test_names_short_names_and_aliases(lexicon: Lexicon) -> None:
    for name, unit in (
        ("阿坝州", "阿坝藏族羌族自治州"),
        ("内蒙古", "内蒙古自治区"),
        ("鄂温克", "鄂温克族自治旗"),
        ("清新", "清新区"),
        ("浦东", "浦东新区"),
        ("吉林市", "吉林市"),
        ("海南州", "海南藏族自治州"),
        ("北川县", "北川羌族自治县"),
        ("忠县", "忠县"),
    ):
        assert one(lexicon, name, "2024").name == unit
    assert [u.level for u in lexicon.units_named("吉林", "2024")] == ["province"]
    assert lexicon.units_named("忠", "2024") == ()


def test_one_name_of_many_units_comes_highest_first(lexicon: Lexicon) -> None:
    assert [u.level for u in lexicon.units_named("朝阳", "2024")] == ["prefecture", "county", "county", "county"]
    assert {u.name for u in lexicon.units_named("江北区", "2020")} == {"江北区"}
    assert {u.parent for u in lexicon.units_named("江北区", "2020")} == {"500000", "330200"}


def test_months_and_days_count_too(lexicon: Lexicon) -> None:
    assert one(lexicon, "德阳", "2020-04-29").valid_in("2020-04")
    assert lexicon.units["510604"].valid_in("2017-08-01")
    assert not lexicon.units["510604"].valid_in("2016-12-31")


def test_ancestors_and_within(lexicon: Lexicon) -> None:
    county = one(lexicon, "什邡市", "2024")
    assert [u.name for u in lexicon.ancestors(county)] == ["德阳市", "四川省"]
    assert lexicon.within(county, one(lexicon, "四川省"))
    assert lexicon.within(county, county)
    assert not lexicon.within(one(lexicon, "四川省"), county)
    assert lexicon.within(one(lexicon, "襄城区", "2024"), one(lexicon, "襄樊市", "2008"))


def test_abbreviations_mean_the_most_usual_first(lexicon: Lexicon) -> None:
    for character, name in (("渝", "重庆市"), ("蓉", "成都市"), ("碚", "北碚区"), ("宜", "宜宾市"), ("川", "四川省")):
        assert lexicon.units[lexicon.abbreviations[character][0]].name == name
    assert [lexicon.units[key].name for key in lexicon.joint["成德眉资"]] == ["成都市", "德阳市", "眉山市", "资阳市"]
    assert [lexicon.units[key].name for key in lexicon.joint["京津冀"]] == ["北京市", "天津市", "河北省"]
    assert not {"长三角", "珠三角"} & lexicon.joint.keys()


def test_regions_name_what_their_name_names(lexicon: Lexicon) -> None:
    (circle,) = (term for term in lexicon.terms if "成渝双城经济圈" in term.aliases)
    assert (circle.cls, circle.name) == ("Region", "成渝地区双城经济圈")
    assert [lexicon.units[key].name for key in circle.places] == ["成都市", "重庆市"]
    (delta,) = (term for term in lexicon.terms if "长三角" in (term.name, *term.aliases))
    assert (delta.places, len(delta.members)) == ((), 4)


def test_the_lexicon_goes_to_other_processes(lexicon: Lexicon) -> None:
    assert pickle.loads(pickle.dumps(lexicon)) == lexicon


def test_loading_is_the_same_whatever_the_hash_seed() -> None:
    code = "import hashlib, pickle, kg.lexicon as x; L = x.load(); "
    code += "print(hashlib.sha256(repr([L.by_name, L.terms, L.abbreviations, L.joint]).encode()).hexdigest())"
    seen = set()
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1


# --- tables that are wrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "gazetteer"))


def change(path: Path, old: str, new: str) -> int:
    """Replace a text that stands once; the line that it stands in."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    return text[: text.index(old)].count("\n") + 1


WRONG = [
    ("units.csv", "\n510681,510681,广汉市", "\n510604,510681,广汉市", "key: 510604 stands twice"),
    ("units.csv", "广汉市,广汉,county,510600", "广汉市,广汉,county,519900", "parent: 519900 is no unit"),
    ("units.csv", "广汉市,广汉,county,510600", "广汉市,广汉,county,", "parent: a province has none"),
    ("units.csv", "广汉市,广汉,county,510600", "广汉市,广汉,county,510604", "parent: 罗江区 is no higher than 广汉市"),
    ("units.csv", "广汉市,广汉,county,510600", "广汉市,广汉,city,510600", "level: 'city' is none of province"),
    ("units.csv", "2017,,510604,", "2017,,519904,", "replaced_by: 519904 is no unit"),
    ("units.csv", "广汉市,广汉,county,510600,,,,,104.", "广汉市,广汉,county,510600,,,,,1O4.", "lon: '1O4"),
    ("railways.csv", "Railway,成渝铁路,", "Railway,,", "name: empty"),
    ("railways.csv", "Railway,成渝铁路,", "Line,成渝铁路,", "class: 'Line' is none of"),
    ("railways.csv", "Railway,成渝铁路,,老成渝铁路", "Railway,成渝铁路,,宝成铁路", "宝成铁路 means"),
    ("railways.csv", "Railway,成渝铁路,,老成渝铁路", "Railway,成渝铁路,,德阳市", "德阳市 names a unit too"),
    ("railways.csv", "Railway,成渝铁路,,老成渝铁路", "Railway,成渝铁路,,成渝铁路", "成渝铁路 is the name itself"),
    ("railways.csv", "Railway,达万铁路,,,达州市|", "Railway,达万铁路,,,达洲市|", "places: 达洲市 is no present unit"),
    ("railways.csv", "Railway,达万铁路,,,达州市|", "Railway,达万铁路,,,朝阳区|", "places: 朝阳区 means"),
    ("joint.csv", "\n川渝,四川省|重庆市", "\n川渝,", "units: empty"),
    ("joint.csv", "\n川渝,", "\n成渝,", "name: 成渝 stands twice"),
    ("abbreviations.csv", "\n蓉,成都市", "\n蓉,蓉城", "units: 蓉城 is no present unit"),
    ("risky.csv", "\n合作,", "\n合作了,", "name: 合作了 is no unit's name"),
    ("not_places.csv", "\n其中,", "\n中江,", "name: 中江 is the name of a unit or term"),
    ("prefixes.csv", "\n巴彦,", "\n绵阳,", "begins"),
    (
        "domains.csv",
        "transport,交通,transport,交通|",
        "transport,交通,transport,战略|",
        "words: 战略 belongs to strategy",
    ),
    ("posts.csv", "\n副书记\n", "\n\n", "row: 0 cells, expected 1"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), WRONG)
def test_a_wrong_row_is_named_by_file_line_and_field(folder: Path, file: str, old: str, new: str, message: str) -> None:
    change(folder / file, old, new)
    with pytest.raises(LexiconError) as caught:
        load(folder)
    assert str(caught.value).startswith(f"{file}:")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_line_is_that_of_the_row(folder: Path) -> None:
    line = change(folder / "units.csv", "广汉市,广汉,county,510600", "广汉市,广汉,county,519900")
    with pytest.raises(LexiconError, match=rf"^units\.csv:{line}: parent: "):
        load(folder)


def test_a_table_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "roads.csv").write_bytes("class,名".encode("gb18030"))
    with pytest.raises(LexiconError, match=r"^roads\.csv: unreadable: "):
        load(folder)
    (folder / "roads.csv").unlink()
    with pytest.raises(LexiconError, match=r"^roads\.csv: unreadable: "):
        load(folder)


def test_a_table_with_other_columns_is_named(folder: Path) -> None:
    change(folder / "joint.csv", "name,units,source,verified", "name,units,source")
    with pytest.raises(LexiconError, match=r"^joint\.csv:1: columns: expected name,units,source,verified"):
        load(folder)


# --- the page


def test_the_page_counts_the_rows_and_describes_every_table() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "count_gazetteer.py"))["PAGES"]
    assert set(made) == {"docs/lexicon.md", "README.md"}
    for name, make in made.items():
        assert make() in (ROOT / name).read_text(encoding="utf-8"), "run python scripts/count_gazetteer.py --write"
    page = (ROOT / "docs" / "lexicon.md").read_text(encoding="utf-8")
    for table in sorted(FOLDER.glob("*.csv")):
        assert f"`{table.name}`" in page, table.name
    assert len(list(FOLDER.glob("*.csv"))) >= 20
