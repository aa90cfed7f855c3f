"""Monthly summary of a weather year, how several years spread, and how a synthetic year came about in Chinese, for the console."""

from __future__ import annotations

from typing import Any

import numpy as np

from retrofit.report.words.typeset import typeset, wide
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


def summary_lines(summary: dict[str, Any], language: str = "en") -> list[str]:
    """The summary as a table in text."""
    zh = language == "zh"
    site = summary["site"]
    north, east = (f"{abs(site[k]):.2f}" for k in ("latitude", "longitude"))
    sides = (site["latitude"] >= 0, site["longitude"] >= 0)
    place = f"{north} {'NS'[not sides[0]]} {east} {'EW'[not sides[1]]}"
    if zh:
        place = f"{'北纬' if sides[0] else '南纬'}{north}°，{'东经' if sides[1] else '西经'}{east}°"
    made = ("  合成气象" if zh else "  SYNTHETIC") if summary["synthetic"] else ""
    whole_year = "全年" if zh else "year"
    lines = [
        summary["description"],
        f"{place}{'，' if zh else ', '}{site['altitude_m']:.0f} m{'，' if zh else ', '}UTC{site['utc_offset_h']:+g}{made}",
        f"{'':22}"
        + "".join(f"{m:>7}" for m in range(1, 13))
        + " " * (6 if zh else 0)
        + f"{whole_year:>{2 if zh else 8}}",
    ]
    for key, words, is_sum in ROWS:
        values = summary[key]
        whole = sum(values) if is_sum else sum(values) / 12.0
        lines.append(wide(words[zh], 22) + "".join(f"{v:7.1f}" for v in values) + f"{whole:8.1f}")
    return lines + [f"{'说明：' if zh else 'note: '}{n}" for n in summary["notes"]]


ROWS = (
    ("temp_air_c", ("air degC", "气温 °C"), False),
    ("relative_humidity_pct", ("humidity %", "相对湿度 %"), False),
    ("wind_speed_m_s", ("wind m/s", "风速 m/s"), False),
    ("ghi_kwh_m2", ("global kWh/m2", "总辐射 kWh/m²"), True),
    ("dni_kwh_m2", ("beam kWh/m2", "直射 kWh/m²"), True),
    ("dhi_kwh_m2", ("diffuse kWh/m2", "散射 kWh/m²"), True),
)
"""Rows of the monthly table: key of the summary, words, whether the year is the sum."""
MADE = {
    "synthetic year": "由{station}（{wmo}）月统计值生成的合成气象年",
    "possible year": "由{station}（{wmo}）月统计值抽取的可能气象年（各月均值按气候噪声变化）",
    "a site between": "由周边台站（{station}等）按距离和海拔加权的月统计值生成的合成气象年",
    "possible between": "由周边台站（{station}等）按距离和海拔加权的月统计值抽取的可能气象年（各月均值按气候噪声变化）",
    "most cooling": "取{count}个可能年中最热的一年",
    "most heating": "取{count}个可能年中最冷的一年",
    "future": "未来气候{name}",
}
REGIONS = {"east_asia": "东亚", "tibet_inner_asia": "青藏与亚洲内陆"}
SPREAD = {
    "en": ("exceeded in", "9 of 10", "half", "1 of 10", "least", "most"),
    "zh": ("超过该值的年份", "九成", "一半", "一成", "最小", "最大"),
}
MEASURES = {
    "ghi_kwh_m2": ("global kWh/m2", "水平总辐射 kWh/m²"),
    "temp_air_mean_c": ("mean air degC", "年均气温 °C"),
    "heating_degree_hours_18": ("heating K h under 18", "采暖度时数（18）K·h"),
    "cooling_degree_hours_26": ("cooling K h over 26", "降温度时数（26）K·h"),
}


def made_in_chinese(year: WeatherYear, station: str) -> str:
    """How a synthetic year was made: typical or possible, one station or several, extreme, future."""
    from weather.synthetic.ensemble import EXTREME_OF

    told = year.source.description
    kind = "possible" if told.startswith("possible year") else "synthetic"
    key = (
        {"synthetic": "a site between", "possible": "possible between"}[kind]
        if " a site between " in told
        else f"{kind} year"
    )
    parts = [MADE[key].format(station=station, wmo=year.site.wmo) + f"，随机种子{year.source.seed}"]
    parts += [MADE[k].format(count=EXTREME_OF) for k in ("most cooling", "most heating") if k in told]
    _, found, name = told.partition("; future ")
    for region, chinese in REGIONS.items():
        name = name.replace(region, chinese)
    return typeset("；".join(parts + ([MADE["future"].format(name=name)] if found else [])))


def spread_lines(spread: dict[str, dict[str, float]], language: str = "en") -> list[str]:
    """What half and nine of ten years exceed, as a table in text."""
    first, *heads = SPREAD[language]
    out = [wide(first, 26) + "".join(" " * (11 - len(wide(h, 0)) - sum(ord(c) > 0x2E7F for c in h)) + h for h in heads)]
    for name, row in spread.items():
        digits = 2 if abs(row["p50"]) < 100.0 else 0
        label = MEASURES[name][language == "zh"]
        out.append(wide(label, 26) + "".join(f"{row[k]:11.{digits}f}" for k in ("p90", "p50", "p10", "least", "most")))
    return out
