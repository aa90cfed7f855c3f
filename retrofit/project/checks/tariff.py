"""An own tariff: every month and every hour once, every period priced, tiers that rise and end open, units that fit."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from foundation.carriers import ELECTRICITY
from foundation.cells.numbers import Flaw
from foundation.cells.prices import read_price
from foundation.errors import Problem, meant
from foundation.messages import Verbatim, message
from retrofit.money.tariffs.clock import clock, quarters_of
from retrofit.money.tariffs.fuel_units import range_of
from retrofit.money.tariffs.months import months_of
from retrofit.money.tariffs.schedule import QUARTERS
from retrofit.project.checks.prices import carrier_problems
from retrofit.project.objects.tariff import ONE_PERIOD, REST, kwh
from retrofit.project.schema.project import Project
from retrofit.project.schema.tariff import SeasonSpec, TariffSpec, TierSpec

Place = Callable[..., str]
HOURS = "7-9, 18:00-24:00, 22:00-06:00, rest"
MONTHS = "5-10, 11-2, 1, 1-12"
WHOLE = frozenset({"seasons", "tiers", "prices", "components", "multipliers", "price"})
"""Parts of a tariff that are checked against each other."""


def tariff_problems(project: Project, place: Place, unsound: frozenset[str] = frozenset()) -> list[Problem]:
    """Everything wrong with ``economics.tariff``; ``unsound``: its keys of which something was left out because it is wrong."""
    spec = project.economics.tariff
    if spec is None:
        return []

    def at(*location: Any) -> str:
        return place("economics", "tariff", *location)

    found = [*_units(spec, at), *_beside(project, place)]
    if "seasons" not in unsound:
        found += _months([s.months for s in spec.seasons], lambda k: at("seasons", k, "months"), lambda: at("seasons"))
        for k, season in enumerate(spec.seasons):
            found += _hours(season, lambda *rest, k=k: at("seasons", k, *rest))
    if not unsound & WHOLE and unsound <= set(TariffSpec.model_fields):
        found += _periods(spec, at)
    if "tiers" not in unsound:
        found += _tiers(spec, at)
    return found


def _prices(spec: TariffSpec) -> Iterator[tuple[tuple[Any, ...], float | str]]:
    """Prices of a kWh with their place."""
    if spec.price is not None:
        yield ("price",), spec.price
    yield from ((("prices", k), v) for k, v in spec.prices.items())
    for k, s in enumerate(spec.seasons):
        yield from ((("seasons", k, "prices", n), v) for n, v in (s.prices or {}).items())
    if spec.components is not None:
        yield from ((("components", k), getattr(spec.components, k)) for k in sorted(spec.components.model_fields_set))
    for k, t in enumerate(spec.tiers):
        yield from ((("tiers", k, n), v) for n in ("price", "add") if (v := getattr(t, n)) is not None)
    if spec.export is not None:
        yield from ((("export", n), v) for n in ("price", "market") if (v := getattr(spec.export, n)) is not None)


def _units(spec: TariffSpec, at: Place) -> list[Problem]:
    """Units of every price; numbers that no kWh costs."""
    found: list[Problem] = []
    limits = range_of(ELECTRICITY)
    parts = ("components", "tiers", "export")
    for location, typed in _prices(spec):
        low = 0.0 if location[0] in parts else limits.low
        found += carrier_problems(at(*location), ELECTRICITY, typed, type(limits)(low, limits.high, limits.quoted, limits.units))  # fmt: skip
    if spec.demand is not None:
        per = "apparent power" if spec.demand.capacity_kva is not None else "power"
        unit = "CNY/kVA month" if spec.demand.capacity_kva is not None else "CNY/kW month"
        found += _amount(at("demand", "price"), spec.demand.price, per, unit)
    found += _amount(at("fixed"), spec.fixed, "", "CNY/month")
    return found


def _amount(where: str, typed: float | str, per: str, unit: str) -> list[Problem]:
    if not isinstance(typed, str):
        return []
    price = read_price(typed)
    assert not isinstance(price, Flaw)
    if price.per == per and price.time in ("month", "year"):
        return []
    cure = message("write the price by {unit}", unit=Verbatim(unit))
    return [Problem("energy-price-unit", where, "the unit does not fit this charge", typed, Verbatim(unit), cure)]


def _beside(project: Project, place: Place) -> list[Problem]:
    """Keys that an own tariff takes the place of."""
    e, found = project.economics, []
    if e.electricity_price is not None:
        told = "economics.tariff has the prices of electricity"
        found.append(Problem("tariff-price", place("economics", "electricity_price"), told, e.electricity_price, "", "delete it, or delete tariff"))  # fmt: skip
    if e.export_price is not None and e.tariff is not None and e.tariff.export is not None:
        told = "economics.tariff.export has the price of exports"
        found.append(Problem("tariff-price", place("economics", "export_price"), told, e.export_price, "", "delete it, or delete tariff.export"))  # fmt: skip
    return found


def _month_list(months: Any) -> str:
    return ", ".join(str(m) for m in months)


def _months(
    texts: list[str], where: Callable[[int], str], whole: Callable[[], str], gap: Literal["error", "warning"] = "error"
) -> list[Problem]:
    """Months that cannot be read, stand twice, or are left out (``gap``: how bad that is)."""
    found: list[Problem] = []
    seen: set[int] = set()
    for k, text in enumerate(texts):
        try:
            months = months_of(text)
        except ValueError:
            found.append(Problem("tariff-months", where(k), "no months", text, Verbatim(MONTHS), "write months as 5-10, or 11-2 over the new year"))  # fmt: skip
            seen |= set(range(1, 13))  # what is missing cannot be told
            continue
        twice = sorted({m for m in months if m in seen or months.count(m) > 1})
        if (twice and len(seen) < 12) or (twice and not found):
            told = message("months that stand twice: {months}", months=Verbatim(_month_list(twice)))
            found.append(Problem("tariff-months", where(k), told, text, "each month once", "take them out of one of the two"))  # fmt: skip
        seen |= set(months)
    missing = [m for m in range(1, 13) if m not in seen]
    if texts and missing:
        listed = Verbatim(_month_list(missing))
        told = message("months without any: {months}", months=listed)
        cure = message("add an entry with months: {months}", months=Verbatim(f'"{listed}"'))
        found.append(Problem("tariff-months", whole(), told, None, "each month once", cure, gap))
    return found


def _hours(season: SeasonSpec, at: Place) -> list[Problem]:
    """Hours of a season's day that cannot be read, stand twice, or belong to no period."""
    found: list[Problem] = []
    owner: dict[str, np.ndarray] = {}
    rests = [n for n, text in season.hours.items() if text.strip().casefold() == REST]
    readable = True
    for name, text in season.hours.items():
        if name in rests:
            continue
        try:
            mine = quarters_of(text)
        except ValueError as error:
            told = message("no hours of a day, or twice the same: {part}", part=Verbatim(str(error)))
            found.append(Problem("tariff-hours", at("hours", name), told, text, Verbatim(HOURS), "write hours from 0 to 24 as 22:00-06:00, in quarters of an hour"))  # fmt: skip
            readable = False
            continue
        for other, theirs in owner.items():
            both = mine & theirs
            if both.any():
                told = message("{hours} belongs to {other} too", hours=Verbatim(clock(both)), other=Verbatim(other))
                found.append(Problem("tariff-hours", at("hours", name), told, text, "each hour once", message("take {hours} out of one of the two", hours=Verbatim(clock(both)))))  # fmt: skip
        owner[name] = mine
    for name in rests[1:]:
        told = message("{other} has the rest already", other=Verbatim(rests[0]))
        found.append(Problem("tariff-hours", at("hours", name), told, REST, "rest once", "write its hours"))
    taken = np.any(list(owner.values()), axis=0) if owner else np.zeros(QUARTERS, dtype=bool)
    if readable and not rests and not taken.all():
        gap = clock(~taken)
        told = message("hours without a period: {hours}", hours=Verbatim(gap))
        cure = message("give {hours} to a period, or write flat: rest", hours=Verbatim(gap))
        found.append(Problem("tariff-hours", at("hours"), told, None, "0 to 24", cure))
    if readable and rests and taken.all():
        told = message("nothing is left for {name}", name=Verbatim(rests[0]))
        found.append(Problem("tariff-hours", at("hours", rests[0]), told, REST, "", "delete it", "warning"))
    return found


