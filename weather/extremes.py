"""The coldest and the hottest air to expect at a site: from an EPW's design line, or a typical year with a margin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from foundation.messages import message
from weather.year import WeatherYear

RETURN_YEARS = (5, 10, 20, 50)


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

    After the word ``Extremes`` stand three wind speeds, the largest wet-bulb temperature, mean and standard deviation of the
    annual minimum and maximum, and the pair for return periods of 5, 10, 20 and 50 years.

    References
    ----------
    EPW data dictionary (EnergyPlus Auxiliary Programs, DESIGN CONDITIONS); ASHRAE Handbook of Fundamentals 2017, chapter 14, extreme annual design conditions.
    """
    with open(path, encoding="utf-8", errors="replace") as stream:
        for _, line in zip(range(8), stream, strict=False):
            cells = [c.strip() for c in line.split(",")]
            if cells[0].upper() == "DESIGN CONDITIONS" and "Extremes" in cells:
                return _of(cells[2], cells[cells.index("Extremes") + 1 :])
    return None


def _of(source: str, cells: list[str]) -> DesignLine | None:
    try:
        values = [float(c) for c in cells[4:16]]
    except ValueError:
        return None
    if len(values) < 12 or any(not -90.0 < v < 70.0 for v in values):
        return None
    pairs = [values[4 + 2 * k : 6 + 2 * k] for k in range(4)]
    return DesignLine(
        values[0],
        values[1],
        {n: p[0] for n, p in zip(RETURN_YEARS, pairs, strict=True)},
        {n: p[1] for n, p in zip(RETURN_YEARS, pairs, strict=True)},
        source,
    )


def extremes(year: WeatherYear, margin_cold_k: float, margin_hot_k: float, margin_source: str) -> Extremes:
    """What to expect at the site of a year.

    An EPW with a design line: the 50-year extremes, or the file's own where they lie further out. Anything else: the year's
    extremes with margins, because a typical year leaves extreme hours out.
    """
    low, high = float(year.column("temp_air").min()), float(year.column("temp_air").max())
    line = design_line(year.source.path) if year.source.kind == "epw" and year.source.path else None
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
            "extremes of the weather year {low:.1f} and {high:.1f} degC, with margins of {cold:g} and {hot:g} K",
            low=low,
            high=high,
            cold=margin_cold_k,
            hot=margin_hot_k,
        ),
    )
