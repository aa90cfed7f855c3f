"""Parts on grids: glass, shades, modules, inverters and strings, places and calendars, made climates, ADM1 beside the first-order law."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.golden.grids import spread, summed, year_of


def glass() -> dict[str, float]:
    """Every window of the table by angle, with its U and SHGC; shades before a wall; panes known by two numbers."""
    from buildings.archetypes.envelope import window_glazing, windows
    from buildings.thermal import glazing, shading
    from buildings.thermal.simple_glazing import angular_factors, simple_glazing

    out: dict[str, float] = {}
    made = {k: window_glazing(k) for k in windows()}
    made |= {f"{u}-{s}": simple_glazing("w", u, s) for u in (1.2, 1.6, 3.0, 4.0, 5.7) for s in (0.2, 0.4, 0.58, 0.8)}
    for key, g in made.items():
        out |= summed(glazing.optics(g), f"optics/{key}") | {
            f"u/{key}": glazing.u_value(g),
            f"shgc/{key}": glazing.shgc(g),
        }
        out |= {f"gaps/{key}/{k}": v for k, v in enumerate(spread(glazing.gap_terms(g)))}
        out |= {f"split/{key}/{k}": v for k, v in enumerate(spread(glazing.face_split(g)))}
    cosine = np.array([1.0, 0.9, 0.6, 0.3, 0.1])
    for u in (1.2, 1.5, 2.6, 3.9, 5.0):
        for s in (0.2, 0.28, 0.4, 0.53, 0.58, 0.7):
            for name, values in zip("tr", angular_factors(u, s, cosine), strict=True):
                out |= {f"angular/{u}/{s}/{name}/{k}": v for k, v in enumerate(spread(values))}
    grid = shading.points((0.0, 0.0, 4.0, 2.8), ((1.0, 0.8, 2.5, 2.0),))
    out |= {f"points/{k}": v for k, v in enumerate(spread(grid))}
    return out


def products() -> dict[str, float]:
    """Modules and inverters of the tables and libraries: fits, powers, voltages, series and parallel limits, conversion, capacities."""
    from retrofit.solar.chain.inverter import convert
    from retrofit.solar.chain.settings import PVSettings
    from retrofit.solar.products import datasheet, equipment, single_diode
    from retrofit.solar.strings import sizing, voltages

    out: dict[str, float] = {}
    light = np.array([40.0, 200.0, 450.0, 800.0, 1000.0, 1150.0])
    cells = np.array([-8.0, 5.0, 20.0, 45.0, 60.0, 72.0])
    sheet = {
        "v_mp": 43.0, "i_mp": 13.5, "v_oc": 51.5, "i_sc": 14.3, "alpha_isc": 0.00045 * 14.3, "beta_voc": -0.0025 * 51.5, "gamma_pmp": -0.003,
        "cells_in_series": 144, "length_m": 2.278, "width_m": 1.134,
    }  # fmt: skip
    thin = {
        "v_mp": 91.0, "i_mp": 1.3, "v_oc": 112.0, "i_sc": 1.5, "alpha_isc": 0.0004 * 1.5, "beta_voc": -0.0028 * 112.0, "gamma_pmp": -0.0032,
        "cells_in_series": 108, "length_m": 1.2, "width_m": 0.6, "technology": "CdTe",
    }  # fmt: skip
    modules = [equipment.find_module(n) for n in ("JKM580N-72HL4-V", "TSM-370DE14H(II)")]
    modules += [
        datasheet.module_from_datasheet(name="sheet", **sheet),
        datasheet.module_from_datasheet(name="thin", **thin),
    ]  # type: ignore[arg-type]
    inverters = [equipment.find_inverter(n) for n in sorted(equipment._own_inverters())]
    for m in modules:
        out |= summed(m, m.name)
        if m.cec is not None:
            for name, values in zip("pvi", single_diode.max_power_point(m.cec, light, cells), strict=True):
                out |= {f"{m.name}/mpp/{name}/{k}": v for k, v in enumerate(spread(values))}
            out[f"{m.name}/gamma"] = single_diode.gamma_of(m.cec)
            away = single_diode.current_at_voltage(m.cec, light, cells, np.full(6, 0.9 * m.v_mp))
            out |= {f"{m.name}/away/{k}": v for k, v in enumerate(spread(away))}
        for bare in (m, replace(m, cec=None)):
            voc = voltages.open_circuit_v(bare, light, cells)
            out |= {f"{m.name}/voc/{bare.cec is None}/{k}": v for k, v in enumerate(spread(voc))}
            out |= summed(voltages.hourly_voltages(bare, light, cells), f"{m.name}/hourly/{bare.cec is None}")
        hot = voltages.hot_cell_c(m, 39.0, "close_mount")
        rule = voltages.rule_voltages(m, -12.0, hot)
        out |= summed(rule, f"{m.name}/rule")
        for inverter in inverters:
            key = f"{m.name}/{inverter.name}"
            out |= summed(sizing.series_limits(m, inverter, rule), key) | summed(
                sizing.parallel_limits(m, inverter), key
            )
    power = np.array([0.0, 50.0, 500.0, 4000.0, 9000.0, 14000.0])
    base = PVSettings()
    for inverter in inverters:
        out |= summed(inverter, inverter.name)
        if inverter.sandia is not None:
            settings = replace(base, inverter=inverter, models=replace(base.models, inverter="sandia"))
            for volts in (None, np.full(6, 0.8 * inverter.sandia["Vdco"])):
                out |= summed(convert(power, volts, 10000.0, settings), f"{inverter.name}/ac/{volts is None}")
    out |= summed(
        convert(power, None, 10000.0, replace(base, models=replace(base.models, inverter="pvwatts"))), "pvwatts"
    )
    out |= {
        f"split/{n}": float(np.dot(sizing.split(n, 6, 19), 1.0 + np.arange(len(sizing.split(n, 6, 19)))))
        for n in (5, 7, 20, 44, 63, 131)
    }
    return out


def places() -> dict[str, float]:
    """Sites moved and between stations, zones, degree days, new years of the moon, possible years."""
    from buildings.archetypes.spring_festival import spring_festival
    from weather import future
    from weather.site import Site
    from weather.stations import places as near
    from weather.stations.table import distance_km, find_station, nearest_station, station_zone
    from weather.synthetic import ensemble, sky

    out: dict[str, float] = {
        f"festival/{y}": float(spring_festival(y).timetuple().tm_yday) for y in range(1930, 2091, 3)
    }
    for name in ("Harbin", "Kunming", "Lhasa", "Turpan", "Haikou"):
        station = find_station(name)
        out |= {f"{name}/days/{k}": v for k, v in enumerate(near.degree_days(station.monthly))}
        out[f"{name}/zone"] = float(sum(map(ord, station_zone(station))))
        higher = Site(
            "x", station.site.latitude + 0.6, station.site.longitude - 0.4, station.site.altitude_m + 450.0, 8.0
        )
        for word, made in {
            "moved": near.moved(station, higher),
            "between": near.between(higher),
            "varied": ensemble.varied(station, 4),
        }.items():
            out |= {
                f"{name}/{word}/{c}/{k}": v for c, values in made.monthly.items() for k, v in enumerate(spread(values))
            }
        out |= {
            f"{name}/noise/{c}/{k}": v
            for c, values in ensemble.month_noise(station).items()
            for k, v in enumerate(spread(values))
        }
        match = nearest_station(higher.latitude, higher.longitude, higher.altitude_m)
        out |= {
            f"{name}/near_km": match.distance_km,
            f"{name}/km": distance_km(higher.latitude, higher.longitude, 39.9, 116.4),
        }
        for scenario in ("ssp126", "ssp585"):
            changes = future.scenario_changes(scenario, "2081-2100", station.site, "x")
            out |= summed(changes, f"{name}/{scenario}")
            out |= {
                f"{name}/{scenario}/{c}/{k}": v
                for c in ("temp_air", "relative_humidity", "ghi", "wind_speed")
                for k, v in enumerate(spread(future.morph(year_of(name), changes).column(c)))
            }
    share = np.linspace(0.02, 0.98, 25)
    for mean, std in ((0.5, 0.1), (0.03, 0.2), (0.9, 0.4), (0.62, 0.24)):
        out |= {
            f"beta/{mean}/{std}/{k}": v for k, v in enumerate(spread(sky.beta_quantile(share, mean, std, 0.02, 0.95)))
        }
    out |= {f"diffuse/{k:g}": float(ensemble.diffuse_share(np.array(k))) for k in (0.02, 0.3, 0.5, 0.7, 0.9)}
    return out


def digestion() -> dict[str, float]:
    """ADM1's steady state of three feeds in the cold, the usual and the hot tank, beside the first-order law."""
    from retrofit.biogas.digestion.adm1_feed import cross_check
    from retrofit.biogas.feed.feedstocks import feed_from

    out: dict[str, float] = {}
    recipes = {
        "pigs": {"pig_manure": {"heads": 100.0}},
        "kitchen": {"kitchen_waste": {"meals_per_day": 500.0}, "pig_manure": {"heads": 40.0}},
        "hens": {"chicken_manure": {"heads": 3000.0}},
    }
    for word, recipe in recipes.items():
        feed = feed_from(recipe, index=year_of("Kunming").index)
        flow = float(np.mean(feed.fresh_kg_day)) / 1000.0 * 2.0 * len(feed.names)
        for temp, days in ((18.0, 60.0), (35.0, 25.0), (43.0, 20.0)):
            out |= summed(cross_check(feed, flow * days, flow, temp, 90000.0, temp < 40.0), f"{word}/{temp:g}")
    return out
