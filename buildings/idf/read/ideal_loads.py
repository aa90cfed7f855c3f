"""An IDF of anybody's with ideal loads in place of its systems: envelope, gains, schedules, infiltration and thermostats stay theirs."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from buildings.idf.read.air import OutdoorAir
from buildings.idf.read.building import HOURS, Imported
from buildings.idf.read.calendar import SAMPLE_YEARS, month_and_day
from buildings.idf.read.classes import HVAC
from buildings.idf.read.source import Notes, decode, plain_construction, scan, updated
from buildings.idf.read.systems import Served
from buildings.idf.write.building import OUTPUTS, VERSION, output_variables
from buildings.idf.write.objects import IdfFile, clean
from buildings.idf.write.zones import thermostat
from buildings.model import Hourly, Zone

DROPPED = re.compile(
    r"^(version|simulationcontrol|runperiod$|sizing|output|meter|utilitycost|energymanagementsystem|daylighting|pythonplugin|external|"
    r"lifecyclecost|componentcost|currencytype|environmentalimpact|fuelfactors|compliance|report|parametric|performanceprecision|"
    r"convergencelimits|designspecification|zoneairmass|airflownetwork|roomair|faultmodel|demandmanager)"
)
"""Besides the systems: reports, costs, controls that act on systems or on daylight, and what is written anew."""
FILE_NAME = 3
"""Place of the file's name among the fields of a Schedule:File."""


def _explicit_dates(fields: list[str], year: int) -> list[str]:
    """Dates such as "4th Thursday in November" as month and day of a year: a run that begins in December would take another year's."""
    places = {"runperiodcontrol:specialdays": (2,), "runperiodcontrol:daylightsavingtime": (1, 2)}.get(
        fields[0].lower(), ()
    )
    out = list(fields)
    for k in places:
        day = month_and_day(out[k], year)
        out[k] = f"{day.month}/{day.day}"
    return out


def ideal_copy(path: str | Path, imported: Imported, lead_days: int = 0) -> str:
    """Text of the file with ideal loads at its thermostats' set points.

    Dropped: systems, sizing, energy management programs, daylight controls, reports. The outdoor air of the systems comes as a constant
    share of ventilation (``ZoneVentilation:DesignFlowRate``) with its schedule. Holidays and daylight saving are the file's own, rain and snow
    of the weather file do not wet surfaces.

    Parameters
    ----------
    path : str or Path
    imported : Imported
        What ``read.read_idf`` made of the same file: its zones with thermostats, outdoor air and first weekday.
    lead_days : int
        As in ``write.idf_text``.
    """
    text, _ = decode(Path(path).read_bytes())
    version = tuple(int(v) for v in imported.version.split("."))
    year = SAMPLE_YEARS[imported.first_weekday]
    out = IdfFile()
    out.add("Version", [("Version", VERSION)])
    objects = [plain_construction(o, Notes()) for o in scan(text)]
    for fields in objects:
        low = fields[0].lower()
        if DROPPED.match(low) or (HVAC.match(low) and not low.startswith("zonecontrol:thermostat")):
            continue
        fields = _explicit_dates(updated(fields, (version[0], version[1])), year)
        if low == "schedule:file" and len(fields) > FILE_NAME:  # EnergyPlus runs in another folder
            fields[FILE_NAME] = str((Path(path).parent / fields[FILE_NAME]).resolve())
        out.parts.append(",\n  ".join(fields) + ";\n")
    out.add("SimulationControl", [*(("sizing and run flags", v) for v in ("No", "No", "No", "No", "Yes"))])
    begin = date(year, 1, 1) - timedelta(days=lead_days)
    out.add(
        "RunPeriod", [("Name", "year"), ("Begin month", begin.month), ("Begin day", begin.day), ("Begin year", begin.year), ("End month", 12),
        ("End day", 31), ("End year", year), ("Day of week", None), ("Weather file holidays", "No"), ("Daylight saving", "No"),
        ("Weekend holiday rule", "No"), ("Rain", "No"), ("Snow", "No"), ("Weather as actual", "No")],
    )  # fmt: skip
    given = _thermostated(objects)
    for zone in imported.building.zones:
        points = (zone.thermostat.heating_c, zone.thermostat.cooling_c)
        if not all(np.isnan(np.asarray(v)).all() for v in points):
            served = imported.served.get(zone.name)
            limits = served if served is not None and served.limited else None
            _ideal(out, clean(zone.name), limits, imported.saving)
            if (
                zone.name.lower() not in given
            ):  # its template, which EnergyPlus itself does not read, held the set points
                thermostat(out, _clocked(zone, imported.saving), clean(zone.name), HOURS)
    for name, air in imported.outdoor_air.items():
        _outdoor(out, name, air, imported.saving)
    output_variables(out, OUTPUTS)
    return "\n".join([*out.parts, *out.schedules.text])


