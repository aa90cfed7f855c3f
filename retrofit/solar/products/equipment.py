"""Modules and inverters: our short tables, the CEC and Sandia libraries that pvlib ships, and entry from a data sheet.

The libraries are of 2019; a module of today is entered from its data sheet, and its single diode is fitted. Nothing is read at import.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from foundation.errors import InputError, Problem
from foundation.light_import import submodule
from foundation.messages import Verbatim, message
from foundation.tables import read_table
from retrofit.solar.products.single_diode import DataSheet, SingleDiode, fit_single_diode

DEFAULT_MODULE = "JKM580N-72HL4-V"
DEFAULT_INVERTER = "SG50CX-P2"
LIBRARY = "SAM library of 2019-03-05 shipped with pvlib"
SANDIA_LIBRARY = "Sandia module library of 2015-06-30 shipped with pvlib"
ASPECTS = ((1.75, 1.65), (math.inf, 2.0))
"""Area up to which, m2 -> length over width, where a library lists the area only: 60 cells are 1.64 m by 0.99 m, 72 cells 1.98 m by 0.99 m."""
BIFACIALITY_LISTED = 0.7
"""Rear over front efficiency where a library only says that a module is bifacial (p-type PERC; PVsyst help, bifacial systems: 65 to 80 %)."""


@dataclass(frozen=True, slots=True)
class Module:
    """A PV module at 1000 W/m2, 25 degC, AM 1.5. W, V, A, m; None where the source does not list it.

    ``alpha_isc`` A/K; ``beta_voc`` V/K (negative); ``gamma_pmp`` 1/K (negative); ``bifaciality`` rear over front efficiency, 0 for a
    module with one active face; ``t_noct_c`` nominal operating cell temperature; ``sapm`` parameters of the Sandia model.
    """

    name: str
    manufacturer: str
    technology: str
    length_m: float
    width_m: float
    pdc_stc_w: float
    v_oc: float
    i_sc: float
    v_mp: float
    i_mp: float
    alpha_isc: float
    beta_voc: float
    gamma_pmp: float
    cells_in_series: int
    bifaciality: float
    max_system_voltage: float | None
    max_fuse_a: float | None
    cec: SingleDiode | None
    source: str
    status: str
    t_noct_c: float | None = None
    sapm: Mapping[str, float] | None = field(default=None, hash=False)

    @property
    def area_m2(self) -> float:
        return self.length_m * self.width_m

    @property
    def efficiency(self) -> float:
        """Of the module at 1000 W/m2 and 25 degC (0..1)."""
        return self.pdc_stc_w / (1000.0 * self.area_m2)


@dataclass(frozen=True, slots=True)
class Inverter:
    """An inverter. W, V; ``idc_max_a`` and ``isc_max_a`` for one tracker; None where the source does not list it.

    ``sandia``: Paco, Pdco, Vdco, Pso, C0..C3, Pnt of the Sandia model (King et al. 2007).
    """

    name: str
    pac_max_w: float
    pdc_max_w: float
    vdc_max: float
    mppt_low_v: float
    mppt_high_v: float
    v_start: float
    idc_max_a: float | None
    isc_max_a: float | None
    mppts: int
    night_w: float
    sandia: Mapping[str, float] | None = field(hash=False)
    source: str
    status: str


def _plain(name: str) -> str:
    return re.sub(r"[^0-9a-z]+", "", name.lower())


@cache
def _library(name: str) -> Any:
    """A SAM library as a data frame, one column for a product."""
    pvsystem = submodule("pvlib", "pvsystem")

    return pvsystem.retrieve_sam(name)


@cache
def _names(library: str) -> dict[str, str]:
    """Letters and digits of a product's name -> its name in the library."""
    return {_plain(c): str(c) for c in _library(library).columns}


def _one_of(wanted: str, names: Mapping[str, str]) -> str | None:
    """The product of this name, or the only one that contains it."""
    key = _plain(wanted)
    if key in names:
        return names[key]
    holds = [n for k, n in names.items() if key and key in k]
    return holds[0] if len(holds) == 1 else None


