"""Modules and inverters: our short tables, the CEC lists of Chinese makers, the CEC and Sandia libraries that pvlib ships.

pvlib's libraries are of 2019, the list of Chinese makers is of 2023; any other module is entered from its data sheet or a PVsyst file, and its
single diode is fitted. Nothing is read at import.
"""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from foundation.errors import InputError, Problem
from foundation.light_import import submodule
from foundation.messages import Verbatim, message
from foundation.tables import read_file, read_table
from retrofit.solar.products.datasheet import module_from_datasheet, sandia_from_efficiency
from retrofit.solar.products.model import Inverter, Module
from retrofit.solar.products.plausible import MOST_EFFICIENT
from retrofit.solar.products.single_diode import SingleDiode

DEFAULT_MODULE = "JKM580N-72HL4-V"
DEFAULT_INVERTER = "SG50CX-P2"
LIBRARY = "SAM library of 2019-03-05 shipped with pvlib"
CHINESE_MODULES, CHINESE_INVERTERS = "cec_modules_cn.csv.gz", "cec_inverters_cn.csv.gz"
CHINESE_LIST = "CEC list of Chinese makers (SAM, version 2023.12.17)"
SANDIA_LIBRARY = "Sandia module library of 2015-06-30 shipped with pvlib"
ASPECTS = ((1.75, 1.65), (math.inf, 2.0))
"""Area up to which, m2 -> length over width, where a library lists the area only: 60 cells are 1.64 m by 0.99 m, 72 cells 1.98 m by 0.99 m."""
BIFACIALITY_LISTED = 0.7
"""Rear over front efficiency where a library only says that a module is bifacial (p-type PERC; PVsyst help, bifacial systems: 65 to 80 %)."""


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


@cache
def _chinese(file: str) -> dict[str, dict[str, str]]:
    """A list of Chinese makers: name -> row."""
    text = gzip.decompress(read_file("retrofit", "data", file)).decode("utf-8")
    return {r["name"]: r for r in csv.DictReader(io.StringIO(text))}


@cache
def _chinese_names(file: str) -> dict[str, str]:
    return {_plain(n): n for n in _chinese(file)}


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


def _chinese_module(name: str) -> Module:
    """A module of the list of Chinese makers; its sides follow from area and cells: six columns of square cells.

    Raises
    ------
    InputError
        ``module-datasheet`` where the list's area cannot be right.
    """
    c = {k: _number(v) for k, v in _chinese(CHINESE_MODULES)[name].items()}
    technology = _chinese(CHINESE_MODULES)[name]["Technology"]
    v = {k: x for k, x in c.items() if x is not None}
    area, cells = v["A_c"], int(v["N_s"])
    power = v["I_mp_ref"] * v["V_mp_ref"]
    if power > MOST_EFFICIENT * 1000.0 * area:
        text = message("the list's area gives an efficiency of {share:.0f} %", share=power / (10.0 * area))
        raise InputError(Problem("module-datasheet", f"module {name}", text, area, "m2", "give the values of its data sheet"))  # fmt: skip
    aspect = min(max(cells / 36.0, 1.3), 2.3)
    width = math.sqrt(area / aspect)
    cec = SingleDiode(v["alpha_sc"], v["a_ref"], v["I_L_ref"], v["I_o_ref"], v["R_s"], v["R_sh_ref"], v["Adjust"])
    return Module(
        name=name, manufacturer=name.partition("__")[0].replace("_", " "), technology=technology, length_m=area / width, width_m=width, pdc_stc_w=power, v_oc=v["V_oc_ref"],
        i_sc=v["I_sc_ref"], v_mp=v["V_mp_ref"], i_mp=v["I_mp_ref"], alpha_isc=v["alpha_sc"], beta_voc=v["beta_oc"], gamma_pmp=v["gamma_pmp"] / 100.0, cells_in_series=cells,
        bifaciality=BIFACIALITY_LISTED if v.get("Bifacial") else 0.0, max_system_voltage=None, max_fuse_a=None, cec=cec,
        source=f"{CHINESE_LIST}; sides from the area at {aspect:.2g}:1", status="confirmed", t_noct_c=v.get("T_NOCT"),
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
    """A module by name: our table, the list of Chinese makers (1,283 modules), the CEC library (21,535), the Sandia library.

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
    found = _one_of(name, _chinese_names(CHINESE_MODULES))
    if found is not None:
        return _chinese_module(found)
    for library, make in (("CECMod", _cec_module), ("SandiaMod", _sandia_module)):
        found = _one_of(name, _names(library))
        if found is not None:
            return make(found)
    pools: list[Mapping[str, str]] = [
        _own_modules(),
        _chinese_names(CHINESE_MODULES),
        _names("CECMod"),
        _names("SandiaMod"),
    ]
    cure = "write more of the name, or give the values of its data sheet"
    raise _unknown("unknown-module", place, "module in the libraries", name, pools, cure)


@cache
def default_module() -> Module:
    """A common 2.28 m by 1.13 m n-type module of today."""
    return find_module(DEFAULT_MODULE)


def _library_inverter(name: str, listed: Mapping[str, Any] | None = None) -> Inverter:
    """An inverter of a list with Sandia parameters: pvlib's, or a row of another."""
    c = _library("CECInverter")[name] if listed is None else listed
    library = f"CEC inverters, {LIBRARY}" if listed is None else CHINESE_LIST
    sandia = {k: float(c[k]) for k in ("Paco", "Pdco", "Vdco", "Pso", "C0", "C1", "C2", "C3", "Pnt")}
    low, high = float(c["Mppt_low"]), float(c["Mppt_high"])
    return Inverter(
        name=name, pac_max_w=sandia["Paco"], pdc_max_w=sandia["Pdco"], vdc_max=float(c["Vdcmax"]), mppt_low_v=low, mppt_high_v=high, v_start=low, idc_max_a=None, isc_max_a=None, mppts=1, night_w=sandia["Pnt"],
        sandia=sandia, source=f"{library}; the library lists neither trackers (one assumed) nor start voltage nor a current limit (its Idcmax is Pdco over Vdco)",
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
    """An inverter by name: our table, the list of Chinese makers (417), the CEC library (3,264 inverters with Sandia parameters).

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
    found = _one_of(name, _chinese_names(CHINESE_INVERTERS))
    if found is not None:
        return _library_inverter(found, _chinese(CHINESE_INVERTERS)[found])
    found = _one_of(name, _names("CECInverter"))
    if found is not None:
        return _library_inverter(found)
    pools: list[Mapping[str, str]] = [_own_inverters(), _chinese_names(CHINESE_INVERTERS), _names("CECInverter")]
    raise _unknown("unknown-inverter", place, "inverter in the libraries", name, pools, "write more of the name")


@cache
def default_inverter() -> Inverter:
    """A three-phase string inverter of today for a roof of 40 to 65 kWp."""
    return find_inverter(DEFAULT_INVERTER)
