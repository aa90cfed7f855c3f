"""One project: what it needs, how it changes, what it supplies, and whether it balances to net zero.

The door for Python, and all of it::

    import retrofit

    study = retrofit.load("project.yaml")
    run = study.run()
    run.verdict        # who is net zero by which definition, and what is short
    run.annual         # one row a quantity, one column a package
    run.hourly["solar"]["pv_ac_kw"]
    run.plot.carpet("solar").save("carpet.svg")

Nothing heavy is loaded before it is needed. What the columns mean: ``docs/results.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foundation.errors import InfeasibleError, InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from retrofit.project.schema.project import Project
    from retrofit.results import PackageResult, ProjectResult

__all__ = ["Drawing", "InfeasibleError", "InputError", "Plots", "Problem", "Run", "Study", "check", "load"]


def __getattr__(name: str) -> str:
    """``__version__``, looked up when it is asked for."""
    if name != "__version__":
        raise AttributeError(f"module 'retrofit' has no attribute {name!r}")
    from foundation.version import program_version

    return program_version()


def load(path: str | Path) -> Study:
    """A project file, checked.

    Raises
    ------
    InputError
        With every problem at once: place, value, allowed range, cure.
    """
    from retrofit.project.load import load as load_project

    return Study(load_project(path), Path(path))


def check(path: str | Path) -> tuple[Problem, ...]:
    """Every problem and warning of a project and its files, in one pass; empty where all is well."""
    from retrofit.project.load import check as check_project

    return check_project(path)


class Study:
    """A checked project file, ready to run.

    ``project`` holds its keys by their names in the file (``study.project.site.latitude``).
    """

    def __init__(self, project: Project, path: Path) -> None:
        self.project = project
        self.path = path

    @property
    def name(self) -> str:
        return self.project.name

    @property
    def packages(self) -> tuple[str, ...]:
        """Names of the packages; costs are counted against the first."""
        return tuple(self.project.packages)

    def run(self, packages: Sequence[str] | None = None, progress: Callable[[str], None] | None = None) -> Run:
        """Simulate the packages (all, or those that are named).

        Raises
        ------
        InputError
            ``unknown-package``, and what the weather or the digester raise.
        """
        from retrofit.run import run

        return Run(run(self.project, self.path.parent, packages, progress))

    def __repr__(self) -> str:
        return f"Study({self.name!r}: {', '.join(self.packages)})"


class Run:
    """Packages simulated on one site and one weather year.

    ``result`` holds everything as typed objects; the tables here are made when they are asked for.
    """

    def __init__(self, result: ProjectResult) -> None:
        self.result = result

    @property
    def packages(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.result.packages)

    @property
    def best(self) -> str:
        """The package that meets most definitions without losing comfort; among equals that with the smaller gaps."""
        return self.result.best.name

    def package(self, name: str | None = None) -> PackageResult:
        """A package as typed objects; without a name the best one.

        Raises
        ------
        KeyError
            No such package.
        """
        wanted = name or self.best
        for p in self.result.packages:
            if p.name == wanted:
                return p
        raise KeyError(f"no package {wanted!r}; there are {', '.join(self.packages)}")

    @cached_property
    def annual(self) -> pd.DataFrame:
        """One row a quantity, one column a package."""
        from retrofit.report.render.tables import annual_table

        return annual_table(self.result)

    @cached_property
    def hourly(self) -> pd.DataFrame:
        """Hours labelled at their start; columns (package, quantity): ``run.hourly["solar"]`` is one package."""
        import pandas as pd

        from retrofit.report.render.tables import counts_of, hourly_table

        air, counts = self.result.year.column("temp_air"), counts_of(self.result)
        tables = {p.name: hourly_table(p, air, counts) for p in self.result.packages}
        return pd.concat(tables, axis=1, names=["package", "quantity"])

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Months 1 to 12; columns as in ``hourly``, power summed to kWh."""
        import pandas as pd

        from retrofit.report.render.tables import monthly_table

        tables = {name: monthly_table(pd.DataFrame(self.hourly[name])) for name in self.packages}
        return pd.concat(tables, axis=1, names=["package", "quantity"])

    @cached_property
    def verdict(self) -> pd.DataFrame:
        """A row a package and definition: ``met``, ``balance``, ``gap`` and their ``unit``."""
        import pandas as pd

        rows = {
            (p.name, key): (d.met, d.balance, d.gap, d.unit)
            for p in self.result.packages
            for key, d in p.net_zero.items()
        }
        index = pd.MultiIndex.from_tuples(rows, names=["package", "definition"])
        return pd.DataFrame(list(rows.values()), index=index, columns=["met", "balance", "gap", "unit"])

    @property
    def plot(self) -> Plots:
        """Figures of the report."""
        return Plots(self)

    def to_dict(self) -> dict[str, Any]:
        """The document of ``retrofit run --json``, without its list of files."""
        from retrofit.report.render.output_schemas import versioned
        from retrofit.report.run.data import as_json

        return versioned(as_json(self.result))

    def write(self, folder: str | Path, language: str = "en") -> tuple[Path, ...]:
        """Tables, figures and the page into a folder, which is made where it is missing; ``en``, ``zh`` or ``both``."""
        from retrofit.report import write

        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        return write(self.result, target, language)

    def __repr__(self) -> str:
        met = {p.name: [k for k, d in p.net_zero.items() if d.met] for p in self.result.packages}
        lines = [f"  {name}: {'net zero by ' + ', '.join(keys) if keys else 'not net zero'}" for name, keys in met.items()]  # fmt: skip
        return "\n".join([f"Run({self.result.project.name!r}, best: {self.best})", *lines])

    def _repr_html_(self) -> str:
        from retrofit.report.run.notebook import verdict_html
        from retrofit.report.words.language import console_of

        return verdict_html(self.result, self.best, console_of(self.result.project.report.language))


