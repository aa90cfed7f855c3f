"""Parametric archetypes: a few numbers in, a ``Building`` out, every default that decides a result listed as an assumption.

Geometry: a box of equal storeys, the long facade facing ``orientation_deg``. Habit (``comfort="habit"``): part-time, part-space, so the
building is split into a served and an unserved zone that share every surface in proportion and the inner walls between them; ``comfort="setpoints"``: GB 55015-2021 set
points in the whole building, loads as by habit; ``comfort="code"``: set points and loads of GB 55015-2021.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from buildings.archetypes import envelope
from buildings.archetypes.airing import airing_ach
from buildings.archetypes.request import BUILT, ArchetypeRequest, Notes, catalogue, gb_loads, habit, use_of
from buildings.archetypes.usage import gains_of, installed_lighting_w_m2, served_share, systems_of, thermostat_of
from buildings.model import Air, Building, Construction, Hourly, Surface, Thermostat, Window, Zone
from buildings.thermal.airtightness import leaky
from foundation.errors import InputError, Problem
from foundation.messages import message, translated
from foundation.tables import read_table
from weather.year import WeatherYear

FURNITURE_J_M2K = 10000.0
"""Furniture and stored goods at air temperature per floor area (ISO 52016-1, default of 10 000 J/(m2 K))."""
PARTITION_M2_PER_M2 = 1.0
"""Faces of inner walls per floor area; general knowledge, unconfirmed."""
PARTY = "party walls"
OPENING_ACH = 5.0
WINDOW_HEIGHT_M = 1.5


def _question(request: ArchetypeRequest, row: dict[str, str], shape: Shape, notes: Notes) -> envelope.Question | None:
    """What the envelope limits are asked for; None where the building is as found."""
    built = request.built or BUILT
    if request.built is None:
        notes.add("built", built, "year", "archetype default", "illustrative")
    edition = envelope.era(built)
    village = row["key"].startswith("village_house")
    if village and built < envelope.RURAL_SINCE:
        return None
    if edition == "pre-2005" and request.climate_zone[0] not in "12":
        return None
    return envelope.Question(
        edition=edition, building_class=row["class"], zone=request.climate_zone, window_wall_ratio=round(shape.window_wall_ratio, 3), storeys=shape.storeys, shape_factor=round(shape.factor, 3),
        floor_area_m2=shape.floor_area_m2, village=village,
    )  # fmt: skip


def _constructions(
    request: ArchetypeRequest, row: dict[str, str], shape: Shape, notes: Notes
) -> tuple[Construction, Construction, Construction, str]:
    """Wall, roof, floor and the window key of the era."""
    wall, roof = envelope.assembly(row["wall_old"]), envelope.assembly(row["roof_old"])
    floor = envelope.assembly("floor_earth" if row["key"] == "village_house_earthen" else "floor_slab")
    window = row["window_old"]
    question = _question(request, row, shape, notes)
    if question is None:
        for element, found_as in (("wall", wall), ("roof", roof)):
            u = message("U {u:.2f} W/(m2 K)", u=found_as.u_value())
            notes.add(element, envelope.assembly_name(found_as.name), u, "archetype, building as found", row["status"])
    else:
        found = {e: envelope.limit(question, e) for e in ("wall", "roof", "window")}
        if found["wall"]:
            wall = envelope.with_u_value(wall, float(found["wall"]["u_w_m2k"]))
        if found["roof"]:
            roof = envelope.with_u_value(roof, float(found["roof"]["u_w_m2k"]), "xps")
        if found["window"]:
            window = envelope.window_for_limit(float(found["window"]["u_w_m2k"]), window)
        for element, limit in found.items():
            if limit:
                notes.add(
                    f"{element}_u",
                    float(limit["u_w_m2k"]),
                    "W/(m2 K)",
                    limit["source"],
                    limit["status"],
                    message(
                        "limit of {edition}, {kind}, zone {zone}, {condition}",
                        edition=limit["edition"],
                        kind=limit["building_class"],
                        zone=request.climate_zone,
                        condition=limit["condition"] or "all",
                    ),
                )
    notes.add(
        "window",
        translated(window, envelope.windows()[window]["name_zh"]),
        message("U {u:.1f} W/(m2 K)", u=float(envelope.windows()[window]["u_w_m2k"])),
        envelope.windows()[window]["source"],
        envelope.windows()[window]["status"],
    )
    return wall, roof, floor, window


def _infiltration(request: ArchetypeRequest, row: dict[str, str], notes: Notes) -> float:
    """Natural air changes by archetype, climate zone and year (``infiltration.csv``); a value of another zone is unconfirmed here."""
    if request.infiltration_ach is not None:
        return request.infiltration_ach
    if request.n50_ach is not None:
        return 0.0  # leakage comes with wind and stack, see build
    built, zone = request.built or BUILT, request.climate_zone[0]
    rows = [
        r
        for r in read_table("buildings", "infiltration.csv")
        if r["built_from"] and int(r["built_from"]) <= built <= int(r["built_to"])
        and (not r["archetypes"] or row["key"] in r["archetypes"].split("|"))
    ]  # fmt: skip
    rows = [r for r in rows if not r["archetypes"] or zone in r["zones"] or row["key"] == r["archetypes"]]
    best = min(rows, key=lambda r: (not r["archetypes"], zone not in r["zones"]))
    value = float(best["ach_natural"])
    here = zone in best["zones"]
    notes.add(
        "infiltration_ach", value, "1/h", message("infiltration.csv: {state} ({source})", state=best["building_state"], source=best["source"]),
        best["status"] if here else "unconfirmed", "" if here else message("a value of {zone}, taken here too", zone=best["zone"]),
    )  # fmt: skip
    return value


@dataclass(frozen=True, slots=True)
class Shape:
    """The box of equal storeys."""

    floor_area_m2: float
    storeys: int
    storey_height_m: float
    aspect: float
    window_wall_ratio: float

    @property
    def footprint_m2(self) -> float:
        return self.floor_area_m2 / self.storeys

    @property
    def length_m(self) -> float:
        return math.sqrt(self.footprint_m2 * self.aspect)

    @property
    def depth_m(self) -> float:
        return self.footprint_m2 / self.length_m

    @property
    def height_m(self) -> float:
        return self.storey_height_m * self.storeys

    @property
    def factor(self) -> float:
        """Outer surface over volume (walls and roof), 1/m."""
        walls = 2.0 * (self.length_m + self.depth_m) * self.height_m
        return (walls + self.footprint_m2) / (self.footprint_m2 * self.height_m)


def _surfaces(
    shape: Shape, orientation: float, constructions: tuple[Construction, Construction, Construction], window_key: str, share: float, beside: str,
) -> tuple[Surface, ...]:  # fmt: skip
    """All surfaces of the box, scaled to a zone's share; the zone ``beside`` it is behind some of its inner walls.

    Rooms of both zones are mixed at random: of the inner walls of a room the share of the other zone has a room of that zone behind it.
    """
    wall, roof, floor = constructions
    length, depth, height = shape.length_m, shape.depth_m, shape.height_m
    footprint, storeys, wwr = shape.footprint_m2, shape.storeys, shape.window_wall_ratio
    glass = envelope.window_glazing(window_key)
    out = []
    for name, width, turn in (
        ("front", length, 0.0),
        ("right", depth, -90.0),
        ("back", length, 180.0),
        ("left", depth, 90.0),
    ):
        area = width * height * share
        ratio = wwr if name in ("front", "back") else 0.4 * wwr
        n = area * ratio / (1.5 * WINDOW_HEIGHT_M)
        panes = (Window("window", 1.5, WINDOW_HEIGHT_M, glass, n),) if n > 0 else ()
        face = Surface(name, area, 90.0, (orientation + turn) % 360.0, wall, windows=panes, height_m=height / 2.0)
        out.append(envelope.enlarged(face))
    out.append(Surface("roof", footprint * share, 0.0, orientation, roof, height_m=height))
    out.append(
        Surface(
            "ground floor",
            footprint * share,
            180.0,
            0.0,
            floor,
            boundary="ground",
            exposed_perimeter_m=2.0 * (length + depth) * share,
        )
    )
    slab, partition = envelope.assembly("inner_slab"), envelope.assembly("inner_wall")
    if storeys > 1:
        inner = footprint * (storeys - 1) * share
        out.append(Surface("upper floors", inner, 180.0, 0.0, slab, boundary="adiabatic"))
        out.append(Surface("ceilings", inner, 0.0, 0.0, slab, boundary="adiabatic"))
    faces = footprint * storeys * share * PARTITION_M2_PER_M2
    out.append(Surface("partitions", faces * share, 90.0, 0.0, partition, boundary="adiabatic"))
    if share < 1.0:
        both = replace(partition, name="inner_wall_whole", layers=(*reversed(partition.layers), *partition.layers))
        wall_between = Surface(PARTY, faces * (1.0 - share), 90.0, 0.0, both, boundary="zone", adjacent=(beside, PARTY))
        out.append(wall_between)
    return tuple(out)


def _row(key: str) -> dict[str, str]:
    """The archetype's row.

    Raises
    ------
    InputError
        ``unknown-archetype``.
    """
    row = catalogue().get(key)
    if row is None:
        raise InputError(
            Problem(
                "unknown-archetype",
                "archetype",
                "no such archetype",
                key,
                ", ".join(catalogue()),
                "choose one of these",
            )
        )
    return row


def _shape(request: ArchetypeRequest, row: dict[str, str], notes: Notes) -> Shape:
    """The box that is asked for; what is not said is the archetype's."""
    area = request.floor_area_m2 or float(row["floor_area_m2"])
    storeys = request.storeys or int(row["storeys"])
    wwr = request.window_wall_ratio if request.window_wall_ratio is not None else float(row["wwr"])
    aspect = request.aspect or float(row["aspect"])
    for key, given, value, unit in (
        ("floor_area_m2", request.floor_area_m2, area, "m2"), ("storeys", request.storeys, storeys, "-"),
        ("window_wall_ratio", request.window_wall_ratio, wwr, "-"), ("aspect", request.aspect, aspect, "-"),
    ):  # fmt: skip
        if given is None:
            notes.add(key, value, unit, "archetype default", row["status"])
    return Shape(area, storeys, float(row["storey_height_m"]), aspect, wwr)


