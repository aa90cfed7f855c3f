"""A feed of ours as an influent of ADM1, with COD and nitrogen conserved, and the cross-check of the first-order law by ADM1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from foundation.tables import read_table
from retrofit.biogas.digestion import adm1, kinetics
from retrofit.biogas.digestion.adm1_kernel import BACTERIA, LIQUID, STATES
from retrofit.biogas.feed.feedstocks import Feed

METHANE_NM3_KG_COD = 22.414 / 64.0
"""Methane from a kg of COD: 64 kg COD a kmol, 22.414 Nm3 a kmol."""
NITROGEN_KG_KMOL = 14.0
POTASSIUM_KMOL_KG_K2O = 2.0 / 94.2
PROTEIN_MOST = 0.9
"""Largest share of protein in the degradable COD."""
INOCULUM = 0.05
"""Each of the seven groups of bacteria at the start, as a share of the degradable COD fed: an established tank."""
BUFFER_KMOL_M3 = 0.1
"""Ammonium and bicarbonate at the start at least (BSM2's digested sludge holds 0.13 and 0.15)."""


@cache
def _composition() -> dict[str, dict[str, str]]:
    return {r["key"]: r for r in read_table("retrofit", "adm1_feed.csv")}


@dataclass(frozen=True, eq=False, slots=True)
class Influent:
    """Concentrations of the feed (kg COD/m3, kmol/m3), what it says of the parameters, and totals for closure."""

    states: dict[str, float]
    overrides: dict[str, float]
    """``k_hyd_*`` at 35 degC (the feed's own first-order rate), ``N_I`` (nitrogen left for the inert part)."""
    cod_kg_m3: float
    degradable_kg_cod_m3: float
    nitrogen_kg_m3: float


def influent_of(feed: Feed, slurry_m3_day: float) -> Influent:
    """ADM1 influent of a feed thinned to ``slurry_m3_day``, m3/d.

    Total COD is VS times COD per VS; what the BMP says is degradable (0.350 Nm3 CH4/kg COD), the rest is inert. Organic nitrogen is shared
    between the two parts by COD: it makes the protein, a tabled share is fat, the rest carbohydrate; nitrogen that the protein does
    not hold stays with the inert part. Ammonium comes as bicarbonate; potassium gives the strong ions, half of them with
    an anion, as in BSM2's influent.

    Returns
    -------
    Influent
        COD and nitrogen of ``states`` are exactly those of the feed.
    """
    p = adm1.parameters()
    fat = np.array([float(_composition()[n]["lipid_share"]) for n in feed.names])
    cod = feed.vs_kg_day * feed.cod_per_vs
    degradable = np.minimum(feed.methane_potential_nm3_day / METHANE_NM3_KG_COD, cod)
    tan = feed.nitrogen_kg_day * feed.tan_share
    organic = feed.nitrogen_kg_day - tan
    per_protein = NITROGEN_KG_KMOL * p["N_aa"]
    share = np.divide(degradable, cod, out=np.zeros_like(cod), where=cod > 0.0)
    protein = np.minimum(organic * share / per_protein, PROTEIN_MOST * degradable)
    lipid = np.minimum(fat * degradable, degradable - protein)
    inert = cod - degradable
    left = organic - protein * per_protein
    inert_total = float(inert.sum())
    n_i = float(left.sum()) / NITROGEN_KG_KMOL / inert_total if inert_total > 0.0 else p["N_I"]
    free = float(tan.sum()) if inert_total > 0.0 else float((tan + left).sum())
    potassium = float(feed.k2o_kg_day.sum()) * POTASSIUM_KMOL_KG_K2O
    per_day = {
        "X_ch": float((degradable - protein - lipid).sum()),
        "X_pr": float(protein.sum()),
        "X_li": float(lipid.sum()),
        "X_I": inert_total,
        "S_IN": free / NITROGEN_KG_KMOL,
        "S_IC": free / NITROGEN_KG_KMOL + 0.5 * potassium,
        "S_cat": potassium,
        "S_an": 0.5 * potassium,
    }
    k = float((degradable * feed.k35_1_day).sum() / degradable.sum())
    return Influent(
        {s: v / slurry_m3_day for s, v in per_day.items()},
        {"k_hyd_ch": k, "k_hyd_pr": k, "k_hyd_li": k, "N_I": n_i},
        float(cod.sum()) / slurry_m3_day,
        float(degradable.sum()) / slurry_m3_day,
        float(feed.nitrogen_kg_day.sum()) / slurry_m3_day,
    )


GAS_SPACE = 0.1
"""Head space over liquid volume; BSM2 has 0.09. It hardly matters for a steady gas."""
COLDEST_C = 10.01
YEARS = 3
"""Years until the months repeat themselves, or the tank has turned sour."""
SAMPLES = 8
"""Instants of a month that are averaged."""


@dataclass(frozen=True, eq=False, slots=True)
class CrossCheck:
    """ADM1 beside the first-order law in steady state; gas in Nm3 CH4/d. ``findings`` are codes of what limits the tank."""

    state: adm1.State
    adm1_nm3_day: float
    first_order_nm3_day: float
    closure: dict[str, float]
    findings: tuple[str, ...]

    @property
    def ratio(self) -> float:
        return self.adm1_nm3_day / self.first_order_nm3_day if self.first_order_nm3_day > 0.0 else float("nan")


def _established(
    feed: Feed, reactor: adm1.Reactor, adapted: bool
) -> tuple[Influent, dict[str, float], dict[str, float]]:
    """Influent, parameters that it replaces, and the state of a tank that has bacteria and buffer."""
    influent = influent_of(feed, reactor.flow_m3_day)
    overrides = dict(influent.overrides)
    if adapted:
        overrides["K_I_nh3"] = adm1.parameters()["K_I_nh3_adapted"]
    start = dict.fromkeys(STATES, 0.0)
    start.update({s: influent.states.get(s, 0.0) for s in LIQUID})
    for buffer in ("S_IN", "S_IC"):
        start[buffer] = max(start[buffer], BUFFER_KMOL_M3)
    start.update(dict.fromkeys(BACTERIA, INOCULUM * influent.degradable_kg_cod_m3))
    start.update(S_h2=1e-7, S_ch4=0.05, S_gas_h2=1e-5, S_gas_ch4=1.0, S_gas_co2=0.014)
    return influent, overrides, start


def _findings(state: adm1.State, influent: Influent) -> tuple[str, ...]:
    """Codes of what limits a tank in a state."""
    fed = influent.degradable_kg_cod_m3
    limits = {
        "acid": state.ph < 6.5,
        "ammonia": state.inhibition["nh3"] < 0.5,
        "acids-build-up": state.acids_kg_cod_m3 > 0.2 * fed,
        "washout": state.values["X_ac"] < 1e-3 * fed,
    }
    return tuple(code for code, true in limits.items() if true)


def cross_check(
    feed: Feed,
    liquid_m3: float,
    slurry_m3_day: float,
    temp_c: float,
    pressure_pa: float = 101325.0,
    adapted: bool = True,
) -> CrossCheck:
    """Steady state of a stirred tank by ADM1 and by the first-order law, same feed and temperature.

    Parameters
    ----------
    feed : Feed
    liquid_m3, slurry_m3_day : float
        Liquid volume and what flows through it.
    temp_c : float
        Tank temperature, above 10 to 45 degC.
    pressure_pa : float
        Air pressure of the site.
    adapted : bool
        Bacteria used to ammonia (``K_I_nh3_adapted``), as in any old manure digester; False takes BSM2's value for sewage sludge.

    Raises
    ------
    InputError
        ``adm1-reactor``.
    """
    reactor = adm1.Reactor(liquid_m3, GAS_SPACE * liquid_m3, slurry_m3_day, temp_c, pressure_pa / 1e5)
    influent, overrides, start = _established(feed, reactor, adapted)
    y, _ = adm1.steady(reactor, influent.states, start, overrides=overrides)
    state = adm1.describe(reactor, y, overrides)
    k = feed.k35_1_day * float(kinetics.rate_factor(np.array(temp_c)))
    share = kinetics.converted_share(k, reactor.retention_days)
    first = min(
        float((feed.methane_potential_nm3_day * share).sum()),
        float(kinetics.ceiling_nm3_m3_day(np.array(temp_c))) * liquid_m3,
    )
    return CrossCheck(
        state,
        state.methane_nm3_day,
        first,
        adm1.closure(reactor, influent.states, y, overrides),
        _findings(state, influent),
    )


@dataclass(frozen=True, eq=False, slots=True)
class YearCheck:
    """ADM1 through a year of months; arrays have shape (12,), January first."""

    temp_c: np.ndarray
    methane_nm3_day: np.ndarray
    ph: np.ndarray
    """Lowest of the month."""
    free_ammonia_mg_l: np.ndarray
    acids_kg_cod_m3: np.ndarray
    """Highest of the month."""
    findings: tuple[tuple[str, ...], ...]


def year_check(
    feed: Feed,
    liquid_m3: float,
    slurry_m3_day: float,
    month_temp_c: np.ndarray,
    pressure_pa: float = 101325.0,
    adapted: bool = True,
) -> YearCheck:
    """A stirred tank by ADM1 with the tank temperature of every month and the mean feed, the last of ``YEARS`` after a start
    in the warmest month: what sours stays sour, as a tank does until it is emptied.

    At and below 10 degC nothing grows and nothing decays, as in the first-order law.

    Parameters
    ----------
    month_temp_c : ndarray, shape (12,)
        Tank temperature by month, degC.
    """
    first = int(np.argmax(month_temp_c))
    times = np.linspace(0.0, 365.0 / 12.0, SAMPLES + 1)
    rows: dict[int, tuple[float, float, float, float, tuple[str, ...]]] = {}
    state: dict[str, float] | None = None
    for step in range(12 * YEARS):
        month = (first + step) % 12
        temp = max(float(month_temp_c[month]), COLDEST_C)
        reactor = adm1.Reactor(liquid_m3, GAS_SPACE * liquid_m3, slurry_m3_day, temp, pressure_pa / 1e5)
        influent, overrides, start = _established(feed, reactor, adapted)
        y = adm1.integrate(reactor, influent.states, state or start, times, 1e-6, overrides)
        state = dict(zip(STATES, y[-1].tolist(), strict=True))
        if step < 12 * (YEARS - 1):
            continue
        seen = [adm1.describe(reactor, v, overrides) for v in y[1:]]
        rows[month] = (
            float(np.mean([s.methane_nm3_day for s in seen])),
            min(s.ph for s in seen),
            max(s.free_ammonia_mg_l for s in seen),
            max(s.acids_kg_cod_m3 for s in seen),
            _findings(seen[-1], influent),
        )
    methane, ph, ammonia, acids, findings = zip(*(rows[m] for m in range(12)), strict=True)
    return YearCheck(
        np.asarray(month_temp_c, dtype=float),
        np.array(methane),
        np.array(ph),
        np.array(ammonia),
        np.array(acids),
        findings,
    )
