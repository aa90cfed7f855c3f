"""Schedules of an IDF as values of every hour: day types, special days, daylight saving, all classes of schedule."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from buildings.idf.read.calendar import TYPES, Calendar, bad, month_and_day
from buildings.idf.read.source import Notes, Obj, Source, finite
from foundation.messages import message

SCHEDULE_KINDS = (
    "Schedule:Compact", "Schedule:Constant", "Schedule:Year", "Schedule:File",
)  # fmt: skip
INTERPOLATIONS = ("no", "average", "linear")
PART = 10
"""Minutes of the parts in which set points are kept."""


def types_named(text: str, taken: set[int], schedule: str, notes: Notes) -> set[int]:
    """Day types of a "For:" field; ``taken`` are those that the block has already given.

    EnergyPlus passes over a word that it does not know when another one of the field is known; so does this, with a note.
    """
    found: set[int] = set()
    known = False
    words = re.sub(r"^for\s*:?\s*", "", text.strip().lower()).replace(",", " ").split()
    for word in words:
        if word in ("alldays", "allday", "all"):
            found |= set(range(len(TYPES)))
        elif word in ("weekdays", "weekday"):
            found |= set(range(1, 6))
        elif word in ("weekends", "weekend"):
            found |= {0, 6}
        elif word in ("allotherdays", "allotherday"):
            found |= set(range(len(TYPES))) - taken
        elif word.rstrip("s") in TYPES or word in TYPES:
            found.add(TYPES.index(word if word in TYPES else word.rstrip("s")))
        elif word != "and":
            notes.add("day-type-unknown", "Schedule", schedule, word)
            continue
        known = True
    if not known:
        raise bad(schedule, "an unknown day type", text, ", ".join(TYPES))
    return found - taken


def minute(text: str, schedule: str) -> int:
    """Minute of the day of ``Until: 7:30`` or ``7:30``."""
    m = re.search(r"(\d+)\s*:\s*(\d+)", text)
    value = int(m[1]) * 60 + int(m[2]) if m else -1
    if not 0 < value <= 1440:
        raise bad(schedule, "a time is not understood", text, "0:01 to 24:00")
    return value


def number_of(text: str, schedule: str) -> float:
    found = finite(text)
    if found is None:
        raise bad(schedule, "a value is not a number", text, "a number")
    return found


def interpolation(text: str, schedule: str) -> str:
    """``no``, ``average`` or ``linear`` of an "Interpolate:" field or of a day's field of that name; blank is no."""
    word = re.sub(r"^interpolate\s*:?\s*", "", text.strip().lower()) or "no"
    if word not in INTERPOLATIONS:
        raise bad(schedule, "an unknown interpolation", text, ", ".join(INTERPOLATIONS))
    return word


def profile_of(pairs: list[tuple[int, float]], mode: str, schedule: str, notes: Notes, step: int = PART) -> np.ndarray:
    """Values of every minute of a day from (until, value) pairs, shape (1440,). A time that does not rise is passed over with a note.

    Values are those of time steps of ``step`` minutes, as in EnergyPlus (Input Output Reference, Schedule:Day:Interval): ``no`` holds what is
    in force at the end of a step, ``average`` the mean over the step, ``linear`` the end of the step on straight lines between the times.
    """
    if not pairs or pairs[-1][0] != 1440:
        raise bad(schedule, "a day does not end at 24:00", pairs[-1:] or None, "a last time of 24:00")
    out = np.zeros(1440)
    at, before = 0, pairs[0][1]
    for until, value in pairs:
        if until <= at:
            notes.add("times-unordered", "Schedule", schedule, f"{until // 60}:{until % 60:02d}")
            continue
        out[at:until] = np.linspace(before, value, until - at + 1)[1:] if mode == "linear" else value
        at, before = until, value
    steps = out.reshape(-1, step)
    return np.repeat(steps.mean(axis=1) if mode == "average" else steps[:, -1], step)


def _tens(profile: np.ndarray) -> np.ndarray:
    """Means of every ten minutes, exact where the ten minutes hold one value."""
    parts = profile.reshape(144, PART)
    return np.where((parts == parts[:, :1]).all(axis=1), parts[:, 0], parts.mean(axis=1))


@dataclass(slots=True)
class Compact:
    """The blocks of a Schedule:Compact while it is read: last day of each, and the profile of every day type."""

    name: str
    until_day: list[int]
    profiles: list[dict[int, np.ndarray]]


