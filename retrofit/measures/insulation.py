"""Insulation of walls, roofs and floors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field

from buildings.archetypes import envelope
from buildings.model import Building
from foundation.messages import message, translated
from retrofit.measures import transform
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item, embodied_kg_per_kg

Material = Literal["eps", "xps", "rock_wool", "pu"]


class WallInsulation(PricedMeasure):
    """Board on the outside of the walls."""

    measure: Literal["wall_insulation"]
    thickness_mm: float = Field(80.0, ge=5, le=400, description="Thickness of the board, mm.")
    material: Material = Field("eps", description="Material of the board.")


class RoofInsulation(PricedMeasure):
    """Board on the roofs."""

    measure: Literal["roof_insulation"]
    thickness_mm: float = Field(80.0, ge=5, le=400, description="Thickness of the board, mm.")
    material: Material = Field("xps", description="Material of the board.")


class FloorInsulation(PricedMeasure):
    """Board on the inside of floors on the ground or above outdoor air."""

    measure: Literal["floor_insulation"]
    thickness_mm: float = Field(50.0, ge=5, le=300, description="Thickness of the board, mm.")
    material: Material = Field("xps", description="Material of the board.")


def _insulate(b: Building, m: Any, where: Callable[..., bool], row: str, side: str = "outside") -> Effect:
    layer = envelope.layer(m.material, m.thickness_mm / 1000.0)
    area = transform.area_m2(b, where) * b.count
    name = message(
        "{measure} {material} {thickness:g} mm",
        measure=m.measure,
        material=translated(m.material, envelope.materials()[m.material]["name_zh"]),
        thickness=m.thickness_mm,
    )
    # the cost table's price is for about 80 mm; thickness itself is a small part of it (list prices 300 to 400 CNY/m3)
    kg = area * m.thickness_mm / 1000.0 * layer.density_kg_m3
    item = cost_item(m.measure, name, row, area, embodied_kgco2e=kg * embodied_kg_per_kg(m.material))
    return Effect(transform.insulate(b, where, layer, side), (item,))


def _none(b: Building, where: Callable[..., bool], what: str) -> str | None:
    return None if transform.area_m2(b, where) > 0.0 else what


def no_wall(b: Building, _m: WallInsulation) -> str | None:
    """Walls to the outside."""
    return _none(b, transform.is_wall, "the building has no wall to the outside")


def no_roof(b: Building, _m: RoofInsulation) -> str | None:
    """A roof."""
    return _none(b, transform.is_roof, "the building has no roof of its own")


def no_floor(b: Building, _m: FloorInsulation) -> str | None:
    """A floor on the ground or above outdoor air."""
    return _none(b, transform.is_floor, "the building has no floor on the ground or above outdoor air")


def wall(b: Building, m: WallInsulation) -> Effect:
    """The building with insulated walls."""
    return _insulate(b, m, transform.is_wall, "wall_insulation_external")


def roof(b: Building, m: RoofInsulation) -> Effect:
    """The building with insulated roofs."""
    return _insulate(b, m, transform.is_roof, "roof_insulation")


def floor(b: Building, m: FloorInsulation) -> Effect:
    """The building with insulated floors."""
    return _insulate(b, m, transform.is_floor, "roof_insulation", "inside")


MEASURES = (
    Measure(
        spec=WallInsulation,
        changes="thermal",
        cost_rows=("wall_insulation_external",),
        apply=wall,
        missing=no_wall,
        propose=always(WallInsulation(measure="wall_insulation"), "insulate the walls (80 mm EPS)"),
    ),
    Measure(
        spec=RoofInsulation,
        changes="thermal",
        cost_rows=("roof_insulation",),
        apply=roof,
        missing=no_roof,
        propose=always(RoofInsulation(measure="roof_insulation"), "insulate the roof (80 mm XPS)"),
    ),
    Measure(
        spec=FloorInsulation,
        changes="thermal",
        cost_rows=("roof_insulation",),
        apply=floor,
        missing=no_floor,
    ),
)
