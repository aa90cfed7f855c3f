"""A building as a complete IDF (EnergyPlus 25.2 field order): envelope, glass by layers, gains, schedules, air, ideal loads.

What EnergyPlus does and our model mirrors: beam falls on the floor first (``FullExterior``), TARP and DOE-2 films, wind by height in
open country, soil under a floor as a layer before a temperature behind a film. See docs/energyplus.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from buildings.idf.write.envelope import envelope
from buildings.idf.write.objects import IdfFile, clean, join
from buildings.idf.write.zones import gains_and_air, ideal_loads
from buildings.model import Building
from buildings.thermal.loads import air_capacity
from buildings.thermal.moisture import SORPTION
from buildings.thermal.validate import check
from foundation.errors import InputError, Problem
from foundation.whole_file import write_whole
from weather.year import WeatherYear

VERSION = "25.2"
YEAR = 2023
"""Calendar year of the run period; any year without 29 February (schedules go by date)."""
ZONE_SPACING_M = 10000.0
OUTPUTS = (
    "Zone Mean Air Temperature", "Zone Operative Temperature", "Zone Ideal Loads Zone Sensible Heating Energy",
    "Zone Ideal Loads Zone Sensible Cooling Energy", "Zone Ideal Loads Zone Latent Cooling Energy", "Zone Air Humidity Ratio",
)  # fmt: skip


def _header(out: IdfFile, building: Building, reflectance: float, steps_per_hour: int, lead_days: int) -> None:
    out.add("Version", [("Version", VERSION)])
    out.add("SimulationControl", [*(("sizing and run flags", v) for v in ("No", "No", "No", "No", "Yes"))])
    out.add(
        "Building", [("Name", clean(building.name)), ("North axis, deg", 0.0), ("Terrain", "Country"), ("Loads tolerance", 0.04),
        ("Temperature tolerance", 0.2), ("Solar distribution", "FullExterior"), ("Warm-up days at most", 60), ("at least", 20)],
    )  # fmt: skip
    out.add("Timestep", [("Steps an hour", steps_per_hour)])
    out.add("SurfaceConvectionAlgorithm:Inside", [("Algorithm", "TARP")])
    out.add("SurfaceConvectionAlgorithm:Outside", [("Algorithm", "DOE-2")])
    out.add("HeatBalanceAlgorithm", [("Algorithm", "ConductionTransferFunction")])
    # the default, a third-order difference, overshoots a set point that jumps (12.5 degC in an hour set to 12)
    out.add("ZoneAirHeatBalanceAlgorithm", [("Algorithm", "AnalyticalSolution")])
    out.add("ShadowCalculation", [("Method", "PolygonClipping"), ("Update", "Periodic"), ("Days", 1)])
    out.add(
        "Site:HeightVariation",
        [("Wind exponent", 0.14), ("Boundary layer, m", 270.0), ("Temperature gradient, K/m", 0.0)],
    )
    out.add("Site:GroundReflectance", [*((f"Month {m + 1}", reflectance) for m in range(12))])
    begin = date(YEAR, 1, 1) - timedelta(days=lead_days)
    out.add(
        "RunPeriod", [("Name", "year"), ("Begin month", begin.month), ("Begin day", begin.day), ("Begin year", begin.year), ("End month", 12),
        ("End day", 31), ("End year", YEAR), ("Day of week", None), ("Weather file holidays", "No"), ("Daylight saving", "No"),
        ("Weekend holiday rule", "No"), ("Rain", "No"), ("Snow", "No"), ("Weather as actual", "No")],
    )  # fmt: skip
    out.add(
        "GlobalGeometryRules", [("Start", "UpperLeftCorner"), ("Direction", "Counterclockwise"), ("System", "World")]
    )
    out.add("ScheduleTypeLimits", [("Name", "Any Number")])


def output_variables(out: IdfFile, names: Iterable[str]) -> None:
    """Ask for hourly values of every zone."""
    for variable in names:
        out.add("Output:Variable", [("Key", "*"), ("Variable", variable), ("Frequency", "Hourly")])


def idf_text(building: Building, year: WeatherYear, steps_per_hour: int = 6, lead_days: int = 0) -> str:
    """The building as IDF text.

    Parameters
    ----------
    building : Building
    year : WeatherYear
        8,760 hours; its soil temperatures and the values of hourly inputs are written into the file. EnergyPlus takes the rest of
        the weather from an EPW (``weather.epw.write_epw``).
    steps_per_hour : int
        EnergyPlus time steps, 1 to 60.
    lead_days : int
        Days of the year's end to run before 1 January, 0 to 300; their hours come first in the results. EnergyPlus by itself repeats
        1 January until it is steady, which for a holiday leaves heavy buildings colder than any December would.

    Raises
    ------
    InputError
        ``building-value``; ``idf-leap-year``; ``idf-reflectance`` (EnergyPlus has one ground reflectance for the site).
    """
    problems = check(building, year.hours)
    if year.hours != 8760:
        problems.append(
            Problem(
                "idf-leap-year",
                "weather",
                "an IDF is written for 8,760 hours",
                year.hours,
                "8760",
                "take a year without 29 February",
            )
        )
    outside = [s for z in building.zones for s in z.surfaces if s.boundary == "outdoor"]
    reflectances = {s.ground_reflectance for s in outside} or {0.2}
    if len(reflectances) > 1:
        problems.append(
            Problem("idf-reflectance", building.name, "EnergyPlus has one ground reflectance for the site", sorted(reflectances), "one value", "give all surfaces the same")
        )  # fmt: skip
    if problems:
        raise InputError(problems)
    out = IdfFile()
    _header(out, building, reflectances.pop(), steps_per_hour, lead_days)
    for k, zone in enumerate(building.zones):
        name = clean(zone.name)
        out.add(
            "Zone", [("Name", name), ("North, deg", 0.0), ("X", 0.0), ("Y", 0.0), ("Z", 0.0), ("Type", 1), ("Multiplier", 1),
            ("Ceiling height", "autocalculate"), ("Volume, m3", float(zone.volume_m3)), ("Floor area, m2", float(zone.floor_area_m2))],
        )  # fmt: skip
        mass = 1.0 + zone.internal_mass_j_k / air_capacity(zone, year)
        out.add(
            "ZoneCapacitanceMultiplier:ResearchSpecial", [("Name", f"{name} furniture"), ("Zone", name), ("Temperature", mass), ("Humidity", SORPTION)],
        )  # fmt: skip
        envelope(out, zone, name, ZONE_SPACING_M * k, year)
        gains_and_air(out, zone, name, year)
        ideal_loads(out, zone, name, year)
    output_variables(out, OUTPUTS)
    return join([*out.parts, *out.schedules.text])


def write_idf(building: Building, year: WeatherYear, path: str | Path, steps_per_hour: int = 6) -> Path:
    """Write ``idf_text`` to a file (UTF-8; written to a temporary name first). Returns the path."""
    return write_whole(path, idf_text(building, year, steps_per_hour))
