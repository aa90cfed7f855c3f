"""Airing: windows that people open for fresh air in the heating season, apart from the leakage of closed windows."""

from __future__ import annotations

import numpy as np

from buildings.archetypes import schedules
from buildings.archetypes.request import ArchetypeRequest, Notes, habit, use_of
from buildings.archetypes.usage import CENTRAL, asked_set_points, coldest_in_july, heating_kind
from buildings.model import Hourly
from foundation.messages import message
from foundation.tables import read_table
from weather.year import WeatherYear


def airing_ach(
    request: ArchetypeRequest, row: dict[str, str], people: float, volume_m3: float, heating_c: Hourly, year: WeatherYear, notes: Notes,
) -> np.ndarray:  # fmt: skip
    """Air changes per hour by airing, shape (hours,).

    ``n = q N o / V`` in the heating season, with ``q`` fresh air by opened windows for each person who is there, m3/(h person)
    (``airing.csv``), ``N`` people, ``o`` share of them present, ``V`` volume of air, m3. Where a unit heats the room itself, windows are
    closed while it runs. Nothing with the set points of the code, whose fresh air is a term of its own, and where nothing is heated.

    References
    ----------
    Hou et al. 2019, Indoor Air 29, 828-839 (windows closed: 0.34 1/h); GB 55015-2021 App. C (0.5 1/h with airing);
    GB/T 18883-2022 (need of 30 m3/(h person)).
    """
    zone, index = request.climate_zone[0], year.index
    found = [
        r
        for r in read_table("buildings", "airing.csv")
        if zone in r["zones"] and row["key"] in r["archetypes"].split("|")
    ]
    h = habit(request.climate_zone, row, request.built)
    season = h if h["heating_c"] or not request.heating else asked_set_points(zone)
    if not found or request.comfort == "code" or not season["heating_from"] or request.heating == "none":
        return np.zeros(year.hours)
    rate = float(found[0]["m3_h_person"])
    there = use_of(request, row).hours("occupancy", index)
    cold = schedules.in_season(index, season["heating_from"], season["heating_to"], coldest_in_july(year))
    out = np.where(cold, rate * people * there / volume_m3, 0.0)
    if heating_kind(request, h) not in CENTRAL:
        out = np.where(np.isnan(heating_c), out, 0.0)
    notes.add(
        "airing", rate, "m3/(h person)", message("airing.csv: {source}", source=found[0]["source"]), found[0]["status"],
        message("in the heating season, on top of the leakage; at most {ach:.2f} 1/h", ach=float(out.max())),
    )  # fmt: skip
    return out
