"""What a gas result rests on: values of the tables and passed limits as assumptions of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.errors import Problem
from foundation.messages import message, translated
from foundation.provenance import Assumption
from retrofit.biogas.digestion import kinetics
from retrofit.biogas.feed.feedstocks import feedstocks
from retrofit.biogas.tables import parameters

if TYPE_CHECKING:
    from retrofit.biogas.plant.model import BiogasPlant


def limit_note(p: Problem) -> Assumption:
    """A passed limit among the assumptions of a result."""
    return Assumption(
        f"biogas.{p.code}",
        p.value,
        p.allowed,
        "retention, loading and ammonia classes (biogas_limits.csv)",
        "unconfirmed",
        message("{message}; {cure}", message=p.message, cure=p.cure),
    )


def _parameter_note(key: str) -> Assumption:
    p = parameters()[key]
    return Assumption(
        f"biogas.{key}",
        p.value,
        p.unit,
        p.source,
        p.status,
        message("{name}, {low:g} to {high:g}", name=translated(p.name_en, p.name_zh), low=p.low, high=p.high),
    )


def assumptions(plant: BiogasPlant) -> tuple[Assumption, ...]:
    """What the gas result rests on."""
    row = plant.row
    kind, days = plant.storage
    out = [
        Assumption(
            "biogas.rate",
            kinetics.THETA,
            "1/K",
            "Yang et al. 2016, Water Res. 102:464, damped below 20 degC",
            "corroborated",
            "temperature factor of the first-order rate",
        ),
        Assumption("biogas.leakage", plant.leak_share, "-", row["source"], row["status"], "share of the methane made"),
        Assumption(
            "biogas.feed_ts",
            plant.digester.ts_share,
            "-",
            row["source"],
            row["status"],
            "feed thinned with water to this share of solids",
        ),
        Assumption(
            "biogas.digestate_store",
            message("{kind}, {days:g} d", kind=kind, days=days),
            "-",
            "general knowledge",
            "illustrative",
            "what the tank leaves undigested makes methane there",
        ),
    ]
    keys = ["soil_excess"] if not plant.digester.heated else ["boiler_efficiency", "pump_kwh_m3"]
    if plant.has_flare:
        keys.append("flare_enclosed")
    if plant.chp_kw > 0.0:
        keys += ["chp_min_load", "chp_min_run_h", "chp_slip"]
    out += [_parameter_note(k) for k in keys]
    for name in plant.feed.names:
        r = feedstocks()[name]
        out.append(
            Assumption(
                f"biogas.{name}",
                float(r["bmp_nm3_kg_vs"]),
                "Nm3 CH4/kg VS",
                r["source"],
                r["status"],
                message(
                    "{kg} kg a day per {per}, TS {ts}, k35 {k35} 1/d",
                    kg=r["kg_day"],
                    per=r["per"],
                    ts=r["ts"],
                    k35=r["k35_1_day"],
                ),
            )
        )
    return tuple(out)
