"""The gas store: real volume at a site, pressure, the smallest store that serves, and hydrogen sulphide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foundation.compiled import compiled
from foundation.errors import Problem
from foundation.messages import message
from retrofit.biogas.tables import parameter

STANDARD_PA, STANDARD_K = 101325.0, 273.15
H2S_MG_NM3_PPM = 34.08 / 22.414
"""mg/Nm3 of hydrogen sulphide for one ppm by volume."""
CURVE_DAYS = (0.1, 0.25, 0.5, 1.0, 2.0, 7.0)


def saturation_pa(temp_c: float) -> float:
    """Saturation pressure of water, Pa (Magnus form over water).

    References
    ----------
    WMO-No. 8, Guide to Meteorological Instruments 2008, annex 4.B.
    """
    return float(611.2 * np.exp(17.62 * temp_c / (243.12 + temp_c)))


def actual_m3(nm3: float, pressure_pa: float, temp_c: float = 20.0, gauge_kpa: float = 0.0) -> float:
    """Room that dry gas takes when it is moist, at a site's pressure plus the gauge pressure, m3.

    >>> round(actual_m3(1.0, 101325.0, 20.0), 3), round(actual_m3(1.0, 81080.0, 20.0), 3)
    (1.099, 1.381)
    """
    dry = pressure_pa + 1000.0 * gauge_kpa - saturation_pa(temp_c)
    return nm3 * STANDARD_PA / dry * (temp_c + 273.15) / STANDARD_K


def water_percent(temp_c: float, pressure_pa: float) -> float:
    """Water vapour in saturated gas, % by volume.

    >>> round(water_percent(35.0, 101325.0), 1), round(water_percent(15.0, 101325.0), 1)
    (5.5, 1.7)
    """
    return 100.0 * saturation_pa(temp_c) / pressure_pa


@dataclass(frozen=True, slots=True)
class SmallestStore:
    """Capacities in the unit of the flows; None where no store can do it (the year's sums do not allow it)."""

    no_shortage: float | None
    no_flare: float | None

    @property
    def both(self) -> float | None:
        """The store that neither flares nor runs short; only where use and production agree over the year."""
        if self.no_shortage is None or self.no_flare is None:
            return None
        return max(self.no_shortage, self.no_flare)


@compiled()
def _peak(net, passes):  # type: ignore[no-untyped-def]
    """Largest of ``x = max(0, x + net)`` over the repeated year."""
    x, peak = 0.0, 0.0
    for _ in range(passes):
        for t in range(net.shape[0]):
            x = max(0.0, x + net[t])
            peak = max(peak, x)
    return peak


def smallest_store(made: np.ndarray, use: np.ndarray, tolerance: float = 1e-6) -> SmallestStore:
    """The smallest store by the running surplus of a repeating year (sequent peaks).

    Without shortage: the largest deficit that builds up between two times of fullness. Without flare: the largest surplus.
    Both exist only if production and use are equal over the year (then the two are the range of the running surplus).

    Parameters
    ----------
    made, use : ndarray (hours,)
        Gas that comes and gas that is wanted, same unit.
    tolerance : float
        Relative difference of the sums that counts as equal.

    References
    ----------
    Thomas and Burden 1963, Operations research in water quality management (sequent peaks).
    """
    net = made - use
    total, scale = float(net.sum()), max(float(made.sum()), 1e-12)
    enough = total >= -tolerance * scale
    no_more = total <= tolerance * scale
    return SmallestStore(float(_peak(-net, 2)) if enough else None, float(_peak(net, 2)) if no_more else None)


@compiled()
def _serve(made, use, capacity):  # type: ignore[no-untyped-def]
    """Served and surplus of a simple store over a year in its periodic state (second pass)."""
    e = 0.0
    served = surplus = 0.0
    for _ in range(2):
        served = surplus = 0.0
        for t in range(made.shape[0]):
            e += made[t]
            s = min(use[t], e)
            e -= s
            served += s
            if e > capacity:
                surplus += e - capacity
                e = capacity
    return served, surplus


def store_curve(made: np.ndarray, use: np.ndarray) -> tuple[tuple[float, float, float], ...]:
    """For stores of 0.1 to 7 days of mean gas: days, share of the use served, share of the gas that is surplus."""
    day = float(made.mean()) * 24.0
    asked, total = float(use.sum()), float(made.sum())
    out = []
    for days in CURVE_DAYS:
        served, surplus = _serve(made, use, days * day)
        out.append((days, served / asked if asked > 0.0 else 0.0, surplus / total if total > 0.0 else 0.0))
    return tuple(out)


def daily_swing(use: np.ndarray) -> float:
    """Store for one mean day, as a share of the day's gas, when production is even and equals the use.

    Range of the running surplus of the mean day; cooking alone comes to 0.5 to 0.6 in the field guides.
    """
    day = use[: len(use) // 24 * 24].reshape(-1, 24).mean(axis=0)
    if day.sum() <= 0.0:
        return 0.0
    running = np.cumsum(1.0 / 24.0 - day / day.sum())
    return float(max(running.max(), 0.0) - min(running.min(), 0.0))


def store_problems(store_nm3: float, largest_hour_nm3: float, place: str = "digester.store_nm3") -> tuple[Problem, ...]:
    """A store that cannot hold the gas of one hour is refused."""
    if store_nm3 >= largest_hour_nm3:
        return ()
    return (
        Problem(
            "digester-store",
            place,
            "the gas store is smaller than an hour's gas",
            store_nm3,
            message(">= {largest_nm3:.3g} Nm3", largest_nm3=largest_hour_nm3),
            message(
                "half a day of gas is {half_day_nm3:.3g} Nm3; leave store_nm3 out to get it",
                half_day_nm3=12.0 * largest_hour_nm3,
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Sulphur:
    """Hydrogen sulphide of the raw gas and what takes it out."""

    ppm: float
    mg_nm3: float
    limit_mg_m3: float
    iron_oxide_kg_year: float


def sulphur(h2s_ppm: float, biogas_nm3_year: float, engine: bool) -> Sulphur:
    """Iron oxide that the year's gas needs, kg: sulphur removed over what the oxide takes up.

    >>> round(sulphur(2000.0, 4000.0, False).mg_nm3)
    3041
    """
    mg = h2s_ppm * H2S_MG_NM3_PPM
    limit = parameter("h2s_limit_engine" if engine else "h2s_limit_household")
    removed = max(mg - limit, 0.0) * biogas_nm3_year * 1e-6 * 32.06 / 34.08  # kg S
    return Sulphur(h2s_ppm, mg, limit, removed / parameter("iron_oxide_kg_s_kg"))
