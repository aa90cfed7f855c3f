"""Values within their ranges that cannot be right together are told, and the cure, applied, ends it."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from foundation.errors import InputError
from retrofit.money.tariffs.fuel_units import price_kwh
from retrofit.project.checks.project import cross_check
from retrofit.project.objects.roofs import module_of
from retrofit.project.schema.project import Project

MODULE = {
    "v_mp": 43.0, "i_mp": 13.5, "v_oc": 51.5, "i_sc": 14.3, "alpha_isc_pct_k": 0.045, "beta_voc_pct_k": -0.25, "gamma_pmp_pct_k": -0.3,
    "cells_in_series": 144, "length_m": 2.278, "width_m": 1.134,
}  # fmt: skip
BASE = {
    "schema_version": 1,
    "name": "t",
    "site": {"station": "Kunming"},
    "buildings": [{"name": "b", "archetype": "canteen", "floor_area_m2": 300, "cooking": "lpg"}],
    "roofs": [{"building": "b", "area_m2": 100}],
    "modules": {"LR5-72HPH-550M": MODULE},
    "packages": {
        "base": [],
        "all": [{"measure": "pv", "roof": 1, "module": "LR5-72HPH-550M"}, {"measure": "windows"}, {"measure": "battery", "capacity_kwh": 20}],
    },
}  # fmt: skip


def found(**changes) -> list[tuple[str, str, str]]:
    document = copy.deepcopy(BASE)
    for place, value in changes.items():
        at, steps = document, place.split("__")
        for step in steps[:-1]:
            at = at.setdefault(step, {}) if isinstance(at, dict) else at[int(step)]
        at[steps[-1]] = value
    problems = cross_check(Project.model_validate(document), Path("p.yaml"), lambda *k: ".".join(map(str, k)))
    return [(p.code, p.place, str(p.cure)) for p in problems]


def test_the_base_has_no_word():
    assert found() == []


def test_a_price_of_a_kilogram_is_told_with_what_to_write():
    ((code, place, cure),) = found(economics__fuel_prices={"lpg": 8.5})
    assert (code, place) == ("energy-price-unit", "economics.fuel_prices.lpg")
    write = cure.rsplit("write lpg: ", 1)[1]
    assert write == "8.5 CNY/kg" and found(economics__fuel_prices={"lpg": write}) == []
    # GB/T 2589-2020, annex A: LPG 50,179 kJ/kg
    assert price_kwh(write, "lpg") == pytest.approx(8.5 / (50.179 / 3.6), rel=1e-4)


@pytest.mark.parametrize(
    ("place", "wrong", "right"),
    [
        ("packages__all__0__cost_cny", 3.2, 60000.0),
        ("packages__all__1__cost_cny", 640.0, 30000.0),
        ("packages__all__2__cost_cny", 2.1, 21000.0),
        ("economics__electricity_price", 9.0, 0.6),
        ("buildings__0__occupants", 100000.0, 100.0),
        ("modules__LR5-72HPH-550M__max_fuse_a", 2.0, 25.0),
        ("modules__LR5-72HPH-550M__alpha_isc_pct_k", 0.00045, 0.045),
    ],
)
def test_what_cannot_be_is_told_and_what_can_is_not(place, wrong, right):
    codes = {c for c, _, _ in found(**{place: wrong})}
    assert codes & {"price-plausible", "energy-price-unit", "people-density", "module-datasheet"}
    assert not found(**{place: right})


def test_nearly_the_projects_own_module_is_not_taken_from_a_library():
    project = Project.model_validate(BASE)
    for name in ("LR5-72HPH-550", "LR5-72HPH-55O", "LR5-72HPH-5500M"):
        with pytest.raises(InputError) as error:
            module_of(project, name)
        assert "LR5-72HPH-550M" in str(error.value.problems[0].cure)
