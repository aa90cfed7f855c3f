"""What a tank stands: retention, loading, solids, ammonia, cold, size. Every limit that a design passes is named with its cure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from foundation.errors import Problem
from foundation.messages import message, translated
from retrofit.biogas.digestion.kinetics import converted_share, rate_factor, washout_days
from retrofit.biogas.tables import limits, parameter, types
from retrofit.biogas.tank.model import COD_PER_NM3, FILL, Digester, slurry_m3_day

if TYPE_CHECKING:
    from retrofit.biogas.feed.feedstocks import Feed

LOADING_ERROR = 2.0
"""A loading above this multiple of the type's limit is refused."""
WASHOUT_SHARE = 0.5
"""A retention below this share of the type's shortest is refused: first order knows no washout, it would promise too much."""
THIN_TS = 0.04
"""Below this share of solids a heated tank burns a great part of its gas for its own feed."""
FREEZES_C = 0.0
WATER_RATIO = 4.0
"""Thinning water over fresh feed above which it is worth a word."""


def family(digester: Digester) -> str:
    """Which row of limits holds: ``uasb``, ``heated`` or ``unheated``."""
    fixed = types()[digester.kind]["limits"]
    return fixed if fixed == "uasb" else ("heated" if digester.heated else "unheated")


def retention_needed(digester: Digester, temp_c: float) -> float:
    """Shortest retention at a tank temperature, d (classes of ``biogas_limits.csv``, the colder the longer)."""
    t, hrt, _, _ = limits(family(digester))
    floor = float(types()[digester.kind]["hrt_min_d"])
    return max(floor, float(np.interp(temp_c, t, hrt)))


def loading_allowed(digester: Digester, temp_c: float) -> tuple[float, str]:
    """Largest organic loading at a tank temperature, and its unit (kg VS or kg COD per m3 of liquid and day)."""
    t, _, olr, unit = limits(family(digester))
    return min(float(types()[digester.kind]["olr_max_kg_m3_d"]), float(np.interp(temp_c, t, olr))), unit


def organic_kg_day(digester: Digester, feed: Feed) -> float:
    """What the loading limit counts: VS, or COD for a UASB, kg/day."""
    if family(digester) == "uasb":
        return float((feed.vs_kg_day * feed.cod_per_vs).sum())
    return feed.vs_total


def washout_retention(digester: Digester) -> float:
    """Retention below which a tank is refused, d: half of the type's shortest, or where bacteria are washed out at the set point."""
    floor = WASHOUT_SHARE * float(types()[digester.kind]["hrt_min_d"])
    if digester.heated and family(digester) != "uasb":
        floor = max(floor, float(washout_days(digester.temperature_c)))
    return floor


def smallest_volume(digester: Digester, feed: Feed) -> float:
    """Smallest tank that is not refused for its loading or retention, m3."""
    row = types()[digester.kind]
    by_loading = organic_kg_day(digester, feed) / (LOADING_ERROR * float(row["olr_max_kg_m3_d"]))
    by_retention = washout_retention(digester) * slurry_m3_day(digester, feed)
    return 1.001 * max(by_loading, by_retention) / FILL


def ammonia_mg_l(digester: Digester, feed: Feed, temp_c: float) -> tuple[float, float]:
    """Total and free ammonia nitrogen of the digestate, mg/L, in the steady state at a temperature.

    Organic nitrogen goes over with the volatile solids that degrade; free ammonia by
    ``1 / (1 + 10^(pKa - pH))`` with ``pKa = 0.09018 + 2729.92 / T`` (Emerson et al. 1975).

    References
    ----------
    Emerson, Russo, Lund and Thurston 1975, Journal of the Fisheries Research Board of Canada 32:2379 (pKa).
    """
    slurry = slurry_m3_day(digester, feed)
    hrt = digester.liquid_m3 / slurry
    k = feed.k35_1_day * float(rate_factor(np.array([temp_c]))[0])
    degradable = np.divide(
        feed.methane_potential_nm3_day * COD_PER_NM3,
        feed.vs_kg_day * feed.cod_per_vs,
        out=np.zeros(len(k)),
        where=feed.vs_kg_day > 0.0,
    )
    share = feed.tan_share + (1.0 - feed.tan_share) * degradable * converted_share(k, hrt)
    total = float((feed.nitrogen_kg_day * share).sum()) / slurry * 1000.0
    pka = 0.09018 + 2729.92 / (temp_c + 273.15)
    return total, total / (1.0 + 10.0 ** (pka - parameter("ph_default")))


