"""Monthly summary of a weather year for the console."""

from __future__ import annotations

from typing import Any

import numpy as np

from weather.year import WeatherYear


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


def summary_lines(summary: dict[str, Any]) -> list[str]:
    """The summary as a table in text."""
    site = summary["site"]
    lines = [
        summary["description"],
        f"{site['latitude']:.2f} N {site['longitude']:.2f} E, {site['altitude_m']:.0f} m, UTC{site['utc_offset_h']:+g}"
        + ("  SYNTHETIC" if summary["synthetic"] else ""),
        f"{'':22}" + "".join(f"{m:>7}" for m in range(1, 13)) + f"{'year':>8}",
    ]
    rows = (
        ("temp_air_c", "air degC", False),
        ("relative_humidity_pct", "humidity %", False),
        ("wind_speed_m_s", "wind m/s", False),
        ("ghi_kwh_m2", "global kWh/m2", True),
        ("dni_kwh_m2", "beam kWh/m2", True),
        ("dhi_kwh_m2", "diffuse kWh/m2", True),
    )
    for key, label, is_sum in rows:
        values = summary[key]
        whole = sum(values) if is_sum else sum(values) / 12.0
        lines.append(f"{label:22}" + "".join(f"{v:7.1f}" for v in values) + f"{whole:8.1f}")
    return lines + [f"note: {n}" for n in summary["notes"]]
