"""Choices between the two languages: the only place that asks which one is spoken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeVar

T = TypeVar("T")
Language = Literal["en", "zh"]


def is_chinese(language: str) -> bool:
    """Whether the reader's language is Chinese."""
    return language == "zh"


def speaks_chinese(asked: str) -> bool:
    """Whether a report, which may be in ``both`` languages, is in Chinese too."""
    return asked != "en"


def choose(language: str, en: T, zh: T) -> T:
    """The English or the Chinese one of two things."""
    return zh if language == "zh" else en


def named(language: str, name: str, name_zh: str | None) -> str:
    """A name that has a Chinese form, which may be missing."""
    return name_zh if language == "zh" and name_zh else name


def languages(asked: str) -> tuple[str, ...]:
    """The languages of a report: ``both`` are two."""
    return ("en", "zh") if asked == "both" else (asked,)


def console_of(asked: str) -> str:
    """The language of the console beside a report: English where the report speaks both.

    >>> console_of("both"), console_of("zh")
    ('en', 'zh')
    """
    return "zh" if asked == "zh" else "en"


def file_suffix(language: str, asked: str) -> str:
    """What marks the Chinese files of a report in both languages.

    >>> file_suffix("zh", "both"), file_suffix("zh", "zh"), file_suffix("en", "both")
    ('.zh', '', '')
    """
    return ".zh" if asked == "both" and language == "zh" else ""


def colon(language: str) -> str:
    """What stands between a label and its value."""
    return "：" if language == "zh" else ": "


def comma(language: str) -> str:
    """What stands between the parts of a sentence."""
    return "，" if language == "zh" else ", "


def semicolon(language: str) -> str:
    """What stands between clauses."""
    return "；" if language == "zh" else "; "


def joined(parts: Iterable[str], language: str) -> str:
    """Words of a list."""
    return ("、" if language == "zh" else ", ").join(parts)
