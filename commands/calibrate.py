"""An archetype fitted to the bills of the real building."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import Progress, guarded, json_option, language_option, print_json, project_argument
from commands.language import console_language, report_language


@click.command()
@project_argument
@click.argument("bills", type=click.Path(path_type=Path))
@click.option(
    "--building", metavar="NAME", help="Whose bills these are; needed where the project has several buildings."
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="Also write the fitted project-file keys here."
)
@click.option(
    "--figure", type=click.Path(path_type=Path), default=None, help="Also draw bills and parameters as SVG here."
)
@language_option
@json_option
@guarded
def calibrate(
    project: Path,
    bills: Path,
    building: str | None,
    out: Path | None,
    figure: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Fit a building to its utility BILLS (CSV: month or start and end, carrier, kWh): how well it follows them, and what they cannot tell."""
    from foundation.whole_file import write_whole
    from retrofit.measured import calibration
    from retrofit.measured.bills import read_bills
    from retrofit.measured.calibration_result import as_dict
    from retrofit.packages.context import context_of
    from retrofit.project.load import load
    from retrofit.report.calibration.rows import calibration_lines, project_keys
    from retrofit.report.weather.place import year_text
    from retrofit.report.words.language import console_of
    from retrofit.report.words.typeset import setter, svg_of

    loaded = load(project)
    spec = calibration.pick(loaded, building)
    read = read_bills(bills)
    progress = Progress(console_language(language, project))
    context, notes = context_of(loaded, project.parent)
    progress("fitting")
    result = calibration.calibrate(context, spec, read)
    chosen = console_of(report_language(language, loaded.report))
    keys = project_keys(result, chosen)
    written = {}
    if out is not None:
        written[out] = keys
    if figure is not None:
        from retrofit.report.calibration.figure import calibration_figure

        written[figure] = svg_of(calibration_figure(result, chosen), chosen)
    for path, text in written.items():
        write_whole(path, text)
    if as_json:
        print_json({**as_dict(result), "keys": keys, "written": [str(path) for path in written]})
        return
    for line in calibration_lines(result, keys, year_text(context.year, notes, chosen), chosen):
        click.echo(setter(chosen)(line))
