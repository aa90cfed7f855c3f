"""The door: ``retrofit COMMAND``. No physics here; heavy imports happen inside the commands."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
MARKER = ".netzero-retrofit"
TEMPLATES = {"community-centre": "community_centre.yaml", "school": "school.yaml", "village": "village.yaml"}


def _fail(error: Any, as_json: bool) -> None:
    """Tell every problem and leave with the error's exit code."""
    from retrofit.report.console import clean, problem_lines

    if as_json:
        click.echo(
            json.dumps(
                {"error": {"problems": [clean(p.as_dict()) for p in error.problems]}}, ensure_ascii=False, indent=1
            )
        )
    else:
        count = sum(p.severity == "error" for p in error.problems)
        click.echo("\n".join(problem_lines(error.problems)), err=True)
        click.echo(f"{count} error{'s' if count != 1 else ''}; what each code means: docs/errors.md", err=True)
    sys.exit(error.exit_code)


def guarded(command: F) -> F:
    """Turn input errors and file errors into a list and an exit code, never a traceback."""
    import functools

    @functools.wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        from weather.errors import InputError, Problem, RetrofitError

        as_json = bool(kwargs.get("as_json"))
        try:
            return command(*args, **kwargs)
        except RetrofitError as error:
            _fail(error, as_json)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            place = str(error.filename or "")
            _fail(
                InputError(
                    Problem(
                        "file-unwritable",
                        place,
                        str(error.strerror or error),
                        None,
                        "",
                        "choose another place, or check the permissions and the free space",
                    )
                ),
                as_json,
            )

    return wrapper  # type: ignore[return-value]


json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON document on standard output, nothing else there."
)
language_option = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default=None,
    help="Language of what is printed and of the report (default: the project's).",
)
project_argument = click.argument("project", type=click.Path(path_type=Path))


def _say(line: str) -> None:
    click.echo(line, err=True)


def _print_json(document: Any) -> None:
    from retrofit.report.console import clean

    click.echo(json.dumps(clean(document), ensure_ascii=False, indent=1))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="netzero-retrofit", prog_name="retrofit")
def main() -> None:
    """Does a community centre, a school or a village balance to net zero, hour by hour, and what closes the gap?

    Start with:  retrofit init my-project  and then  retrofit run my-project/project.yaml
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


@main.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--template", type=click.Choice(sorted(TEMPLATES)), default="community-centre", help="What kind of project."
)
@json_option
@guarded
def init(directory: Path, template: str, as_json: bool) -> None:
    """Write a commented project into DIRECTORY that runs at once."""
    from importlib.resources import files

    from weather.errors import InputError, Problem

    target = directory / "project.yaml"
    if target.exists():
        raise InputError(
            Problem(
                "file-exists",
                str(target),
                "there is a project already; it is not overwritten",
                None,
                "",
                "choose another folder, or move the file",
            )
        )
    text = files("retrofit").joinpath("templates", TEMPLATES[template]).read_text(encoding="utf-8")
    directory.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, target)
    if as_json:
        _print_json({"written": str(target), "template": template})
    else:
        click.echo(f"{target} written. Next:  retrofit run {target}")


@main.command()
@project_argument
@json_option
@guarded
def check(project: Path, as_json: bool) -> None:
    """Every problem of a project and its files in one pass; exit code 0 or 2."""
    from retrofit.project import check as examine
    from retrofit.report.console import problem_lines

    problems = examine(project)
    errors = [p for p in problems if p.severity == "error"]
    if as_json:
        _print_json({"ok": not errors, "problems": [p.as_dict() for p in problems]})
    else:
        if problems:
            click.echo("\n".join(problem_lines(problems)), err=bool(errors))
        click.echo(f"{project}: {len(errors)} errors, {len(problems) - len(errors)} warnings")
    sys.exit(2 if errors else 0)


class _Progress:
    """Lines on standard error, at most one a second, none for quick work."""

    def __init__(self) -> None:
        import time

        self.clock = time.perf_counter
        self.begin = self.last = self.clock()

    def __call__(self, line: str) -> None:
        now = self.clock()
        if now - self.last > 1.0:
            _say(f"[{now - self.begin:4.1f} s] {line} ...")
            self.last = now


def _kernel_is_cold() -> bool:
    """True when the compiled load model is not in the disk cache yet."""
    import buildings

    cache = Path(buildings.__file__).parent / "__pycache__"
    return not any(cache.glob("heat_balance._year-*.nbi"))


def _simulate(project: Path, packages: tuple[str, ...], progress: _Progress) -> Any:
    from retrofit.project import load

    loaded = load(project)
    if _kernel_is_cold():
        _say("first run: compiling the load model, once, some seconds ...")
    from retrofit import simulation

    return simulation.run(loaded, project.parent, packages or None, progress)


@main.command()
@project_argument
@click.option("--package", "packages", multiple=True, metavar="NAME", help="Only this package (may be repeated).")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the results (default: PROJECT_results here).",
)
@language_option
@json_option
@guarded
def run(project: Path, packages: tuple[str, ...], out: Path | None, language: str | None, as_json: bool) -> None:
    """The main job: verdict, gap and next-best step; tables, figures and report in the folder --out."""
    from retrofit.report.console import as_json as document
    from retrofit.report.console import print_run

    folder = out or Path(f"{project.stem}_results")
    _check_out(folder)
    progress = _Progress()
    result = _simulate(project, packages, progress)
    chosen = language or result.project.report.language
    progress("tables, figures and report")
    files = _write_results(result, folder, chosen)
    if as_json:
        _print_json({**document(result), "files": [str(f) for f in files]})
    else:
        print_run(result, files, "zh" if chosen == "zh" else "en", str(folder))


def _check_out(folder: Path) -> None:
    """Refuse a folder that holds something that is not ours."""
    from weather.errors import InputError, Problem

    if folder.is_file():
        raise InputError(
            Problem(
                "out-folder",
                str(folder),
                "--out is a file",
                None,
                "a new folder, or results of an earlier run",
                "choose another name",
            )
        )
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise InputError(
            Problem(
                "out-folder",
                str(folder),
                "the folder holds files that are not results of a run",
                None,
                "a new folder, or results of an earlier run",
                "choose another folder with --out",
            )
        )


def _write_results(result: Any, folder: Path, language: str) -> tuple[Path, ...]:
    """Write into a temporary folder beside the target, then swap: nothing half-written."""
    from retrofit.report import write

    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        temporary.chmod(0o755)
        (temporary / MARKER).write_text("results of netzero-retrofit; replaced by the next run\n", encoding="utf-8")
        files = write(result, temporary, language)
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
            os.replace(folder, old / "old")
            os.replace(temporary, folder)
            shutil.rmtree(old)
        else:
            os.replace(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return tuple(folder / f.relative_to(temporary) for f in files)


@main.command()
@project_argument
@click.option("--package", "packages", multiple=True, metavar="NAME", help="Only this package (may be repeated).")
@language_option
@json_option
@guarded
def compare(project: Path, packages: tuple[str, ...], language: str | None, as_json: bool) -> None:
    """Packages side by side: energy, comfort, carbon, cost."""
    from retrofit.report.console import as_json as document
    from retrofit.report.console import comparison, print_compare

    result = _simulate(project, packages, _Progress())
    chosen = language or result.project.report.language
    if as_json:
        rows = {
            label: dict(zip([p.name for p in result.packages], cells, strict=True))
            for label, cells in comparison(result, "en")
        }
        _print_json({**document(result), "table": rows})
    else:
        print_compare(result, "zh" if chosen == "zh" else "en")


@main.command()
@project_argument
@click.option(
    "--package", "package", metavar="NAME", help="The package whose buildings are compared; default: the first."
)
@language_option
@json_option
@guarded
def verify(project: Path, package: str | None, language: str | None, as_json: bool) -> None:
    """The project's buildings in EnergyPlus, beside our load model (needs the extra energyplus)."""
    from retrofit.context import context_of
    from retrofit.project import load
    from retrofit.report.console import verify_lines
    from retrofit.simulation import chosen_packages
    from retrofit.verify import verify as compare_engines

    loaded = load(project)
    name = chosen_packages(loaded, (package,) if package else None)[0]
    rows = compare_engines(context_of(loaded, project.parent)[0], loaded.packages[name])
    if as_json:
        _print_json({"package": name, "buildings": [r.as_dict() for r in rows]})
        return
    chosen = language or loaded.report.language
    for line in verify_lines(rows, name, "zh" if chosen == "zh" else "en"):
        click.echo(line)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="The same: a schema is JSON.")
