"""What the surroundings and the sizing of arrays rest on, in words."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.solar.chain.settings import PVArray

QUIET_DC_AC = 1.15
"""Up to this DC/AC ratio clipping within the hour is not worth a word."""


def notes_of(arrays: Sequence[PVArray]) -> tuple[Assumption, ...]:
    """What the surroundings of arrays rest on."""
    notes = []
    ratio = max((a.settings.dc_ac_ratio for a in arrays), default=0.0)
    if ratio > QUIET_DC_AC:
        notes.append(
            Assumption(
                "pv.subhourly_clipping", 0.0, "-", "comparison of hourly and minute simulations in the literature", "unconfirmed",
                message("not counted: hourly means hide what is clipped within the hour, below 1 % at DC/AC 1.2, several percent at 1.5 (here {ratio:.2f})", ratio=ratio),
            )
        )  # fmt: skip
    for a in arrays:
        s = a.settings
        notes += [
            Assumption(f"pv.design {a.plane.name}", f.code, "-", "retrofit solar", "confirmed", f.message) for f in dict.fromkeys(a.findings)
        ]  # fmt: skip
        if s.rows is not None:
            notes.append(
                Assumption(
                    f"pv.rows {a.plane.name}", round(s.rows.gcr, 3), "-", "layout of the racks", "confirmed",
                    "ground cover ratio; the shade of row on row is computed hour by hour",
                )
            )  # fmt: skip
        if s.horizon is not None or s.obstacles:
            notes.append(
                Assumption(
                    f"pv.shading {a.plane.name}", s.losses.get("shading", 0.0), "-", "the project file", "confirmed",
                    "horizon and nearby boxes are computed hour by hour; this is what is taken beside them",
                )
            )  # fmt: skip
    return tuple(notes)
