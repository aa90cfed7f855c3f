"""What a run decides is a field of its result: the package that leads, what it is weighed against, and what is least known of what it rests on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from foundation.provenance import Assumption
from retrofit import run
from retrofit.optimise.choice import choose, decisive, standing
from retrofit.project import load
from tests.paths import ROOT

KEYS = ("site", "primary", "emissions", "cost")


def package(name, met=0, gap=10.0, *, npv=0.0, capex=0.0, payback=None, life=20.0, lost=False, emitted=None):
    """A package with four definitions, ``met`` of them met and the others short by ``gap`` of today's 10."""
    definitions = {
        k: SimpleNamespace(
            met=n < met, gap=0.0 if n < met else gap, balance=0.0 if n < met else -gap, weighted_import=10.0
        )
        for n, k in enumerate(KEYS)
    }
    if emitted is not None:
        definitions["emissions"].balance = -emitted
    items = (SimpleNamespace(capex_cny=capex, life_years=life),) if capex else ()
    money = SimpleNamespace(capex_cny=capex, owner_npv_cny=npv, simple_payback_years=payback, items=items)
    return SimpleNamespace(
        name=name,
        measures=("x",) if capex else (),
        net_zero=definitions,
        comfort_verdict=SimpleNamespace(lost=lost),
        economics=money,
    )


NOW = package("now", payback=0.0)


def chosen(*packages):
    return choose((NOW, *packages), NOW.net_zero)


def best(*packages):
    return chosen(*packages).best


def test_what_ruins_its_owner_does_not_lead_while_another_gains():
    """A school: most definitions at a loss of a million beside a roof that earns."""
    ruin = package("deep", met=3, gap=1.0, npv=-1.02e6, capex=2e6, payback=15.0)
    roof = package("roof", gap=6.0, npv=2.7e5, capex=3e5, payback=7.0)
    told = chosen(ruin, roof)
    assert (told.best, told.standing, told.cheapest, told.furthest) == ("roof", "gains", "roof", "deep")


def test_what_gains_is_weighed_by_definitions_then_by_money():
    small = package("small", met=1, gap=5.0, npv=9e5, capex=1e5, payback=3.0)
    wide = package("wide", met=3, gap=5.0, npv=1.0, capex=9e5, payback=15.0)
    assert best(small, wide) == "wide"
    told = chosen(small, wide)
    assert (told.cheapest, told.furthest) == ("small", None)
    assert best(package("a", npv=2.0, gap=5.0, capex=1.0), package("b", npv=1.0, gap=1.0, capex=1.0)) == "a"
    assert best(package("a", npv=2.0, gap=5.0, capex=9.0), package("b", npv=2.0, gap=5.0, capex=1.0)) == "b"


def test_where_nothing_gains_the_one_that_loses_least_leads_if_it_pays_back_within_its_life():
    dear = package("dear", met=4, npv=-5e5, capex=9e5, payback=18.0)
    cheap = package("cheap", gap=8.0, npv=-1e3, capex=1e4, payback=15.0)
    told = chosen(dear, cheap)
    assert (told.best, told.standing, told.cheapest, told.furthest) == ("cheap", "costs", None, "dear")
    late = package("late", met=4, npv=-5e5, capex=9e5, payback=21.0)
    never = package("never", met=4, npv=-5e5, capex=9e5)
    assert [chosen(p).best for p in (late, never)] == ["now", "now"]
    assert chosen(late).standing == "stays" and chosen(late).furthest == "late"


@pytest.mark.parametrize(
    "other",
    [
        package("cold", met=4, npv=1e6, capex=1e5, payback=2.0, lost=True),
        package("coal", gap=4.0, npv=1e6, capex=1e5, payback=2.0, emitted=11.0),
        package("same"),
        package("nothing", npv=-5.0, capex=5.0),
    ],
    ids=lambda p: p.name,
)
def test_neither_cold_rooms_nor_more_emissions_nor_spending_for_nothing_lead(other):
    told = chosen(other)
    assert told.best == "now" and told.cheapest is None


def test_net_zero_by_cold_rooms_is_not_named_as_what_net_zero_costs():
    assert chosen(package("cold", met=4, npv=1e6, capex=1e5, lost=True)).furthest is None


def test_money_alone_is_a_gain_where_nothing_is_short():
    """Today is net zero by all four: what saves money without harm leads."""
    done = package("now", met=4)
    led = package("led", met=4, npv=10.0, capex=5.0, payback=3.0)
    assert choose((done, led), done.net_zero).best == "led"


def test_only_some_packages_are_judged_against_today():
    """`--package deep`: what it is worth is told against the project's first package, which is not among them."""
    assert standing(package("deep", met=4, npv=-5e5, capex=9e5, payback=22.0), NOW.net_zero) == "worse"
    assert choose((package("deep", met=4, npv=-5e5, capex=9e5),), NOW.net_zero).standing == "worse"


@pytest.mark.parametrize(
    ("example", "leads", "furthest"),
    [("wanxichong", "solar", "net_zero"), ("zhongshan_school", "solar", "solar_and_saving")],
)
def test_the_examples_lead_with_what_does_not_ruin_their_owner(example, leads, furthest):
    path = ROOT / "examples" / f"{example}.yaml"
    result = run.run(load.load(path), path.parent, verdict=lambda _: True)
    by_name = {p.name: p for p in result.packages}
    assert result.best.name == result.choice.best == leads and result.choice.furthest == furthest
    assert result.best.economics.npv_cny > 0.0 > by_name[furthest].economics.npv_cny


def test_the_least_known_comes_first_and_the_projects_before_the_packages():
    def assumed(key, status):
        return Assumption(key, 1.0, "-", "", status, "")

    project = [assumed("p1", "unconfirmed"), assumed("p2", "confirmed"), assumed("p3", "illustrative")]
    own = [assumed("q1", "illustrative"), assumed("q2", "corroborated"), assumed("q3", "unconfirmed")]
    assert [a.key for a in decisive(project, own)] == ["p3", "q1", "p1", "q3"]
