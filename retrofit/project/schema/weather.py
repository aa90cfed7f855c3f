"""Keys of the hourly weather: where it comes from, how a file is read, what is repaired."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from foundation.schema import Strict
from retrofit.project.schema.future import FutureSpec


class CsvSpec(Strict):
    """How to read a plain CSV weather file."""

    columns: dict[
        Literal[
            "temp_air",
            "temp_dew",
            "relative_humidity",
            "pressure",
            "wind_speed",
            "wind_direction",
            "ghi",
            "dni",
            "dhi",
            "longwave_down",
            "opaque_cover",
        ],
        str,
    ] = Field(description="Our name of a quantity -> name of the file's column.")
    time: str = Field(description="Column of the time; two are joined by + (Date+Time).")
    label: Literal["start", "end", "instant"] = Field(
        description="Side of its step that a time names; instant: the values are of the instant of their time."
    )
    units: dict[str, str] = Field(
        default_factory=dict,
        description="Units that are not degC, %, Pa, m/s, deg, W/m2, tenths: K, degF, hPa, kPa, km/h, kJ/m2, MJ/m2, Wh/m2, oktas, ...",
    )
    time_format: str | None = Field(
        None, description="strptime format of the time; default: year first, several forms."
    )
    utc_offset_h: float | None = Field(None, ge=-12, le=14, description="Of the file's clock; default: the site's.")
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="Default: found in the header.")
    decimal: Literal[".", ","] = Field(".", description="Decimal mark.")
    encoding: str = Field("auto", description="auto: UTF-8, else GBK; or a name.")
    missing: tuple[str | float, ...] = Field((), description="Marks of missing values, beside empty, NA, NaN, -.")
    skip_rows: int = Field(0, ge=0, le=1000, description="Lines above the header.")


class WeatherSpec(Strict):
    """Where the hourly weather comes from."""

    source: Literal["synthetic", "epw", "csv", "sam", "tmy3", "pvgis", "nasa_power"] = Field(
        "synthetic",
        description="synthetic: made from the station's monthly statistics; epw, csv, sam, tmy3: a file; pvgis, nasa_power: fetched once, then kept; pvgis with a path: the typical year that PVGIS gives as CSV.",
    )
    path: str | None = Field(None, description="Weather file, relative to the project file.")
    year: int | None = Field(
        None, ge=1980, le=2100, description="Calendar year of pvgis or nasa_power; pvgis without: the typical year."
    )
    csv: CsvSpec | None = Field(None, description="How to read source: csv.")
    fill_gaps_hours: int = Field(
        0, ge=0, le=72, description="Longest gap that may be filled, hours; 0: a gap is an error."
    )
    seed: int = Field(1, ge=0, le=2**31, description="Seed of the synthetic year.")
    kind: Literal["typical", "possible", "warm", "cold"] = Field(
        "typical",
        description="Synthetic only. typical: months as in the table; possible: months drawn from their climatic noise; warm, cold: the extreme of 20 possible years.",
    )
    future: FutureSpec | None = Field(None, description="A future climate the year is morphed to.")
    components: Literal["dni+dhi", "ghi+dhi", "ghi"] = Field(
        "dni+dhi",
        description="Which radiation columns are believed: dni+dhi as they are; ghi+dhi rebuilds the beam; ghi makes both by the decomposition.",
    )
    swap: Literal["none", "ghi-dni", "ghi-dhi", "dni-dhi"] = Field(
        "none", description="Two radiation columns of the file that stand under each other's name."
    )
    decomposition: Literal["erbs", "boland", "orgill_hollands", "disc", "dirint"] = Field(
        "erbs", description="How components: ghi splits global radiation into beam and diffuse (pvlib's models)."
    )
    align_minutes: Annotated[float, Field(ge=-150, le=150)] | Literal["none", "auto"] = Field(
        "none",
        description="How many minutes the file's radiation is late; auto: as estimated; moved back by that much.",
    )

    @model_validator(mode="after")
    def _keys_of_the_source(self) -> WeatherSpec:
        if self.source != "pvgis" and (self.source in ("epw", "csv", "sam", "tmy3")) != (self.path is not None):
            raise ValueError("path goes with source: epw, csv, sam or tmy3, and these need a path")
        if (self.source == "csv") != (self.csv is not None):
            raise ValueError("csv: {columns, time, label} goes with source: csv, and source: csv needs it")
        if self.year is not None and (self.source not in ("pvgis", "nasa_power") or self.path is not None):
            raise ValueError("year goes with source: pvgis or nasa_power without a path")
        if self.source == "nasa_power" and self.year is None:
            raise ValueError("source: nasa_power needs a year")
        if self.source != "synthetic" and self.kind != "typical":
            raise ValueError("kind: possible, warm or cold goes with source: synthetic")
        return self
