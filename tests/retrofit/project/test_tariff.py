"""An own tariff as it is typed: what it means hour by hour, and every mistake with its place and a cure."""

from __future__ import annotations

import numpy as np
import pytest

from foundation.errors import InputError
from retrofit.money.tariffs.bill import monthly_bills
from retrofit.money.tariffs.clock import clock, quarters_of
from retrofit.packages.context import context_of
from retrofit.project.load import check, load

HEAD = """schema_version: 1
name: t
site: {station: Changsha}
buildings: [{name: b, archetype: village_house_brick, count: 8}]
packages: {base: []}
economics:
  tariff:
"""
HUNAN = """    name: 一般工商业 1-10 kV
    components: {energy: 0.40 元/度, network: 0.18, losses: 0.02, system: 0.03, funds: 0.03}
    multipliers: {sharp: 1.92, peak: 1.6, flat: 1.0, valley: 0.4}
    seasons:
      - months: 12, 1
        hours: {valley: "22:00-06:00", peak: "16-18", sharp: 18-22, flat: rest}
      - months: 7-8
        hours: {valley: [0-6, "12:00-14:00"], peak: 16-20, sharp: 20-24, flat: rest}
      - months: [2-6, 9-11]
        hours: {valley: 0-6, peak: 16-24, flat: 6-16}
    demand: {price: 38 元/千瓦·月, contract_kw: 40}
    power_factor: {standard: 0.85, load: 0.82}
    fixed: 12 元/月
    export: {price: 0.36, share: 0.7, term_years: 12, market: 0.2}
"""
TIERS = """    tiers:
      - {months: 5-10, up_to_kwh: 260, price: 0.5889}
      - {months: 5-10, up_to_kwh: 600, price: 0.6389}
      - {months: 5-10, price: 0.8889}
      - {months: 11-4, up_to_kwh: 200, price: 0.5889}
      - {months: 11-4, up_to_kwh: 400, price: 0.6389}
      - {months: 11-4, price: 0.8889}
"""


def written(tmp_path, tariff: str):
    path = tmp_path / "p.yaml"
    path.write_text(HEAD + tariff, encoding="utf-8")
    return path


def tariff(tmp_path, text: str):
    path = written(tmp_path, text)
    assert [p for p in check(path) if p.severity == "error"] == []
    return context_of(load(path), tmp_path)[0].tariff


def at(prices, month: int, hour: int) -> float:
    return float(prices.import_price[(prices.index.month == month) & (prices.index.hour == hour)][0])


def test_every_part_of_a_tariff_is_taken(tmp_path):
    prices = tariff(tmp_path, HUNAN)
    rest = 0.26
    assert at(prices, 1, 19) == pytest.approx(0.4 * 1.92 + rest) == at(prices, 7, 23)
    assert at(prices, 1, 23) == at(prices, 12, 3) == at(prices, 5, 0) == pytest.approx(0.4 * 0.4 + rest)
    assert at(prices, 2, 23) == pytest.approx(0.4 * 1.6 + rest) and at(prices, 1, 10) == pytest.approx(0.66)
    assert prices.demand.contract_kw == 40.0 and prices.demand.price[0] == 38.0 and prices.funds == 0.03
    assert prices.power_factor.load == 0.82 and prices.fixed_cny_month == 12.0
    assert prices.export.of_year(12) == pytest.approx(0.7 * 0.36 + 0.3 * 0.2) and prices.export.of_year(13) == 0.2
    whole = tariff(tmp_path, HUNAN.replace("    seasons:", "    multiplier_on: whole\n    seasons:"))
    assert at(whole, 1, 19) == pytest.approx(0.66 * 1.92)


def test_a_period_over_midnight_equals_two(tmp_path):
    one = tariff(tmp_path, HUNAN)
    two = tariff(tmp_path, HUNAN.replace('valley: "22:00-06:00"', "valley: [22-24, 0-6]"))
    assert (one.import_price == two.import_price).all()
    assert (one.schedule.shares(one.index) == two.schedule.shares(two.index)).all()


def test_a_boundary_within_the_hour_is_its_mean(tmp_path):
    prices = tariff(tmp_path, "    prices: {peak: 1.0, valley: 0.4}\n    seasons: [{hours: {peak: '08:15-20:30', valley: rest}}]\n")  # fmt: skip
    assert [at(prices, 3, h) for h in (7, 8, 9, 20, 21)] == pytest.approx([0.4, 0.85, 1.0, 0.7, 0.4])
    shares = prices.schedule.shares(prices.index)
    assert shares.sum(axis=1) == pytest.approx(np.ones(8760))
    assert shares @ prices.schedule.price[0] == pytest.approx(prices.import_price)


