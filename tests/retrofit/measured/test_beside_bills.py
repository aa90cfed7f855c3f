"""Bills that a project names: every run says how far the model is from them; what cannot be read is told with the others."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cli import main
from foundation.errors import InputError
from retrofit import run
from retrofit.measured import beside_bills
from retrofit.project import load
from tests.paths import ROOT

PROJECT = """schema_version: 1
name: two houses
site: {station: Kunming}
buildings:
  - {name: south, archetype: village_house_brick, count: 2, bills: bills.csv}
  - {name: shop, archetype: village_shop, households: 0}
packages: {baseline: [], led: [{measure: led}]}
"""


def bills(monthly):
    return "month,carrier,kWh\n" + "\n".join(f"2024-{m:02d},electricity,{x:.3f}" for m, x in enumerate(monthly, 1))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


def test_bills_of_the_model_itself_fit_and_others_are_told_by_how_much(folder):
    """Bills are of one building of the two, so that the model's own months fit exactly; a tenth more is a tenth below."""
    (folder / "bills.csv").write_text(bills([50.0] * 12), encoding="utf-8")
    loaded = load.load(folder / "project.yaml")
    first = run.run(loaded, folder, verdict=lambda _: True)
    (house, shop) = first.packages[0].buildings
    assert first.bills["south"].count == 12 and first.bills["south"].measured_kwh == pytest.approx(600.0)
    assert first.bills["south"].model_kwh == pytest.approx(house.energy_kwh["electricity"], rel=1e-9)
    assert (house.households, shop.households) == (1, 0)
    factor = house.energy_kwh["electricity"] / 600.0
    from retrofit.measured.calibration import model_of
    from retrofit.packages.context import context_of

    ctx, _ = context_of(loaded, folder)
    own = model_of(ctx, loaded.buildings[0], beside_bills.read_all(loaded, folder)["south"])(())
    (folder / "bills.csv").write_text(bills(own), encoding="utf-8")
    assert run.run(loaded, folder, verdict=lambda _: True).bills["south"].ok
    (folder / "bills.csv").write_text(bills(own * 1.1), encoding="utf-8")
    told = run.run(loaded, folder, verdict=lambda _: True).bills["south"]
    assert not told.ok and told.fits[0].nmbe == pytest.approx(100.0 * 12.0 / 11.0 * 0.1 / 1.1, rel=1e-5)
    assert factor > 0.0


def test_a_missing_file_and_an_unused_carrier_are_told_before_anything_is_written(folder):
    result = CliRunner().invoke(main, ["run", str(folder / "project.yaml"), "--out", str(folder / "out"), "--json"])
    (problem,) = json.loads(result.stdout)["error"]["problems"]
    assert result.exit_code == 2 and problem["code"] == "bills-missing" and problem["place"] == "buildings[0].bills"
    assert problem["value"] == "bills.csv" and not (folder / "out").exists()
    checked = CliRunner().invoke(main, ["check", str(folder / "project.yaml"), "--json"])
    assert checked.exit_code == 2 and json.loads(checked.stdout)["problems"][0]["code"] == "bills-missing"
    text = bills([50.0] * 12).replace("electricity", "coal")
    (folder / "bills.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        run.run(load.load(folder / "project.yaml"), folder)
    assert caught.value.problems[0].code == "bills-carrier"


def test_results_are_told_for_a_building_and_a_household():
    """Forty houses: a household has the energy of its house, and a fortieth of the project's money."""
    from retrofit.report.run.data import package_dict

    path = ROOT / "examples" / "village_house.yaml"
    result = run.run(load.load(path), path.parent, verdict=lambda _: True)
    told = package_dict(result.packages[0])
    house = told["per_household"]
    count = sum(b["count"] * b["households"] for b in told["buildings"])
    assert house["households"] == count and house["homes_only"]
    assert house["annual_bill_cny"] * count == pytest.approx(told["economics"]["annual_bill_cny"])
    for carrier in house["energy_kwh"]:
        all_houses = sum(b["count"] * b["energy_kwh"].get(carrier, 0.0) for b in told["buildings"])
        assert house["energy_kwh"][carrier] * count == pytest.approx(all_houses)
    assert house["energy_kwh"]["electricity"] * count == pytest.approx(
        result.packages[0].annual["load_electricity_kwh"]
    )
