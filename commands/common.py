"""What all commands share: errors as a list and an exit code, options, progress, JSON, results written whole or not at all."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext
from pathlib import Path
from typing import Any, TypeVar

import click

from commands.language import console_language, echo

F = TypeVar("F", bound=Callable[..., Any])


def _fail(error: Any, as_json: bool, language: str) -> None:
    """Tell every problem and leave with the error's exit code."""
    from retrofit.report.render.console import problem_lines
    from retrofit.report.words.translate import problem_dict

    if as_json:
        print_json({"error": {"problems": [problem_dict(p) for p in error.problems]}})
    else:
        count = sum(p.severity == "error" for p in error.problems)
        click.echo("\n".join(problem_lines(error.problems, language)), err=True)
        plural = "" if count == 1 else "s"
        told = "{count} error{plural_e}; what each code means: retrofit errors CODE"
        echo(told, language, err=True, count=count, plural_e=plural)
    sys.exit(error.exit_code)


def guarded(command: F) -> F:
    """Turn input errors and file errors into a list and an exit code, never a traceback."""
    import functools

    @functools.wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        from foundation.errors import InputError, Problem, RetrofitError

        as_json = bool(kwargs.get("as_json"))
        language = console_language(kwargs.get("language"), kwargs.get("project"))
        try:
            return command(*args, **kwargs)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except RetrofitError as error:
            _fail(error, as_json, language)
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
                language,
            )
        except Exception as error:
            from commands.fault import reported

            _fail(reported(error), as_json, language)

    return wrapper  # type: ignore[return-value]


@contextmanager
def going_on_without_reader() -> Iterator[None]:
    """Print what may be cut short (``retrofit run ... | head``) at once, and go on with the work when nobody reads it."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Bounded(click.FloatRange):
    """A number within bounds; infinity and what is no number are without."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            finite = math.isfinite(float(value))
        except (TypeError, ValueError):
            finite = True  # click says what it is
        if not finite:
            self.fail(gettext("{value} is not in the range {range}.").format(value=value, range=self._describe_range()), param, ctx)  # fmt: skip
        return float(super().convert(value, param, ctx))


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


def print_json(document: dict[str, Any]) -> None:
    """The document of a command, with the version of its schema."""
    from retrofit.report.render.json import text_of
    from retrofit.report.render.output_schemas import versioned

    click.echo(text_of(versioned(document)))


def warn_of_compiling(language: str) -> None:
    """Say that the first run takes longer, when the compiled load model is not on disk yet."""
    from buildings.thermal.heat_balance import year
    from foundation.compiled import is_cold

    if is_cold(year):
        echo("first run: compiling the load model, once, some seconds ...", language, err=True)


class Progress:
    """Lines on standard error, at most one a second, none for quick work."""

    def __init__(self, language: str = "en") -> None:
        import time

        self.language = language
        self.clock = time.perf_counter
        self.begin = self.last = self.clock()

    def __call__(self, line: str) -> None:
        now = self.clock()
        if now - self.last > 1.0:
            echo("[{seconds:4.1f} s] {line} ...", self.language, err=True, seconds=now - self.begin, line=line)
            self.last = now


def results_folder(project: Path, out: Path | None, suffix: str = "results") -> Path:
    """Where the results of a project go: ``--out``, or a folder here that is named after the file, or after its folder
    for a ``project.yaml``, so that two projects do not write over each other."""
    stem = project.resolve().parent.name if project.stem == "project" else project.stem
    return out or Path(f"{stem or 'project'}_{suffix}")


def check_new(file: Path | None, force: bool) -> None:
    """Refuse to overwrite a file unasked."""
    from foundation.errors import InputError, Problem

    if file is not None and file.exists() and not (force and file.is_file()):
        raise InputError(
            Problem(
                "file-exists",
                str(file),
                "the file exists and is not overwritten",
                None,
                "",
                "choose another name, or say --force",
            )
        )
