"""Read an IDF of anybody's as a building of ours, with a list of everything that was not understood as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from buildings.idf.read.air import DESIGN_WIND_M_S, AirReader, OutdoorAir
from buildings.idf.read.calendar import calendar_of
from buildings.idf.read.choices import note_choices
from buildings.idf.read.envelope import EnvelopeReader, paired
from buildings.idf.read.geometry import Face, closed, faces_of, tilt_and_azimuth, volume_of
from buildings.idf.read.materials import Constructions
from buildings.idf.read.schedules import Schedules
from buildings.idf.read.source import Note, Obj, Source, read_source
from buildings.idf.read.systems import Served
from buildings.idf.read.zones import Room, ZoneReader
from buildings.model import Building, Gain, Surface, Zone
from buildings.thermal.validate import check
from foundation.errors import InputError, Problem
from weather.ground import with_monthly_soil
from weather.year import WeatherYear

DEFAULT_GROUND_C = 18.0
"""What EnergyPlus takes where Site:GroundTemperature:BuildingSurface is missing."""
HOURS = 8760
SEA_LEVEL_PA = 101325.0
AIR_J_M3K_20C = 1006.0 / (287.042 * 293.15)
"""Heat capacity of air at 20 degC by its pressure, J/(m3 K) for each Pa."""


@dataclass(frozen=True, eq=False, slots=True)
class Imported:
    """A building read from an IDF.

    Attributes
    ----------
    building : Building
        Zones with a multiplier hold it: their areas, volumes and gains are those of all copies.
    year : WeatherYear or None
        The weather that was given, with the file's soil temperatures and the wind of its terrain; the building belongs to it.
    notes : tuple of Note
        What our model does not hold as the file says it.
    multipliers : mapping
        Of every zone.
    outdoor_air : mapping
        Of the file's systems, by zone, of one copy.
    served : mapping
        What the file's systems can do, by zone, of all copies together.
    first_weekday : int
        Of 1 January, 0 = Sunday.
    saving : ndarray (365,)
        Days with daylight saving time, during which EnergyPlus reads schedules an hour ahead.
    site : tuple
        Latitude, longitude, hours from UTC and altitude of the file, or None.
    """

    building: Building
    year: WeatherYear | None
    notes: tuple[Note, ...]
    multipliers: Mapping[str, float]
    outdoor_air: Mapping[str, OutdoorAir]
    served: Mapping[str, Served]
    first_weekday: int
    saving: np.ndarray
    site: tuple[float, float, float, float] | None
    version: str
    encoding: str


def _site(source: Source) -> tuple[float, float, float, float] | None:
    o = source.first("Site:Location")
    return (o.number("Latitude"), o.number("Longitude"), o.number("Time_Zone"), o.number("Elevation")) if o else None


def _multipliers(source: Source) -> dict[str, float]:
    out = {z.name: z.number("Multiplier", 1.0) for z in source.all("Zone")}
    lists = source.named("ZoneList")
    by_low = {n.lower(): n for n in out}
    for g in source.all("ZoneGroup"):
        members = lists.get(g.text("Zone_List_Name").lower())
        for name in members.rest(1) if members else []:
            if name.lower() in by_low:
                out[by_low[name.lower()]] *= g.number("Zone_List_Multiplier", 1.0)
    return out


def _room(zone: Obj, faces: list[Face], wind: float | np.ndarray, year: WeatherYear | None) -> Room:
    """Areas and volume of a zone by the rules of EnergyPlus: given, else from the faces."""
    floors = [f for f in faces if f.kind == "floor"]
    floor = zone.number("Floor_Area", sum(f.area_m2 for f in floors))
    volume = zone.number("Volume", 0.0)
    if volume <= 0.0:
        height = zone.number("Ceiling_Height", 0.0)
        if height > 0.0:
            volume = height * floor
        elif closed(faces):
            volume = volume_of(faces)
        else:
            tops = [f for f in faces if f.kind in ("roof", "ceiling")]
            levels = [
                float(np.average([f.points[:, 2].mean() for f in g], weights=[f.area_m2 for f in g]))
                for g in (tops, floors)
                if g
            ]
            volume = floor * (levels[0] - levels[1]) if len(levels) == 2 else max(abs(volume_of(faces)), 1.0)
    outer = [f for f in faces if f.boundary == "outdoors"]
    walls = [f for f in outer if 60.0 <= tilt_and_azimuth(f.points)[0] <= 120.0]
    return Room(
        name=zone.name, floor_m2=max(floor, 1e-3), volume_m3=max(volume, 1e-3), outer_m2=sum(f.area_m2 for f in outer), outer_wall_m2=sum(f.area_m2 for f in walls), wind_m_s=wind,
        wind_from_deg=year.column("wind_direction") if year is not None else 0.0, temp_air_c=year.column("temp_air") if year is not None else None,
    )  # fmt: skip


def _mass(source: Source, constructions: Constructions, targets: ZoneReader) -> dict[str, list[Surface]]:
    """Internal mass of every zone: one face in the room, the other as warm as it."""
    out: dict[str, list[Surface]] = {}
    for o in source.all("InternalMass"):
        key = "Zone_or_ZoneList_Name" if o.text("Zone_or_ZoneList_Name") else "Space_or_SpaceList_Name"
        for t in targets.targets.of(o, key):
            area = o.number("Surface_Area")
            if area > 0.0:
                c = constructions.opaque(o.text("Construction_Name"))
                out.setdefault(t.zone, []).append(Surface(f"{o.name} {t.zone}", area, 90.0, 0.0, c, "adiabatic"))
    return out


def _capacity(source: Source, targets: ZoneReader) -> dict[str, float]:
    """Multiplier of the air's heat capacity of every zone; one without a zone is for all."""
    out: dict[str, float] = {}
    for o in source.all("ZoneCapacitanceMultiplier:ResearchSpecial"):
        factor = o.number("Temperature_Capacity_Multiplier", 1.0)
        names = (
            [t.zone for t in targets.targets.of(o, "Zone_or_ZoneList_Name")]
            if o.text("Zone_or_ZoneList_Name")
            else list(targets.rooms)
        )
        out.update(dict.fromkeys(names, factor))
    return out