def _suggestions(wanted: str, pools: list[Mapping[str, str]], count: int = 4) -> list[str]:
    """Near names: those that contain the wanted letters, then the nearest of those that share their beginning or a part."""
    key = _plain(wanted)
    out = [n for pool in pools for k, n in pool.items() if key and key in k]
    if not out:
        parts = [p for p in re.split(r"[^0-9a-z]+", wanted.lower()) if len(p) > 2]
        short = {k: n for pool in pools for k, n in pool.items() if any(p in k for p in parts) or k[:4] == key[:4]}
        near = difflib.get_close_matches(key, list(short)[:4000], count, 0.4)
        out = [short[k] for k in near]
    return out[:count]


def _unknown(code: str, place: str, what: str, wanted: str, pools: list[Mapping[str, str]], cure: str) -> InputError:
    near = _suggestions(wanted, pools)
    return InputError(
        Problem(
            code,
            place,
            message("no such {what}", what=what),
            wanted,
            message("did you mean {name}?", name=Verbatim(", ".join(near))) if near else "",
            cure,
        )
    )


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _sides(length: float | None, width: float | None, area: float) -> tuple[float, float, str]:
    """Length and width, and what to say about them."""
    if length and width:
        return length, width, ""
    aspect = next(a for limit, a in ASPECTS if area <= limit)
    width = math.sqrt(area / aspect)
    return area / width, width, f"; sides from the area at {aspect:g}:1"


def _cec_module(name: str) -> Module:
    c = _library("CECMod")[name]
    # the library was fitted with silicon's band gap for every technology, and SAM runs it so
    cec = SingleDiode(
        float(c["alpha_sc"]), float(c["a_ref"]), float(c["I_L_ref"]), float(c["I_o_ref"]), float(c["R_s"]),
        float(c["R_sh_ref"]), float(c["Adjust"]),
    )  # fmt: skip
    length, width, note = _sides(_number(c["Length"]), _number(c["Width"]), float(c["A_c"]))
    return Module(
        name=name, manufacturer=name.split("_")[0], technology=str(c["Technology"]), length_m=length, width_m=width, pdc_stc_w=float(c["I_mp_ref"]) * float(c["V_mp_ref"]),
        v_oc=float(c["V_oc_ref"]), i_sc=float(c["I_sc_ref"]), v_mp=float(c["V_mp_ref"]), i_mp=float(c["I_mp_ref"]), alpha_isc=float(c["alpha_sc"]),
        beta_voc=float(c["beta_oc"]), gamma_pmp=float(c["gamma_r"]) / 100.0, cells_in_series=int(c["N_s"]), bifaciality=BIFACIALITY_LISTED if int(c["Bifacial"]) else 0.0,
        max_system_voltage=None, max_fuse_a=None, cec=cec, source=f"CEC modules, {LIBRARY}{note}", status="confirmed", t_noct_c=_number(c["T_NOCT"]),
    )  # fmt: skip


def _sandia_module(name: str) -> Module:
    c = _library("SandiaMod")[name]
    sapm = {str(k): n for k, v in c.items() if (n := _number(v)) is not None}
    length, width, note = _sides(None, None, sapm["Area"])
    v_mp, i_mp = sapm["Vmpo"], sapm["Impo"]
    strings = max(sapm.get("Parallel_Strings", 1.0), 1.0)
    return Module(
        name=name, manufacturer=name.split("_")[0], technology=str(c["Material"]), length_m=length, width_m=width, pdc_stc_w=v_mp * i_mp, v_oc=sapm["Voco"], i_sc=sapm["Isco"], v_mp=v_mp, i_mp=i_mp,
        alpha_isc=sapm["Aisc"] * sapm["Isco"], beta_voc=sapm["Bvoco"], gamma_pmp=sapm["Aimp"] + sapm["Bvmpo"] / v_mp, cells_in_series=int(sapm["Cells_in_Series"]), bifaciality=0.0,
        max_system_voltage=None, max_fuse_a=None, cec=None, source=f"{SANDIA_LIBRARY}{note}" + ("" if strings == 1.0 else f"; {strings:g} strings of cells"),
        status="confirmed", t_noct_c=None, sapm=sapm,
    )  # fmt: skip


