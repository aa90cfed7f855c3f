"""Project-file keys of a future climate."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from foundation.schema import Strict


class FutureSpec(Strict):
    """A future climate that the year is morphed to: a scenario and period of the embedded table, or a table of changes."""

    scenario: Literal["ssp119", "ssp126", "ssp245", "ssp370", "ssp585"] | None = Field(
        None, description="Scenario; warming of the region by season (unconfirmed, see docs/synthetic_weather.md)."
    )
    period: Literal["2021-2040", "2041-2060", "2081-2100"] | None = Field(None, description="Twenty years.")
    changes: str | None = Field(
        None,
        description="CSV with month and temp_air_k (others: docs/synthetic_weather.md), relative to the project file; instead of a scenario.",
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> FutureSpec:
        if (self.scenario is None) != (self.period is None) or (self.scenario is None) == (self.changes is None):
            raise ValueError("give scenario and period, or changes alone")
        return self
