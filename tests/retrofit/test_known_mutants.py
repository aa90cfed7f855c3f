"""Lines that were once broken on purpose and not noticed: each value again, from a formula or a table of its own."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from buildings.archetypes.usage import coldest_in_july
from buildings.systems import coil, heat_pumps
from buildings.thermal import boundary
from buildings.thermal.moisture import MoistAir, _balance
from buildings.thermal.simple_glazing import equivalent_pane
from foundation.tables import read_table
from retrofit.biogas.feed.feedstocks import feed_from
from retrofit.biogas.plant import sizing
from retrofit.biogas.tank.model import FILL, Digester
from retrofit.money.tariffs.export import mechanism_price
from retrofit.optimise.gap import TOLERANCE, smallest
from retrofit.solar.chain import year as chain
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.products.equipment import find_module
from retrofit.solar.roof.plane import RoofPlane
from weather import ground
from weather.site import Site
from weather.stations import places
from weather.stations.table import find_station
from weather.synthetic import synthetic_year


def test_export_price_of_a_province_without_a_row():
    value, source, status = mechanism_price("Atlantis")
    auctions = [float(r["cny_per_kwh"]) for r in read_table("retrofit", "pv_new_project_price.csv") if r["cny_per_kwh"]]
    assert value == 0.30 and status == "unconfirmed" and "order of magnitude" in source
    assert min(auctions) <= value <= max(auctions)


def test_latent_share_of_a_cycling_coil_is_that_of_its_evaporating_film():
    """Henderson and Rengarajan (1996): a film of twet seconds of full output evaporates linearly while the compressor stands."""
    k = heat_pumps.constants()
    runtime, latent, drying = np.array([0.3, 0.6]), np.array([0.8, 1.3]), np.array([1.2, 0.7])
    share = coil._latent_share(runtime, latent, drying)
    for r, q, d, found in zip(runtime, latent, drying, share, strict=True):
        on = 900.0 / (k["coil_cycles_h"] * (1.0 - r))
        off = 900.0 / (k["coil_cycles_h"] * r)
        gamma = k["coil_evaporation"] * d / q  # evaporation at the start of the off time over the steady latent output
        twet = k["coil_wet_s"] / q
        dry_after = 2.0 * twet / gamma
        lost = quad(lambda t, g=gamma, w=dry_after: g * (1.0 - t / w), 0.0, min(off, dry_after))[0]
        tau = k["coil_time_constant_s"]
        begin = brentq(lambda x, lost=lost, tau=tau: x - tau * (1.0 - np.exp(-x / tau)) - lost, 1e-6, 1e5)
        expected = max(0.0, (on - begin) / (on - tau * (1.0 - np.exp(-on / tau))))
        assert found == pytest.approx(min(expected, 1.0), abs=1e-3)


def test_wet_bulb_returns():
    """The wet bulb of air whose humidity was computed from a wet bulb, at sea level and at 1,900 m."""
    dry, wet = np.array([26.7, 35.0, 20.0, 30.0]), np.array([19.4, 24.0, 19.9, 12.0])
    for pressure in (101325.0, 80500.0):
        p = np.full(4, pressure)
        w = coil.psychrometer(dry, wet, p)
        assert coil._wet_bulb(dry, w, p) == pytest.approx(wet, abs=1e-3)


def test_pane_of_a_window_known_by_two_numbers():
    """Emittance of uncoated glass: EnergyPlus Engineering Reference, simple window model, step 7 and the glass of ISO 10292."""
    pane = equivalent_pane(5.8, 0.7)
    assert (pane.emittance_front, pane.emittance_back) == (0.84, 0.84)


def test_pressure_moves_with_the_standard_atmosphere():
    """ISO 2533: p/p0 = (1 - 2.25577e-5 z)^5.25588 at both heights."""
    station = find_station("Kunming")
    base = station.site
    site = Site(
        "high", base.latitude, base.longitude, base.altitude_m + 1000.0, base.utc_offset_h, base.province, base.wmo
    )
    ratio = ((1.0 - 2.25577e-5 * site.altitude_m) / (1.0 - 2.25577e-5 * base.altitude_m)) ** 5.25588
    moved = places.moved(station, site)
    assert moved.monthly["pressure_pa"] / station.monthly["pressure_pa"] == pytest.approx(ratio, rel=1e-3)


@pytest.mark.parametrize("root", [0.02, 4.0, 1234.5, 9.9e4])
def test_the_gap_is_found_to_three_digits_at_every_size(root):
    calls = []

    def balance(x: float) -> float:
        calls.append(x)
        return x - root

    found = smallest(balance, 1.0, 1e5)
    assert found is not None and root <= found <= root * (1.0 + TOLERANCE)
    assert len(calls) < 60


def test_roofs_used_twice_are_numbered(tmp_path):
    from retrofit.design.solar import design
    from retrofit.packages.context import context_of
    from retrofit.project.load import load

    text = """schema_version: 1
name: two kinds on one roof
site: {station: Kunming}
buildings: [{name: b, archetype: community_centre, floor_area_m2: 400, storeys: 1}]
roofs: [{name: roof, building: b, length_m: 20, width_m: 10, tilt_deg: 10, azimuth_deg: 180}]
packages:
  baseline: []
  solar:
    - {measure: pv, roof: roof, capacity_kwp: 4}
    - {measure: pv, roof: roof, capacity_kwp: 4}
