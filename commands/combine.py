"""All combinations of measures: which package leads, what each measure does, in what order to go."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import (
    Progress,
    guarded,
    json_option,
    language_option,
    print_json,
    project_argument,
    warn_of_compiling,
)
from commands.language import console_language, report_language
from commands.results import check_out, write_folder

JOURNAL = "-combinations.jsonl"
"""Ends the name of the file of finished packages, which begins with that of the folder of results."""


@click.command()
@project_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the page and the tables; while they are not written, finished packages stand in a file beside it, and a command that was stopped goes on there.",
)
@language_option
@json_option
@guarded
def combine(project: Path, out: Path | None, language: str | None, as_json: bool) -> None:
    """All combinations of the measures under the project's key combine, else of those in its packages: simulated, priced, ranked."""
    from retrofit.project.load import load

    if out is not None:
        check_out(out, project)
    loaded = load(project)
    progress = Progress(console_language(language, project))
    warn_of_compiling(progress.language)
    from retrofit.optimise.combine import combine as all_of
    from retrofit.report.combine.data import as_json as document_of
    from retrofit.report.combine.data import write
    from retrofit.report.combine.document import document
    from retrofit.report.combine.page import write_pages
    from retrofit.report.render.console import show
    from retrofit.report.run.document import written
    from retrofit.report.words.language import console_of

    journal = None if out is None else out.resolve().parent / f".{out.name}{JOURNAL}"
    chosen = report_language(language, loaded.report)
    result = all_of(loaded, project.parent, journal, progress)
    files: tuple[Path, ...] = ()
    if out is not None:
        progress("tables, figures and report")
        files = write_folder(
            lambda folder: (*write_pages(result, folder, chosen), *write(result, folder)), out, project
        )
        if journal is not None:
            journal.unlink(missing_ok=True)
    if as_json:
        print_json({**document_of(result), "files": [str(f) for f in files]})
        return
    spoken = console_of(chosen)
    show(document(result, spoken))
    if files:
        show(written(files, str(out), spoken))
