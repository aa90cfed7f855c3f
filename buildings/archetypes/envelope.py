"""Materials, assemblies, windows and envelope limits by era: tables -> layers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

from buildings.model import Construction, Gap, Glazing, Layer, Pane, Surface
from buildings.thermal import glazing as glz
from foundation.errors import InputError, Problem
from foundation.messages import translated
from foundation.tables import read_table

H_IN, H_OUT = 8.0, 23.0
"""Standard window films, W/(m2 K) (JGJ/T 151)."""
FRAME_LEAST, FRAME_MOST = 0.8, 5.8
"""U-value of a frame by what it covers, W/(m2 K); with these films a sheet of metal has 5.93."""


@cache
def materials() -> dict[str, dict[str, str]]:
    """Rows of ``materials.csv`` by key."""
    return {r["material"]: r for r in read_table("buildings", "materials.csv")}


def layer(material: str, thickness_m: float) -> Layer:
    """A layer of a material of the table.

    Raises
    ------
    InputError
        ``unknown-material``.
    """
    row = materials().get(material)
    if row is None:
        raise InputError(
            Problem(
                "unknown-material",
                "material",
                "not in the material table",
                material,
                ", ".join(materials()),
                "choose one of these",
            )
        )
    return Layer(material, thickness_m, float(row["lambda_w_mk"]), float(row["density_kg_m3"]), float(row["cp_j_kgk"]))


@cache
def assembly(key: str) -> Construction:
    """A construction of ``assemblies.csv``, layers from outside to inside."""
    row = next(r for r in read_table("buildings", "assemblies.csv") if r["key"] == key)
    parts = (part.split(":") for part in row["layers_mm"].split("+"))
    layers = tuple(layer(name.strip(), float(mm) / 1000.0) for name, mm in parts)
    return Construction(key, layers, solar_absorptance_out=float(row["absorptance_out"]))


def assembly_name(key: str) -> str:
    """The key of an assembly with its Chinese name."""
    row = next((r for r in read_table("buildings", "assemblies.csv") if r["key"] == key), None)
    return translated(key, row["name_zh"]) if row else key


@cache
def windows() -> dict[str, dict[str, str]]:
    """Rows of ``windows.csv`` by key."""
    return {r["key"]: r for r in read_table("buildings", "windows.csv")}


@cache
def window_glazing(key: str) -> Glazing:
    """The layered glazing of a window type.

    Panes and gaps are the table's; the frame's conductance follows from the table's whole-window U-value with the films
    8 and 23 W/(m2 K). A frame that loses more than those films allow (bare aluminium: ISO 10077-1, developed area) gets
    ``FRAME_MOST`` and a larger surface, so that glass and frame together lose what the table says.
    """
    row = windows().get(key)
    if row is None:
        raise InputError(
            Problem("unknown-window", "type", "no such window type", key, ", ".join(windows()), "choose one of these")
        )

    def numbers(name: str) -> list[float]:
        return [float(x) for x in row[name].split("|")] if row[name] else []

    columns = [numbers(n) for n in ("pane_mm", "tau", "rho_front", "rho_back", "eps_front", "eps_back", "coated")]
    panes = tuple(
        Pane(
            thickness_m=mm / 1000.0,
            conductivity_w_mk=1.0,
            solar_transmittance=t,
            solar_reflectance_front=rf,
            solar_reflectance_back=rb,
            emittance_front=ef,
            emittance_back=eb,
            coated=bool(c),
        )
        for mm, t, rf, rb, ef, eb, c in zip(*columns, strict=True)
    )
    gases = row["gas"].split("|") if row["gas"] else []
    gaps = tuple(
        Gap(mm / 1000.0, "argon" if gas == "argon" else "air") for mm, gas in zip(numbers("gap_mm"), gases, strict=True)
    )
    bare = Glazing(key, panes, gaps)
    f, u = float(row["frame_fraction"]), float(row["u_w_m2k"])
    frame_u = max((u - (1.0 - f) * glz.centre_u_value(bare, H_IN, H_OUT)) / f, FRAME_LEAST)
    larger = max(frame_u / FRAME_MOST, 1.0)  # developed over covered area of the frame
    conductance = 1.0 / (larger / frame_u - 1.0 / H_IN - 1.0 / H_OUT)
    developed = 1.0 - f + f * larger
    return replace(
        bare, frame_fraction=f * larger / developed, frame_conductance_w_m2k=conductance, developed=developed,
        frame_solar_absorptance=bare.frame_solar_absorptance / larger,
    )  # fmt: skip


def enlarged(surface: Surface, old: float = 1.0) -> Surface:
    """``surface`` with its windows, and itself, larger by their frames' developed area; ``old``: what they are enlarged by already.

    Glass, frame and opaque wall then all have their true areas.
    """
    panes = tuple(replace(w, count=w.count * w.glazing.developed / old) for w in surface.windows)
    more = sum(w.area_m2 for w in panes) - surface.window_area_m2
    return replace(surface, windows=panes, area_m2=surface.area_m2 + more)


def era(built: int) -> str:
    """Edition of the envelope code that a building's year falls under: ``pre-2005``, ``2005``, ``2015`` or ``2021``.

    GB 50189-2005 was in force from mid 2005, GB 50189-2015 from late 2015, GB 55015-2021 from April 2022.

    >>> era(1998), era(2010), era(2018), era(2024)
    ('pre-2005', '2005', '2015', '2021')
    """
    return "pre-2005" if built < 2006 else "2005" if built < 2016 else "2015" if built < 2022 else "2021"


@dataclass(frozen=True, slots=True)
class Question:
    """What decides the envelope limits of a building: code edition, archetype class (``public``, ``school``, ``residential``), climate zone,
    window share of the long front, storeys, surface over volume (1/m), floor area, and whether it is a village house."""

    edition: str
    building_class: str
    zone: str
    window_wall_ratio: float
    storeys: int
    shape_factor: float = 0.3
    floor_area_m2: float = 1000.0
    village: bool = False


CLASS_B_M2 = 300.0
"""Public buildings up to this floor area are of class B (GB 50189-2015, 3.1.1)."""
RURAL = "2013 rural"
RURAL_SINCE = 2013
"""GB/T 50824-2013 on rural residential buildings; village houses built before it follow no limit."""


def _numbers(text: str) -> tuple[float, float]:
    """``0.20-0.30``, ``<=0.20``, ``>0.80`` or ``0.30<S<=0.50`` as an interval (low, high]."""
    text = text.replace("WWR", "").replace("<S<=", "-").replace("S<=", "<=")
    if text.startswith("<="):
        return -math.inf, float(text[2:])
    if text.startswith(">"):
        return float(text[1:]), math.inf
    low, _, high = text.partition("-")
    return float(low), float(high)


def _interval(condition: str) -> tuple[str, float, float]:
    """What a condition of the table is about, and its interval (low, high]; ``any`` where it names nothing."""
    if "storeys" in condition:
        return ("storeys", -math.inf, 3.5) if condition.startswith("<=") else ("storeys", 3.5, math.inf)
    if condition in ("", "all"):
        return "any", -math.inf, math.inf
    if condition.startswith("D"):
        return ("any", -math.inf, math.inf) if condition == "D>2.5" else ("light", -math.inf, -math.inf)
    return ("shape" if "S" in condition else "windows", *_numbers(condition))


def _asked_rows(q: Question, element: str) -> list[dict[str, str]]:
    """Rows of the edition, zone, element and building class."""
    if q.village:
        wanted, edition = "rural", RURAL
    elif q.building_class in ("public", "school"):
        small = q.floor_area_m2 <= CLASS_B_M2
        wanted, edition = ("public class B" if small else "public class A"), q.edition
    else:
        wanted, edition = "residential", q.edition
    rows = [
        r
        for r in read_table("buildings", "envelope_u_by_era.csv")
        if r["edition"] == edition and q.zone in r["zone"].split(",") and r["element"] == element and r["u_w_m2k"]
    ]
    return [r for r in rows if r["building_class"].startswith(wanted)] or [
        r for r in rows if "class B" not in r["building_class"]
    ]


@cache
def limit(q: Question, element: str) -> dict[str, str] | None:
    """The row of ``envelope_u_by_era.csv`` that applies (heavy construction, D > 2.5), or None.

    Residential rows exist for 2021 only; earlier residential buildings take the public limits of their time. A window share or a shape
    factor beyond the last row takes the last row, which is the strictest.
    """
    value = {"windows": q.window_wall_ratio, "shape": q.shape_factor, "storeys": float(q.storeys), "any": 0.0}
    rows = [(r, *_interval(r["condition"])) for r in _asked_rows(q, element)]
    rows = [row for row in rows if row[1] != "light"]
    for row, about, low, high in rows:
        if low < value[about] <= high:
            return row
    return min(rows, key=lambda r: float(r[0]["u_w_m2k"]))[0] if rows else None


def with_u_value(base: Construction, u: float, insulation: str = "eps") -> Construction:
    """``base`` with outside insulation so that its U-value is ``u`` (unchanged if it is already as good)."""
    need = 1.0 / u - 1.0 / base.u_value()
    if need <= 0.005:
        return base
    conductivity = float(materials()[insulation]["lambda_w_mk"])
    return replace(base, name=f"{base.name}_u{u:g}", layers=(layer(insulation, need * conductivity), *base.layers))


def window_for_limit(u: float, old: str = "") -> str:
    """``old`` where it meets a U-value limit, else the least good window type of the ladder that does.

    >>> window_for_limit(4.0), window_for_limit(4.0, "double_pvc"), window_for_limit(2.5, "double_pvc")
    ('double_al', 'double_pvc', 'double_lowe_tb')
    """
    if old and float(windows()[old]["u_w_m2k"]) <= u + 1e-9:
        return old
    ladder = ("single_al", "double_al", "double_tb", "double_pvc", "double_lowe_tb", "double_lowe_ar_tb", "triple_lowe")
    return next((k for k in ladder if float(windows()[k]["u_w_m2k"]) <= u + 1e-9), "triple_lowe")
