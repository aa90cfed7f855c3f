"""Figures of the biogas design sheet, each for a desktop or paper and for a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from retrofit.report.biogas.drawing import drawing
from retrofit.report.render import charts, plot
from retrofit.report.render.charts import NARROW, WIDE, Line, Part
from retrofit.report.render.colours import GREYS
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.design.biogas.sheet import DesignSheet

word = vocabulary("biogas")

MONTHS = [str(m) for m in range(1, 13)]


def _daily(sheet: DesignSheet, hourly: np.ndarray) -> np.ndarray:
    """kWh a day by month."""
    month = np.asarray(sheet.year.index.month)
    return np.asarray(24.0 * np.bincount(month, hourly, 13)[1:] / np.bincount(month, minlength=13)[1:])


def gas(sheet: DesignSheet, language: str, width: float) -> str:
    """Gas a day by use, and the temperatures of tank and soil below."""
    r = sheet.result
    flows = (
        ("stoves", r.stove_kw, "biogas"),
        ("boilers", r.boiler_kw - r.own_gas_kw, "hot_water"),
        ("own heat", r.own_gas_kw, "heat"),
        ("engine gas", r.chp_kw, "export"),
        ("surplus", r.flared_kw + r.vented_kw, GREYS[2]),
        ("leaks", r.leaked_kw, GREYS[0]),
    )
    return charts.stacked(
        [Part(word(name, language), colour, _daily(sheet, flow)) for name, flow, colour in flows],
        [],
        MONTHS,
        word("kwh day", language),
        label=word("gas figure", language),
        width=width,
        height=280.0,
        total="mean",
        below=[
            Part(f"{word('tank temp', language)}", "heat", np.asarray(sheet.months["tank_c"])),
            Part(f"{word('soil temp', language)}", "load", np.asarray(sheet.months["soil_c"])),
        ],
    )


def heat(sheet: DesignSheet, language: str, width: float) -> str:
    """Heat to the tank by source and what is not met, kWh a day."""
    sources = (
        ("from engine", "chp", "export"),
        ("from sun", "solar", "pv"),
        ("from boiler", "boiler", "biogas"),
        ("from electricity", "electricity", "import"),
        ("not met", "unmet", GREYS[3]),
    )
    parts = [Part(word(n, language), colour, _daily(sheet, sheet.result.heat_kw[key])) for n, key, colour in sources]
    return charts.stacked(
        parts, [], MONTHS, word("kwh day", language), label=word("heat figure", language), width=width, height=240.0, total="mean"
    )  # fmt: skip


def store_curve(sheet: DesignSheet, language: str, width: float) -> str:
    """Share of the wanted gas that is served, and surplus, by size of store (logarithmic)."""
    days, served, surplus = (np.array(c) for c in zip(*sheet.gas_store.curve, strict=True))
    place = np.log(days)
    curves = [
        Line(word("served", language), "biogas", 100.0 * served, "dots"),
        Line(word("surplus share", language), GREYS[1], 100.0 * surplus, "dots"),
    ]
    marks = [(float(p), f"{d:g}") for p, d in zip(place, days, strict=True)]
    mean_day = float(sheet.months["gas_nm3"].sum()) / (sheet.year.hours / 24.0)
    upright = None
    if mean_day > 0.0:
        upright = float(np.log(max(sheet.gas_store.size_nm3 / mean_day, 1e-6))), word("store size", language)
    return charts.lines(
        curves,
        place,
        "%",
        label=word("store figure", language),
        x_ticks=marks,
        width=width,
        height=230.0,
        limits=(0.0, 105.0),
        x_word=word("store days", language),
        upright=upright,
    )


def draw(sheet: DesignSheet, language: str) -> dict[str, tuple[str, str]]:
    """All figures of the sheet: name -> SVG texts, wide and narrow; the drawing of the tank is the same on both."""
    tank, buried = sheet.plant.digester, float(sheet.plant.row["buried_share"])
    makers: dict[str, Callable[[float], str]] = {
        "gas": lambda w: gas(sheet, language, w),
        "store": lambda w: store_curve(sheet, language, w),
    }
    if tank.heated:
        makers["heat"] = lambda w: heat(sheet, language, w)
    plan = plot.render({"drawing": lambda: drawing(tank, buried, language)})["drawing"]
    return {"drawing": (plan, "")} | {name: (make(WIDE), make(NARROW)) for name, make in makers.items()}
