"""A price in the wrong unit is told with what to write, and what is written so is taken for what it is."""

from __future__ import annotations

import pytest

from retrofit.money.tariffs.fuel_units import range_of, readings
from retrofit.packages.context import context_of
from retrofit.project.load import check, load

BASE = """schema_version: 1
name: t
site: {station: Kunming}
buildings:
  - {name: a, archetype: canteen, floor_area_m2: 300, cooking: lpg}
  - {name: b, archetype: canteen, floor_area_m2: 300, cooking: gas}
  - {name: c, archetype: village_house_brick, heating: coal_stove, cooking: wood}
  - {name: d, archetype: canteen, floor_area_m2: 300, heating: district_heat}
packages: {base: []}
economics:
  customer: community
  fuel_prices:
    wood: 0
"""


def problems(tmp_path, line: str):
    path = tmp_path / "p.yaml"
    path.write_text(BASE.replace("    wood: 0\n", f"{line}\n"), encoding="utf-8")
    return path, check(path)


LHV = {"lpg": 13.9386, "gas": 10.8142, "coal": 5.8078, "wood": 4.6461}
"""kWh per kg or m3, GB/T 2589 and the fuel table."""


@pytest.mark.parametrize(
    ("key", "typed", "cny_kwh"),
    [
        ("lpg", "8.5", 8.5 / LHV["lpg"]),
        ("lpg", "120", 8.0 / LHV["lpg"]),
        ("lpg", "40", 8.0 / LHV["lpg"]),
        ("lpg", "8500", 8.5 / LHV["lpg"]),
        ("gas", "3.45", 3.45 / LHV["gas"]),
        ("coal", "1.0", 1.0 / LHV["coal"]),
        ("coal", "900", 0.9 / LHV["coal"]),
        ("wood", "0.5", 0.5 / LHV["wood"]),
        ("heat", "27", 27.0 * 0.0036 / 0.30),
        ("heat", "90", 0.324),
    ],
)
def test_a_number_that_no_kwh_costs_is_refused_and_its_cure_typed_is_taken(tmp_path, key, typed, cny_kwh):
    _, found = problems(tmp_path, f"    {key}: {typed}")
    (problem,) = [p for p in found if p.code == "energy-price-unit"]
    assert problem.severity == "error" and problem.value == float(typed) and problem.allowed
    write = problem.cure.removeprefix("write ").partition(", or")[0]
    path, found = problems(tmp_path, f"    {write}")
    assert not [p for p in found if "price" in p.code]
    prices = context_of(load(path), tmp_path)[0].tariff
    assert prices.fuel_price[key] == pytest.approx(cny_kwh, rel=1e-4)
    assert write.partition(": ")[2] in prices.origins[key].note


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        ("    lpg: 8.5 CNY/kWh", "price-plausible", "warning"),
        ("    lpg: 420 元/瓶", "price-plausible", "warning"),
        ("    lpg: 3.45 元/方", "energy-price-unit", "error"),
        ("    gas: 3.45 元/公斤", "energy-price-unit", "error"),
        ("    gas: 8.5 CNY/kgg", "energy-price-unit", "error"),
        ("    coal: 0.3", "price-plausible", "warning"),
        ("    heat: 5 元/平方米·月", "energy-price-unit", "error"),
        ('    lpg: "8.5"', "value-type", "error"),
        ("    lpg: -1", "value-range", "error"),
        ("    lpg: -8 元/公斤", "value-range", "error"),
        ("    lpg: true", "value-type", "error"),
        ("  electricity_price: 58.9", "energy-price-unit", "error"),
        ("  electricity_price: 0.6 元/公斤", "energy-price-unit", "error"),
        ("  export_price: 36", "energy-price-unit", "error"),
    ],
)
def test_what_cannot_be_a_price_is_told(tmp_path, line, code, severity):
    if not line.startswith("    "):
        line = f"    wood: 0\n{line}"
    _, found = problems(tmp_path, line)
    assert [(p.code, p.severity) for p in found if p.code not in ("key-unused",)] == [(code, severity)]


@pytest.mark.parametrize("line", ["    lpg: 0.6", "    lpg: 120元/瓶", "    gas: 0.32", "    wood: 0", "    heat: 27 元/平方米·采暖季", "    coal: 900 元/吨"])  # fmt: skip
def test_what_is_right_has_no_word(tmp_path, line):
    assert not [p for p in problems(tmp_path, line)[1] if p.code != "key-unused"]


def test_electricity_by_the_du(tmp_path):
    path, found = problems(tmp_path, "    wood: 0\n  electricity_price: 58.9 分/度\n  export_price: 0.36 元/度")
    assert not [p for p in found if p.code != "key-unused"]
    prices = context_of(load(path), tmp_path)[0].tariff
    assert prices.import_price[0] == pytest.approx(0.589) and prices.export_price == pytest.approx(0.36)


def test_every_priced_carrier_has_a_range_that_holds_its_usual_price():
    from foundation.carriers import PRICED
    from retrofit.money.tariffs.fuels import usual_fuel_prices

    for province in ("Yunnan", "Guangdong", "Hunan", "Shandong", ""):
        for carrier, (usual, _) in usual_fuel_prices(province).items():
            limits = range_of(carrier, province)
            assert limits.low < usual < limits.high
            assert carrier in PRICED and not readings(-1.0, carrier, province)
