"""Figures of the biogas design sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrofit.report.biogas.drawing import drawing
from retrofit.report.render.svg import COLOURS, new, plain, render
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from retrofit.design.biogas.sheet import DesignSheet

word = vocabulary("biogas")

MONTHS = np.arange(1, 13)


def _daily(sheet: DesignSheet, hourly: np.ndarray) -> np.ndarray:
    """kWh a day by month."""
    month = np.asarray(sheet.year.index.month)
    return np.asarray(24.0 * np.bincount(month, hourly, 13)[1:] / np.bincount(month, minlength=13)[1:])


def gas(sheet: DesignSheet, language: str) -> Figure:
    """Gas a day by use, and the temperatures of tank and soil."""
    figure, axes = new(7.6, 3.6)
    r = sheet.result
    parts = (
        ("stoves", r.stove_kw, COLOURS["biogas"]),
        ("boilers", r.boiler_kw - r.own_gas_kw, COLOURS["hot_water"]),
        ("own heat", r.own_gas_kw, COLOURS["pv"]),
        ("engine gas", r.chp_kw, COLOURS["export"]),
        ("surplus", r.flared_kw + r.vented_kw, "#BBBBBB"),
        ("leaks", r.leaked_kw, "#D55E00"),
    )
    top = np.zeros(12)
    for name, flow, colour in parts:
        v = _daily(sheet, flow)
        if v.any():
            axes.bar(MONTHS, v, 0.8, bottom=top, color=colour, label=word(name, language))
            top += v
    axes.set_ylabel(word("kwh day", language))
    axes.set_xticks(MONTHS)
    axes.set_xlabel(word("month", language))
    plain(axes)
    second = axes.twinx()
    second.plot(
        MONTHS, sheet.months["tank_c"], color="#333333", marker="o", markersize=3, label=word("tank temp", language)
    )
    second.plot(
        MONTHS,
        sheet.months["soil_c"],
        color="#8C6D46",
        linestyle="--",
        linewidth=1.0,
        label=word("soil temp", language),
    )
    second.set_ylabel("°C")
    second.set_ylim(0.0, 1.25 * float(max(sheet.months["tank_c"].max(), sheet.months["soil_c"].max())))
    second.spines[["top"]].set_visible(False)
    handles, labels = axes.get_legend_handles_labels()
    more, names = second.get_legend_handles_labels()
    figure.legend(handles + more, labels + names, loc="outside upper center", ncols=4, frameon=False, fontsize=8)
    return figure


def heat(sheet: DesignSheet, language: str) -> Figure:
    """Heat to the tank by source and what is not met, kWh a day."""
    figure, axes = new(7.6, 3.0)
    parts = (
        ("from engine", "chp", COLOURS["export"]),
        ("from sun", "solar", COLOURS["pv"]),
        ("from boiler", "boiler", COLOURS["biogas"]),
        ("from electricity", "electricity", COLOURS["import"]),
        ("not met", "unmet", "#D55E00"),
    )
    top = np.zeros(12)
    for name, key, colour in parts:
        v = _daily(sheet, sheet.result.heat_kw[key])
        if v.any():
            axes.bar(
                MONTHS,
                v,
                0.8,
                bottom=top,
                color=colour,
                label=word(name, language),
                hatch="//" if key == "unmet" else None,
            )
            top += v
    axes.set_ylabel(word("kwh day", language))
    axes.set_xticks(MONTHS)
    axes.set_xlabel(word("month", language))
    plain(axes)
    axes.legend(frameon=False, fontsize=8, ncols=5, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def store_curve(sheet: DesignSheet, language: str) -> Figure:
    """Share of the wanted gas that is served, and surplus, by size of store."""
    figure, axes = new(7.6, 2.7)
    days, served, surplus = (np.array(c) for c in zip(*sheet.gas_store.curve, strict=True))
    axes.plot(days, 100.0 * served, marker="o", markersize=4, color=COLOURS["biogas"], label=word("served", language))
    axes.plot(days, 100.0 * surplus, marker="s", markersize=4, color="#D55E00", label=word("surplus share", language))
    mean_day = float(sheet.months["gas_nm3"].sum()) / (sheet.year.hours / 24.0)
    if mean_day > 0.0:
        now = sheet.gas_store.size_nm3 / mean_day
        axes.axvline(now, color="#333333", linestyle="--", linewidth=1.0, label=word("store size", language))
    axes.set_xscale("log")
    axes.set_xticks(days, [f"{d:g}" for d in days])
    axes.minorticks_off()
    axes.set_ylim(0.0, 105.0)
    axes.set_xlabel(word("store days", language))
    axes.set_ylabel(word("share", language))
    plain(axes)
    axes.legend(frameon=False, fontsize=8, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def draw(sheet: DesignSheet, language: str) -> dict[str, str]:
    """All figures of the sheet: name -> SVG text."""
    tank, buried = sheet.plant.digester, float(sheet.plant.row["buried_share"])
    makers = {
        "drawing": lambda: drawing(tank, buried, language),
        "gas": lambda: gas(sheet, language),
        "store": lambda: store_curve(sheet, language),
    }
    if tank.heated:
        makers["heat"] = lambda: heat(sheet, language)
    return render(makers)
