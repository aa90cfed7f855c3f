"""Monthly summary of a weather year and how several years spread, for the console."""

from __future__ import annotations

from typing import Any

import numpy as np

from retrofit.report.words.language import colon, comma
from retrofit.report.words.typeset import coordinates
from retrofit.report.words.width import right, wide
from retrofit.report.words.words import vocabulary
from weather.year import WeatherYear

word = vocabulary("weather")


def monthly_summary(year: WeatherYear) -> dict[str, Any]:
    """Monthly means and sums, and where they come from."""
    month = np.asarray(year.index.month)
    days = np.bincount(month, minlength=13)[1:] / 24.0

    def mean(name: str) -> list[float]:
        return [round(float(v), 2) for v in np.bincount(month, year.column(name), 13)[1:] / (days * 24.0)]

    def total(name: str) -> list[float]:
        return [round(float(v) / 1000.0, 1) for v in np.bincount(month, year.column(name), 13)[1:]]

    s = year.site
    return {
        "description": year.source.description,
        "synthetic": year.synthetic,
        "site": {
            "name": s.name,
            "province": s.province,
            "wmo": s.wmo,
            "latitude": s.latitude,
            "longitude": s.longitude,
            "altitude_m": s.altitude_m,
            "utc_offset_h": s.utc_offset_h,
        },
        "temp_air_c": mean("temp_air"),
        "relative_humidity_pct": mean("relative_humidity"),
        "wind_speed_m_s": mean("wind_speed"),
        "ghi_kwh_m2": total("ghi"),
        "dni_kwh_m2": total("dni"),
        "dhi_kwh_m2": total("dhi"),
        "notes": list(year.source.notes),
    }


def summary_lines(summary: dict[str, Any], language: str = "en") -> list[str]:
    """The summary as a table in text."""
    site = summary["site"]
    made = "  " + word("synthetic short", language) if summary["synthetic"] else ""
    between = comma(language)
    place = coordinates(site["latitude"], site["longitude"], language, " ")
    lines = [
        summary["description"],
        f"{place}{between}{site['altitude_m']:.0f} m{between}UTC{site['utc_offset_h']:+g}{made}",
        wide("", 22) + "".join(f"{m:>7}" for m in range(1, 13)) + right(word("year", language), 8),
    ]
    for key, is_sum in ROWS:
        values = summary[key]
        whole = sum(values) if is_sum else sum(values) / 12.0
        lines.append(wide(word(f"row {key}", language), 22) + "".join(f"{v:7.1f}" for v in values) + f"{whole:8.1f}")
    return lines + [f"{word('note', language)}{colon(language)}{n}" for n in summary["notes"]]


ROWS = (
    ("temp_air_c", False),
    ("relative_humidity_pct", False),
    ("wind_speed_m_s", False),
    ("ghi_kwh_m2", True),
    ("dni_kwh_m2", True),
    ("dhi_kwh_m2", True),
)
"""Rows of the monthly table: key of the summary, whether the year is the sum."""


def spread_lines(spread: dict[str, dict[str, float]], language: str = "en") -> list[str]:
    """What half and nine of ten years exceed, as a table in text."""
    columns = ("p90", "p50", "p10", "least", "most")
    heads = (right(word(f"spread {k}", language), 11) for k in columns)
    out = [wide(word("spread exceeded", language), 26) + "".join(heads)]
    for name, row in spread.items():
        digits = 2 if abs(row["p50"]) < 100.0 else 0
        label = word(f"spread {name}", language)
        out.append(wide(label, 26) + "".join(f"{row[k]:11.{digits}f}" for k in columns))
    return out
