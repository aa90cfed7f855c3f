"""From the project file to a plant."""

from __future__ import annotations

from retrofit.biogas.feed.feedstocks import Feed
from retrofit.biogas.plant.model import DEFAULT_SOURCES, BiogasPlant
from retrofit.biogas.tables import types
from retrofit.biogas.tank.model import Digester
from retrofit.project.schema import project

HOUSEHOLD_M3 = 12.0
"""Up to this volume a tank without a type is a household tank."""


def kind_of(m: project.DigesterSpec) -> str:
    """The type of tank: as given, else by heating and volume."""
    return m.type or ("cstr" if m.heated else "household_dome" if m.volume_m3 <= HOUSEHOLD_M3 else "small_plant")


def plant_of(m: project.DigesterSpec, feed: Feed) -> BiogasPlant:
    """The plant that a package's digester measure asks for."""
    kind = kind_of(m)
    depth = m.depth_m if m.depth_m is not None else float(types()[kind]["depth_m"])
    tank = Digester(m.volume_m3, kind, m.heated, m.temperature_c, depth, m.insulation_mm, m.greenhouse, m.feed_ts)
    return BiogasPlant(
        tank,
        feed,
        m.store_nm3,
        m.chp_kw,
        m.flare,
        m.leakage,
        tuple(m.heat_sources) if m.heat_sources is not None else DEFAULT_SOURCES,
        m.solar_m2,
        m.heater_kw,
        m.chp_min_run_h,
        m.digestate_storage,
        m.storage_days,
        m.hot_water,
    )
