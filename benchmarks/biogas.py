"""The digester's rate laws against measurements and published anchors: ``python -m benchmarks.biogas [--json]``.

ADM1 against the BSM2 steady state and two transients; the temperature law beside the rates of Chengdu; anchors of Chen and Hashimoto; the
field points of the design notes with what the first-order law makes of them. Nothing from outside the repository is needed.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import biogas_plant
from retrofit.biogas.digestion import adm1, kinetics
from retrofit.biogas.digestion.adm1_kernel import BACTERIA, STATES
from weather.ground import soil_temperature
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

DATA = Path(__file__).resolve().parent / "data"
CHENGDU = {15.0: 0.136, 20.0: 0.796, 25.0: 1.294, 30.0: 1.527, 35.0: 1.952}
"""Largest methane rate of swine wastewater, L/L/d (Yang et al. 2016, Water Res. 102:464)."""
ANCHORS = (
    ("swine", 40.0, 0.29, 20.0, 40.0, 0.2460), ("swine", 40.0, 0.29, 25.0, 40.0, 0.2611), ("swine", 40.0, 0.29, 35.0, 20.0, 0.2550),
    ("swine", 40.0, 0.29, 35.0, 40.0, 0.2728), ("cattle", 60.0, 0.18, 35.0, 30.0, 0.1640), ("cattle", 60.0, 0.18, 20.0, 60.0, 0.1600),
)  # fmt: skip
"""Chen and Hashimoto: manure, kg VS/m3, B0, degC, days -> Nm3 CH4/kg VS, to 4 digits."""
HOUSEHOLD_LOADING = 0.7
"""kg VS/m3/d, household domes (GB/T 4750 class)."""
CHENGDU_LOADING_VS = 0.162 / 0.112 * 0.80
TOLERANCE = 1e-6


def rows_of(name: str) -> list[dict[str, str]]:
    """Rows of a table of ``benchmarks/data``."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bsm2() -> tuple[dict[str, float], dict[str, float], np.ndarray]:
    """Influent, initial state of the BSM2 report, and steady state (29,) in the order of ``STATES``."""
    rows = {r["state"]: r for r in rows_of("adm1_bsm2.csv")}
    influent = {s: float(r["influent"]) for s, r in rows.items() if r["influent"]}
    return (
        influent,
        {s: float(r["initial"]) for s, r in rows.items()},
        np.array([float(rows[s]["steady"]) for s in STATES]),
    )


def cold_start(influent: dict[str, float]) -> dict[str, float]:
    """A tank of water with the feed's solutes and a tenth of a fresh feed's COD as bacteria in equal parts; no gas yet."""
    start = {s: influent.get(s, 0.0) if s.startswith("S_") else 0.0 for s in STATES}
    bacteria = 0.1 * sum(v for s, v in influent.items() if s not in adm1.NO_COD and s not in ("S_I", "X_I"))
    start.update(dict.fromkeys(BACTERIA, bacteria / 7.0))
    start.update(S_gas_h2=1e-7, S_gas_ch4=1e-3, S_gas_co2=1e-3)
    return start


def adm1_steady() -> list[dict[str, Any]]:
    """One row a start: largest relative error over all states, that of S_h2, pH, gas, closures, seconds (second call, compiled)."""
    influent, initial, published = bsm2()
    reactor = adm1.Reactor()
    out = []
    for name, start in (
        ("BSM2 report's initial state", initial),
        ("cold: water with 10 % bacteria", cold_start(influent)),
    ):
        adm1.steady(reactor, influent, start)
        begun = time.perf_counter()
        y, _ = adm1.steady(reactor, influent, start)
        seconds = time.perf_counter() - begun
        state = adm1.describe(reactor, y)
        error = np.abs(y / published - 1.0)
        out.append(
            {
                "start": name,
                "largest_error": float(error.max()),
                "s_h2_error": float(error[STATES.index("S_h2")]),
                "pH": state.ph,
                "gas_m3_day": state.gas_m3_day,
                "methane_nm3_day": state.methane_nm3_day,
                "closure": adm1.closure(reactor, influent, y),
                "seconds": seconds,
                "ok": bool(error.max() < TOLERANCE),
                "in_time": seconds < 1.0,
            }
        )
    return out


