"""ADM1 beside the first-order law, in English and Chinese."""

from __future__ import annotations

from typing import Any

import numpy as np

from retrofit.biogas.digestion.adm1_feed import YearCheck

WORDS: dict[str, tuple[str, str]] = {
    "title": (
        "ADM1 (one stirred tank, mean feed, the months' temperatures) beside first order by the hour",
        "ADM1（单级完全混合、平均进料、逐月温度）与逐时一级动力学对照",
    ),
    "head": (
        "month | degC | methane Nm3/d: ADM1 | first order | lowest pH | free ammonia mg N/L | acids kg COD/m3",
        "月份 | °C | 甲烷Nm³/d:ADM1 | 一级动力学 | 最低pH | 游离氨mg N/L | 挥发酸kg COD/m³",
    ),
    "acid": (
        "turns sour and stays so until it is emptied: load less, a larger tank, lime",
        "酸化且不会自行恢复：降低负荷、增大池容或投加石灰",
    ),
    "ammonia": ("ammonia holds the bacteria back: thin the feed or add straw", "氨抑制：稀释原料或加秸秆"),
    "acids-build-up": ("acids build up: load less, or a larger tank", "挥发酸积累：降低负荷或增大池容"),
    "washout": ("the bacteria are lost: a longer retention or a warmer tank", "菌群流失：延长停留时间或提高温度"),
    "none": ("ADM1 finds nothing that limits the tank", "ADM1未见抑制"),
    "months": ("months {months}", "{months}月"),
    "note": (
        "ADM1 counts what leaves as bacteria, so 12 to 20 % below first order is ordinary; the feed's composition is from tables, not measured.",
        "ADM1计入随出料流失的菌体，比一级动力学低12%~20%属正常；原料组成取自表格，并非实测。",
    ),
}


def _say(key: str, language: str, **values: object) -> str:
    return WORDS[key][1 if language == "zh" else 0].format(**values)


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
