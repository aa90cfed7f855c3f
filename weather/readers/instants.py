"""Radiation of an instant of every hour, made to stand for the hour."""

from __future__ import annotations

from dataclasses import replace

from weather.quality.clock import radiation_clock
from weather.quality.repairs import shift_radiation
from weather.year import WeatherYear


def at_instant(year: WeatherYear, minute: float) -> WeatherYear:
    """Radiation that is of one minute of its hour, moved to stand for the hour, with a note; as it is at half past."""
    late = 30.0 - minute
    if abs(late) < 1.0:
        return year
    note = "the source's radiation is of minute {minute:.0f} of each hour: moved by {minutes:+.0f} min to stand for the hour"
    moved = shift_radiation(year, late)
    return replace(moved, source=year.source.noted("instant", note, minute=minute, minutes=-late))


def at_instant_as_told(year: WeatherYear, minute: float) -> WeatherYear:
    """``at_instant`` where the year's radiation is nearer to that instant than to the mean of the hour; else as it is, with a note."""
    late, seen = 30.0 - minute, radiation_clock(year).late_min
    if abs(seen - late) < abs(seen):
        return at_instant(year, minute)
    note = "the source tells of minute {minute:.0f} of each hour, but its radiation follows the mean of the hour ({seen:+.0f} min): not moved"
    return replace(year, source=year.source.noted("instant-not-followed", note, minute=minute, seen=seen))
