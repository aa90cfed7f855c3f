"""Who pays at the start and who gains in the first year, from the table of cash flows; where no financing is named, all is the owner's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from retrofit.money.cash_flow import OWNER
from retrofit.report.committee.model import Share
from retrofit.report.run.headline import money
from retrofit.report.words.translate import translate

if TYPE_CHECKING:
    from retrofit.money.results import Economics

COLOURS = ("p1", "p3", "p4", "p2")


def party_word(key: str, language: str) -> str:
    """A party's name."""
    told = translate(key, language)
    return told[:1].upper() + told[1:]


def paid(e: Economics) -> dict[str, float]:
    """What each party puts in at the start, CNY; the sum is the investment."""
    out: dict[str, float] = {}
    for f in e.party_flows:
        if f.year == 0.0:
            out[f.party] = out.get(f.party, 0.0) - f.cny
    return out


def gained(e: Economics) -> dict[str, float]:
    """What each party gains in the first year against today, CNY; the sum is the project's first year."""
    out: dict[str, float] = {}
    for f in e.party_flows:
        if f.year == 1.0:
            out[f.party] = out.get(f.party, 0.0) + f.cny
    return out


def shares(amounts: Mapping[str, float], parties: Sequence[str], language: str) -> tuple[Share, ...]:
    """What each party pays or gains, those with nothing left out; a party keeps its grey in all bars, by its place among ``parties``."""
    there = {k: v for k, v in amounts.items() if abs(v) >= 0.5}
    whole = sum(abs(v) for v in there.values()) or 1.0
    return tuple(
        Share(
            party=party_word(k, language),
            text=money(there[k], language).replace("-", "−"),
            value=there[k],
            long=100.0 * abs(there[k]) / whole,
            colour=COLOURS[n % len(COLOURS)],
        )
        for n, k in enumerate(parties)
        if k in there
    )


def parties_in(*tables: Mapping[str, float]) -> tuple[str, ...]:
    """Everybody who pays or gains, the owner first, then by amounts."""
    most = {k: max(abs(t.get(k, 0.0)) for t in tables) for t in tables for k in t}
    return tuple(sorted(most, key=lambda k: (k != OWNER, -most[k], k)))
