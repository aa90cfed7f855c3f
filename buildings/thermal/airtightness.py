"""Air tightness as a blower door measures it, turned into leakage that wind and stack drive; windows opened at night."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from buildings.model import Building, Hourly, Zone
from foundation.tables import read_table

FLOW_EXPONENT = 0.65
"""Of the power law between pressure and leakage flow (ASHRAE Handbook of Fundamentals, typical of houses)."""
REFERENCE_PA = 4.0
RHO_KG_M3 = 1.2


@cache
def _coefficients() -> dict[tuple[str, int, int], float]:
    rows = read_table("buildings", "leakage_coefficients.csv")
    return {(r["quantity"], int(r["storeys"]), int(r["shelter_class"] or 0)): float(r["value"]) for r in rows}


def stack_and_wind(storeys: int, shelter_class: int) -> tuple[float, float]:
    """Stack and wind coefficients of the basic model, (L/s)2/(cm4 K) and (L/s)2/(cm4 (m/s)2); above three storeys those of three.

    >>> stack_and_wind(1, 4)
    (0.000145, 0.000104)

    References
    ----------
    ASHRAE Handbook of Fundamentals 2009, chapter 16, tables 4 (stack) and 6 (wind) of the basic model, eq. 48 (Sherman and Grimsrud 1980).
    """
    level = min(max(storeys, 1), 3)
    return _coefficients()["stack", level, 0], _coefficients()["wind", level, shelter_class]


def leakage_area_cm2(n50_ach: float, volume_m3: float) -> float:
    """Effective leakage area at 4 Pa from the air changes at 50 Pa, cm2.

    ``Q4 = n50 V / 3600 (4/50)^0.65`` and ``A = Q4 sqrt(rho / (2 4 Pa))`` with a discharge coefficient of 1 (ASHRAE Handbook of
    Fundamentals, ventilation and infiltration; Sherman and Grimsrud 1980).

    >>> round(leakage_area_cm2(5.0, 300.0), 1)
    312.5
    """
    flow = n50_ach * volume_m3 / 3600.0 * (REFERENCE_PA / 50.0) ** FLOW_EXPONENT
    return float(flow * np.sqrt(RHO_KG_M3 / (2.0 * REFERENCE_PA)) * 1e4)


def leaky(building: Building, n50_ach: float, shelter_class: int = 4) -> Building:
    """The building with its natural infiltration by wind and stack from a measured n50, instead of fixed air changes.

    Parameters
    ----------
    building : Building
    n50_ach : float
        Air changes per hour at 50 Pa; every zone leaks by its volume.
    shelter_class : int
        1 (open) to 5 (enclosed by neighbours), ASHRAE basic model.

    References
    ----------
    Sherman and Grimsrud 1980, LBL-10852; ASHRAE Handbook of Fundamentals 2009, chapter 16, eq. 48.
    """
    stack, wind = stack_and_wind(building.storeys, shelter_class)

    def change(zone: Zone) -> Zone:
        area = leakage_area_cm2(n50_ach, zone.volume_m3)
        return replace(
            zone,
            air=replace(
                zone.air, infiltration_ach=0.0, leakage_area_cm2=area, stack_coefficient=stack, wind_coefficient=wind
            ),
        )

    return replace(building, zones=tuple(change(z) for z in building.zones))


def night_opening(
    building: Building, hours: np.ndarray, ach: float, above_c: float, from_hour: int = 20, to_hour: int = 8
) -> Building:
    """The building with windows that may also open at night, as far as it takes to hold ``above_c`` where outdoors is cooler.

    Parameters
    ----------
    building : Building
    hours : ndarray (hours,)
        Hour of the day of every hour of the year.
    ach : float
        Largest air change by the windows.
    above_c : float
        Windows open above this zone temperature, by day as well.
    from_hour, to_hour : int
        The night.
    """
    night = (hours >= from_hour) | (hours < to_hour)

    def change(zone: Zone) -> Zone:
        by_day: Hourly = np.broadcast_to(np.asarray(zone.air.opening_ach, dtype=float), hours.shape)
        opening = np.where(night, np.maximum(by_day, ach), by_day)
        return replace(zone, air=replace(zone.air, opening_ach=opening, opening_above_c=above_c))

    return replace(building, zones=tuple(change(z) for z in building.zones))
