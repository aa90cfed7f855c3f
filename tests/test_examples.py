"""Every example runs, says that it is illustrative, and tells a story that holds."""

from __future__ import annotations

import pytest

from retrofit import run
from retrofit.project import load
from tests.paths import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_example_runs(path):
    assert "ILLUSTRATIVE" in path.read_text(encoding="utf-8")
    loaded = load.load(path)
    result = run.run(loaded, path.parent)
    assert len(result.packages) == len(loaded.packages)
    for p in result.packages:
        for d in p.net_zero.values():
            if d.met:
                assert d.closing == {}
            else:
                assert d.closing["pv_kwp"] is None or d.closing["pv_kwp"] > 0
        assert 0.0 <= p.annual["comfort_share"] <= 1.0
    assert result.inputs_sha256


def test_wanxichong_tells_the_story_of_the_reference():
    """PV alone balances site energy but not emissions, because of LPG at the Yunnan grid factor; the digester closes it."""
    path = next(p for p in EXAMPLES if p.stem == "wanxichong")
    result = run.run(load.load(path), path.parent)
    by_name = {p.name: p for p in result.packages}
    assert not any(d.met for d in by_name["baseline"].net_zero.values())
    assert by_name["solar"].net_zero["site"].met
    assert not by_name["solar"].net_zero["emissions"].met
    assert by_name["net_zero"].net_zero["emissions"].met
    assert by_name["envelope"].annual["comfort_share"] > by_name["baseline"].annual["comfort_share"] + 0.1
    assert 1050 < by_name["solar"].solar.arrays[0].specific_yield_kwh_kwp < 1400
    steps = by_name["solar"].next_steps
    assert steps
    assert "emissions" in steps[0].closes


def test_same_inputs_same_numbers():
    path = EXAMPLES[0]
    a, b = (run.run(load.load(path), path.parent) for _ in range(2))
    assert a.inputs_sha256 == b.inputs_sha256
    for p, q in zip(a.packages, b.packages, strict=True):
        assert {k: v for k, v in p.annual.items() if v == v} == {k: v for k, v in q.annual.items() if v == v}


def test_the_verdict_is_told_before_the_steps_of_the_other_packages():
    """As soon as the best and the first package know what closes their gaps; with all of them afterwards, or not at all."""
    path = next(p for p in EXAMPLES if p.stem == "wanxichong")
    told = []
    whole = run.run(load.load(path), path.parent, verdict=lambda r: bool(told.append(r)))
    (early,) = told
    assert early.best.name == whole.best.name == "solar"
    assert early.packages[0].next_steps == whole.packages[0].next_steps != ()
    assert early.packages[0].net_zero == whole.packages[0].net_zero
    assert early.packages[1].next_steps == () != whole.packages[1].next_steps
    assert early.packages[1].annual == whole.packages[1].annual
    stopped = run.run(load.load(path), path.parent, verdict=lambda _: True)
    assert stopped.packages[1].next_steps == ()
