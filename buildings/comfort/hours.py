"""Comfort of a simulated building, so that a cold building is not called efficient.

Models from pythermalcomfort (``comfort_models``): adaptive EN 16798-1 and ASHRAE 55, PMV of ISO 7730, adaptive PMV of GB/T 50785.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from buildings.archetypes.request import catalogue
from buildings.comfort.models import model
from buildings.model import Building, Zone
from buildings.results import Loads, ZoneLoads
from buildings.thermal.moisture import ZoneMoisture, zone_moisture
from foundation.tables import read_table
from weather.year import WeatherYear

HEATING_FLOOR_C = 16.0
OVERHEATING_C = 28.0
"""Degree-hours count from here: GB 50736-2012, 3.0.1 (heated rooms of the hot-summer cold-winter zone, 16 to 22 degC) and 3.0.2 (cooling of
level II, 26 to 28 degC); recalled, unconfirmed."""
NEUTRAL = (0.33, 18.8)
"""Neutral operative temperature by the running mean of the outdoor temperature: slope, K/K, and value at 0 degC (EN 16798-1, B.2.2)."""
CATEGORY_III_K = (5.0, 4.0)
"""Width of category III below and above the neutral temperature, K (EN 16798-1, table B.2)."""
MEAN_LIMITS_C = (10.0, 30.0)
"""EN 16798-1 holds for running means in this range; beyond it the band of its ends is used."""
MET, AIR_SPEED_M_S = 1.2, 0.1
"""Light sedentary work, still air (ISO 7730)."""
OCCUPIED = 0.05
"""Presence above which an hour counts."""


def running_mean(temp_air_c: np.ndarray) -> np.ndarray:
    """Exponentially weighted running mean of daily outdoor temperature, hourly (EN 16798-1: alpha = 0.8), periodic.

    References
    ----------
    EN 16798-1:2019, annex B, running mean outdoor temperature with alpha 0.8.
    """
    daily = temp_air_c.reshape(-1, 24).mean(axis=1)
    state = float(daily[-7:].mean())
    out = np.empty_like(daily)
    for k in range(len(daily)):
        state = 0.2 * daily[k - 1] + 0.8 * state
        out[k] = state
    return np.repeat(out, 24)


def _morning_temperature(temp_air_c: np.ndarray) -> np.ndarray:
    """Outdoor temperature at 6 o'clock of every day, hourly: what people dress for (ASHRAE 55, dynamic clothing)."""
    return np.repeat(temp_air_c.reshape(-1, 24)[:, 6], 24)


def presence(zone: Zone, hours: int) -> np.ndarray:
    """True where the zone is used, shape (hours,)."""
    total = np.zeros(hours)
    for g in zone.gains:
        if g.end_use == "people":
            total = total + np.asarray(g.schedule, dtype=float)
    return total > OCCUPIED


def adaptive_factors(archetype: str, climate_zone: str) -> tuple[float, float]:
    """Adaptive coefficients of GB/T 50785 for warmth and for cold.

    References
    ----------
    GB/T 50785-2012 (adaptive predicted mean vote).
    """
    kind = "school" if catalogue().get(archetype, {}).get("class") == "school" else "ordinary"
    rows = read_table("buildings", "adaptive_pmv.csv")
    row = next(r for r in rows if climate_zone[0] in r["zones"] and r["class"] == kind)
    return float(row["lambda_warm"]), float(row["lambda_cold"])


def adaptive_comfort(zone: Zone, result: ZoneLoads, year: WeatherYear) -> dict[str, float]:
    """Comfort of one zone in its occupied hours by its operative temperature alone.

    Keys: ``occupied_hours``; ``hours_too_cold``, ``hours_too_warm`` (operative temperature below, above category III of EN 16798-1:
    5 K below and 4 K above ``0.33 Trm + 18.8``); ``underheating_kh`` (K h below 16 degC) and ``overheating_kh`` (K h above 28 degC).

    References
    ----------
    EN 16798-1:2019, annex B.
    """
    used = presence(zone, year.hours)
    operative = result.temp_operative_c[used]
    neutral = NEUTRAL[0] * np.clip(running_mean(year.column("temp_air"))[used], *MEAN_LIMITS_C) + NEUTRAL[1]
    return {
        "occupied_hours": float(used.sum()),
        "hours_too_cold": float((operative < neutral - CATEGORY_III_K[0]).sum()),
        "hours_too_warm": float((operative > neutral + CATEGORY_III_K[1]).sum()),
        "underheating_kh": float(np.maximum(HEATING_FLOOR_C - operative, 0.0).sum()),
        "overheating_kh": float(np.maximum(operative - OVERHEATING_C, 0.0).sum()),
    }