def _air(
    request: ArchetypeRequest, row: dict[str, str], ach: float, people: float, volume_m3: float, heating_c: Hourly, year: WeatherYear, *, notes: Notes,
) -> Air:  # fmt: skip
    """Leakage, airing, the fresh air of the code, and windows opened in use hours; of the whole building."""
    occupied = use_of(request, row).hours("occupancy", year.index) > 0.05
    fresh = np.zeros(year.hours)
    if request.comfort == "code" and gb_loads(row["schedule"])["fresh_air_m3_h_person"]:
        fresh[:] = people * float(gb_loads(row["schedule"])["fresh_air_m3_h_person"]) / 3600.0 * occupied
    limit = habit(request.climate_zone, row, request.built)["opening_above_c"]
    notes.add(
        "window opening",
        OPENING_ACH,
        "1/h at most",
        "windows opened in use hours where outdoors is cooler; general knowledge",
        "unconfirmed",
        message("above {limit} degC", limit=limit),
    )
    aired = airing_ach(request, row, people, volume_m3, heating_c, year, notes)
    return Air(ach, fresh, 0.0, np.where(occupied, OPENING_ACH, 0.0), float(limit), airing_ach=aired)


def build(request: ArchetypeRequest, year: WeatherYear) -> Building:
    """A building from an archetype and what the project says about it.

    Parameters
    ----------
    request : ArchetypeRequest
    year : WeatherYear
        Its index decides weekdays and seasons.

    Returns
    -------
    Building
        One zone (``comfort="code"`` or everything served), or a served and an unserved one.

    Raises
    ------
    InputError
        ``unknown-archetype``.
    """
    row = _row(request.archetype)
    notes = Notes(request.name)
    shape = _shape(request, row, notes)
    area = shape.floor_area_m2
    people = request.occupants if request.occupants is not None else area / float(row["area_m2_per_person"])
    meals = request.meals_per_day if request.meals_per_day is not None else float(row["meals_default"])
    h = habit(request.climate_zone, row, request.built)
    wall, roof, floor, window = _constructions(request, row, shape, notes)
    ach = _infiltration(request, row, notes)
    gains = gains_of(request, row, area, people, year, notes)
    thermostat = thermostat_of(request, row, h, year, notes)
    served = round(served_share(request, h), 6)
    air = _air(request, row, ach, people, area * shape.storey_height_m, thermostat.heating_c, year, notes=notes)
    zones = tuple(
        Zone(
            name=name,
            floor_area_m2=area * share,
            volume_m3=area * shape.storey_height_m * share,
            surfaces=_surfaces(shape, request.orientation_deg, (wall, roof, floor), window, share, beside),
            gains=tuple(replace(g, power_w=g.power_w * share) for g in gains),
            air=replace(air, ventilation_m3_s=np.asarray(air.ventilation_m3_s) * share),
            thermostat=thermostat if name == "served" else Thermostat(),
            internal_mass_j_k=FURNITURE_J_M2K * area * share,
        )
        for name, share, beside in (("served", served, "unserved"), ("unserved", 1.0 - served, "served"))
        if share > 1e-6
    )
    systems = systems_of(request, row, h, people, meals, year, notes)
    building = Building(
        name=request.name,
        floor_area_m2=area,
        footprint_m2=area / shape.storeys,
        storeys=shape.storeys,
        zones=zones,
        systems=systems,
        archetype=request.archetype,
        assumptions=tuple(notes.items),
        count=request.count,
        lighting_w_m2=installed_lighting_w_m2(request, row),
        infiltration_ach=ach if request.n50_ach is None else None,
    )
    return building if request.n50_ach is None else leaky(building, request.n50_ach, request.shelter_class)
