"""A mistake of the schema hides none of the checks that come after it, and brings no mistake of its own making."""

from __future__ import annotations

import pytest

from retrofit.project.load import check

GOOD = """schema_version: 1
name: hamlet
site: {station: Kunming}
buildings:
  - {name: house, archetype: village_house_brick, floor_area_m2: 200, storeys: 2, occupants: 4}
  - {name: hall, archetype: community_centre, floor_area_m2: 600}
roofs:
  - {name: top, building: house, length_m: 10, width_m: 6, mounting: open_rack, tilt_deg: 15}
  - {name: flat, building: hall, area_m2: 250, tilt_deg: 5}
modules:
  Mine: {v_mp: 43.0, i_mp: 13.5, v_oc: 51.5, i_sc: 14.3, alpha_isc_pct_k: 0.045, beta_voc_pct_k: -0.25, gamma_pmp_pct_k: -0.3, cells_in_series: 144, length_m: 2.278, width_m: 1.134}
feedstocks:
  pig_manure: {heads: 100}
packages:
  base: []
  all:
    - {measure: pv, roof: top, module: Mine}
    - {measure: pv, roof: flat, capacity_kwp: 20}
    - {measure: digester, volume_m3: 100}
economics: {years: 25}
"""
EARLY = {  # of the schema: what it is, where
    "unknown key of a building": ("occupants: 4", "occupants: 4, colour: red"),
    "wrong value of a building": ("occupants: 4", "occupants: -4"),
    "unknown key of a roof": ("area_m2: 250,", "area_m2: 250, colour: red,"),
    "unknown key of a module": ("v_mp: 43.0,", "v_mp: 43.0, colour: red,"),
    "wrong value of a module": ("width_m: 1.134", "width_m: 11.34"),
    "unknown measure": ("- {measure: pv, roof: flat, capacity_kwp: 20}", "- {measure: pw, roof: flat}\\n    - {measure: pv, roof: flat, capacity_kwp: 20}".replace("\\n", "\n")),
    "wrong economics": ("years: 25", "years: many"),
    "unknown key at the top": ("economics:", "colour: red\neconomics:"),
}  # fmt: skip
LATE = {  # of a check across the project: the change, the code, the early mistakes that make it unsayable
    "roof larger than the hall": ("area_m2: 250", "area_m2: 2500", "roof-footprint", ()),
    "more modules than the roof takes": ("capacity_kwp: 20", "capacity_kwp: 200", "pv-capacity", ()),
    "tank too small": ("volume_m3: 100", "volume_m3: 1", "digester-washout", ()),
    "no such building": ("building: hall", "building: hal", "unknown-reference", ()),
    "no such archetype": ("archetype: community_centre", "archetype: community_center", "unknown-archetype", ()),
    "crowded": ("occupants: 4", "occupants: 4000", "people-density", ("wrong value of a building",)),
    "module of no roof": ("roof: top,", "roof: tpo,", "unknown-reference", ()),
}


KNOWN: dict[str, list[str]] = {}


def codes(path, text: str) -> list[str]:
    if text not in KNOWN:
        KNOWN[text] = _codes(path, text)
    return KNOWN[text]


def _codes(path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return sorted(p.code for p in check(path) if p.severity == "error")


def test_the_base_is_right(tmp_path):
    assert codes(tmp_path / "p.yaml", GOOD) == []


@pytest.mark.parametrize("early", EARLY)
def test_a_mistake_of_the_schema_is_alone(tmp_path, early):
    """Nothing is said that follows from what the check itself left out."""
    old, new = EARLY[early]
    assert old in GOOD
    assert len(codes(tmp_path / "p.yaml", GOOD.replace(old, new, 1))) == 1


@pytest.mark.parametrize("early", EARLY)
@pytest.mark.parametrize("late", LATE)
def test_both_come_in_one_pass(tmp_path, early, late):
    (old, new), (was, becomes, code, hidden_by) = EARLY[early], LATE[late]
    if early in hidden_by:
        return
    alone = codes(tmp_path / "p.yaml", GOOD.replace(was, becomes, 1))
    assert code in alone
    first = codes(tmp_path / "p.yaml", GOOD.replace(old, new, 1))
    changed = GOOD.replace(old, new, 1)
    assert was in changed
    assert codes(tmp_path / "p.yaml", changed.replace(was, becomes, 1)) == sorted(first + alone)


def test_a_footprint_needs_no_archetype(tmp_path):
    text = GOOD.replace(
        "archetype: community_centre, floor_area_m2: 600", "archetype: school, floor_area_m2: 600, storeys: 2"
    )
    found = codes(tmp_path / "p.yaml", text.replace("area_m2: 250", "area_m2: 800"))
    assert found == ["roof-footprint", "unknown-archetype"]
