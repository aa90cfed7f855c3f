"""ADM1 beside the first-order law, in English and Chinese."""

from __future__ import annotations

from typing import Any

import numpy as np

from retrofit.biogas.digestion.adm1_feed import YearCheck
from retrofit.report.words.words import vocabulary

_say = vocabulary("adm1")


def adm1_lines(check: YearCheck, first_order_nm3_day: np.ndarray, language: str) -> list[str]:
    """A line for each month, then what limits the tank and when; ``first_order_nm3_day`` has shape (12,)."""
    lines = [_say("title", language), "  " + _say("head", language)]
    for m in range(12):
        lines.append(
            f"  {m + 1:>5} | {check.temp_c[m]:4.1f} | {check.methane_nm3_day[m]:19.2f} | {first_order_nm3_day[m]:11.2f} | "
            f"{check.ph[m]:9.2f} | {check.free_ammonia_mg_l[m]:8.0f} | {check.acids_kg_cod_m3[m]:6.2f}"
        )
    for code in dict.fromkeys(c for found in check.findings for c in found):
        months = ", ".join(str(m + 1) for m in range(12) if code in check.findings[m])
        lines.append(f"  {_say(code, language)} ({_say('months', language, months=months)})")
    if not any(check.findings):
        lines.append("  " + _say("none", language))
    lines.append("  " + _say("note", language))
    return lines


def adm1_document(check: YearCheck, first_order_nm3_day: np.ndarray) -> dict[str, Any]:
    """The same as plain data: twelve values each."""
    return {
        "temp_c": check.temp_c.tolist(),
        "methane_nm3_day": check.methane_nm3_day.tolist(),
        "first_order_nm3_day": first_order_nm3_day.tolist(),
        "ph_lowest": check.ph.tolist(),
        "free_ammonia_mg_l": check.free_ammonia_mg_l.tolist(),
        "acids_kg_cod_m3": check.acids_kg_cod_m3.tolist(),
        "findings": [list(f) for f in check.findings],
    }
