"""``--help`` and click's own words in Chinese, from ``retrofit/report/words/help.csv``.

click says its words through ``gettext``. The table is put in its place for as long as a Chinese reader's command runs; there is no compiled
catalogue to keep, and an English reader's start loads none of this.
"""

from __future__ import annotations

import gettext
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

import click

from retrofit.report.words.language import colon
from retrofit.report.words.table import rows_of
from retrofit.report.words.typeset import sentence
from retrofit.report.words.width import columns_of, first_clause, wrapped


class Line(str):
    """A line of click's that is put together without a thought of Chinese marks."""

    def format(self, *args: Any, **named: Any) -> str:
        return sentence(super().format(*args, **named))


@cache
def table() -> dict[str, str]:
    """Chinese by English."""
    return {r["en"]: r["zh"] for r in rows_of("help")}


def say(text: str) -> str:
    """A text in Chinese, paragraph by paragraph; as it is where the table has none."""
    paragraphs = (" ".join(p.split()) for p in re.split(r"\n\s*\n", inspect.cleandoc(text)))
    return "\n\n".join(table().get(p, p) for p in paragraphs)


class ChineseFormatter(click.HelpFormatter):
    """click's layout of a help page for signs that take two columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, gettext.gettext("Usage:") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}{colon('zh')}\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        parts = [wrapped(p, self.width - self.current_indent) for p in text.split("\n\n")]
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in parts) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max((columns_of(a) for a, _ in rows), default=0), col_max) + col_spacing
        indent = " " * (first + self.current_indent)
        for name, text in rows:
            lines = wrapped(" ".join(text.split()), max(self.width - first - 2, 10)) or [""]
            head = f"{'':>{self.current_indent}}{name}"
            if columns_of(name) > first - col_spacing:
                self.write(f"{head}\n{indent}{lines[0]}\n")
            else:
                self.write(f"{head}{' ' * (first - columns_of(name))}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{indent}{line}\n")


class ChineseContext(click.Context):
    formatter_class = ChineseFormatter


def _commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for sub in command.commands.values():
            yield from _commands(sub)


@contextmanager
def _set(thing: Any, **values: Any) -> Iterator[None]:
    """Attributes of an object for a while."""
    before = {k: vars(thing).get(k, _set) for k in values}
    for k, v in values.items():
        setattr(thing, k, v)
    try:
        yield
    finally:
        for k, v in before.items():
            if v is _set:
                delattr(thing, k)
            else:
                setattr(thing, k, v)


@contextmanager
def in_chinese(group: click.Group) -> Iterator[None]:
    """Help texts of a group and of its commands, and click's words, in Chinese."""

    def word(domain: str, message: str) -> str:
        return Line(table().get(message, message))

    def words(domain: str, one: str, many: str, n: int) -> str:
        return word(domain, one if n == 1 else many)

    replaced: dict[str, Callable[..., str]] = {"dgettext": word, "dngettext": words}
    with ExitStack() as stack:
        stack.enter_context(_set(gettext, **replaced))
        for command in _commands(group):
            text = say(command.help or "")
            stack.enter_context(_set(command, help=text, short_help=first_clause(text), context_class=ChineseContext))
            stack.enter_context(_set(command, _help_option=None))  # click keeps it in the language it was made in
            for option in command.params:
                if isinstance(option, click.Option) and option.help:
                    stack.enter_context(_set(option, help=say(option.help)))
        yield