COLDEST = "in the coldest month"


def enough_m3(digester: Digester, feed: Feed, temp_c: float) -> float:
    """Smallest volume that keeps retention and loading both at a tank temperature, m3; what a cure names, so that one round is enough."""
    by_retention = retention_needed(digester, temp_c) * slurry_m3_day(digester, feed)
    by_loading = organic_kg_day(digester, feed) / loading_allowed(digester, temp_c)[0]
    return 1.005 * max(by_retention, by_loading) / FILL


def _retention(digester: Digester, feed: Feed, coldest_c: float, place: str, when: str = COLDEST) -> list[Problem]:
    slurry = slurry_m3_day(digester, feed)
    hrt = digester.liquid_m3 / slurry
    floor = washout_retention(digester)
    need = retention_needed(digester, coldest_c)
    cure = message("at least {volume:.3g} m3, or less feed or water", volume=enough_m3(digester, feed, coldest_c))
    if hrt < floor:
        return [
            Problem(
                "digester-washout",
                place,
                message("retention {hrt:.3g} d washes the bacteria out before they digest", hrt=hrt),
                round(hrt, 2),
                message(">= {floor:g} d, better {need:.3g} d", floor=floor, need=need),
                cure,
            )
        ]
    if hrt < need:
        return [
            Problem(
                "digester-retention",
                place,
                message(
                    "retention {hrt:.3g} d is short for {coldest_c:.0f} degC {when}",
                    hrt=hrt,
                    coldest_c=coldest_c,
                    when=when,
                ),
                round(hrt, 1),
                message(">= {need:.0f} d", need=need),
                cure,
                severity="warning",
            )
        ]
    return []


def _loading(digester: Digester, feed: Feed, coldest_c: float, place: str, when: str = COLDEST) -> list[Problem]:
    loading = organic_kg_day(digester, feed) / digester.liquid_m3
    most = float(types()[digester.kind]["olr_max_kg_m3_d"])
    allowed, unit = loading_allowed(digester, coldest_c)
    if loading <= allowed:
        return []
    error = loading > LOADING_ERROR * most
    limit = most if error else allowed
    volume = enough_m3(digester, feed, coldest_c)
    text = (
        "organic loading is far above what this type can digest"
        if error
        else "organic loading is high for this type"
        if loading > most
        else message("organic loading is high for {coldest_c:.0f} degC {when}", coldest_c=coldest_c, when=when)
    )
    return [
        Problem(
            "digester-loading",
            place,
            text,
            round(loading, 2),
            message("<= {limit:.2g} {unit}", limit=limit, unit=unit),
            message(
                "at least {volume:.3g} m3, or less feed"
                if error
                else "at least {volume:.3g} m3, or less feed in the cold months, or a warmer tank",
                volume=volume,
            ),
            severity="error" if error else "warning",
        )
    ]


