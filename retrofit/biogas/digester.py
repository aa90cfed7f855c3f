"""Digester temperature and digestion, hour by hour (rate laws in ``kinetics.py``). Gas in Nm3 (dry, 0 degC, 101.325 kPa)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from retrofit.biogas import kinetics
from retrofit.biogas.feed import Feed
from weather.compiled import compiled
from weather.errors import InputError, Problem
from weather.ground import soil_temperature
from weather.tables import read_table
from weather.year import WeatherYear

METHANE_KWH_NM3 = 35.8 / 3.6
"""Lower heating value of methane, kWh/Nm3 (35.8 MJ/Nm3)."""
METHANE_KG_NM3 = 0.717
SLURRY_KWH_M3_K = 4.18 / 3.6
SOIL_EXCESS_K = 1.5
"""An unheated buried digester sits 1 to 2 K above the soil (GTZ; Practical Action)."""
U_GROUND_W_M2K = 1.2
"""Tank wall against wet soil (Metcalf and Eddy: 1.1 to 1.4)."""
U_COVER_W_M2K = 1.4
"""Insulated fixed cover (Metcalf and Eddy: 1.2 to 1.6)."""
FILL = 0.85


@cache
def types() -> dict[str, dict[str, str]]:
    """Rows of ``biogas_types.csv`` by key."""
    return {r["key"]: r for r in read_table("retrofit", "biogas_types.csv")}


@dataclass(frozen=True, slots=True)
class Digester:
    """A tank. ``temperature_c`` is the set point of a heated one; ``depth_m`` of its middle below ground."""

    volume_m3: float
    kind: str = "small_plant"
    heated: bool = False
    temperature_c: float = 35.0
    depth_m: float = 2.0

    @property
    def liquid_m3(self) -> float:
        return FILL * self.volume_m3

    @property
    def shell_m2(self) -> float:
        """Wall and floor of a cylinder as deep as wide, m2."""
        diameter = (4.0 * self.volume_m3 / np.pi) ** (1.0 / 3.0)
        return float(np.pi * diameter**2 * 1.25)

    @property
    def cover_m2(self) -> float:
        return float(np.pi / 4.0 * (4.0 * self.volume_m3 / np.pi) ** (2.0 / 3.0))


@dataclass(frozen=True, eq=False, slots=True)
class DigesterYear:
    """Hourly methane (Nm3/h), biogas (Nm3/h), temperature (degC) and heat demand (kW); design figures."""

    methane_nm3: np.ndarray
    biogas_nm3: np.ndarray
    temp_c: np.ndarray
    heat_kw: np.ndarray
    slurry_m3_day: float
    retention_days: float
    loading_kg_vs_m3_day: float
    potential_in_nm3: float
    """Methane potential fed over the year; closes with methane + potential_out + change of content."""
    potential_out_nm3: float
    content_change_nm3: float
    ceiling_hours: int


def slurry_m3_day(digester: Digester, feed: Feed) -> float:
    """Feed thinned to the type's total solids, m3/day (density taken as 1,000 kg/m3)."""
    ts = float(types()[digester.kind]["ts_feed"])
    return (float(feed.fresh_kg_day.sum()) + feed.water_kg_day(ts)) / 1000.0


def check(digester: Digester, feed: Feed, coldest_c: float, place: str = "digester") -> tuple[Problem, ...]:
    """Limits of loading, retention and temperature that the design passes; errors have severity ``error``."""
    row = types()[digester.kind]
    hrt = digester.liquid_m3 / slurry_m3_day(digester, feed)
    loading = feed.vs_total / digester.liquid_m3
    found = []
    need = float(row["hrt_min_d"])
    if not digester.heated:
        need = max(need, float(np.interp(coldest_c, [10.0, 15.0, 20.0, 25.0], [90.0, 60.0, 40.0, 40.0])))
    if hrt < need:
        volume = need * slurry_m3_day(digester, feed) / FILL
        found.append(
            Problem(
                "digester-retention",
                place,
                f"retention {hrt:.0f} d is short for {coldest_c:.0f} degC in the coldest month",
                round(hrt),
                f">= {need:.0f} d",
                f"at least {volume:.0f} m3, or less feed",
                severity="warning",
            )
        )
    limit = float(row["olr_max_kg_m3_d"])
    if loading > 2.0 * limit:
        found.append(
            Problem(
                "digester-loading",
                place,
                "organic loading is far above what this type can digest",
                round(loading, 2),
                f"<= {limit} kg VS/m3/d",
                f"at least {feed.vs_total / limit / FILL:.0f} m3",
            )
        )
    elif loading > limit:
        found.append(
            Problem(
                "digester-loading",
                place,
                "organic loading is high for this type",
                round(loading, 2),
                f"<= {limit} kg VS/m3/d",
                f"at least {feed.vs_total / limit / FILL:.0f} m3",
                severity="warning",
            )
        )
    if not digester.heated and coldest_c < 10.0:
        found.append(
            Problem(
                "digester-cold",
                place,
                "below 10 degC an unheated digester gives no useful gas in the coldest month",
                round(coldest_c, 1),
                ">= 10 degC",
                "heat it, cover it with a greenhouse, or bury it deeper",
                severity="warning",
            )
        )
    return tuple(found)


