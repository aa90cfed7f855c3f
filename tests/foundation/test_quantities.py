"""Every number of every output has its row in ``quantities.csv``, every row is in an output, and a row is all that a new number needs."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from foundation import quantities
from foundation.tables import ROOMS, read_table
from retrofit import run
from retrofit.project import load
from retrofit.report.render.tables import annual_table, counts_of, hourly_table, monthly_table
from retrofit.report.run.data import as_json
from retrofit.report.run.rows import comparison
from retrofit.report.words.column_text import column_text, heading
from tests.paths import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The three examples, one of them under an export limit, which alone curtails, and one with a contract and a debt."""
    out = {path.stem: run.run(load.load(path), path.parent) for path in EXAMPLES}
    limited = tmp_path_factory.mktemp("limited") / "project.yaml"
    text = (ROOT / "examples" / "zhongshan_school.yaml").read_text(encoding="utf-8")
    limited.write_text(text + "\nsolar: {export_limit_kw: 20}\n", encoding="utf-8")
    out["limited"] = run.run(load.load(limited), limited.parent, ["solar"])
    financed = limited.with_name("financed.yaml")
    text = (ROOT / "examples" / "wanxichong.yaml").read_text(encoding="utf-8")
    contract = "{instrument: emc_shared, share: 0.8, years: 10}"
    loan = "{instrument: loan, borrower: contractor, share: 0.5, rate_nominal: 0.04, years: 8}"
    financed.write_text(f"{text}\neconomics: {{financing: [{contract}, {loan}]}}\n", encoding="utf-8")
    out["financed"] = run.run(load.load(financed), financed.parent, ["solar"])
    return out


