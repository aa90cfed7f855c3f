"""Design heat load of a building: what it loses on a cold day while its rooms are kept at their set points."""

from __future__ import annotations

import numpy as np

from buildings.model import Building, Surface, Zone
from buildings.thermal.glazing import u_value
from weather.year import WeatherYear

FILMS_M2K_W = {"outdoor": 0.11 + 0.04, "sheltered": 0.11 + 0.08}
"""Surface resistances inside and outside, m2 K/W (GB 50176-2016, annex B.4: walls, and floors above ventilated spaces)."""
AIR_J_M3K = 1.293 * 1005.0 * 273.15
"""Volumetric heat of air at sea level times its temperature, J/m3: divided by the outdoor kelvin it is rho c."""
INTERMITTENT = 1.3
"""Most that an intermittent use adds to the steady load: 20 % by day only, 30 % seldom used (GB 50736-2012, 5.2.8; recalled, unconfirmed)."""
DAYS_BELOW = 5
"""Days of a year that may be colder than the design day (GB 50736-2012, 4.1.2: five days not guaranteed; recalled, unconfirmed)."""


def design_day_c(temp_air_c: np.ndarray) -> float:
    """Mean outdoor temperature of the design day: ``DAYS_BELOW`` daily means of the year are lower, degC.

    >>> design_day_c(np.repeat(np.arange(365.0), 24))
    5.0
    """
    return float(np.sort(temp_air_c.reshape(-1, 24).mean(axis=1))[DAYS_BELOW])


def _surface_w_k(surface: Surface) -> float:
    films = FILMS_M2K_W.get(surface.boundary)
    if films is None:
        return 0.0
    panes = sum(w.area_m2 * u_value(w.glazing) for w in surface.windows)
    return surface.opaque_area_m2 / (surface.construction.resistance_m2k_w + films) + panes


def _zone_w_k(zone: Zone, outdoor_c: float) -> float:
    """Envelope, leakage and fresh air; soil and neighbours leave the zone as warm as it is on such a day."""
    fresh = float(np.max(zone.air.ventilation_m3_s)) * (1.0 - zone.air.heat_recovery)
    leaks = float(np.mean(zone.air.infiltration_ach) + np.max(zone.air.airing_ach)) * zone.volume_m3 / 3600.0
    return sum(map(_surface_w_k, zone.surfaces)) + AIR_J_M3K / (outdoor_c + 273.15) * (fresh + leaks)


def design_heat_w(building: Building, year: WeatherYear) -> float:
    """Steady heat loss of the heated zones on the design day, W.

    ``sum over zones of (sum(A U) + rho c V) (set point - design day)``, with the highest set point of each zone.

    References
    ----------
    EN 12831-1:2017 (transmission and ventilation loss at design conditions); GB 50736-2012, 5.2.
    """
    outdoor = design_day_c(year.column("temp_air"))
    total = 0.0
    for z in building.zones:
        set_points = np.asarray(z.thermostat.heating_c, dtype=float)
        if not np.all(np.isnan(set_points)):
            total += _zone_w_k(z, outdoor) * max(float(np.nanmax(set_points)) - outdoor, 0.0)
    return total
