"""The chain with SAM's choices gives SAM's hours; every choice of the chain moves the result as its name says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import solar as benchmark
from foundation.errors import InputError
from retrofit.solar.chain.settings import Models, PVArray, PVSettings
from retrofit.solar.chain.year import simulate
from retrofit.solar.products.equipment import find_inverter, find_module
from retrofit.solar.roof.plane import RoofPlane
from retrofit.verify import sam
from weather.stations.table import find_station
from weather.sun import SkyOptions
from weather.synthetic import synthetic_year


def plane(tilt=25.0, azimuth=180.0, mounting="close_mount"):
    return RoofPlane("r", "b", 60.0, tilt, azimuth, mounting)


def test_recorded_pvwatts_years_within_five_hundredths_of_a_percent(shared_dir):
    """14 roofs of three cities by PVWatts v8 (NREL-PySAM 7.1.1), without PySAM."""
    rows = benchmark.anchors(benchmark.years(shared_dir / "weather"))
    assert len(rows) == 14
    assert max(abs(r["annual_pct"]) for r in rows) < 0.05


@pytest.mark.parametrize("place", ["Kunming", "Mohe"])
@pytest.mark.parametrize("mounting", ["close_mount", "open_rack"])
def test_pvwatts_hour_by_hour_on_a_synthetic_year(place, mounting):
    pytest.importorskip("PySAM")
    year = synthetic_year(find_station(place))
    for tilt, azimuth, ratio in ((10.0, 180.0, 1.1), (20.0, 90.0, 1.5), (0.0, 180.0, 1.1)):
        design = sam.PVWattsDesign(12.0, losses=0.1, dc_ac_ratio=ratio, albedo=0.3)
        theirs = sam.pvwatts_v8(year, plane(tilt, azimuth, mounting), design)
        ours = simulate(year, [sam.matched_pvwatts(plane(tilt, azimuth, mounting), design)]).ac_kw
        d = sam.difference(ours, theirs)
        assert abs(d.annual_pct) < 0.05 and d.nrmse_pct < 0.7


@pytest.mark.parametrize(
    ("inverter", "series", "standoff"),
    [
        ("Fronius_USA__Fronius_Symo_10_0_3_480__480V_", 15, 3),
        ("Fronius_USA__Fronius_Primo_8_2_1_208_240__240V_", 14, 6),
    ],
)
def test_the_detailed_model_hour_by_hour(kunming, inverter, series, standoff):
    pytest.importorskip("PySAM")
    design = sam.DetailedDesign(find_module("TSM-370DE14H(II)"), find_inverter(inverter), series, 2, standoff=standoff)
    theirs = sam.pvsamv1(kunming, plane(), design)
    ours = simulate(kunming, [sam.matched_pvsamv1(plane(), design)])
    d = sam.difference(ours.ac_kw, theirs)
    assert abs(d.annual_pct) < 0.05 and d.nrmse_pct < 0.7
    assert ours.night_kwh == pytest.approx(-theirs[theirs < 0.0].sum(), rel=2e-3)
    assert ours.loss_tree["mppt"] <= ours.loss_tree["temperature"]


def test_strings_below_the_trackers_window_lose_power(kunming):
    """Pvsamv1 holds a string at the window's edge, as we do: a string too short for the window."""
    pytest.importorskip("PySAM")
    narrow = replace(find_inverter("Fronius_USA__Fronius_Symo_10_0_3_480__480V_"), mppt_low_v=300.0)
    design = sam.DetailedDesign(find_module("TSM-370DE14H(II)"), narrow, 8, 2)
    theirs = sam.pvsamv1(kunming, plane(), design)
    ours = simulate(kunming, [sam.matched_pvsamv1(plane(), design)])
    assert ours.loss_tree["mppt"] < 0.99 * ours.loss_tree["temperature"]
    d = sam.difference(ours.ac_kw, theirs)
    assert abs(d.annual_pct) < 0.05 and d.nrmse_pct < 0.7


def test_leap_years_go_to_sam_without_their_day(kunming):
    assert len(sam.resource(kunming)["dn"]) == 8760
    assert set(sam.resource(kunming)["minute"]) == {30}


def test_without_pysam_the_check_says_so(monkeypatch):
    monkeypatch.setattr(sam, "available", lambda: False)
    with pytest.raises(InputError, match="pysam-missing"):
        sam.require()


MONO = Models()


@pytest.mark.parametrize(
    ("change", "low", "high"),
    [
        # signs and sizes of the published ablation (mean over climates): cover, spectrum, cell, inverter
        ({"incidence": "none"}, 0.02, 0.045),
        ({"incidence": "physical_beam"}, 0.01, 0.03),
        ({"incidence": "martin_ruiz"}, -0.02, 0.005),
        ({"spectral": "desoto"}, -0.02, 0.0),
        ({"thermal": "faiman"}, 0.005, 0.05),
        ({"thermal": "sapm"}, -0.04, 0.0),
        ({"sky": SkyOptions("haydavies")}, -0.02, 0.01),
        ({"sky": SkyOptions("isotropic")}, -0.06, -0.005),
    ],
)
def test_each_choice_moves_the_year_as_its_name_says(kunming, change, low, high):
    def kwh(models):
        return simulate(kunming, [PVArray(plane(), 10.0, PVSettings(models=models))]).ac_kwh

    assert low < kwh(replace(MONO, **change)) / kwh(MONO) - 1.0 < high


def test_a_model_without_its_equipment_is_refused(kunming):
    for models in (Models(dc="single_diode"), Models(inverter="sandia")):
        with pytest.raises(ValueError, match="needs"):
            simulate(kunming, [PVArray(plane(), 1.0, PVSettings(models=models))])