def read_compact(o: Obj, year: int, notes: Notes, step: int = PART) -> Compact:
    out = Compact(o.name, [], [])
    types: set[int] = set()
    taken: set[int] = set()
    pairs: list[tuple[int, float]] = []
    mode = "no"
    until: int | None = None

    def close() -> None:
        nonlocal pairs
        if types and pairs:
            profile = profile_of(pairs, mode, o.name, notes, step)
            for t in types:
                out.profiles[-1][t] = profile
        pairs = []

    for text in o.rest(2):
        low = text.lower()
        if low.startswith("through"):
            close()
            types, taken = set(), set()
            day = month_and_day(re.sub(r"^through\s*:?", "", low), year).timetuple().tm_yday
            out.until_day.append(day)
            out.profiles.append({})
        elif low.startswith("for"):
            close()
            types = types_named(text, taken, o.name, notes)
            taken |= types
            mode = "no"
        elif low.startswith("interpolate"):
            mode = interpolation(text, o.name)
        elif low.startswith("until"):
            until = minute(text, o.name)
        elif text:
            if until is None or not out.profiles:
                raise bad(o.name, "a value stands without its time", text, "Through:, For:, Until:, value")
            pairs.append((until, number_of(text, o.name)))
            until = None
    close()
    if not out.until_day or out.until_day[-1] != 365:
        raise bad(o.name, "the year is not covered", out.until_day[-1:] or None, "a last block Through: 12/31")
    return out


