"""Words of an import: what was assumed for everything of an IDF that the model does not hold as written, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from buildings.idf.read.building import Imported
from buildings.idf.read.source import Note
from retrofit.report.run.rows import number
from retrofit.report.words.width import columns_of
from retrofit.report.words.words import vocabulary

NOTES: dict[str, str] = {
    "hvac": "ideal",
    "template": "ideal",
    "template-size": "load",
    "thermostat-alone": "ideal",
    "one-way": "none",
    "limit-total": "small",
    "limit-flow": "load",
    "sequential-fraction": "load",
    "thermostat-cutout": "load",
    "limit-sized": "load",
    "heat-recovery": "load",
    "outdoor-air-cycling": "load",
    "turned-over": "none",
    "internal-source": "load",
    "roof-vegetation": "load",
    "shading-layer": "load",
    "thermochromic": "small",
    "choice-load": "load",
    "choice-small": "small",
    "not-read": "load",
    "sunday-start": "small",
    "weather-holidays": "small",
    "day-type-unknown": "load",
    "day-type-missing": "load",
    "times-unordered": "load",
    "no-resistance": "none",
    "factor-too-large": "small",
    "spectral-glass": "load",
    "infrared-glass": "small",
    "gas-as": "small",
    "divider": "small",
    "people-sensible": "small",
    "return-air": "small",
    "fuel-not-billed": "energy",
    "lost-not-billed": "energy",
    "opening-as-needed": "load",
    "ventilation-when-hot": "small",
    "infiltration-temperature": "small",
    "infiltration-wind": "load",
    "leakage-always": "small",
    "mixing-mean": "load",
    "outdoor-air": "load",
    "reflectance-mean": "small",
    "foundation": "load",
    "no-other-face": "load",
    "multipliers-differ": "small",
    "boundary-unknown": "load",
    "other-side-air": "load",
    "other-side-ground": "load",
    "glass-inside": "small",
    "air-boundary": "load",
    "shading-left-out": "load",
    "soffit": "small",
    "self-shading": "small",
    "frames-larger": "small",
    "layers-reversed": "small",
    "areas-differ": "small",
    "two-soils": "small",
    "soil-of-weather": "small",
    "soil-default": "load",
    "zone-without-surfaces": "load",
    "closed-zone": "small",
}
"""Effect of a note on the result by the note's key: ``load`` may change the loads, ``ideal``: they are those of ideal control, ``energy``: the energy use alone."""

label = vocabulary("idf")


def note_text(note: Note, language: str) -> tuple[str, str]:
    """What was assumed and what it does to the result."""
    assumed = label(f"note {note.key}", language, value=note.value or "-")
    return assumed, label(f"effect {NOTES[note.key]}", language)


def note_dict(note: Note) -> dict[str, Any]:
    assumed, effect = note_text(note, "en")
    return {
        "key": note.key,
        "class": note.kind,
        "count": note.count,
        "names": list(note.names),
        "assumed": assumed,
        "effect": effect,
    }


def summarised(notes: Iterable[Note]) -> list[Note]:
    """Notes for people: all systems in one, the rest as they are, what may change the loads first."""
    rows = list(notes)
    systems = [n for n in rows if n.key == "hvac"]
    order = {"load": 0, "ideal": 1, "energy": 2, "small": 3, "none": 4}
    rest = sorted((n for n in rows if n.key != "hvac"), key=lambda n: order[NOTES[n.key]])
    if not systems:
        return rest
    names = tuple(f"{n.kind} {k}" for n in systems for k in range(n.count))
    kinds = ", ".join(n.kind for n in systems[:3]) + (" ..." if len(systems) > 3 else "")
    return [*rest, Note("hvac", kinds, names)]


def zone_rows(imported: Imported) -> list[dict[str, Any]]:
    """Facts of every zone, of all its copies."""
    import numpy as np

    rows = []
    for z in imported.building.zones:
        outer = [s for s in z.surfaces if s.boundary in ("outdoor", "sheltered")]
        rows.append(
            {
                "zone": z.name,
                "multiplier": imported.multipliers[z.name],
                "floor_area_m2": z.floor_area_m2,
                "volume_m3": z.volume_m3,
                "outer_area_m2": sum(s.area_m2 for s in outer),
                "glass_area_m2": sum(s.window_area_m2 for s in outer),
                "gains_w": sum(g.power_w for g in z.gains),
                "heated": not bool(np.isnan(np.asarray(z.thermostat.heating_c)).all()),
                "cooled": not bool(np.isnan(np.asarray(z.thermostat.cooling_c)).all()),
            }
        )
    return rows


def import_lines(imported: Imported, loads: dict[str, Any] | None, language: str) -> list[str]:
    """The import on a screen: zones, loads, notes."""
    b = imported.building
    lines = [
        f"{b.name}: {len(b.zones)} {label('zones', language)}, {label('floor area', language)} {number(b.floor_area_m2)} m2 "
        f"({label('version', language)} {imported.version}, {label('encoding', language)} {imported.encoding})"
    ]
    head = ("zone", "times", "area", "volume", "outer", "glass", "gains", "heated", "cooled")
    table = [[label(k, language) for k in head]]
    for r in zone_rows(imported):
        table.append(
            [r["zone"], f"{r['multiplier']:g}", *(number(r[k]) for k in ("floor_area_m2", "volume_m3", "outer_area_m2", "glass_area_m2", "gains_w")), *(label("yes" if r[k] else "no", language) for k in ("heated", "cooled"))]
        )  # fmt: skip
    lines += ["", *columns(table), ""]
    if loads is None:
        lines.append(label("no weather", language))
    else:
        lines += [
            f"{label(k, language)}: {number(loads[f'{k}_kwh'])} kWh, {loads[f'{k}_kwh_m2']:.1f} kWh/m2, {label('peak', language)} {loads[f'{k}_peak_kw']:.1f} kW"
            for k in ("heating", "cooling")
        ]
    notes = summarised(imported.notes)
    lines += ["", label("notes" if notes else "nothing", language)]
    for n in notes:
        assumed, effect = note_text(n, language)
        lines.append(f"- {n.kind} x {n.count}: {assumed}; {effect}")
        if n.key not in ("hvac", "not-read") and n.names[0]:
            shown = ", ".join(n.names[:3])
            more = label("more", language, n=n.count - 3) if n.count > 3 else ""
            lines.append(f"    {shown} {more}".rstrip())
    return lines


def columns(table: list[list[str]]) -> list[str]:
    """A table as lines: the first column left, the others right."""
    widths = [max(columns_of(row[k]) for row in table) for k in range(len(table[0]))]
    out = []
    for row in table:
        cells = [
            " " * (w - columns_of(c)) + c if k else c + " " * (w - columns_of(c))
            for k, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        out.append("  ".join(cells).rstrip())
    return out
