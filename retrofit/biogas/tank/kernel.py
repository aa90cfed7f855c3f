"""The compiled year of a plant: digestion, temperature, gas store, engine and burners, solved together hour by hour.

In every hour: the tank digests at its temperature; what is made, less leaks and what stays dissolved in the outflow, goes into
the store; the heat that holds the set point is taken from the sources in their order, the engine's heat and its gas being
solved together; then stoves; then boilers and engine above what the stoves of the next 24 hours need beyond what is made; what
does not fit is surplus. Heat that nobody delivers cools the tank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from foundation.compiled import compiled
from retrofit.biogas.digestion.kinetics import digest_hour

GRID_STEP_C = 0.1
"""Rate and ceiling are tabulated from 0 degC in this step."""
CHP, SOLAR, BOILER, ELECTRICITY = 0, 1, 2, 3
SOURCES = {"chp": CHP, "solar": SOLAR, "boiler": BOILER, "electricity": ELECTRICITY}


def order_code(sources: Sequence[str]) -> int:
    """Heat sources in their order as one number, which the compiled code takes apart without an array.

    >>> order_code(("chp", "boiler"))
    16
    """
    return sum((SOURCES[name] + 1) * 5**place for place, name in enumerate(sources))


class Tank(NamedTuple):
    """Digestion. ``feed`` (days, m) Nm3 CH4/h; ``dilution`` (days,) 1/h = outflow over liquid volume; ``k35`` (m,) 1/h."""

    feed: np.ndarray
    dilution: np.ndarray
    solids_ratio: float
    """Share of the dilution that solids see (below 1 where sludge is held back)."""
    k35: np.ndarray
    rate: np.ndarray
    ceiling: np.ndarray
    """Nm3 CH4/h by temperature."""
    per_methane: np.ndarray
    """(m, 3): biogas Nm3, dry gas kg and mineralised N kg for one Nm3 of methane."""


class Heat(NamedTuple):
    """Temperature. ``flow`` (days,) kW/K and ``feed_c`` (days,) of the feed; ``ua_t`` (n,) kW;"""

    decay: np.ndarray
    """(days,): what an hour leaves of a temperature difference, ``exp(-(UA + flow) / C)``."""
    ua: float
    ua_t: np.ndarray
    flow: np.ndarray
    feed_c: np.ndarray
    heated: bool
    set_c: float
    band_k: float
    """The sun may warm the tank above its set point by this much."""
    heater_kw: float
    solar_kw: np.ndarray
    order: int
    """Sources in their order as digits of base 5, first the lowest (``order_code``)."""
    boiler_efficiency: float


class Gas(NamedTuple):
    """Store and burners, kW of gas. ``dissolved`` (days,) is what the outflow can carry away, kW."""

    kwh_nm3: float
    leak: float
    dissolved: np.ndarray
    capacity: np.ndarray
    """One element, kWh; set after the first pass where the store follows from the gas made."""
    stove: np.ndarray
    """(n + 24,): the year and its first day again, so that a night can look ahead."""
    boiler: np.ndarray
    post: np.ndarray
    """Share of the potential flushed out that a covered digestate store turns into gas."""


class Engine(NamedTuple):
    """A gas engine: gas at full load, kW; efficiencies at full load and their change with load; running rules."""

    gas_kw: float
    electric: float
    heat: float
    min_load: float
    electric_loss: float
    heat_gain: float
    min_run_h: int


class Plant(NamedTuple):
    """Everything that the year needs."""

    tank: Tank
    heat: Heat
    gas: Gas
    engine: Engine


class Now(NamedTuple):
    """What the engine looks at: gas in the store with this hour's, kW; heat wanted and sun, kW; reserve; stoves and boilers."""

    hour: int
    content: float
    made: float
    wanted: float
    solar: float
    reserve: float
    serve: float


