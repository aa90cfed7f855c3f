"""The key ``solar`` of the project file and ``nearby`` of a roof: what they change, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foundation.errors import InputError
from retrofit.packages.context import context_of
from retrofit.project.load import check, load
from retrofit.solar.chain.year import simulate

HEAD = """schema_version: 1
name: 万溪冲
site: {station: Kunming}
buildings:
  - {name: centre, archetype: community_centre, floor_area_m2: 600, storeys: 2, built: 1998}
"""
ROOF = "  - {building: centre, length_m: 20, width_m: 10, tilt_deg: 15, mounting: open_rack%s}\n"
PACKAGES = """packages:
  baseline: []
  solar: [{measure: pv, roof: 1%s}]
"""


def write(tmp_path: Path, solar: str = "", roof: str = "", measure: str = "", extra: str = "") -> Path:
    path = tmp_path / "project.yaml"
    text = HEAD + extra + (f"solar: {{{solar}}}\n" if solar else "") + "roofs:\n" + ROOF % roof + PACKAGES % measure
    path.write_text(text, encoding="utf-8")
    return path


def array(path: Path):
    project = load(path)
    ctx, _ = context_of(project, path.parent)
    return ctx, ctx.supply_inputs.arrays_of(project.packages["solar"][:1])[0]


def kwh(path: Path) -> float:
    ctx, a = array(path)
    return simulate(ctx.year, [a]).ac_kwh


def test_what_is_left_out_is_the_default(tmp_path):
    _, a = array(write(tmp_path))
    s = a.settings
    assert s.horizon is None and s.obstacles == () and s.soiling_monthly is None and s.bifacial is None
    assert (
        s.models.dc == "single_diode"
        and s.models.inverter == "sandia"
        and s.models.sky.model == "perez"
        and s.rows is not None
    )


def test_hills_and_a_house_replace_the_lump_for_shading(tmp_path):
    (tmp_path / "hills.csv").write_text("azimuth_deg,elevation_deg\n90,20\n180,5\n270,5\n", encoding="utf-8")
    free = kwh(write(tmp_path))
    hills = write(tmp_path, "horizon: hills.csv")
    ctx, a = array(hills)
    assert a.settings.losses["shading"] == 0.0 and a.settings.horizon is ctx.horizon is not None
    behind_hills = kwh(hills)
    assert behind_hills < free
    house = ", nearby: [{east_m: [-15, 15], north_m: [-20, -12], up_m: [-6, 8]}]"
    assert kwh(write(tmp_path, "horizon: hills.csv", house)) < behind_hills
    own = write(tmp_path, "horizon: hills.csv, losses: {shading: 0.05}")
    assert array(own)[1].settings.losses["shading"] == 0.05


def test_own_losses_dirt_reflectance_and_models(tmp_path):
    clean = kwh(write(tmp_path, "losses: {soiling: 0}"))
    assert kwh(write(tmp_path)) == pytest.approx(0.98 * clean, rel=2e-3)
    dirty = kwh(write(tmp_path, "soiling_monthly: [0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1]"))
    assert dirty == pytest.approx(0.9 * clean, rel=0.02)
    _, a = array(write(tmp_path, "sky: haydavies, dc: single_diode, albedo: 0.4"))
    assert (a.settings.models.sky.model, a.settings.models.dc, a.settings.albedo) == ("haydavies", "single_diode", 0.4)


def test_a_named_inverter_works_by_its_own_curve(tmp_path):
    path = write(tmp_path, "dc: single_diode", measure=", inverter: SG33CX, string_length: 15")
    ctx, a = array(path)
    assert a.settings.models.inverter == "sandia" and a.settings.inverter.name == "SG33CX"
    assert a.settings.modules_per_string == 15
    result = simulate(ctx.year, [a])
    assert result.ac_kw.max() <= 33.0 * a.settings.inverters + 1e-9 and result.night_kwh > 0.0


def test_bifacial_modules_on_racks_take_light_on_the_back_where_asked(tmp_path):
    module = (
        "modules:\n  two: {v_mp: 42.59, i_mp: 13.62, v_oc: 51.47, i_sc: 14.37, alpha_isc_pct_k: 0.045, beta_voc_pct_k: -0.25,\n"
        "    gamma_pmp_pct_k: -0.29, cells_in_series: 72, length_m: 2.278, width_m: 1.134, bifaciality: 0.8}\n"
    )
    plain = kwh(write(tmp_path, measure=", module: two", extra=module))
    ctx, a = array(write(tmp_path, "bifacial_clearance_m: 1.0", measure=", module: two", extra=module))
    both = simulate(ctx.year, [a])
    assert 1.02 < both.ac_kwh / plain < 1.12
    assert both.loss_tree["rear"] > both.loss_tree["incidence"]


@pytest.mark.parametrize(
    ("solar", "roof", "code"),
    [
        ("horizon: nowhere.csv", "", "file-not-found"),
        ("soiling_monthly: [0.1, 0.1]", "", None),
        ("losses: {shadow: 0.1}", "", None),
        ("albedo: 1.5", "", None),
        ("", ", nearby: [{east_m: [5, -5], north_m: [0, 1], up_m: [0, 1]}]", None),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, solar, roof, code):
    path = write(tmp_path, solar, roof)
    problems = [p for p in check(path) if p.severity == "error"]
    assert problems
    assert all("project.yaml:" in p.place for p in problems)
    assert code is None or problems[0].code == code


def test_a_missing_horizon_stops_a_run(tmp_path):
    path = write(tmp_path, "horizon: nowhere.csv")
    with pytest.raises(InputError, match="file-not-found"):
        context_of(load(path), path.parent)


def test_clipping_within_the_hour_is_told_where_it_matters(tmp_path):
    from retrofit.solar.chain.notes import notes_of

    small, large = (array(write(tmp_path, measure=m))[1] for m in ("", ", inverter: SG8.0RT-P2, inverters: 2"))
    assert small.settings.dc_ac_ratio < 1.15 < large.settings.dc_ac_ratio
    keys = [[n.key for n in notes_of([a])] for a in (small, large)]
    assert "pv.subhourly_clipping" not in keys[0] and "pv.subhourly_clipping" in keys[1]
    assert np.isfinite(large.capacity_kwp)