def zone_comfort(
    zone: Zone, result: ZoneLoads, humidity: ZoneMoisture, year: WeatherYear, factors: tuple[float, float]
) -> dict[str, float]:
    """Comfort of one zone in its occupied hours, by all models.

    Keys: those of ``adaptive_comfort``; ``hours_outside_ashrae`` (80 % acceptability of ASHRAE 55, in hours in which it applies);
    ``hours_outside_pmv`` (PMV of ISO 7730 outside -0.5 to 0.5); ``hours_gb_i``, ``hours_gb_ii``, ``hours_gb_iii`` (categories of GB/T 50785
    for buildings without plant, by the adaptive PMV: within 0.5, within 1, beyond).

    References
    ----------
    EN 16798-1:2019, annex B; ASHRAE 55-2020; ISO 7730:2005; GB/T 50785-2012.
    """
    used = presence(zone, year.hours)
    if not used.any():
        return dict.fromkeys(KEYS, 0.0)
    mean = running_mean(year.column("temp_air"))[used]
    air, operative = result.temp_air_c[used], result.temp_operative_c[used]
    radiant = 2.0 * operative - air
    still = np.full(len(air), AIR_SPEED_M_S)
    ashrae = model("adaptive_ashrae")(
        air, radiant, np.clip(mean, 10.0, 33.5), still, limit_inputs=False, round_output=False
    )
    applies = (mean >= 10.0) & (mean <= 33.5)
    clothes = model("clo_tout")(_morning_temperature(year.column("temp_air"))[used]).clo_tout
    rh = np.clip(humidity.relative_humidity[used], 0.0, 100.0)
    pmv = np.asarray(
        model("pmv_ppd_iso")(air, radiant, AIR_SPEED_M_S, rh, MET, clothes, limit_inputs=False, round_output=False).pmv
    )
    adapted = pmv / (1.0 + np.where(pmv >= 0.0, *factors) * pmv)
    rows = adaptive_comfort(zone, result, year) | {
        "hours_outside_ashrae": float(
            (applies & ((operative < ashrae.tmp_cmf_80_low) | (operative > ashrae.tmp_cmf_80_up))).sum()
        ),
        "hours_outside_pmv": float((np.abs(pmv) > 0.5).sum()),
        "hours_gb_i": float((np.abs(adapted) <= 0.5).sum()),
        "hours_gb_ii": float(((np.abs(adapted) > 0.5) & (np.abs(adapted) <= 1.0)).sum()),
        "hours_gb_iii": float((~(np.abs(adapted) <= 1.0)).sum()),
    }
    return {key: rows[key] for key in KEYS}


KEYS = (
    "occupied_hours", "hours_too_cold", "hours_too_warm", "hours_outside_ashrae", "hours_outside_pmv", "hours_gb_i", "hours_gb_ii",
    "hours_gb_iii", "underheating_kh", "overheating_kh",
)  # fmt: skip
ADAPTIVE_KEYS = ("occupied_hours", "hours_too_cold", "hours_too_warm", "underheating_kh", "overheating_kh")
"""Those that need neither humidity nor clothes."""


def by_zone(
    building: Building,
    loads: Loads,
    year: WeatherYear,
    humidity: Sequence[ZoneMoisture] = (),
    climate_zone: str = "3A",
) -> dict[str, dict[str, float]]:
    """``zone_comfort`` of every zone by name.

    ``humidity``: of every zone (``systems.plant_year(...).moisture``); default: with the ideal coil.
    """
    air = humidity or [zone_moisture(z, r, year) for z, r in zip(building.zones, loads.zones, strict=True)]
    factors = adaptive_factors(building.archetype, climate_zone)
    rows = zip(building.zones, loads.zones, air, strict=True)
    return {z.name: zone_comfort(z, r, m, year, factors) for z, r, m in rows}


def adaptive_summary(building: Building, loads: Loads, year: WeatherYear) -> dict[str, float]:
    """``adaptive_comfort`` weighted by floor area over the zones, with ``comfort_share``: what a verdict needs, in a tenth of the time."""
    rows = {z.name: adaptive_comfort(z, r, year) for z, r in zip(building.zones, loads.zones, strict=True)}
    return _weighted(building, rows, ADAPTIVE_KEYS)


def _weighted(building: Building, zones: dict[str, dict[str, float]], keys: Sequence[str]) -> dict[str, float]:
    total = sum(z.floor_area_m2 for z in building.zones)
    share = {z.name: z.floor_area_m2 / total for z in building.zones}
    out = {key: sum(share[name] * row[key] for name, row in zones.items()) for key in keys}
    hours = out["occupied_hours"]
    out["comfort_share"] = 1.0 - (out["hours_too_cold"] + out["hours_too_warm"]) / hours if hours else 1.0
    return out


def summary(
    building: Building,
    loads: Loads,
    year: WeatherYear,
    humidity: Sequence[ZoneMoisture] = (),
    climate_zone: str = "3A",
) -> dict[str, float]:
    """Comfort in occupied hours, weighted by floor area over the zones, and by zone.

    Keys: those of ``zone_comfort``; ``comfort_share`` (1 less the share of hours too cold or too warm); ``temp_operative_min_c``,
    ``temp_operative_max_c`` in occupied hours; and, where there are several zones, ``{zone}.{key}``.

    References
    ----------
    EN 16798-1:2019, annex B.
    """
    zones = by_zone(building, loads, year, humidity, climate_zone)
    out = _weighted(building, zones, KEYS)
    used = [(presence(z, year.hours), r.temp_operative_c) for z, r in zip(building.zones, loads.zones, strict=True)]
    seen = np.concatenate([t[u] for u, t in used])
    out["temp_operative_min_c"] = float(seen.min()) if len(seen) else np.nan
    out["temp_operative_max_c"] = float(seen.max()) if len(seen) else np.nan
    if len(zones) > 1:
        out |= {f"{name}.{key}": value for name, row in zones.items() for key, value in row.items()}
    return out
