"""Statutory holidays of every known year, and school vacations that hang on the Spring Festival."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from buildings.archetypes.schedules import calendar_years, is_workday
from buildings.archetypes.spring_festival import spring_festival
from foundation.tables import read_table


def hours(year):
    return pd.date_range(f"{year}-01-01", f"{year}-12-31 23:00", freq="h", tz="Asia/Shanghai")


def works(year, school=False):
    index = hours(year)
    return dict(zip(index[::24].strftime("%m-%d"), is_workday(index, school)[::24].tolist(), strict=True))


WORKING_DAYS = {2019: 250, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}
"""Working days of the State Council's notices: weekdays, less holidays on weekdays, plus make-up days."""


@pytest.mark.parametrize("year", range(2004, 2027))
def test_a_years_working_days_follow_the_notices(year):
    """Counted here from the rows alone."""
    off, made_up = set(), set()
    for row in read_table("buildings", "holidays.csv"):
        if row["kind"] == "vacation" or not row["date"].startswith(str(year)):
            continue
        first, _, last = row["date"].partition("/")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            (off if row["kind"] == "holiday" else made_up).add(day)
            day += timedelta(days=1)
    days = [
        date(year, 1, 1) + timedelta(days=k) for k in range(366) if (date(year, 1, 1) + timedelta(days=k)).year == year
    ]
    expected = [(d.weekday() < 5 and d not in off) or d in made_up for d in days]
    assert list(works(year).values()) == expected
    assert len(off) >= 10
    if year in WORKING_DAYS:
        assert sum(expected) == WORKING_DAYS[year]


@pytest.mark.parametrize(
    ("year", "off", "on"),
    [
        (2019, ("02-04", "05-02", "10-07"), ("02-02", "04-28", "10-12")),
        (2022, ("01-31", "04-04", "10-03"), ("01-29", "04-02", "10-08")),
        (2025, ("01-28", "05-05", "10-08"), ("01-26", "09-28", "10-11")),
        (2026, ("02-16", "02-23", "10-06"), ("02-14", "02-28", "10-10")),
    ],
)
def test_days_that_were_wrong(year, off, on):
    found = works(year)
    assert not any(found[d] for d in off) and all(found[d] for d in on)


def test_years_beyond_the_table_have_weekends_only():
    assert calendar_years() == (2004, 2026)
    assert sum(works(2031).values()) == sum(d.weekday() < 5 for d in hours(2031)[::24].date)


SPRING = {1985: "02-20", 2004: "01-22", 2012: "01-23", 2015: "02-19", 2020: "01-25", 2023: "01-22", 2026: "02-17", 2027: "02-06", 2033: "01-31", 2034: "02-19"}  # fmt: skip
"""Calendar conversion tables of the Hong Kong Observatory; 2034 follows a leap eleventh month."""


@pytest.mark.parametrize(("year", "day"), SPRING.items())
def test_the_spring_festival_of_published_tables(year, day):
    assert spring_festival(year).isoformat() == f"{year}-{day}"


def test_every_festival_of_the_notices_holds_the_computed_day():
    for row in read_table("buildings", "holidays.csv"):
        if row["name"] == "Spring Festival":
            first, _, last = row["date"].partition("/")
            assert first <= spring_festival(int(first[:4])).isoformat() <= last


@pytest.mark.parametrize("year", [2020, 2023, 2026, 2031])
def test_winter_vacation_moves_with_the_festival(year):
    index = hours(year)
    shut = ~is_workday(index, school=True)[::24] & is_workday(index)[::24]
    days = index[::24].date[shut]
    winter = [d for d in days if d.month <= 3]
    festival = spring_festival(year)
    assert timedelta(days=-14) <= min(winter) - festival <= timedelta(days=-9)
    assert timedelta(days=12) <= max(winter) - festival <= timedelta(days=16)
    assert np.sum([d.month in (7, 8) for d in days]) > 30


def test_sun_and_moon_by_the_examples_of_their_source():
    """Meeus 1998: example 25.a (13 October 1992, 0 h TD: 199.90895 degrees), example 49.a (new moon of February 1977: JDE 2443192.65118;
    the planets' terms are left out, less than a minute)."""
    from buildings.archetypes.spring_festival import DELTA_T_DAYS, new_moon, solar_longitude

    assert solar_longitude(2448908.5 - DELTA_T_DAYS) == pytest.approx(199.90895, abs=2e-5)
    assert new_moon(-283) + DELTA_T_DAYS == pytest.approx(2443192.65118, abs=6e-4)


def test_the_sun_of_a_hundred_and_fifty_years_beside_pvlib():
    """NREL's SPA (Reda and Andreas 2004) in pvlib: apparent longitude within 0.012 degrees, about the accuracy of the short series."""
    from pvlib import spa

    from buildings.archetypes.spring_festival import DELTA_T_DAYS, solar_longitude

    for jd in np.linspace(2433282.5, 2488069.5, 300):  # 1950 to 2100
        century = (jd + DELTA_T_DAYS - 2451545.0) / 36525.0
        millennium = century / 10.0
        terms = [f(century) for f in (spa.mean_elongation, spa.mean_anomaly_sun, spa.mean_anomaly_moon, spa.moon_argument_latitude, spa.moon_ascending_longitude)]  # fmt: skip
        nutation = np.zeros((2, 1))
        spa.longitude_obliquity_nutation(century, *terms, nutation)
        radius = spa.heliocentric_radius_vector(millennium)
        theta = spa.geocentric_longitude(spa.heliocentric_longitude(millennium))
        theirs = spa.apparent_sun_longitude(theta, nutation[0, 0], spa.aberration_correction(radius))
        assert (solar_longitude(jd) - theirs + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.012)