def test_tiers_with_prices_and_with_additions_are_the_same(tmp_path):
    first = tariff(tmp_path, TIERS)
    added = "    price: 0.5889\n" + TIERS.replace(", price: 0.5889", "").replace("price: 0.6389", "add: 0.05").replace("price: 0.8889", "add: 0.3")  # fmt: skip
    second = tariff(tmp_path, added)
    kw = np.full(8760, 6.0)
    bills = [monthly_bills(t, kw, np.zeros(8760)).bought_cny[0] for t in (first, second)]
    assert bills[0] == pytest.approx(bills[1])
    each = 6.0 * 31 * 24 / 8
    assert first.meters.total == 8.0
    assert bills[0][6] == pytest.approx(8 * (260 * 0.5889 + 340 * 0.6389 + max(each - 600, 0) * 0.8889) if each > 600 else 8 * (260 * 0.5889 + (each - 260) * 0.6389))  # fmt: skip
    fewer = tariff(tmp_path, TIERS + "    households: 2\n")
    assert monthly_bills(fewer, kw, np.zeros(8760)).bought_cny[0][6] > bills[0][6]


def test_a_tariff_in_its_own_file(tmp_path):
    body = "\n".join(line[4:] for line in HUNAN.splitlines())
    (tmp_path / "sheet.yaml").write_text(body, encoding="utf-8")
    path = tmp_path / "p.yaml"
    path.write_text(HEAD.replace("  tariff:\n", "  tariff: sheet.yaml\n"), encoding="utf-8")
    assert check(path) == ()
    inside = tariff(tmp_path, HUNAN)
    path.write_text(HEAD.replace("  tariff:\n", "  tariff: sheet.yaml\n"), encoding="utf-8")
    assert (context_of(load(path), tmp_path)[0].tariff.import_price == inside.import_price).all()
    (tmp_path / "sheet.yaml").write_text(body.replace("months: 7-8", "months: 7-9"), encoding="utf-8")
    (problem,) = check(path)
    assert problem.code == "tariff-months" and "sheet.yaml:9 seasons[2].months" in problem.place
    path.write_text(HEAD.replace("  tariff:\n", "  tariff: shet.yaml\n"), encoding="utf-8")
    (problem,) = check(path)
    assert problem.code == "file-not-found" and "p.yaml:7 economics.tariff ->" in problem.place and "sheet.yaml" in problem.cure  # fmt: skip
    with pytest.raises(InputError):
        load(path)


