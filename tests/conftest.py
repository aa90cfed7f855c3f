"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.paths import ROOT
from weather.stations.table import find_station
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

# the gate must not depend on luck: in CI the random examples are the same every time, elsewhere new ones are tried
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

os.environ["LC_ALL"] = "C"
"""Tests expect English where no language is asked for, also on a Chinese computer."""


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of research material beside the checkout; tests that need its EPW files skip where it is absent."""
    path = ROOT.parent / "shared"
    if not (path / "weather").is_dir():
        pytest.skip("needs the third-party EPW files of ../shared/weather, which are not part of the repository")
    return path


@pytest.fixture(scope="session")
def kunming() -> WeatherYear:
    """The synthetic year of Kunming, seed 1."""
    return synthetic_year(find_station("Kunming"))


@pytest.fixture(scope="session")
def guangzhou() -> WeatherYear:
    """The synthetic year of Guangzhou, seed 1."""
    return synthetic_year(find_station("Guangzhou"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Tests that were skipped and why, into the file ``SKIPPED_TO``: the gate runs them again when the extras are there."""
    target = os.environ.get("SKIPPED_TO")
    if target and report.skipped and "PYTEST_XDIST_WORKER" not in os.environ:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        with open(target, "a", encoding="utf-8") as stream:
            stream.write(f"{report.nodeid}\t{reason}\n")
