"""One pass tells all mistakes, and a cure, typed as it stands, takes its mistake away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foundation.errors import Problem
from retrofit.project.load import check

GOOD = """schema_version: 1
name: x
site: {station: Kunming}
weather: {fill_gaps_hours: 0}
buildings:
  - {name: centre, archetype: community_centre, floor_area_m2: 1200, storeys: 2, heating: vrf}
  - {name: house, archetype: village_house_brick}
roofs:
  - {name: top, building: centre, area_m2: 300, mounting: open_rack}
feedstocks: {pig_manure: {heads: 120}}
packages:
  base: []
  all:
    - {measure: pv, roof: top, capacity_kwp: 20}
    - {measure: windows, buildings: [house]}
economics: {years: 25}
"""
CASES = [
    ("station: Kunming", "station: Kunmin"), ("floor_area_m2", "floor_aera_m2"), ("community_centre", "comunity_centre"), ("heating: vrf", "heating: vrff"),
    ("building: centre", "building: center"), ("open_rack", "open_rak"), ("pig_manure", "pig_manur"), ("measure: windows", "measure: window"), ("roof: top", "roof: topp"),
    ("buildings: [house]", "buildings: [hose]"), ("area_m2: 1200", "area_m2: 0o2260"), ("area_m2: 1200", "area_m2: 1_200"), ("area_m2: 1200", "area_m2: 01200"), ("area_m2: 1200", "area_m2: 1.2e3"),
    ("area_m2: 1200", 'area_m2: "1200"'), ("storeys: 2", "storeys: '2'"), ("economics:", "economcs:"), ("capacity_kwp: 20", "capacity_kw: 20"), ("years: 25", "yaers: 25"),
    ("fill_gaps_hours: 0", "fill_gap_hours: 0"), ("station: Kunming}", "station: Kunming, colour: red}"), ("area_m2: 1200", "area_m2: !!int 1200"), ("schema_version", "%YAML 1.1\n---\nschema_version"),
]  # fmt: skip


def applied(text: str, p: Problem) -> str | None:
    """The file after a cure is typed as it stands; None where the cure leaves a choice."""
    line = int(re.search(r":(\d+)(?::\d+)?(?: |$)", p.place)[1]) - 1  # type: ignore[index]
    lines = text.split("\n")
    key = re.split(r"[.\]]", p.place.split(" ")[-1])[-1].partition("[")[0]
    meant = re.match(r"did you mean ([^?|]+?) ?[?|]", p.cure)
    write = re.match(r"write ([^ ,;]+)$", p.cure)
    if meant and p.code == "unknown-key":
        lines[line] = re.sub(rf"\b{re.escape(key)}\b", meant[1].strip(), lines[line])
    elif meant and p.code == "unknown-feedstock":
        lines[line] = lines[line].replace(str(p.value), meant[1].strip())
    elif meant:
        lines[line] = re.sub(rf"(?<=[ \[]){re.escape(str(p.value))}(?=[,}}\] ]|$)", meant[1].strip(), lines[line])
    elif write:
        lines[line] = lines[line].replace(str(p.value), write[1])
    elif p.cure == "write the number without quotes":
        lines[line] = re.sub(rf"(['\"]){re.escape(str(p.value))}\1", str(p.value), lines[line])
    elif p.cure.startswith("delete it"):
        lines[line] = re.sub(rf",? ?\b{re.escape(key)}: [^,}}\]]+", "", lines[line])
    elif p.cure.startswith("delete the tag"):
        lines[line] = re.sub(r"!\S+ ", "", lines[line])
    elif p.cure == "delete the line with %":
        lines[line] = ""
    else:
        return None
    return "\n".join(lines)


@pytest.mark.parametrize(("old", "new"), CASES)
def test_a_cure_typed_as_it_stands_takes_the_mistake_away(tmp_path, old, new):
    path = tmp_path / "p.yaml"
    path.write_text(GOOD, encoding="utf-8")
    before = {p.code for p in check(path)}
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    told = [p for p in check(path) if p.code not in before]
    assert len(told) == 1, told
    after = applied(text, told[0])
    assert after is not None and after != text, told[0]
    path.write_text(after, encoding="utf-8")
    assert {p.code for p in check(path)} <= before, (told[0].cure, after)


def test_mistakes_of_every_kind_come_in_one_pass(tmp_path):
    text = GOOD
    for old, new in CASES[:10]:
        text = text.replace(old, new, 1)
    text = text.replace("fill_gaps_hours: 0", "source: epw, path: none.epw").replace("name: house", "name: centre")
    text += "solar: {horizon: none.csv}\nmodules: {M: {v_mp: 34, i_mp: 13, v_oc: 30, i_sc: 13.9, alpha_isc_pct_k: 0.05, beta_voc_pct_k: -0.27, gamma_pmp_pct_k: -0.35, cells_in_series: 54, length_m: 1.72, width_m: 1.13}}\n"  # fmt: skip
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    found = check(path)
    assert {p.code for p in found} >= {
        "unknown-station", "unknown-key", "unknown-archetype", "value-choice", "unknown-reference", "unknown-feedstock", "unknown-measure", "file-not-found",
        "duplicate-name", "module-datasheet",
    }  # fmt: skip
    assert all(re.search(r"p\.yaml:\d+", p.place) for p in found), [p.place for p in found]
    assert sum(p.code == "file-not-found" for p in found) == 2


def test_a_second_round_has_nothing_new(tmp_path: Path):
    """Every mistake alone is told as it is told together with the others."""
    path = tmp_path / "p.yaml"
    alone = set()
    text = GOOD
    for old, new in (
        c for c in CASES[:10] if c[0] != "measure: windows"
    ):  # one measure with two mistakes tells its name first
        path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
        alone |= {(p.code, str(p.value)) for p in check(path) if p.severity == "error"}
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    together = {(p.code, str(p.value)) for p in check(path)}
    assert alone <= together
