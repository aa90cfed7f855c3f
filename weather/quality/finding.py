"""A finding about a weather year: a warning that carries its numbers, so that it can be told in any language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from foundation.errors import Problem
from foundation.messages import Verbatim, message

Cure = Literal["", "swap", "align", "components", "decompose", "humidity", "pressure"]


@dataclass(frozen=True, slots=True)
class Finding(Problem):
    """A ``Problem`` of severity ``warning``.

    Attributes
    ----------
    numbers : dict
        The numbers in the message by name.
    repair : str
        The repair that takes the finding away (``swap``, ``align``, ``components`` and ``decompose`` can be asked for in the project
        file; ``humidity`` and ``pressure`` only tell what the fault is worth), or ``""``.
    first : str
        Code of the more basic fault that is to be mended before this one is judged; then there is no repair yet.
    effect : dict
        What the repair changes, by name of the quantity: ``(before, after)``; empty until it is computed.
    """

    severity: Literal["error", "warning"] = "warning"
    numbers: dict[str, Any] = field(default_factory=dict, hash=False)
    repair: Cure = ""
    first: str = ""
    effect: dict[str, tuple[float, float]] = field(default_factory=dict, hash=False)

    @classmethod
    def of(
        cls,
        code: str,
        place: str,
        template: str,
        value: Any,
        allowed: str,
        cure: str,
        repair: Cure = "",
        **numbers: Any,
    ) -> Finding:
        """A finding whose message is a template with its numbers."""
        return cls(code, place, message(template, **numbers), value, allowed, cure, numbers=numbers, repair=repair)


RADIATION = (
    "weather-clock",
    "weather-mean-sun",
    "weather-closure",
    "weather-diffuse",
    "weather-limit",
    "weather-rare",
    "weather-night",
)
ORDER = (
    (("weather-clearness", "weather-hemisphere", "weather-zone", "weather-swapped"), RADIATION),
    (("weather-clock", "weather-mean-sun"), ("weather-closure", "weather-diffuse", "weather-limit", "weather-rare", "weather-night")),
    (("weather-closure", "weather-diffuse"), ("weather-limit", "weather-rare")),
)  # fmt: skip
"""Faults from the basic ones on, and what cannot be judged while they stand."""


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings, the basic ones first; what a more basic fault hides has no cure until that one is mended."""
    found = list(findings)
    for basic, hidden in ORDER:
        cause = next((f for code in basic for f in found if f.code == code and not f.first), None)
        if cause is None:
            continue
        cure = message("first mend {code}, then check again", code=Verbatim(cause.code))
        found = [
            replace(f, cure=cure, repair="", first=cause.code)
            if f.code in hidden and not f.first and f is not cause
            else f
            for f in found
        ]
    return tuple(sorted(found, key=_rank))


def _basic() -> tuple[str, ...]:
    return tuple(code for basic, _ in ORDER for code in basic)


def _rank(finding: Finding) -> int:
    basic = _basic()
    return basic.index(finding.code) if finding.code in basic else len(basic)
