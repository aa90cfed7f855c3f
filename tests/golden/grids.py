"""Functions of the physics on grids of their arguments, also where no example leads: other climates, limits, machines, damaged weather."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from weather.year import WeatherYear

OUTDOORS_C = np.array([-32.0, -25.0, -18.0, -9.0, -7.0, -3.0, 1.0, 2.0, 5.0, 7.0, 12.0, 20.0, 28.0, 35.0, 43.0])
SYSTEMS = {
    "heating": ("split_heat_pump", "vrf", "electric_heater", "gas_boiler", "lpg_boiler", "coal_boiler", "coal_stove", "wood_stove", "district_heat"),
    "cooling": ("split", "vrf"),
    "hot_water": ("electric", "gas", "lpg", "heat_pump", "solar_electric"),
    "cooking": ("electricity", "gas", "lpg", "coal", "wood"),
}  # fmt: skip
TANK_C = np.array([-2.0, 4.0, 9.0, 10.5, 12.0, 15.0, 18.0, 20.0, 24.0, 30.0, 35.0, 42.0, 55.0])


@cache
def year_of(name: str) -> WeatherYear:
    from weather.stations.table import find_station
    from weather.synthetic import synthetic_year

    return synthetic_year(find_station(name))


def spread(values: Any) -> tuple[float, float]:
    """Mean of an array, and its mean weighted with the place: a number that moves is seen, and one that changes its place."""
    flat = np.nan_to_num(np.asarray(values, dtype=float).ravel(), posinf=-9.0, neginf=-8.0)
    return (float(flat.mean()), float((flat * np.linspace(0.0, 1.0, len(flat))).mean())) if len(flat) else (0.0, 0.0)


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Numbers of a nest of objects by the name of their field."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int | float):
        yield name, float(value)
    elif isinstance(value, np.ndarray):
        yield from ((f"{name}~{k}", v) for k, v in enumerate(spread(value)))
    elif is_dataclass(value):
        for f in fields(value):
            yield from _leaves(getattr(value, f.name), f.name)
    elif isinstance(value, tuple | list):
        for v in value:
            yield from _leaves(v, name)


def summed(value: Any, key: str) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for name, v in _leaves(value):
        sums[f"{key}/{name}"] += v if np.isfinite(v) else -7.0
    return dict(sums)


def buildings() -> dict[str, float]:
    """Every archetype of four years of construction in three climates, by kind of number; habits and the code's use."""
    from buildings.archetypes.build import build
    from buildings.archetypes.request import ArchetypeRequest, catalogue

    out: dict[str, float] = defaultdict(float)
    for station, zone in (("Harbin", "1B"), ("Kunming", "5A"), ("Guangzhou", "4B")):
        for built in (1975, 1994, 2004, 2018):
            for key in catalogue():
                code = built in (1994, 2018)
                asked = ArchetypeRequest(
                    "x", key, zone, built=built, comfort="code" if code else "habit", n50_ach=7.0 if code else None
                )
                for name, v in summed(build(asked, year_of(station)), f"{zone}/{key}").items():
                    out[name] += v
    for kind, names in SYSTEMS.items():
        for name in names:
            for key in ("canteen", "village_house_brick", "clinic"):
                asked = ArchetypeRequest("x", key, "3A", built=2004, **{kind: name})
                out |= summed(build(asked, year_of("Kunming")).systems, f"{kind}/{name}/{key}")
    return dict(out)


