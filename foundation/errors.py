"""Everything that can go wrong for a user's sake, readable in one place.

``RetrofitError``
    ``InputError`` (exit code 2)     a file, a value or a key is wrong; carries every problem at once
    ``InfeasibleError`` (exit 3)     the input is right, the target cannot be met
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from foundation.messages import Verbatim, message


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about an input.

    ``code`` is a stable kebab-case identifier documented in ``docs/errors.md`` (``unknown-key``, ``epw-rows``);
    ``place`` says where (``project.yaml:12 buildings[0].floor_area_m2``); ``value`` is what was found,
    ``allowed`` the permitted range or set, ``cure`` what to do.
    """

    code: str
    place: str
    message: str
    value: Any = None
    allowed: str = ""
    cure: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.message}" if self.place else self.message]
        if self.value is not None:
            parts.append(f"found {self.value!r}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.cure:
            parts.append(f"cure: {self.cure}")
        return f"[{self.code}] " + "; ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain data for ``--json``."""
        return asdict(self)


def meant(close: Sequence[Any], otherwise: str) -> str:
    """A cure: the nearest known name, where there is one."""
    return message("did you mean {name}?", name=Verbatim(close[0])) if close else otherwise


class RetrofitError(Exception):
    """Base of all errors that end a command with a list of problems and an exit code."""

    exit_code = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class InputError(RetrofitError):
    """Bad input: all problems that were found in one pass."""

    exit_code = 2


class InfeasibleError(RetrofitError):
    """A target that no allowed design can meet."""

    exit_code = 3


class ProgramError(RetrofitError):
    """A fault of the program, not of the input (70 is EX_SOFTWARE of BSD's sysexits.h)."""

    exit_code = 70
