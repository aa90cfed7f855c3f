"""A project's buildings in our load model and in EnergyPlus, on the same weather and the same ideal loads."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from buildings.idf import energyplus
from buildings.idf.compare import both, monthly_cv
from retrofit.packages.context import Context, caches_of
from retrofit.packages.package import changed_buildings
from weather.readers.epw_write import write_epw

LOADS = ("heating", "cooling")


@dataclass(frozen=True, eq=False, slots=True)
class BuildingCheck:
    """One building's year in both engines, of one building whatever its count.

    ``hourly`` has columns ``{heating,cooling}_kw``, ``{heating,cooling}_energyplus_kw``, ``air_c``, ``air_energyplus_c`` (mean of the zones by
    floor area); ``temperature_rmse_k`` is that of the hourly air temperature of all zones; ``energyplus_s`` its wall time.
    """

    building: str
    hourly: pd.DataFrame
    temperature_rmse_k: float
    energyplus_s: float

    def annual_kwh(self, column: str) -> float:
        """Sum of a column over the year."""
        return float(self.hourly[column].sum())

    def monthly(self) -> pd.DataFrame:
        """kWh by month of the four load columns, index 1 to 12."""
        columns = [f"{name}{engine}_kw" for name in LOADS for engine in ("", "_energyplus")]
        sums = self.hourly[columns].groupby(pd.DatetimeIndex(self.hourly.index).month).sum()
        return sums.rename(columns=lambda c: c.replace("_kw", "_kwh")).rename_axis("month")

    def differences(self, name: str) -> dict[str, float]:
        """Annual, monthly, hourly and peak differences of a load: CV(RMSE) against EnergyPlus's mean, peak as a ratio; 0 and 1 without load."""
        mine, theirs = (self.hourly[f"{name}{e}_kw"].to_numpy() for e in ("", "_energyplus"))
        month = pd.DatetimeIndex(self.hourly.index).month.to_numpy()
        mean, peak = float(theirs.mean()), float(theirs.max())
        return {
            "kwh": float(mine.sum()),
            "energyplus_kwh": float(theirs.sum()),
            "monthly_cv": monthly_cv(mine, theirs, month),
            "hourly_cv": float(np.sqrt(np.mean((mine - theirs) ** 2))) / mean if mean > 0.0 else 0.0,
            "peak_kw": float(mine.max()),
            "energyplus_peak_kw": peak,
            "peak_ratio": float(mine.max()) / peak if peak > 0.0 else 1.0,
        }

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, without the hours."""
        out: dict[str, Any] = {"building": self.building}
        for name in LOADS:
            found = self.differences(name)
            out[f"{name}_kwh"], out[f"{name}_energyplus_kwh"] = found.pop("kwh"), found.pop("energyplus_kwh")
            out |= {f"{name}_{k}": v for k, v in found.items()}
        both_loads = [sum(self.hourly[f"{n}{e}_kw"].to_numpy() for n in LOADS) for e in ("", "_energyplus")]
        month = pd.DatetimeIndex(self.hourly.index).month.to_numpy()
        out["monthly_cv"] = monthly_cv(np.asarray(both_loads[0]), np.asarray(both_loads[1]), month)
        out["temperature_rmse_k"], out["energyplus_s"] = self.temperature_rmse_k, self.energyplus_s
        out["monthly_kwh"] = {str(k): v.tolist() for k, v in self.monthly().items()}
        return out


def verify(
    context: Context, package: Sequence[Any], progress: Callable[[str], None] | None = None
) -> tuple[BuildingCheck, ...]:
    """Run every building of a package in both engines.

    Parameters
    ----------
    context : Context
        Its weather is written as EPW for EnergyPlus, in a temporary folder.
    package : sequence of measures
    progress : callable, optional
        Gets the name of each building before it runs.

    Raises
    ------
    InputError
        ``energyplus-missing``, ``energyplus-failed``, ``idf-leap-year``, ``idf-reflectance``.
    """
    energyplus.engine()  # before any work
    year = context.year
    rows = []
    with tempfile.TemporaryDirectory(prefix="verify") as folder:
        epw = write_epw(year, Path(folder) / "year.epw")
        for changed in changed_buildings(context, caches_of(context.project), package)[0]:
            building = changed.building
            if progress is not None:
                progress(building.name)
            pair = both(building, year, epw)
            share = np.array([z.floor_area_m2 for z in building.zones])
            share = share / share.sum()
            table = {
                "heating_kw": pair.ours.heating_w / 1000.0,
                "heating_energyplus_kw": pair.heating_w / 1000.0,
                "cooling_kw": pair.ours.cooling_w / 1000.0,
                "cooling_energyplus_kw": pair.cooling_w / 1000.0,
                "air_c": share @ np.stack([z.temp_air_c for z in pair.ours.zones]),
                "air_energyplus_c": share @ pair.temp_air_c,
            }
            hourly = pd.DataFrame(table, index=year.index)
            rows.append(BuildingCheck(building.name, hourly, pair.temperature_rmse_k(), pair.energyplus_s))
    return tuple(rows)
