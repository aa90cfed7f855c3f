"""Public physics functions name where their equation comes from."""

from __future__ import annotations

import ast
import re

from tests.paths import ROOT

PHYSICS = (
    "weather/sun.py", "weather/humidity.py", "weather/ground.py", "weather/horizon.py", "weather/extremes.py", "weather/future.py",
    "weather/quality/clock.py", "weather/quality/closure.py", "weather/quality/limits.py", "weather/quality/repairs.py",
    "weather/stations/places.py", "weather/synthetic", "buildings/thermal", "buildings/systems", "buildings/comfort",
    "retrofit/solar/chain", "retrofit/solar/products/single_diode.py", "retrofit/solar/roof/row_pitch.py",
    "retrofit/solar/strings/voltages.py", "retrofit/biogas/digestion", "retrofit/biogas/tank", "retrofit/biogas/plant",
    "retrofit/energy", "retrofit/netzero", "retrofit/money/cash_flow.py",
)  # fmt: skip
NOT_PHYSICS = {"validate.py", "packing.py", "sizing.py", "assumptions.py", "model.py", "results.py", "read_horizon", "read_changes",
               "parse_scenario", "scenarios", "parameters", "with_overrides", "collector_row", "constants", "presence", "family",
               "volume_problem", "limit_note", "store_problems", "order_code", "no_gas", "same_province", "lhv_kwh",
               "horizon_findings", "closure_findings", "limit_findings", "as_rows", "points", "rectangle_of", "exposure", "shares",
               "repair", "possible_year", "ensemble", "year_of_kind", "of_cswd", "elements_of", "pack", "hourly", "simulate",
               "simulate_many", "by_zone", "summary", "model", "dc_year", "assumptions", "climate_of", "specific_yield", "check",
               "tank_of", "heat_of", "passes", "year_from", "run", "monthly_mean", "with_gas_heaters", "gas_request", "gas_requests",
               "feed_fraction", "useful_gas_kwh", "factors", "directions", "plane_points", "wall_directions", "hot_water_items"}  # fmt: skip
"""Reading, checking, packing and orchestration: no equation of anybody's."""

SOURCE = re.compile(
    r"""(ISO|EN|GB/?T?|JGJ/T|ASHRAE|AHRI|IEC|NBSIR|LBNL|LBL|NREL/|SAND|SERI/|IPCC)[\s-]?[\w.-]*\d   # a standard or report with its number
    |\b(?:[A-Z][a-z]+|al\.)[\w,. ]*\(?(19|20)\d\d                                                    # authors and year
    |ASHRAE\sHandbook|ASHRAE\sFundamentals|Engineering\sReference""",
    re.VERBOSE,
)


def functions() -> list[tuple[str, str]]:
    """Name and docstring of every public function of the physics."""
    out = []
    for place in PHYSICS:
        for path in [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).glob("*.py")):
            if path.name in NOT_PHYSICS:
                continue
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name not in NOT_PHYSICS:
                    out.append((f"{path.relative_to(ROOT)}:{node.name}", ast.get_docstring(node) or ""))
    return out


def test_every_physics_function_is_described():
    assert [name for name, text in functions() if len(text) < 20] == []


def test_half_of_the_physics_names_its_source():
    found = functions()
    named = [name for name, text in found if SOURCE.search(text)]
    assert len(found) > 200
    assert len(named) / len(found) >= 0.5, f"{len(named)} of {len(found)}"
