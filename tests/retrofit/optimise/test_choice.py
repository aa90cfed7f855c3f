"""What a run decides is a field of its result: the best package, and what is least known of what it rests on."""

from __future__ import annotations

from types import SimpleNamespace

from foundation.provenance import Assumption
from retrofit.optimise.choice import best_of, decisive


def package(name, met=0, gap=1.0, capex=0.0, lost=False):
    """A package with four definitions, ``met`` of them met and the others short by ``gap``."""
    definitions = {
        k: SimpleNamespace(met=n < met, gap=0.0 if n < met else gap, weighted_import=10.0)
        for n, k in enumerate(("site", "primary", "emissions", "cost"))
    }
    return SimpleNamespace(
        name=name,
        net_zero=definitions,
        comfort_verdict=SimpleNamespace(lost=lost),
        economics=SimpleNamespace(capex_cny=capex),
    )


def best(*packages):
    return best_of(packages).name


def test_definitions_come_before_gaps_and_gaps_before_money():
    now = package("now", gap=5.0)
    assert best(now, package("a", met=2, gap=4.0, capex=9e5), package("b", met=1, gap=0.1)) == "a"
    assert best(now, package("a", met=1, gap=3.0), package("b", met=1, gap=2.0, capex=9e5)) == "b"
    assert best(now, package("a", met=1, gap=2.0, capex=2e5), package("b", met=1, gap=2.0, capex=1e5)) == "b"
    assert best(now, package("a", gap=6.0)) == "now"


def test_comfort_comes_before_all():
    assert best(package("now", gap=5.0), package("cold", met=4, lost=True)) == "now"
    assert best(package("now", gap=5.0, lost=True), package("cold", met=4, lost=True)) == "cold"


def test_the_least_known_comes_first_and_the_projects_before_the_packages():
    def assumed(key, status):
        return Assumption(key, 1.0, "-", "", status, "")

    project = [assumed("p1", "unconfirmed"), assumed("p2", "confirmed"), assumed("p3", "illustrative")]
    own = [assumed("q1", "illustrative"), assumed("q2", "corroborated"), assumed("q3", "unconfirmed")]
    assert [a.key for a in decisive(project, own)] == ["p3", "q1", "p1", "q3"]