def numbers(document: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Path of every number of a document; names of extra rows of a definition are sentences, not keys."""
    if isinstance(document, dict):
        for k, v in document.items():
            if k not in ("extra", "files", "schema_version"):
                yield from numbers(v, (*path, k))
    elif isinstance(document, list | tuple):
        for v in document:
            yield from numbers(v, path)
    elif isinstance(document, int | float) and not isinstance(document, bool):
        yield path


def key_of(path: tuple[str, ...]) -> str:
    """The quantity that a path of the document means."""
    if "net_zero" in path:
        at = path.index("net_zero")
        if len(path) == at + 3:
            return "_".join(path[at:])
    if path[-2:-1] == ("energy_kwh",):
        return "energy_kwh"  # by carrier
    return path[-1].rpartition(".")[2]


def keys_of(result: Any) -> set[str]:
    found = {"time", "month"}
    air = result.year.column("temp_air")
    for p in result.packages:
        hourly = hourly_table(p, air, counts_of(result))
        found |= set(map(str, hourly.columns)) | set(map(str, monthly_table(hourly).columns))
    found |= set(map(str, annual_table(result).index))
    return found | {key_of(p) for p in numbers(as_json(result))}


def test_every_number_has_a_row_and_every_row_a_number(results):
    keys = set().union(*(keys_of(r) for r in results.values()))
    assert not sorted(k for k in keys if quantities.find(k) is None)
    used = {quantities.quantity(k).row for k in keys}
    assert not sorted({q.key for q in quantities.quantities()} - used)


def test_names_are_told_in_both_languages(results):
    for key in set().union(*(keys_of(r) for r in results.values())):
        (en, _), (zh, unit) = column_text(key, "en"), column_text(key, "zh")
        assert en != key and "_" not in en and "{" not in en + zh + unit, key
        assert any("\u4e00" <= c <= "\u9fff" for c in zh), key


def test_rows_are_whole():
    rows = quantities.quantities()
    assert len({q.key for q in rows}) == len(rows)
    for q in rows:
        assert q.en and q.zh and q.unit, q.key
        assert (q.fold != "-") == (q.over == "hour"), q.key
        assert not q.key.endswith("_kw") or q.over != "hour" or q.fold == "sum", q.key


def test_months_are_folded_by_the_table(results):
    """Recomputed with pandas alone: power sums to kWh, temperatures are averaged, contents stand at the month's end."""
    result = results["wanxichong"]
    hourly = hourly_table(result.packages[-1], result.year.column("temp_air"), counts_of(result))
    months = monthly_table(hourly)
    group = hourly.groupby(pd.DatetimeIndex(hourly.index).month)
    for name, how in (("temp_air_c", "mean"), ("digester_temp_c", "mean"), ("battery_kwh", "last"), ("biogas_store_kwh", "last")):  # fmt: skip
        np.testing.assert_allclose(months[name], group[name].agg(how))
    np.testing.assert_allclose(months["pv_ac_kwh"], group["pv_ac_kw"].sum())
    np.testing.assert_allclose(months["load_lpg_kwh"], group["load_lpg_kw"].sum())


def test_annual_numbers_are_the_folded_hours(results):
    """Every number of the year that has hours is the sum of them."""
    compared = set()
    for result in results.values():
        for p in result.packages:
            hourly = hourly_table(p, result.year.column("temp_air"), counts_of(result))
            for c in map(str, hourly.columns):
                key = quantities.folded_key(c)
                if quantities.quantity(c).fold == "sum" and key in p.annual:
                    assert math.isclose(p.annual[key], float(hourly[c].sum()), rel_tol=1e-9, abs_tol=1e-6), key
                    compared.add(key)
    assert {"biogas_flared_kwh", "biogas_vented_kwh", "heating_demand_kwh", "pv_curtailed_kwh"} <= compared


def test_a_new_number_is_a_row(monkeypatch, results):
    """A row is added: the number is folded, named, shown by month and compared, without a line of code."""
    rows = (
        *read_table("foundation", "quantities.csv"),
        {
            "key": "well_pump_kw", "unit": "kW", "over": "hour", "fold": "sum", "digits": "1", "better": "less",
            "shown": "compare month", "en": "Well pump", "zh": "井泵", "help": "",
        },
        {
            "key": "well_level_m", "unit": "m", "over": "hour", "fold": "mean", "digits": "2", "better": "-",
            "shown": "month", "en": "Well level", "zh": "井水位", "help": "",
        },
    )  # fmt: skip
    for cached in (quantities.quantities, quantities._exact, quantities._patterns):
        cached.cache_clear()
    monkeypatch.setattr(quantities, "read_table", lambda room, name: rows)
    try:
        index = pd.date_range("2025-01-01", periods=8760, freq="h", tz="Asia/Shanghai")
        hours = pd.DataFrame({"well_pump_kw": np.ones(8760), "well_level_m": np.full(8760, 3.0)}, index=index)
        months = monthly_table(hours)
        assert list(months.columns) == ["well_pump_kwh", "well_level_m"]
        assert months["well_pump_kwh"].sum() == 8760 and months["well_level_m"].mean() == 3.0
        assert column_text("well_pump_kwh", "zh") == ("井泵", "kWh")
        assert heading("well_level_m", "en") == "Well level (m)"
        result = results["wanxichong"]
        for p in result.packages:
            monkeypatch.setitem(p.annual, "well_pump_kwh", 1234.5)
        assert dict(comparison(result, "zh"))["井泵（kWh）"] == ["1,234.5"] * len(result.packages)
    finally:
        monkeypatch.undo()
        for cached in (quantities.quantities, quantities._exact, quantities._patterns):
            cached.cache_clear()
    assert quantities.find("well_pump_kwh") is None


@pytest.mark.parametrize(
    ("column", "wrong"), [("fold", "median"), ("over", "week"), ("better", "higher"), ("shown", "compare cover")]
)
def test_a_wrong_row_is_named(column, wrong):
    row = {**read_table("foundation", "quantities.csv")[0], column: wrong}
    with pytest.raises(ValueError, match=f"time: {column} is '{wrong}'"):
        quantities._read(row)


def test_an_unknown_number_is_refused():
    with pytest.raises(KeyError, match=r"quantities\.csv"):
        monthly_table(pd.DataFrame({"happiness": np.ones(8760)}, pd.date_range("2025-01-01", periods=8760, freq="h")))


def test_the_table_is_sorted_out():
    """UTF-8 without a mark, one line a row, no stray spaces: a spreadsheet program has not rewritten it."""
    text = (ROOMS / "foundation" / "data" / "quantities.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == text.count("\n")
    assert all(cell == cell.strip() for row in rows for cell in row)
    assert {len(row) for row in rows} == {10}


def test_the_table_is_light():
    """Names and units are asked for without numpy or pandas."""
    code = "import sys, foundation.quantities as q; q.quantity('pv_ac_kwh'); print(sorted({m.split('.')[0] for m in sys.modules}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert not {"numpy", "pandas", "retrofit"} & set(json.loads(out.replace("'", '"')))
