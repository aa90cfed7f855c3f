"""The design of a package's roofs: modules, strings, inverters, quantities. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.errors import Problem
from foundation.provenance import Assumption
from retrofit.money.results import CostItem
from retrofit.project.objects.pv_design import GroupDesign, RoofDesign
from retrofit.project.schema.project import Project
from retrofit.solar.results import ArrayYield, SolarYear
from weather.extremes import Extremes
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False, slots=True)
class SolarDesign:
    """Everything on the design sheet except the drawing."""

    package: str
    project: Project
    year: WeatherYear
    extremes: Extremes
    roofs: tuple[RoofDesign, ...]
    groups: tuple[GroupDesign, ...]
    solar: SolarYear
    quantities: tuple[Quantity, ...]
    cost: tuple[CostItem, ...]
    findings: tuple[Problem, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def capacity_kwp(self) -> float:
        return sum(r.capacity_kwp for r in self.roofs)

    @property
    def sound(self) -> bool:
        """False when a finding forbids building it."""
        return not any(f.severity == "error" for f in self.findings)

    def array(self, roof: RoofDesign) -> ArrayYield | None:
        """Yield of a roof."""
        return next((a for a in self.solar.arrays if a.name == roof.place), None)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A line of the bill: what (a key of the sheet's words), which, how many, unit."""

    what: str
    name: str
    amount: float
    unit: str