class Schedules:
    """Values of a file's schedules by name, each expanded once."""

    def __init__(self, source: Source, calendar: Calendar) -> None:
        self.calendar = calendar
        self.source = source
        self._objects = source.named(*SCHEDULE_KINDS)
        self._days = source.named("Schedule:Day:Hourly", "Schedule:Day:Interval", "Schedule:Day:List")
        self._weeks = source.named("Schedule:Week:Daily", "Schedule:Week:Compact")
        self._known: dict[str, np.ndarray] = {}
        steps = source.first("Timestep")
        per_hour = steps.number("Number_of_Timesteps_per_Hour", 6.0) if steps is not None else 6.0
        self.step = int(60 / per_hour) if per_hour >= 1.0 and 60 % per_hour == 0 else PART

    def parts(self, name: str, default: float = 1.0) -> np.ndarray:
        """Mean of every ten minutes, shape (8760, 6), in local standard time; ``default`` where no schedule is named.

        Raises
        ------
        InputError
            ``idf-schedule``: a name that does not exist, or what cannot be read.
        """
        key = name.strip().lower()
        if not key:
            return np.full((8760, 6), default)
        if key not in self._known:
            if key not in self._objects:
                kinds = self.source.elsewhere(name)
                if kinds:
                    raise bad(name, message("the schedule is of a class that is not read: {kinds}", kinds=kinds), name, ", ".join(SCHEDULE_KINDS))  # fmt: skip
                raise bad(name, "the schedule does not exist", name, "a schedule of the file")
            o = self._objects[key]
            own = o.kind.lower() == "schedule:file" and o.text("Adjust_Schedule_for_Daylight_Savings", "Yes").lower() == "no"  # fmt: skip
            year = self._year(o)
            self._known[key] = year.reshape(8760, 6) if own else self._saved(year)
        return self._known[key]

    def hourly(self, name: str, default: float = 1.0) -> np.ndarray:
        """Mean of every hour, shape (8760,)."""
        parts = self.parts(name, default)
        return np.where((parts == parts[:, :1]).all(axis=1), parts[:, 0], parts.mean(axis=1))

    def _saved(self, days: np.ndarray) -> np.ndarray:
        """Clock time to standard time: under daylight saving an hour reads the schedule an hour ahead."""
        hours = days.reshape(8760, 6)
        return np.where(np.repeat(self.calendar.saving, 24)[:, None], np.roll(hours, -1, axis=0), hours)

    def _year(self, o: Obj) -> np.ndarray:
        """Shape (365, 144)."""
        kind = o.kind.lower()
        if kind == "schedule:constant":
            return np.full((365, 144), o.number("Hourly_Value"))
        if kind == "schedule:file":
            return self._file(o)
        out = np.full((365, 144), np.nan)
        for first, last, by_type in self._blocks(o):
            tens = {t: _tens(p) for t, p in by_type.items()}
            for d in range(first, last):
                t = int(self.calendar.day_type[d])
                if t not in tens:
                    self.source.notes.add("day-type-missing", o.kind, o.name, TYPES[t])
                out[d] = tens.get(t, 0.0)
        if np.isnan(out).any():
            raise bad(
                o.name, "days of the year have no values", int(np.isnan(out[:, 0]).sum()), "every day of the year"
            )
        return out

    def _blocks(self, o: Obj) -> Iterator[tuple[int, int, dict[int, np.ndarray]]]:
        """First day, day after the last, and the profile of each day type."""
        if o.kind.lower() == "schedule:compact":
            compact = read_compact(o, self.calendar.year, self.source.notes, self.step)
            first = 0
            for last, profiles in zip(compact.until_day, compact.profiles, strict=True):
                yield first, last, profiles
                first = last
            return
        rows = o.rest(2)
        for k in range(0, len(rows) - 4, 5):
            if not rows[k]:
                continue
            m1, d1, m2, d2 = rows[k + 1 : k + 5]
            first = month_and_day(f"{m1}/{d1}", self.calendar.year).timetuple().tm_yday - 1
            last = month_and_day(f"{m2}/{d2}", self.calendar.year).timetuple().tm_yday
            week = self._week(rows[k], o.name)
            if first < last:
                yield first, last, week
            else:
                yield from ((first, 365, week), (0, last, week))

    def _week(self, name: str, schedule: str) -> dict[int, np.ndarray]:
        if name.lower() not in self._weeks:
            raise bad(schedule, "the week schedule does not exist", name, "a Schedule:Week:Daily or :Compact")
        o = self._weeks[name.lower()]
        rows = o.rest(1)
        if o.kind.lower() == "schedule:week:daily":
            return {t: self._day(day, o.name) for t, day in enumerate(rows[: len(TYPES)]) if day}
        out: dict[int, np.ndarray] = {}
        for k in range(0, len(rows) - 1, 2):
            if rows[k]:
                day = self._day(rows[k + 1], o.name)
                out.update(dict.fromkeys(types_named(rows[k], set(out), o.name, self.source.notes), day))
        return out

    def _day(self, name: str, schedule: str) -> np.ndarray:
        if name.lower() not in self._days:
            raise bad(schedule, "the day schedule does not exist", name, "a Schedule:Day:Hourly, :Interval or :List")
        o = self._days[name.lower()]
        kind, rows = o.kind.lower(), o.rest(2)
        if kind == "schedule:day:hourly":
            return np.repeat([number_of(v, o.name) for v in rows[:24]] + [0.0] * (24 - len(rows[:24])), 60)
        mode = interpolation(rows[0] if rows else "", o.name)
        if kind == "schedule:day:list":
            step = int(number_of(rows[1] or "60", o.name))
            values = [number_of(v, o.name) for v in rows[2:] if v]
            pairs = [((k + 1) * step, v) for k, v in enumerate(values)]
        else:
            cells = [v for v in rows[1:] if v]
            pairs = [(minute(cells[k], o.name), number_of(cells[k + 1], o.name)) for k in range(0, len(cells) - 1, 2)]
        return profile_of(pairs, mode, o.name, self.source.notes, self.step)

    def _file(self, o: Obj) -> np.ndarray:
        """A column of a CSV file that lies beside the IDF."""
        path = Path(self.source.path).parent / o.text("File_Name")
        column, skip = int(o.number("Column_Number", 1.0)), int(o.number("Rows_to_Skip_at_Top"))
        minutes = int(o.number("Minutes_per_Item", 60.0))
        mark = {"tab": "\t", "semicolon": ";", "space": " "}.get(o.text("Column_Separator", "Comma").lower(), ",")
        if not path.is_file():
            raise bad(o.name, "the file of the schedule does not exist", str(path), "a CSV file beside the IDF")
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
            rows = list(csv.reader(file, delimiter=mark))[skip:]
        try:
            values = np.array([float(r[column - 1]) for r in rows if r])
        except (ValueError, IndexError):
            raise bad(
                o.name,
                "the file of the schedule cannot be read",
                str(path),
                message("numbers in column {column}", column=column),
            ) from None
        per_day = 1440 // minutes
        if len(values) < 365 * per_day or 1440 % minutes:
            raise bad(
                o.name,
                "the file of the schedule is too short",
                len(values),
                message("{count} values", count=365 * per_day),
            )
        return np.repeat(values[: 365 * per_day], minutes).reshape(365, 144, PART).mean(axis=2)
