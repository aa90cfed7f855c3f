"""Materials and constructions of an IDF: opaque layers, glass by panes or by U and SHGC, F- and C-factor constructions."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from buildings.idf.read.source import Obj, Source
from buildings.model import Construction, Gap, Glazing, Layer, Pane, Roughness
from buildings.thermal.simple_glazing import simple_glazing
from foundation.errors import InputError, Problem
from foundation.messages import message

ROUGHNESS: dict[str, Roughness] = {
    "veryrough": "very_rough", "rough": "rough", "mediumrough": "medium_rough", "mediumsmooth": "medium_smooth", "smooth": "smooth",
    "verysmooth": "very_smooth",
}  # fmt: skip
OPAQUE = ("Material", "Material:NoMass", "Material:AirGap", "Material:RoofVegetation", "Material:InfraredTransparent")
GLASS = (
    "WindowMaterial:Glazing", "WindowMaterial:Glazing:RefractionExtinctionMethod", "WindowMaterial:Gas", "WindowMaterial:GasMixture",
    "WindowMaterial:SimpleGlazingSystem", "WindowMaterial:GlazingGroup:Thermochromic",
)  # fmt: skip
SHADES = ("WindowMaterial:Shade", "WindowMaterial:Blind", "WindowMaterial:Screen")
TRANSPARENT_M2K_W = 0.0054
"""Resistance that stands for an infrared transparent layer (Input Output Reference: a thin massless layer)."""
FACTOR_CONCRETE = Layer("concrete of a floor by factor", 0.15, 1.95, 2240.0, 900.0)
"""What EnergyPlus puts inside its fictitious insulation in constructions by F- or C-factor (Engineering Reference, ground heat transfer)."""
FACTOR_FILM_IN, FACTOR_FILM_OUT = 0.125, 0.03
"""Film resistances that the factors hold, m2 K/W (same source)."""
NO_PERIMETER_M2K_W = 177.0
"""Resistance of an F-factor floor without exposed perimeter (same source: R-1000)."""
DRY_SOIL = (0.1, 0.35, 1100.0, 1200.0)
"""Thickness, conductivity, density and specific heat of the soil of a green roof that gives none (defaults of the data dictionary)."""
THERMOCHROMIC_C = 25.0
"""Temperature of the state in which a thermochromic pane is taken."""
CLEAR = (0.834, 0.075)
"""Transmittance and reflectance of 3 mm clear float glass, for a pane whose optics are not in the file (ISO 9050 class value)."""


def _layer(o: Obj) -> Layer:
    kind = o.kind.lower()
    if kind == "material":
        return Layer(
            o.name, o.positive("Thickness"), o.positive("Conductivity"), o.number("Density"), o.number("Specific_Heat")
        )
    if kind == "material:roofvegetation":
        keys = ("Thickness", "Conductivity_of_Dry_Soil", "Density_of_Dry_Soil", "Specific_Heat_of_Dry_Soil")
        soil = (o.positive(k, v) for k, v in zip(keys, DRY_SOIL, strict=True))
        return Layer(o.name, *soil)
    if kind == "material:infraredtransparent":
        return Layer(o.name, 0.01, 0.01 / TRANSPARENT_M2K_W)
    resistance = o.number("Thermal_Resistance")
    return Layer(o.name, 0.01, 0.01 / resistance if resistance > 0.0 else math.inf)


def _faces(o: Obj) -> dict[str, float]:
    return {"solar": o.number("Solar_Absorptance", 0.7), "thermal": o.number("Thermal_Absorptance", 0.9)}


def massless(name: str, resistance: float) -> Construction:
    """A construction that is a resistance only, m2 K/W."""
    return Construction(name, (Layer(name, 0.01, 0.01 / resistance),), 0.7, 0.7, 0.9, 0.9, "medium_rough")


class Constructions:
    """Constructions of a file by name, each built once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._materials = source.named(*OPAQUE, *GLASS, *SHADES)
        self._built = source.named("Construction")
        self._factors = source.named("Construction:FfactorGroundFloor", "Construction:CfactorUndergroundWall")
        self._frames = source.named("WindowProperty:FrameAndDivider")
        self._opaque: dict[str, Construction] = {}
        self._glazing: dict[str, Glazing] = {}

    def _missing(self, name: str, what: str) -> InputError:
        """A name that is not what it should be: of a class that is not read, else of none."""
        kinds = self.source.elsewhere(name)
        if kinds:
            text = message("{what} is of a class that the import does not hold: {kinds}", what=what, kinds=kinds)
            cure = "give this part an ordinary Construction in a copy of the file"
            return InputError(Problem("idf-construction", self.source.path, text, name, "a Construction of the file", cure))  # fmt: skip
        return InputError(Problem("idf-construction", self.source.path, message("{what} does not exist", what=what), name, "a Construction of the file", "correct the IDF"))  # fmt: skip

    def layers_of(self, name: str) -> list[Obj]:
        """Materials of a construction from outside to inside, without shades; empty where the construction is not one of materials."""
        if name.lower() not in self._built:
            return []
        rows = [v for v in self._built[name.lower()].rest(1) if v]
        out = []
        for v in rows:
            o = self._materials.get(v.lower())
            if o is None:
                raise self._missing(v, message("a material of {name}", name=name))
            if o.kind in SHADES:
                self.source.notes.add("shading-layer", o.kind, o.name)
                continue
            out.append(self._state(o) if o.kind.lower().endswith("thermochromic") else o)
        return out

    def _state(self, group: Obj) -> Obj:
        """The pane of a thermochromic group that belongs to the temperature next to ``THERMOCHROMIC_C``."""
        rows = group.rest(1)
        pairs = [(abs(float(t) - THERMOCHROMIC_C), n) for t, n in zip(rows[::2], rows[1::2], strict=False) if t and n]
        o = self._materials.get(min(pairs)[1].lower()) if pairs else None
        if o is None:
            raise self._missing(group.name, "a pane of a thermochromic group")
        self.source.notes.add("thermochromic", group.kind, group.name, o.name)
        return o

    def is_glass(self, name: str) -> bool:
        layers = self.layers_of(name)
        return bool(layers) and layers[0].kind.lower().startswith("windowmaterial")

    def opaque(self, name: str) -> Construction:
        """An opaque construction.

        Raises
        ------
        InputError
            ``idf-construction``.
        """
        key = name.lower()
        if key not in self._opaque:
            self._opaque[key] = self._factor(self._factors[key]) if key in self._factors else self._layered(name)
        return self._opaque[key]

    def _layered(self, name: str) -> Construction:
        found = self.layers_of(name)
        if not found:
            raise self._missing(name, "a construction")
        if self.is_glass(name):
            raise self._missing(name, "an opaque construction")
        layers = [_layer(o) for o in found]
        solid = tuple(x for x in layers if math.isfinite(x.conductivity_w_mk))
        if any(o.kind.lower() == "material:roofvegetation" for o in found):
            self.source.notes.add("roof-vegetation", "Material:RoofVegetation", name)
        if len(solid) < len(layers):
            self.source.notes.add("no-resistance", "Construction", name)
        if not solid:
            raise self._missing(name, "a layer with resistance")
        ends = [o for o in found if o.kind.lower() != "material:airgap"] or found
        out, inner = _faces(ends[0]), _faces(ends[-1])
        rough = ROUGHNESS.get(ends[0].text("Roughness", "MediumRough").lower(), "medium_rough")
        return Construction(
            name, solid, out["solar"], inner["solar"], max(out["thermal"], 0.01), max(inner["thermal"], 0.01), rough
        )

    def _factor(self, o: Obj) -> Construction:
        """Fictitious insulation outside, concrete inside, so that the whole resistance is that of the factor."""
        if o.kind.lower() == "construction:ffactorgroundfloor":
            exposed = o.number("PerimeterExposed")
            whole = NO_PERIMETER_M2K_W
            if exposed > 0.0:
                whole = o.number("Area") / (exposed * o.positive("FFactor")) - FACTOR_FILM_IN - FACTOR_FILM_OUT
        else:
            whole = 1.0 / o.positive("CFactor") + 0.0607 + 0.3479 * o.number("Height")
        insulation = whole - FACTOR_CONCRETE.resistance_m2k_w
        if insulation <= 0.0:
            insulation = 1e-3
            self.source.notes.add("factor-too-large", o.kind, o.name)
        layers = (Layer("fictitious insulation", 0.01, 0.01 / insulation), FACTOR_CONCRETE)
        return Construction(o.name, layers, 0.7, 0.7, 0.9, 0.9, "medium_rough")

    def glazing(self, name: str) -> Glazing:
        """A glazing without frame.

        Raises
        ------
        InputError
            ``idf-construction``.
        """
        key = name.lower()
        if key not in self._glazing:
            found = self.layers_of(name)
            if not found or not self.is_glass(name):
                raise self._missing(name, "a construction of glass")
            first = found[0]
            if first.kind.lower() == "windowmaterial:simpleglazingsystem":
                self._glazing[key] = self._simple(name, first)
            else:
                self._glazing[key] = self._panes(name, found)
        return self._glazing[key]

    def _simple(self, name: str, o: Obj) -> Glazing:
        u, g = o.number("UFactor"), o.number("Solar_Heat_Gain_Coefficient")
        try:
            return simple_glazing(name, u, g)
        except ValueError as error:
            raise InputError(Problem("idf-value", f"{o.kind} {o.name}", str(error), (u, g), "U 0.1 to 9.8 W/(m2 K), SHGC 0 to 1", "correct the IDF")) from None  # fmt: skip

    def _panes(self, name: str, found: list[Obj]) -> Glazing:
        panes: list[Pane] = []
        gaps: list[Gap] = []
        for o in found:
            kind = o.kind.lower()
            if kind == "windowmaterial:glazing":
                panes.append(self._pane(o))
            elif kind == "windowmaterial:glazing:refractionextinctionmethod":
                panes.append(_refracting(o))
            elif len(gaps) == len(panes) - 1:
                gaps.append(self._gap(o))
        return Glazing(name, tuple(panes), tuple(gaps[: len(panes) - 1]))

    def _pane(self, o: Obj) -> Pane:
        clear, reflecting = CLEAR
        if o.text("Optical_Data_Type", "SpectralAverage").lower() != "spectralaverage":
            self.source.notes.add("spectral-glass", o.kind, o.name)
        t = o.number("Solar_Transmittance_at_Normal_Incidence", clear)
        t *= o.number("Dirt_Correction_Factor_for_Solar_and_Visible_Transmittance", 1.0)
        front = o.number("Front_Side_Solar_Reflectance_at_Normal_Incidence", reflecting)
        back = o.number("Back_Side_Solar_Reflectance_at_Normal_Incidence", reflecting)
        if o.number("Infrared_Transmittance_at_Normal_Incidence") > 0.0:
            self.source.notes.add("infrared-glass", o.kind, o.name)
        return Pane(
            o.positive("Thickness"), o.positive("Conductivity", 0.9), max(t, 1e-3), max(front, 1e-4), max(back, 1e-4),
            o.number("Front_Side_Infrared_Hemispherical_Emissivity", 0.84), o.number("Back_Side_Infrared_Hemispherical_Emissivity", 0.84),
            coated=abs(front - back) > 1e-4,
        )  # fmt: skip

    def _gap(self, o: Obj) -> Gap:
        if o.kind.lower() == "windowmaterial:gas":
            gas = o.text("Gas_Type", "Air").lower()
        else:
            shares = [(o.number(f"Gas_{k}_Fraction"), o.text(f"Gas_{k}_Type").lower()) for k in range(1, 5)]
            gas = max(shares)[1]
            self.source.notes.add("gas-as", o.kind, o.name, gas)
        if gas not in ("air", "argon"):
            self.source.notes.add("gas-as", o.kind, o.name, "argon")
            gas = "argon"
        return Gap(o.positive("Thickness"), "argon" if gas == "argon" else "air")

    def framed(self, glazing: Glazing, width: float, height: float, frame_name: str) -> tuple[Glazing, float, float]:
        """A glazing with its frame, and the width and height that hold both: the window of an IDF is its glass."""
        o = self._frames.get(frame_name.lower())
        frame = o.number("Frame_Width") if o else 0.0
        if o is None or frame <= 0.0:
            return glazing, width, height
        if o.number("Divider_Width") > 0.0:
            self.source.notes.add("divider", o.kind, o.name)
        wide, high = width + 2.0 * frame, height + 2.0 * frame
        changes: dict[str, Any] = {
            "frame_fraction": 1.0 - width * height / (wide * high),
            "frame_conductance_w_m2k": o.number("Frame_Conductance", 30.0),
            "frame_solar_absorptance": o.number("Frame_Solar_Absorptance", 0.7),
        }
        return replace(glazing, **changes), wide, high


def _refracting(o: Obj) -> Pane:
    """A pane from index of refraction and extinction: normal transmittance and reflectance of the slab."""
    n, k, d = o.number("Solar_Index_of_Refraction"), o.number("Solar_Extinction_Coefficient"), o.positive("Thickness")
    r, a = ((n - 1.0) / (n + 1.0)) ** 2, math.exp(-k * d)
    t = a * (1.0 - r) ** 2 / (1.0 - (r * a) ** 2)
    e = o.number("Infrared_Hemispherical_Emissivity", 0.84)
    return Pane(d, o.positive("Conductivity", 0.9), t, r + r * a * t, r + r * a * t, e, e)
