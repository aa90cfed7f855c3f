"""Comfort against tables of the standards and a scalar run of the library; and the verdict that a cold building gets."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from buildings import systems
from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.comfort import hours as comfort
from buildings.thermal import loads


@pytest.fixture(scope="module")
def centre(kunming):
    b = build.build(ArchetypeRequest("c", "community_centre", "5A", built=1998), kunming)
    result = loads.simulate(b, kunming)
    return b, result, systems.plant_year(b, result, kunming)


def flat(result, temp_c):
    """The same year with every room at one temperature."""
    n = len(result.zones[0].temp_air_c)
    zones = tuple(replace(z, temp_air_c=np.full(n, temp_c), temp_operative_c=np.full(n, temp_c)) for z in result.zones)
    return replace(result, zones=zones)


def test_adaptive_band_is_that_of_the_standard(centre, kunming):
    """EN 16798-1 category III by hand: 5 K below and 4 K above 0.33 Trm + 18.8, running means held to 10 to 30 degC."""
    b, result, plant = centre
    rows = comfort.by_zone(b, result, kunming, plant.moisture, "5A")
    neutral = 0.33 * np.clip(comfort.running_mean(kunming.column("temp_air")), 10.0, 30.0) + 18.8
    for zone, r in zip(b.zones, result.zones, strict=True):
        used = comfort.presence(zone, kunming.hours)
        assert rows[zone.name]["hours_too_cold"] == (used & (r.temp_operative_c < neutral - 5.0)).sum()
        assert rows[zone.name]["hours_too_warm"] == (used & (r.temp_operative_c > neutral + 4.0)).sum()


def test_the_short_summary_is_the_long_one_and_the_library_agrees(centre, kunming):
    from pythermalcomfort.models import adaptive_en

    b, result, plant = centre
    whole, short = (
        comfort.summary(b, result, kunming, plant.moisture, "5A"),
        comfort.adaptive_summary(b, result, kunming),
    )
    assert {k: whole[k] for k in short} == short
    mean = np.clip(comfort.running_mean(kunming.column("temp_air")), 10.0, 30.0)
    cold = warm = 0.0
    for zone, r in zip(b.zones, result.zones, strict=True):
        used = comfort.presence(zone, kunming.hours)
        t = r.temp_operative_c[used]
        band = adaptive_en(t, t, mean[used], 0.1, limit_inputs=False, round_output=False)
        share = zone.floor_area_m2 / sum(z.floor_area_m2 for z in b.zones)
        cold += share * (t < band.tmp_cmf_cat_iii_low).sum()
        warm += share * (t > band.tmp_cmf_cat_iii_up).sum()
    assert short["hours_too_cold"] == pytest.approx(cold) and short["hours_too_warm"] == pytest.approx(warm)


def test_running_mean_by_hand():
    """A step in outdoor temperature is followed by 0.2 of the rest a day (EN 16798-1, eq. B.2)."""
    days = np.r_[np.full(30, 10.0), np.full(30, 20.0)]
    mean = comfort.running_mean(np.repeat(days, 24))[::24]
    assert mean[31] - mean[30] == pytest.approx(0.2 * (20.0 - mean[30]))
    assert mean[59] == pytest.approx(20.0, abs=0.02)


@pytest.mark.parametrize(("temp_c", "cold", "warm"), [(8.0, True, False), (24.0, False, False), (36.0, False, True)])
def test_a_cold_a_mild_and_a_hot_building(centre, kunming, temp_c, cold, warm):
    b, result, plant = centre
    row = comfort.summary(b, flat(result, temp_c), kunming, plant.moisture, "5A")
    hours = row["occupied_hours"]
    assert (row["hours_too_cold"] == pytest.approx(hours)) is cold
    assert (row["hours_too_warm"] == pytest.approx(hours)) is warm
    assert row["underheating_kh"] == pytest.approx(hours * max(16.0 - temp_c, 0.0))
    assert row["overheating_kh"] == pytest.approx(hours * max(temp_c - 28.0, 0.0))
    assert row["hours_gb_i"] + row["hours_gb_ii"] + row["hours_gb_iii"] == pytest.approx(hours)


def test_pmv_hours_are_those_of_the_library_hour_by_hour(centre, kunming):
    """Twenty hours through the library's scalar call: the same side of 0.5 as in the array."""
    from pythermalcomfort.models import clo_tout, pmv_ppd_iso

    b, result, plant = centre
    zone, r, m = b.zones[0], result.zones[0], plant.moisture[0]
    used = np.flatnonzero(comfort.presence(zone, kunming.hours))[::230]
    temp = kunming.column("temp_air")
    outside = 0
    for h in used:
        clo = float(clo_tout(float(temp[h - h % 24 + 6])).clo_tout)
        radiant = 2.0 * r.temp_operative_c[h] - r.temp_air_c[h]
        pmv = pmv_ppd_iso(
            float(r.temp_air_c[h]), float(radiant), 0.1, float(m.relative_humidity[h]), 1.2, clo, limit_inputs=False, round_output=False
        ).pmv  # fmt: skip
        outside += abs(float(pmv)) > 0.5
    pick = np.zeros(kunming.hours)
    pick[used] = 1.0
    only = replace(zone, gains=tuple(replace(g, schedule=pick) for g in zone.gains if g.end_use == "people"))
    assert comfort.zone_comfort(only, r, m, kunming, (0.21, -0.49))["hours_outside_pmv"] == outside


def test_iso_7730_validation_case():
    """ISO 7730 table D.1, first row: 22 degC, 60 %, 0.1 m/s, 1.2 met, 0.5 clo gives PMV -0.75."""
    from pythermalcomfort.models import pmv_ppd_iso

    assert float(pmv_ppd_iso(22.0, 22.0, 0.1, 60.0, 1.2, 0.5).pmv) == pytest.approx(-0.75, abs=0.005)


def test_people_adapt_so_categories_widen(centre, kunming):
    """The adaptive PMV is nearer to neutral than PMV: more hours within half a unit; schools by their own coefficients."""
    b, result, plant = centre
    row = comfort.summary(b, result, kunming, plant.moisture, "5A")
    assert row["hours_gb_i"] > row["occupied_hours"] - row["hours_outside_pmv"]
    assert comfort.adaptive_factors("primary_school", "5A") == (0.17, -0.28)
    assert comfort.adaptive_factors("small_office", "1B") == (0.24, -0.50)


def test_an_empty_building_is_not_judged(centre, kunming):
    b, result, plant = centre
    nobody = replace(b, zones=tuple(replace(z, gains=()) for z in b.zones))
    row = comfort.summary(nobody, result, kunming, plant.moisture)
    assert row["occupied_hours"] == 0.0 and row["comfort_share"] == 1.0


def test_the_unserved_part_is_shown(centre, kunming):
    b, result, plant = centre
    row = comfort.summary(b, result, kunming, plant.moisture, "5A")
    assert row["unserved.underheating_kh"] > row["served.underheating_kh"]


def test_only_the_models_in_use_are_imported():
    """The library's other models compile while they are imported; whoever wants them can still have them."""
    code = (
        "import sys; from buildings.comfort.models import model; model('adaptive_en'); model('pmv_ppd_iso'); "
        "print('pythermalcomfort.models.utci' in sys.modules, 'pythermalcomfort.models' in sys.modules); "
        "import pythermalcomfort.models as all_of_them; print(all_of_them.utci(25.0, 25.0, 1.0, 50.0).utci > 20.0, "
        "all_of_them.adaptive_en is model('adaptive_en'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False", "True", "True"], done.stderr