def machines() -> dict[str, float]:
    """Heat pumps, coils, solar tanks, mains water and design days."""
    from buildings.systems import coil, heat_pumps, hot_water
    from buildings.systems.design_load import design_day_c
    from weather import humidity

    out: dict[str, float] = {}
    for mode in ("heating", "cooling"):
        for name, values in zip(("capacity", "power"), heat_pumps.full_load(mode, OUTDOORS_C), strict=True):
            out |= {f"full_load/{mode}/{name}/{t:g}": float(v) for t, v in zip(OUTDOORS_C, values, strict=True)}
        for control in ("fixed", "inverter", "vrf"):
            ratio = heat_pumps.largest_ratio(mode, control, OUTDOORS_C)
            out |= {f"largest/{mode}/{control}/{t:g}": float(v) for t, v in zip(OUTDOORS_C, ratio, strict=True)}
            for share in (0.1, 0.3, 0.6, 0.9, 1.2):
                load = np.full(len(OUTDOORS_C), 5000.0 * share)
                power = heat_pumps.input_w(mode, control, 3.4, 5000.0, load, OUTDOORS_C)
                out |= {f"input/{mode}/{control}/{share:g}/{k}": v for k, v in enumerate(spread(power))}
    out |= {f"frost/{t:g}": float(v) for t, v in zip(OUTDOORS_C, heat_pumps.frost(OUTDOORS_C), strict=True)}
    room, wet = (x.ravel() for x in np.meshgrid([22.0, 26.0, 30.0], [0.006, 0.010, 0.014, 0.018]))
    for control in ("fixed", "inverter", "vrf"):
        for fan in (True, False):
            for share in (0.05, 0.3, 0.7, 1.1):
                unit = coil.Coil(4000.0, control, fan)
                found = coil.drying(
                    unit,
                    np.full(len(room), 4000.0 * share),
                    room,
                    wet,
                    np.full(len(room), 95000.0),
                    np.full(len(room), 33.0),
                )
                for name, values in zip(("flow", "w"), found, strict=True):
                    out |= {f"coil/{control}/{fan}/{share:g}/{name}/{k}": v for k, v in enumerate(spread(values))}
    for station in ("Harbin", "Kunming", "Guangzhou"):
        year = year_of(station)
        out[f"design_day/{station}"] = design_day_c(year.column("temp_air"))
        out |= {f"mains/{station}/{k}": v for k, v in enumerate(spread(hot_water.mains_temperature(year)))}
        for key in ("flat_plate", "vacuum_tube"):
            gain = hot_water.collector_gain_w_m2(key, year)
            out |= {f"collector/{station}/{key}/{k}": v for k, v in enumerate(spread(gain))}
    air = np.array([-30.0, -5.0, 0.0, 10.0, 25.0, 40.0])
    vapour = 0.6 * humidity.saturation_pressure(air)
    for name, values in {
        "saturation": humidity.saturation_pressure(air), "dew": humidity.dew_point(vapour), "ratio": humidity.humidity_ratio(vapour, np.full(6, 80000.0)),
        "longwave": humidity.sky_longwave(air, humidity.dew_point(vapour), np.linspace(0.0, 10.0, 6)),
    }.items():  # fmt: skip
        out |= {f"humidity/{name}/{t:g}": float(v) for t, v in zip(air, values, strict=True)}
    return out


def skies() -> dict[str, float]:
    """Planes, horizons, rows, boxes, glass and pitches of roofs in three latitudes."""
    from retrofit.solar.chain import optics, shading
    from retrofit.solar.roof import row_pitch
    from weather.horizon import Horizon, sky_view
    from weather.sun import SKY_MODELS, beam_share, plane_irradiance, solar_position

    out: dict[str, float] = {}
    hills = Horizon(np.array([0.0, 60.0, 120.0, 180.0, 240.0, 300.0]), np.array([5.0, 25.0, 10.0, 0.0, 15.0, 30.0]))
    box = (shading.Box((4.0, 9.0), (-12.0, -3.0), (-2.0, 6.0)),)
    for station in ("Guangzhou", "Beijing", "Harbin"):
        year = year_of(station)
        latitude = year.site.latitude
        for model in sorted(SKY_MODELS):
            plane = plane_irradiance(year, 35.0, 200.0, 0.25, model, hills)
            out |= summed(plane, f"{station}/plane/{model}")
        out |= {f"{station}/beam_share/{k}": v for k, v in enumerate(spread(beam_share(year, hills)))}
        sun = solar_position(year)
        rows = shading.Rows(0.55, 6)
        out |= {f"{station}/rows/{k}": v for k, v in enumerate(spread(shading.row_beam_loss(rows, 25.0, 170.0, sun)))}
        points = shading.plane_points(60.0, 20.0, 160.0)
        out |= {f"{station}/box/{k}": v for k, v in enumerate(spread(shading.box_beam_loss(points, box, sun)))}
        out |= {
            f"{station}/box_sky": shading.box_sky_loss(points, box, 20.0, 160.0),
            f"{station}/sky_view": sky_view(hills, 30.0, 200.0),
        }
        out |= {
            f"{station}/rows_sky": shading.row_sky_loss(rows, 25.0),
            f"{station}/rows_ground": shading.row_ground_loss(rows, 25.0),
        }
        out |= {
            f"{station}/pitch/{a}": row_pitch.row_pitch(2.3, 20.0, latitude, a) for a in (None, 150.0, 180.0, 215.0)
        }
        out |= {
            f"{station}/factor": row_pitch.row_pitch_factor(latitude),
            f"{station}/shadow_factor": row_pitch.shadow_factor(latitude, 170.0),
        }
        for tilt, azimuth in ((0.0, 180.0), (15.0, 150.0), (30.0, 230.0)):
            shadow = row_pitch.shadow_on_roof(1.7, tilt, azimuth, latitude)
            out |= {f"{station}/shadow/{tilt:g}/{k}": v for k, v in enumerate(spread(shadow))}
    angles = np.array([0.0, 30.0, 50.0, 65.0, 75.0, 82.0, 88.0])
    for model in ("physical", "physical_marion", "martin_ruiz", "sam"):
        out |= {
            f"iam/{model}/{a:g}": float(v) for a, v in zip(angles, optics.beam_modifier(model, angles), strict=True)
        }
        for tilt in (0.0, 20.0, 60.0):
            out |= {f"iam/{model}/diffuse/{tilt:g}/{k}": v for k, v in enumerate(optics.diffuse_modifiers(model, tilt))}
    out |= {f"spectral/{z:g}": float(v) for z, v in zip(angles, optics.desoto_spectral(angles, 1900.0), strict=True)}
    return out


