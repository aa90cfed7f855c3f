"""Keys of modules and inverters in the project file: data sheets as they are printed."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from foundation.schema import Strict
from foundation.tables import read_table


def plain(word: str) -> str:
    """A heading by its letters and digits: ``V_oc``, ``Voc (V)`` and ``voc`` are the same; a unit stays where it changes the number."""
    low = re.sub(
        r"\((v|a|%/\s*(k|°c|℃|degc)|pcs?|片)\)|\[(v|a|%/\s*(k|°c|℃|degc)|pcs?|片)\]", "", word.lower()
    ).replace("%", "pct")
    return re.sub(r"[\W_]+", "", low)


@cache
def _words(product: str) -> dict[str, tuple[str, float]]:
    """Headings of a product's data sheet -> key and factor to its unit."""
    return {
        plain(word): (r["key"], float(r["factor"]))
        for r in read_table("retrofit", "datasheet_words.csv")
        if r["product"] == product
        for word in r["words"].split("|")
    }


def as_printed(product: str, given: Any, keys: frozenset[str]) -> Any:
    """The mapping of a data sheet with the headings that sheets print as our keys.

    Raises
    ------
    PydanticCustomError
        Where two headings say the same key.
    """
    if not isinstance(given, dict):
        return given
    words = _words(product)
    out: dict[Any, Any] = {}
    for name, value in given.items():
        key, factor = (name, 1.0) if name in keys else words.get(plain(str(name)), (name, 1.0))
        if key in out:
            raise PydanticCustomError("value_twice", "given twice", {"key": key, "name": str(name)})
        plain_number = isinstance(value, int | float) and not isinstance(value, bool)
        out[key] = round(value * factor, 9) if plain_number and factor != 1.0 else value
    return out


class ModuleSpec(Strict):
    """A PV module from its data sheet, at 1000 W/m2 and 25 degC; coefficients as the sheet gives them, in percent per K.

    The headings of printed sheets are taken too: Voc, Isc, Vmp, Imp, Pmax, cells (``datasheet_words.csv``).
    """

    @model_validator(mode="before")
    @classmethod
    def _headings(cls, given: Any) -> Any:
        return as_printed("module", given, frozenset(cls.model_fields))

    v_mp: float = Field(gt=0, le=2000, description="Voltage at maximum power, V (STC).")
    i_mp: float = Field(gt=0, le=100, description="Current at maximum power, A (STC).")
    v_oc: float = Field(gt=0, le=2000, description="Open-circuit voltage, V (STC).")
    i_sc: float = Field(gt=0, le=100, description="Short-circuit current, A (STC).")
    alpha_isc_pct_k: float = Field(
        ge=-0.2, le=0.3, description="Temperature coefficient of the short-circuit current, %/K."
    )
    beta_voc_pct_k: float = Field(
        lt=0, ge=-0.7, description="Temperature coefficient of the open-circuit voltage, %/K; negative."
    )
    gamma_pmp_pct_k: float = Field(
        lt=0, ge=-0.8, description="Temperature coefficient of the maximum power, %/K; negative."
    )
    p_max_w: Annotated[float, Field(gt=0, le=2000)] | None = Field(
        None, description="Power that the sheet prints, W; checked against v_mp times i_mp."
    )
    cells_in_series: int = Field(
        ge=1,
        le=400,
        description="Cells as the sheet counts them; of half-cut cells (144) two halves of 72 in series are parallel, which the voltage shows.",
    )
    length_m: float = Field(gt=0, le=4, description="Longer side, m.")
    width_m: float = Field(gt=0, le=4, description="Shorter side, m.")
    technology: str = Field("Mono-c-Si", description="Cell technology as in the lists of the CEC.")
    manufacturer: str = Field("", description="Maker.")
    bifaciality: float = Field(
        0.0, ge=0, le=1, description="Power of the back over that of the front, 0 to 1; 0: not bifacial."
    )
    max_system_voltage: Annotated[float, Field(gt=0, le=3000)] | None = Field(
        None, description="Highest system voltage that the module allows, V."
    )
    max_fuse_a: Annotated[float, Field(gt=0, le=200)] | None = Field(None, description="Largest fuse in series, A.")


class InverterSpec(Strict):
    """An inverter from its data sheet; currents for one tracker. Headings of printed sheets are taken too (``datasheet_words.csv``)."""

    @model_validator(mode="before")
    @classmethod
    def _headings(cls, given: Any) -> Any:
        return as_printed("inverter", given, frozenset(cls.model_fields))

    pac_max_w: float = Field(gt=0, le=1e7, description="Largest AC power, W.")
    vdc_max: float = Field(gt=0, le=3000, description="Highest DC voltage, V.")
    mppt_low_v: float = Field(gt=0, le=3000, description="Lower end of the tracker window, V.")
    mppt_high_v: float = Field(gt=0, le=3000, description="Upper end of the tracker window, V.")
    v_start: Annotated[float, Field(gt=0, le=3000)] | None = Field(None, description="Voltage at which it starts, V.")
    v_nominal: Annotated[float, Field(gt=0, le=3000)] | None = Field(None, description="Rated DC voltage, V.")
    idc_max_a: float = Field(gt=0, le=5000, description="Largest operating current of one tracker, A.")
    isc_max_a: Annotated[float, Field(gt=0, le=5000)] | None = Field(
        None, description="Largest short-circuit current of one tracker, A."
    )
    mppts: int = Field(1, ge=1, le=50, description="Trackers.")
    eta_max: float = Field(0.985, gt=0.7, lt=1, description="Largest efficiency, 0.7 to 1.")
    eta_euro: float = Field(0.98, gt=0.7, lt=1, description="European weighted efficiency, 0.7 to 1.")
    night_w: float = Field(2.0, ge=0, le=1000, description="Consumption at night, W.")

    @model_validator(mode="after")
    def _window(self) -> InverterSpec:
        if not self.mppt_low_v < self.mppt_high_v <= self.vdc_max:
            raise ValueError("an inverter needs mppt_low_v < mppt_high_v <= vdc_max")
        if self.eta_euro >= self.eta_max:
            raise ValueError("eta_euro must be below eta_max")
        return self
