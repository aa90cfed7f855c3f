"""Quality of a weather year: what is wrong, how wrong, and explicit repairs that return a new year with a note."""

from weather.quality.clock import ClockEstimate, clearsky_profile, radiation_clock, radiation_clock_min
from weather.quality.columns import SWAPS
from weather.quality.consistency import distance_findings
from weather.quality.finding import Finding
from weather.quality.repairs import COMPONENTS, DECOMPOSITIONS, decompose, rebuild_beam, repair, shift_radiation
from weather.quality.report import QualityReport, check, judge

__all__ = [
    "COMPONENTS",
    "DECOMPOSITIONS",
    "SWAPS",
    "ClockEstimate",
    "Finding",
    "QualityReport",
    "check",
    "clearsky_profile",
    "decompose",
    "distance_findings",
    "judge",
    "radiation_clock",
    "radiation_clock_min",
    "rebuild_beam",
    "repair",
    "shift_radiation",
]
