"""All findings of a year, with the numbers of the tests that found nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from weather.quality.clock import ClockEstimate, radiation_clock
from weather.quality.closure import Closure, closure, closure_findings
from weather.quality.columns import diffuse_findings, swap_findings
from weather.quality.consistency import clock_findings, frozen_findings, humidity_findings, place_findings
from weather.quality.finding import Finding, in_order
from weather.quality.limits import clearness, limit_findings
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False, slots=True)
class QualityReport:
    """What the checks of a year gave.

    Attributes
    ----------
    year : WeatherYear
    clock : ClockEstimate
    closure : Closure
    clearness : float
        Annual global over extraterrestrial.
    missing : dict
        Hours that carried a missing mark in the source, by column (filled or derived; the year's notes say how).
    findings : tuple of Finding
    """

    year: WeatherYear
    clock: ClockEstimate
    closure: Closure
    clearness: float
    missing: dict[str, int]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        y = self.year
        return {
            "description": y.source.description,
            "hours": y.hours,
            "missing_hours": self.missing,
            "notes": list(y.source.notes),
            "radiation_late_min": self.clock.late_min,
            "radiation_late_uncertainty_min": self.clock.uncertainty_min,
            "radiation_late_envelope_min": self.clock.envelope_min,
            "radiation_late_edges_min": self.clock.edges_min,
            "closure_rms_w_m2": self.closure.rms_w_m2,
            "closure_share": self.closure.share,
            "annual_clearness": self.clearness,
            "findings": [f.as_dict() for f in self.findings],
        }


def check(year: WeatherYear) -> tuple[Finding, ...]:
    """Findings (severity ``warning``) on place and clock, columns, closure, diffuse, limits, night, humidity, frozen and repeated values.

    In the order in which they are to be mended (``in_order``).
    """
    place = year.source.path or year.source.description
    tests = (place_findings, swap_findings, clock_findings, closure_findings, diffuse_findings, limit_findings, humidity_findings, frozen_findings)  # fmt: skip
    return in_order(finding for test in tests for finding in test(year, place))


def judge(year: WeatherYear) -> QualityReport:
    """Run every check of ``check`` and keep the numbers."""
    return QualityReport(
        year, radiation_clock(year), closure(year), clearness(year), dict(year.source.missing), check(year)
    )
