"""The answer of all combinations: which package leads, what each measure does, which packages are worth a look, in what order to go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from foundation.errors import InputError, Problem
from foundation.messages import message
from foundation.version import program_version
from retrofit.measures import registry
from retrofit.optimise import choice
from retrofit.optimise.attribution import Game, Share, shares
from retrofit.optimise.frontier import FrontPoint, PathStep, dominated, front, path
from retrofit.optimise.results import Choice
from retrofit.packages.choices import Choices, choices_of
from retrofit.packages.combined import Combination, Pick, simulate_all, weighed
from retrofit.packages.context import Context, caches_of, context_of
from retrofit.packages.journal import Journal
from retrofit.project.schema.project import Project
from weather.year import WeatherYear

MOST = 20000
"""Packages beyond which all combinations are refused: an hour of work."""
NUMBERS = ("site_kwh", "emissions_kgco2e", "capex_cny", "npv_cny")
"""What the effects of measures are told in: net import of the year, greenhouse gases of the year, investment, net present value."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Effects:
    """What an option does: to each of ``NUMBERS``, alone, last and its fair share."""

    label: str
    shares: dict[str, Share]


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Combined:
    """All combinations of a project's choices."""

    project: Project
    year: WeatherYear
    choices: Choices
    packages: tuple[Combination, ...]
    """The first adds nothing to the project's first package."""
    choice: Choice
    dominated: dict[str, str]
    """Packages that are beaten, and by which."""
    front: tuple[FrontPoint, ...]
    path: tuple[PathStep, ...]
    effects: tuple[Effects, ...]
    orders: dict[str, tuple[str, ...]]
    """Labels of the options by their fair share, the best first, for each of ``NUMBERS`` but the investment."""

    def named(self, name: str) -> Combination:
        """A package by its name."""
        return next(p for p in self.packages if p.name == name)


def key_of(project: Project, context: Context, choices: Choices) -> str:
    """Hash of all that decides a package's outcome: project, weather, program and labels."""
    document = project.model_dump_json(exclude={"name", "name_zh", "report"})
    text = "\n".join([document, context.year.source.sha256, program_version(), *choices.labels])
    return hashlib.sha256(text.encode()).hexdigest()


def checked(choices: Choices) -> Choices:
    """Choices that can be combined.

    Raises
    ------
    InputError
        ``combine-nothing``, ``combine-many``.
    """
    if not choices.groups:
        cure = "add measures under the key combine, or a second package"
        raise InputError(Problem("combine-nothing", "combine", "there is no measure to combine", None, "", cure))
    count = 1
    for g in choices.groups:
        count *= len(g.options) + 1
    if count > MOST:
        text = message("{count} combinations", count=count)
        cure = "leave measures out, or put those that exclude each other into an inner list"
        raise InputError(Problem("combine-many", "combine", text, count, message("<= {most}", most=MOST), cure))
    return choices


def combine(
    project: Project, folder: Path, journal: Path | None = None, progress: Callable[[str], None] | None = None
) -> Combined:
    """Simulate, price and rank all combinations of a project's choices.

    Parameters
    ----------
    project : Project
        Checked (``retrofit.project.load``); its key ``combine``, else the measures of its packages beyond the first.
    folder : Path
        Relative weather paths start here.
    journal : Path, optional
        File of finished packages; what it has of the same project, weather and program is not simulated again.
    progress : callable, optional
        Called with a line before each longer piece of work.

    Raises
    ------
    InputError
        ``combine-nothing``, ``combine-many``, and what the weather or the digester raise.
    """
    say = progress or (lambda _line: None)
    choices = checked(choices_of(project))
    say("weather")
    context, _ = context_of(project, folder)
    book = Journal(journal, key_of(project, context, choices))
    try:
        outcomes = simulate_all(context, caches_of(project), choices, book, say)
    finally:
        book.close()
    return answer(context, choices, weighed(context, choices, outcomes))


def answer(context: Context, choices: Choices, packages: tuple[Combination, ...]) -> Combined:
    """Everything that is asked of weighed packages."""
    by_pick = {p.pick: p for p in packages}
    labels = {(g, k): label for g, group in enumerate(choices.groups) for k, label in enumerate(group.labels, start=1)}
    effects = effects_of(choices, by_pick)
    decided = choice.choose(packages, packages[0].net_zero)
    warm = [p for p in packages if not p.comfort_verdict.lost]
    return Combined(
        project=context.project,
        year=context.year,
        choices=choices,
        packages=packages,
        choice=decided,
        dominated=dominated(packages),
        front=tuple(front(warm, packages[0])),
        path=tuple(path({p.pick: p for p in warm}, labels)),
        effects=effects,
        orders={
            n: tuple(
                e.label for e in sorted(effects, key=lambda e: e.shares[n].fair * (-1.0 if n == "npv_cny" else 1.0))
            )
            for n in NUMBERS
            if n != "capex_cny"
        },
    )


def game_of(choices: Choices) -> Game:
    """The groups as players, and which of them one needs."""
    needs = []
    for group in choices.groups:
        wanted = set().union(*(registry.kind(m).needs for m in group.options))
        base = any(m.measure in wanted for m in choices.base)
        makers = (g for g, other in enumerate(choices.groups) if any(m.measure in wanted for m in other.options))
        needs.append(frozenset() if base or not wanted else frozenset(makers))
    return Game(tuple(len(g.options) for g in choices.groups), tuple(needs))


def effects_of(choices: Choices, packages: dict[Pick, Combination]) -> tuple[Effects, ...]:
    """What every option does to each of ``NUMBERS``."""
    game = game_of(choices)

    def value(number: str) -> Callable[[Pick], float]:
        return lambda pick: float(getattr(packages[pick], number))

    by_number = {n: shares(game, value(n)) for n in NUMBERS}
    return tuple(
        Effects(label=label, shares={n: by_number[n][g][k] for n in NUMBERS})
        for g, group in enumerate(choices.groups)
        for k, label in enumerate(group.labels)
    )
