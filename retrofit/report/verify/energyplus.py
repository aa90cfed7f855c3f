"""Both engines on a project's buildings, for people: lines, a figure, tables, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrofit.report.render.colours import COLOURS as HUES
from retrofit.report.render.colours import GREYS, INK, PAPER
from retrofit.report.render.plot import plain, render
from retrofit.report.render.tables import safe_name, write_table
from retrofit.report.run.rows import number
from retrofit.report.words.typeset import svg_of
from retrofit.report.words.words import vocabulary
from retrofit.verify.beside_energyplus import LOADS, BuildingCheck

if TYPE_CHECKING:
    from matplotlib.figure import Figure

word = vocabulary("energyplus")
COLOURS = {"heating": HUES["space_heating"], "cooling": HUES["space_cooling"], "air": GREYS[2]}
"""Ours is filled, EnergyPlus is an outline or a dashed line."""


def verify_lines(rows: Iterable[BuildingCheck], package: str, language: str) -> list[str]:
    """For every building: both engines' year, months, hours, peak and room air."""
    lines = [f"{word('title', language)} ({package})"]
    for r in rows:
        lines.append(f"{r.building}:")
        for name in LOADS:
            d = r.differences(name)
            if max(d["kwh"], d["energyplus_kwh"]) < 1.0:
                lines.append(f"  {word(name, language)}: {word('none', language)}")
                continue
            change = f"{100.0 * (d['kwh'] / d['energyplus_kwh'] - 1.0):+.1f} %" if d["energyplus_kwh"] > 0.0 else "-"
            lines.append(
                f"  {word(name, language)}: {word('year', language)} {number(d['kwh'])} / {number(d['energyplus_kwh'])} kWh, {change}; "
                f"{word('months', language)} {100.0 * d['monthly_cv']:.1f} %; {word('hours', language)} {100.0 * d['hourly_cv']:.1f} %; "
                f"{word('peak', language)} {d['peak_kw']:.1f} / {d['energyplus_peak_kw']:.1f} kW, {100.0 * (d['peak_ratio'] - 1.0):+.1f} %"
            )
        lines.append(f"  {word('air', language)} {r.temperature_rmse_k:.2f} K")
    return lines


def figure(check: BuildingCheck, outdoor_c: np.ndarray, language: str) -> Figure:
    """Months of both engines as bars; hours of the coldest and the warmest week, load above room air.

    ``outdoor_c`` are hourly outdoor temperatures, shape (hours,); they choose the weeks.
    """
    from matplotlib.figure import Figure

    fig = Figure(figsize=(7.6, 7.0), layout="constrained")
    grid = fig.add_gridspec(3, 2, height_ratios=(1.3, 1.3, 1.0))
    bars = fig.add_subplot(grid[0, :])
    months = check.monthly()
    x = np.arange(1, 13)
    present = [name for name in LOADS if max(check.annual_kwh(f"{name}{e}_kw") for e in ("", "_energyplus")) >= 1.0]
    for k, name in enumerate(present or LOADS):
        left = x + 0.4 * k - (0.3 if len(present) == 2 else 0.1)
        label = word(name, language)
        bars.bar(left, months[f"{name}_kwh"], 0.18, color=COLOURS[name], label=f"{label}, {word('ours', language)}")
        bars.bar(left + 0.19, months[f"{name}_energyplus_kwh"], 0.18, color=PAPER, edgecolor=COLOURS[name], linewidth=0.8, label=f"{label}, EnergyPlus")  # fmt: skip
    bars.set_xticks(x)
    bars.set_xlabel(word("month", language))
    bars.set_ylabel(word("kwh", language))
    bars.set_title(f"{check.building}: {word('title', language)}", fontsize=10)
    bars.legend(ncols=4, frameon=False, fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.22))
    plain(bars)
    rolling = np.convolve(
        outdoor_c[: len(outdoor_c) // 24 * 24].reshape(-1, 24).mean(axis=1), np.ones(7) / 7.0, mode="valid"
    )
    for k, (start, season) in enumerate(((int(rolling.argmin()), "winter"), (int(rolling.argmax()), "summer"))):
        load, air = fig.add_subplot(grid[1, k]), fig.add_subplot(grid[2, k])
        _week(check, (load, air), start, language)
        first = pd.DatetimeIndex(check.hourly.index)[24 * start]
        load.set_title(f"{word(season, language)} {first.month}/{first.day}", fontsize=9)
        if k == 0:
            load.set_ylabel(word("load", language))
            air.set_ylabel(word("temperature", language))
    return fig


def _week(check: BuildingCheck, axes: tuple[Any, Any], start: int, language: str) -> None:
    """Seven days of loads and room air: our model drawn full, EnergyPlus dashed above it."""
    load, air = axes
    s = slice(24 * start, 24 * (start + 7))
    days = np.arange(168) / 24.0
    h = check.hourly
    drawn = False
    for name in LOADS:
        mine, theirs = (h[f"{name}{e}_kw"].to_numpy()[s] for e in ("", "_energyplus"))
        if max(mine.max(), theirs.max()) > 0.0:
            drawn = True
            load.plot(days, mine, color=COLOURS[name], linewidth=2.2, alpha=0.45)
            load.plot(days, theirs, color=INK, linewidth=0.8, linestyle=(0, (4, 2)))
    air.plot(
        days, h["air_c"].to_numpy()[s], color=COLOURS["air"], linewidth=2.2, alpha=0.5, label=word("ours", language)
    )
    air.plot(
        days,
        h["air_energyplus_c"].to_numpy()[s],
        color=INK,
        linewidth=0.8,
        linestyle=(0, (4, 2)),
        label="EnergyPlus",
    )
    air.set_xlabel(word("days", language))
    air.legend(frameon=False, fontsize=7.5, ncols=2, loc="best")
    for a in axes:
        a.set_xlim(0, 7)
        plain(a)
    load.set_ylim(bottom=0)
    if not drawn:
        load.set_yticks([])
        load.text(
            0.5, 0.5, word("no load", language), transform=load.transAxes, ha="center", va="center", color=GREYS[1]
        )


def write_verify(rows: Iterable[BuildingCheck], outdoor_c: np.ndarray, folder: Path, language: str) -> list[Path]:
    """Figure, months and hours of every building in a folder."""
    files = []
    for k, r in enumerate(rows):
        stem = f"energyplus_{k + 1}_{safe_name(r.building)}"
        svg = svg_of(render({"figure": partial(figure, r, outdoor_c, language)})["figure"], language)
        path = folder / f"{stem}.svg"
        path.write_text(svg, encoding="utf-8")
        files += [
            path,
            write_table(r.monthly(), folder / f"{stem}_monthly.csv"),
            write_table(r.hourly, folder / f"{stem}_hourly.csv"),
        ]
    return files