def _periods(spec: TariffSpec, at: Place) -> list[Problem]:
    """Periods without price, prices without hours."""
    found: list[Problem] = []
    key = "multipliers" if spec.components is not None else "prices"
    shared = dict(getattr(spec, key))
    used: set[str] = set()
    for k, season in enumerate(spec.seasons):
        own = getattr(season, key)
        known = dict(own) if own is not None else shared
        if spec.price is not None or (spec.components is None and not known):
            known = {ONE_PERIOD: 1.0}
        used |= set(season.hours) if own is None else set()
        for name in season.hours:
            if name not in known:
                close = difflib.get_close_matches(name, list(known), 1, 0.5)
                told = message("the period has no price: {key} has none of this name", key=Verbatim(key))
                allowed = Verbatim(", ".join(known))
                found.append(Problem("tariff-price", at("seasons", k, "hours", name), told, name, allowed, meant(close, message("add {name} to {key}", name=Verbatim(name), key=Verbatim(key)))))  # fmt: skip
    for name in shared:
        if name in used or (not spec.seasons and len(shared) == 1):
            continue
        told = "no hour of the year has this price"
        found.append(Problem("tariff-price", at(key, name), told, name, "", "add its hours to seasons, or delete it", "error" if not spec.seasons else "warning"))  # fmt: skip
    return found


