"""Bad input: every problem at once, with file and line, value, allowed range and cure."""

from __future__ import annotations

import re

import pytest

from foundation.errors import InputError
from retrofit.project import load
from tests.paths import ROOT

GOOD = """schema_version: 1
name: test
site: {station: Kunming}
buildings:
  - {name: centre, archetype: community_centre, floor_area_m2: 1200, storeys: 2}
roofs:
  - {building: centre, area_m2: 300}
packages:
  baseline: []
  solar: [{measure: pv, roof: 1}]
"""


def codes(tmp_path, text, name="project.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return {p.code: p for p in load.check(path)}


def test_good_project_has_no_problem(tmp_path):
    assert codes(tmp_path, GOOD) == {}
    assert load.load(tmp_path / "project.yaml").buildings[0].name == "centre"


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "cure"),
    [
        ("floor_area_m2", "floor_aera_m2", "unknown-key", 5, "floor_area_m2"),
        ("station: Kunming", "station: Kunmin", "unknown-station", 3, "Kunming"),
        ("floor_area_m2: 1200", "floor_area_m2: -5", "value-range", 5, ""),
        ("floor_area_m2: 1200", "floor_area_m2: .nan", "value-type", 5, ""),
        ("floor_area_m2: 1200", "floor_area_m2: big", "value-type", 5, ""),
        ("floor_area_m2: 1200", 'floor_area_m2: "1200"', "value-type", 5, "without quotes"),
        ("storeys: 2", "storeys: yes", "value-type", 5, ""),
        ("storeys: 2", "storeys: 2.5", "value-type", 5, ""),
        ("storeys: 2", "built: 1998-05-01", "value-type", 5, ""),
        ("storeys: 2", "n50_ach: 5, infiltration_ach: 1", "value-error", 5, ""),
        ("area_m2: 300", "area_m2: 700", "roof-footprint", 7, ""),
        ("archetype: community_centre", "archetype: comunity_centre", "unknown-archetype", 5, "community_centre"),
        ("building: centre", "building: center", "unknown-reference", 7, "centre"),
        ("roof: 1", "roof: 3", "unknown-reference", 10, ""),
        ("measure: pv", "measure: pvv", "unknown-measure", 10, "pv"),
        ("{measure: pv, roof: 1}", "{measure: digester, volume_m3: 10}", "digester-feed", 10, ""),
        ("{measure: pv, roof: 1}", "{measure: pv, roof: 1, capacity_kwp: 500}", "pv-capacity", 10, ""),
        ("name: test\n", "", "missing-key", None, "name"),
        ("site: {station: Kunming}", "site: {}", "value-error", 3, ""),
        ("site: {station: Kunming}", "site: {station: Kunming}\nweather: {source: epw, path: none.epw}", "file-not-found", 4, ""),
        ("  - {building: centre, area_m2: 300}", "  - {building: centre, area_m2: 300, mounting: glued}", "value-choice", 7, ""),
    ],
)  # fmt: skip
def test_each_mistake_is_named_at_its_line(tmp_path, old, new, code, line, cure):
    assert old in GOOD
    found = codes(tmp_path, GOOD.replace(old, new, 1))
    assert code in found
    assert found[code].severity == "error"
    if line:
        assert f"project.yaml:{line}" in found[code].place
    assert cure in found[code].cure
    with pytest.raises(InputError):
        load.load(tmp_path / "project.yaml")


@pytest.mark.parametrize(
    "damage", ["buildings: 3", "buildings: {a: [1]}", "roofs: true", "site: 7", "packages: [1]", "weather: epw"]
)
def test_other_kinds_of_values_beside_another_error(tmp_path, damage):
    key = damage.split(":")[0]
    data = "".join(
        block
        for block in re.split(r"(?m)^(?=\w)", GOOD.replace("schema_version: 1", "schema_version: 2"))
        if not block.startswith(key)
    )
    found = codes(tmp_path, data + damage + "\n")
    assert len(found) >= 2
    assert any(p.place.endswith(key) or f" {key}" in p.place for p in found.values())


def test_nesting_without_end(tmp_path):
    assert "yaml-syntax" in codes(tmp_path, "a: " + "[" * 1500)


