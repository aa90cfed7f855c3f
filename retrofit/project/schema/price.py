"""A price as it is typed: a number in the unit that the key names, or a text with the unit of a price list."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError, PydanticKnownError

from foundation.cells.numbers import Flaw, plain_float
from foundation.cells.prices import read_price

MOST = 1e9


def _typed(value: Any) -> Any:
    """A price that can be read; what it is a price of is checked where that is known."""
    if isinstance(value, str):
        try:
            plain_float(value)
        except ValueError:
            pass
        else:
            raise PydanticCustomError("float_type", "Input should be a valid number")
        price = read_price(value)
        if isinstance(price, Flaw):
            raise PydanticCustomError("price", "no price", {"told": price.told, "allowed": price.allowed, "cure": price.cure})  # fmt: skip
        number = price.cny
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
    else:
        raise PydanticCustomError("float_type", "Input should be a valid number")
    if number < 0.0:
        raise PydanticKnownError("greater_than_equal", {"ge": 0})
    if not number <= MOST:
        raise PydanticKnownError("less_than_equal", {"le": MOST})
    return value


Price = Annotated[float | str, BeforeValidator(_typed)]
"""CNY; a text carries its unit: ``8.5 CNY/kg``."""
