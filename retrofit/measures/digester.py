"""A digester: from the keys of the project file to a plant, its cost, and its year beside a demand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from buildings.results import Demand, EndUse
from foundation.errors import InputError, Problem
from foundation.messages import message
from retrofit.biogas.feed.feedstocks import Feed
from retrofit.biogas.plant import year as biogas_plant
from retrofit.biogas.plant.model import DEFAULT_SOURCES, BiogasPlant
from retrofit.biogas.plant.sizing import suggest_volume
from retrofit.biogas.results import BiogasYear
from retrofit.biogas.tables import types
from retrofit.biogas.tank.model import Digester
from retrofit.measures.base import Closing, Measure, Priced, Proposal, Supply, SupplyInputs
from retrofit.measures.pricing import priced
from retrofit.money.costs import by_size, cost_item, unit_cost
from retrofit.money.results import CostItem

HOUSEHOLD_M3 = 12.0
"""Up to this volume a tank without a type is a household tank."""
HOUSEHOLD_UNIT_M3 = 8.0
"""Volume of the household tank in the cost table."""
HOUSEHOLD_ROW, COMMUNITY_ROW, COLLECTOR_ROW, ENGINE_ROW = (
    "biogas_household_8m3",
    "biogas_community",
    "solar_hot_water",
    "biogas_engine",
)


class DigesterSpec(Priced):
    """A digester for the project's feedstocks."""

    measure: Literal["digester"]
    volume_m3: Annotated[float, Field(gt=0, le=1e5)] = Field(description="Volume of the tank, m3.")
    type: Literal["household_dome", "tubular_bag", "small_plant", "cstr", "plug_flow", "uasb"] | None = Field(
        None, description="Default: household_dome up to 12 m3, cstr if heated, else small_plant."
    )
    heated: bool = Field(False, description="Whether the tank is heated to temperature_c.")
    temperature_c: float = Field(35.0, ge=20, le=58, description="Set point of a heated tank, degC.")
    feed_ts: float | None = Field(
        None, gt=0, le=0.5, description="Total solids that thick feed is thinned to with water, share; default by type."
    )
    depth_m: float | None = Field(None, ge=0, le=10, description="Middle of the tank below ground, m; default by type.")
    insulation_mm: float = Field(0.0, ge=0, le=300, description="Board added to walls, floor and cover, mm.")
    greenhouse: bool = Field(False, description="A film greenhouse over the tank.")
    heat_sources: tuple[Literal["chp", "solar", "boiler", "electricity"], ...] | None = Field(
        None,
        description="Heat for a heated tank, in order; default chp, solar, boiler. Heat that none delivers cools the tank; electricity at the end bills it.",
    )
    solar_m2: float = Field(0.0, ge=0, le=1e4, description="Solar collectors that heat the tank, m2.")
    heater_kw: Annotated[float, Field(gt=0, le=1e5)] | None = Field(
        None, description="Heating power, kW; default 1.3 times the coldest day."
    )
    store_nm3: Annotated[float, Field(gt=0, le=1e5)] | None = Field(
        None, description="Gas store, Nm3; default half a day's gas."
    )
    chp_kw: float = Field(0.0, ge=0, le=1e4, description="Electric power of a gas engine, kW.")
    chp_min_run_h: Annotated[int, Field(ge=1, le=168)] | None = Field(
        None, description="Shortest run of the engine, hours; default 3."
    )
    hot_water: bool = Field(
        False, description="Gas water heaters beside the electric ones take the gas that stoves leave."
    )
    flare: bool | None = Field(None, description="Whether surplus gas is flared, else it is vented; default by type.")
    leakage: Annotated[float, Field(ge=0, le=0.5)] | None = Field(
        None, description="Share of the methane made; default by type."
    )
    digestate_storage: Literal["none", "open", "covered"] | None = Field(
        None,
        description="none: spread at once; open: what is undigested makes methane; covered: that gas goes to the store. Default by type.",
    )
    storage_days: float | None = Field(
        None, ge=0, le=365, description="How long digestate is stored, days; default by type."
    )
    manure_baseline: Literal["none", "liquid", "pit", "lagoon", "solid", "daily_spread"] = Field(
        "none", description="How the manure would be kept without the digester; avoided methane is told only for this."
    )


def kind_of(m: DigesterSpec) -> str:
    """The type of tank: as given, else by heating and volume."""
    return m.type or ("cstr" if m.heated else "household_dome" if m.volume_m3 <= HOUSEHOLD_M3 else "small_plant")


