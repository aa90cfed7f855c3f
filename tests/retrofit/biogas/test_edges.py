"""Digesters at their edges: a season's feed by its worst month, a tank that freezes, gas that ADM1 calls dead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrofit.biogas.feed.feedstocks import feed_from
from retrofit.biogas.tank import limits
from retrofit.biogas.tank.model import Digester, slurry_m3_day
from retrofit.measures.base import SupplyInputs
from retrofit.measures.digester import propose
from retrofit.project.checks.project import cross_check
from retrofit.project.schema.project import Project
from weather.stations.table import find_station
from weather.synthetic import synthetic_year


def codes(station: str, feedstocks: dict, **tank) -> dict[str, str]:
    document = {
        "schema_version": 1,
        "name": "t",
        "site": {"station": station},
        "buildings": [{"name": "b", "archetype": "canteen"}],
        "feedstocks": feedstocks,
        "packages": {"base": [], "dig": [{"measure": "digester"} | tank]},
    }
    found = cross_check(Project.model_validate(document), Path("p.yaml"), lambda *k: ".".join(map(str, k)))
    return {p.code: p.severity for p in found}


def test_straw_alone_is_refused_and_counted_with_manure():
    straw = {"rice_straw": {"tonnes_per_year": 20}}
    assert codes("Kunming", straw, volume_m3=80)["digester-dead"] == "error"
    mixed = straw | {"pig_manure": {"heads": 60}}
    assert "digester-dead" not in codes("Kunming", mixed, volume_m3=200)


def test_a_tank_that_freezes_is_refused_until_it_is_heated():
    pigs = {"pig_manure": {"heads": 200}}
    assert codes("Harbin", pigs, volume_m3=100)["digester-frozen"] == "error"
    heated = codes("Harbin", pigs, volume_m3=100, heated=True, heat_sources=["boiler", "electricity"])
    assert "digester-frozen" not in heated
    assert "digester-frozen" not in codes("Kunming", pigs, volume_m3=100)


def test_a_years_feed_in_june_is_judged_by_june():
    year = synthetic_year(find_station("Kunming"))
    recipe = {"kitchen_waste": {"meals_per_day": 300.0, "months": [0.0] * 5 + [12.0] + [0.0] * 6}}
    season, even = (
        feed_from(recipe, index=year.index),
        feed_from({"kitchen_waste": {"meals_per_day": 300.0}}, index=year.index),
    )
    tank, warm = Digester(60.0), np.full(12, 19.0)
    assert season.seasonal and not even.seasonal
    months = season.of_months()
    assert months[5].vs_total == pytest.approx(season.vs_total * 365.0 / 30.0, rel=1e-9)
    assert sum(m.vs_total for m in months) == months[5].vs_total
    june = slurry_m3_day(tank, months[5])
    (retention,) = [p for p in limits.check(tank, season, 19.0, month_temp_c=warm) if p.code == "digester-retention"]
    assert retention.value == pytest.approx(tank.liquid_m3 / june, abs=0.05)
    assert "digester-retention" not in {p.code for p in limits.check(tank, even, 19.0, month_temp_c=warm)}


@pytest.mark.parametrize(
    ("station", "feedstocks"),
    [("Kunming", {"rice_straw": {"tonnes_per_year": 20}}), ("Harbin", {"pig_manure": {"heads": 200}})],
)
def test_what_must_not_be_built_is_not_proposed(station, feedstocks):
    year = synthetic_year(find_station(station))
    feed = feed_from({k: {u: float(x) for u, x in v.items()} for k, v in feedstocks.items()}, index=year.index)
    inputs = SupplyInputs(year=year, feed=feed, planes=(), arrays_of=lambda _specs: [])
    assert propose(inputs, [], []) == []
