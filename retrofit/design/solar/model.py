"""The design of a package's roofs: modules, strings, inverters, quantities. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.errors import Problem
from foundation.provenance import Assumption
from retrofit.measures.pv import Pv
from retrofit.money.results import CostItem
from retrofit.project.schema.project import Project
from retrofit.solar.products.model import Module
from retrofit.solar.results import ArrayYield, SolarYear
from retrofit.solar.roof.layout import Layout
from retrofit.solar.roof.plane import RoofPlane
from retrofit.solar.strings.model import PlaneModules, StringDesign
from weather.extremes import Extremes
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False, slots=True)
class RoofDesign:
    """One ``pv`` measure: its plane, modules and layout (of one of ``count`` equal roofs)."""

    place: str
    plane: RoofPlane
    module: Module
    modules: int
    count: int
    layout: Layout | None
    group: str
    measure: Pv

    strung: int = 0
    """Modules of one roof that are in strings; what is in none gives nothing."""

    @property
    def all_modules(self) -> int:
        return self.strung * self.count

    @property
    def capacity_kwp(self) -> float:
        return self.all_modules * self.module.pdc_stc_w / 1000.0


@dataclass(frozen=True, eq=False, slots=True)
class GroupDesign:
    """Roofs that share inverters; the strings are of one of ``count`` equal sets."""

    name: str
    count: int
    roofs: tuple[RoofDesign, ...]
    planes: tuple[PlaneModules, ...]
    strings: StringDesign
    chosen: bool
    """True when the inverter was chosen by the program."""


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