def test_one_mistake_is_one_problem(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(GOOD.replace("floor_area_m2", "floor_aera_m2"), encoding="utf-8")
    assert [p.code for p in load.check(path)] == ["unknown-key"]


def test_all_problems_come_at_once(tmp_path):
    text = (
        GOOD.replace("Kunming", "Kunmin")
        .replace("floor_area_m2: 1200", "floor_area_m2: 600, colour: red")
        .replace("measure: pv", "measure: pvv")
        + "weather: {source: epw, path: x.epw}\n"
    )
    assert set(codes(tmp_path, text)) >= {
        "unknown-station",
        "unknown-key",
        "unknown-measure",
        "file-not-found",
        "roof-footprint",
    } - {"roof-footprint"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: [1, 2\nb: 3\n", "yaml-syntax"), (b"a:\n\t- b\n", "yaml-syntax"), (b"", "project-empty"), (b"- a\n- b\n", "project-empty"), (b"just text", "project-empty"),
        ("name: 万溪冲".encode("gbk"), "file-encoding"), (b"\x00\x01\x02", "yaml-syntax"),
    ],
)  # fmt: skip
def test_what_is_no_project(tmp_path, content, code):
    path = tmp_path / "p.yaml"
    path.write_bytes(content)
    (problem,) = load.check(path)
    assert problem.code == code
    assert problem.cure


def test_absent_file_suggests_its_neighbour(tmp_path):
    (tmp_path / "project.yaml").write_text(GOOD, encoding="utf-8")
    (problem,) = load.check(tmp_path / "projct.yaml")
    assert problem.code == "file-not-found"
    assert "project.yaml" in problem.cure
    assert load.check(tmp_path)[0].code == "file-not-found"


def test_bad_weather_file_is_told_with_the_rest(tmp_path, kunming):
    from weather.readers.epw_write import write_epw

    path = write_epw(kunming, tmp_path / "k.epw")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:-1]), encoding="utf-8")
    text = GOOD.replace("storeys: 2", "storey: 2") + "weather: {source: epw, path: k.epw}\n"
    assert set(codes(tmp_path, text)) >= {"epw-rows", "unknown-key"}
    cells = lines[100].split(",")
    cells[6] = "nan"
    path.write_text("\n".join([*lines[:100], ",".join(cells), *lines[101:]]), encoding="utf-8")
    assert set(codes(tmp_path, text)) >= {"epw-nan", "unknown-key"}


def test_folder_named_in_chinese_and_chinese_station(tmp_path):
    folder = tmp_path / "万溪冲"
    folder.mkdir()
    assert codes(folder, GOOD.replace("Kunming", "昆明"), "项目.yaml") == {}


def test_every_code_is_documented():
    import re

    used = set()
    for room in ("weather", "buildings", "retrofit"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            used |= set(re.findall(r'Problem\(\s*"([a-z]+(?:-[a-z]+)+)"', text))
            used |= set(re.findall(r'(?:warn|_cell_problem)\(\s*"([a-z]+(?:-[a-z]+)+)"', text))
    used |= set(re.findall(r'Problem\(\s*"([a-z]+(?:-[a-z]+)+)"', (ROOT / "cli.py").read_text(encoding="utf-8")))
    document = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert len(used) > 30
    missing = sorted(c for c in used if f"### {c}\n" not in document)
    assert not missing


def test_schema_documents_itself():
    document = load.json_schema()
    assert "floor_area_m2" in document["$defs"]["BuildingSpec"]["properties"]
    assert document["additionalProperties"] is False


def test_a_misspelt_province_is_told(tmp_path):
    """It would have taken the national grid factor, five times Yunnan's."""
    for written, wanted in (("Yunan", "Yunnan"), ("云南省份", "云南")):
        path = tmp_path / "p.yaml"
        path.write_text(
            f"schema_version: 1\nname: p\nsite: {{station: Kunming, province: {written}}}\n"
            "buildings:\n  - {name: a, archetype: small_office}\npackages: {baseline: []}\n",
            encoding="utf-8",
        )
        with pytest.raises(InputError) as error:
            load.load(path)
        problem = next(p for p in error.value.problems if p.code == "unknown-province")
        assert wanted in problem.cure


UNKNOWN_KEYS = """schema_version: 1
name: x
site: {station: Beijing, statoin: 3}
weather: {source: synthetic, future: {scenari: ssp245}}
buildings: [{name: a, archetype: small_office, floor_are: 3}]
roofs: [{name: r, building: a, area_m2: 20, tilt_deg: 3, nearby: [{east_m: [1, 2], north_m: [1, 2], up_m: [0, 3], est_m: 1}]}]
solar: {skyy: perez}
feedstocks: {pig_manure: {head: 3}}
packages: {roof: [{measure: pv, roof: r, capcity_kwp: 3}]}
"""


def test_the_cure_of_an_unknown_key_is_a_key_of_its_own_place(tmp_path):
    """Also where models lie in models, in lists, and under names of the user's own (a package called like a key)."""
    path = tmp_path / "p.yaml"
    path.write_text(UNKNOWN_KEYS, encoding="utf-8")
    found = {p.place.split()[-1]: p for p in load.check(path) if p.code == "unknown-key"}
    cures = {k: str(p.cure) for k, p in found.items()}
    wanted = {
        "site.statoin": "station", "weather.future.scenari": "scenario", "buildings[0].floor_are": "floor_area_m2",
        "roofs[0].nearby[0].est_m": "east_m", "solar.skyy": "sky", "feedstocks.pig_manure.head": "heads",
        "packages.roof[0].capcity_kwp": "capacity_kwp",
    }  # fmt: skip
    assert cures == {k: f"did you mean {v}?" for k, v in wanted.items()}
    for key, p in found.items():
        assert wanted[key] in p.allowed.split(", ")
