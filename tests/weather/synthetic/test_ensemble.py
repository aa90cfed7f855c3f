"""Possible years: their spread is the one of the equation, their centre the table; the default year is the table's own."""

from __future__ import annotations

import numpy as np
import pytest

from weather.stations.months import MONTH_DAYS, monthly_mean
from weather.stations.table import find_station
from weather.synthetic import synthetic_year
from weather.synthetic.ensemble import ensemble, exceeded, extreme, month_noise, noise_of_means, varied


def test_noise_of_a_mean_against_simulation():
    """Standard deviation of means of 31 days of an AR(1) series, 20,000 of them."""
    rng = np.random.default_rng(3)
    phi, n = 0.7, 31
    x = np.empty((20000, n))
    x[:, 0] = rng.standard_normal(20000)
    for k in range(1, n):
        x[:, k] = phi * x[:, k - 1] + np.sqrt(1.0 - phi**2) * rng.standard_normal(20000)
    assert noise_of_means(np.array([1.0]), np.array([phi]), np.array([n]))[0] == pytest.approx(
        x.mean(1).std(), rel=0.02
    )


def test_drawn_months_have_the_spread_that_is_said():
    station = find_station("Beijing")
    noise = month_noise(station)
    drawn = [varied(station, seed).monthly for seed in range(400)]
    t = np.array([m["temp_air_mean_c"] for m in drawn])
    k = np.array([m["clearness_mean"] for m in drawn])
    assert np.abs(t.std(0) / noise["temp_air_k"] - 1.0).max() < 0.15
    assert np.abs(t.mean(0) - station.monthly["temp_air_mean_c"]).max() < 0.25
    assert np.abs(k.std(0) / noise["clearness"] - 1.0).max() < 0.15
    assert np.abs(k.mean(0) / station.monthly["clearness_mean"] - 1.0).max() < 0.02
    together = [np.corrcoef(t[:, m], k[:, m])[0, 1] for m in range(12)]
    assert np.abs(np.array(together) - station.monthly["corr_temp_clearness"]).max() < 0.2


def test_years_of_an_ensemble_differ_in_their_months_and_say_so():
    station = find_station("Guangzhou")
    years = ensemble(station, seeds=range(1, 9))
    sums = np.array([y.column("ghi").sum() / 1000.0 for y in years])
    typical = float((station.monthly["ghi_wh_m2_day"] * MONTH_DAYS).sum() / 1000.0)
    assert 0.02 < sums.std(ddof=1) / typical < 0.10
    assert sums.mean() == pytest.approx(typical, rel=0.05)
    assert len({y.source.sha256 for y in years}) == 8
    assert all(any("climatic noise" in n for n in y.source.notes) for y in years)
    again = ensemble(station, seeds=[3])[0]
    assert again.table.equals(years[2].table)


def test_the_default_year_is_still_the_table():
    station = find_station("Guangzhou")
    year = synthetic_year(station)
    assert np.abs(24.0 * monthly_mean(year.column("ghi")) / station.monthly["ghi_wh_m2_day"] - 1.0).max() < 1e-6
    assert np.abs(monthly_mean(year.column("temp_air")) - station.monthly["temp_air_mean_c"]).max() < 0.02


def test_warm_and_cold_years():
    years = ensemble(find_station("Changsha"), seeds=range(1, 7))
    warm, cold = extreme(years, "warm"), extreme(years, "cold")
    hot = [float(np.maximum(y.column("temp_air") - 26.0, 0.0).sum()) for y in years]
    assert np.maximum(warm.column("temp_air") - 26.0, 0.0).sum() == max(hot)
    heating = [float(np.maximum(18.0 - y.column("temp_air"), 0.0).sum()) for y in years]
    assert np.maximum(18.0 - cold.column("temp_air"), 0.0).sum() == max(heating)
    assert extreme(years, "warm", lambda y: -y.column("ghi").sum()).column("ghi").sum() == min(
        y.column("ghi").sum() for y in years
    )
    with pytest.raises(ValueError):
        extreme(years, "wet")


def test_p50_and_p90():
    values = np.random.default_rng(1).normal(1500.0, 60.0, 4000)
    assert exceeded(values, 0.5) == pytest.approx(1500.0, rel=0.002)
    assert (values > exceeded(values, 0.9)).mean() == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize("name", ["Huma", "Lhasa", "Chengdu", "Turpan"])
def test_possible_years_are_physical(name):
    for year in ensemble(find_station(name), seeds=range(20, 24)):
        t = year.table
        assert np.isfinite(t.to_numpy()).all()
        assert (t["dhi"] <= t["ghi"] + 1e-6).all()
        assert (t["temp_dew"] <= t["temp_air"] + 1e-9).all()
