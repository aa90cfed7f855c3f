"""Modules and inverters from the numbers of a data sheet."""

from __future__ import annotations

import math
from collections.abc import Mapping

from foundation.errors import InputError, Problem
from foundation.messages import message
from retrofit.solar.products import plausible
from retrofit.solar.products.model import Module
from retrofit.solar.products.single_diode import DataSheet, fit_single_diode

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


LEAST_ALPHA_PCT = 0.004
"""%/K; a smaller coefficient of the short-circuit current is a share of 1 in a field of percent (silicon has 0.03 to 0.07, thin film 0.01)."""


def _datasheet_problems(v: Mapping[str, float]) -> list[Problem]:
    """What cannot be on a data sheet, each with its allowed range."""
    fill = v["v_mp"] * v["i_mp"] / (v["v_oc"] * v["i_sc"]) if v["v_oc"] * v["i_sc"] > 0 else math.nan
    percent = {
        "alpha_isc": 100.0 * v["alpha_isc"] / max(v["i_sc"], 1e-9),
        "beta_voc": 100.0 * v["beta_voc"] / max(v["v_oc"], 1e-9),
        "gamma_pmp": 100.0 * v["gamma_pmp"],
    }
    checks = [
        ("v_mp", 0.0 < v["v_mp"] < v["v_oc"], v["v_mp"], message("above 0 and below V_oc = {v_oc:g} V", v_oc=v["v_oc"])),
        ("i_mp", 0.0 < v["i_mp"] < v["i_sc"], v["i_mp"], message("above 0 and below I_sc = {i_sc:g} A", i_sc=v["i_sc"])),
        ("fill factor", 0.6 <= fill <= 0.87, round(fill, 3), "0.6 to 0.87"),
        ("alpha_isc_pct_k", -0.1 < percent["alpha_isc"] < 0.2 and not 0.0 < abs(percent["alpha_isc"]) < LEAST_ALPHA_PCT, round(percent["alpha_isc"], 6), "-0.1 to 0.2 % of I_sc a K"),
        ("beta_voc_pct_k", -0.6 < percent["beta_voc"] < -0.1, round(percent["beta_voc"], 6), "-0.6 to -0.1 % of V_oc a K"),
        ("gamma_pmp_pct_k", -0.7 < percent["gamma_pmp"] < -0.1, round(percent["gamma_pmp"], 6), "-0.7 to -0.1 % of P_max a K"),
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
    t_noct_c: float | None = None, source: str = "data sheet entered in the project", status: str = "confirmed", p_max_w: float | None = None,
) -> Module:  # fmt: skip
    """A module from its data sheet; the single diode is fitted.

    ``cells_in_series`` may count all half-cut cells, as sheets do: the voltage tells how many are in series, and the source says so.

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
    printed = cells_in_series
    if v_oc > 0.0 and cells_in_series > 0:
        cells_in_series, parts = plausible.cells_in_series(printed, v_oc, technology)
        source += f"; {printed} cut cells as {parts} x {cells_in_series}" if parts > 1 else ""
    values = {
        "v_mp": v_mp, "i_mp": i_mp, "v_oc": v_oc, "i_sc": i_sc, "alpha_isc": alpha_isc, "beta_voc": beta_voc,
        "gamma_pmp": gamma_pmp, "cells_in_series": cells_in_series, "length_m": length_m, "width_m": width_m,
    }  # fmt: skip
    problems = _datasheet_problems(values) or plausible.module_problems(values, technology, p_max_w, max_fuse_a)
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