def plant_of(m: DigesterSpec, feed: Feed | None) -> BiogasPlant:
    """The plant that a package's digester measure asks for.

    Raises
    ------
    InputError
        ``digester-feed`` where the project has no feedstocks.
    """
    if feed is None:
        raise InputError(
            Problem(
                "digester-feed",
                "packages",
                "a digester needs feedstocks",
                None,
                "feedstocks: {pig_manure: {heads: 120}}",
                "add the key feedstocks",
            )
        )
    kind = kind_of(m)
    depth = m.depth_m if m.depth_m is not None else float(types()[kind]["depth_m"])
    tank = Digester(
        volume_m3=m.volume_m3,
        kind=kind,
        heated=m.heated,
        temperature_c=m.temperature_c,
        depth_m=depth,
        insulation_mm=m.insulation_mm,
        greenhouse=m.greenhouse,
        feed_ts=m.feed_ts,
    )
    return BiogasPlant(
        digester=tank,
        feed=feed,
        store_nm3=m.store_nm3,
        chp_kw=m.chp_kw,
        flare=m.flare,
        leakage=m.leakage,
        heat_sources=tuple(m.heat_sources) if m.heat_sources is not None else DEFAULT_SOURCES,
        solar_m2=m.solar_m2,
        heater_kw=m.heater_kw,
        chp_min_run_h=m.chp_min_run_h,
        digestate_storage=m.digestate_storage,
        storage_days=m.storage_days,
        hot_water=m.hot_water,
    )


def digester_costs(m: DigesterSpec) -> tuple[CostItem, ...]:
    """Investments of a digester: the tank by household units of 8 m3 or by volume, its collectors, its engine.

    A price of the project stands for the whole plant.
    """
    household = m.volume_m3 <= HOUSEHOLD_M3
    row, per = (HOUSEHOLD_ROW, 1.0 / HOUSEHOLD_UNIT_M3) if household else (COMMUNITY_ROW, 1.0)
    classes = (
        (0.0, unit_cost(HOUSEHOLD_ROW).mid / HOUSEHOLD_UNIT_M3),
        (HOUSEHOLD_M3 + 1e-9, unit_cost(COMMUNITY_ROW).mid),
    )
    tank = cost_item(
        m.measure, "digester", row, m.volume_m3, per=per, capex_cny=by_size(classes, m.volume_m3),
        embodied_kgco2e=m.volume_m3 * per * unit_cost(row).embodied_kgco2e,
    )  # fmt: skip
    items = [replace(tank, unit="m3")]
    if m.solar_m2 > 0.0:
        items.append(cost_item(m.measure, "digester collectors", COLLECTOR_ROW, m.solar_m2))
    if m.chp_kw > 0.0:
        items.append(cost_item(m.measure, "gas engine", ENGINE_ROW, m.chp_kw))
    return priced(m, items)


def _takes_gas(item: EndUse) -> bool:
    """A use that gas or the heat of an engine may serve."""
    return item.biogas_efficiency > 0.0 or item.end_use == "hot_water"


def _year(m: DigesterSpec, inputs: SupplyInputs, demand: Demand) -> BiogasYear:
    """The plant's year; kept for all demands whose uses of gas and heat are the same to the last bit, whatever else they ask for."""
    asked = tuple(i for i in demand.items if _takes_gas(i))
    digest = hashlib.sha256()
    for i in asked:
        digest.update(repr((i.end_use, i.carrier, i.biogas_efficiency)).encode())
        digest.update(i.useful_kw.tobytes() + i.input_kw.tobytes())
    key = ("digester", m.model_dump_json(exclude={"cost_cny", "price"}), digest.hexdigest())
    if key not in inputs.memo:
        inputs.memo[key] = biogas_plant.simulate(inputs.year, plant_of(m, inputs.feed), Demand(demand.index, asked))
    year: BiogasYear = inputs.memo[key]
    others = tuple(i for i in demand.items if not _takes_gas(i))
    return replace(year, demand_left=Demand(demand.index, (*others, *year.demand_left.items)))


def supply(specs: Sequence[DigesterSpec], inputs: SupplyInputs, before: Supply) -> Supply:
    """The supplies with a digester, and the demand that its gas leaves."""
    (m,) = specs
    year = _year(m, inputs, before.demand_left)
    return replace(
        before,
        biogas=year,
        demand_left=year.demand_left,
        items=(*before.items, *digester_costs(m)),
        assumptions=(*year.assumptions, *before.assumptions),
    )


def propose(inputs: SupplyInputs, _package: Sequence[Any], _closing: Closing) -> list[Proposal]:
    """A digester for the feedstocks at hand, with a covered store so that the rest of the gas is kept."""
    if inputs.feed is None:
        return []
    volume = float(round(suggest_volume(inputs.year, inputs.feed)))
    spec = DigesterSpec(measure="digester", volume_m3=max(volume, 1.0), digestate_storage="covered")
    if not biogas_plant.usable(inputs.year, plant_of(spec, inputs.feed)):
        return []
    text = message(
        "build a digester of {volume:.0f} m3 with a covered digestate store for the feedstocks at hand", volume=volume
    )
    return [Proposal(spec.measure, text, spec)]


MEASURES = (
    Measure(
        spec=DigesterSpec,
        changes="supply",
        cost_rows=(HOUSEHOLD_ROW, COMMUNITY_ROW, COLLECTOR_ROW, ENGINE_ROW),
        unit=lambda _m: "m3",
        supply=supply,
        rank=2,
        propose=propose,
        single=True,
        needs_feed=True,
    ),
)
