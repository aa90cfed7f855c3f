"""Sentences, notes, units and sources that the program itself wrote, in English and Chinese.

``messages.csv`` and ``sources.csv`` hold English text and its Chinese; a text that was made of a template (``foundation.messages``) is found by the
template. What has no entry is said as it is: citations and names.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

from foundation.errors import InputError, Problem, meant
from foundation.messages import Message, Translated, Verbatim
from foundation.tables import read_table
from retrofit.report.words.language import choose, colon, is_chinese, semicolon
from retrofit.report.words.table import rows_of
from retrofit.report.words.typeset import kept, typeset_around, without_marks
from retrofit.report.words.words import words


@cache
def _chinese() -> dict[str, str]:
    return {r["en"]: r["zh"] for name in ("sources", "messages") for r in rows_of(name)}


@cache
def _codes() -> dict[str, dict[str, str]]:
    return {r["code"]: r for r in rows_of("codes")}


def code_meanings(codes: Sequence[str], language: str) -> list[tuple[str, str, str]]:
    """Code, meaning and cure of errors and warnings; of all where none is named.

    Raises
    ------
    InputError
        ``unknown-code``.
    """
    unknown = [c for c in codes if c not in _codes()]
    if unknown:
        raise InputError(
            Problem(
                "unknown-code",
                "CODE",
                "no such code",
                unknown[0],
                "the codes that retrofit errors lists",
                meant(get_close_matches(unknown[0], _codes(), 1), "retrofit errors lists all codes"),
            )
        )
    rows = [_codes()[c] for c in codes] if codes else list(_codes().values())
    return [
        (
            r["code"],
            choose(language, r["meaning_en"], r["title_zh"]),
            choose(language, r["cure_en"], r["cure_zh"]),
        )
        for r in rows
    ]


def problem_text(problem: Problem, language: str) -> tuple[str, str]:
    """Message and cure of a problem; in Chinese those of its code where its own have no entry. What the user typed stays as it is."""
    if not is_chinese(language):
        return problem.message, problem.cure
    message, cure = (typeset_around(t) for t in _problem_parts(problem, language))
    return message, cure


def _problem_parts(problem: Problem, language: str) -> tuple[str, str]:
    """Message and cure in Chinese, with the signs around what the user typed."""
    message, cure = translate(problem.message, language, keep=True), translate(problem.cure, language, keep=True)
    row = _codes().get(problem.code)
    if row is not None and without_marks(message) == problem.message:
        message = f"{row['title_zh']}（{message}）"
    if row is not None and without_marks(cure) == problem.cure:
        cure = row["cure_zh"]
    return message, cure


def problem_dict(problem: Problem) -> dict[str, Any]:
    """A problem as plain data in both languages: ``message``, ``allowed`` and ``cure`` have a ``_zh`` beside them."""
    told, cure = problem_text(problem, "zh")
    chinese = {"message": told, "allowed": allowed_text(problem, "zh"), "cure": cure}
    return {**problem.as_dict(), **{f"{k}_zh": v for k, v in chinese.items()}}


def allowed_text(problem: Problem, language: str) -> str:
    """What is allowed, in the language."""
    if not is_chinese(language):
        return problem.allowed
    return typeset_around(translate(problem.allowed, language, keep=True))


def value_text(problem: Problem, language: str) -> str:
    """The value that was found: as it was typed, a sentence of the program in the language."""
    if isinstance(problem.value, Message | Translated) and is_chinese(language):
        return typeset_around(translate(problem.value, language, keep=True))
    return str(problem.value)


@cache
def _labels() -> dict[str, tuple[str, str]]:
    out = {k.removeprefix("label."): pair for k, pair in words().items() if k.startswith("label.")}
    for file in ("feedstocks.csv", "biogas_parameters.csv"):
        out |= {f"biogas.{r['key']}": (r["name_en"], r["name_zh"]) for r in read_table("retrofit", file)}
    return out


def _parts(text: str) -> list[str]:
    """What stands between ``; `` outside brackets."""
    out, depth, begin = [], 0, 0
    for k, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and text.startswith("; ", k):
            out.append(text[begin:k])
            begin = k + 2
    return [*out, text[begin:]]


def translate(text: Any, language: str, keep: bool = False) -> str:
    """A source, note, unit or value in the language; as it is where the catalogue has nothing.

    ``keep`` puts the signs of `typeset.kept` around what a file says.
    """
    if not is_chinese(language):
        return str(text)
    table = _chinese()
    if isinstance(text, Verbatim):
        return kept(str(text)) if keep else str(text)
    if isinstance(text, Translated):
        return text.zh or str(text)
    if isinstance(text, Message):
        values = {k: translate(v, language, keep) if isinstance(v, str) else v for k, v in text.values.items()}
        return table.get(text.template, text.template).format(**values)
    text = str(text)
    if text in table:
        return table[text]
    return semicolon(language).join(table.get(p, p) for p in _parts(text))


def label(key: str, language: str) -> str:
    """The label of an assumption's key; what it belongs to (a building, a roof) stands before it.

    >>> label("centre.window_wall_ratio", "zh"), label("pv.rows south roof", "en"), label("tariff.gas", "zh")
    ('centre：窗墙比', 'south roof: Ground cover ratio', '天然气价格')
    """
    table = _labels()
    if key in table:
        return choose(language, *table[key])
    head, _, name = key.partition(" ")
    if head in table and name:
        return f"{name}{colon(language)}{choose(language, *table[head])}"
    for k, sign in enumerate(key):
        if sign == "." and key[k + 1 :] in table:
            return f"{key[:k]}{colon(language)}{choose(language, *table[key[k + 1 :]])}"
    return key


def shown(value: Any, language: str) -> str:
    """A value of an assumption."""
    return f"{value:g}" if isinstance(value, float) else translate(value, language)
