"""A digester's year: tank, temperature and first-order digestion, hour by hour. Gas in Nm3 (dry, 0 degC, 101.325 kPa)."""

from __future__ import annotations

import numpy as np

from foundation.errors import InputError
from retrofit.biogas.digestion import kinetics
from retrofit.biogas.feed.feedstocks import Feed
from retrofit.biogas.tables import parameter, types
from retrofit.biogas.tank import kernel as hourly
from retrofit.biogas.tank.conservation import closures
from retrofit.biogas.tank.heat import SLURRY_KWH_M3_K, collector_kw, feed_temperature, surroundings
from retrofit.biogas.tank.model import (
    COD_PER_NM3,
    METHANE_KG_NM3,
    METHANE_KWH_NM3,
    PASSES,
    Digester,
    DigesterYear,
    Fed,
    TankPass,
)
from weather.year import WeatherYear

METHANE_KG_CO2 = 1.977
"""Density of carbon dioxide, kg/Nm3."""
FROM_NOWHERE = 1e-4
"""A store that ends the year lower than it began by more than this share of the year's gas begins it empty instead."""
HENRY_MOL_L_ATM = 1.4e-3
"""Solubility of methane at 25 degC, mol/(L atm) (Sander 2015), with 1,700 K of temperature dependence."""


def fed(digester: Digester, feed: Feed, days: int) -> Fed:
    """Slurry by day and how it thins the tank; sludge that a UASB holds back stays longer than its water.

    Solids' retention after Zeeman and Lettinga 1999: sludge in half of the tank over the captured solids that are not
    hydrolysed (half of them).

    References
    ----------
    Zeeman and Lettinga 1999, Water Science and Technology 39(5):187.
    """
    row = types()[digester.kind]
    mass = feed.slurry_kg_by_day(digester.ts_share, days)
    slurry = mass / 1000.0
    captured, sludge = float(row["capture"]), float(row["sludge_kg_vs_m3"])
    ratio = 1.0
    if sludge > 0.0:
        hrt = digester.liquid_m3 / float(slurry.mean())
        srt = sludge * 0.5 * digester.liquid_m3 / (0.5 * captured * feed.vs_total)
        ratio = min(hrt / srt, 1.0)
    return Fed(slurry, mass, slurry / 24.0 / digester.liquid_m3, ratio, captured)


def tank_of(digester: Digester, feed: Feed, daily: Fed, days: int) -> hourly.Tank:
    """The digestion of the compiled year; components without methane are left out."""
    use = feed.methane_potential_nm3_day > 0.0
    grid = np.arange(0.0, 70.05, hourly.GRID_STEP_C)
    vs_per_nm3 = COD_PER_NM3 / feed.cod_per_vs
    organic = feed.nitrogen_kg_day * (1.0 - feed.tan_share)
    nitrogen = vs_per_nm3 * np.divide(organic, feed.vs_kg_day, out=np.zeros(len(use)), where=feed.vs_kg_day > 0.0)
    gas_kg = METHANE_KG_NM3 + METHANE_KG_CO2 * (feed.biogas_per_methane - 1.0)
    return hourly.Tank(
        feed.by_day(feed.methane_potential_nm3_day, days)[:, use] * daily.captured / 24.0,
        daily.dilution_1_h,
        daily.solids_ratio,
        feed.k35_1_day[use] / 24.0,
        kinetics.rate_factor(grid),
        kinetics.ceiling_nm3_m3_day(grid) * digester.liquid_m3 / 24.0,
        np.column_stack([feed.biogas_per_methane, gas_kg, nitrogen])[use],
    )


