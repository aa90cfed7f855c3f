"""An instrument of the project file: one of all that are registered, told apart by the key ``instrument``."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from retrofit.money.instruments.base import InstrumentSpec
from retrofit.money.instruments.registry import instruments

if TYPE_CHECKING:
    AnyInstrument = InstrumentSpec
else:
    AnyInstrument = Annotated[reduce(or_, (i.spec for i in instruments().values())), Field(discriminator="instrument")]
