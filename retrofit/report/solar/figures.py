"""Figures of the solar design sheet: loss tree, carpet of output, months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrofit.report.render import svg
from retrofit.report.run import figures
from retrofit.report.words.words import vocabulary
from retrofit.solar.chain.year import tree_to_export

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from retrofit.design.solar.model import SolarDesign
    from retrofit.energy.results import Balance

word = vocabulary("solar")

STEP_WORDS = {"rows": "row shading", "self_use": "self use", "export": "exported"}
"""Steps of the loss tree whose word stands for something else on the sheet."""


def step_word(step: str, language: str) -> str:
    """Name of a step of the loss tree."""
    return word(STEP_WORDS.get(step, step), language)


def carpet(ac_kw: np.ndarray, months: np.ndarray, language: str) -> Figure:
    """AC output by day of the year and hour."""
    figure, axes = svg.new(9.4, 2.9)
    grid = ac_kw.reshape(-1, 24).T
    image = axes.imshow(
        np.where(grid > 0.0, grid, np.nan), aspect="auto", origin="lower", cmap="YlOrRd", vmin=0.0, vmax=max(float(grid.max()), 1e-6),
        extent=(0, grid.shape[1], 0, 24), interpolation="nearest",
    )  # fmt: skip
    axes.set_facecolor("#f2f2f2")
    axes.set_yticks([0, 6, 12, 18, 24])
    starts = np.flatnonzero(np.diff(months[::24], prepend=0))
    axes.set_xticks(starts, [str(m) for m in range(1, len(starts) + 1)])
    axes.set_xlabel(word("month", language))
    axes.set_ylabel(word("hour", language))
    figure.colorbar(image, ax=axes, label="kW", pad=0.01)
    return figure


def months(monthly_kwh: np.ndarray, p90_share: float | None, language: str) -> Figure:
    """Energy of each month, median and the value that nine years of ten reach."""
    figure, axes = svg.new(9.4, 2.9)
    x = np.arange(1, 13)
    axes.bar(x, monthly_kwh / 1000.0, 0.74, color=svg.COLOURS["pv"], label="P50")
    for m, v in zip(x, monthly_kwh / 1000.0, strict=True):
        axes.annotate(f"{v:.2f}" if v < 10 else f"{v:.1f}", (m, v), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=7.5)  # fmt: skip
    if p90_share is not None:
        axes.bar(x, monthly_kwh / 1000.0 * p90_share, 0.42, color="#0072B2", label="P90")
    axes.set_xticks(x)
    axes.set_xlabel(word("month", language))
    axes.set_ylabel("MWh")
    axes.margins(y=0.12)
    svg.plain(axes)
    if p90_share is not None:
        axes.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=8)
    return figure


def draw(design: SolarDesign, balance: Balance, p90_share: float | None, language: str) -> dict[str, str]:
    """All figures as SVG text; ``balance`` of the buildings on this array."""
    year = design.context.year
    month = np.asarray(year.index.month)
    monthly = np.bincount(month, design.solar.ac_kw, 13)[1:]
    tree = tree_to_export(design.solar, balance) if design.solar.loss_tree else {}
    makers: dict[str, Any] = {
        "waterfall": lambda: figures.waterfall(tree, lambda n: step_word(n, language), 9.4),
        "carpet": lambda: carpet(design.solar.ac_kw, month, language),
        "months": lambda: months(monthly, p90_share, language),
    }
    return svg.render(makers) if design.solar.loss_tree else {}
