"""Words of an import: what was assumed for everything of an IDF that the model does not hold as written, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from buildings.idf.read.building import Imported
from buildings.idf.read.source import Note
from retrofit.report.run.console import number

EFFECTS: dict[str, tuple[str, str]] = {
    "none": ("no effect on the loads", "不影响负荷"),
    "small": ("small effect", "影响小"),
    "load": ("may change the loads", "可能影响负荷"),
    "energy": ("loads as in the file, energy use is not", "负荷不变，能耗不同"),
}
NOTES: dict[str, tuple[str, str, str]] = {
    "hvac": ("systems are replaced by ideal loads at the set points", "空调系统以设定温度下的理想负荷代替", "energy"),
    "not-read": ("not read", "未读取", "load"),
    "sunday-start": ("the year begins on a Sunday", "全年从星期日开始", "small"),
    "weather-holidays": ("holidays and daylight saving of the weather file are not taken", "未采用气象文件中的假日与夏令时", "small"),
    "day-type-unknown": ("an unknown day type is passed over, as EnergyPlus does: {value}", "未知日类型被忽略（与EnergyPlus一致）：{value}", "load"),
    "day-type-missing": ("a day type without values is 0, as in EnergyPlus: {value}", "缺少数值的日类型取0（与EnergyPlus一致）：{value}", "load"),
    "times-unordered": ("a time that does not rise is passed over: {value}", "未递增的时刻被忽略：{value}", "load"),
    "no-resistance": ("layers without resistance are left out", "略去无热阻的材料层", "none"),
    "factor-too-large": ("the factor leaves no resistance beside 15 cm of concrete", "该系数小于15 cm混凝土本身的热阻", "small"),
    "spectral-glass": ("spectral data are not read: solar properties of the file, or those of clear glass", "未读取光谱数据：采用文件中的太阳光参数或透明玻璃参数", "load"),
    "infrared-glass": ("glass is opaque to infrared", "玻璃按不透红外处理", "small"),
    "gas-as": ("the gas is taken as {value}", "气体按{value}处理", "small"),
    "divider": ("dividers are left out, the frame is kept", "略去窗格条，保留窗框", "small"),
    "people-sensible": ("the sensible share of people's heat at a room air between the set points, by outdoor temperature", "人员显热比例按设定温度之间（随室外温度）的室温计算", "small"),
    "return-air": ("heat of lights to the return air stays in the room", "灯具散入回风的热量留在室内", "small"),
    "negative-gain": ("a gain below zero is left out", "略去负的内热源", "load"),
    "fuel-not-billed": ("its heat is a gain, its fuel is not in the energy use", "计入散热，燃料不计入能耗", "energy"),
    "lost-not-billed": ("the share lost outdoors is not in the energy use", "散失到室外的部分不计入能耗", "energy"),
    "opening-as-needed": ("opens as far as holds its indoor temperature, not fully", "开启到足以维持室温为止，而非全开", "load"),
    "ventilation-when-hot": ("goes on above its highest indoor temperature", "超过最高室温限值时仍继续通风", "small"),
    "infiltration-temperature": ("its temperature difference with a room air between the set points, by outdoor temperature", "温差按设定温度之间（随室外温度）的室温计算", "small"),
    "infiltration-wind": ("without weather: a wind of {value}", "无气象数据：风速取{value}", "load"),
    "leakage-always": ("the leakage area without its schedule, at the mean", "渗透面积取作息平均值", "small"),
    "mixing-mean": ("air between zones at the mean of its schedule", "区间空气流动取作息平均值", "load"),
    "outdoor-air": ("outdoor air of the systems as ventilation; schedule: {value}", "系统新风按通风计入；作息：{value}", "load"),
    "reflectance-mean": ("one ground reflectance, the mean of the months: {value}", "地面反射率取各月平均：{value}", "small"),
    "foundation": ("the ground of ISO 13370", "按ISO 13370计算地面传热", "load"),
    "no-other-face": ("no other face was found: no heat passes", "未找到另一侧表面：按绝热处理", "load"),
    "multipliers-differ": ("between zones of unlike multipliers no heat passes", "倍数不同的区域之间按绝热处理", "small"),
    "boundary-unknown": ("no heat passes: {value}", "按绝热处理：{value}", "load"),
    "other-side-air": ("outdoor air without sun and wind: {value}", "按无日照无风的室外空气处理：{value}", "load"),
    "other-side-ground": ("the ground of ISO 13370: {value}", "按ISO 13370地面处理：{value}", "load"),
    "glass-inside": ("glass between rooms conducts heat, no sun passes", "室内玻璃只计导热，不透日照", "small"),
    "air-boundary": ("an open boundary between zones is a thin partition, the air through it is left out", "区域间的开敞边界按薄隔断处理，不计其空气流动", "load"),
    "shading-left-out": ("shade that does not stand squarely on a wall is left out", "略去不垂直附着于外墙的遮阳", "load"),
    "soffit": ("eaves shade the wall below as an overhang", "屋檐按水平遮阳处理", "small"),
    "self-shading": ("parts of the building in front of the wall do not shade it, but for eaves", "除屋檐外，不计建筑自身对该墙的遮挡", "small"),
    "frames-larger": ("the frames are larger than the wall, which grows", "窗框大于墙面，墙面随之增大", "small"),
    "layers-reversed": ("the layers of the other face reversed: {value}", "取另一侧构造的反序：{value}", "small"),
    "areas-differ": ("the mean of both faces' areas", "取两侧面积的平均", "small"),
    "two-soils": ("all ground surfaces have the soil temperatures of {value}", "所有接地面采用{value}的土壤温度", "small"),
    "soil-of-weather": ("soil temperatures of the weather", "采用气象数据的土壤温度", "small"),
    "soil-default": ("a soil of {value}, as in EnergyPlus", "土壤温度取{value}（与EnergyPlus一致）", "load"),
    "zone-without-surfaces": ("a zone without surfaces is left out", "略去无表面的区域", "load"),
    "closed-zone": ("its gains are left out: nothing but a system could carry them away", "略去内热源：除空调系统外无散热途径", "small"),
}  # fmt: skip
"""By the key of a note: English, Chinese and the effect."""
LABELS: dict[str, tuple[str, str]] = {
    "zones": ("zones", "个区域"), "version": ("EnergyPlus", "EnergyPlus"), "encoding": ("encoding", "编码"), "floor area": ("floor area", "建筑面积"),
    "zone": ("zone", "区域"), "times": ("times", "倍数"), "volume": ("volume m3", "体积 m³"), "outer": ("outer m2", "外表面 m²"), "glass": ("glass m2", "玻璃 m²"),
    "gains": ("gains W", "内热源 W"), "heated": ("heated", "供暖"), "cooled": ("cooled", "供冷"), "yes": ("yes", "是"), "no": ("no", "否"),
    "notes": ("What was not taken as written", "未按原样采用的内容"), "nothing": ("everything was taken as written", "全部按原样采用"),
    "heating": ("heating", "供暖"), "cooling": ("cooling", "供冷"), "peak": ("peak", "峰值"), "area": ("floor m2", "面积 m²"),
    "no weather": ("no weather was given: loads are not computed (--weather)", "未给出气象数据，未计算负荷（--weather）"),
    "more": ("and {n} more", "等，另有{n}个"),
}  # fmt: skip


def label(key: str, language: str) -> str:
    return LABELS[key][1 if language == "zh" else 0]


def note_text(note: Note, language: str) -> tuple[str, str]:
    """What was assumed and what it does to the result."""
    english, chinese, effect = NOTES[note.key]
    k = 1 if language == "zh" else 0
    return (english, chinese)[k].format(value=note.value or "-"), EFFECTS[effect][k]


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
    order = {"load": 0, "energy": 1, "small": 2, "none": 3}
    rest = sorted((n for n in rows if n.key != "hvac"), key=lambda n: order[NOTES[n.key][2]])
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
            more = label("more", language).format(n=n.count - 3) if n.count > 3 else ""
            lines.append(f"    {shown} {more}".rstrip())
    return lines


def wide(text: str) -> int:
    """Columns of a console that a text takes: Chinese characters take two."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def columns(table: list[list[str]]) -> list[str]:
    """A table as lines: the first column left, the others right."""
    widths = [max(wide(row[k]) for row in table) for k in range(len(table[0]))]
    out = []
    for row in table:
        cells = [
            " " * (w - wide(c)) + c if k else c + " " * (w - wide(c))
            for k, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        out.append("  ".join(cells).rstrip())
    return out