@cache
def _own_modules() -> dict[str, str]:
    return {_plain(r["name"]): r["name"] for r in read_table("retrofit", "pv_modules.csv")}


def _own_module(name: str) -> Module:
    r = next(r for r in read_table("retrofit", "pv_modules.csv") if r["name"] == name)
    v = {k: _number(x) for k, x in r.items()}
    i_sc, v_oc = float(r["i_sc"]), float(r["v_oc"])
    return module_from_datasheet(
        name=name, v_mp=float(r["v_mp"]), i_mp=float(r["i_mp"]), v_oc=v_oc, i_sc=i_sc,
        alpha_isc=float(r["alpha_isc_pct_k"]) / 100.0 * i_sc, beta_voc=float(r["beta_voc_pct_k"]) / 100.0 * v_oc,
        gamma_pmp=float(r["gamma_pmp_pct_k"]) / 100.0, cells_in_series=int(r["cells_in_series"]), length_m=float(r["length_m"]),
        width_m=float(r["width_m"]), manufacturer=r["manufacturer"], technology=r["technology"],
        bifaciality=float(r["bifaciality"]), max_system_voltage=v["max_system_voltage"], max_fuse_a=v["max_fuse_a"],
        t_noct_c=v["t_noct_c"], source=r["source"], status=r["status"],
    )  # fmt: skip


@cache
def find_module(name: str, place: str = "module") -> Module:
    """A module by name: our table, the CEC library (21,535 modules), the Sandia library.

    Parameters
    ----------
    name : str
        Case, spaces and punctuation do not matter; a part of a name is enough where only one product has it.
    place : str
        Where the name stands, for the message.

    Raises
    ------
    InputError
        ``unknown-module``, with near names.

    Examples
    --------
    >>> m = find_module("TSM-370DE14H(II)")
    >>> m.v_oc, round(m.beta_voc, 4), m.status
    (47.6, -0.1304, 'confirmed')
    """
    own = _one_of(name, _own_modules())
    if own is not None:
        return _own_module(own)
    for library, make in (("CECMod", _cec_module), ("SandiaMod", _sandia_module)):
        found = _one_of(name, _names(library))
        if found is not None:
            return make(found)
    pools: list[Mapping[str, str]] = [_own_modules(), _names("CECMod"), _names("SandiaMod")]
    cure = "write more of the name, or give the values of its data sheet"
    raise _unknown("unknown-module", place, "module in the libraries", name, pools, cure)


@cache
def default_module() -> Module:
    """A common 2.28 m by 1.13 m n-type module of today."""
    return find_module(DEFAULT_MODULE)


def _library_inverter(name: str) -> Inverter:
    c = _library("CECInverter")[name]
    sandia = {k: float(c[k]) for k in ("Paco", "Pdco", "Vdco", "Pso", "C0", "C1", "C2", "C3", "Pnt")}
    low, high = float(c["Mppt_low"]), float(c["Mppt_high"])
    return Inverter(
        name=name, pac_max_w=sandia["Paco"], pdc_max_w=sandia["Pdco"], vdc_max=float(c["Vdcmax"]), mppt_low_v=low, mppt_high_v=high, v_start=low, idc_max_a=None, isc_max_a=None, mppts=1, night_w=sandia["Pnt"],
        sandia=sandia, source=f"CEC inverters, {LIBRARY}; the library lists neither trackers (one assumed) nor start voltage nor a current limit (its Idcmax is Pdco over Vdco)",
        status="confirmed",
    )  # fmt: skip


@cache
def _own_inverters() -> dict[str, str]:
    return {_plain(r["name"]): r["name"] for r in read_table("retrofit", "pv_inverters.csv")}