def _spoilt(year: WeatherYear) -> dict[str, WeatherYear]:
    """A year with one fault each."""
    from weather.quality.repairs import shift_radiation, swap_columns

    table = year.table
    hours = np.arange(len(table))
    night = year.column("ghi") <= 0.0
    return {
        "right": year,
        "late": shift_radiation(year, 35.0),
        "early": shift_radiation(year, -50.0),
        "mean sun": shift_radiation(year, 0.0, mean_sun=True),
        "swapped": swap_columns(year, "ghi-dni"),
        "east": replace(year, site=replace(year.site, longitude=year.site.longitude - 22.0)),
        "south": replace(year, site=replace(year.site, latitude=-year.site.latitude)),
        "little diffuse": replace(year, table=table.assign(dhi=0.4 * table["dhi"])),
        "open": replace(year, table=table.assign(dni=0.8 * table["dni"])),
        "bright": replace(year, table=table.assign(ghi=1.35 * table["ghi"], dhi=1.35 * table["dhi"], dni=1.35 * table["dni"])),
        "night": replace(year, table=table.assign(ghi=table["ghi"] + np.where(night & (hours % 40 == 0), 30.0, 0.0))),
        "dry": replace(year, table=table.assign(relative_humidity=np.clip(0.6 * table["relative_humidity"], 1.0, 100.0))),
        "frozen": replace(year, table=table.assign(temp_air=np.where((hours > 3000) & (hours < 3100), 21.5, table["temp_air"]))),
    }  # fmt: skip


def quality() -> dict[str, float]:
    """What is found of years with one fault each, decompositions, extremes and zones."""
    from weather.extremes import extremes
    from weather.ground import fit_air, soil_temperature
    from weather.quality import judge
    from weather.quality.columns import too_little_diffuse
    from weather.quality.repairs import decompose, rebuild_beam
    from weather.quality.zone import offset_error_h, radiation_offset_h, standard_offset_h

    out: dict[str, float] = {}
    for station in ("Kunming", "Beijing"):
        base = year_of(station)
        for name, year in _spoilt(base).items():
            year = replace(year, cache={})
            report = judge(year).as_dict()
            found = report.pop("findings")
            out |= {f"{station}/{name}/{k}": float(v) for k, v in report.items() if isinstance(v, int | float)}
            for f in found:
                out[f"{station}/{name}/{f['code']}"] = 1.0
                out |= {
                    f"{station}/{name}/{f['code']}/{k}": float(v)
                    for k, v in f["numbers"].items()
                    if isinstance(v, int | float)
                }
            out[f"{station}/{name}/too_little_diffuse"] = float(too_little_diffuse(year).sum())
            out[f"{station}/{name}/offset"] = offset_error_h(year.site, year.column("ghi"))
            out[f"{station}/{name}/radiation_offset"] = radiation_offset_h(year.site, year.column("ghi"))
        for method in ("erbs", "boland", "orgill_hollands", "disc", "dirint"):
            out |= {f"{station}/{method}/{k}": v for k, v in enumerate(spread(decompose(base, method).column("dhi")))}
        out |= {f"{station}/beam/{k}": v for k, v in enumerate(spread(rebuild_beam(base).column("dni")))}
        e = extremes(base, 4.0, 3.0, "x")
        out |= {f"{station}/coldest": e.coldest_c, f"{station}/hottest": e.hottest_c}
        out |= {
            f"{station}/soil/{d:g}/{k}": v
            for d in (0.0, 0.5, 2.0, 6.0)
            for k, v in enumerate(spread(soil_temperature(base, d)))
        }
        out |= {
            f"{station}/air/{k}": float(v)
            for k, v in fit_air(base.column("temp_air"), "x").items()
            if isinstance(v, int | float)
        }
    for latitude, longitude in ((31.0, 121.0), (43.8, 87.6), (28.6, 77.2), (-33.9, 151.2), (40.7, -74.0)):
        out[f"zone/{latitude:g}/{longitude:g}"] = standard_offset_h(latitude, longitude)
    return out


