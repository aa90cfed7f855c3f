"""Places between stations: better than the nearest station, exact at a station, said in the source."""

from __future__ import annotations

import numpy as np
import pytest

from weather.site import Site
from weather.stations.places import between, degree_days, monthly_extraterrestrial, moved, neighbours
from weather.stations.table import distance_km, find_station, stations
from weather.sun import horizontal_extraterrestrial, sun_at
from weather.synthetic import hours_index, synthetic_year


def test_a_site_at_a_station_is_the_station():
    station = find_station("Kunming")
    there = between(station.site)
    for name, values in station.monthly.items():
        assert np.allclose(there.monthly[name], values, rtol=1e-6), name


def test_between_stations_is_better_than_the_nearest():
    """Every third station left out and predicted from the others, against the nearest one moved by its height."""
    errors = []
    for s in stations()[::3]:
        others = [o for o in stations() if o.site.wmo != s.site.wmo]
        nearest = min(
            others, key=lambda o: distance_km(s.site.latitude, s.site.longitude, o.site.latitude, o.site.longitude)
        )
        for made in (between(s.site, without=s.site.wmo), moved(nearest, s.site)):
            errors.append(
                (
                    np.abs(made.monthly["temp_air_mean_c"] - s.monthly["temp_air_mean_c"]).mean(),
                    abs(made.monthly["ghi_wh_m2_day"].sum() / s.monthly["ghi_wh_m2_day"].sum() - 1.0),
                )
            )
    mean = np.array(errors).reshape(-1, 2, 2).mean(axis=0)
    assert mean[0, 0] < 0.9 * mean[1, 0]
    assert mean[0, 1] < 0.9 * mean[1, 1]


def test_weights_fall_with_distance_and_height():
    near = neighbours(Site("valley", 25.3, 102.4, 1900.0, 8.0))
    assert sum(w for _, w in near) == pytest.approx(1.0)
    assert near[0][1] == max(w for _, w in near)
    low = {s.site.name: w for s, w in neighbours(Site("low", 25.02, 102.68, 500.0, 8.0))}
    assert low.get("Kunming", 0.0) < 0.5


def test_a_place_between_makes_a_year_that_names_its_neighbours():
    place = between(Site("Wanxichong", 24.88, 102.83, 1910.0, 8.0))
    assert "Kunming (567780)" in place.source
    year = synthetic_year(place)
    assert "weighted by distance and height" in year.source.source
    assert np.abs(year.column("temp_air").mean() - find_station("Kunming").monthly["temp_air_mean_c"].mean()) < 1.0


def test_degree_days_in_closed_form_are_those_of_the_table():
    off = [abs(degree_days(s.monthly)[0] - s.hdd18) for s in stations()]
    assert np.mean(off) < 6.0


def test_monthly_extraterrestrial_against_hours():
    site = find_station("Harbin").site
    sun = sun_at(site, hours_index(site) + np.timedelta64(30, "m"))
    hours = horizontal_extraterrestrial(site.latitude, sun)
    assert monthly_extraterrestrial(site.latitude).mean() * 365.0 == pytest.approx(hours.sum(), rel=0.004)


def test_hourly_extraterrestrial_is_the_mean_of_its_minutes():
    site = find_station("Mohe").site
    index = hours_index(site)[:: 24 * 15]
    index = index.union(index + np.timedelta64(7, "h")).union(index + np.timedelta64(17, "h"))
    fine = np.zeros(len(index))
    for minute in range(60):
        sun = sun_at(site, index + np.timedelta64(60 * minute + 30, "s"))
        fine += sun.dni_extra * np.maximum(sun.cos_zenith, 0.0) / 60.0
    hours = horizontal_extraterrestrial(site.latitude, sun_at(site, index + np.timedelta64(30, "m")))
    assert np.abs(hours - fine).max() < 0.3