def multiplied(zone: Zone, m: float) -> Zone:
    """One zone that is ``m`` copies of a zone: every area, volume, flow and power times ``m``, which changes no temperature.

    Shaded walls, whose windows have places, stand ``m`` times instead.
    """
    if m == 1.0:
        return zone
    surfaces: list[Surface] = []
    for s in zone.surfaces:
        if s.shades and m == int(m):
            surfaces += [replace(s, name=s.name if k == 0 else f"{s.name} #{k + 1}") for k in range(int(m))]
        else:
            windows = tuple(replace(w, count=w.count * m) for w in s.windows)
            surfaces.append(replace(s, area_m2=s.area_m2 * m, windows=windows, exposed_perimeter_m=s.exposed_perimeter_m * m, shades=() if s.shades else s.shades))  # fmt: skip
    air = replace(
        zone.air, ventilation_m3_s=zone.air.ventilation_m3_s * m, leakage_area_cm2=zone.air.leakage_area_cm2 * m,
        mixing_m3_s=tuple((n, f * m) for n, f in zone.air.mixing_m3_s),
        exhausted_m3_s=zone.air.exhausted_m3_s * m,
    )  # fmt: skip
    gains = tuple(replace(g, power_w=g.power_w * m) for g in zone.gains)
    return replace(
        zone, floor_area_m2=zone.floor_area_m2 * m, volume_m3=zone.volume_m3 * m, surfaces=tuple(surfaces), gains=gains, air=air,
        internal_mass_j_k=zone.internal_mass_j_k * m,
    )  # fmt: skip


def _soil(source: Source, area: Mapping[str, float]) -> tuple[float, ...] | None:
    """Twelve soil temperatures of the kind that most of the ground surface is on."""
    kind = max(area, key=lambda k: area[k])
    if area[kind] <= 0.0:
        return None
    other = min(area, key=lambda k: area[k])
    o = source.first(f"Site:GroundTemperature:{kind}")
    if area[other] > 0.0:
        source.notes.add("two-soils", f"Site:GroundTemperature:{other}", "", kind)
    if o is None:
        if kind == "fcfactormethod":
            source.notes.add("soil-of-weather", "Site:GroundTemperature:FCfactorMethod")
            return None
        source.notes.add("soil-default", "Site:GroundTemperature:BuildingSurface", "", f"{DEFAULT_GROUND_C:g} degC")
        return (DEFAULT_GROUND_C,) * 12
    return tuple(o.number(k, DEFAULT_GROUND_C) for k in list(o.fields)[1:13])


