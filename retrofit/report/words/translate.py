"""Labels, notes and sources that the program itself wrote, in English and Chinese, from the tables in ``catalogue``.

``sources.csv``, ``notes.csv``, ``units.csv``, ``problems.csv`` and ``messages.csv`` hold English text and its Chinese; a text that was made of a template
(``foundation.messages``) is found by the template. What has no entry is said as it is: citations and names.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import Any

from foundation.errors import Problem
from foundation.messages import Message, Translated, Verbatim
from foundation.tables import read_file, read_table


def rows_of(name: str) -> list[dict[str, str]]:
    """A table of the catalogue."""
    text = read_file("retrofit", "report", "catalogue", f"{name}.csv").decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _chinese() -> dict[str, str]:
    return {r["en"]: r["zh"] for name in ("sources", "notes", "units", "problems", "messages") for r in rows_of(name)}


@cache
def _codes() -> dict[str, dict[str, str]]:
    return {r["code"]: r for r in rows_of("codes")}


def problem_text(problem: Problem, language: str) -> tuple[str, str]:
    """Message and cure of a problem; in Chinese those of its code where its own have no entry."""
    if language != "zh":
        return problem.message, problem.cure
    message, cure = translate(problem.message, language), translate(problem.cure, language)
    row = _codes().get(problem.code)
    if row is not None and message == problem.message:
        message = f"{row['title_zh']}（{message}）"
    if row is not None and cure == problem.cure:
        cure = row["cure_zh"]
    return message, cure


@cache
def _labels() -> dict[str, tuple[str, str]]:
    out = {r["key"]: (r["en"], r["zh"]) for r in rows_of("labels")}
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


def translate(text: Any, language: str) -> str:
    """A source, note, unit or value in the language; as it is where the catalogue has nothing."""
    if language != "zh":
        return str(text)
    table = _chinese()
    if isinstance(text, Verbatim):
        return str(text)
    if isinstance(text, Translated):
        return text.zh or str(text)
    if isinstance(text, Message):
        values = {k: translate(v, language) if isinstance(v, str) else v for k, v in text.values.items()}
        return table.get(text.template, text.template).format(**values)
    text = str(text)
    if text in table:
        return table[text]
    return "；".join(table.get(p, p) for p in _parts(text))


def label(key: str, language: str) -> str:
    """The label of an assumption's key; what it belongs to (a building, a roof) stands before it.

    >>> label("centre.window_wall_ratio", "zh"), label("pv.rows south roof", "en"), label("tariff.gas", "zh")
    ('centre：窗墙比', 'south roof: Ground cover ratio', '天然气价格')
    """
    table, column = _labels(), 1 if language == "zh" else 0
    if key in table:
        return table[key][column]
    colon = "：" if language == "zh" else ": "
    head, _, name = key.partition(" ")
    if head in table and name:
        return f"{name}{colon}{table[head][column]}"
    for k, sign in enumerate(key):
        if sign == "." and key[k + 1 :] in table:
            return f"{key[:k]}{colon}{table[key[k + 1 :]][column]}"
    return key


def shown(value: Any, language: str) -> str:
    """A value of an assumption."""
    return f"{value:g}" if isinstance(value, float) else translate(value, language)
