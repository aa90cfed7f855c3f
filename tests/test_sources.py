"""A published value of each source that the docstrings name most often."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from buildings.model import Gap, Glazing, Pane
from buildings.systems import coil
from buildings.thermal import airtightness, glazing, simple_glazing
from retrofit.biogas.digestion import kinetics
from retrofit.biogas.plant import store
from retrofit.biogas.tank import heat
from retrofit.energy.factors import fuel_factor, gwp_value, primary_factors
from retrofit.money.indicators.discounting import annuity_factor
from weather import humidity, sun
from weather.quality.clock import haurwitz
from weather.site import Site
from weather.stations import places

SEA_LEVEL = np.array(101325.0)


@pytest.mark.parametrize(("t", "w"), [(0.0, 0.003789), (10.0, 0.007661), (20.0, 0.014758), (30.0, 0.027329)])
def test_saturated_air_of_the_ashrae_table(t, w):
    """ASHRAE Handbook of Fundamentals 2017, chapter 1, table 2, less its enhancement factor of 1.004 to 1.005, which the Magnus form leaves out."""
    assert float(coil.saturated(np.array(t), SEA_LEVEL)) == pytest.approx(w / 1.0045, rel=4e-3)


@pytest.mark.parametrize(("t", "kj"), [(10.0, 29.352), (20.0, 57.555), (30.0, 100.006)])
def test_enthalpy_of_saturated_air_of_the_ashrae_table(t, kj):
    w = coil.saturated(np.array(t), SEA_LEVEL)
    assert float(coil.enthalpy(np.array(t), w)) / 1000.0 == pytest.approx(kj, rel=6e-3)


def test_humidity_and_dew_point_return():
    vapour = humidity.saturation_pressure(np.array([-5.0, 12.0, 31.0]))
    assert humidity.dew_point(vapour) == pytest.approx([-5.0, 12.0, 31.0], abs=1e-9)
    ratio = humidity.humidity_ratio(vapour, np.full(3, 80000.0))
    assert humidity.vapour_pressure(ratio, np.full(3, 80000.0)) == pytest.approx(vapour, rel=1e-12)


def test_water_vapour_of_the_wmo_guide():
    """WMO-No. 8: 6.112 hPa at 0 degC by definition; 23.4 hPa at 20 degC (Smithsonian tables)."""
    assert store.saturation_pa(0.0) == pytest.approx(611.2)
    assert store.saturation_pa(20.0) == pytest.approx(2339.0, rel=3e-3)


def test_days_extraterrestrial_of_duffie_and_beckman():
    """Example 1.10.1: H0 = 33.8 MJ/m2 at 43 degN on 15 April, which the mean of April stands for."""
    april = places.monthly_extraterrestrial(43.0)[3] * 3600.0 / 1e6
    assert april == pytest.approx(33.8, rel=0.01)


def test_equation_of_time_of_duffie_and_beckman(kunming):
    """Example 1.5.1: -13.5 min on 3 February."""
    at = int(np.flatnonzero((kunming.index.month == 2) & (kunming.index.day == 3))[12])
    assert sun.equation_of_time(kunming)[at] == pytest.approx(-13.5, abs=0.5)


def test_sun_of_the_spa_report():
    """Reda and Andreas 2004, table A5.1: zenith 50.11162, azimuth 194.34024 degrees (Golden, 2003-10-17 12:30:30 -7)."""
    site = Site("SPA", 39.742476, -105.1786, 1830.14, -7.0)
    found = sun.sun_at(site, pd.DatetimeIndex(["2003-10-17 12:30:30-07:00"]))
    assert float(np.ravel(found.zenith)[0]) == pytest.approx(50.11, abs=0.05)
    assert float(np.ravel(found.azimuth)[0]) == pytest.approx(194.34, abs=0.05)


def test_haurwitz():
    """1098 cos z exp(-0.057 / cos z) at the zenith."""
    assert float(haurwitz(np.array(1.0))) == pytest.approx(1098.0 * 0.944594, rel=1e-5)


def test_fresnel_of_duffie_and_beckman():
    """Example 5.1.1: glass of index 1.526 reflects 0.0434 of a surface at normal incidence and 0.093 at 60 degrees."""
    r = 0.0434
    whole = 2.0 * r / (1.0 + r)  # a clear pane of two such surfaces without absorption
    pane = Pane(0.003, 1.0, 1.0 - whole, whole, whole)
    transmitted = glazing.pane_angular(pane)[0]
    sixty = 0.5 * (
        (1.0 - 0.185) / (1.0 + 0.185) + (1.0 - 0.001) / (1.0 + 0.001)
    )  # r perpendicular 0.185, parallel 0.001
    assert np.interp(60.0, glazing.ANGLES_DEG, transmitted) == pytest.approx(sixty, abs=0.004)


def test_double_glazing_of_en_673():
    """Two panes of 4 mm, 12 mm of air: 2.8 W/(m2 K) in table C.2 of EN ISO 10077-1:2006 for uncoated glass."""
    pane = Pane(0.004, 1.0, 0.83, 0.08, 0.08)
    window = Glazing("4-12-4", (pane, pane), (Gap(0.012, "air"),))
    assert glazing.centre_u_value(window, 7.7, 25.0) == pytest.approx(2.8, abs=0.1)


def test_films_of_simple_glazing():
    """LBNL-2804E step 1 at U = 5: 1 / (0.359073 ln 5 + 6.949915), 1 / (0.025342 * 5 + 29.163853)."""
    assert simple_glazing.films(5.0) == pytest.approx((0.132850, 0.034142), rel=1e-4)


def test_basic_model_of_the_ashrae_handbook():
    """Table 4: 0.000145, 0.000290, 0.000435 for one to three storeys; table 6, class 3: 0.000174, 0.000231, 0.000271."""
    stack = [airtightness.stack_and_wind(n, 3)[0] for n in (1, 2, 3)]
    wind = [airtightness.stack_and_wind(n, 3)[1] for n in (1, 2, 3)]
    assert stack == pytest.approx([0.000145, 0.000290, 0.000435])
    assert wind == pytest.approx([0.000174, 0.000231, 0.000271], rel=1e-6)


def test_growth_of_hashimoto():
    """0.013 T - 0.129: 0.326 1/d at 35 degC."""
    assert float(kinetics.chen_hashimoto_growth(np.array(35.0))) == pytest.approx(0.326)


def test_board_of_iso_6946():
    """1 / (1 / 1.2 + 0.1 / lambda), resistances in series."""
    assert 1.0 / heat.insulated(1.2, 100.0) - 1.0 / 1.2 == pytest.approx(
        2.0 * (1.0 / heat.insulated(1.2, 50.0) - 1.0 / 1.2)
    )


@pytest.mark.parametrize(
    ("gas", "report", "value"),
    [
        ("CH4_fossil", "AR6", 29.8),
        ("CH4_non_fossil", "AR6", 27.0),
        ("N2O", "AR6", 273.0),
        ("N2O", "AR5", 265.0),
        ("N2O", "AR4", 298.0),
    ],
)
def test_warming_potentials_of_the_reports(gas, report, value):
    """IPCC AR6 WG1 table 7.15, AR5 table 8.A.1, AR4 table 2.14."""
    assert gwp_value(gas, report).value == value


def test_natural_gas_of_the_ipcc():
    """IPCC 2006 vol. 2 table 2.2: 56.1 t CO2/TJ; the Chinese guideline's factors lie within 2 % of it."""
    assert fuel_factor("gas", "AR6").value == pytest.approx(56.1 * 3.6e-3, rel=0.03)


def test_present_value_factor():
    """EN 15459-1: 25 years at 4 % are 15.62."""
    assert annuity_factor(0.04, 25.0) == pytest.approx(15.622, abs=1e-3)


def test_general_knowledge_claims_nothing():
    """A row whose source is general knowledge is not corroborated, in any table."""
    root, seen = Path(__file__).resolve().parent.parent, 0
    for path in sorted(
        p for room in ("foundation", "weather", "buildings", "retrofit") for p in (root / room).glob("**/data/*.csv")
    ):
        with path.open(encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f):
                if "general knowledge" in (row.get("source") or "").lower():
                    seen += 1
                    assert row["status"] in ("unconfirmed", "illustrative"), (path.name, row)
    assert seen > 50


def test_primary_factors_of_the_doe_definition():
    """A Common Definition for Zero Energy Buildings (2015), table 1: coal or other 1.05, hot water 1.35, fuel oil is neither."""
    factors = primary_factors("doe2015")
    assert [factors[c].value for c in ("coal", "wood", "heat", "gas", "lpg")] == [1.05, 1.05, 1.35, 1.09, 1.15]