def _self_shading(source: Source, faces: list[Face]) -> None:
    """Note the outer walls in front of which something of the building stands."""
    outer = [f for f in faces if f.boundary == "outdoors"]
    corners = np.vstack([f.points for f in outer]) if outer else np.zeros((0, 3))
    for f in outer:
        tilt, _ = tilt_and_azimuth(f.points)
        if 60.0 <= tilt <= 120.0:
            n = np.cross(f.points[1] - f.points[0], f.points[2] - f.points[1])
            n = n / max(float(np.linalg.norm(n)), 1e-9)
            if ((corners - f.points[0]) @ n).max() > 0.5:
                source.notes.add("self-shading", "BuildingSurface", f.name)


def _site_year(source: Source, year: WeatherYear, wind: float, soil: tuple[float, ...] | None) -> WeatherYear:
    """The year with the wind of the file's terrain and its soil temperatures."""
    table = year.table.copy()
    table["wind_speed"] = table["wind_speed"] * wind
    out = replace(year, table=table, cache={})
    return with_monthly_soil(out, soil, f"soil temperatures of {Path(source.path).name}") if soil else out


def _building(source: Source, zones: tuple[Zone, ...], floors: Mapping[str, float], faces: list[Face]) -> Building:
    o = source.first("Building")
    counted = {z.name for z in source.all("Zone") if z.text("Part_of_Total_Floor_Area", "Yes").lower() != "no"}
    low = [f for f in faces if f.kind == "floor" and f.boundary.startswith(("ground", "foundation", "otherside"))]
    ground_m2 = sum(f.area_m2 for f in low)
    area = sum(z.floor_area_m2 for z in zones if z.name in counted) or sum(z.floor_area_m2 for z in zones)
    footprint = ground_m2 or max(floors.values())
    return Building(o.name if o and o.name else "building", area, footprint, max(1, round(area / footprint)), zones)


def read_idf(path: str | Path, year: WeatherYear | None = None) -> Imported:
    """Read an IDF as a building.

    Parameters
    ----------
    path : str or Path
        EnergyPlus 8.6 or later; UTF-8, GBK or Latin-1; any file name.
    year : WeatherYear, optional
        8,760 hours; infiltration by wind and temperature is computed with it. Without it a wind of 4.5 m/s is taken.

    Raises
    ------
    InputError
        ``energyplus-missing``, ``file-not-found``, ``idf-form``, ``idf-empty``, ``idf-version``, ``idf-geometry``, ``idf-construction``,
        ``idf-schedule``, ``idf-zone``, ``idf-value``, ``idf-leap-year``; ``building-value`` for what the load model refuses.
    """
    if year is not None and year.hours != HOURS:
        raise InputError(Problem("idf-leap-year", "weather", "an IDF is read for 8,760 hours", year.hours, str(HOURS), "take a year without 29 February"))  # fmt: skip
    source = read_source(path)
    note_choices(source)
    calendar = calendar_of(source)
    names = {z.name.lower(): z.name for z in source.all("Zone")}
    faces = [replace(f, zone=names.get(f.zone.lower(), f.zone)) for f in faces_of(source)]
    by_zone: dict[str, list[Face]] = {}
    for f in faces:
        by_zone.setdefault(f.zone, []).append(f)
    multipliers = {**dict.fromkeys(by_zone, 1.0), **_multipliers(source)}
    envelope = EnvelopeReader(source, faces, Constructions(source), multipliers)
    rooms = _rooms(source, by_zone, envelope, year)
    reader = ZoneReader(source, Schedules(source, calendar), rooms)
    air = AirReader(reader)
    single = _zones(envelope, reader, air, by_zone, year)
    zones = tuple(multiplied(_opened(z, source), multipliers[z.name]) for z in paired(single, source.notes))
    _self_shading(source, faces)
    soil = _soil(source, envelope.ground_area)
    building = _building(source, zones, {n: r.floor_m2 for n, r in rooms.items()}, faces)
    problems = check(building, HOURS)
    if problems:
        raise InputError(problems)
    return Imported(
        building=building, year=_site_year(source, year, envelope.scale, soil) if year is not None else None, notes=source.notes.all(), multipliers=multipliers, outdoor_air=air.outdoor_air(), served=reader.served,
        first_weekday=calendar.first_weekday, saving=calendar.saving, site=_site(source), version=".".join(map(str, source.version)), encoding=source.encoding,
    )  # fmt: skip


