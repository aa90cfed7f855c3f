"""Strings on inverters: limits, modules of a plane, and the design of one inverter. Data only."""

from __future__ import annotations

import math
from dataclasses import dataclass

from foundation.errors import Problem
from retrofit.solar.products.model import Inverter, Module
from retrofit.solar.strings.voltages import HourlyVoltages, Voltages

TARGET_DC_AC = (0.8, 1.5)
"""Range of DC over AC power that raises no question (PVWatts default 1.1; above about 1.4 clipping starts to cost energy)."""


UNLIMITED = 10_000


@dataclass(frozen=True, slots=True)
class SeriesLimits:
    """Modules in series that an inverter allows, by the rule and by the hourly method.

    ``by_voltage``: below the largest DC voltage (of inverter and module); ``by_window``: maximum power point inside the
    tracker's window at the coldest; ``low``: the fewest that stay in the window at the hottest.
    """

    by_voltage: int
    by_window: int
    low: int
    hourly_by_voltage: int | None
    hourly_low: int | None

    @property
    def high(self) -> int:
        return min(self.by_voltage, self.by_window)


@dataclass(frozen=True, slots=True)
class ParallelLimits:
    """Strings on one tracker: by its operating and its short-circuit current (``isc_factor`` times the module's)."""

    by_current: int | None
    by_short_circuit: int | None
    """None where the inverter's source lists no current: no limit is applied."""
    design_isc_a: float

    @property
    def high(self) -> int:
        known = [n for n in (self.by_current, self.by_short_circuit) if n is not None]
        return min(known) if known else UNLIMITED


@dataclass(frozen=True, slots=True)
class PlaneModules:
    """Modules on one plane that share inverters with others."""

    plane: str
    module: Module
    modules: int
    voltages: Voltages
    hourly: HourlyVoltages | None = None


@dataclass(frozen=True, slots=True)
class PVString:
    """One string: number, plane, modules in series, inverter and tracker (all from 1), voltages and currents at the extremes."""

    number: int
    plane: str
    modules: int
    inverter: int
    tracker: int
    voc_cold_v: float
    vmp_cold_v: float
    vmp_hot_v: float
    imp_a: float
    design_isc_a: float
    power_w: float


@dataclass(frozen=True, slots=True)
class StringDesign:
    """Strings of one kind of inverter, and what is wrong with them."""

    inverter: Inverter
    inverters: int
    strings: tuple[PVString, ...]
    limits: dict[str, SeriesLimits]
    """By plane."""
    parallel: dict[str, ParallelLimits]
    left: dict[str, int]
    """Modules by plane that no string takes."""
    findings: tuple[Problem, ...] = ()

    @property
    def dc_w(self) -> float:
        return sum(s.power_w for s in self.strings)

    @property
    def dc_ac(self) -> float:
        return self.dc_w / (self.inverters * self.inverter.pac_max_w) if self.inverters else math.nan
