"""The main job and what goes with a project file: init, check, run, compare, schema."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import (
    Progress,
    going_on_without_reader,
    guarded,
    json_option,
    language_option,
    print_json,
    project_argument,
    results_folder,
    warn_of_compiling,
)
from commands.language import console_language, echo, report_language
from commands.results import check_out, write_folder

if TYPE_CHECKING:
    from retrofit.results import ProjectResult

OUTPUTS = (
    "biogas", "check", "combine", "compare", "error", "errors", "idf-export", "init", "run", "solar",
    "weather-check", "weather-make", "weather-repair", "weather-show", "weather-stations",
)  # fmt: skip
"""Documents with a schema; ``error`` is what any command prints with ``--json`` when its input is wrong."""
pdf_option = click.option(
    "--pdf", is_flag=True, help="Also the committee's page and the tables as PDF (needs the extra pdf)."
)
TEMPLATES = {"community-centre": "community_centre", "school": "school", "village": "village"}


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--template", type=click.Choice(sorted(TEMPLATES)), default="community-centre", help="What kind of project."
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default=None,
    help="Of comments, names and reports (default: the computer's).",
)
@json_option
@guarded
def init(directory: Path, template: str, language: str | None, as_json: bool) -> None:
    """Write a commented project into DIRECTORY that runs at once."""
    from foundation.errors import InputError, Problem
    from foundation.tables import read_file
    from foundation.whole_file import write_whole
    from retrofit.report.words.language import file_suffix

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
    tongue = console_language(language)
    name = f"{TEMPLATES[template]}{file_suffix(tongue, 'both')}.yaml"
    text = read_file("retrofit", "templates", name).decode("utf-8")
    directory.mkdir(parents=True, exist_ok=True)
    write_whole(target, text)
    if as_json:
        print_json({"written": str(target), "template": template})
    else:
        echo("{target} written. Next:  retrofit run {target}", tongue, target=target)


@click.command()
@project_argument
@language_option
@json_option
@guarded
def check(project: Path, language: str | None, as_json: bool) -> None:
    """Every problem of a project and its files in one pass; exit code 0 or 2."""
    from retrofit.measured.beside_bills import problems_of
    from retrofit.project.load import check as examine
    from retrofit.report.render.console import problem_lines
    from retrofit.report.words.translate import problem_dict

    problems, tongue = examine(project), console_language(language, project)
    problems += problems_of(project) if not any(p.severity == "error" for p in problems) else ()
    errors = [p for p in problems if p.severity == "error"]
    if as_json:
        print_json({"ok": not errors, "problems": [problem_dict(p) for p in problems]})
    else:
        if problems:
            click.echo("\n".join(problem_lines(problems, tongue)), err=bool(errors))
        warnings = len(problems) - len(errors)
        told: dict[str, Any] = {"project": project, "errors": len(errors), "warnings": warnings}
        told |= {"plural_e": "" if len(errors) == 1 else "s", "plural_w": "" if warnings == 1 else "s"}
        echo("{project}: {errors} error{plural_e}, {warnings} warning{plural_w}", tongue, **told)
    sys.exit(2 if errors else 0)


def check_typst() -> None:
    """Say before any work that PDFs cannot be written."""
    from retrofit.report.pdf.write import check_extra

    check_extra()


def _simulate(
    project: Path,
    packages: tuple[str, ...],
    language: str | None,
    verdict: Callable[[ProjectResult, str], bool] | None = None,
) -> tuple[ProjectResult, str, Progress]:
    """The result of a run, the language of its report, and the progress that goes on.

    ``verdict`` is told the result and the console's language as soon as the verdict stands; True from it ends the run there.
    """
    from retrofit.project.load import load

    loaded = load(project)
    progress = Progress(console_language(language, project))
    warn_of_compiling(progress.language)
    from retrofit import run
    from retrofit.report.words.language import console_of

    chosen = report_language(language, loaded.report)
    tell = None if verdict is None else lambda result: verdict(result, console_of(chosen))
    return run.run(loaded, project.parent, packages or None, progress, tell), chosen, progress


@click.command()
@project_argument
@click.option("--package", "packages", multiple=True, metavar="NAME", help="Only this package (may be repeated).")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the results (default: NAME_results here).",
)
@click.option("--no-report", is_flag=True, help="Print the verdict only; write no tables, figures or report.")
@pdf_option
@language_option
@json_option
@guarded
def run(
    project: Path,
    packages: tuple[str, ...],
    out: Path | None,
    no_report: bool,
    pdf: bool,
    language: str | None,
    as_json: bool,
) -> None:
    """The main job: verdict, gap and next-best step; tables, figures and report in the folder --out.

    The verdict is printed as soon as it is known; the files are written after it, all of them or none.
    """
    folder = results_folder(project, out)
    if no_report and out is not None:
        raise click.UsageError(gettext("--no-report writes nothing: leave out --out"))
    if no_report and pdf:
        raise click.UsageError(gettext("--no-report writes nothing: leave out --pdf"))
    if pdf:
        check_typst()
    if not no_report:
        check_out(folder, project)

    def told(known: ProjectResult, spoken: str) -> bool:
        from retrofit.report.render.console import show
        from retrofit.report.run.document import verdict

        with going_on_without_reader():
            show(verdict(known, spoken))
        return no_report

    result, chosen, progress = _simulate(project, packages, language, None if as_json else told)
    files: tuple[Path, ...] = ()
    if not no_report:
        from retrofit.report import write

        progress("tables, figures and report")
        files = write_folder(lambda target: write(result, target, chosen, pdf), folder, project)
    if as_json:
        from retrofit.report.run.data import as_json as document

        print_json({**document(result), "files": [str(f) for f in files]})
    elif files:
        from retrofit.report.render.console import show
        from retrofit.report.run.document import written
        from retrofit.report.words.language import console_of

        show(written(files, str(folder), console_of(chosen)))


@click.command()
@project_argument
@click.option("--package", "packages", multiple=True, metavar="NAME", help="Only this package (may be repeated).")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder for the committee's page, the comparison and all tables.",
)
@pdf_option
@language_option
@json_option
@guarded
def compare(
    project: Path, packages: tuple[str, ...], out: Path | None, pdf: bool, language: str | None, as_json: bool
) -> None:
    """Packages side by side: energy, comfort, carbon, cost."""
    from retrofit.report import write
    from retrofit.report.render.console import show
    from retrofit.report.render.json import by_row
    from retrofit.report.render.tables import write_comparison
    from retrofit.report.run.data import as_json as document
    from retrofit.report.run.document import compared, comparison_table, written
    from retrofit.report.run.rows import comparison
    from retrofit.report.words.language import console_of

    if pdf and out is None:
        raise click.UsageError(gettext("--pdf needs a folder: say --out"))
    if pdf:
        check_typst()
    if out is not None:
        check_out(out, project)
    result, chosen, _ = _simulate(project, packages, language)
    spoken = console_of(chosen)
    files: tuple[Path, ...] = ()
    if out is not None:
        cells = comparison(result, spoken)
        files = write_folder(
            lambda folder: (write_comparison(result, cells, folder), *write(result, folder, chosen, pdf)), out, project
        )
    if as_json:
        table = by_row(comparison_table(result, "en"))
        print_json({**document(result), "table": table, "files": [str(f) for f in files]})
        return
    show(compared(result, spoken))
    if files:
        show(written(files, str(out), spoken))


@click.command()
@click.option(
    "--output",
    type=click.Choice(OUTPUTS),
    default=None,
    metavar="COMMAND",
    help="Schema of what this command prints with --json.",
)
@click.option("--json", "as_json", is_flag=True, help="The same: a schema is JSON.")
def schema(output: str | None, as_json: bool) -> None:
    """JSON Schema of the project file, for editors; or of a command's JSON document."""
    from retrofit.project.load import json_schema
    from retrofit.report.render.output_schemas import output_schema

    click.echo(json.dumps(output_schema(output) if output else json_schema(), ensure_ascii=False, indent=1))


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@language_option
@json_option
@guarded
def errors(codes: tuple[str, ...], language: str | None, as_json: bool) -> None:
    """What the codes of errors and warnings mean, and their cures; without a code all of them."""
    from retrofit.report.words.translate import code_meanings

    spoken = console_language(language)
    told = code_meanings(codes, spoken)
    if as_json:
        print_json({"codes": [{"code": c, "meaning": m, "cure": r} for c, m, r in told]})
        return
    for code, meaning, cure in told:
        echo("{code}: {meaning}", spoken, code=code, meaning=meaning)
        echo("    cure: {cure}", spoken, cure=cure)