def _own_inverter(name: str) -> Inverter:
    r = next(r for r in read_table("retrofit", "pv_inverters.csv") if r["name"] == name)
    pac = float(r["pac_nominal_w"])
    sandia = sandia_from_efficiency(
        pac, float(r["eta_max"]), float(r["eta_euro"]), float(r["v_nominal"]), float(r["night_w"])
    )
    return Inverter(
        name=name, pac_max_w=pac, pdc_max_w=sandia["Pdco"], vdc_max=float(r["vdc_max"]), mppt_low_v=float(r["mppt_low_v"]), mppt_high_v=float(r["mppt_high_v"]), v_start=float(r["v_start"]),
        idc_max_a=float(r["idc_max_a"]), isc_max_a=_number(r["isc_max_a"]), mppts=int(r["mppts"]), night_w=float(r["night_w"]), sandia=sandia, source=r["source"], status=r["status"],
    )  # fmt: skip


@cache
def find_inverter(name: str, place: str = "inverter") -> Inverter:
    """An inverter by name: our table, then the CEC library (3,264 inverters with Sandia parameters).

    Raises
    ------
    InputError
        ``unknown-inverter``, with near names.

    Examples
    --------
    >>> find_inverter("Fronius USA Fronius Symo 10.0-3 480 480V").pac_max_w
    9995.0
    """
    own = _one_of(name, _own_inverters())
    if own is not None:
        return _own_inverter(own)
    found = _one_of(name, _names("CECInverter"))
    if found is not None:
        return _library_inverter(found)
    pools: list[Mapping[str, str]] = [_own_inverters(), _names("CECInverter")]
    raise _unknown("unknown-inverter", place, "inverter in the libraries", name, pools, "write more of the name")


@cache
def default_inverter() -> Inverter:
    """A three-phase string inverter of today for a roof of 40 to 65 kWp."""
    return find_inverter(DEFAULT_INVERTER)


EURO_WEIGHTS = {0.05: 0.03, 0.10: 0.06, 0.20: 0.13, 0.30: 0.10, 0.50: 0.48, 1.00: 0.20}
"""Load share -> weight of the European efficiency (EN 50530:2010, table of weighting factors)."""


def sandia_from_efficiency(
    pac_w: float, eta_max: float, eta_euro: float, v_nominal: float, night_w: float
) -> dict[str, float]:
    """Sandia parameters with the curve's bend and voltage terms zero, from the two efficiencies of a data sheet.

    With C0..C3 = 0 the output is ``Paco (Pdc - Pso) / (Pdco - Pso)``, so the efficiency at load share p is
    ``eta_max (1 - s/p) / (1 - s)`` with ``s = Pso/Pdco``; s follows from the weights of the European efficiency.

    >>> p = sandia_from_efficiency(50000.0, 0.985, 0.983, 600.0, 2.0)
    >>> round(p["Pso"], 1), round(p["Pdco"], 1)
    (43.9, 50761.4)
    """
    ratio = eta_euro / eta_max
    weight = sum(w / p for p, w in EURO_WEIGHTS.items())
    share = (1.0 - ratio) / (weight - ratio)
    pdco = pac_w / eta_max
    return {
        "Paco": pac_w, "Pdco": pdco, "Vdco": v_nominal, "Pso": share * pdco, "C0": 0.0, "C1": 0.0, "C2": 0.0, "C3": 0.0,
        "Pnt": night_w,
    }  # fmt: skip