def schema(as_json: bool) -> None:
    """JSON Schema of the project file, for editors."""
    from retrofit.project import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))


@main.group()
def weather() -> None:
    """Look at, judge or make a weather year."""


def _year(source: str, seed: int = 1) -> Any:
    """A weather year from a file or a station."""
    from weather.climate import find_station
    from weather.epw import read_epw
    from weather.synthetic import synthetic_year

    path = Path(source)
    if path.suffix.lower() == ".epw" or path.exists():
        return read_epw(path)
    return synthetic_year(find_station(source), seed=seed)


@weather.command("show")
@click.argument("source")
@json_option
@guarded
def weather_show(source: str, as_json: bool) -> None:
    """Monthly table of a station (name, Chinese name, WMO id) or an EPW file."""
    from retrofit.report.weather_text import monthly_summary, summary_lines

    year = _year(source)
    summary = monthly_summary(year)
    if as_json:
        _print_json(summary)
    else:
        click.echo("\n".join(summary_lines(summary)))


@weather.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@guarded
def weather_check(file: Path, as_json: bool) -> None:
    """Quality of an EPW file: closure, radiation clock, limits. Exit code 2 if it cannot be used."""
    from retrofit.report.console import problem_lines
    from weather.epw import read_epw
    from weather.quality import check as judge
    from weather.quality import radiation_clock_min

    year = read_epw(file)
    found = judge(year)
    late = radiation_clock_min(year)
    if as_json:
        _print_json(
            {
                "file": str(file),
                "description": year.source.description,
                "notes": year.source.notes,
                "radiation_late_min": late,
                "findings": [p.as_dict() for p in found],
            }
        )
        return
    click.echo(f"{year.source.description}: {year.hours} hours; radiation {late:+.0f} min against the sun")
    for note in year.source.notes:
        click.echo(f"note: {note}")
    click.echo("\n".join(problem_lines(found)) if found else "no findings")


@weather.command("make")
@click.argument("station")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="EPW file to write.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Another seed is another year."
)
@click.option("--force", is_flag=True, help="Overwrite the file.")
@json_option
@guarded
def weather_make(station: str, out: Path, seed: int, force: bool, as_json: bool) -> None:
    """Write a synthetic year of a station as an EPW file (labelled synthetic in its header)."""
    from weather.climate import find_station
    from weather.epw import write_epw
    from weather.errors import InputError, Problem
    from weather.synthetic import synthetic_year

    if out.exists() and not force:
        raise InputError(
            Problem(
                "file-exists",
                str(out),
                "the file exists and is not overwritten",
                None,
                "",
                "choose another name, or say --force",
            )
        )
    year = synthetic_year(find_station(station), seed=seed)
    write_epw(year, out)
    if as_json:
        _print_json({"written": str(out), "description": year.source.description, "sha256": year.source.sha256})
    else:
        click.echo(f"{out} written: {year.source.description}")


if __name__ == "__main__":
    main()
