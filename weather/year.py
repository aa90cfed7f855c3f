"""``WeatherYear``: a site, a validated table of hours, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from foundation.bounded_cache import BoundedCache
from foundation.errors import Problem
from foundation.messages import Message, message
from weather.site import Site

COLUMNS: dict[str, str] = {
    "temp_air": "degC",
    "temp_dew": "degC",
    "relative_humidity": "%",
    "pressure": "Pa",
    "wind_speed": "m/s",
    "wind_direction": "deg",
    "ghi": "W/m2",
    "dni": "W/m2",
    "dhi": "W/m2",
    "longwave_down": "W/m2",
}
"""Columns of ``WeatherYear.table`` in order, with their units (pvlib names)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What stands behind a note: a code and named numbers, so that the note can be told in another language."""

    code: str
    note: str
    numbers: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a weather year came from.

    Attributes
    ----------
    kind : "epw" | "synthetic" | "csv" | "online"
        ``csv`` stands for every table of a user (plain CSV, SAM, TMY3).
    description : str
        One line for the report, e.g. ``"synthetic year from the CSWD statistics of Kunming (567780), seed 1"``.
    source : str
        The data's origin (``"CSWD"``) or the file's own comment.
    path : str
        File path or ``""``.
    sha256 : str
        Hash of the file's bytes or of the statistics and seed, so that a result can be traced.
    seed : int or None
    notes : tuple of str
        What was derived, filled or repaired, each one sentence; never empty of a repair.
    facts : tuple of Fact
        The notes that have a code and numbers.
    missing : dict
        Hours with a missing mark in the source, by column.
    """

    kind: Literal["epw", "synthetic", "csv", "online"]
    description: str
    source: str
    path: str = ""
    sha256: str = ""
    seed: int | None = None
    notes: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    missing: dict[str, int] = field(default_factory=dict, hash=False)

    def noted(self, code: str, template: str, **numbers: Any) -> Provenance:
        """The provenance with one more note: the template with its numbers, or a message that is made already."""
        note = template if isinstance(template, Message) else message(template, **numbers)
        return replace(self, notes=(*self.notes, note), facts=(*self.facts, Fact(code, note, numbers)))


@dataclass(frozen=True, eq=False)
class WeatherYear:
    """A year of hourly weather at a site.

    Attributes
    ----------
    site : Site
    table : pandas.DataFrame
        8760 or 8784 rows; index time-zone-aware at the site's fixed offset, each label the *start* of its hour;
        columns ``COLUMNS``, float64, no NaN. Radiation is the mean over the hour; the other columns are as the source
        gives them (an EPW reading is at the end of its hour).
    source : Provenance
    ground : dict
        Kusuda parameters of undisturbed soil: ``mean_c``, ``amplitude_k`` (surface, at depth 0), ``day_of_minimum``,
        ``diffusivity_m2_day``, ``source``; see ``weather.ground``.
    warnings : tuple of Problem
        Findings of the quality checks (severity "warning").
    cache : BoundedCache
        Arrays that follow from this year (sun positions, sky per plane), filled by the functions that compute them; bounded.
    """

    site: Site
    table: pd.DataFrame
    source: Provenance
    ground: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    cache: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.cache, BoundedCache):
            object.__setattr__(self, "cache", BoundedCache(self.cache))

    @property
    def index(self) -> pd.DatetimeIndex:
        """Start-of-hour labels, shape (hours,)."""
        index = self.table.index
        return index if isinstance(index, pd.DatetimeIndex) else pd.DatetimeIndex(index)

    @property
    def hours(self) -> int:
        """8760, or 8784 in a leap year."""
        return len(self.table)

    @property
    def synthetic(self) -> bool:
        """True when no hour was measured."""
        return self.source.kind == "synthetic"

    def column(self, name: str) -> np.ndarray:
        """One column as a contiguous float64 array, shape (hours,)."""
        key = ("column", name)
        if key not in self.cache:
            self.cache[key] = np.ascontiguousarray(self.table[name].to_numpy(dtype=np.float64))
        values: np.ndarray = self.cache[key]
        return values
