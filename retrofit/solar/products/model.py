"""A PV module and an inverter. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from retrofit.solar.products.single_diode import SingleDiode


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

    def resized(self, pac_w: float) -> Inverter:
        """The same inverter with another power: powers in proportion, voltages and efficiency as they are."""
        if self.sandia is None:
            return self
        f = pac_w / self.sandia["Paco"]
        p = dict(self.sandia)
        p |= {k: p[k] * f for k in ("Paco", "Pdco", "Pso", "Pnt")} | {"C0": p["C0"] / f}
        return replace(self, pac_max_w=pac_w, pdc_max_w=self.pdc_max_w * f, sandia=p)
