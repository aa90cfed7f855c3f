"""Figures of the solar design sheet: loss tree, carpet of output, months; each for a desktop or paper and for a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from retrofit.report.render import charts
from retrofit.report.render.charts import Part
from retrofit.report.render.colours import PAPER, SEQUENCES
from retrofit.report.render.svg import number
from retrofit.report.run import figures
from retrofit.report.words.words import vocabulary
from retrofit.solar.chain.year import tree_to_export

if TYPE_CHECKING:
    from retrofit.design.solar.model import SolarDesign
    from retrofit.energy.results import Balance

word = vocabulary("solar")

STEP_WORDS = {"rows": "row shading", "self_use": "self use", "export": "exported"}
"""Steps of the loss tree whose word stands for something else on the sheet."""
WIDE, NARROW = 1040.0, charts.NARROW
"""The sheet is printed on a landscape page."""


def step_word(step: str, language: str) -> str:
    """Name of a step of the loss tree."""
    return word(STEP_WORDS.get(step, step), language)


def carpet(ac_kw: np.ndarray, months: np.ndarray, language: str, width: float) -> str:
    """AC output by day of the year and hour."""
    top = float(max(ac_kw.max(), 1e-6))
    stops = (PAPER, *SEQUENCES["pv"])
    key = [(PAPER, "0"), (SEQUENCES["pv"][2], f"{number(0.6 * top)} kW"), (SEQUENCES["pv"][-1], f"{number(top)} kW")]
    return charts.hours_of_year(ac_kw, months, stops, (0.0, top), label=word("carpet", language), key=key, width=width)


def months(monthly_kwh: np.ndarray, p90_share: float | None, language: str, width: float) -> str:
    """Energy of each month, median; below, the value that nine years of ten reach."""
    mwh = monthly_kwh / 1000.0
    rows = [Part("P50", "pv", mwh)]
    if p90_share is not None:
        rows.append(Part("P90", "load", mwh * p90_share))
    columns = [str(m) for m in range(1, 13)]
    label = word("months", language)
    return charts.stacked(
        rows[:1], [], columns, "MWh", label=label, width=width, height=220.0, below=rows, digits=1 if mwh.max() >= 10.0 or width < 600.0 else 2
    )  # fmt: skip


def draw(design: SolarDesign, balance: Balance, p90_share: float | None, language: str) -> dict[str, tuple[str, str]]:
    """All figures as SVG texts, wide and narrow; ``balance`` of the buildings on this array."""
    if not design.solar.loss_tree:
        return {}
    month = np.asarray(design.year.index.month)
    monthly = np.bincount(month, design.solar.ac_kw, 13)[1:]
    tree = tree_to_export(design.solar, balance)
    label = word("waterfall", language)
    makers: dict[str, Callable[[float], str]] = {
        "waterfall": lambda w: figures.losses(tree, lambda n: step_word(n, language), label, w),
        "carpet": lambda w: carpet(design.solar.ac_kw, month, language, w),
        "months": lambda w: months(monthly, p90_share, language, w),
    }
    return {name: (make(WIDE), make(NARROW)) for name, make in makers.items()}