def heat_of(
    year: WeatherYear,
    digester: Digester,
    daily: Fed,
    order: tuple[str, ...] = ("electricity",),
    heater_kw: float = np.inf,
    solar_m2: float = 0.0,
) -> hourly.Heat:
    """The heat balance of the compiled year: ``C dT/dt = UA (T_env - T) + rho c Q (T_feed - T) + heat``.

    An unheated tank sits 1 to 2 K above its surroundings (GTZ): a heat of its own of that size.
    """
    around = surroundings(year, digester)
    flow = SLURRY_KWH_M3_K * daily.slurry_m3 / 24.0
    ua_t = around.ua_t_kw
    if not digester.heated:
        ua_t = ua_t + parameter("soil_excess") * (around.ua_kw_k + np.repeat(flow, 24))
    return hourly.Heat(
        decay=np.exp(-(around.ua_kw_k + flow) / (SLURRY_KWH_M3_K * digester.liquid_m3)),
        ua=around.ua_kw_k,
        ua_t=ua_t,
        flow=flow,
        feed_c=feed_temperature(year),
        heated=digester.heated,
        set_c=digester.temperature_c,
        band_k=1.0,
        heater_kw=float(heater_kw),
        solar_kw=collector_kw(year, solar_m2 if digester.heated else 0.0, digester.temperature_c),
        order=hourly.order_code(order),
        boiler_efficiency=parameter("boiler_efficiency"),
    )


def dissolved_nm3_m3(temp_c: float, methane_fraction: float) -> float:
    """Methane that a cubic metre of outflow carries away in solution, Nm3, at 1 atm of gas.

    >>> round(dissolved_nm3_m3(25.0, 0.65), 4)
    0.0204
    """
    henry = HENRY_MOL_L_ATM * np.exp(1700.0 * (1.0 / (temp_c + 273.15) - 1.0 / 298.15))
    return float(henry * methane_fraction * 22.414)


def passes(plant: hourly.Plant, tanks: int, hours: int, start_c: float, store_days: float | None = None) -> TankPass:
    """The plant's year in its periodic state: three passes from the steady state of the mean feed, the last is kept.

    A store for seasons has no periodic state: then the year begins with an empty store, never with gas from nowhere.

    Parameters
    ----------
    plant : hours.Plant
        Tank, heat, gas, engine.
    tanks : int
        Stirred tanks in series.
    hours : int
        Hours of the year.
    start_c : float
        Temperature at the start of the first pass, degC.
    store_days : float, optional
        Sets the store's capacity after the first pass to this many days of the mean gas.
    """
    tank, capacity = plant.tank, plant.gas.capacity
    mean_feed, out = tank.feed.mean(axis=0), tank.dilution.mean() * tank.solids_ratio
    rate = float(np.interp(start_c, np.arange(len(tank.rate)) * hourly.GRID_STEP_C, tank.rate))
    s = np.tile(mean_feed / np.maximum(tank.k35 * rate + out, 1e-6) / tanks, (tanks, 1))
    state = np.array([start_c, 0.5 * capacity[0], -1.0])
    columns, sums = np.zeros((hours, len(hourly.COLUMNS))), np.zeros((2, len(mean_feed)))
    for k in range(PASSES):
        before, begin = s.copy(), state.copy()
        hourly.year_of(plant, s, state, columns, sums)
        if k == 0 and store_days is not None:
            capacity[0] = store_days * 24.0 * float(columns[:, hourly.METHANE].mean()) * plant.gas.kwh_nm3
            state[1] = min(state[1], capacity[0])
    year_kwh = float(columns[:, hourly.METHANE].sum()) * plant.gas.kwh_nm3
    if begin[1] - state[1] > FROM_NOWHERE * year_kwh:
        s, state = before.copy(), np.array([begin[0], 0.0, -1.0])
        begin = state.copy()
        hourly.year_of(plant, s, state, columns, sums)
    return TankPass(columns, before, s, sums[0].copy(), sums[1].copy(), float(begin[1]))


