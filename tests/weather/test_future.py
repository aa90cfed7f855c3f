"""Morphing: the mean of every month moves by what was asked for, and the rest stays physical."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.errors import InputError
from weather import humidity
from weather.future import Changes, morph, read_changes, region_of, scenario_changes, scenarios
from weather.stations.months import month_of_hours
from weather.stations.table import find_station
from weather.sun import solar_position
from weather.synthetic import synthetic_year

twelve = st.lists(st.floats(-5.0, 5.0), min_size=12, max_size=12).map(np.array)


def by_month(year, column):
    month = month_of_hours(year.index)
    return np.bincount(month, year.column(column), 12) / np.bincount(month, minlength=12)


@settings(max_examples=15, deadline=None)
@given(twelve, twelve, twelve, st.lists(st.floats(-10.0, 10.0), min_size=12, max_size=12).map(np.array))
def test_monthly_means_change_by_exactly_what_is_asked(kunming, mean, highest, lowest, percent):
    """Temperature by its own change whatever the daily extremes do; radiation and wind by their per cent; humidity by its points."""
    changes = Changes(
        mean, "test", "test", "illustrative",
        temp_max_k=highest, temp_min_k=lowest, relative_humidity_points=percent / 2.0, ghi_pct=percent, wind_pct=percent,
    )  # fmt: skip
    future = morph(kunming, changes)
    assert np.abs(by_month(future, "temp_air") - by_month(kunming, "temp_air") - mean).max() < 1e-9
    for name in ("ghi", "dhi", "wind_speed"):
        assert np.abs(by_month(future, name) / by_month(kunming, name) - 1.0 - percent / 100.0).max() < 1e-9
    got = by_month(future, "relative_humidity") - by_month(kunming, "relative_humidity")
    assert np.abs(got - percent / 2.0).max() < 1e-6


def test_daily_range_is_stretched(kunming):
    """Maxima 3 K up, minima 1 K up, mean 2 K up: the mean daily range grows by 2 K."""
    c = np.ones(12)
    future = morph(kunming, Changes(2.0 * c, "t", "t", "illustrative", temp_max_k=3.0 * c, temp_min_k=1.0 * c))
    span = [np.ptp(y.column("temp_air").reshape(-1, 24), axis=1).mean() for y in (kunming, future)]
    assert span[1] - span[0] == pytest.approx(2.0, abs=0.02)


def test_the_rest_stays_physical(kunming):
    future = morph(kunming, scenario_changes("ssp585", "2081-2100", kunming.site))
    assert (future.column("temp_dew") <= future.column("temp_air") + 1e-9).all()
    sun = solar_position(future)
    closure = future.column("dni") * np.maximum(sun.cos_zenith, 0.0) + future.column("dhi")
    assert np.abs(closure - future.column("ghi")).max() < 1e-6
    saturated = humidity.saturation_pressure(future.column("temp_dew")) / humidity.saturation_pressure(
        future.column("temp_air")
    )
    assert np.abs(100.0 * saturated - future.column("relative_humidity")).max() < 0.01
    up = future.column("longwave_down") - kunming.column("longwave_down")
    assert 5.0 < up.mean() / 4.0 < 8.0  # about 4.6 K more: 4 sigma T^3 alone gives 5 to 6 W/m2 K, its vapour more
    assert future.ground["mean_c"] - kunming.ground["mean_c"] == pytest.approx(3.55 * 3.3 / 2.65, rel=0.01)


def test_nothing_changes_nothing(kunming):
    same = morph(kunming, Changes(np.zeros(12), "none", "none", "illustrative"))
    assert np.allclose(same.table.to_numpy(), kunming.table.to_numpy(), rtol=1e-9, atol=1e-6)


def test_a_leap_year_and_a_file_can_be_morphed(kunming):
    import pandas as pd

    index = pd.date_range("2024-01-01", periods=8784, freq="h", tz=kunming.site.tz)
    table = pd.concat([kunming.table, kunming.table.iloc[:24]]).set_index(index)
    leap = replace(kunming, table=table, source=replace(kunming.source, kind="epw"), cache={})
    future = morph(leap, Changes(np.arange(12.0), "t", "t", "illustrative"))
    assert np.abs(by_month(future, "temp_air") - by_month(leap, "temp_air") - np.arange(12.0)).max() < 1e-9


def test_scenarios_of_the_table():
    """East Asia in winter 3.6, in summer 3.0, in the year 3.3 K where the globe warms by 2.65 K (IPCC AR4)."""
    kunming, lhasa = find_station("Kunming").site, find_station("Lhasa").site
    assert "ssp245 2041-2060" in scenarios()
    k = scenario_changes("ssp245", "2081-2100", kunming).temp_air_k / 1.85
    assert k[0] == pytest.approx(3.6 / 2.65, rel=1e-3)
    assert k[6] == pytest.approx(3.0 / 2.65, rel=1e-3)
    assert k.mean() == pytest.approx(3.3 / 2.65, rel=1e-3)
    assert region_of(find_station("Urumqi").site) == "tibet_inner_asia"
    assert scenario_changes("ssp245", "2081-2100", lhasa).status == "unconfirmed"
    with pytest.raises(InputError) as error:
        scenario_changes("rcp85", "2050", kunming)
    assert error.value.problems[0].code == "future-scenario"


def test_own_table_of_changes(tmp_path, kunming):
    file = tmp_path / "changes.csv"
    rows = [f"{m},{m / 10},{-m / 10},my model,unconfirmed" for m in range(12, 0, -1)]
    file.write_text("month,temp_air_k,ghi_pct,source,status\n" + "\n".join(rows), encoding="utf-8")
    changes = read_changes(file)
    assert changes.temp_air_k[11] == pytest.approx(1.2)
    assert changes.source == "my model"
    year = morph(kunming, changes)
    assert year.column("ghi").sum() < kunming.column("ghi").sum()
    assert any("my model" in note for note in year.source.notes)
    assert "future changes.csv" in year.source.description


@pytest.mark.parametrize(
    ("text", "code", "count"),
    [
        ("", "changes-columns", 1),
        ("month,dT\n1,2\n", "changes-columns", 1),
        ("month,temp_air_k,temp_max_k\n" + "\n".join(f"{m},1,1" for m in range(1, 13)), "changes-columns", 1),
        ("month,temp_air_k\n1,2\n", "changes-months", 1),
        ("month,temp_air_k\n" + "\n".join(f"{m},{x}" for m, x in enumerate(["", "x", "99", "nan", *"1" * 8], 1)), "changes-value", 4),
    ],
)  # fmt: skip
def test_a_bad_table_of_changes_tells_all_that_is_wrong(tmp_path, text, code, count):
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_changes(file)
    assert [p.code for p in error.value.problems] == [code] * count


def test_a_missing_table_is_told(tmp_path):
    with pytest.raises(InputError) as error:
        read_changes(tmp_path / "none.csv")
    assert error.value.problems[0].code == "file-not-found"


def test_more_sun_than_there_is_is_told():
    year = synthetic_year(find_station("Lhasa"))
    bright = morph(year, Changes(np.zeros(12), "t", "t", "illustrative", ghi_pct=np.full(12, 50.0)))
    assert any("more beam than reaches" in n for n in bright.source.notes)
