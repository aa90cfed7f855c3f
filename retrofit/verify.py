"""A project's buildings in our load model and in EnergyPlus, on the same weather and the same ideal loads."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from buildings.idf import energyplus
from buildings.idf.write import idf_text
from buildings.loads import simulate
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
    energyplus.engine()
    year = context.year
    month = year.index.month.to_numpy()
    rows = []
    with tempfile.TemporaryDirectory(prefix="verify") as folder:
        epw = write_epw(year, Path(folder) / "year.epw")
        for _, building in changed_buildings(context, package)[0]:
            ours = simulate(building, year, "standard")
            theirs = energyplus.run(idf_text(building, year), epw)
            heat, cool = (
                np.sum([theirs.zone(z.name, f"Zone Ideal Loads Zone Sensible {n} Energy") for z in building.zones], axis=0) / 3600.0
                for n in ("Heating", "Cooling")
            )  # fmt: skip
            a, b = ours.heating_w + ours.cooling_w, heat + cool
            sums = np.array([[x[month == m].sum() for m in range(1, 13)] for x in (a, b)])
            mean = float(sums[1].mean())
            error = [z.temp_air_c - theirs.zone(z.name, "Zone Mean Air Temperature") for z in ours.zones]
            rows.append(
                Row(
                    building.name, ours.heating_kwh, float(heat.sum()) / 1000.0, ours.cooling_kwh, float(cool.sum()) / 1000.0,
                    float(np.sqrt(np.mean((sums[0] - sums[1]) ** 2))) / mean if mean > 0.0 else 0.0,
                    float(np.sqrt(np.mean(np.square(error)))),
                )
            )  # fmt: skip
    return tuple(rows)
