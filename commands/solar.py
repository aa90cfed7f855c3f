"""The solar design sheet."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.common import (
    Progress,
    guarded,
    json_option,
    language_option,
    print_json,
    project_argument,
    results_folder,
    warn_of_compiling,
)
from commands.language import console_language, report_language
from commands.results import check_out, write_folder


@click.command()
@project_argument
@click.option(
    "--package", metavar="NAME", default=None, help="The package whose PV is designed; default: the first with pv."
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="Folder of the sheet (default: PROJECT_solar here)."
)
@language_option
@json_option
@guarded
def solar(project: Path, package: str | None, out: Path | None, language: str | None, as_json: bool) -> None:
    """The design of the solar roofs: layout, strings, quantities, yield; drawing to scale, HTML and CSV.

    Exit code 3: the sheet is written, and a finding says that the design must not be built as it is.
    """
    from retrofit.design.solar.design import solar_package
    from retrofit.design.solar.sheet import solar_sheet
    from retrofit.packages.context import context_of
    from retrofit.project.load import load
    from retrofit.report.render.console import show
    from retrofit.report.solar import page
    from retrofit.report.solar.data import as_json as data
    from retrofit.report.solar.document import document
    from retrofit.report.words.language import console_of

    loaded = load(project)
    name = solar_package(loaded, package)
    folder = results_folder(project, out, "solar")
    check_out(folder, project)
    progress = Progress(console_language(language, project))
    warn_of_compiling(progress.language)
    progress("weather and roofs")
    context, notes = context_of(loaded, project.parent)
    sheet = solar_sheet(context, name, notes)
    chosen = report_language(language, loaded.report)
    progress("drawings, figures and tables")
    files = write_folder(lambda target: page.write(sheet, target, chosen), folder, project)
    if as_json:
        print_json({**data(sheet), "files": [str(f) for f in files]})
    else:
        show(document(sheet, files, str(folder), console_of(chosen)))
    if not sheet.design.sound:
        sys.exit(3)