class Drawing:
    """A figure: notebooks show it, ``save`` writes it as SVG."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def save(self, path: str | Path) -> Path:
        """Write the figure as an SVG file."""
        from foundation.whole_file import write_whole
        from retrofit.report.words.typeset import svg_file

        return write_whole(path, svg_file(self.svg, "en"))

    def _repr_svg_(self) -> str:
        return self.svg


class Plots:
    """The figures of the report, for a package by name or, without one, the best; ``language`` is ``en`` or ``zh``."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def _draw(self, name: str, language: str, package: str | None = None) -> Drawing:
        from retrofit.report.run.figures import draw
        from retrofit.report.words.typeset import svg_of

        chosen = self._run.package(package)
        drawn = draw(self._run.result, chosen, language, only=name)
        if name not in drawn:
            raise KeyError(f"package {chosen.name!r} has nothing to draw as {name!r}")
        return Drawing(svg_of(drawn[name][0], language))

    def overview(self, language: str = "en") -> Drawing:
        """Balance of all packages by every definition."""
        return self._draw("overview", language)

    def carpet(self, package: str | None = None, language: str = "en") -> Drawing:
        """Net power of every hour of the year, days across, hours up."""
        return self._draw("carpet", language, package)

    def monthly(self, package: str | None = None, language: str = "en") -> Drawing:
        """Supply and use by month."""
        return self._draw("monthly", language, package)

    def weeks(self, package: str | None = None, language: str = "en") -> Drawing:
        """A cold and a hot week, hour by hour."""
        return self._draw("weeks", language, package)

    def flows(self, package: str | None = None, language: str = "en") -> Drawing:
        """Where the year's energy comes from and goes to."""
        return self._draw("flows", language, package)

    def loss_tree(self, package: str | None = None, language: str = "en") -> Drawing:
        """What is lost between the sky and the meter; a package with PV."""
        return self._draw("loss_tree", language, package)

    def digester(self, package: str | None = None, language: str = "en") -> Drawing:
        """Gas made, used and lost by month; a package with a digester."""
        return self._draw("digester", language, package)
