"""The picture of a calibration: bills with the model before and after, and what the bills took from every parameter's spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrofit.measured.calibration_result import Calibration
from retrofit.report.calibration.rows import name_of, say
from retrofit.report.render.colours import COLOURS, GREYS
from retrofit.report.render.plot import plain, render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 3.0
"""Half width of the parameters' axis, prior standard deviations."""
MARKS = {"identified": GREYS[0], "weak": GREYS[1], "not identified": GREYS[2]}


def _bills(axes: Any, result: Calibration, carrier: str, language: str) -> None:
    at = [i for i, b in enumerate(result.bills) if b.carrier == carrier]
    place = np.arange(len(at))
    axes.bar(place, [result.bills[i].kwh for i in at], color=COLOURS[carrier], alpha=0.6, label=say("bill", language))
    axes.plot(place, result.before[at], color=GREYS[1], linestyle="--", marker="o", markersize=3, label=say("before", language))  # fmt: skip
    axes.plot(place, result.after[at], color=GREYS[0], marker="o", markersize=3.5, label=say("after", language))
    every = max(1, len(at) // 12)
    axes.set_xticks(place[::every], [result.bills[i].label.split("/")[0] for i in at][::every], fontsize=7, rotation=45, ha="right")  # fmt: skip
    axes.set_ylim(0.0, 1.25 * max([result.bills[i].kwh for i in at] + list(result.before[at]) + list(result.after[at]) + [1.0]))  # fmt: skip
    axes.set_ylabel("kWh")
    fit = next(f for f in result.fit_after if f.carrier == carrier)
    name = say(carrier, language)
    axes.set_title(f"{name}: NMBE {fit.nmbe:+.1f} %, CV(RMSE) {fit.cv_rmse:.1f} %", fontsize=9)
    axes.legend(fontsize=7, frameon=False, ncols=3, loc="upper center")
    plain(axes)


def _parameters(axes: Any, result: Calibration, language: str) -> None:
    for row, p in enumerate(reversed(result.parameters)):
        name, unit = name_of(p.key, language)
        colour = MARKS[p.verdict]
        axes.plot([-1.0, 1.0], [row, row], color=GREYS[3], linewidth=7, solid_capstyle="butt")
        x = float(np.clip(p.moved, -MOST, MOST))
        axes.plot([x - p.share, x + p.share], [row, row], color=colour, linewidth=2.5, solid_capstyle="butt")
        axes.plot([x], [row], marker="o", color=colour, markersize=5)
        axes.text(MOST + 0.15, row, f"{p.value:g} {unit if unit != '-' else ''}".strip(), va="center", fontsize=8)
        axes.text(-MOST - 0.15, row, name, va="center", ha="right", fontsize=8)
    axes.axvline(0.0, color=GREYS[1], linewidth=0.8, linestyle="--")
    axes.set_xlim(-MOST, MOST)
    axes.set_yticks([])
    axes.set_ylim(-0.7, len(result.parameters) - 0.3)
    axes.set_xlabel(say("axis", language), fontsize=8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.plot([], [], color=GREYS[3], linewidth=7, label=say("prior", language))
    for verdict, colour in MARKS.items():
        axes.plot([], [], marker="o", color=colour, linewidth=2.5, label=say(f"{verdict} short", language))
    axes.legend(fontsize=7, frameon=False, ncols=4, loc="upper center", bbox_to_anchor=(0.5, 1.16))


def calibration_figure(result: Calibration, language: str) -> str:
    """SVG text: a panel for each carrier's bills, then the parameters (grey: prior, one standard deviation; colour: after the bills)."""

    def make() -> Figure:
        from matplotlib.figure import Figure

        carriers = [f.carrier for f in result.fit_after]
        heights = [2.6] * len(carriers) + [0.9 + 0.3 * len(result.parameters)]
        figure = Figure(figsize=(7.6, sum(heights)), layout="constrained")
        axes = figure.subplots(len(heights), 1, gridspec_kw={"height_ratios": heights})
        for panel, carrier in zip(axes, carriers, strict=False):
            _bills(panel, result, carrier, language)
        _parameters(axes[-1], result, language)
        return figure

    return render({"calibration": make})["calibration"]
