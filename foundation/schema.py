"""What every model of the project file builds on."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Name = Annotated[str, Field(min_length=1, max_length=120)]
NotNegative = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


def _no_boolean(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


NoBoolean = BeforeValidator(_no_boolean)
"""Beside a choice of numbers: ``true`` equals 1 in Python, and is none of them."""


class Strict(BaseModel):
    """No unknown keys, no silent conversion of text to numbers, frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