def clock_time(values: Hourly, saving: np.ndarray) -> float | np.ndarray:
    """A year of standard time as a schedule of clock time: what holds at an hour is read an hour later on days with daylight saving."""
    a = np.atleast_1d(np.asarray(values, dtype=float))
    if len(a) == 1 or not saving.any():
        return values
    parts = a.reshape(365, -1)
    return np.where(saving[:, None], np.roll(a, parts.shape[1] // 24).reshape(parts.shape), parts).ravel()


def _clocked(zone: Zone, saving: np.ndarray) -> Zone:
    t = zone.thermostat
    points = replace(t, heating_c=clock_time(t.heating_c, saving), cooling_c=clock_time(t.cooling_c, saving))
    return replace(zone, thermostat=points)


def _thermostated(objects: list[list[str]]) -> set[str]:
    """Zones, in lower case, that a ZoneControl:Thermostat of the file controls."""
    lists = {o[1].lower(): [v.lower() for v in o[2:]] for o in objects if o[0].lower() == "zonelist"}
    names = [o[2].lower() for o in objects if o[0].lower() == "zonecontrol:thermostat" and len(o) > 2]
    return {zone for name in names for zone in lists.get(name, [name])}


def _ideal(out: IdfFile, zone: str, served: Served | None, saving: np.ndarray) -> None:
    """Ideal loads of a zone within what its systems can do, that leave the air's moisture alone."""
    out.add(
        "ZoneHVAC:EquipmentConnections", [("Zone", zone), ("List", f"{zone} equipment"), ("Inlet node", f"{zone} supply"),
        ("Exhaust node", f"{zone} exhaust"), ("Air node", f"{zone} air"), ("Return node", None)],
    )  # fmt: skip
    out.add(
        "ZoneHVAC:EquipmentList", [("Name", f"{zone} equipment"), ("Scheme", "SequentialLoad"), ("Type", "ZoneHVAC:IdealLoadsAirSystem"),
        ("Equipment", f"{zone} ideal loads"), ("Cooling sequence", 1), ("Heating sequence", 1)],
    )  # fmt: skip
    on: list[str | None] = [None, None]
    watts = [math.inf, math.inf]
    if served is not None:
        on = [
            out.schedules.add("on", clock_time(v.ravel().astype(float), saving))
            for v in (served.heating_on, served.cooling_on)
        ]
        watts = [served.heating_capacity_w, served.cooling_capacity_w]
    heat, cool = ([("Limit", "LimitCapacity" if math.isfinite(w) else "NoLimit"), ("Flow", None), ("Capacity, W", w if math.isfinite(w) else None)] for w in watts)  # fmt: skip
    out.add(
        "ZoneHVAC:IdealLoadsAirSystem", [("Name", f"{zone} ideal loads"), ("Available", None), ("Supply node", f"{zone} supply"),
        ("Exhaust node", f"{zone} exhaust"), ("Inlet node", None), ("Supply at most, degC", 50.0), ("at least, degC", 13.0), ("Humidity at most", 0.0156),
        ("at least", 0.0077), *heat, *cool, ("Heating available", on[0]), ("Cooling available", on[1]), ("Dehumidification", "None"),
        ("Sensible heat ratio", None), ("Humidification", "None")],
    )  # fmt: skip


def _outdoor(out: IdfFile, zone: str, air: OutdoorAir, saving: np.ndarray) -> None:
    name = out.schedules.add("outdoor air", clock_time(air.share, saving))
    out.add(
        "ZoneVentilation:DesignFlowRate", [("Name", f"{zone} outdoor air"), ("Zone", zone), ("Schedule", name), ("Method", "Flow/Zone"), ("Flow, m3/s", air.design_m3_s * (1.0 - air.recovery)),
        ("per area", None), ("per person", None), ("air changes", None), ("Type", "Natural"), ("Fan pressure, Pa", 0.0), ("Fan efficiency", 1.0),
        ("Constant", 1.0), ("Temperature", 0.0), ("Velocity", 0.0), ("Velocity squared", 0.0)],
    )  # fmt: skip
