"""Quality of a weather year: faults put in by hand are found with their size, sound years have none, repairs conserve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.paths import ROOT
from weather import quality
from weather.quality import DECOMPOSITIONS, Finding, check, decompose, judge, radiation_clock, repair, shift_radiation
from weather.stations.table import find_station
from weather.sun import plane_irradiance, solar_position
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

CLIMATES = ("Kunming", "Guangzhou", "Changsha", "Harbin", "Lhasa", "Urumqi", "Beijing", "Chengdu", "Haikou", "Xining", "Shanghai")  # fmt: skip
"""Temperate highland, hot and humid, cold, dry, high, cloudy, tropical: 20 to 46 degrees north, 2 to 3,650 m."""


def late_year(name: str, late_min: float, seed: int = 1) -> WeatherYear:
    """A year whose radiation runs ``late_min`` late, exactly and within the hour: made for a place so far west, told for its own."""
    station = find_station(name)
    site = station.site
    west = replace(station, site=replace(site, longitude=site.longitude - late_min / 4.0))
    year = synthetic_year(west, None, seed)
    return WeatherYear(site, year.table, year.source, year.ground)


def changed(year: WeatherYear, **columns: np.ndarray) -> WeatherYear:
    return replace(year, table=year.table.assign(**columns), cache={})


def codes(year: WeatherYear) -> set[str]:
    return {f.code for f in check(year)}


@pytest.mark.parametrize("late", [-90.0, -45.0, -15.0, 0.0, 30.0, 60.0, 90.0])
@pytest.mark.parametrize("name", CLIMATES)
def test_clock_finds_a_known_shift_within_its_uncertainty(name, late):
    clock = radiation_clock(late_year(name, late))
    assert clock.late_min == pytest.approx(late, abs=10.0)
    assert abs(clock.late_min - late) <= clock.uncertainty_min < 15.0
    assert clock.significant == (abs(late) > 15.0) or abs(late) == 15.0


def mean_sun_year(name: str, late_min: float) -> WeatherYear:
    """A year for a sun that keeps mean solar time and runs late besides: every month of a place so far west as its mean equation of time."""
    day = np.arange(1, 366)
    angle = 2.0 * np.pi * (day - 81) / 364.0  # Woolf 1968, in Duffie and Beckman
    equation = np.repeat(9.87 * np.sin(2.0 * angle) - 7.53 * np.cos(angle) - 1.5 * np.sin(angle), 24)
    true = late_year(name, late_min)
    month = np.asarray(true.index.month)
    table = true.table.copy()
    for m in range(1, 13):
        of_month = month == m
        table.loc[of_month] = late_year(name, late_min + float(equation[of_month].mean())).table[of_month]
    return WeatherYear(true.site, table, true.source, true.ground)


@pytest.mark.parametrize("late", [0.0, 30.0])
@pytest.mark.parametrize("name", ["Kunming", "Guangzhou", "Harbin", "Lhasa"])
def test_a_sun_without_the_equation_of_time(name, late):
    year = mean_sun_year(name, late)
    clock = radiation_clock(year)
    assert clock.mean_sun
    assert clock.mean_share == pytest.approx(1.0, abs=0.3)
    assert clock.late_min == pytest.approx(late, abs=10.0)
    assert "weather-mean-sun" in codes(year)
    assert not radiation_clock(late_year(name, late)).mean_sun
    new = repair(year, "auto")
    assert new.source.facts[-1].code == "repair-align-mean-sun"
    assert not {"weather-mean-sun", "weather-clock"} & codes(new)
    before, after = (np.array(radiation_clock(y).by_month) - shift for y, shift in ((year, late), (new, 0.0)))
    assert np.abs(before).max() > 10.0
    assert (
        after.std() < 0.75 * before.std()
    )  # the rest is what few clear hours in a cloudy month leave, March in Guangzhou above all
    repaired = radiation_clock(new)
    assert abs(repaired.mean_share) < max(0.3, repaired.mean_share_uncertainty)
    for column in ("ghi", "dhi"):
        sums = [np.bincount(np.asarray(y.index.month), y.column(column), 13) for y in (year, new)]
        assert sums[1] == pytest.approx(sums[0], rel=1e-9)


@pytest.mark.parametrize("name", ["Kunming", "Harbin", "Haikou"])
def test_clock_where_every_afternoon_is_cloudy(name):
    """Cloud that takes 15 % of every afternoon, the clearest too, pulls the centre of gravity; the edges of light do not move."""
    year = late_year(name, 30.0)
    afternoon = solar_position(late_year(name, 0.0)).azimuth > 180.0
    dim = np.where(afternoon, 0.85, 1.0)
    clock = radiation_clock(changed(year, ghi=year.column("ghi") * dim))
    assert clock.late_min == pytest.approx(30.0, abs=10.0)
    assert abs(clock.late_min - 30.0) <= clock.uncertainty_min
    assert abs(clock.envelope_min - 30.0) > 8.0  # one estimator alone would have failed
    assert clock.late_min == pytest.approx(30.0, abs=5.0)


@pytest.mark.parametrize("name", ["Kunming", "Harbin", "Lhasa", "Haikou"])
def test_a_sound_year_has_no_finding(name):
    found = check(synthetic_year(find_station(name)))
    # the climate table's own diffuse is below a clean sky's in the winter of these two stations; components: ghi mends it
    assert [f.code for f in found] == (["weather-diffuse"] if name in ("Harbin", "Lhasa") else [])
    assert not any(f.repair != "decompose" for f in found)


def test_real_files(shared_dir):
    from weather.readers.epw import read_epw

    expected = {"CHN_Yunnan.Kunming.567780_CSWD.epw": (45, 65), "CHN_Guangdong.Guangzhou.592870_CSWD.epw": (22, 38),
                "CHN_Hunan.Changsha.576870_CSWD.epw": (22, 38), "725650TYCST.epw": (-8, 8)}  # fmt: skip
    for name, (low, high) in expected.items():
        year = read_epw(shared_dir / "weather" / name)
        clock = radiation_clock(year)
        assert low <= clock.late_min <= high, name
        assert clock.uncertainty_min < 10.0
        assert ("weather-clock" in codes(year)) == (low > 0)
        assert (codes(year) == set()) == (name == "725650TYCST.epw")
        assert clock.mean_sun == (name.startswith("CHN_") and "Kunming" not in name), name


def test_kunming_repaired_is_as_bright_in_the_east_as_in_the_west(shared_dir):
    from weather.readers.epw import read_epw

    raw = read_epw(shared_dir / "weather" / "CHN_Yunnan.Kunming.567780_CSWD.epw")

    def ratio(year: WeatherYear) -> float:
        east, west = (plane_irradiance(year, 25.0, a).poa_global.sum() for a in (90.0, 270.0))
        return float(east / west)

    assert ratio(raw) == pytest.approx(0.795, abs=0.01)  # as found by the research, mid-hour reading
    new = repair(raw, "auto", "ghi+dhi")
    assert 0.95 <= ratio(new) <= 1.01
    assert codes(new) == set()
    assert "radiation moved" in new.source.notes[-2]
    assert "beam rebuilt" in new.source.notes[-1]
    assert [f.code for f in new.source.facts] == ["repair-align", "repair-ghi-dhi"]


@pytest.mark.parametrize("minutes", [-75.0, -20.0, 33.0, 60.0, 90.0])
def test_shift_conserves_and_stays_out_of_the_night(minutes):
    year = late_year("Kunming", minutes)
    new = shift_radiation(year, minutes)
    month = np.asarray(year.index.month)
    for name in ("ghi", "dhi", "dni"):
        before, after = np.bincount(month, year.column(name))[1:], np.bincount(month, new.column(name))[1:]
        assert after == pytest.approx(before, rel=1e-6)
    assert radiation_clock(new).late_min == pytest.approx(0.0, abs=3.0)
    assert "weather-night" not in codes(new)
    assert new.column("dni").min() >= 0.0
    assert codes(new) == set()  # beam and diffuse close again, too


def test_shift_there_and_back(kunming):
    """A year that was made late by its longitude and moved back is the year that was made on time, hour by hour, but for its clouds."""
    late, true = late_year("Kunming", 60.0), late_year("Kunming", 0.0)
    new = shift_radiation(late, 60.0)
    top = solar_position(true).dni_extra * np.maximum(solar_position(true).cos_zenith, 0.0)
    high = solar_position(true).cos_zenith > 0.2
    clear = [(y.column("ghi")[high] / top[high]) for y in (new, true)]
    assert np.percentile(clear[0], [5, 50, 95]) == pytest.approx(np.percentile(clear[1], [5, 50, 95]), abs=0.03)


@pytest.mark.parametrize("method", DECOMPOSITIONS)
def test_decomposition_keeps_global_and_closes(kunming, method):
    new = decompose(kunming, method)
    assert new.column("ghi") == pytest.approx(kunming.column("ghi"))
    assert judge(new).closure.rms_w_m2 < 1e-9
    share = new.column("dhi").sum() / kunming.column("dhi").sum()
    assert 0.8 < share < 1.3  # the models differ by this much on hourly data
    assert method in new.source.notes[-1]


def test_erbs_is_pvlibs(kunming):
    from pvlib.irradiance import erbs

    ref = erbs(kunming.column("ghi"), solar_position(kunming).zenith, kunming.index.day_of_year.to_numpy())
    high = solar_position(kunming).cos_zenith > 0.2
    assert np.abs(decompose(kunming, "erbs").column("dhi")[high] - np.asarray(ref["dhi"])[high]).max() < 1.0


def test_repair_without_need_says_so(kunming):
    new = repair(kunming, "auto")
    assert new.table is kunming.table
    assert "not moved" in new.source.notes[-1]
    assert repair(kunming) is kunming
    with pytest.raises(ValueError):
        repair(kunming, components="dni")


def faults(year: WeatherYear) -> dict[str, WeatherYear]:
    """A sound year with one fault each, by the code that must find it."""
    temp, ghi, dew = year.column("temp_air"), year.column("ghi"), year.column("temp_dew")
    frozen, repeated, bright = temp.copy(), temp.copy(), ghi.copy()
    frozen[1000:1040] = frozen[1000]
    repeated[240:264], again = repeated[216:240], ghi.copy()
    again[240:264] = again[216:240]
    noon = int(ghi.argmax())
    bright[noon] = 2300.0
    return {
        "weather-closure": changed(year, dni=year.column("dni") * 0.85),
        "weather-clock": late_year("Kunming", 40.0),
        "weather-limit": changed(year, ghi=bright),
        "weather-night": changed(year, ghi=ghi + np.where(solar_position(year).cos_zenith < -0.2, 2.0, 0.0)),
        "weather-clearness": changed(year, ghi=ghi * 0.2778),
        "weather-infrared": changed(year, longwave_down=year.column("longwave_down") * 0.4),
        "weather-dew": changed(year, temp_dew=np.where(np.arange(8760) < 30, temp + 2.0, dew)),
        "weather-humidity": changed(year, relative_humidity=np.clip(year.column("relative_humidity") - 15.0, 0.0, 100.0)),
        "weather-pressure": changed(year, pressure=np.full(8760, 101325.0)),
        "weather-zone": replace(year, site=replace(year.site, utc_offset_h=0.0), cache={}),
        "weather-station": replace(
            year, site=replace(year.site, longitude=103.7), source=replace(year.source, kind="epw"), cache={}
        ),
        "weather-frozen": changed(year, temp_air=frozen),
        "weather-repeated": changed(year, temp_air=repeated, ghi=again),
    }  # fmt: skip


FAULTS = ("clearness", "clock", "closure", "dew", "frozen", "humidity", "infrared", "limit", "night", "pressure", "repeated", "station", "zone")  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(kunming, fault):
    code = f"weather-{fault}"
    found = [f for f in check(faults(kunming)[code]) if f.code == code]
    assert len(found) == 1
    (finding,) = found
    assert isinstance(finding, Finding)
    assert finding.severity == "warning"
    assert finding.cure
    assert finding.allowed


def test_every_code_is_documented_and_speaks_chinese():
    import re

    from retrofit.report.words.translate import problem_text

    docs = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    year = synthetic_year(find_station("Kunming"))
    seen = set()
    for fault in faults(year).values():
        for f in check(fault):
            seen.add(f.code)
            message, cure = problem_text(f, "zh")
            assert any("\u4e00" <= ch <= "\u9fff" for ch in message + cure)
            assert "{" not in message and not re.search("[a-z]{4,} [a-z]{3,}", message)
    assert len(seen) >= 13
    assert all(f"### {code}\n" in docs for code in seen)


def test_far_from_the_project(kunming):
    from weather.site import Site

    assert quality.distance_findings(kunming, kunming.site) == []
    (far,) = quality.distance_findings(kunming, Site("Dali", 25.6, 100.27, 1990.0, 8.0))
    assert far.code == "weather-distance"
    assert far.numbers["km"] == pytest.approx(252.0, abs=8.0)


def test_leap_year_is_told(kunming):
    import pandas as pd

    index = pd.date_range("2024-01-01", periods=8784, freq="h", tz=kunming.site.tz)
    rows = np.r_[np.arange(8760), np.arange(24)]
    leap = WeatherYear(kunming.site, kunming.table.iloc[rows].set_axis(index), kunming.source, kunming.ground)
    assert "weather-leap" in codes(leap)