"""
    path = tmp_path / "project.yaml"
    path.write_text(text, encoding="utf-8")
    context, _ = context_of(load(path), tmp_path)
    names = [r.place for r in design.design(context, "solar").roofs]
    assert names == ["roof", "roof (2)"]


def test_soil_parameters_are_recovered_from_soil_temperatures():
    """Monthly temperatures made from known parameters at three depths give the parameters back (Kusuda and Achenbach 1965)."""
    known = {"mean_c": 15.2, "amplitude_k": 9.5, "day_of_minimum": 28.0, "diffusivity_m2_day": 0.06}
    mid = (np.arange(12) + 0.5) * 365.0 / 12.0
    monthly = {}
    for depth in (0.5, 2.0, 4.0):
        k = np.sqrt(np.pi / 365.0 / known["diffusivity_m2_day"])
        lag = depth / 2.0 * np.sqrt(365.0 / (np.pi * known["diffusivity_m2_day"]))
        wave = np.cos(2.0 * np.pi / 365.0 * (mid - known["day_of_minimum"] - lag))
        monthly[depth] = known["mean_c"] - known["amplitude_k"] * np.exp(-k * depth) * wave
    found = ground.fit_depths(monthly, "test")
    for key, value in known.items():
        assert found[key] == pytest.approx(value, rel=1e-6), key


def test_volume_of_a_retention(kunming):
    """Liquid is retention times slurry; a tank is filled to nine tenths of its volume."""
    feed = feed_from({"pig_manure": {"heads": 100.0}}, index=kunming.index)
    tank = Digester(30.0, "small_plant")
    volume = sizing.from_retention(tank, feed, 40.0, "--retention")
    slurry = float(feed.slurry_kg_by_day(tank.ts_share, len(feed.daily)).mean()) / 1000.0
    assert volume == pytest.approx(40.0 * slurry / FILL) and 0.8 <= FILL <= 0.95


def test_heat_capacity_of_moist_air():
    """rho cp by the gas law of dry air and vapour: rho_a (cp_a + w cp_v), with rho_a of the dry air alone."""
    year = synthetic_year(find_station("Guangzhou"))
    sky = boundary.sky_year(year, 1)
    kelvin = sky.temp_air + 273.15
    vapour = 0.01 * year.column("relative_humidity") * 611.2 * np.exp(17.62 * sky.temp_air / (243.12 + sky.temp_air))
    dry = (year.column("pressure") - vapour) / (287.042 * kelvin)
    steam = vapour / (461.52 * kelvin)
    assert sky.density_cp == pytest.approx(dry * 1006.0 + steam * 1860.0, rel=3e-4)
    without = year.column("pressure") / (287.042 * kelvin) * 1006.0
    assert np.abs(sky.density_cp / without - 1.0).max() > 3e-3, "a climate where humidity decides"


def test_light_on_a_flat_plane_is_the_global_radiation(kunming):
    """kWh/m2 of the year, and the performance ratio of IEC 61724-1 from it: final yield over reference yield."""
    plane = RoofPlane("flat", "", 100.0, 0.0, 180.0)
    found = chain.simulate(kunming, [PVArray(plane, 10.0)])
    light = float(kunming.column("ghi").sum()) / 1000.0
    assert found.arrays[0].poa_kwh_m2 == pytest.approx(light, rel=0.01)
    assert chain.performance_ratio(found.arrays[0]) == pytest.approx(found.ac_kwh / 10.0 / light, rel=0.01)


def test_water_that_condenses_is_what_the_balance_leaves_over():
    """Air at saturation: outdoor + gain - coil - condensed + stored = 0 in every hour, with the coil on and off."""
    n = 48
    rng = np.random.default_rng(3)
    coil_on = np.where(np.arange(n) % 3 == 0, 200.0, 0.0)
    air = MoistAir(
        120.0, rng.uniform(20.0, 80.0, n), rng.uniform(0.012, 0.020, n), rng.uniform(0.1, 1.5, n), coil_on, np.full(n, 0.009), np.full(n, 0.014)
    )  # fmt: skip
    out = np.zeros((5, n))
    _balance(air, 0.012, out)
    _, outdoor, removed, condensed, stored = out
    assert (condensed > 0.0).any() and (condensed >= -1e-12).all()
    assert outdoor + air.gain - removed - condensed + stored == pytest.approx(np.zeros(n), abs=1e-12)


def test_every_module_of_the_table_has_the_coefficients_of_its_row():
    """Percent of the sheet times the value: A/K, V/K and 1/K."""
    for r in read_table("retrofit", "pv_modules.csv"):
        m = find_module(r["name"])
        assert 100.0 * m.alpha_isc / m.i_sc == pytest.approx(float(r["alpha_isc_pct_k"]))
        assert 100.0 * m.beta_voc / m.v_oc == pytest.approx(float(r["beta_voc_pct_k"]))
        assert 100.0 * m.gamma_pmp == pytest.approx(float(r["gamma_pmp_pct_k"]))


def test_july_is_the_cold_month_where_may_to_september_are_the_colder():
    """A step of temperature that only a whole May to September sees."""
    year = synthetic_year(find_station("Kunming"))
    month = np.asarray(year.index.month)
    for cold, expected in (((5, 9), True), ((6, 8), True), ((11, 12), False)):
        temp = np.where((month >= cold[0]) & (month <= cold[1]), 10.0, 20.0)
        assert coldest_in_july(SimpleNamespace(index=year.index, column=lambda _n, t=temp: t)) is expected
    only_may = np.where(month == 5, 0.0, 10.0)  # the five months' mean is 2.03 K below
    assert coldest_in_july(SimpleNamespace(index=year.index, column=lambda _n: only_may))