def _rooms(
    source: Source, by_zone: Mapping[str, list[Face]], envelope: EnvelopeReader, year: WeatherYear | None
) -> dict[str, Room]:
    """The zones that have surfaces, with the wind at the height of their middle."""
    speed = year.column("wind_speed") if year is not None else None
    rooms = {}
    for z in source.all("Zone"):
        if z.name not in by_zone:
            source.notes.add("zone-without-surfaces", "Zone", z.name)
            continue
        share = envelope.wind.share(_middle_height(by_zone[z.name]))
        rooms[z.name] = _room(z, by_zone[z.name], DESIGN_WIND_M_S if speed is None else speed * share, year)
    if not rooms:
        raise InputError(Problem("idf-geometry", source.path, "no zone of the file has a surface", None, "zones with surfaces", "check the file"))  # fmt: skip
    return rooms


def _middle_height(faces: list[Face]) -> float:
    return float(np.mean([f.points[:, 2].mean() for f in faces]))


def _zones(
    envelope: EnvelopeReader,
    reader: ZoneReader,
    air: AirReader,
    by_zone: Mapping[str, list[Face]],
    year: WeatherYear | None,
) -> list[Zone]:
    """One copy of every zone; its partitions are not paired yet."""
    gains, flows, thermostats = reader.gains(), air.air(), reader.thermostats()
    mass, capacity = _mass(reader.source, envelope.constructions, reader), _capacity(reader.source, reader)
    pressure = year.site.pressure_pa if year is not None else SEA_LEVEL_PA
    out = []
    for name, room in reader.rooms.items():
        surfaces = [s for f in by_zone[name] for s in envelope.surfaces(f)] + mass.get(name, [])
        local = (
            envelope.wind.share(_middle_height(by_zone[name])) / envelope.scale
        ) ** 2  # of a leakage area, against the year's wind
        here = replace(flows[name], wind_coefficient=flows[name].wind_coefficient * local)
        extra = (capacity.get(name, 1.0) - 1.0) * room.volume_m3 * pressure * AIR_J_M3K_20C
        out.append(
            Zone(
                name=name,
                floor_area_m2=room.floor_m2,
                volume_m3=room.volume_m3,
                surfaces=tuple(surfaces),
                gains=_unique(gains[name]),
                air=here,
                thermostat=thermostats[name],
                internal_mass_j_k=max(extra, 0.0),
            )
        )
    return out


def _opened(zone: Zone, source: Source) -> Zone:
    """A zone from which no heat can go: its gains are left out, for the system that carries them away is not in our model."""
    t, air = zone.thermostat, zone.air
    controlled = not (np.isnan(np.asarray(t.heating_c)).all() and np.isnan(np.asarray(t.cooling_c)).all())
    flow = (
        float(np.max(air.infiltration_ach) + np.max(air.ventilation_m3_s) + np.max(air.opening_ach))
        + air.leakage_area_cm2
    )
    if (
        controlled
        or flow > 0.0
        or air.mixing_m3_s
        or any(s.boundary != "adiabatic" for s in zone.surfaces)
        or not zone.gains
    ):
        return zone
    source.notes.add("closed-zone", "Zone", zone.name)
    return replace(zone, gains=())


def _unique(gains: tuple[Gain, ...]) -> tuple[Gain, ...]:
    seen: dict[str, int] = {}
    out = []
    for g in gains:
        seen[g.name] = seen.get(g.name, 0) + 1
        out.append(g if seen[g.name] == 1 else replace(g, name=f"{g.name} #{seen[g.name]}"))
    return tuple(out)
