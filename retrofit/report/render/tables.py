"""Tidy tables of a run: hourly, monthly, annual; CSV (UTF-8 with a mark, so that Excel opens Chinese rightly) or Parquet by suffix."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from foundation.quantities import folded_key, quantity
from retrofit.report.render.csv import text_cell

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult


def counts_of(result: ProjectResult) -> dict[str, int]:
    """How many of each building there are."""
    return {b.name: b.count for b in result.project.buildings}


LONGEST_BYTES = 120
"""Of a name within a file name: file systems take 255, with what stands before and after it."""


def safe_name(name: str) -> str:
    """A package's name as part of a file name; of a long one the beginning and a part of its SHA-256.

    >>> safe_name("net zero/现状"), len(safe_name("中" * 120).encode())
    ('net_zero_现状', 120)
    """
    text = "".join(ch if ch.isalnum() or ch in "-_" else "_" for ch in name)
    if len(text.encode()) <= LONGEST_BYTES:
        return text
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return text.encode()[: LONGEST_BYTES - 9].decode(errors="ignore") + f"_{mark}"


def indoor_temperature(package: PackageResult, counts: dict[str, int]) -> np.ndarray:
    """Operative temperature, mean over the floor area of all zones of all buildings, degC."""
    zones = [(counts[n] * z.floor_area_m2, z.temp_operative_c) for n, r in package.loads.items() for z in r.zones]
    return np.average([t for _, t in zones], axis=0, weights=[a for a, _ in zones])


def hourly_table(package: PackageResult, temp_air_c: np.ndarray, counts: dict[str, int]) -> pd.DataFrame:
    """Every hour: kW (means over the hour), contents in kWh at its end, temperatures in degC. Index: start of the hour."""
    columns: dict[str, np.ndarray] = {"temp_air_c": temp_air_c, "temp_operative_c": indoor_temperature(package, counts)}
    columns["heating_demand_kw"] = np.sum([counts[n] * r.heating_w for n, r in package.loads.items()], axis=0) / 1000.0
    columns["cooling_demand_kw"] = np.sum([counts[n] * r.cooling_w for n, r in package.loads.items()], axis=0) / 1000.0
    if package.latent_cooling_kw.any():
        columns["latent_cooling_kw"] = package.latent_cooling_kw
    table = package.demand.table()
    columns |= {str(c): table[c].to_numpy() for c in table.columns}
    balance = package.balance.hourly
    for c in balance.columns:
        values = balance[c].to_numpy()
        if str(c).startswith(("load_", "pv_", "electricity_", "battery_", "chp_")) or values.any():
            columns[str(c)] = values
    b = package.biogas
    if b is not None:
        columns |= {
            "digester_temp_c": b.digester_temp_c,
            "biogas_produced_kw": b.produced_kw,
            "biogas_leaked_kw": b.leaked_kw,
            "biogas_stove_kw": b.stove_kw,
            "biogas_boiler_kw": b.boiler_kw,
            "biogas_chp_kw": b.chp_kw,
            "biogas_flared_kw": b.flared_kw,
            "biogas_vented_kw": b.vented_kw,
            "biogas_store_kwh": b.store_kwh,
        }
    return pd.DataFrame(columns, index=package.demand.index)


def fold(hourly: pd.DataFrame, group: np.ndarray, count: int) -> dict[str, np.ndarray]:
    """Hours folded as ``quantities.csv`` says: power summed to kWh, temperatures averaged, contents at the end.

    ``group`` is the month (from 0) of every hour, or 0 for a year; ``count`` how many of them there are.
    """
    hours = np.bincount(group, minlength=count)
    last = np.cumsum(hours) - 1
    out = {}
    for c in map(str, hourly.columns):
        values = hourly[c].to_numpy()
        how = quantity(c).fold
        if how == "end":
            out[c] = values[last]
            continue
        total = np.bincount(group, values, count)
        out[folded_key(c)] = total / hours if how == "mean" else total
    return out


def monthly_table(hourly: pd.DataFrame) -> pd.DataFrame:
    """Twelve months: power summed to kWh, temperatures averaged, contents at the month's end."""
    month = np.asarray(pd.DatetimeIndex(hourly.index).month) - 1
    return pd.DataFrame(fold(hourly, month, 12), index=pd.Index(range(1, 13), name="month"))


