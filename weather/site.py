"""Where a place is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone


@dataclass(frozen=True, slots=True)
class Site:
    """A place on earth.

    Attributes
    ----------
    name : str
    latitude, longitude : float
        Degrees, north and east positive.
    altitude_m : float
    utc_offset_h : float
        Fixed offset of local standard time from UTC, hours.
    province : str
        Chinese province in English (``"Yunnan"``), or ``""`` outside the embedded table; it selects grid factors and tariffs.
    wmo : str
        WMO station identifier of the weather data, or ``""``.
    """

    name: str
    latitude: float
    longitude: float
    altitude_m: float
    utc_offset_h: float
    province: str = ""
    wmo: str = ""

    @property
    def tz(self) -> timezone:
        """The fixed-offset time zone of local standard time."""
        return timezone(timedelta(hours=self.utc_offset_h))

    @property
    def pressure_pa(self) -> float:
        """Standard pressure at the altitude, Pa (ISO 2533 standard atmosphere, troposphere).

        >>> round(Site("Kunming", 25.02, 102.68, 1892.4, 8.0).pressure_pa, -2)
        80600.0
        """
        return float(101325.0 * (1.0 - 2.25577e-5 * self.altitude_m) ** 5.25588)
