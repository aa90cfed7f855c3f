"""A measure of the project file: one of all that are registered, told apart by the key ``measure``."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from retrofit.measures.base import MeasureSpec
from retrofit.measures.registry import measures

if TYPE_CHECKING:
    AnyMeasure = MeasureSpec
else:
    AnyMeasure = Annotated[reduce(or_, (m.spec for m in measures().values())), Field(discriminator="measure")]
