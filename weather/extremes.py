"""The coldest and the hottest air to expect at a site: from an EPW's design line, or a typical year with a margin."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from foundation.errors import InputError
from foundation.messages import message
from foundation.text_file import read_text
from weather.readers.epw_header import read_header
from weather.year import WeatherYear

RETURN_YEARS = (5, 10, 20, 50)
WINDS = 3
"""Wind speeds that stand before the temperatures."""


@dataclass(frozen=True, slots=True)
class Extremes:
    """Extreme dry-bulb temperatures, degC, with where they come from."""

    coldest_c: float
    hottest_c: float
    source: str
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DesignLine:
    """Extremes of an EPW's ``DESIGN CONDITIONS`` line (ASHRAE Handbook of Fundamentals, climatic design information)."""

    mean_annual_min_c: float
    mean_annual_max_c: float
    min_c: dict[int, float]
    max_c: dict[int, float]
    """By return period in years."""
    source: str


def design_line(path: str | Path) -> DesignLine | None:
    """The annual extremes of an EPW, None where the file has none.

    After the word ``Extremes`` stand three wind speeds, until the handbook of 2017 the largest wet-bulb temperature (that of 2021 has
    none), mean and standard deviation of the annual minimum and maximum, and the pair for return periods of 5, 10, 20 and 50 years.

    References
    ----------
    EPW data dictionary (EnergyPlus Auxiliary Programs, DESIGN CONDITIONS); ASHRAE Handbook of Fundamentals 2017 and 2021, chapter 14, extreme annual design conditions.
    """
    cells = _design_cells(path)
    return _of(cells[2], cells[cells.index("Extremes") + 1 :]) if "Extremes" in cells else None


def _design_cells(path: str | Path) -> list[str]:
    """Cells of the line DESIGN CONDITIONS, empty where there is none that holds anything."""
    try:
        lines = read_text(path).splitlines()
    except InputError:
        return []
    cells = [c.strip() for c in read_header(lines, str(path)).lines.get("DESIGN CONDITIONS", "").split(",")]
    return cells if len(cells) > 2 else []


def _number(cell: str) -> float:
    """The number of a cell, NaN where it has none."""
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _of(source: str, cells: list[str]) -> DesignLine | None:
    numbers = [_number(c) for c in cells]
    for skip in (WINDS + 1, WINDS):  # with the largest wet-bulb temperature, and without
        values = numbers[skip : skip + 12]
        if len(values) == 12 and _plausible(values):
            pairs = [values[4 + 2 * k : 6 + 2 * k] for k in range(4)]
            least, most = ({n: p[i] for n, p in zip(RETURN_YEARS, pairs, strict=True)} for i in (0, 1))
            return DesignLine(values[0], values[1], least, most, source)
    return None


def _plausible(values: list[float]) -> bool:
    """Whether twelve numbers can be mean, spread and return values of the annual extremes: further out with every return period."""
    if not all(-90.0 < v < 70.0 for v in values):
        return False
    low, high, spread_low, spread_high = values[:4]
    least, most = values[4::2], values[5::2]
    outward = all(a >= b for a, b in pairwise(least)) and all(a <= b for a, b in pairwise(most))
    return low < high and min(spread_low, spread_high) >= 0.0 and outward and least[0] <= low and most[0] >= high


def extremes(year: WeatherYear, margin_cold_k: float, margin_hot_k: float, margin_source: str) -> Extremes:
    """What to expect at the site of a year.

    An EPW with a design line: the 50-year extremes, or the file's own where they lie further out. Anything else: the year's
    extremes with margins, because a typical year leaves extreme hours out.
    """
    low, high = float(year.column("temp_air").min()), float(year.column("temp_air").max())
    file = year.source.path if year.source.kind == "epw" else ""
    line = design_line(file) if file else None
    unread = bool(file) and line is None and bool(_design_cells(file))
    if line is not None:
        return Extremes(
            min(low, line.min_c[50]),
            max(high, line.max_c[50]),
            message("50-year extremes, {source} (design line of the EPW)", source=line.source),
            "confirmed",
            message(
                "mean annual {least:g} and {most:g} degC, the file's own {low:.1f} and {high:.1f}",
                least=line.mean_annual_min_c,
                most=line.mean_annual_max_c,
                low=low,
                high=high,
            ),
        )
    return Extremes(
        low - margin_cold_k,
        high + margin_hot_k,
        margin_source,
        "unconfirmed",
        message(
            "the design line of the EPW is not understood; extremes of the weather year {low:.1f} and {high:.1f} degC, with margins of {cold:g} and {hot:g} K"
            if unread
            else "extremes of the weather year {low:.1f} and {high:.1f} degC, with margins of {cold:g} and {hot:g} K",
            low=low,
            high=high,
            cold=margin_cold_k,
            hot=margin_hot_k,
        ),
    )
