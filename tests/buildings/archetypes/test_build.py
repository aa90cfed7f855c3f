from __future__ import annotations

import numpy as np
import pytest

from buildings import systems
from buildings.archetypes import build, envelope, schedules
from buildings.archetypes.request import ArchetypeRequest, catalogue
from buildings.comfort import hours
from buildings.thermal import glazing, loads
from foundation.errors import InputError
from weather.stations.table import find_station, station_zone
from weather.synthetic import synthetic_year

KEYS = sorted(catalogue())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("level", ["habit", "code"])
def test_every_archetype_simulates(kunming, key, level):
    b = build.build(ArchetypeRequest(key, key, "5A", built=1998, meals_per_day=100, comfort=level), kunming)
    result = loads.simulate(b, kunming)
    demand = systems.demand(b, result, kunming)
    assert sum(z.floor_area_m2 for z in b.zones) == pytest.approx(b.floor_area_m2)
    roof = sum(s.area_m2 for z in b.zones for s in z.surfaces if s.boundary == "outdoor" and s.tilt_deg < 60)
    assert roof == pytest.approx(b.footprint_m2)
    assert b.assumptions and all(
        a.source and a.status in ("confirmed", "corroborated", "unconfirmed", "illustrative") for a in b.assumptions
    )
    for item in demand.items:
        assert (item.input_kw >= 0).all()
        assert np.isfinite(item.input_kw).all()
    summary = hours.summary(b, result, kunming)
    assert 0.0 <= summary["comfort_share"] <= 1.0


@pytest.mark.parametrize(
    ("key", "station", "low", "high", "per_household"),
    [
        ("community_centre", "Kunming", 20, 50, False), ("primary_school", "Kunming", 8, 20, False), ("middle_school", "Guangzhou", 12, 30, False),
        ("primary_school", "Changsha", 12, 28, False), ("village_house_brick", "Kunming", 1200, 2500, True), ("village_house_earthen", "Kunming", 1200, 2500, True),
        ("village_shop", "Kunming", 80, 250, False), ("canteen", "Kunming", 60, 200, False), ("small_office", "Guangzhou", 50, 80, False), ("small_office", "Kunming", 40, 60, False), ("village_house_brick", "Guangzhou", 2500, 5000, True), ("primary_school", "Jinan", 10, 22, False),
    ],
)  # fmt: skip
def test_electricity_lies_in_the_surveyed_range(key, station, low, high, per_household):
    """Ranges of eui_validation.csv, kWh/m2 or kWh a household."""
    s = find_station(station)
    year = synthetic_year(s)
    b = build.build(
        ArchetypeRequest(
            key, key, station_zone(s), built=1998, meals_per_day=120 if key == "community_centre" else None
        ),
        year,
    )
    used = systems.demand(b, loads.simulate(b, year), year).carrier_kw("electricity").sum()
    assert low <= used / (1.0 if per_household else b.floor_area_m2) <= high


@pytest.mark.parametrize(
    ("key", "u"),
    [
        ("brick_240", 2.044),
        ("brick_370", 1.539),
        ("rammed_400", 1.653),
        ("kp1_240", 1.648),
        ("aac_200", 0.838),
        ("roof_rc_slab", 3.992),
        ("roof_tile_timber", 3.133),
    ],
)
def test_assemblies_have_the_published_u_value(key, u):
    assert envelope.assembly(key).u_value() == pytest.approx(u, abs=0.001)


def test_retrofitted_wall_has_the_published_u_value():
    """240 mm brick with 80 mm EPS: 0.394; roof slab with 80 mm XPS: 0.343 W/(m2 K)."""
    wall, roof = envelope.assembly("brick_240"), envelope.assembly("roof_rc_slab")
    assert 1 / (1 / wall.u_value() + 0.08 / 0.039) == pytest.approx(0.394, abs=0.001)
    assert 1 / (1 / roof.u_value() + 0.08 / 0.030) == pytest.approx(0.343, abs=0.001)
    assert envelope.with_u_value(wall, 0.394).u_value() == pytest.approx(0.394, abs=1e-9)


def test_newer_buildings_are_tighter_and_better():
    year = synthetic_year(find_station("Changsha"))
    heating = []
    for built in (1990, 2010, 2018, 2023):
        b = build.build(ArchetypeRequest("o", "small_office", "3A", built=built), year)
        heating.append(loads.simulate(b, year).heating_kwh)
    assert heating[0] > heating[1] > heating[2]
    assert heating[3] < heating[1]  # low-e glass of 2021 also keeps winter sun out: against 2015 it may go either way


def test_kunming_habit_heats_part_of_the_space_part_of_the_time(kunming):
    habit = build.build(ArchetypeRequest("c", "community_centre", "5A", built=1998), kunming)
    code = build.build(ArchetypeRequest("c", "community_centre", "5A", built=1998, comfort="code"), kunming)
    assert [z.name for z in habit.zones] == ["served", "unserved"]
    assert len(code.zones) == 1
    assert loads.simulate(habit, kunming).heating_kwh < 0.3 * loads.simulate(code, kunming).heating_kwh


def test_unknown_archetype(kunming):
    with pytest.raises(InputError) as error:
        build.build(ArchetypeRequest("x", "castle", "5A"), kunming)
    assert error.value.problems[0].code == "unknown-archetype"


def test_calendar_knows_spring_festival_and_make_up_days(kunming):
    work = schedules.is_workday(kunming.index)
    index = kunming.index.tz_localize(None)

    def on(day):
        return bool(work[index.get_loc(f"{day} 12:00")])

    assert not on("2023-01-24") and not on("2023-10-03") and not on("2023-03-11")
    assert on("2023-01-28") and on("2023-03-10") and on("2023-10-07")
    assert work.sum() / 24 == 260 - 18 + 7  # weekdays, less holidays on weekdays, plus make-up days
    assert not bool(schedules.is_workday(kunming.index, school=True)[index.get_loc("2023-08-01 12:00")])


def test_gb_profile_starts_at_the_right_hour():
    """GB 55015 table C.0.6: label 8 (7:00 to 8:00) is one half in the office."""
    office = schedules.profile("office", "occupancy")
    assert (office[6], office[7], office[8]) == (0.1, 0.5, 0.95)


def test_windows_that_are_sealed_shut_have_no_effect_on_area(kunming):
    b = build.build(ArchetypeRequest("c", "community_centre", "5A", window_wall_ratio=0.0), kunming)
    assert sum(s.window_area_m2 for z in b.zones for s in z.surfaces) == 0.0


def test_cooking_of_the_canteen_matches_the_reference_arithmetic(kunming):
    """120 meals a day at 2.5 MJ: 109.5 GJ = 30,417 kWh of LPG a year."""
    b = build.build(ArchetypeRequest("c", "community_centre", "5A", meals_per_day=120), kunming)
    demand = systems.demand(b, loads.simulate(b, kunming), kunming)
    assert demand.carrier_kw("lpg").sum() == pytest.approx(109500.0 / 3.6, rel=1e-9)


def test_count_multiplies(kunming):
    one = build.build(ArchetypeRequest("h", "village_house_brick", "5A"), kunming)
    many = build.build(ArchetypeRequest("h", "village_house_brick", "5A", count=40), kunming)
    result = loads.simulate(one, kunming)
    a, b = (systems.demand(x, result, kunming).carrier_kw("electricity").sum() for x in (one, many))
    assert b == pytest.approx(40 * a)


def test_glazing_of_a_retrofit_is_better():
    old, new = envelope.window_glazing("single_al"), envelope.window_glazing("double_lowe_tb")
    assert glazing.u_value(new) < 0.5 * glazing.u_value(old)
