"""A project's buildings in our load model and in EnergyPlus, on the same weather and the same ideal loads."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from buildings.idf import energyplus
from buildings.idf.compare import both, monthly_cv
from retrofit.context import Context
from retrofit.variant import changed_buildings
from weather.epw import write_epw


@dataclass(frozen=True, slots=True)
class Row:
    """One building's year in both engines, kWh of one building and K; ``monthly_cv`` is the CV(RMSE) of the monthly sums of heating and
    cooling together, ``temperature_rmse_k`` that of the hourly air temperature of all zones."""

    building: str
    heating_kwh: float
    heating_energyplus_kwh: float
    cooling_kwh: float
    cooling_energyplus_kwh: float
    monthly_cv: float
    temperature_rmse_k: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def verify(context: Context, package: Sequence[Any]) -> tuple[Row, ...]:
    """Run every building of a package in both engines.

    Parameters
    ----------
    context : Context
        Its weather is written as EPW for EnergyPlus, in a temporary folder.
    package : sequence of measures

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
        for _, building in changed_buildings(context, package)[0]:
            pair = both(building, year, epw)
            ours = pair.ours
            cv = monthly_cv(
                ours.heating_w + ours.cooling_w, pair.heating_w + pair.cooling_w, year.index.month.to_numpy()
            )
            rows.append(
                Row(
                    building.name, ours.heating_kwh, float(pair.heating_w.sum()) / 1000.0, ours.cooling_kwh,
                    float(pair.cooling_w.sum()) / 1000.0, cv, pair.temperature_rmse_k(),
                )
            )  # fmt: skip
    return tuple(rows)
