"""What an array is and how it is simulated: losses, module, inverter, surroundings, and every model choice by name."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from foundation.errors import Problem
from foundation.messages import joined, message
from foundation.provenance import Assumption
from foundation.tables import read_table
from retrofit.solar.chain.shading import Bifacial, Box, Rows
from retrofit.solar.products.model import Inverter, Module
from retrofit.solar.roof.plane import RoofPlane, defaults
from weather.horizon import Horizon
from weather.sun import SAM_SKY, SkyOptions

LOSSES = ("soiling", "shading", "mismatch", "wiring", "connections", "lid", "nameplate", "availability")
Incidence = Literal["physical_marion", "physical_beam", "sam", "ashrae", "martin_ruiz", "none"]
Thermal = Literal["pvsyst", "sam_noct", "sapm", "faiman", "ross"]


def default_losses() -> dict[str, float]:
    """The PVWatts loss set; 14.08 % together by the product rule.

    >>> round(1 - math.prod(1 - v for v in default_losses().values()), 4)
    0.1408

    References
    ----------
    Dobos 2014, PVWatts Version 5 Manual, NREL/TP-6A20-62641, table of default losses.
    """
    return {k: defaults()[k] for k in LOSSES}


@dataclass(frozen=True, slots=True)
class Models:
    """The chain's models by name. The defaults are ours; ``SAM_MODELS`` are those of PVWatts v8 and Pvsamv1."""

    sky: SkyOptions = field(default_factory=SkyOptions)
    incidence: Incidence = "physical_marion"
    """``physical_marion``: De Soto et al. 2006 with an anti-reflective coat, diffuse by Marion 2017; ``physical_beam``: the same on
    the beam only; ``sam``: SAM's cover; ``ashrae`` (b = 0.05) on the beam; ``martin_ruiz`` with its diffuse; ``none``."""
    spectral: Literal["none", "desoto"] = "none"
    """``desoto``: polynomial of the absolute air mass for mono-crystalline silicon (De Soto et al. 2006)."""
    thermal: Thermal = "pvsyst"
    """``pvsyst``, ``sapm``: by mounting class; ``sam_noct``: nominal cell temperature with wind on the light absorbed;
    ``faiman``; ``ross`` (without wind)."""
    dc: Literal["pvwatts", "single_diode"] = "pvwatts"
    inverter: Literal["pvwatts", "sandia"] = "pvwatts"


SAM_MODELS = Models(SAM_SKY, "sam", "desoto", "sam_noct", "single_diode", "sandia")


@dataclass(frozen=True, slots=True)
class PVSettings:
    """Choices of an array. ``losses`` are fractions that multiply; see ``pv_defaults.csv`` for sources."""

    losses: dict[str, float] = field(default_factory=default_losses)
    gamma_pdc: float = field(default_factory=lambda: defaults()["gamma_pdc"])
    dc_ac_ratio: float = field(default_factory=lambda: defaults()["dc_ac_ratio"])
    inverter_efficiency: float = field(default_factory=lambda: defaults()["inverter_efficiency"])
    albedo: float | tuple[float, ...] = field(default_factory=lambda: defaults()["albedo"])
    """One value, or twelve by month."""
    models: Models = Models()
    module: Module | None = None
    """Needed by ``single_diode``; otherwise its coefficients replace ``gamma_pdc`` and the default efficiency."""
    modules_per_string: int | None = None
    inverter: Inverter | None = None
    """Needed by ``sandia``."""
    inverters: int = 1
    noct_c: float | None = None
    """Nominal operating cell temperature for ``sam_noct`` and ``ross``; default: the module's, else 45 degC."""
    standoff_in: float = 4.0
    """Gap behind the modules for ``sam_noct``, inches; from 3.5 on it does not matter."""
    soiling_monthly: tuple[float, ...] | None = None
    """Twelve fractions, January first, in place of the loss ``soiling``."""
    horizon: Horizon | None = None
    rows: Rows | None = None
    obstacles: tuple[Box, ...] = ()
    bifacial: Bifacial | None = None

    @property
    def dc_losses(self) -> dict[str, float]:
        """The losses between module and inverter that are not zero; soiling by month is taken from the light instead."""
        return {k: v for k, v in self.losses.items() if v > 0.0 and not (k == "soiling" and self.soiling_monthly)}


@dataclass(frozen=True, slots=True)
class PVArray:
    """Modules of ``capacity_kwp`` on a plane; arrays of one ``inverter_group`` share their inverter ('': each has its own)."""

    plane: RoofPlane
    capacity_kwp: float
    settings: PVSettings = field(default_factory=PVSettings)
    inverter_group: str = ""
    findings: tuple[Problem, ...] = field(default=(), hash=False)
    """What is wrong with its strings, as the solar sheet says."""


def assumptions(settings: PVSettings) -> tuple[Assumption, ...]:
    """What the PV result rests on; a named product speaks for itself."""
    rows = {r["key"]: r for r in read_table("retrofit", "pv_defaults.csv")}
    total = 1.0 - math.prod(1.0 - v for v in settings.dc_losses.values())
    own = settings.dc_losses != {k: v for k, v in default_losses().items() if v > 0.0}
    items = [
        Assumption(
            "pv.losses",
            round(total, 4),
            "-",
            message("{source}, changed by the project", source=rows["soiling"]["source"])
            if own
            else rows["soiling"]["source"],
            rows["soiling"]["status"],
            message(
                "product of {parts}",
                parts=joined([message("{name} {value:g}", name=k, value=v) for k, v in settings.dc_losses.items()]),
            ),
        )
    ]
    if settings.soiling_monthly is not None:
        mean = sum(settings.soiling_monthly) / 12.0
        items.append(Assumption("pv.soiling", round(mean, 4), "-", "the project file", "confirmed", "by month, mean"))
    albedo = settings.albedo if isinstance(settings.albedo, float | int) else sum(settings.albedo) / 12.0
    values = {"albedo": albedo} | {k: defaults()[k] for k in ("first_year_degradation", "annual_degradation")}
    if settings.module is None:
        values |= {"gamma_pdc": settings.gamma_pdc, "module_power_w_m2": defaults()["module_power_w_m2"]}
    if settings.inverter is None:
        values |= {"dc_ac_ratio": settings.dc_ac_ratio, "inverter_efficiency": settings.inverter_efficiency}
    for key, value in values.items():
        r = rows[key]
        items.append(Assumption(f"pv.{key}", value, r["unit"], r["source"], r["status"], r["note"]))
    for name, product in (("pv.module", settings.module), ("pv.inverter", settings.inverter)):
        if product is not None:
            items.append(Assumption(name, product.name, "-", product.source, product.status))
    return tuple(items)
