"""Look at, judge or make a weather year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.common import guarded, json_option, print_json


@click.group()
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
        print_json(summary)
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
        print_json(
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
        print_json({"written": str(out), "description": year.source.description, "sha256": year.source.sha256})
    else:
        click.echo(f"{out} written: {year.source.description}")
