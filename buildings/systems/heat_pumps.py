"""Air-source heat pumps and air conditioners: capacity and input by outdoor temperature, frost and part load. W in, W out.

``fixed``: on/off compressor, straight lines through the rating points of ISO 16358, cycling loss ``PLF = 1 - Cd (1 - PLR)``.
``inverter``: the input polynomial of the Japanese room air conditioner model (load over largest output, outdoor temperature).
``vrf``: lines of ISO 16358 and the part-load cubic of an EnergyPlus example outdoor unit. Coefficients and sources: ``data/``.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np

from foundation.tables import read_table

Mode = Literal["heating", "cooling"]
Control = Literal["fixed", "inverter", "vrf"]
RATED_C: dict[Mode, float] = {"heating": 7.0, "cooling": 35.0}
FROST_C = (-7.0, 2.0, 5.5)
"""Frost begins, is worst and ends (ISO 16358-2: frosting range -7 to 5.5 degC, tested at 2 degC); the loss fades linearly to both sides."""
COOLING_HOLDS_C = 18.0
"""Outdoor temperature below which cooling gains no more; the curves were made for 20 degC and more, general knowledge, unconfirmed."""
LEAST_RATIO = 0.1
"""Capacity and input over their ratings never fall below it; heating holds both below the temperature where capacity does."""
VRF_LEAST = 0.25
"""Least continuous load ratio of the VRF unit; below it cycles with PLF = 0.85 + 0.15 of the share of time (same example)."""


@cache
def constants() -> dict[str, float]:
    """Values of ``plant.csv``."""
    return {r["item"]: float(r["value"]) for r in read_table("buildings", "plant.csv")}


@cache
def _line(mode: str, name: str) -> tuple[float, float]:
    """Value at 0 degC and slope of a line through the two points of a mode."""
    a, b = (r for r in read_table("buildings", "heat_pump_points.csv") if r["mode"] == mode)
    slope = (float(b[name]) - float(a[name])) / (float(b["temp_air_c"]) - float(a["temp_air_c"]))
    return float(a[name]) - slope * float(a["temp_air_c"]), slope


@cache
def _frost_loss() -> tuple[float, float]:
    row = next(r for r in read_table("buildings", "heat_pump_points.csv") if r["mode"] == "frost")
    return float(row["capacity"]), float(row["power"])


def frost(temp_air_c: np.ndarray) -> np.ndarray:
    """How much of the frost loss at 2 degC there is, 0 to 1, continuous.

    >>> [round(float(x), 2) for x in frost(np.array([-10.0, -2.5, 2.0, 5.5]))]
    [0.0, 0.5, 1.0, 0.0]

    References
    ----------
    ISO 16358-2:2013: frost zone between -7 and 5.5 degC, rated loss at 2 degC.
    """
    return np.asarray(np.interp(temp_air_c, FROST_C, (0.0, 1.0, 0.0)))


def _within_data(mode: Mode, temp_air_c: np.ndarray) -> np.ndarray:
    """Outdoor temperature, held where the curves end: cooling in the cold, heating where its line comes to ``LEAST_RATIO``."""
    if mode == "cooling":
        return np.maximum(temp_air_c, COOLING_HOLDS_C)
    at_zero, slope = _line(mode, "capacity")
    return np.maximum(temp_air_c, (LEAST_RATIO - at_zero) / slope)


def full_load(mode: Mode, temp_air_c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Capacity and input at full load over their rated values, shape of ``temp_air_c`` (ISO 16358-1, -2 with frost).

    Cooling below ``COOLING_HOLDS_C`` is that at ``COOLING_HOLDS_C``: the fan outdoors slows to keep the pressure of the condenser. Heating
    below the temperature at which the line of capacity reaches ``LEAST_RATIO`` (-28 degC) is that at this temperature: the COP never rises in the cold.
    """
    temp_air_c = _within_data(mode, temp_air_c)
    (c0, c1), (p0, p1) = _line(mode, "capacity"), _line(mode, "power")
    capacity = np.maximum(c0 + c1 * temp_air_c, LEAST_RATIO)
    power = np.maximum(p0 + p1 * temp_air_c, LEAST_RATIO)
    if mode == "heating":
        share, (c, p) = frost(temp_air_c), _frost_loss()
        capacity = capacity * (1.0 - share * (1.0 - 1.0 / c))
        power = power * (1.0 - share * (1.0 - 1.0 / p))
    return capacity, power


@cache
def _polynomial(mode: Mode) -> np.ndarray:
    """Coefficients (power of load ratio 0..4, power of temperature 0..2) of the common room unit."""
    q = constants()["unit_cooling_kw"]
    out = np.zeros((5, 3))
    for r in read_table("buildings", "room_air_conditioner.csv"):
        if r["mode"] == mode:
            out[int(r["power"])] = [float(r[f"s{k}"]) * q + float(r[f"t{k}"]) for k in range(3)]
    return out


def _input_function(mode: Mode, ratio: np.ndarray, temp_air_c: np.ndarray) -> np.ndarray:
    c = _polynomial(mode)
    a = c[:, 0, None] + c[:, 1, None] * temp_air_c + c[:, 2, None] * temp_air_c**2
    out = a[4]
    for k in (3, 2, 1, 0):
        out = out * ratio + a[k]
    return np.asarray(out)


