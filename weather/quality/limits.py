"""Physical limits of radiation (Long and Dutton 2002, the tests of the Baseline Surface Radiation Network), night, clearness.

Limits are ``factor * S * mu ** power + offset`` with S the normal extraterrestrial irradiance and mu the cosine of the zenith,
here its mean over the hour (``data/quality_limits.csv``).
"""

from __future__ import annotations

import numpy as np

from foundation.messages import message
from foundation.tables import read_table
from weather import humidity
from weather.quality.finding import Finding
from weather.sun import solar_position, sun_within_hour
from weather.year import WeatherYear

DEEP_NIGHT_COS = -0.035
"""The sun more than 2 degrees down at mid-hour."""
NIGHT_KWH_M2 = 1.0
"""Hours that are dark in their middle and light at one end hold 0.3 to 0.6 kWh/m2 of a sound year."""
RARE_SHARE = 0.01
CLEARNESS = (0.2, 0.8)
"""Annual clearness outside this is no climate of the earth: the unit or the column is wrong. The embedded stations span 0.27 to 0.71."""


def mean_cos_zenith(year: WeatherYear) -> np.ndarray:
    """Cosine of the zenith, not below 0, averaged over every hour, shape (hours,), cached."""
    if "mean_cos_zenith" not in year.cache:
        zenith, _ = sun_within_hour(year, 12)
        year.cache["mean_cos_zenith"] = np.maximum(np.cos(np.radians(zenith)), 0.0).mean(axis=1)
    result: np.ndarray = year.cache["mean_cos_zenith"]
    return result


def outside(year: WeatherYear, level: str) -> dict[str, np.ndarray]:
    """Hours outside the limits of ``level`` (``physical`` or ``rare``) by column, boolean of shape (hours,).

    References
    ----------
    Long and Dutton 2002, BSRN Global Network recommended QC tests, V2.0, tests 1 (physically possible) and 2 (extremely rare).
    """
    extra, mu = solar_position(year).dni_extra, mean_cos_zenith(year)
    found = {}
    for row in read_table("weather", "quality_limits.csv"):
        if row["level"] != level:
            continue
        # the beam's limit is that of the whole sky's sun, also while it is down (factor 1, power 0)
        high = float(row["factor"]) * extra * mu ** float(row["power"]) + float(row["offset"])
        values = year.column(row["column"])
        found[row["column"]] = (values < float(row["low"])) | (values > high)
    return found


def clearness(year: WeatherYear) -> float:
    """Annual global radiation over what reaches the top of the atmosphere."""
    top = float((solar_position(year).dni_extra * mean_cos_zenith(year)).sum())
    return float(year.column("ghi").sum()) / top


def limit_findings(year: WeatherYear, place: str) -> list[Finding]:
    """Findings on limits, on the infrared sky against the air, on night radiation and on the annual clearness."""
    found = []
    physical = outside(year, "physical")
    hours = {name: int(flags.sum()) for name, flags in physical.items() if flags.any()}
    if hours:
        listed = ", ".join(f"{name} {n}" for name, n in hours.items())
        late = "dni" not in hours and "longwave_down" not in hours
        found.append(
            Finding.of("weather-limit", place, "hours outside what is physically possible (BSRN): {hours}", sum(hours.values()), "0",
                    "see weather-clock if there is one; else correct these hours at the source",
                    hours=listed, repair="align" if late else "")
        )  # fmt: skip
    lit = float((mean_cos_zenith(year) > 0.0).mean())
    rare = {
        name: float((flags & ~physical[name]).mean() / (1.0 if name == "longwave_down" else lit))
        for name, flags in outside(year, "rare").items()
    }
    rare = {name: share for name, share in rare.items() if share > RARE_SHARE}
    if rare:
        listed = ", ".join(f"{name} {share:.1%}" for name, share in rare.items())
        found.append(
            Finding.of("weather-rare", place, "more hours than usual beyond the extremely rare limits (BSRN): {hours}",
                    round(max(rare.values()), 4), message("<= {share:.0%} of the lit hours", share=RARE_SHARE), "look at these hours at the source",
                    hours=listed)
        )  # fmt: skip
    black = humidity.SIGMA * (year.column("temp_air") + 273.15) ** 4
    sky = year.column("longwave_down")
    odd = int(((sky < 0.4 * black) | (sky > black + 25.0)).sum())
    if odd:
        found.append(
            Finding.of("weather-infrared", place, "{hours} hours whose infrared sky does not fit the air temperature (Long and Dutton: 0.4 sigma T^4 to sigma T^4 + 25 W/m2)",
                    odd, "0", "check the infrared column; left out (9999), it is made from dew point and cloud", hours=odd)
        )  # fmt: skip
    night = float(year.column("ghi")[solar_position(year).cos_zenith < DEEP_NIGHT_COS].sum() / 1000.0)
    if night > NIGHT_KWH_M2:
        found.append(
            Finding.of("weather-night", place, "{kwh_m2:.1f} kWh/m2 of global radiation falls while the sun is more than 2 degrees down",
                    round(night, 1), message("<= {kwh_m2} kWh/m2", kwh_m2=NIGHT_KWH_M2), "see weather-clock", kwh_m2=night, repair="align")
        )  # fmt: skip
    index = clearness(year)
    if not CLEARNESS[0] <= index <= CLEARNESS[1]:
        found.append(
            Finding.of("weather-clearness", place, "global radiation of the year is {index:.2f} of what reaches the atmosphere",
                    round(index, 3), message("{low} to {high}", low=CLEARNESS[0], high=CLEARNESS[1]), "check the unit (W/m2 as the mean of the hour) and the column",
                    index=index)
        )  # fmt: skip
    return found