COLUMNS = (
    "methane_nm3", "biogas_nm3", "gas_kg", "mineralised_kg", "temp_c", "leaked", "dissolved", "own", "stove", "boiler", "chp", "surplus",
    "content", "residual", "post", "electricity", "chp_heat", "chp_heat_own", "solar_heat", "electric_heat", "heat_need", "unmet", "limited",
)  # fmt: skip
(
    METHANE, BIOGAS, GAS_KG, MINERAL, TEMP, LEAKED, DISSOLVED, OWN, STOVE, BOIL, ENGINE, SURPLUS, CONTENT, RESIDUAL, POST, POWER, CHP_HEAT, CHP_OWN, SUN_HEAT,
    ELECTRIC_HEAT, NEED, UNMET, LIMITED,
) = range(len(COLUMNS))  # fmt: skip


@compiled(error_model="numpy")
def _engine_heat(c, engine):  # type: ignore[no-untyped-def]
    """Heat of the engine at ``c`` kW of gas, kW."""
    if c <= 0.0:
        return 0.0
    return c * engine.heat * (1.0 + engine.heat_gain * (1.0 - c / engine.gas_kw))


@compiled(error_model="numpy")
def _digest(s, tank, day, temp, work, record, sums):  # type: ignore[no-untyped-def]
    """One hour of digestion (``kinetics``); the ceiling slows all rates alike, the rest stays in the tank.

    ``record``: methane, biogas, gas mass, mineralised N, hour at the ceiling, potential flushed out; ``sums`` (2, m): made and
    flushed out; ``work`` (3, m): rates, made and flushed in the hour.
    """
    x = min(max(temp, 0.0) / GRID_STEP_C, tank.rate.shape[0] - 1.001)
    cell = int(x)
    part = x - cell
    rate_now = tank.rate[cell] + part * (tank.rate[cell + 1] - tank.rate[cell])
    limit = tank.ceiling[cell] + part * (tank.ceiling[cell + 1] - tank.ceiling[cell])
    k, made, gone = work[0], work[1], work[2]
    feed = tank.feed[day]
    most = 0.0
    for j in range(k.shape[0]):
        k[j] = tank.k35[j] * rate_now
        held = feed[j]
        for i in range(s.shape[0]):
            held += s[i, j]
        most += k[j] * held
    out = tank.dilution[day] * tank.solids_ratio * s.shape[0]
    scale = 1.0
    record[:] = 0.0
    if most > limit:
        made_now = digest_hour(s, feed, k, out, 1.0, made, gone, False)
        if made_now > limit:
            record[4] = 1.0
            for _ in range(12):  # almost linear in the scale: a few steps
                scale *= limit / made_now
                made_now = digest_hour(s, feed, k, out, scale, made, gone, False)
                if abs(made_now - limit) <= 1e-13 * limit:
                    break
    record[0] = digest_hour(s, feed, k, out, scale, made, gone, True)
    for j in range(k.shape[0]):
        sums[0, j] += made[j]
        sums[1, j] += gone[j]
        record[1] += made[j] * tank.per_methane[j, 0]
        record[2] += made[j] * tank.per_methane[j, 1]
        record[3] += made[j] * tank.per_methane[j, 2]
        record[5] += gone[j]


@compiled(error_model="numpy")
def _own_gas(wanted, chp_heat, solar, e, order, efficiency):  # type: ignore[no-untyped-def]
    """Heat to the tank from the sources in their order: boiler gas, engine, sun, electricity and what is left, kW."""
    left, boiler, chp, sun, electric = wanted, 0.0, 0.0, 0.0, 0.0
    while order > 0:
        source = order % 5 - 1
        order //= 5
        if source == CHP:
            chp = min(left, chp_heat)
            left -= chp
        elif source == SOLAR:
            sun = min(left, solar)
            left -= sun
        elif source == BOILER:
            boiler = min(left / efficiency, e)
            left -= boiler * efficiency
        else:
            electric = left
            left = 0.0
    return boiler, chp, sun, electric, max(left, 0.0)