def _solids(digester: Digester, feed: Feed, place: str) -> list[Problem]:
    row = types()[digester.kind]
    most, ts = float(row["ts_feed_max"]), digester.ts_share
    if ts > most:
        return [
            Problem(
                "digester-solids",
                f"{place}.feed_ts",
                "the feed is too thick for this type of tank",
                ts,
                message("<= {most:g}", most=most),
                message(
                    "thin it to {most:.1%}: {water:.3g} m3 of water a day, or take another type",
                    most=most,
                    water=feed.water_kg_day(most) / 1000.0,
                ),
            )
        ]
    found = []
    slurry = slurry_m3_day(digester, feed)
    real = float(feed.ts_kg_day.sum()) / slurry / 1000.0
    fresh = float(feed.fresh_kg_day.sum()) / 1000.0
    if digester.heated and real < THIN_TS:
        found.append(
            Problem(
                "digester-thin",
                place,
                "heating a feed this thin takes a great part of the gas",
                round(real, 4),
                message(">= {share:g} of total solids", share=THIN_TS),
                "separate or thicken the feed, leave wash water out, or take a UASB",
                severity="warning",
            )
        )
    if slurry - fresh > WATER_RATIO * fresh:
        found.append(
            Problem(
                "digester-water",
                place,
                message("thinning the feed takes {water:.3g} m3 of water a day", water=slurry - fresh),
                round((slurry - fresh) / fresh, 1),
                message("<= {ratio:g} times the fresh feed", ratio=WATER_RATIO),
                "take a type for thicker feed, recirculate liquid, or use urine and wash water",
                severity="warning",
            )
        )
    return found


def _ammonia(digester: Digester, feed: Feed, warmest_c: float, place: str) -> list[Problem]:
    total, free = ammonia_mg_l(digester, feed, warmest_c)
    over = max(total / parameter("tan_safe"), free / parameter("free_nh3_safe"))
    if over <= 1.0:
        return []
    stop = total > parameter("tan_stop") or free > parameter("free_nh3_stop")
    water = (over - 1.0) * slurry_m3_day(digester, feed)
    return [
        Problem(
            "digester-ammonia",
            place,
            "ammonia stops the digestion" if stop else "ammonia may slow the digestion",
            message("{total:.0f} mg/L NH4-N, {free:.0f} mg/L free NH3", total=total, free=free),
            message(
                "<= {tan_safe:.0f} and {free_nh3_safe:.0f} mg/L",
                tan_safe=parameter("tan_safe"),
                free_nh3_safe=parameter("free_nh3_safe"),
            ),
            message(
                "{water:.2g} m3 of water a day more, or replace nitrogen-rich feed (urine, chicken manure) by straw or kitchen waste",
                water=water,
            ),
            severity="error" if stop else "warning",
        )
    ]


def _size_and_cold(digester: Digester, coldest_c: float, place: str) -> list[Problem]:
    row = types()[digester.kind]
    low, high = float(row["volume_min_m3"]), float(row["volume_max_m3"])
    found = []
    if not low <= digester.volume_m3 <= high:
        found.append(
            Problem(
                "digester-size",
                place,
                message("{name} is not built in this size", name=translated(row["name_en"], row["name_zh"])),
                round(digester.volume_m3, 1),
                message("{low:g} to {high:g} m3", low=low, high=high),
                "take several tanks, or another type",
                severity="warning",
            )
        )
    if not digester.heated and coldest_c < FREEZES_C:
        found.append(
            Problem(
                "digester-frozen",
                place,
                "the tank freezes in the coldest month: its gas cannot be counted on",
                round(coldest_c, 1),
                "> 0 degC",
                "write heated: true; where frost is light a greenhouse or a deeper tank may do",
                severity="warning",
            )
        )
    elif not digester.heated and coldest_c < 10.0:
        found.append(
            Problem(
                "digester-cold",
                place,
                "below 10 degC an unheated digester gives no useful gas in the coldest month",
                round(coldest_c, 1),
                ">= 10 degC",
                "heat it, cover it with a greenhouse, or bury it deeper",
                severity="warning",
            )
        )
    return found


