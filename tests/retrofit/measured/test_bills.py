"""Bills as people have them: the ordinary forms are read, what has two readings or would be lost is refused at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from foundation.errors import InputError
from retrofit.energy.factors import lhv_kwh
from retrofit.measured.bills import parse, read_bills


def months(head: str, row: str) -> str:
    """A year of rows; ``{m}`` is the month, ``{v}`` 1001 to 1012."""
    return "\n".join([head, *(row.format(m=m, v=1000 + m) for m in range(1, 13))])


YEAR = [1000.0 + m for m in range(1, 13)]


@pytest.mark.parametrize(
    ("text", "kwh"),
    [
        (months("月份,用电量（度）", "2024年{m}月,{v}"), YEAR), (months("账期,度数", "{m}月,{v}"), YEAR), (months("月份,用电量", "2024-{m:02d},{v}度"), YEAR),
        (months("月份,用电量（万千瓦时）", "2024-{m:02d},0.{v}"), YEAR), (months("month,MWh", "2024-{m:02d},1.{v}"), [v + 1000 - v * 0.9 for v in YEAR]),
        (months("月份,用电量", "2024-{m:02d},0.{v}万度"), YEAR), (months("月份;用电量", "2024-{m:02d};{v},0"), YEAR), (months("month;kwh", "2024-{m:02d};1.{m:03d},50"), [1000.5 + m for m in range(1, 13)]),
        (months("month;kwh", "2024-{m:02d};{v},50"), [v + 0.5 for v in YEAR]), (months("month\tkwh", "2024-{m:02d}\t1 {m:03d}"), YEAR), (months("月份，用电量", "２０２４年{m}月，{v}"), YEAR),
        ("2024年电费\n单位：万度\n" + months("月份,用电量", "2024-{m:02d},0.{v}"), YEAR), (months("月份,用电量", "2024-{m:02d},{v}") + "\n合计,12078", YEAR),
        (months("月份,峰,平,谷", "2024-{m:02d},500,400,1{m:02d}"), YEAR), (months("月份,峰,平,谷,总电量,电费(元)", "2024-{m:02d},500,400,1{m:02d},{v},523.5"), YEAR),
        ("年,月,用电量\n" + "\n".join(f"{2024 if m == 1 else ''},{m},{1000 + m}" for m in range(1, 13)), YEAR), (months("month,kwh", "2024-{m:02d},{v}").replace("\n", "\r"), YEAR),
    ],
)  # fmt: skip
def test_ordinary_forms_of_electricity_bills(text, kwh):
    bills = parse(text)
    assert [b.kwh for b in bills] == pytest.approx(kwh)
    assert [b.first[1] for b in bills] == list(range(1, 13))
    assert {b.carrier for b in bills} == {"electricity"}


@pytest.mark.parametrize(
    ("text", "carrier", "kwh"),
    [
        (months("month,carrier,amount,unit", "2024-{m:02d},gas,41,m3"), "gas", 41 * lhv_kwh("gas")[0]), (months("月份,用气量(立方米)", "2024-{m:02d},41"), "gas", 41 * lhv_kwh("gas")[0]),
        (months("月份,用煤量(吨)", "2024-{m:02d},1.5"), "coal", 1500 * lhv_kwh("coal")[0]), (months("月份,供热量(GJ)", "2024-{m:02d},3.6"), "heat", 1000.0),
        (months("月份,液化气(kg)", "2024-{m:02d},15"), "lpg", 15 * lhv_kwh("lpg")[0]),
    ],
)  # fmt: skip
def test_fuels_in_the_units_they_are_sold_by(text, carrier, kwh):
    bills = parse(text)
    assert {b.carrier for b in bills} == {carrier} and [b.kwh for b in bills] == pytest.approx([kwh] * 12)
    assert carrier == "heat" or any("lower heating value" in n for n in bills.notes)


def test_wide_carriers_are_all_read_or_asked_about():
    bills = parse(months("月份,用电量,天然气(m3)", "2024-{m:02d},{v},41"))
    assert [b.carrier for b in bills] == ["electricity"] * 12 + ["gas"] * 12
    with pytest.raises(InputError) as caught:
        parse(months("月份,用电量,天然气", "2024-{m:02d},{v},41"))
    assert [(p.code, p.allowed) for p in caught.value.problems] == [("bills-unit", "either kWh or m3")]


def test_shared_reading_dates_belong_to_the_next_bill():
    rows = "\n".join(f"2023-{m:02d}-05,{2023 + m // 12}-{m % 12 + 1:02d}-05,{1000 + m}" for m in range(1, 13))
    bills = parse("上期抄表日期,本期抄表日期,用电量\n" + rows)
    assert bills[0].first == (2023, 1, 5) and bills[0].last == (2023, 2, 4) and sum(b.days for b in bills) == 365
    assert any("reading day" in n for n in bills.notes)
    mixed = ("开始,结束,用电量\n" + rows).replace("2023-06-05,2023-07-05", "2023-06-06,2023-07-05")
    with pytest.raises(InputError):
        parse(mixed)


def test_one_column_of_reading_dates():
    rows = "\n".join(f"2024-{m:02d}-28,{1000 + m}" for m in range(1, 13))
    bills = parse("抄表日期,用电量\n2023-12-31,\n" + rows)
    assert bills[0].first == (2023, 12, 31) and bills[0].last == (2024, 1, 27) and len(bills) == 12
    with pytest.raises(InputError) as caught:
        parse("抄表日期,用电量\n" + rows)
    assert "no amount" in caught.value.problems[0].cure


def test_two_meters_in_one_month():
    both = "\n".join(f"{k},2024-{m:02d},{1000 + m}" for k in ("A", "B") for m in range(1, 13))
    assert [b.kwh for b in parse("户号,月份,用电量\n" + both)] == [2.0 * v for v in YEAR]
    with pytest.raises(InputError) as caught:
        parse("户号,月份,用电量\n" + both.rsplit("\n", 1)[0])
    assert [p.code for p in caught.value.problems] == ["bills-meter"]
    nameless = "\n".join(line[2:] for line in both.splitlines())
    with pytest.raises(InputError) as caught:
        parse("月份,用电量\n" + nameless)
    assert {p.code for p in caught.value.problems} == {"bills-overlap"}
    assert caught.value.problems[0].allowed == "two meters (2002 kWh), or one bill twice (1001 kWh)"


def test_quarters_and_two_months():
    quarters = parse("季度,用电量\n" + "\n".join(f"2024年第{q}季度,3000" for q in "一二三四"))
    assert [b.first[1] for b in quarters] == [1, 4, 7, 10] and sum(b.days for b in quarters) == 366
    assert len(parse("月份,用电量\n" + "\n".join(f"2024年{m}-{m + 1}月,900" for m in range(1, 12, 2)))) == 6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (months("month,kwh", "2024-{m:02d},{m},234"), "table-row"), (months("month;kwh", "2024-{m:02d};1,234"), "bills-value"), (months("month,kwh,kwh", "2024-{m:02d},1,2"), "bills-header"),
        (months("month,kwh,用电量", "2024-{m:02d},1,2"), "bills-header"), (months("month,kwh MWh", "2024-{m:02d},{v}"), "bills-unit"), (months("month,kwh", "Q{m},{v}"), "bills-period"),
        (months("month,kwh", "week {m},{v}"), "bills-period"), (months("month,kwh", "2024-{m:02d},1e308"), "bills-value"), (months("month,kwh", "2024-{m:02d},1_00{m}"), "bills-value"),
        (months("month,kwh", "2024-{m:02d},({v})"), "bills-value"), (months("month,kwh", "2024-{m:02d},-{v}"), "bills-value"), (months("month,kwh,PV kWh", "2024-{m:02d},{v},3"), "bills-header"),
        (months("month,month,kwh", "2024-{m:02d},2023-{m:02d},3"), "bills-header"), (months("month,kwh", "2024-{m:02d},0"), "bills-value"), (months("month,kW", "2024-{m:02d},1"), "bills-unit"),
        (months("用电量(万度),月份", "{v}度,2024-{m:02d}"), "bills-unit"), (months("month,carrier,kwh", "2024-{m:02d},steam,5"), "bills-carrier"), (months("月份,用电量", "2024-{m:02d},{v}") + "\n合计,13078", "bills-value"),
        (months("月份,峰,平,谷,总电量", "2024-{m:02d},500,300,200,1500"), "bills-value"), (months("start,end,kwh", "24-{m:02d}-01,24-{m:02d}-28,5"), "bills-period"),
        (months("start,end,kwh", "0{m}/01/2024,0{m}/02/2024,5"), "bills-period"), (months("month,kwh", "2024-{m:02d},") , "bills-value"), ("month,kwh\n" + "9" * 5000, "bills-period"),
        (months("month,carrier,amount,unit", "2024-{m:02d},electricity,5,m3"), "bills-unit"), (months("month,carrier,amount", "2024-{m:02d},gas,5"), "bills-unit"),
    ],
)  # fmt: skip
def test_nothing_is_guessed_or_lost(text, code):
    with pytest.raises(InputError) as caught:
        parse(text, "bills.csv")
    assert code in {p.code for p in caught.value.problems}
    assert all(p.place.startswith("bills.csv") and p.cure for p in caught.value.problems)


def test_an_open_quote_swallows_no_rows(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text(months("month,kwh,note", "2024-{m:02d},{v},").replace("1008,", '1008,"5 inch'), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_bills(path)
    assert [(p.code, p.place) for p in caught.value.problems] == [("table-quote", f"{path}:9")]


def test_columns_that_are_not_read_are_told():
    assert "电费" in parse(months("月份,用电量,电费", "2024-{m:02d},{v},¥523.50")).notes[0]


PROJECT = """schema_version: 1
name: c
site: {station: Kunming}
buildings:
  - {name: b, archetype: small_office, floor_area_m2: 200, storeys: 1}
packages: {base: []}
"""


@pytest.mark.parametrize("scale", [50_000, 5_000_000])
def test_bills_far_above_the_building_are_refused(tmp_path: Path, scale):
    (tmp_path / "c.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "big.csv").write_text(months("month,kwh", f"2024-{{m:02d}},{scale}"), encoding="utf-8")
    done = CliRunner().invoke(main, ["calibrate", str(tmp_path / "c.yaml"), str(tmp_path / "big.csv")])
    assert done.exit_code == 2 and "[bills-building]" in done.output, done.output