def _datasheet_problems(v: Mapping[str, float]) -> list[Problem]:
    """What cannot be on a data sheet, each with its allowed range."""
    fill = v["v_mp"] * v["i_mp"] / (v["v_oc"] * v["i_sc"]) if v["v_oc"] * v["i_sc"] > 0 else math.nan
    checks = [
        ("v_mp", 0.0 < v["v_mp"] < v["v_oc"], v["v_mp"], f"above 0 and below V_oc = {v['v_oc']:g} V"),
        ("i_mp", 0.0 < v["i_mp"] < v["i_sc"], v["i_mp"], f"above 0 and below I_sc = {v['i_sc']:g} A"),
        ("fill factor", 0.6 <= fill <= 0.87, round(fill, 3), "0.6 to 0.87"),
        ("alpha_isc", -0.001 < v["alpha_isc"] / max(v["i_sc"], 1e-9) < 0.002, v["alpha_isc"], "A/K: -0.1 to +0.2 % of I_sc"),
        ("beta_voc", -0.006 < v["beta_voc"] / max(v["v_oc"], 1e-9) < -0.001, v["beta_voc"], "V/K, negative: 0.1 to 0.6 % of V_oc"),
        ("gamma_pmp", -0.007 < v["gamma_pmp"] < -0.001, v["gamma_pmp"], "1/K, negative: 0.1 to 0.7 % per K"),
        ("cells_in_series", v["cells_in_series"] >= 1, v["cells_in_series"], "1 or more"),
        ("length_m", 0.1 <= v["length_m"] <= 4.0, v["length_m"], "0.1 to 4 m"),
        ("width_m", 0.1 <= v["width_m"] <= 4.0, v["width_m"], "0.1 to 4 m"),
    ]  # fmt: skip
    return [
        Problem("module-datasheet", f"module.{key}", "not a value of a module's data sheet", value, allowed, "compare with the sheet")
        for key, good, value, allowed in checks
        if not good
    ]  # fmt: skip


def module_from_datasheet(
    *, name: str, v_mp: float, i_mp: float, v_oc: float, i_sc: float, alpha_isc: float, beta_voc: float, gamma_pmp: float,
    cells_in_series: int, length_m: float, width_m: float, manufacturer: str = "", technology: str = "Mono-c-Si",
    bifaciality: float = 0.0, max_system_voltage: float | None = None, max_fuse_a: float | None = None,
    t_noct_c: float | None = None, source: str = "data sheet entered in the project", status: str = "confirmed",
) -> Module:  # fmt: skip
    """A module from its data sheet; the single diode is fitted.

    Parameters
    ----------
    v_mp, i_mp, v_oc, i_sc : float
        V and A at 1000 W/m2 and 25 degC.
    alpha_isc, beta_voc, gamma_pmp : float
        A/K, V/K, 1/K (the sheet's percent times the value).

    Raises
    ------
    InputError
        ``module-datasheet``: every value that cannot be, or no single diode that has them.
    """
    values = {
        "v_mp": v_mp, "i_mp": i_mp, "v_oc": v_oc, "i_sc": i_sc, "alpha_isc": alpha_isc, "beta_voc": beta_voc,
        "gamma_pmp": gamma_pmp, "cells_in_series": cells_in_series, "length_m": length_m, "width_m": width_m,
    }  # fmt: skip
    problems = _datasheet_problems(values)
    if problems:
        raise InputError(problems)
    diode = fit_single_diode(
        DataSheet(
            v_mp=v_mp,
            i_mp=i_mp,
            v_oc=v_oc,
            i_sc=i_sc,
            alpha_isc=alpha_isc,
            beta_voc=beta_voc,
            gamma_pmp=gamma_pmp,
            cells_in_series=cells_in_series,
            technology=technology,
        )
    )
    return Module(
        name=name, manufacturer=manufacturer, technology=technology, length_m=length_m, width_m=width_m, pdc_stc_w=v_mp * i_mp, v_oc=v_oc, i_sc=i_sc, v_mp=v_mp, i_mp=i_mp, alpha_isc=alpha_isc, beta_voc=beta_voc, gamma_pmp=gamma_pmp,
        cells_in_series=cells_in_series, bifaciality=bifaciality, max_system_voltage=max_system_voltage, max_fuse_a=max_fuse_a, cec=diode, source=source, status=status, t_noct_c=t_noct_c,
    )  # fmt: skip