def months_check(digester: Digester, feed: Feed, temp_c: np.ndarray, place: str) -> list[Problem]:
    """Retention and loading of a feed that changes, each by its worst month: warnings, as a month passes and a tank keeps its bacteria.

    Parameters
    ----------
    temp_c : ndarray, shape (12,)
        Tank temperature of every month, degC.
    """
    worst: dict[str, tuple[float, Problem]] = {}
    for month, (each, temp) in enumerate(zip(feed.of_months(), temp_c, strict=True), start=1):
        if each.vs_total <= 0.0:
            continue
        when = message("in month {month}", month=month)
        hrt = digester.liquid_m3 / slurry_m3_day(digester, each)
        loading = organic_kg_day(digester, each) / digester.liquid_m3
        for excess, found in (
            (retention_needed(digester, temp) / hrt, _retention(digester, each, float(temp), place, when)),
            (loading / loading_allowed(digester, temp)[0], _loading(digester, each, float(temp), place, when)),
        ):
            for p in found:
                kind = "loading" if p.code == "digester-loading" else "retention"
                if kind not in worst or excess > worst[kind][0]:
                    worst[kind] = (excess, p)
    return [replace(p, severity="warning") for _, p in worst.values()]


def volume_problem(volume_m3: float, place: str = "digester.volume_m3") -> list[Problem]:
    """A volume that is no volume."""
    if np.isfinite(volume_m3) and volume_m3 > 0.0:
        return []
    return [Problem("digester-volume", place, "must be positive", volume_m3, "> 0 m3", "give the tank's volume")]


def check(
    digester: Digester,
    feed: Feed,
    coldest_c: float,
    place: str = "digester",
    warmest_c: float | None = None,
    month_temp_c: np.ndarray | None = None,
) -> tuple[Problem, ...]:
    """Every limit that the design passes.

    Parameters
    ----------
    digester, feed
        The tank and its mean feed.
    coldest_c, warmest_c : float
        Tank temperature of the coldest and the warmest month, degC (the warmest decides ammonia; default: the coldest,
        or the set point of a heated tank).
    place : str
        Where the digester stands, for messages.
    month_temp_c : ndarray, shape (12,), optional
        Of every month: retention and loading of a feed that changes are then judged by the worst month and not by the mean.

    Returns
    -------
    tuple of Problem
        Codes ``digester-volume``, ``digester-washout``, ``digester-retention``, ``digester-loading``, ``digester-solids``,
        ``digester-thin``, ``digester-water``, ``digester-ammonia``, ``digester-size``, ``digester-cold``, ``digester-frozen``.
    """
    bad = volume_problem(digester.volume_m3, f"{place}.volume_m3")
    if bad:
        return tuple(bad)
    if warmest_c is None:
        warmest_c = max(coldest_c, digester.temperature_c if digester.heated else coldest_c)
    found = _retention(digester, feed, coldest_c, place) + _loading(digester, feed, coldest_c, place)
    if month_temp_c is not None and feed.seasonal and not any(p.severity == "error" for p in found):
        found = months_check(digester, feed, month_temp_c, place)
    found += _solids(digester, feed, place)
    found += _ammonia(digester, feed, warmest_c, place)
    found += _size_and_cold(digester, coldest_c, place)
    return tuple(found)


def volume_by_limits(
    digester: Digester, feed: Feed, coldest_of: Callable[[Digester], float]
) -> tuple[dict[str, float], float]:
    """Volumes that retention and loading ask for, m3, and the tank temperature of the coldest month that decides them.

    ``coldest_of`` gives that temperature for a tank; it depends a little on the tank's size, so this is iterated.
    """
    volume, coldest = max(smallest_volume(digester, feed), 1.0), 0.0
    found: dict[str, float] = {}
    for _ in range(4):
        tank = replace(digester, volume_m3=volume)
        coldest = coldest_of(tank)
        found = {
            "retention": retention_needed(tank, coldest) * slurry_m3_day(tank, feed) / FILL,
            "loading": organic_kg_day(tank, feed) / loading_allowed(tank, coldest)[0] / FILL,
        }
        volume = max(found.values())
    return found, coldest
