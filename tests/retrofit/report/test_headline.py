"""The sentence above the report in each of its states, and a picture of hours that can be read back."""

from __future__ import annotations

import struct
import zlib
from types import SimpleNamespace

import numpy as np
import pytest

from retrofit.money.cash_flow import mean_life_years
from retrofit.money.results import CostItem
from retrofit.report.render.colours import DIVERGING
from retrofit.report.render.svg import apart, coloured, png
from retrofit.report.run.headline import headline, tradeoff


def cost(capex: float, life: float) -> CostItem:
    return CostItem(
        kind="measure",
        name="x",
        quantity=1.0,
        unit="m2",
        capex_cny=capex,
        opex_cny_year=0.0,
        life_years=life,
        source="a source",
        status="confirmed",
    )


def package(name, measures=(), capex=0.0, saving=0.0, life=20.0):
    items = (cost(capex, life),) if capex else ()
    payback = capex / saving if saving > 0.0 and capex else (None if capex else 0.0)
    money = SimpleNamespace(capex_cny=capex, annual_saving_cny=saving, simple_payback_years=payback, items=items)
    return SimpleNamespace(name=name, measures=measures, economics=money)


PAYS = package("roof", ("pv",), 170000.0, 23000.0, 25.0)
CASES = [
    (package("base"), [], "No measure is chosen yet.", "还没有选任何措施。"),
    (package("base"), [PAYS], "Stay with base: every other package", "维持“base”：其他方案"),
    (PAYS, [], "Do roof (PV) first: 170,000 CNY, saves 23,000 CNY a year (range unknown), back in about 7 years.", "先做“roof”（光伏）：共17.0万元，每年省2.30万元（范围未知），约7年回本。"),
    (package("led", ("led",), 48000.0, 3000.0, 10.0), [], "back in about 16 years only, longer than it lasts (10 years).", "约16年才回本，长于平均寿命10年。"),
    (package("warm", ("comfort",), 0.0, -900.0), [], "no investment, but 900 CNY a year more for energy.", "不用投资，但每年多花900元能源费。"),
    (package("ajar", ("comfort",), 0.0, 900.0), [], "no investment, saves 900 CNY a year.", "不用投资，每年省900元。"),
    (package("glass", ("windows",), 90000.0, -5.0), [], "90,000 CNY, which energy bills never pay back.", "投资9.00万元，能源账上收不回来。"),
]  # fmt: skip


@pytest.mark.parametrize(("best", "others", "en", "zh"), CASES, ids=[c[0].name + str(len(c[1])) for c in CASES])
def test_the_sentence_of_every_state(best, others, en, zh):
    result = SimpleNamespace(packages=(best, *others))
    assert en in " ".join(headline(result, best, "en"))
    assert zh in "".join(headline(result, best, "zh"))


def test_mean_life_is_what_is_invested_over_what_is_written_off_a_year():
    assert mean_life_years([cost(100.0, 10.0), cost(300.0, 30.0)]) == pytest.approx(400.0 / 20.0)
    assert mean_life_years([]) == float("inf")


def test_labels_are_pushed_apart_and_keep_their_order():
    places = apart([50.0, 51.0, 52.0, 10.0, 98.0], 14.0, 0.0, 100.0)
    order = np.argsort([50.0, 51.0, 52.0, 10.0, 98.0])
    assert np.all(np.diff(np.asarray(places)[order]) >= 14.0 - 1e-9)
    assert min(places) >= 0.0 and max(places) <= 100.0


def test_a_carpet_can_be_read_back_from_its_picture():
    """White stands at zero exactly, the ends have the hues of import and export."""
    pixels = coloured(np.array([[-5.0, 0.0, 5.0], [-9.0, 0.0, 9.0]]), DIVERGING, -5.0, 5.0)
    data = png(pixels)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    body = data[data.index(b"IDAT") + 4 : data.index(b"IEND") - 8]
    rows = np.frombuffer(zlib.decompress(body), dtype=np.uint8).reshape(height, 1 + 3 * width)
    assert (width, height) == (3, 2)
    assert rows[0, 1:].tolist() == [210, 86, 58, 255, 255, 255, 23, 74, 126] == rows[1, 1:].tolist()


def test_what_is_weighed_against_the_advice_is_said():
    """A loss in numbers, the smallest good step, and what net zero would cost; each only where it is so."""

    def short(*met):
        return {k: SimpleNamespace(met=k in met) for k in ("site", "emissions")}

    def told(standing, cheapest=None, furthest=None, language="en"):
        roof, deep = (
            SimpleNamespace(
                name=name,
                net_zero=definitions,
                economics=SimpleNamespace(
                    capex_cny=capex,
                    annual_saving_cny=9000.0,
                    npv_cny=npv,
                    owner_npv_cny=npv,
                    years=25,
                    discount_rate_real=0.04,
                ),
            )
            for name, definitions, capex, npv in (
                ("roof", short("site"), 1.2e5, -3400.0),
                ("deep", short("site", "emissions"), 2e6, -1.02e6),
            )
        )
        choice = SimpleNamespace(stands={"roof": standing}, cheapest=cheapest, furthest=furthest)
        return tradeoff(SimpleNamespace(packages=(roof, deep), choice=choice), roof, language)

    assert told("gains", "roof") == []
    assert told("costs") == ["Over 25 years at 4% it costs 3,400 CNY more than it brings."]
    assert told("worse")[0].startswith("Not advised")
    (line,) = told("gains", "roof", "deep")
    assert (
        line
        == "To be net zero by emissions too, deep: 2,000,000 CNY in all, net present value −1,020,000 CNY over 25 years."
    )
    (line,) = told("gains", "roof", "deep", "zh")
    assert line == "若碳排放也要净零：“deep”，共200万元，25年净现值−102万元。"
    assert "“deep”：200万元，每年省9,000元" in told("gains", "deep", None, "zh")[0]
