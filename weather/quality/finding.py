"""A finding about a weather year: a warning that carries its numbers, so that it can be told in any language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from foundation.errors import Problem
from foundation.messages import message

Cure = Literal["", "align", "components", "humidity", "pressure"]


@dataclass(frozen=True, slots=True)
class Finding(Problem):
    """A ``Problem`` of severity ``warning``.

    Attributes
    ----------
    numbers : dict
        The numbers in the message by name.
    repair : str
        The repair that takes the finding away (``align`` and ``components`` can be asked for in the project file;
        ``humidity`` and ``pressure`` only tell what the fault is worth), or ``""``.
    effect : dict
        What the repair changes, by name of the quantity: ``(before, after)``; empty until it is computed.
    """

    severity: Literal["error", "warning"] = "warning"
    numbers: dict[str, Any] = field(default_factory=dict, hash=False)
    repair: Cure = ""
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