MISTAKES = [
    (HUNAN, "months: 7-8", "months: 7-9", "tariff-months", "seasons[2].months", "9"),
    (HUNAN, "months: 7-8", "months: 8", "tariff-months", "seasons", "7"),
    (HUNAN, "months: 7-8", "months: 7-13", "tariff-months", "seasons[1].months", "no months"),
    (HUNAN, "months: 7-8", "months: [7, 8, 8]", "tariff-months", "seasons[1].months", "8"),
    (HUNAN, "flat: 6-16", "flat: 6-15", "tariff-hours", "seasons[2].hours", "15:00-16:00"),
    (HUNAN, "flat: 6-16", "flat: 6-17", "tariff-hours", "seasons[2].hours.flat", "16:00-17:00"),
    (HUNAN, "flat: 6-16", "flat: 6-25", "tariff-hours", "seasons[2].hours.flat", "6-25"),
    (HUNAN, "flat: 6-16", "flat: 06:10-16", "tariff-hours", "seasons[2].hours.flat", "06:10-16"),
    (HUNAN, "flat: 6-16", "flat: day", "tariff-hours", "seasons[2].hours.flat", "day"),
    (HUNAN, "peak: 16-24, flat", "peek: 16-24, flat", "tariff-price", "seasons[2].hours.peek", "no price"),
    (HUNAN, "valley: 0.4}", "valley: 0.4, deep: 0.2}", "tariff-price", "multipliers.deep", "no hour"),
    (HUNAN, "network: 0.18", "network: 18", "energy-price-unit", "components.network", "no kWh"),
    (HUNAN, "network: 0.18", "network: 0.18 元/公斤", "energy-price-unit", "components.network", "unit"),
    (HUNAN, "38 元/千瓦·月", "38 元/度", "energy-price-unit", "demand.price", "unit"),
    (HUNAN, "38 元/千瓦·月", "24 元/千伏安·月", "energy-price-unit", "demand.price", "unit"),
    (HUNAN, "12 元/月", "12 元/度", "energy-price-unit", "fixed", "unit"),
    (HUNAN, "standard: 0.85", "standard: 0.95", "value-choice", "power_factor.standard", "choices"),
    (HUNAN, "multipliers:", "multipliars:", "unknown-key", "multipliars", "unknown key"),
    (HUNAN, "    seasons:", "    price: 0.6\n    seasons:", "value-error", "tariff", "one of"),
    (HUNAN, "components: {energy: 0.40 元/度, network: 0.18, losses: 0.02, system: 0.03, funds: 0.03}", "prices: {sharp: 1.2, peak: 1, flat: 0.7, valley: 0.4}", "value-error", "tariff", "multipliers act"),
    (TIERS, "{months: 11-4, price: 0.8889}", "{months: 11-4, up_to_kwh: 900, price: 0.8889}", "tariff-tiers", "tiers[5].up_to_kwh", "open"),
    (TIERS, "up_to_kwh: 600", "up_to_kwh: 160", "tariff-tiers", "tiers[1].up_to_kwh", "rise"),
    (TIERS, "up_to_kwh: 260, ", "", "tariff-tiers", "tiers[0]", "only the last"),
    (TIERS, "price: 0.6389}\n      - {months: 5-10", "add: 0.05}\n      - {months: 5-10", "tariff-tiers", "tiers[1]", "price"),
    (TIERS, "price: 0.8889}\n      - {months: 11", "price: 0.8889, add: 0.3}\n      - {months: 11", "tariff-tiers", "tiers[2].add", "both"),
    (TIERS, "months: 11-4", "months: 11-3", "tariff-months", "tiers", "4"),
    (TIERS, "months: 11-4", "months: 10-4", "tariff-months", "tiers[3].months", "10"),
    (TIERS, "up_to_kwh: 260", "up_to_kwh: -260", "value-range", "tiers[0].up_to_kwh", "range"),
    (TIERS, "price: 0.5889}", "price: 58.89 分}", "energy-price-unit", "tiers[0].price", "unit"),
    (TIERS, "    tiers:", "    tier_period: year\n    tiers:", "tariff-tiers", "tier_period", "year"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=[f"{m[3]}-{k}" for k, m in enumerate(MISTAKES)])
def test_a_mistake_is_told_at_its_place(tmp_path, mistake):
    good, old, new, code, place, part = mistake
    assert old in good
    found = check(written(tmp_path, good.replace(old, new)))
    mine = [p for p in found if (p.code == code and f" economics.tariff.{place}" in f"{p.place} ".replace("economics.tariff.tariff", "economics.tariff")) or (p.code == code and place == "tariff")]  # fmt: skip
    assert mine, found
    assert part in f"{mine[0].message} {mine[0].value}" and mine[0].cure
    assert {p.code for p in found} == {code}, found


def test_mistakes_of_every_part_come_in_one_pass(tmp_path):
    bad = (
        HUNAN.replace("months: 7-8", "months: 7-9")
        .replace("flat: 6-16", "flat: 6-15")
        .replace("38 元/千瓦·月", "38 元/度")
    )
    bad = bad.replace("network: 0.18", "network: 18").replace("standard: 0.85", "standard: 0.95")
    codes = [p.code for p in check(written(tmp_path, bad))]
    assert {"tariff-months", "tariff-hours", "energy-price-unit", "value-choice"} <= set(codes)
    assert codes.count("energy-price-unit") == 2


def test_prices_may_stand_in_the_seasons_alone(tmp_path):
    text = "    seasons:\n      - {months: 1-6, hours: {peak: 8-20, valley: rest}, prices: {peak: 0.9, valley: 0.4}}\n      - {months: 7-12, hours: {peak: 8-22, valley: rest}, prices: {peak: 1.1, valley: 0.5}}\n"
    prices = tariff(tmp_path, text)
    assert [at(prices, m, h) for m, h in ((3, 9), (3, 21), (9, 21), (9, 23))] == [0.9, 0.4, 1.1, 0.5]


def test_keys_that_do_nothing_are_told(tmp_path):
    text = "    price: 0.6\n    households: 3\n    tier_period: year\n    multiplier_on: whole\n    demand: {price: 24, capacity_kva: 100, contract_kw: 50}\n  customer: school\n"
    assert [p.code for p in check(written(tmp_path, text))] == ["key-unused"] * 5


def test_keys_beside_an_own_tariff_are_told(tmp_path):
    found = check(written(tmp_path, HUNAN + "  electricity_price: 0.6\n  export_price: 0.3\n"))
    assert [p.code for p in found] == ["tariff-price", "tariff-price"]


def test_the_day_of_connection_decides(tmp_path):
    one = "    price: 0.6\n    export: {connected: 2024-05-01}\n"
    old = tariff(tmp_path, one)
    new = tariff(tmp_path, one.replace("2024-05-01", "2025-06-01"))
    assert old.export_price == pytest.approx(0.45) and new.export_price < 0.375
    assert [p.code for p in check(written(tmp_path, one.replace("2024-05-01", "soon")))] == ["value-type"]


def test_hours_are_read_as_people_write_them():
    assert clock(quarters_of("8:00-11:00，18:00-23:00")) == "08:00-11:00, 18:00-23:00"
    assert quarters_of("22点至6点").sum() == 32 and quarters_of("0-24").all()
    for text in ("8", "8-8", "24-6", "8-9, 8-10", "25-3", "", "8:07-9"):
        with pytest.raises(ValueError):
            quarters_of(text)
