"""Roofs in our chain and in SAM, as lines in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrofit.report.render.tables import write_table
from retrofit.report.run.rows import number
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.verify.beside_sam import RoofRow

word = vocabulary("sam")


def roof_lines(rows: Iterable[RoofRow], package: str, language: str) -> list[str]:
    """A roof a line: three engines, and both of SAM's beside our chain with their options."""
    lines = [f"{word('title', language)} ({package})"]
    for r in rows:
        same = "; ".join(
            f"{name} {pct:+.3f} % {word('year', language)}, {nrmse:.3f} % {word('hours', language)}"
            for name, pct, nrmse in (
                ("PVWatts v8", r.pvwatts_matched_pct, r.pvwatts_nrmse_pct),
                ("Pvsamv1", r.pvsamv1_matched_pct, r.pvsamv1_nrmse_pct),
            )
        )
        lines.append(
            f"{r.roof}, {r.capacity_kwp:.1f} kWp: {number(r.ours_kwh)} / {number(r.pvwatts_kwh)} / {number(r.pvsamv1_kwh)} kWh ({r.ours_pct:+.1f} %); "
            f"{word('same', language)}: {same}; {word('designed', language)}: {number(r.designed_kwh)} kWh"
        )
    return lines


def write_roofs(rows: Sequence[RoofRow], folder: Path) -> tuple[Path, ...]:
    """``roofs.csv``, a roof a line; nothing where no roof was compared."""
    if not rows:
        return ()
    import pandas as pd

    table = pd.DataFrame([r.as_dict() for r in rows]).set_index("roof")
    return (write_table(table, folder / "roofs.csv"),)
