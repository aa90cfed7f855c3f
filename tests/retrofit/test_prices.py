"""Own prices: by the unit, in all, once for the project; what a price counts; no price falls while the quantity grows."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import ValidationError

from retrofit.measures import registry
from retrofit.measures.battery import BatterySpec
from retrofit.measures.digester import DigesterSpec, digester_costs
from retrofit.measures.pricing import Price, priced, times
from retrofit.measures.pv import pv_cost
from retrofit.measures.windows import Windows
from retrofit.money.cash_flow import investment_flows, total
from retrofit.money.costs import by_size, cost_item, unit_cost
from retrofit.packages.context import caches_of, context_of
from retrofit.packages.package import simulate
from retrofit.project.checks.project import cross_check
from retrofit.project.schema.project import Project

TWO = {
    "schema_version": 1,
    "name": "two buildings",
    "site": {"station": "Kunming"},
    "buildings": [
        {"name": "hall", "archetype": "community_centre", "floor_area_m2": 600},
        {"name": "homes", "archetype": "village_house_brick", "floor_area_m2": 120, "count": 2},
    ],
    "packages": {"baseline": []},
}


def run_items(project: Project, name: str):
    ctx, _ = context_of(project, Path())
    return simulate(ctx, caches_of(project), project.packages[name]).items


def problems(document: dict) -> list[tuple[str, str]]:
    project = Project.model_validate(document)
    return [(p.code, p.place) for p in cross_check(project, Path("p.yaml"), lambda *k: ".".join(map(str, k)))]


def test_a_total_is_of_the_project_and_not_of_every_building():
    """168,000 CNY typed once for two kinds of buildings, three in all, were 504,000."""
    wall = {"measure": "wall_insulation", "cost_cny": 168000.0}
    pump = {"measure": "heat_pump", "cost_cny": 90000.0}
    project = Project.model_validate({**TWO, "packages": {"baseline": [], "all": [wall, pump]}})
    items = run_items(project, "all")
    assert sum(i.capex_cny for i in items if i.kind == "wall_insulation") == pytest.approx(168000.0, rel=1e-12)
    assert sum(i.capex_cny for i in items if i.kind == "heat_pump") == pytest.approx(90000.0, rel=1e-12)
    walls = [i for i in items if i.kind == "wall_insulation"]
    assert len(walls) == 2  # by area, as the table would share it
    assert walls[0].capex_cny / walls[1].capex_cny == pytest.approx(walls[0].quantity / walls[1].quantity)


def test_a_price_by_the_unit_counts_for_every_package_and_has_a_fixed_part():
    prices = {
        "wall_insulation": {"per_unit_cny": 150, "unit": "元/平方米", "fixed_cny": 5000, "life_years": 30},
        "pv": {"per_unit_cny": 3.2, "unit": "CNY/W", "opex_cny_year": 900},
    }
    document = {
        **TWO,
        "roofs": [{"name": "roof", "building": "hall", "area_m2": 200, "tilt_deg": 10, "azimuth_deg": 180}],
        "prices": prices,
        "packages": {"baseline": [], "all": [{"measure": "wall_insulation"}, {"measure": "pv", "roof": "roof"}]},
    }
    project = Project.model_validate(document)
    items = run_items(project, "all")
    walls = [i for i in items if i.kind == "wall_insulation"]
    area = sum(i.quantity for i in walls)
    assert sum(i.capex_cny for i in walls) == pytest.approx(150.0 * area + 5000.0, rel=1e-12)
    assert {i.life_years for i in walls} == {30.0}
    modules, inverters = (i for i in items if i.kind == "pv")
    assert modules.unit == "kWp" and inverters.unit == "kW"
    assert modules.capex_cny + inverters.capex_cny == pytest.approx(3200.0 * modules.quantity, rel=1e-12)
    assert modules.opex_cny_year + inverters.opex_cny_year == pytest.approx(900.0, rel=1e-12)
    assert inverters.life_years == unit_cost("inverter_replacement").life_years


def test_a_price_by_another_unit_is_refused_with_the_one_to_write():
    wrong = {**TWO, "prices": {"wall_insulation": {"per_unit_cny": 150, "unit": "CNY/kWp"}}}
    wrong["packages"] = {"baseline": [], "a": [{"measure": "wall_insulation"}], "b": [{"measure": "wall_insulation"}]}
    assert problems(wrong) == [("price-unit", "prices.wall_insulation.unit")]
    wrong["prices"]["wall_insulation"]["unit"] = "CNY/m2"
    assert problems(wrong) == []
    wrong["prices"]["wall_insulation"]["per_unit_cny"] = 15000.0  # in 10,000 CNY, or the whole
    assert problems(wrong) == [("price-plausible", "prices.wall_insulation.per_unit_cny")]


@pytest.mark.parametrize(
    ("unit", "written", "expected"),
    [("m2", "元/㎡", 1.0), ("kWp", "元/瓦", 1000.0), ("kWp", "CNY/kW", 1.0), ("kWh", "元/度", 1.0), ("kWh", "CNY/Wh", 1000.0),
     ("unit", "元/台", 1.0), ("kW", "元/千瓦", 1.0), ("m3", "元/立方米", 1.0), ("m2", "CNY/acre", None), ("kWh", "CNY/kW", None), ("m2", "USD/m2", None)],
)  # fmt: skip
def test_units_as_people_write_them(unit, written, expected):
    assert times(unit, written) == expected


def test_what_is_due_anyway_is_not_the_measures_cost():
    item = cost_item("windows", "w", "window_tb_lowe", 100.0)
    spec = Windows(measure="windows", price=Price(basis="incremental"))
    (only,) = priced(spec, (item,))
    assert only.capex_cny == pytest.approx(100.0 * (640.0 - 420.0))  # rows window_tb_lowe and window_replacement_double
    assert only.basis == "incremental"
    own = Windows(measure="windows", price=Price(basis="incremental", due_cny=50000.0))
    assert priced(own, (item,))[0].capex_cny == pytest.approx(14000.0)
    dear = Windows(measure="windows", price=Price(basis="incremental", due_cny=1e6))
    assert priced(dear, (item,))[0].capex_cny == 0.0
    wall = {"measure": "wall_insulation", "price": {"basis": "incremental"}}
    assert problems({**TWO, "packages": {"a": [], "b": [wall]}}) == [("price-basis", "packages.b.0.price.basis")]
    with pytest.raises(ValidationError):
        Price(due_cny=1.0)
    with pytest.raises(ValidationError):
        BatterySpec(measure="battery", capacity_kwh=10.0, cost_cny=1.0, price=Price(per_unit_cny=2.0))


def cost_of_pv(kwp: float) -> float:
    return sum(i.capex_cny for i in pv_cost("", kwp, kwp / 1.1))


def test_no_price_falls_while_the_quantity_grows():
    """29.9 kWp cost 113,620 CNY beside 90,000 for 30."""
    assert cost_of_pv(29.9) == cost_of_pv(30.0) == pytest.approx(90000.0)
    sizes = [0.5 * k for k in range(1, 200)]
    for cost in (
        cost_of_pv,
        lambda v: sum(i.capex_cny for i in digester_costs(DigesterSpec(measure="digester", volume_m3=v))),
    ):
        paid = [cost(s) for s in sizes]
        assert all(b >= a - 1e-9 for a, b in pairwise(paid))
    three = ((0.0, 10.0), (5.0, 6.0), (9.0, 2.0))
    assert by_size(three, 4.0) == 18.0  # the largest class is the cheapest already
    assert by_size(three, 1.0) == 10.0


def test_inverters_are_bought_again_and_modules_are_not():
    modules, inverters = pv_cost("", 100.0, 90.0)
    assert modules.capex_cny + inverters.capex_cny == pytest.approx(300000.0)
    assert inverters.capex_cny == pytest.approx(90.0 * 350.0)  # 0.35 CNY/W
    flows = investment_flows((modules, inverters), 25)
    again = [f for f in flows if f.kind == "replacement"]
    assert [(f.year, f.cny) for f in again] == [(12.0, -inverters.capex_cny), (24.0, -inverters.capex_cny)]
    left = total(f for f in flows if f.kind == "residual")
    assert left == pytest.approx(inverters.capex_cny * 11.0 / 12.0)


def test_every_measure_that_costs_something_takes_an_own_price():
    for m in registry.measures().values():
        has = {"cost_cny", "price"} <= set(m.spec.model_fields)
        assert has == bool(m.cost_rows or m.unit), m.key


def test_an_own_measure_sets_and_saves_and_is_priced():
    shut = {
        "measure": "own",
        "name": "door closers",
        "sets": {"infiltration_ach": 0.4},
        "quantity": 6,
        "price": {"per_unit_cny": 650, "unit": "元/套", "fixed_cny": 200, "life_years": 12},
    }
    dim = {"measure": "own", "name": "daylight control", "saves": {"lighting": 0.3}, "unit": "m2", "cost_cny": 9000}
    document = {**TWO, "packages": {"baseline": [], "all": [dim, shut]}}
    assert problems(document) == []
    project = Project.model_validate(document)
    ctx, _ = context_of(project, Path())
    caches = caches_of(project)
    base, own = (simulate(ctx, caches, p) for p in project.packages.values())
    closers = [i for i in own.items if i.life_years == 12.0]
    assert sum(i.capex_cny for i in closers) == pytest.approx(650.0 * 6 * 3 + 200.0)  # three buildings
    assert sum(i.capex_cny for i in own.items) == pytest.approx(650.0 * 18 + 200.0 + 9000.0)
    light = [v.demand.table()["lighting_electricity_kw"].sum() for v in (base, own)]
    assert light[1] == pytest.approx(0.7 * light[0], rel=1e-9)
    air = {float(z.air.infiltration_ach) for b in own.served.buildings for z in b.zones}
    assert air == {0.4}
    assert problems(
        {**TWO, "packages": {"a": [], "b": [{**shut, "price": {"per_unit_cny": 650, "unit": "CNY/m2"}}]}}
    ) == [("price-unit", "packages.b.0.price.unit")]
    for wrong in (
        {"measure": "own", "name": "x", "saves": {"lighting": 0.1}},
        {"measure": "own", "name": "x", "cost_cny": 1.0},
    ):
        with pytest.raises(ValidationError):
            Project.model_validate({**TWO, "packages": {"a": [], "b": [wrong]}})


def test_embodied_carbon_is_by_mass_and_by_the_table():
    # 100 m2 of 80 mm EPS at 20 kg/m3 and 5.02 kg/kg (GB/T 51366-2019, appendix D)
    project = Project.model_validate({**TWO, "packages": {"b": [], "w": [{"measure": "wall_insulation"}]}})
    for item in run_items(project, "w"):
        assert item.embodied_kgco2e == pytest.approx(item.quantity * 0.08 * 20.0 * 5.02, rel=1e-9)
    assert sum(i.embodied_kgco2e for i in pv_cost("", 10.0, 9.0)) == pytest.approx(7500.0)


def test_an_amount_may_carry_its_unit():
    for typed, cny in ((63000, 63000.0), ("6.3 万元", 63000.0), ("63,000 元", 63000.0), ("63000 CNY", 63000.0)):
        assert Windows(measure="windows", cost_cny=typed).cost_cny == cny
    for wrong in ("640 元/㎡", "63 marmalade", "6.3", "-5 元"):
        with pytest.raises(ValidationError):
            Windows(measure="windows", cost_cny=wrong)


def test_a_total_may_stand_under_prices_and_a_price_of_no_measure_is_told(tmp_path):
    from retrofit.project.load import check

    document = {
        **TWO,
        "prices": {"wall_insulation": {"cost_cny": "6.3 万元"}},
        "packages": {"baseline": [], "all": [{"measure": "wall_insulation"}]},
    }
    assert problems(document) == []
    assert sum(i.capex_cny for i in run_items(Project.model_validate(document), "all")) == pytest.approx(63000.0)
    with pytest.raises(ValidationError):
        Price(cost_cny=1.0, per_unit_cny=2.0)
    text = "schema_version: 1\nname: x\nsite: {station: Kunming}\nbuildings: [{name: b, archetype: canteen}]\npackages: {a: []}\nprices:\n  lpg: {per_unit_cny: 120}\n  windows: {cost_cnyy: 5}\n"
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    found = {p.place.rpartition(" ")[2]: str(p.cure) for p in check(path)}
    assert set(found) == {"prices.lpg", "prices.windows.cost_cnyy"}, found  # in one pass
    assert "cost_cny" in found["prices.windows.cost_cnyy"]