def year_from(digester: Digester, feed: Feed, daily: Fed, run: TankPass) -> DigesterYear:
    """The digester's side of a run."""
    h = run.hours
    days = len(h) // 24
    slurry = float(daily.slurry_m3.mean())
    potential = float(feed.by_day(feed.methane_potential_nm3_day, days).sum())
    closure = closures(digester, feed, daily, run)
    return DigesterYear(
        methane_nm3=h[:, hourly.METHANE],
        biogas_nm3=h[:, hourly.BIOGAS],
        temp_c=h[:, hourly.TEMP],
        heat_kw=h[:, hourly.NEED],
        slurry_m3_day=slurry,
        retention_days=digester.liquid_m3 / slurry,
        loading_kg_vs_m3_day=feed.vs_total / digester.liquid_m3,
        potential_in_nm3=potential,
        potential_out_nm3=float(run.flushed.sum()) + potential * (1.0 - daily.captured),
        content_change_nm3=float((run.end - run.start).sum()),
        ceiling_hours=int(h[:, hourly.LIMITED].sum()),
        closure=closure,
        ammonia_mg_l=closure["ammonium"].out / float(daily.slurry_m3.sum()) * 1000.0,
    )


def no_gas(hours: int) -> tuple[hourly.Gas, hourly.Engine]:
    """A plant without uses: all gas is surplus."""
    none = np.zeros(hours)
    gas = hourly.Gas(METHANE_KWH_NM3, 0.0, np.zeros(hours // 24), np.zeros(1), np.zeros(hours + 24), none, none)
    return gas, hourly.Engine(0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 1)


def run(year: WeatherYear, digester: Digester, feed: Feed) -> DigesterYear:
    """A year of the tank alone in its periodic state; a heated tank gets the heat that it needs. No limit is checked."""
    days = year.hours // 24
    daily = fed(digester, feed, days)
    heat = heat_of(year, digester, daily)
    gas, engine = no_gas(year.hours)
    plant = hourly.Plant(tank_of(digester, feed, daily, days), heat, gas, engine)
    start = digester.temperature_c if digester.heated else mean_temperature(heat)
    tanks = int(types()[digester.kind]["tanks"])
    return year_from(digester, feed, daily, passes(plant, tanks, year.hours, start))


def mean_temperature(heat: hourly.Heat) -> float:
    """Mean temperature of an unheated tank over the year, degC."""
    flow = heat.flow.mean()
    return float((heat.ua_t.mean() + (heat.flow * heat.feed_c).mean()) / (heat.ua + flow))


def monthly_mean(year: WeatherYear, values: np.ndarray) -> np.ndarray:
    """Means of the twelve months."""
    month = np.asarray(year.index.month)
    return np.asarray(np.bincount(month, values, 13)[1:] / np.bincount(month, minlength=13)[1:])


def simulate(year: WeatherYear, digester: Digester, feed: Feed) -> DigesterYear:
    """A year of the tank in its periodic state (three passes, the last is kept).

    Raises
    ------
    InputError
        ``digester-volume``, ``digester-washout``, ``digester-loading``, ``digester-solids`` or ``digester-ammonia``.
    """
    from retrofit.biogas.tank.limits import check, volume_problem

    bad = volume_problem(digester.volume_m3)
    if bad:
        raise InputError(bad)
    result = run(year, digester, feed)
    months = monthly_mean(year, result.temp_c)
    errors = [
        p for p in check(digester, feed, float(months.min()), warmest_c=float(months.max())) if p.severity == "error"
    ]
    if errors:
        raise InputError(errors)
    return result


def actual_heating_value_mj_m3(methane_fraction: float, pressure_pa: float, temp_c: float = 20.0) -> float:
    """Lower heating value of a real cubic metre of dry biogas at a site.

    >>> round(actual_heating_value_mj_m3(0.60, 81080.0), 1)  # Kunming
    16.0

    References
    ----------
    ISO 6976:2016 (methane), gas law.
    """
    return 35.8 * methane_fraction * pressure_pa / 101325.0 * 273.15 / (273.15 + temp_c)
