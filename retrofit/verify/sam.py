"""The same roof in NREL's SAM (PySAM, extra ``solar-check``): PVWatts v8 and the detailed model Pvsamv1, and our chain set to match.

SAM takes the minute column literally; here every hour is given with minute 30, the middle of ours. It ignores the file's global
radiation: beam and diffuse count.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from foundation.errors import InputError, Problem
from retrofit.solar.chain.settings import SAM_MODELS, PVArray, PVSettings
from retrofit.solar.products.model import Inverter, Module
from retrofit.solar.products.single_diode import SingleDiode
from retrofit.solar.roof.plane import RoofPlane
from weather.year import WeatherYear

SSC = "NREL ssc, PVWatts v8 (module CS1H-320MS, CEC parameters by SAM 2020.2.29)"
PVWATTS_MODULE = Module(
    name="PVWatts v8 standard module", manufacturer="NREL", technology="Mono-c-Si", length_m=1.6864, width_m=1.0, pdc_stc_w=35.8 * 9.01, v_oc=43.3, i_sc=9.51, v_mp=35.8, i_mp=9.01, alpha_isc=0.004755, beta_voc=-0.12557,
    gamma_pmp=-0.0037, cells_in_series=66, bifaciality=0.0, max_system_voltage=None, max_fuse_a=None,
    cec=SingleDiode(alpha_sc=0.004755, a_ref=1.65916, i_l_ref=9.51393, i_o_ref=4.37813e-11, r_s=0.269953, r_sh_ref=654.059, adjust=5.79586, eg_ref=1.12), source=SSC, status="confirmed", t_noct_c=45.0,
)  # fmt: skip
"""The standard module inside PVWatts v8 (sides stand for its area of 1.6864 m2)."""
ROOF_NOCT_C = {"close_mount": 49.0, "insulated_back": 49.0, "open_rack": 45.0}
"""Nominal cell temperature of PVWatts v8 by mounting: roof mount 49, open rack 45 degC (NREL ssc)."""
PVWATTS_SELF_USE = 0.004931
"""Share of its output that PVWatts v8's inverter takes itself: its constant for large plants, which every size gets because ssc
compares watts with a limit in kilowatts."""
SAM_BAND_GAP_EV = 1.12
"""Band gap of silicon in ssc, eV."""
STANDOFF_IN = {6: 4.0, 5: 4.0, 4: 3.0, 3: 2.0, 2: 1.0, 1: 0.25}
"""SAM's standoff class -> a gap, inches, that pvlib's ``noct_sam`` reads in the same way."""


def available() -> bool:
    """True where PySAM is installed."""
    return importlib.util.find_spec("PySAM") is not None


def require() -> None:
    """Refuse to go on without PySAM.

    Raises
    ------
    InputError
        ``pysam-missing``.
    """
    if not available():
        raise InputError(
            Problem(
                "pysam-missing", "", "PySAM is not installed", None, "", "pip install netzero-retrofit[solar-check]"
            )
        )


def resource(year: WeatherYear) -> dict[str, Any]:
    """A weather year as SAM's resource table; SAM needs 8760 hours, so a leap day is left out."""
    index = year.index
    keep = ~((index.month == 2) & (index.day == 29))
    site = year.site

    def column(name: str) -> list[float]:
        values: list[float] = year.column(name)[keep].tolist()
        return values

    i = index[keep]
    return {
        "lat": site.latitude, "lon": site.longitude, "tz": site.utc_offset_h, "elev": site.altitude_m,
        "year": i.year.tolist(), "month": i.month.tolist(), "day": i.day.tolist(), "hour": i.hour.tolist(), "minute": [30] * len(i),
        "dn": column("dni"), "df": column("dhi"), "gh": column("ghi"), "tdry": column("temp_air"), "wspd": column("wind_speed"),
        "pres": (year.column("pressure")[keep] / 100.0).tolist(),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PVWattsDesign:
    """Inputs of PVWatts v8. ``losses`` is one fraction ahead of the inverter."""

    capacity_kwp: float
    losses: float = 0.14
    dc_ac_ratio: float = 1.1
    inverter_efficiency: float = 0.96
    albedo: float = 0.2


def pvwatts_v8(year: WeatherYear, plane: RoofPlane, design: PVWattsDesign) -> np.ndarray:
    """Hourly AC of PVWatts v8, kW, shape (8760,): standard module, fixed, no self-shading on a roof mount.

    ``close_mount`` and ``insulated_back`` run as SAM's roof mount, ``open_rack`` as its open rack (with self-shading at a ground
    cover of nearly nothing, so that no row stands in front).
    """
    import PySAM.Pvwattsv8 as engine  # noqa: N813

    model = engine.default("PVWattsNone")
    model.SolarResource.solar_resource_data = resource(year)
    model.SolarResource.use_wf_albedo = 0
    model.SolarResource.albedo = [design.albedo] * 12
    system = model.SystemDesign
    system.system_capacity = design.capacity_kwp
    system.module_type, system.array_type = 0, 0 if plane.mounting == "open_rack" else 1
    system.tilt, system.azimuth, system.gcr = plane.tilt_deg, plane.azimuth_deg, 0.01
    system.losses, system.inv_eff = 100.0 * design.losses, 100.0 * design.inverter_efficiency
    system.dc_ac_ratio, system.bifaciality, system.en_snowloss = design.dc_ac_ratio, 0, 0
    model.execute()
    return np.asarray(model.Outputs.ac, dtype=float) / 1000.0


def matched_pvwatts(plane: RoofPlane, design: PVWattsDesign) -> PVArray:
    """Our chain with every choice of PVWatts v8."""
    limit = 1000.0 * design.capacity_kwp / design.dc_ac_ratio
    sandia = {
        "Paco": limit, "Pdco": limit / design.inverter_efficiency, "Vdco": 1.0, "Pso": PVWATTS_SELF_USE * limit, "C0": 0.0,
        "C1": 0.0, "C2": 0.0, "C3": 0.0, "Pnt": 0.0,
    }  # fmt: skip
    inverter = Inverter(
        name="PVWatts v8",
        pac_max_w=limit,
        pdc_max_w=sandia["Pdco"],
        vdc_max=1e9,
        mppt_low_v=0.0,
        mppt_high_v=1e9,
        v_start=0.0,
        idc_max_a=1e9,
        isc_max_a=None,
        mppts=1,
        night_w=0.0,
        sandia=sandia,
        source=SSC,
        status="confirmed",
    )
    settings = PVSettings(
        losses={"all": design.losses}, dc_ac_ratio=design.dc_ac_ratio, inverter_efficiency=design.inverter_efficiency,
        albedo=design.albedo, models=SAM_MODELS, module=PVWATTS_MODULE, inverter=inverter, noct_c=ROOF_NOCT_C[plane.mounting],
    )  # fmt: skip
    return PVArray(plane, design.capacity_kwp, settings)


@dataclass(frozen=True, slots=True)
class DetailedDesign:
    """Inputs of Pvsamv1 with one subarray: a CEC module, strings, a Sandia inverter, one DC loss ahead of it."""

    module: Module
    inverter: Inverter
    modules_per_string: int
    strings: int
    inverters: int = 1
    losses: float = 0.14
    standoff: int = 3
    """SAM's mounting class: 1 integrated, 2..4 gap of 0.5-1.5, 1.5-2.5 (class 3), 2.5-3.5 inches, 6 rack."""
    albedo: float = 0.2

    @property
    def capacity_kwp(self) -> float:
        return self.module.pdc_stc_w * self.modules_per_string * self.strings / 1000.0


def _set_module(model: Any, design: DetailedDesign) -> None:
    m, d = design.module, design.module.cec
    if d is None:
        raise ValueError("Pvsamv1 needs a module with a single diode")
    group = model.CECPerformanceModelWithModuleDatabase
    model.Module.module_model = 1
    values = {
        "a_ref": d.a_ref, "adjust": d.adjust, "alpha_sc": d.alpha_sc, "area": m.area_m2, "beta_oc": m.beta_voc,
        "i_l_ref": d.i_l_ref, "i_mp_ref": m.i_mp, "i_o_ref": d.i_o_ref, "i_sc_ref": m.i_sc,
        "n_s": m.cells_in_series, "r_s": d.r_s, "r_sh_ref": d.r_sh_ref, "t_noct": m.t_noct_c or 45.0, "v_mp_ref": m.v_mp,
        "v_oc_ref": m.v_oc, "temp_corr_mode": 0, "standoff": design.standoff, "height": 0, "is_bifacial": 0,
    }  # fmt: skip
    for name, value in values.items():
        setattr(group, f"cec_{name}", value)


def _set_inverter(model: Any, design: DetailedDesign) -> None:
    inverter = design.inverter
    if inverter.sandia is None:
        raise ValueError("Pvsamv1 needs an inverter with Sandia parameters")
    p = inverter.sandia
    model.Inverter.inverter_model = 0
    model.Inverter.inverter_count = design.inverters
    model.Inverter.mppt_low_inverter, model.Inverter.mppt_hi_inverter = inverter.mppt_low_v, inverter.mppt_high_v
    group = model.InverterCECDatabase
    for ours, theirs in (
        ("Paco", "paco"), ("Pdco", "pdco"), ("Vdco", "vdco"), ("Pso", "pso"), ("C0", "c0"), ("C1", "c1"), ("C2", "c2"), ("C3", "c3"),
        ("Pnt", "pnt"),
    ):  # fmt: skip
        setattr(group, f"inv_snl_{theirs}", p[ours])
    group.inv_snl_vdcmax = inverter.vdc_max


def pvsamv1(year: WeatherYear, plane: RoofPlane, design: DetailedDesign) -> np.ndarray:
    """Hourly AC of Pvsamv1 at the meter, kW, shape (8760,); negative where the inverter takes power at night."""
    import PySAM.Pvsamv1 as engine  # noqa: N813

    model = engine.default("FlatPlatePVNone")
    r = model.SolarResource
    r.solar_resource_data = resource(year)
    r.use_wf_albedo, r.albedo, r.irrad_mode, r.sky_model = 0, [design.albedo] * 12, 0, 2
    _set_module(model, design)
    _set_inverter(model, design)
    s = model.SystemDesign
    s.system_capacity, s.inverter_count = design.capacity_kwp, design.inverters
    s.subarray1_modules_per_string, s.subarray1_nstrings = design.modules_per_string, design.strings
    s.subarray1_tilt, s.subarray1_azimuth, s.subarray1_track_mode = plane.tilt_deg, plane.azimuth_deg, 0
    for k in (2, 3, 4):
        setattr(s, f"subarray{k}_enable", 0)
    loss = model.Losses
    for name in dir(loss):
        if name.endswith("_loss") and not name.startswith("_"):
            setattr(loss, name, 0.0)
    loss.subarray1_mismatch_loss = 100.0 * design.losses
    loss.subarray1_soiling = [0.0] * 12
    model.Shading.subarray1_shade_mode = 0
    model.AdjustmentFactors.adjust_constant = 0.0
    model.execute()
    return np.asarray(model.Outputs.gen, dtype=float)[:8760]


def matched_pvsamv1(plane: RoofPlane, design: DetailedDesign) -> PVArray:
    """Our chain with every choice of Pvsamv1."""
    if design.module.cec is None:
        raise ValueError("Pvsamv1 needs a module with a single diode")
    module = replace(design.module, cec=replace(design.module.cec, eg_ref=SAM_BAND_GAP_EV))
    settings = PVSettings(
        losses={"all": design.losses}, albedo=design.albedo, models=SAM_MODELS, module=module, inverter=design.inverter,
        modules_per_string=design.modules_per_string, inverters=design.inverters, standoff_in=STANDOFF_IN[design.standoff],
    )  # fmt: skip
    return PVArray(plane, design.capacity_kwp, settings)


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours beside SAM's: kWh of the year, and the root mean square of the hours over SAM's mean of the hours with output."""

    ours_kwh: float
    sam_kwh: float
    nrmse_pct: float

    @property
    def annual_pct(self) -> float:
        return 100.0 * (self.ours_kwh / self.sam_kwh - 1.0)


def difference(ours_kw: np.ndarray, sam_kw: np.ndarray) -> Difference:
    """Compare two hourly series over the hours in which SAM has output; nights do not count for either."""
    sam = np.maximum(sam_kw, 0.0)
    on = sam > 0.0
    rmse = float(np.sqrt(np.mean((ours_kw[on] - sam[on]) ** 2)))
    return Difference(float(ours_kw.sum()), float(sam.sum()), 100.0 * rmse / float(sam[on].mean()))