def gas() -> dict[str, float]:
    """Rates, shapes, limits, stores and emissions of digesters."""
    from retrofit.biogas.digestion import kinetics
    from retrofit.biogas.feed.feedstocks import feed_from
    from retrofit.biogas.plant import emissions, store
    from retrofit.biogas.tables import types
    from retrofit.biogas.tank import heat, limits
    from retrofit.biogas.tank.geometry import shape_of
    from retrofit.biogas.tank.model import Digester

    out: dict[str, float] = {}
    for name in ("rate_factor", "ceiling_nm3_m3_day", "growth_rate"):
        out |= {f"{name}/{t:g}": float(v) for t, v in zip(TANK_C, getattr(kinetics, name)(TANK_C), strict=True)}
    out |= {
        f"start_up/{t}/{k}": v
        for t in (16, 25, 35)
        for k, v in enumerate(spread(kinetics.start_up(np.full(2400, float(t)), 30.0, 0.2)))
    }
    for kind in ("dome", "tube", "cylinder", "trench", "tower"):
        for volume in (6.0, 60.0, 700.0):
            out |= summed(shape_of(kind, volume), f"shape/{kind}/{volume:g}")
    year = year_of("Kunming")
    recipes = {
        "pigs": {"pig_manure": {"heads": 150.0}},
        "hens": {"chicken_manure": {"heads": 4000.0}},
        "straw": {"pig_manure": {"heads": 50.0}, "rice_straw": {"tonnes_per_year": 20.0}},
    }
    for word, recipe in recipes.items():
        feed = feed_from(recipe, index=year.index)
        for kind in types():
            for heated in (False, True):
                tank = Digester(80.0, kind, heated)
                key = f"limits/{word}/{kind}/{heated}"
                for t in (9.0, 14.0, 22.0, 36.0):
                    out |= {
                        f"{key}/{t:g}/retention": limits.retention_needed(tank, t),
                        f"{key}/{t:g}/loading": limits.loading_allowed(tank, t)[0],
                    }
                    out |= {f"{key}/{t:g}/enough": limits.enough_m3(tank, feed, t)}
                    out |= {f"{key}/{t:g}/ammonia/{k}": v for k, v in enumerate(limits.ammonia_mg_l(tank, feed, t))}
                out |= {
                    f"{key}/smallest": limits.smallest_volume(tank, feed),
                    f"{key}/organic": limits.organic_kg_day(tank, feed),
                }
                out[f"{key}/found"] = float(len(limits.check(tank, feed, 12.0)))
        out |= summed(emissions.nutrients(feed, 90.0, 0.6, True, 273.0), f"nutrients/{word}")
        out |= {f"avoided/{word}/{s}": emissions.avoided_manure_kg(feed, s, 15.0, 30.0) for s in ("lagoon", "pit")}
    for days in (20.0, 60.0, 180.0):
        out |= {f"storage/{days:g}/{k}": v for k, v in enumerate(spread(emissions.storage_share(year, 0.15, days)))}
    made = 4.0 + np.sin(np.arange(8760) / 300.0)
    use = np.where(np.arange(8760) % 24 < 8, made.mean() * 3.0, 0.0)
    use *= made.sum() / use.sum()
    out |= summed(store.smallest_store(made, use), "store")
    out |= {f"store/curve/{i}/{k}": v for i, row in enumerate(store.store_curve(made, use)) for k, v in enumerate(row)}
    out |= {
        "store/swing": store.daily_swing(use),
        "store/actual": store.actual_m3(100.0, 81000.0, 28.0, 2.5),
        "store/water": store.water_percent(33.0, 81000.0),
    }
    out |= summed(store.sulphur(1800.0, 30000.0, True), "sulphur/engine") | summed(
        store.sulphur(900.0, 3000.0, False), "sulphur/stove"
    )
    out |= {f"heat/insulated/{mm}": heat.insulated(2.4, mm) for mm in (0.0, 50.0, 120.0)}
    out |= {f"heat/greenhouse/{k}": v for k, v in enumerate(spread(heat.greenhouse_excess(year.column("ghi"))))}
    out |= {f"heat/collector/{k}": v for k, v in enumerate(spread(heat.collector_kw(year, 20.0, 37.0)))}
    out["heat/exchanger"] = heat.exchanger_m2(20.0, 37.0)
    return out
