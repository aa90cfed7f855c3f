"""What a module or an inverter cannot be: values that do not go together, most often a unit of another size."""

from __future__ import annotations

import math

from foundation.errors import Problem
from foundation.messages import message
from retrofit.solar.products.model import Inverter

MOST_EFFICIENT = 0.25
"""Above it no module is sold (best commercial silicon 2025: 24 to 25 %; records of the laboratory need not be named here)."""
LEAST_EFFICIENT = 0.03
LEAST_AC_W = 100.0
"""The smallest micro inverters have 200 W and more."""
SHARE_OF_INPUT = (0.02, 1.05)
"""AC power over what all trackers take at their highest voltage and current."""
CELL_V = (0.45, 0.80)
"""Open-circuit voltage of a silicon cell at 25 degC, V: from old multicrystalline to heterojunction cells."""
TYPICAL_V = 0.68
"""The same of a common cell of 2015 to 2025: between PERC (0.68) and TOPCon (0.72)."""
THIN_FILM = ("cdte", "cigs", "a-si", "thin", "amorphous")


def cells_in_series(cells: int, v_oc: float, technology: str = "Mono-c-Si") -> tuple[int, int]:
    """Cells in series and parallel parts of a module whose sheet counts all its cells: half-cut 144 are 72 in series, twice.

    The open-circuit voltage tells: a silicon cell has 0.6 to 0.75 V whatever its cut.

    >>> cells_in_series(144, 51.47), cells_in_series(72, 51.47), cells_in_series(210, 49.0)
    ((72, 2), (72, 1), (70, 3))
    """
    low, high = CELL_V
    if any(word in technology.lower() for word in THIN_FILM) or v_oc / cells >= low:
        return cells, 1
    fitting = [p for p in (2, 3, 4) if cells % p == 0 and low <= v_oc / (cells // p) <= high]
    parts = min(fitting, key=lambda p: abs(v_oc / (cells // p) - TYPICAL_V), default=1)
    return cells // parts, parts


def module_problems(
    values: dict[str, float], technology: str, p_max_w: float | None = None, max_fuse_a: float | None = None
) -> list[Problem]:
    """Power against size and voltage against cells; ``values`` as ``module_from_datasheet`` takes them."""
    power, area = values["v_mp"] * values["i_mp"], values["length_m"] * values["width_m"]
    found = []
    if not area * 1000.0 * LEAST_EFFICIENT <= power <= area * 1000.0 * MOST_EFFICIENT:
        share = power / (area * 1000.0)
        key = "width_m" if values["width_m"] < 0.5 * values["length_m"] or share < LEAST_EFFICIENT else "length_m"
        text = message("the module would have an efficiency of {share:.0f} %: {power:.0f} W on {area:.3g} m2", share=100.0 * share, power=power, area=area)  # fmt: skip
        found.append(Problem("module-datasheet", f"module.{key}", text, values[key], "3 to 25 %", "compare length, width, voltage and current with the sheet; lengths count metres"))  # fmt: skip
    if p_max_w is not None and abs(power / p_max_w - 1.0) > 0.03:
        text = message("v_mp times i_mp gives {power:.0f} W, the sheet's power is another", power=power)
        found.append(Problem("module-datasheet", "module.p_max_w", text, p_max_w, message("{low:.0f} to {high:.0f} W", low=0.97 * power, high=1.03 * power), "compare voltage, current and power with the sheet"))  # fmt: skip
    if max_fuse_a is not None and max_fuse_a < values["i_sc"]:
        text = message(
            "a fuse below the short-circuit current of {i_sc:g} A would blow in the sun", i_sc=values["i_sc"]
        )
        found.append(Problem("module-datasheet", "module.max_fuse_a", text, max_fuse_a, message(">= {i_sc:g} A", i_sc=values["i_sc"]), "compare with the sheet"))  # fmt: skip
    low, high = CELL_V
    cell_v = values["v_oc"] / values["cells_in_series"]
    if not any(word in technology.lower() for word in THIN_FILM) and not low <= cell_v <= high:
        text = message("{cell_v:.2f} V a cell is none of silicon", cell_v=cell_v)
        allowed = message("{low:.0f} to {high:.0f} cells", low=math.ceil(values["v_oc"] / high), high=math.floor(values["v_oc"] / low))  # fmt: skip
        found.append(Problem("module-datasheet", "module.cells_in_series", text, values["cells_in_series"], allowed, "count the cells in series; for thin film give its technology"))  # fmt: skip
    return found


def inverter_problems(inverter: Inverter) -> list[Problem]:
    """AC power against what the trackers can take, and the use at night against it."""
    found = []
    pac = inverter.pac_max_w
    if inverter.idc_max_a is not None:
        most = inverter.mppts * inverter.idc_max_a * inverter.mppt_high_v
        low, high = (share * most for share in SHARE_OF_INPUT)
    else:
        low, high = 0.0, math.inf
    low = max(low, LEAST_AC_W)
    if not low <= pac <= high:
        kilo = low <= pac * 1000.0 <= high
        cure = message("pac_max_w counts W: write {watts:.0f} for {pac:g} kW", watts=pac * 1000.0, pac=pac) if kilo else "compare power, current of one tracker, voltages and number of trackers with the sheet"  # fmt: skip
        text = "the AC power does not go with voltage, current and number of the trackers"
        allowed = message("{low:.0f} to {high:.0f} W", low=low, high=high) if math.isfinite(high) else message(">= {low:.0f} W", low=low)  # fmt: skip
        found.append(Problem("inverter-datasheet", "inverter.pac_max_w", text, pac, allowed, cure))
    if inverter.night_w > 0.02 * pac + 5.0 and not found:
        found.append(Problem("inverter-datasheet", "inverter.night_w", "more than an inverter of this power uses at night", inverter.night_w, message("<= {most:.0f} W", most=0.02 * pac + 5.0), "night_w counts W"))  # fmt: skip
    return found
