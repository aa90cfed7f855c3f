"""Three lights, computed from the run: are bills met, are the prices the community's own, was the weather measured; and what would turn the advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.carriers import BOUGHT, ELECTRICITY
from retrofit.money.cash_flow import OWNER
from retrofit.project.objects.site import StationNote
from retrofit.report.committee.model import Light
from retrofit.report.run.headline import money
from retrofit.report.run.rows import decisive_text, weather_text
from retrofit.report.words.language import joined, semicolon
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult

word = vocabulary("committee")
OWN = "the project file"
"""Source of a price that the project gives."""
SATELLITE = ("pvgis", "nasa_power")
"""Radiation of these is seen from space, not measured at the ground."""
LEAST = 2
LONGEST = 70
"""Letters of a weather file's description that a light has room for."""


def own_prices(p: PackageResult) -> tuple[int, int]:
    """Investments at the project's own price, and all."""
    items = p.economics.items
    return sum(i.source == OWN for i in items), len(items)


def own_energy_prices(result: ProjectResult) -> tuple[int, int]:
    """Energy carriers that are bought today at a price of the project's own, and all that are bought today."""
    e = result.project.economics
    bought = [c for c in BOUGHT if result.packages[0].annual.get(f"{c}_import_kwh", 0.0) > 0.0]
    own = {*e.fuel_prices, *([ELECTRICITY] if e.electricity_price is not None or e.tariff is not None else [])}
    return sum(c in own for c in bought), len(bought)


def _bills(result: ProjectResult, language: str) -> tuple[str, str]:
    fits = result.bills
    if not fits:
        return "unconfirmed", word("no bills", language)
    count = sum(f.count for f in fits.values())
    measured, model = (sum(getattr(f, k) for f in fits.values()) for k in ("measured_kwh", "model_kwh"))
    off = f"{abs(model / measured - 1.0):.0%}"
    if not all(f.ok for f in fits.values()):
        return "unconfirmed", word("bills off", language, count=count, off=off)
    every = len(fits) == len(result.project.buildings)
    return "confirmed" if every else "corroborated", word("bills met" if every else "bills met in part", language, count=count, off=off)  # fmt: skip


def _prices(result: ProjectResult, best: PackageResult, language: str) -> tuple[str, str]:
    own, count = own_prices(best)
    given, carriers = own_energy_prices(result)
    told = word("own items", language, own=own, count=count) if count else word("no items", language)
    told += semicolon(language) + word("own energy prices", language, own=given, count=carriers)
    if own == count and given == carriers:
        return "confirmed", told
    return ("corroborated" if own or given else "unconfirmed"), told


def _weather(result: ProjectResult, language: str) -> tuple[str, str]:
    if result.year.synthetic:
        station = next((a for a in result.assumptions if isinstance(a, StationNote)), None)
        away = round(station.distance_km) if station is not None else 0
        return "unconfirmed", word("synthetic year" if away else "synthetic here", language, km=away)
    told = weather_text(result, language)
    told = told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"
    if result.year.source.kind in SATELLITE or result.year.warnings:
        return "corroborated", told
    return "confirmed", told


def lights(result: ProjectResult, language: str) -> tuple[Light, ...]:
    """Bills, prices, weather."""
    put = setter(language)
    rows = (
        ("bills", _bills(result, language)),
        ("prices", _prices(result, result.best, language)),
        ("weather", _weather(result, language)),
    )
    return tuple(
        Light(status=status, name=word(f"light {key}", language), word=word(status, language), text=put(text))
        for key, (status, text) in rows
    )


def break_even(p: PackageResult) -> tuple[float, float] | None:
    """Investment above which, and saving of the first year below which a package is worth less than nothing, CNY; None without an investment
    or a saving.

    The whole saving is scaled, all other flows stay: ``f = 1 - NPV / PV(savings)``.
    """
    e = p.economics
    worth = sum(s * (1.0 + e.discount_rate_real) ** -(y + 1.0) for y, s in enumerate(e.savings_cny))
    if e.capex_cny <= 0.0 or worth <= 0.0:
        return None
    return e.capex_cny + e.npv_cny, e.annual_saving_cny * (1.0 - e.npv_cny / worth)


def tips(result: ProjectResult, language: str) -> tuple[str, ...]:
    """What would turn the advice, and what it rests on that is known least."""
    put = setter(language)
    out = []
    alone = {f.party for f in result.best.economics.party_flows} <= {OWNER}
    turn = break_even(result.best) if alone else None  # contracts and taxes move both sums
    if turn is not None and turn[0] > 0.0:
        invest, saving = (money(x, language) for x in turn)
        key = "turns to loss" if result.best.economics.npv_cny >= 0.0 else "turns to gain"
        out.append(word(key, language, invest=invest, saving=saving))
    least = result.decisive[:LEAST]
    if least:
        told = joined((decisive_text(a, language) for a in least), language)
        out.append(word("least known", language, told=told))
    return tuple(put(t) for t in out)
