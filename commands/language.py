"""The language of what is printed: asked for, else the project's, else the computer's."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

LANGUAGES = ("en", "zh")
TRANSLATED = ("zh",)
"""Languages that the English of the source is translated into."""


def locale_language() -> str:
    """``zh`` where the computer speaks Chinese."""
    if sys.platform == "win32":
        import ctypes

        return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x04 else "en"
    wanted = next((v for v in map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")) if v), "")
    return "zh" if wanted.lower().startswith("zh") else "en"


def asked_language(args: Sequence[str]) -> str:
    """``en`` or ``zh`` of a command's words as they were typed, before anything else of them is understood.

    >>> asked_language(["run", "p.yaml", "--language", "zh"]), asked_language(["check", "--language=en"])
    ('zh', 'en')
    """
    for k, arg in enumerate(args):
        name, _, value = arg.partition("=")
        if name == "--language":
            value = value or next(iter(args[k + 1 : k + 2]), "")
            if value in LANGUAGES:
                return value
    return locale_language()


class SpokenGroup(click.Group):
    """Commands whose help and whose errors of usage are in the reader's language."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        words = sys.argv[1:] if args is None else list(args)
        with ExitStack() as stack:
            if asked_language(words) in TRANSLATED:
                from commands.help_text import in_chinese

                stack.enter_context(in_chinese(self))
            return super().main(words, *rest, **named)


def report_language(asked: str | None, report: Any) -> str:
    """``en``, ``zh`` or ``both``: of the option, of the project's ``report.language``, of the computer."""
    named = "language" in report.model_fields_set
    return asked or (str(report.language) if named else locale_language())


def console_language(asked: str | None, project: Path | None = None) -> str:
    """``en`` or ``zh``, also where the project's file is wrong: the word after ``language:`` is looked for in its text."""
    named = None
    if asked is None and project is not None and project.is_file():
        text = project.read_bytes()[:1_000_000].decode("utf-8", errors="replace")
        named = re.search(r"^(?!\s*#).*\blanguage:\s*['\"]?(en|zh)\b", text, re.MULTILINE)
    return asked or (named[1] if named else locale_language())


def echo(template: str, language: str, err: bool = False, **values: Any) -> None:
    """A line on the console, from a template that the catalogue knows."""
    from foundation.messages import Verbatim, message
    from retrofit.report.words.language import is_chinese
    from retrofit.report.words.translate import translate
    from retrofit.report.words.typeset import typeset_around

    # a path is what somebody has typed: a file m2.yaml has no square in its name
    values = {k: Verbatim(v) if isinstance(v, Path) else v for k, v in values.items()}
    text = translate(message(template, **values), language, keep=True)
    click.echo(typeset_around(text) if is_chinese(language) else text, err=err)