def temperature(year: WeatherYear, digester: Digester, slurry_day: float) -> tuple[np.ndarray, np.ndarray]:
    """Tank temperature, degC, and heat demand, kW, by hour.

    Unheated: ``C dT/dt = UA (T_soil - T) + rho c Q (T_feed - T)``, plus 1.5 K; heated: what holds the set point against
    feed, soil and cover. Feed comes at the day's mean air temperature, at least 4 degC.
    """
    soil = soil_temperature(year, digester.depth_m)
    air = year.column("temp_air")
    feed_c = np.repeat(np.maximum(air.reshape(-1, 24).mean(axis=1), 4.0), 24)
    flow = SLURRY_KWH_M3_K * slurry_day / 24.0  # kW/K
    wall = U_GROUND_W_M2K * digester.shell_m2 / 1000.0
    cover = U_COVER_W_M2K * digester.cover_m2 / 1000.0
    if digester.heated:
        t = digester.temperature_c
        heat = flow * (t - feed_c) + wall * (t - soil) + cover * (t - air)
        return np.full(year.hours, t), np.maximum(heat, 0.0)
    capacity = SLURRY_KWH_M3_K * digester.liquid_m3  # kWh/K
    decay = float(np.exp(-(wall + flow) / capacity))
    target = (wall * soil + flow * feed_c) / (wall + flow)
    return _lag(target, decay) + SOIL_EXCESS_K, np.zeros(year.hours)


@compiled()
def _lag(target: np.ndarray, decay: float) -> np.ndarray:
    """First-order lag, exact for hourly constant targets, in its periodic state (two passes)."""
    out = np.empty_like(target)
    state = target.mean()
    for _ in range(2):
        for t in range(target.shape[0]):
            state = target[t] + (state - target[t]) * decay
            out[t] = state
    return out


def simulate(year: WeatherYear, digester: Digester, feed: Feed) -> DigesterYear:
    """A year of the tank in its periodic state (three passes, the last is kept).

    Raises
    ------
    InputError
        ``digester-volume`` or ``digester-loading``.
    """
    if not (np.isfinite(digester.volume_m3) and digester.volume_m3 > 0.0):
        raise InputError(
            Problem(
                "digester-volume",
                "digester.volume_m3",
                "must be positive",
                digester.volume_m3,
                "> 0 m3",
                "give the tank's volume",
            )
        )
    slurry = slurry_m3_day(digester, feed)
    temp, heat = temperature(year, digester, slurry)
    coldest = float(temp.reshape(-1, 24)[:365].mean(axis=1).min())
    errors = [p for p in check(digester, feed, coldest) if p.severity == "error"]
    if errors:
        raise InputError(errors)
    hrt_h = digester.liquid_m3 / slurry * 24.0
    inflow = feed.methane_potential_nm3_day / 24.0
    result = kinetics.digest(
        np.broadcast_to(inflow, (year.hours, len(inflow))),
        kinetics.rate_factor(temp)[:, None] * feed.k35_1_day[None, :] / 24.0,
        np.full(year.hours, 1.0 / hrt_h),
        kinetics.ceiling_nm3_m3_day(temp) * digester.liquid_m3 / 24.0,
    )
    methane = result.methane_nm3
    return DigesterYear(
        methane_nm3=methane.sum(axis=1),
        biogas_nm3=methane @ feed.biogas_per_methane,
        temp_c=temp,
        heat_kw=heat,
        slurry_m3_day=slurry,
        retention_days=hrt_h / 24.0,
        loading_kg_vs_m3_day=feed.vs_total / digester.liquid_m3,
        potential_in_nm3=float(inflow.sum() * year.hours),
        potential_out_nm3=float(result.outflow_nm3.sum()),
        content_change_nm3=float(result.content_end_nm3.sum() - result.content_start_nm3.sum()),
        ceiling_hours=result.ceiling_hours,
    )


def actual_heating_value_mj_m3(methane_fraction: float, pressure_pa: float, temp_c: float = 20.0) -> float:
    """Lower heating value of a real cubic metre of dry biogas at a site.

    >>> round(actual_heating_value_mj_m3(0.60, 81080.0), 1)  # Kunming
    16.0
    """
    return 35.8 * methane_fraction * pressure_pa / 101325.0 * 273.15 / (273.15 + temp_c)
