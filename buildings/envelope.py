"""Materials, assemblies, windows and envelope limits by era: tables -> layers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from buildings import glazing as glz
from buildings.model import Construction, Gap, Glazing, Layer, Pane
from weather.errors import InputError, Problem
from weather.tables import read_table

H_IN, H_OUT = 8.0, 23.0
"""Standard window films, W/(m2 K) (JGJ/T 151)."""


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


@cache
def windows() -> dict[str, dict[str, str]]:
    """Rows of ``windows.csv`` by key."""
    return {r["key"]: r for r in read_table("buildings", "windows.csv")}


@cache
def window_glazing(key: str) -> Glazing:
    """The layered glazing of a window type.

    Panes and gaps are the table's; the frame's conductance follows from the table's whole-window U-value with the films
    8 and 23 W/(m2 K). A frame whose U-value would pass what those films allow (bare aluminium) is capped at 5.8 W/(m2 K).
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
        Pane(mm / 1000.0, 1.0, t, rf, rb, ef, eb, bool(c)) for mm, t, rf, rb, ef, eb, c in zip(*columns, strict=True)
    )
    gases = row["gas"].split("|") if row["gas"] else []
    gaps = tuple(
        Gap(mm / 1000.0, "argon" if gas == "argon" else "air") for mm, gas in zip(numbers("gap_mm"), gases, strict=True)
    )
    bare = Glazing(key, panes, gaps)
    f, u = float(row["frame_fraction"]), float(row["u_w_m2k"])
    frame_u = min(max((u - (1.0 - f) * glz.centre_u_value(bare, H_IN, H_OUT)) / f, 0.8), 5.8)
    conductance = 1.0 / (1.0 / frame_u - 1.0 / H_IN - 1.0 / H_OUT)
    return replace(bare, frame_fraction=f, frame_conductance_w_m2k=conductance)


def era(built: int) -> str:
    """Edition of the envelope code that a building's year falls under: ``pre-2005``, ``2005``, ``2015`` or ``2021``.

    GB 50189-2005 was in force from mid 2005, GB 50189-2015 from late 2015, GB 55015-2021 from April 2022.

    >>> era(1998), era(2010), era(2018), era(2024)
    ('pre-2005', '2005', '2015', '2021')
    """
    return "pre-2005" if built < 2006 else "2005" if built < 2016 else "2015" if built < 2022 else "2021"


def _condition_fits(condition: str, wwr: float, storeys: int) -> bool:
    text = condition.replace("WWR", "")
    if not text or text == "all" or text.startswith(("D>", "S<=", "shape")):
        return True
    if "storeys" in text:
        return (storeys <= 3) == text.startswith("<=3")
    if text.startswith("<="):
        try:
            return wwr <= float(text[2:])
        except ValueError:
            return False
    low, dash, high = text.partition("-")
    try:
        return bool(dash) and float(low) < wwr <= float(high)
    except ValueError:
        return False


@cache
def limit(
    edition: str, building_class: str, zone: str, element: str, wwr: float, storeys: int
) -> dict[str, str] | None:
    """The row of ``envelope_u_by_era.csv`` that applies (heavy construction, D > 2.5), or None.

    Residential rows exist for 2021 only; earlier residential buildings take the public limits of their time.
    """
    wanted = "residential" if building_class != "public" and building_class != "school" else "public class A"
    rows = [
        r
        for r in read_table("buildings", "envelope_u_by_era.csv")
        if r["edition"] == edition and zone in r["zone"].split(",") and r["element"] == element and r["u_w_m2k"]
    ]
    preferred = [r for r in rows if r["building_class"].startswith(wanted)] or [
        r for r in rows if "class B" not in r["building_class"]
    ]
    fitting = [r for r in preferred if _condition_fits(r["condition"], wwr, storeys)]
    return fitting[0] if fitting else None


def with_u_value(base: Construction, u: float, insulation: str = "eps") -> Construction:
    """``base`` with outside insulation so that its U-value is ``u`` (unchanged if it is already as good)."""
    need = 1.0 / u - 1.0 / base.u_value()
    if need <= 0.005:
        return base
    conductivity = float(materials()[insulation]["lambda_w_mk"])
    return replace(base, name=f"{base.name}_u{u:g}", layers=(layer(insulation, need * conductivity), *base.layers))


def window_for_limit(u: float) -> str:
    """The least good window type of the ladder that meets a U-value limit."""
    ladder = ("single_al", "double_al", "double_tb", "double_pvc", "double_lowe_tb", "double_lowe_ar_tb", "triple_lowe")
    return next((k for k in ladder if float(windows()[k]["u_w_m2k"]) <= u + 1e-9), "triple_lowe")
