from __future__ import annotations

import numpy as np
import pytest

from weather.ground import soil_temperature
from weather.quality import check, radiation_clock_min, rebuild_beam, shift_radiation
from weather.site import Site
from weather.stations.table import find_station
from weather.sun import plane_irradiance, solar_position
from weather.synthetic import synthetic_year


def test_sun_against_pvlib(kunming):
    import pandas as pd
    from pvlib.solarposition import get_solarposition

    sun = solar_position(kunming)
    s = kunming.site
    times = kunming.index[:600] + pd.Timedelta(minutes=30)
    ref = get_solarposition(
        times, s.latitude, s.longitude, altitude=s.altitude_m, pressure=s.pressure_pa, method="nrel_numpy"
    )
    assert np.abs(sun.zenith[:600] - ref["zenith"].to_numpy()).max() < 0.01
    assert np.abs(sun.azimuth[:600] - ref["azimuth"].to_numpy()).max() < 0.05


def test_kunming_noon_is_after_thirteen_by_the_clock(kunming):
    """17.3 degrees west of its clock meridian: solar noon about 13:09 in mean."""
    sun = solar_position(kunming)
    highest = sun.zenith.reshape(365, 24).argmin(axis=1) + 0.5
    assert highest.mean() == pytest.approx(13.15, abs=0.3)


def test_horizontal_plane_is_global(kunming):
    poa = plane_irradiance(kunming, 0.0, 180.0)
    assert poa.poa_global.sum() == pytest.approx(kunming.column("ghi").sum(), rel=0.004)
    assert np.isfinite(poa.poa_global).all()


@pytest.mark.parametrize("model", ["perez", "haydavies"])
def test_plane_against_pvlib(kunming, model):
    from pvlib.irradiance import get_total_irradiance

    sun = solar_position(kunming)
    poa = plane_irradiance(kunming, 25.0, 180.0, 0.2, model)
    ref = get_total_irradiance(
        25.0, 180.0, sun.apparent_zenith, sun.azimuth, kunming.column("dni"), kunming.column("ghi"), kunming.column("dhi"),
        dni_extra=sun.dni_extra, airmass=np.maximum(sun.airmass, 1.0), albedo=0.2, model=model,
    )  # fmt: skip
    assert poa.poa_global.sum() == pytest.approx(np.nansum(np.asarray(ref["poa_global"])), rel=0.004)


def test_south_of_the_equator_the_north_roof_wins():
    station = find_station("Guangzhou")
    south = synthetic_year(station, Site("south", -23.0, 113.3, 40.0, 8.0))
    north_roof = plane_irradiance(south, 25.0, 0.0).poa_direct.sum()
    assert north_roof > plane_irradiance(south, 25.0, 180.0).poa_direct.sum()


@pytest.mark.parametrize(
    ("name", "low", "high"), [("Kunming", 11.5, 19.3), ("Changsha", 9.3, 24.7), ("Guangzhou", 17.2, 27.1)]
)
def test_soil_at_two_metres(name, low, high):
    """Monthly extremes of the EPW headers at 2 m (digester notes)."""
    year = synthetic_year(find_station(name))
    soil = soil_temperature(year, 2.0)
    assert soil.min() == pytest.approx(low, abs=1.0)
    assert soil.max() == pytest.approx(high, abs=1.0)


def test_deep_soil_swings_less_and_later(kunming):
    shallow, deep = soil_temperature(kunming, 0.5), soil_temperature(kunming, 4.0)
    assert np.ptp(deep) < np.ptp(shallow)
    assert deep.argmax() > shallow.argmax()
    assert soil_temperature(kunming, 60.0) == pytest.approx(kunming.ground["mean_c"], abs=0.05)


def test_real_files_are_as_late_as_researched(shared_dir):
    from weather.readers.epw import read_epw

    names = {
        "CHN_Yunnan.Kunming.567780_CSWD.epw": 60,
        "CHN_Guangdong.Guangzhou.592870_CSWD.epw": 30,
        "CHN_Hunan.Changsha.576870_CSWD.epw": 30,
        "725650TYCST.epw": 0,
    }
    for name, late in names.items():
        year = read_epw(shared_dir / "weather" / name)
        assert radiation_clock_min(year) == pytest.approx(late, abs=10.0), name
        assert ("weather-clock" in {p.code for p in check(year)}) == (late > 15)


def test_rebuilt_beam_closes_and_keeps_global(shared_dir):
    from weather.readers.epw import read_epw

    year = read_epw(shared_dir / "weather" / "CHN_Yunnan.Kunming.567780_CSWD.epw")
    new = rebuild_beam(year)
    sun = solar_position(new)
    assert (
        np.abs(new.column("dni") * np.maximum(sun.cos_zenith, 0) + new.column("dhi") - new.column("ghi")).max() < 1e-9
    )
    assert new.column("ghi") == pytest.approx(year.column("ghi"))
    assert "rebuilt" in new.source.notes[-1]
    assert "dni" in year.table and year.column("dni").sum() != new.column("dni").sum()


def test_shift_keeps_monthly_sums(kunming):
    moved = shift_radiation(kunming, 45.0)
    month = np.asarray(kunming.index.month)
    for column in ("ghi", "dhi"):
        a, b = (np.bincount(month, y.column(column)) for y in (kunming, moved))
        assert np.abs(a - b).max() < 1e-6 * a.max()


def test_synthetic_year_has_no_finding(kunming):
    assert check(kunming) == ()