@cache
def _rated_over_largest(mode: Mode) -> float:
    k = constants()
    q = k["unit_cooling_kw"]
    largest = max(q, k["unit_cooling_max_slope"] * q + k["unit_cooling_max_kw"])
    if mode == "cooling":
        return q / largest
    rated = k["unit_heating_slope"] * q + k["unit_heating_kw"]
    return rated / max(rated, k["unit_heating_max_slope"] * largest + k["unit_heating_max_kw"])


def unit_heating_w(cooling_w: float) -> float:
    """Rated heating of a room unit by its rated cooling, W.

    >>> round(unit_heating_w(3500.0))
    4146

    References
    ----------
    Japanese energy standard, method 4.3, appendix A: rated heating over rated cooling of room units.
    """
    return constants()["unit_heating_slope"] * cooling_w + 1000.0 * constants()["unit_heating_kw"]


def largest_ratio(mode: Mode, control: Control, temp_air_c: np.ndarray) -> np.ndarray:
    """Largest output over the rated one by outdoor temperature: an inverter can run faster than rated, the others cannot.

    The inverter's curve ends at its coldest test, ``inverter_data_c``. Below it the ratio falls on the line from there to
    ``inverter_cold_ratio`` at ``inverter_cold_c`` and on, never under that of a unit of fixed speed; it never rises as it gets colder.

    References
    ----------
    Japanese energy standard, method 4.3 eq. 3, and ISO 16358-2:2013 (tests at 7, 2 and -7 degC); ``plant.csv`` for the cold.
    """
    rated = full_load(mode, temp_air_c)[0]
    if control != "inverter" or mode == "cooling":
        return rated
    k, q, r = constants(), constants()["unit_cooling_kw"], 1.0 / _rated_over_largest("heating")

    def value(letter: str, power: int) -> float:
        return k[f"unit_heating_largest_{letter}{power}_s"] * q + k[f"unit_heating_largest_{letter}{power}_t"]

    end = k["inverter_data_c"]
    over = np.maximum(temp_air_c, end) - RATED_C["heating"]
    a0, a1, a2 = (value("b", n) * r + value("c", n) for n in range(3))
    fast = (a2 * over + a1) * over + a0
    colder = np.maximum(end - temp_air_c, 0.0)
    fast = fast - (fast - k["inverter_cold_ratio"]) * colder / (end - k["inverter_cold_c"])
    return np.maximum(fast * (1.0 - frost(temp_air_c) * (1.0 - 1.0 / _frost_loss()[0])), rated)


def input_w(
    mode: Mode, control: Control, rated_cop: float, nameplate_w: float, load_w: np.ndarray, temp_air_c: np.ndarray
) -> np.ndarray:
    """Electric input of a machine that delivers ``load_w`` (hours,), W.

    Parameters
    ----------
    mode : "heating" | "cooling"
    control : "fixed" | "inverter" | "vrf"
    rated_cop : float
        At 7 degC (heating) or 35 degC (cooling), full load.
    nameplate_w : float
        Rated output at the same point.
    load_w, temp_air_c : ndarray, shape (hours,)
        A load above the capacity (a start) counts as carried later at full load.

    Returns
    -------
    ndarray, shape (hours,)
        0 where the load is 0; never less than the load itself in heating.

    References
    ----------
    ISO 16358-1:2013 and 16358-2:2013 (cycling loss PLF = 1 - Cd (1 - PLR)).
    """
    if nameplate_w <= 0.0:
        return np.zeros_like(load_w)
    temp_air_c = _within_data(mode, temp_air_c)
    capacity, power = full_load(mode, temp_air_c)
    rated = nameplate_w / rated_cop
    part = load_w / (nameplate_w * capacity)
    at_most = np.minimum(part, 1.0)
    if control == "inverter":
        to_largest = _rated_over_largest(mode)
        frosted = np.ones_like(temp_air_c)
        if mode == "heating":
            frosted = 1.0 - frost(temp_air_c) * (1.0 - _frost_loss()[1] / _frost_loss()[0])
        output = load_w / nameplate_w / frosted
        least = constants()["inverter_least"]
        ratio = np.maximum(output, least) * to_largest
        within = np.minimum(ratio, 1.0)
        at_rating = _input_function(mode, np.array([to_largest]), np.array([RATED_C[mode]]))[0]
        used = rated * np.maximum(_input_function(mode, within, temp_air_c), 1e-3) / at_rating
        on = np.minimum(output / least, 1.0)  # cycling at the lowest speed
        used = used * on / (1.0 - constants()["cycling_loss"] * (1.0 - on))
        used = used * np.maximum(ratio, 1.0)  # what is over the largest output is carried later at the same COP
    elif control == "vrf":
        c = [constants()[f"vrf_{mode}_{k}"] for k in range(4)]
        steady = np.maximum(at_most, VRF_LEAST)
        used = rated * power * (c[0] + steady * (c[1] + steady * (c[2] + steady * c[3])))
        on = part / steady
        used = used * on / (0.85 + 0.15 * np.minimum(on, 1.0))
    else:
        used = rated * power * part / (1.0 - constants()["cycling_loss"] * (1.0 - at_most))
    if mode == "heating":
        used = np.minimum(used, load_w)  # a heater of its own would not need more
    return np.where(load_w > 0.0, used, 0.0)