@compiled(error_model="numpy")
def _engine_gas(available, wanted, solar, order, efficiency, engine):  # type: ignore[no-untyped-def]
    """Most gas that the engine can take from ``available`` when its heat spares boiler gas, kW.

    Root of ``c + own(c) = available`` by Newton's method from above: own(c) falls and is convex, so it never overshoots.
    """
    c = min(engine.gas_kw, available)
    for _ in range(12):
        own, heated, _, _, _ = _own_gas(wanted, _engine_heat(c, engine), solar, np.inf, order, efficiency)
        over = c + own - available
        if over <= 1e-12 * available:
            return c
        slope = 1.0
        if heated > 0.0:
            gained = engine.heat * (1.0 + engine.heat_gain * (1.0 - 2.0 * c / engine.gas_kw))
            slope -= gained / efficiency
        c -= over / slope
        if c <= 0.0:
            return 0.0
    return c


@compiled(error_model="numpy")
def _engine_now(now, runs, gas, order, efficiency, engine):  # type: ignore[no-untyped-def]
    """Gas to the engine in this hour, kW. ``runs`` > 0: hours that a running engine must still run; 0: free; -1: off.

    A stopped engine starts only with gas for its shortest run at its smallest load; a running one takes what is above the
    reserve, at least its smallest load.
    """
    e, wanted, solar, capacity = now.content, now.wanted, now.solar, gas.capacity[0]
    least = engine.min_load * engine.gas_kw
    own = _own_gas(wanted, 0.0, solar, e, order, efficiency)[0]
    served = min(now.serve, e - own)
    # its heat spares at most so much boiler gas that it takes this share of itself
    share = 1.0 - engine.heat * (1.0 + engine.heat_gain) / efficiency
    if runs <= 0 and e - own - served - now.reserve < share * least and e - own - served <= capacity:
        return 0.0
    c = _engine_gas(max(e - served - now.reserve, 0.0), wanted, solar, order, efficiency, engine)
    if e - served - c > capacity:  # rather in the engine than in the flare
        own = _own_gas(wanted, _engine_heat(c, engine), solar, e - c, order, efficiency)[0]
        spill = e - own - served - c - capacity
        if spill > 0.0:
            c = max(c, min(c + spill, _engine_gas(e - served, wanted, solar, order, efficiency, engine)))
    if c < least:
        if runs <= 0:
            return 0.0
        c = min(least, _engine_gas(max(e - served, 0.0), wanted, solar, order, efficiency, engine))
        return c if c >= 0.999999 * least else 0.0
    if runs == 0:
        return c
    # gas for the rest of the shortest run at the smallest load is left over, or it does not start
    rest = (engine.min_run_h if runs < 0 else runs) - 1
    own = _own_gas(wanted, _engine_heat(least, engine), solar, e - least, order, efficiency)[0]
    left = e - served - own + rest * (now.made - own - least - gas.boiler[now.hour])
    for i in range(now.hour + 1, now.hour + 1 + min(rest, 24)):
        left -= gas.stove[i]
    if runs < 0 and left < least:
        return 0.0
    return min(c, max(left, least))


@compiled(error_model="numpy")
def _reserve(t, made, gas):  # type: ignore[no-untyped-def]
    """What the stoves of the next 24 hours take beyond ``made`` kW, kWh; at most what the store holds."""
    need, most = 0.0, 0.0
    for i in range(t + 1, t + 25):
        need += gas.stove[i] - made
        most = max(most, need)
    return min(most, gas.capacity[0])