def adm1_transients() -> list[dict[str, Any]]:
    """Largest relative difference over time of pH, gas, acids and hydrogen from two reference integrations."""
    influent, initial, published = bsm2()
    table = rows_of("adm1_dynamic.csv")
    steady = dict(zip(STATES, published, strict=True))
    out = []
    for run, start, flow in (("start", initial, 170.0), ("flow_step", steady, 255.0)):
        rows = [r for r in table if r["run"] == run]
        reactor = adm1.Reactor(flow_m3_day=flow)
        y = adm1.integrate(reactor, influent, start, np.array([float(r["t_d"]) for r in rows]), 1e-9)
        worst = 0.0
        for r, values in zip(rows[1:], y[1:], strict=True):
            state = adm1.describe(reactor, values)
            pairs = [
                (state.ph, r["pH"]),
                (state.gas_m3_day, r["q_gas_actual_m3_d"]),
                (state.partial_bar["ch4"], r["p_ch4_bar"]),
            ]
            pairs += [(state.values[s], r[s]) for s in ("S_ac", "S_pro", "S_h2", "X_ac")]
            worst = max(worst, *(abs(ours / float(theirs) - 1.0) for ours, theirs in pairs))
        out.append({"run": run, "points": len(rows) - 1, "largest_error": worst, "ok": worst < 1e-4})
    return out


def temperature_law() -> list[dict[str, float]]:
    """The law beside the measured rates, both relative to 35 degC."""
    return [
        {
            "temp_c": t,
            "measured_l_l_d": rate,
            "measured": rate / CHENGDU[35.0],
            "law": float(kinetics.rate_factor(np.array(t))),
        }
        for t, rate in CHENGDU.items()
    ]


def chen_hashimoto() -> list[dict[str, Any]]:
    """Our value beside the anchor, to 4 digits."""
    out = []
    for kind, vs, bmp, temp, days, anchor in ANCHORS:
        ours = kinetics.chen_hashimoto(bmp, vs, temp, days, kind)
        out.append(
            {
                "manure": kind,
                "temp_c": temp,
                "days": days,
                "ours": ours,
                "anchor": anchor,
                "ok": round(ours, 4) == anchor,
            }
        )
    return out


def _per_vs(row: dict[str, str], value: Callable[[str], float]) -> float:
    """Methane by the first-order law, Nm3/kg VS: in the soil of a station by the hour, or at a constant temperature."""
    bmp, k35, days, tanks = value("bmp"), value("k35"), value("days"), value("tanks")
    if not row["station"]:
        k = k35 * float(kinetics.rate_factor(np.array(value("temp"))))
        return bmp * float(kinetics.converted_share(k, days, tanks))
    year = synthetic_year(find_station(row["station"]))
    temp = soil_temperature(year, float(row["depth_m"])) + float(row["excess_k"])
    loading = CHENGDU_LOADING_VS if row["quantity"] == "biogas_per_m3" else HOUSEHOLD_LOADING
    hours = year.hours
    run = kinetics.digest(
        np.full((hours, 1), loading * bmp / 24.0),
        kinetics.rate_factor(temp)[:, None] * k35 / 24.0,
        np.full(hours, 1.0 / days / 24.0),
        kinetics.ceiling_nm3_m3_day(temp) / 24.0,
        int(tanks),
    )
    return float(run.methane_nm3.sum()) / (loading * hours / 24.0)


def _case(row: dict[str, str], name: str) -> float:
    """A field point by the first-order law with the ``low``, typical (``""``) or ``high`` values of its row."""

    def value(key: str) -> float:
        return float(row[f"{key}_{name}" if name else key])

    per_vs = _per_vs(row, value)
    if row["quantity"] == "ch4_per_vs":
        return per_vs
    ch4 = float(row[{"low": "ch4_high", "": "ch4", "high": "ch4_low"}[name]])
    if row["quantity"] == "l_per_kg":
        return 1000.0 * per_vs * value("vs") / ch4
    if row["quantity"] == "pigs":
        return float(row["measured"]) / (per_vs * value("vs") / ch4)
    return per_vs * kinetics.dry_factor(value("ts")) * CHENGDU_LOADING_VS / ch4


UNITS = {
    "ch4_per_vs": "Nm3 CH4/kg VS",
    "biogas_per_m3": "m3/m3/d",
    "l_per_kg": "L/kg fresh",
    "pigs": "pigs for 0.499 m3/d",
}


