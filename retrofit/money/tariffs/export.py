"""What exported electricity earns: the coal benchmark for projects of before June 2025, a mechanism price with a term for later ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from foundation.messages import message
from foundation.tables import read_table
from retrofit.energy import factors
from retrofit.money.tariffs.structure import ExportTerms

REFORM = date(2025, 6, 1)
"""Projects connected from this day on sell in the market (NDRC and NEA price reform [2025] No. 136)."""
FALLBACK = 0.30
"""CNY/kWh where neither table has the province: order of magnitude of mechanism prices."""


@dataclass(frozen=True, slots=True)
class Found:
    """Terms with where they are from."""

    terms: ExportTerms
    source: str
    status: str


def _range(key: str) -> tuple[float, float, float]:
    row = next(r for r in read_table("retrofit", "export_terms.csv") if r["key"] == key)
    return float(row["low"]), float(row["mid"]), float(row["high"])


def benchmark(province: str) -> float | None:
    """Coal benchmark price of a province, CNY/kWh."""
    rows = read_table("retrofit", "pv_benchmark_price.csv")
    return next((float(r["cny_per_kwh"]) for r in rows if factors.same_province(province, r["name_en"], r["name_zh"])), None)  # fmt: skip


def mechanism_price(province: str) -> tuple[float, str, str]:
    """Price of new projects: the province's mechanism price, else the coal benchmark less 15 %."""
    for r in read_table("retrofit", "pv_new_project_price.csv"):
        if province and r["province"] == province:
            return float(r["cny_per_kwh"]), message("mechanism price, {rule}", rule=r["rule"]), r["status"]
    coal = benchmark(province)
    if coal is not None:
        return 0.85 * coal, message("coal benchmark {price} less 15 % (new projects sell in the market)", price=f"{coal:g}"), "unconfirmed"  # fmt: skip
    return FALLBACK, "order of magnitude of mechanism prices", "unconfirmed"


def terms_of(
    price: float, share: float | None = None, term_years: float | None = None, market: float | None = None
) -> ExportTerms:
    """A mechanism price with share, term and market price; those of the table where they are not given, and their range."""
    shares, over = _range("mechanism_share"), _range("market_over_mechanism")
    given = market is not None
    markets = tuple(market if market is not None else price * o for o in over)
    mine = tuple(share if share is not None else s for s in shares)
    blend = [s * price + (1.0 - s) * m for s, m in zip(mine, markets, strict=True)]
    return ExportTerms(
        price=price,
        market=markets[1],
        share=mine[1],
        term_years=_range("mechanism_term_years")[1] if term_years is None else term_years,
        low=min(blend),
        high=max(blend),
        market_low=None if given else markets[0],
        market_high=None if given else markets[2],
    )


def usual(province: str, connected: date | None = None) -> Found:
    """Terms of a province; the day of connection decides between the benchmark and the mechanism (default: a new project)."""
    coal = benchmark(province)
    if connected is not None and connected < REFORM and coal is not None:
        term = _range("benchmark_term_years")[1]
        left = max(term - max((REFORM - connected).days / 365.25, 0.0), 0.0)
        terms = terms_of(coal, 1.0, left)
        return Found(terms, message("coal benchmark of projects connected before {day}", day=REFORM.isoformat()), "corroborated")  # fmt: skip
    price, source, status = mechanism_price(province)
    terms = terms_of(price)
    told = message(
        "{source}; {share:.0f} % of the output for {years:g} years, then the market at {market:.3f} CNY/kWh",
        source=source, share=100.0 * terms.share, years=terms.term_years, market=terms.market,
    )  # fmt: skip
    return Found(terms, told, status)
