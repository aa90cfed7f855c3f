"""``--help`` and errors of usage in the reader's language."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import main
from commands.help_text import in_chinese, say
from commands.language import asked_language
from retrofit.report.words.table import rows_of
from retrofit.report.words.width import columns_of, wrapped
from tests.paths import ROOT

CHINESE = {"LC_ALL": "zh_CN.UTF-8", "COLUMNS": "80"}
NAMES = {
    "retrofit", "main", "my-project", "project", "yaml", "results", "biogas", "solar", "energyplus", "solar-check", "pv", "ghi", "components", "epw", "help",
    "ssp", "none", "auto", "version", "default",
}  # fmt: skip
"""Names of commands, files, extras and keys, which are the same in every language."""


def commands(command: click.Command = main, path: tuple[str, ...] = ()):
    """Every command with its path."""
    yield path, command
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from commands(sub, (*path, name))


PATHS = [path for path, _ in commands()]


def own_words(path: tuple[str, ...]) -> set[str]:
    """Names of the options, choices and subcommands of a command."""
    command = dict(commands())[path]
    words = set(path) | set(getattr(command, "commands", {}))
    for p in command.params:
        words |= {o.lstrip("-") for o in p.opts}
        if isinstance(p.type, click.Choice):
            words |= set(map(str, p.type.choices))
    return words


def english(text: str, known: set[str]) -> set[str]:
    """Words in small letters that are no names."""
    return set(re.findall(r"(?<![A-Za-z_-])[a-z][a-z_+-]{2,}(?![A-Za-z_])", text)) - known - NAMES


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_is_chinese(path):
    result = CliRunner().invoke(main, [*path, "--help"], env=CHINESE)
    assert result.exit_code == 0
    assert result.output.startswith("用法：") and "选项：" in result.output
    assert not english(result.output, own_words(path))
    assert max(map(columns_of, result.output.splitlines())) <= 80


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["run"], "缺少参数"),
        (["run", "--wrong"], "没有选项'--wrong'"),
        (["rum"], "没有命令'rum'"),
        (["run", "a", "b"], "多余的参数（b）"),
        (["run", "x.yaml", "--package"], "选项'--package'需要一个值"),
        (["weather", "make", "x", "--out", "y", "--kind", "nn"], "'nn'不在可选值"),
        (["weather", "make", "x", "--out", "y", "--seed", "z"], "'z'不是有效的数"),
        (["weather", "make", "x", "--out", "y", "--seed", "-1"], "-1不在范围"),
        (["weather", "make", "x"], "缺少选项"),
        (["run", "x.yaml", "--no-report", "--out", "y"], "不写文件"),
    ],
)
def test_errors_of_usage_are_chinese(call, said):
    result = CliRunner().invoke(main, call, env=CHINESE)
    assert result.exit_code == 2
    assert "错误：" in result.output and said in result.output
    words = set().union(*(own_words(tuple(call[:k])) for k in range(3) if tuple(call[:k]) in PATHS), {"wrong", "rum"})
    assert not english(result.output, words)


def test_the_language_that_is_asked_for_comes_before_the_computers():
    english_help = CliRunner().invoke(main, ["run", "--language", "en", "--help"], env=CHINESE).output
    assert english_help.startswith("Usage:") and "Only this package" in english_help
    assert CliRunner().invoke(main, ["run", "--language=zh", "--help"], env={"LC_ALL": "C"}).output.startswith("用法：")
    assert asked_language(["--language", "fr"]) == asked_language([])


def test_english_is_as_before_after_a_chinese_reader():
    before = [(c.help, c.short_help, [getattr(p, "help", None) for p in c.params]) for _, c in commands()]
    words = gettext.gettext, gettext.dgettext
    with in_chinese(main):
        assert gettext.gettext("Usage:") == "用法："
    assert [(c.help, c.short_help, [getattr(p, "help", None) for p in c.params]) for _, c in commands()] == before
    assert (gettext.gettext, gettext.dgettext) == words and gettext.gettext("Usage:") == "Usage:"


def test_every_help_text_has_chinese_and_every_entry_is_used():
    table = {r["en"]: r["zh"] for r in rows_of("help")}
    used = set()
    for _, command in commands():
        for text in (command.help or "", *(p.help or "" for p in command.params if isinstance(p, click.Option))):
            for paragraph in re.split(r"\n\s*\n", text):
                key = " ".join(paragraph.split())
                assert not key or key in table, key
                used.add(key)
    code = "\n".join(
        p.read_text("utf-8") for p in [*Path(click.__file__).parent.glob("*.py"), *(ROOT / "commands").glob("*.py")]
    )
    assert not [en for en in table if en not in used and en not in code]
    fields = {
        en: zh for en, zh in table.items() if not set(re.findall(r"\{(\w+)", zh)) <= set(re.findall(r"\{(\w+)", en))
    }
    assert not fields


def test_lines_break_between_chinese_signs_but_not_before_marks():
    assert wrapped("一二三四五，六七八", 10) == ["一二三四", "五，六七八"]
    assert wrapped("ab cd（EF）", 6) == ["ab cd", "（EF）"]
    assert say("no such text") == "no such text"
