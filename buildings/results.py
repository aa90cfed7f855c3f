"""What the load model and the systems return: hourly arrays with their units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False, slots=True)
class ZoneLoads:
    """One zone's year; every array has shape (hours,), hourly means.

    The air balance closes in every hour:
    ``heating_w - cooling_w + gain_convective_w + surface_w + infiltration_w + ventilation_w + mixing_w + storage_w = 0``
    with heat *into* the air positive (``storage_w`` is heat released by the air's own capacity).
    """

    name: str
    temp_air_c: np.ndarray
    temp_operative_c: np.ndarray
    heating_w: np.ndarray
    cooling_w: np.ndarray
    gain_convective_w: np.ndarray
    surface_w: np.ndarray
    infiltration_w: np.ndarray
    ventilation_w: np.ndarray
    mixing_w: np.ndarray
    """Heat brought by air from other zones."""
    storage_w: np.ndarray
    solar_transmitted_w: np.ndarray
    heating_unmet_k: np.ndarray
    """Kelvin below the heating set point at the end of the hour (capacity limit), 0 where off."""
    cooling_unmet_k: np.ndarray
    outdoor_air_m3_s: np.ndarray
    """Infiltration, airing, fresh air and opened windows together."""
    floor_area_m2: float


@dataclass(frozen=True, eq=False, slots=True)
class Loads:
    """A building's thermal year (one building, whatever its ``count``)."""

    index: pd.DatetimeIndex
    zones: tuple[ZoneLoads, ...]
    heating_w: np.ndarray
    cooling_w: np.ndarray
    lighting_w: np.ndarray
    equipment_w: np.ndarray
    """Plug loads, electric."""
    refrigeration_w: np.ndarray
    fan_w: np.ndarray

    @property
    def heating_kwh(self) -> float:
        return float(self.heating_w.sum() / 1000.0)

    @property
    def cooling_kwh(self) -> float:
        return float(self.cooling_w.sum() / 1000.0)


FLOWS = (
    "gain_convective_w", "surface_w", "infiltration_w", "ventilation_w", "mixing_w", "storage_w", "solar_transmitted_w",
)  # fmt: skip
"""What only the balance of a zone's air needs."""
SERVICES = (
    "temp_air_c", "heating_w", "cooling_w", "heating_unmet_k", "cooling_unmet_k", "outdoor_air_m3_s",
)  # fmt: skip
"""What the systems and the comfort of a zone need and no table does."""


def without(loads: Loads, *left_out: str) -> Loads:
    """The same year without some of its zones' arrays (they are empty): for projects whose zones would not fit into memory.

    Parameters
    ----------
    left_out : str
        Fields of ``ZoneLoads``: ``FLOWS``, ``SERVICES``.
    """
    zones = tuple(
        ZoneLoads(
            z.name,
            **{
                f.name: np.empty(0) if f.name in left_out else getattr(z, f.name).copy()  # a copy: rows share one block
                for f in fields(z)
                if f.name not in ("name", "floor_area_m2")
            },
            floor_area_m2=z.floor_area_m2,
        )
        for z in loads.zones
    )
    return replace(loads, zones=zones)


@dataclass(frozen=True, eq=False, slots=True)
class EndUse:
    """One end use on one carrier, hourly means in kW, shape (hours,).

    ``useful_kw`` is the service delivered (heat, cold, light = input), ``input_kw`` the energy of ``carrier`` taken.
    ``biogas_efficiency`` > 0 marks a use that biogas can take over, with the efficiency of the biogas appliance.
    """

    end_use: str
    carrier: str
    useful_kw: np.ndarray
    input_kw: np.ndarray
    biogas_efficiency: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Demand:
    """All end uses of a building, or of all buildings of a project."""

    index: pd.DatetimeIndex
    items: tuple[EndUse, ...]

    def carrier_kw(self, carrier: str) -> np.ndarray:
        """Hourly input of one carrier, kW, shape (hours,)."""
        total = np.zeros(len(self.index))
        for item in self.items:
            if item.carrier == carrier:
                total += item.input_kw
        return total

    def table(self) -> pd.DataFrame:
        """Hourly input in kW, one column per (end use, carrier) named ``{end_use}_{carrier}_kw``, summed over buildings."""
        columns: dict[str, np.ndarray] = {}
        for item in self.items:
            key = f"{item.end_use}_{item.carrier}_kw"
            columns[key] = columns.get(key, np.zeros(len(self.index))) + item.input_kw
        return pd.DataFrame(columns, index=self.index)


def gathered(index: pd.DatetimeIndex, items: Iterable[EndUse]) -> Demand:
    """The demand of many buildings: items of one end use, carrier and biogas appliance are one item, summed."""
    sums: dict[tuple[str, str, float], list[np.ndarray]] = {}
    for i in items:
        key = (i.end_use, i.carrier, i.biogas_efficiency)
        if key in sums:
            useful, used = sums[key]
            useful += i.useful_kw
            used += i.input_kw
        else:
            sums[key] = [i.useful_kw.copy(), i.input_kw.copy()]
    return Demand(index, tuple(EndUse(e, c, useful, used, b) for (e, c, b), (useful, used) in sums.items()))