def annual_table(result: ProjectResult) -> pd.DataFrame:
    """One row a quantity, one column a package."""
    keys = dict.fromkeys(k for p in result.packages for k in p.annual)
    data = {p.name: [p.annual.get(k, float("nan")) for k in keys] for p in result.packages}
    for p in result.packages:
        data[p.name] += [x for d in p.net_zero.values() for x in (d.balance, d.gap)]
    names = [*keys, *(f"net_zero_{k}_{what}" for k in result.packages[0].net_zero for what in ("balance", "gap"))]
    return pd.DataFrame(data, index=pd.Index(names, name="quantity"))


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """Write by suffix: ``.csv`` (fast, 4 decimals) or ``.parquet`` (needs the extra ``parquet``)."""
    if path.suffix == ".parquet":
        table.to_parquet(path)
        return path
    header = ",".join(_quoted(str(c)) for c in (table.index.name or "time", *table.columns))
    if isinstance(table.index, pd.DatetimeIndex):
        labels = (
            [str(t) for t in table.index.strftime("%Y-%m-%dT%H:%M%z")] if len(table) < 100 else _stamps(table.index)
        )
    else:
        labels = [str(i) for i in table.index]
    columns = [_cells(table[c].to_numpy(dtype=float).tobytes()) for c in table.columns]
    body = "\n".join(map(",".join, zip(labels, *columns, strict=True)))
    path.write_text(f"\ufeff{header}\n{body}\n", encoding="utf-8")
    return path


@lru_cache(maxsize=128)
def _cells(column: bytes) -> list[str]:
    """A column's numbers with four decimals, empty where there is none; packages share most of their columns."""
    values = np.frombuffer(column).tolist()
    text = ("%.4f\n" * len(values)) % tuple(values)
    return text.replace("nan", "").split("\n")[:-1]


def _quoted(text: str) -> str:
    """A header cell, quoted where it holds a comma or a quote (RFC 4180)."""
    text = text_cell(text)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n\r') else text


def file_names(packages: tuple[PackageResult, ...]) -> list[str]:
    """A file-name part for every package; two that look alike as file names get a number."""
    out: list[str] = []
    for p in packages:
        base = name = safe_name(p.name)
        n = 2
        while name.casefold() in map(str.casefold, out):
            name, n = f"{base}_{n}", n + 1
        out.append(name)
    return out


def _stamps(index: pd.DatetimeIndex) -> list[str]:
    """ISO 8601 start-of-hour labels with the offset (faster than strftime)."""
    offset = index[0].strftime("%z")
    plain = np.datetime_as_string(index.tz_localize(None).to_numpy().astype("datetime64[m]"))
    return [f"{s}{offset[:3]}:{offset[3:]}" for s in plain]


def write_tables(result: ProjectResult, out_dir: Path) -> tuple[Path, ...]:
    """``annual.csv`` and, for every package, ``hourly_NAME.csv`` and ``monthly_NAME.csv``."""
    files = [write_table(annual_table(result), out_dir / "annual.csv")]
    temp = result.year.column("temp_air")
    for p, name in zip(result.packages, file_names(result.packages), strict=True):
        hourly = hourly_table(p, temp, counts_of(result))
        files.append(write_table(hourly, out_dir / f"hourly_{name}.csv"))
        files.append(write_table(monthly_table(hourly), out_dir / f"monthly_{name}.csv"))
    return tuple(files)


def write_comparison(result: ProjectResult, rows: Sequence[tuple[str, Sequence[str]]], out_dir: Path) -> Path:
    """``comparison.csv``: a row a number as the console prints it."""
    lines = [",".join(map(_quoted, ("", *(p.name for p in result.packages))))]
    lines += [",".join(map(_quoted, (name, *cells))) for name, cells in rows]
    path = out_dir / "comparison.csv"
    path.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    return path