@compiled(error_model="numpy")
def _hour(t, day, state, made, plant, out):  # type: ignore[no-untyped-def]
    """Heat and gas of one hour with ``made`` kW of new gas; ``state`` (temperature, store, running rule) moves on in place."""
    heat, gas, engine = plant.heat, plant.gas, plant.engine
    total = heat.ua + heat.flow[day]
    decay = heat.decay[day]
    rest = (heat.ua_t[t] + heat.flow[day] * heat.feed_c[day]) / total
    free = rest + (state[0] - rest) * decay  # temperature at the hour's end without heating
    per_kelvin = total / (1.0 - decay)
    need, solar = 0.0, 0.0
    if heat.heated:
        need = max(heat.set_c - free, 0.0) * per_kelvin
        solar = heat.solar_kw[t]
    wanted = min(need, heat.heater_kw)
    e = state[1] + made
    reserve = _reserve(t, made, gas)
    c = 0.0
    if engine.gas_kw > 0.0:
        now = Now(t, e, made, wanted, solar, reserve, gas.stove[t] + gas.boiler[t])
        c = _engine_now(now, int(state[2]), gas, heat.order, heat.boiler_efficiency, engine)
    warm = _engine_heat(c, engine)
    own, chp, sun, electric, left = _own_gas(wanted, warm, solar, e - c, heat.order, heat.boiler_efficiency)
    extra = 0.0
    if heat.heated:  # the tank is the collectors' store
        room = max((heat.set_c + heat.band_k - free) * per_kelvin - wanted, 0.0)
        extra = min(max(solar - sun, 0.0), room)
    out[t, STOVE] = min(gas.stove[t], max(e - c - own, 0.0))
    out[t, BOIL] = min(gas.boiler[t], max(e - c - own - out[t, STOVE] - reserve, 0.0))
    e = max(e - c - own - out[t, STOVE] - out[t, BOIL], 0.0)
    out[t, SURPLUS] = max(e - gas.capacity[0], 0.0)
    e -= out[t, SURPLUS]
    load = c / engine.gas_kw if engine.gas_kw > 0.0 else 0.0
    out[t, OWN], out[t, ENGINE], out[t, CONTENT] = own, c, e
    out[t, POWER] = c * engine.electric * (1.0 - engine.electric_loss * (1.0 - load))
    out[t, CHP_HEAT], out[t, CHP_OWN] = warm, chp
    out[t, SUN_HEAT], out[t, ELECTRIC_HEAT] = sun + extra, electric
    out[t, NEED], out[t, UNMET] = need, need - wanted + left
    out[t, TEMP] = free + (wanted - left + extra) / per_kelvin
    if c > 0.0:
        runs = engine.min_run_h if state[2] < 0.0 else state[2]
        state[2] = max(runs - 1.0, 0.0)
    else:
        state[2] = -1.0
    state[0], state[1] = out[t, TEMP], e


@compiled(error_model="numpy")
def year_of(plant, s, state, out, sums):  # type: ignore[no-untyped-def]
    """One pass through the year. ``s`` (tanks, m) and ``state`` (temperature, store, running rule) are moved on in place."""
    record = np.zeros(6)
    tank, gas = plant.tank, plant.gas
    work = np.zeros((3, tank.k35.shape[0]))
    sums[:] = 0.0
    for t in range(out.shape[0]):
        day = t // 24
        _digest(s, tank, day, state[0], work, record, sums)
        out[t, METHANE], out[t, BIOGAS], out[t, GAS_KG], out[t, MINERAL] = record[0], record[1], record[2], record[3]
        out[t, LIMITED], out[t, RESIDUAL] = record[4], record[5]
        out[t, POST] = record[5] * gas.post[t]
        raw = (record[0] + out[t, POST]) * gas.kwh_nm3
        out[t, LEAKED] = raw * gas.leak
        out[t, DISSOLVED] = min(gas.dissolved[day], raw - out[t, LEAKED])
        _hour(t, day, state, raw - out[t, LEAKED] - out[t, DISSOLVED], plant, out)


@compiled(error_model="numpy")
def _mean(x, source, rate, e):  # type: ignore[no-untyped-def]
    """Mean over an hour of ``dx/dt = source - rate x``; ``e`` = exp(-rate)."""
    if rate < 1e-7:
        return x + 0.5 * (source - rate * x)
    steady = source / rate
    return steady + (x - steady) * (1.0 - e) / rate


@compiled(error_model="numpy")
def flush(inflow, removed, dilution, start):  # type: ignore[no-untyped-def]
    """A conservative substance in a stirred tank: ``dX/dt = F - R - out X`` by hour; inflow (days,), removed (n,).

    Returns the outflow over the year and the content at the end.
    """
    out = 0.0
    x = start
    d, e, fed = 0.0, 1.0, 0.0
    for t in range(removed.shape[0]):
        if t % 24 == 0:
            d, fed = dilution[t // 24], inflow[t // 24]
            e = np.exp(-d)
        source = fed - removed[t]
        gone = d * _mean(x, source, d, e)
        out += gone
        x += source - gone
    return out, x