def _tiers(spec: TariffSpec, at: Place) -> list[Problem]:
    """Tiers by the months they hold in."""
    groups: dict[str, list[int]] = {}
    for k, t in enumerate(spec.tiers):
        groups.setdefault(t.months.replace(" ", ""), []).append(k)
    firsts = [members[0] for members in groups.values()]
    whole = any(t.price is not None for t in spec.tiers)
    found = _months(
        [spec.tiers[k].months for k in firsts],
        lambda j: at("tiers", firsts[j], "months"),
        lambda: at("tiers"),
        "error" if whole else "warning",
    )
    if spec.tier_period == "year" and len(groups) > 1:
        found.append(Problem("tariff-tiers", at("tier_period"), "tiers of a year are the same in all months", "year", Verbatim("1-12"), "leave months out of the tiers"))  # fmt: skip
    for members in groups.values():
        found += _group(spec, members, at)
    return found


def _group(spec: TariffSpec, members: list[int], at: Place) -> list[Problem]:
    """Tiers of the same months: limits that rise, the last one open, each with a price or an addition."""
    found: list[Problem] = []
    limit = 0.0
    whole = spec.tiers[members[0]].price is not None
    for j, k in enumerate(members):
        t, last = spec.tiers[k], j == len(members) - 1
        if last and t.up_to_kwh is not None:
            told = "the last tier must be open: what is taken above it has no price"
            found.append(Problem("tariff-tiers", at("tiers", k, "up_to_kwh"), told, t.up_to_kwh, "no up_to_kwh", "delete up_to_kwh in the last tier, or add a tier without it"))  # fmt: skip
        if not last and t.up_to_kwh is None:
            told = "only the last tier of its months is open"
            found.append(Problem("tariff-tiers", at("tiers", k), told, None, "up_to_kwh: 260", "give up_to_kwh, or put this tier last"))  # fmt: skip
        if t.up_to_kwh is not None:
            if t.up_to_kwh <= limit:
                found.append(Problem("tariff-tiers", at("tiers", k, "up_to_kwh"), "limits must rise from tier to tier", t.up_to_kwh, message("> {limit:g}", limit=limit), "put the tiers in order"))  # fmt: skip
            limit = max(limit, t.up_to_kwh)
        found += _tier_price(t, whole, lambda *rest, k=k: at("tiers", k, *rest))
    prices = [kwh_or_zero(spec.tiers[k]) for k in members]
    if not found and any(b < a for a, b in pairwise(prices)):
        told = "a higher tier costs less than the one below"
        found.append(Problem("tariff-tiers", at("tiers", members[-1]), told, prices[-1], message(">= {least:g}", least=max(prices)), "compare with the price sheet", "warning"))  # fmt: skip
    return found


def kwh_or_zero(tier: TierSpec) -> float:
    """Price or addition of a tier, CNY/kWh; 0 where its unit does not fit."""
    try:
        return kwh(tier.price if tier.price is not None else tier.add or 0.0)
    except ValueError:
        return 0.0


def _tier_price(t: TierSpec, whole: bool, at: Place) -> list[Problem]:
    if t.price is not None and t.add is not None:
        return [Problem("tariff-tiers", at("add"), "a tier has a price or an addition, not both", t.add, "", "delete price or add")]  # fmt: skip
    if whole and t.price is None:
        return [Problem("tariff-tiers", at(), "the first tier has a price, this one none", None, "price: 0.6389", "give every tier of these months its price")]  # fmt: skip
    if not whole and t.price is not None:
        return [Problem("tariff-tiers", at("price"), "the first tier has no price, this one has", t.price, "add: 0.05", "give every tier of these months its price, or write add")]  # fmt: skip
    return []
