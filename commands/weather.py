"""Look at, judge or make a weather year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.common import Progress, check_new, guarded, json_option, language_option, print_json, write_text


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
@click.option("--figure", type=click.Path(path_type=Path), default=None, help="Also draw the quality as an SVG file.")
@click.option("--force", is_flag=True, help="Overwrite the figure.")
@language_option
@json_option
@guarded
def weather_check(file: Path, figure: Path | None, force: bool, language: str | None, as_json: bool) -> None:
    """Quality of a weather file: gaps, limits, closure, radiation clock, place. Exit code 2 if it cannot be used."""
    from retrofit.report.quality_text import as_dict, report_lines
    from retrofit.weather_effects import cured_yields, pv_yields, with_effects
    from weather.quality import judge

    check_new(figure, force)
    say = Progress()
    year = _year(str(file))
    report = judge(year)
    say("effects on yield and loads")
    findings = with_effects(year, report.findings)
    tongue = language or "en"
    before = pv_yields(year)
    after = cured_yields(year) if any(getattr(f, "repair", "") for f in findings) else None
    if figure is not None:
        from retrofit.report.quality_figure import quality_svg

        say("figure")
        write_text(figure, quality_svg(year, before, after, tongue))
    if as_json:
        yields = {"pv_kwh_kwp": before, "pv_kwh_kwp_repaired": after}
        print_json(
            {"file": str(file), **as_dict(report, findings), **yields, "figure": str(figure) if figure else None}
        )
        return
    click.echo("\n".join(report_lines(report, findings, None if after is None else (before, after), tongue)))


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
    from weather.synthetic import synthetic_year

    check_new(out, force)
    year = synthetic_year(find_station(station), seed=seed)
    write_epw(year, out)
    if as_json:
        print_json({"written": str(out), "description": year.source.description, "sha256": year.source.sha256})
    else:
        click.echo(f"{out} written: {year.source.description}")