def field_points() -> list[dict[str, Any]]:
    """Measured beside the law; ``ok``: the measured range and the law's range from the feed's low to its high values meet."""
    out = []
    for row in rows_of("biogas_field.csv"):
        low, typical, high = (_case(row, name) for name in ("low", "", "high"))
        low, high = min(low, typical, high), max(low, typical, high)
        measured = float(row["measured"])
        bottom, top = float(row["measured_low"] or measured), float(row["measured_high"] or measured)
        out.append(
            {
                "key": row["key"],
                "what": row["what_en"],
                "unit": UNITS[row["quantity"]],
                "measured": measured,
                "measured_spread": [bottom, top] if row["measured_low"] else None,
                "law": typical,
                "law_range": [low, high],
                "ratio": None if row["quantity"] == "pigs" else typical / measured,
                "ok": None if row["quantity"] == "pigs" else bool(low <= top and bottom <= high),
                "source": row["source"],
                "note": row["note"],
            }
        )
    return out


def run() -> dict[str, Any]:
    """Everything that the command shows."""
    return {
        "adm1_steady": adm1_steady(),
        "adm1_transients": adm1_transients(),
        "temperature_law": temperature_law(),
        "chen_hashimoto": chen_hashimoto(),
        "field_points": field_points(),
        "plant": biogas_plant.run(),
    }


def _mark(ok: bool) -> str:
    return "ok" if ok else "MISSED"


def _closeness(row: dict[str, Any]) -> str:
    """``close``: the law with typical values within 30 %; else whether the feed's low to high values reach the measurement."""
    if row["ok"] is None:
        return "no test"
    if not row["ok"]:
        return "MISSED"
    return "close" if 1.0 / 1.3 <= row["ratio"] <= 1.3 else "only within the range of the feed"


def show(found: dict[str, Any]) -> None:
    """Print the tables."""
    print(
        "ADM1, BSM2 steady state: largest relative error over all 29 states (bar 1e-6), closures of COD, C, N (bar 1e-9), time (bar 1 s)"
    )
    for r in found["adm1_steady"]:
        closure = max(abs(v) for v in r["closure"].values())
        print(
            f"  {r['start']:32} error {r['largest_error']:.1e} (S_h2 {r['s_h2_error']:.1e})  closure {closure:.1e}  "
            f"pH {r['pH']:.4f}  gas {r['gas_m3_day']:.1f} m3/d  {r['seconds']:.3f} s  {_mark(r['ok'])}{'' if r['in_time'] else ', SLOW'}"
        )
    print("ADM1, transients against reference integrations (bar 1e-4)")
    for r in found["adm1_transients"]:
        print(f"  {r['run']:12} {r['points']} times  largest error {r['largest_error']:.1e}  {_mark(r['ok'])}")
    print("Temperature law beside Chengdu (Yang et al. 2016), relative to 35 degC")
    print(f"  {'degC':>6}{'L/L/d':>8}{'measured':>10}{'law':>8}")
    for r in found["temperature_law"]:
        print(f"  {r['temp_c']:6.0f}{r['measured_l_l_d']:8.3f}{r['measured']:10.3f}{r['law']:8.3f}")
    print("Chen and Hashimoto, Nm3 CH4/kg VS")
    for r in found["chen_hashimoto"]:
        print(
            f"  {r['manure']:8}{r['temp_c']:4.0f} degC {r['days']:4.0f} d  ours {r['ours']:.4f}  anchor {r['anchor']:.4f}  {_mark(r['ok'])}"
        )
    print("Field points: first-order law with the feed's typical values (and low to high) beside what was measured")
    for r in found["field_points"]:
        spread = f" ({r['measured_spread'][0]:.3g} to {r['measured_spread'][1]:.3g})" if r["measured_spread"] else ""
        law = f"{r['law']:.3g} ({r['law_range'][0]:.3g} to {r['law_range'][1]:.3g}) {r['unit']}"
        ratio = f"ratio {r['ratio']:.2f}  " if r["ratio"] is not None else ""
        print(f"  {r['what']:52} measured {r['measured']:.3g}{spread}  law {law}  {ratio}{_closeness(r)}")
        print(f"      {r['note']}")
    biogas_plant.show(found["plant"])


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.biogas", description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    found = run()
    if args.json:
        print(json.dumps(biogas_plant.plain(found), ensure_ascii=False, indent=1))
    else:
        show(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
