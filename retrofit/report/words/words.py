"""Words and phrases of the console and the pages, from ``words.csv``: ``key,en,zh``; names of carriers are those of their table.

The words of a topic stand under ``topic.key``; where a topic has none of its own, the common one is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from foundation.carriers import TABLE
from retrofit.report.words.language import choose
from retrofit.report.words.table import rows_of


@cache
def words() -> dict[str, tuple[str, str]]:
    """English and Chinese by key."""
    carriers = {key: (c.en, c.zh) for key, c in TABLE.items()}
    prices = {f"label.tariff.{key}": (f"Price of {c.en}", f"{c.zh}价格") for key, c in TABLE.items() if c.bought}
    return carriers | prices | {r["key"]: (r["en"], r["zh"]) for r in rows_of("words")}


def word(key: str, language: str, topic: str = "", **values: object) -> str:
    """A word in ``en`` or ``zh``, of the topic before the common one; the key itself where there is none.

    >>> word("cost", "zh"), word("cost", "zh", "solar"), word("Tiger Neo", "zh")
    ('能源费用', '投资', 'Tiger Neo')
    >>> word("modules of", "zh", "solar", n=12)
    '12块组件'
    """
    pair = words().get(f"{topic}.{key}") or words().get(key)
    if pair is None:
        return key
    text = choose(language, *pair)
    return text.format(**values) if values else text


def vocabulary(topic: str) -> Callable[..., str]:
    """``word`` of a topic."""
    return partial(word, topic=topic)


def has_word(key: str, topic: str) -> bool:
    """Whether a topic has a word of its own."""
    return f"{topic}.{key}" in words()


def measure_word(key: str, language: str) -> str:
    """Name of a measure."""
    special = f"{key} measure"
    return word(special if special in words() else key, language)
