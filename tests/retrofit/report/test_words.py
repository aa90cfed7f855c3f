"""One table of words, one of messages: what is said is in them, and what is in them is said; a language is chosen in their room alone."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections import defaultdict

import pytest

from retrofit.report.words.table import rows_of
from retrofit.report.words.translate import translate
from retrofit.report.words.words import has_word, vocabulary, word
from tests.retrofit.report.source_texts import ROOT, constants, data_text, python_files, told_texts, tree

HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
ROOM = ROOT / "retrofit" / "report" / "words"
TOPICS = (
    "combine",
    "money",
    "committee",
    "workbook",
    "screen",
    "solar",
    "biogas",
    "weather",
    "weather figure",
    "calibration",
    "energyplus",
    "sam",
    "adm1",
    "idf",
    "label",
)
HOMOGRAPHS = {"unit": "the head of a column, and a device that is counted"}
"""English words that are two words in Chinese."""
READS_CHINESE = {
    "foundation/cells/dates.py": "days, months and quarters as people type them",
    "foundation/cells/prices.py": "units of price lists",
    "foundation/cells/sheet.py": "full-width separators",
    "foundation/cells/units.py": "10,000 before a unit",
    "retrofit/measured/bill_columns.py": "headings and carriers of bills",
    "retrofit/measured/bill_rows.py": "10,000 before a unit, and signs of a year",
    "weather/horizon.py": "headings of a profile",
    "weather/readers/table.py": "time stamps of Chinese tables",
    "weather/stations/table.py": "names of places as people type them",
    "weather/stations/gazetteer.py": "kinds of places and peoples in their names",
    "retrofit/money/tariffs/clock.py": "hours as people type them",
    "retrofit/money/tariffs/months.py": "months as people type them",
    "retrofit/energy/factors.py": "provinces of the table of factors",
    "retrofit/project/objects/made_years.py": "a full-width comma between coordinates",
    "retrofit/project/schema/bearing.py": "names of directions",
    "retrofit/project/schema/products.py": "units behind the headings of data sheets",
    "commands/weather.py": "a full-width comma between coordinates",
}
"""Files that read Chinese; none of them says any."""
AS_WRITTEN = {
    "azimuth_deg,elevation_deg": "heading of a file",
    "LOCATION,city,region,country,source,WMO,latitude,longitude,time zone,altitude": "heading of an EPW",
    "pip install 'netzero-retrofit[energyplus]'": "a command",
    "pip install netzero-retrofit[solar-check]": "a command",
    "pip install netzero-retrofit[pdf]": "a command",
    "Through:, For:, Until:, value": "words of an IDF",
    "feedstocks: {pig_manure: {heads: 120}}": "keys of the project file",
    "schema_version, name, site, buildings, packages": "keys of the project file",
    "price: 0.6389": "keys of the project file",
    "add: 0.05": "keys of the project file",
    "up_to_kwh: 260": "keys of the project file",
    "UTF-8": "a name",
    "ADM1": "a name",
}
"""Texts that are the same in every language."""
PYDANTIC = "input should be "
"""Beginning of the messages of pydantic that are said in Chinese."""
UNITS = re.compile(r"(?<![A-Za-z])(kWh|kWp|kW|Nm3|MPa|Pa|degC|min|MJ|kg|km|mm|cm)(?![A-Za-z])")


def says_something(template: str) -> bool:
    """Whether there is a word beside values and units."""
    return bool(re.search("[A-Za-z]{2,}", UNITS.sub("", re.sub(r"\{[^}]*\}", "", template))))


def pairs() -> list[tuple[str, str, str]]:
    """Table, English and Chinese of all that is said."""
    out = [(name, r["en"], r["zh"]) for name in ("words", "messages", "sources") for r in rows_of(name)]
    for path in sorted(ROOT.glob("*/data/*.csv")):
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        for en, zh in (("en", "zh"), ("name_en", "name_zh")):
            if rows and {en, zh} <= set(rows[0]):
                out += [(path.name, r[en], r[zh]) for r in rows]
    return out


def test_one_english_label_has_one_chinese_label():
    said = defaultdict(lambda: defaultdict(set))
    for table, en, zh in pairs():
        if en and en.casefold() not in HOMOGRAPHS:
            said[en.strip().casefold()][zh].add(table)
    assert not {en: {zh: sorted(t) for zh, t in by.items()} for en, by in said.items() if len(by) > 1}


@pytest.mark.parametrize(
    ("name", "key"), [("words", "key"), ("messages", "en"), ("sources", "en"), ("codes", "code"), ("help", "en")]
)
def test_every_entry_stands_once_and_is_whole(name, key):
    rows = rows_of(name)
    keys = [r[key] for r in rows]
    assert len(set(keys)) == len(keys), {k for k in keys if keys.count(k) > 1}
    assert all(all(v for v in r.values()) for r in rows)
    assert len(rows) > 100


def test_a_text_stands_in_one_table():
    assert not {r["en"] for r in rows_of("messages")} & {r["en"] for r in rows_of("sources")}


def language_choices(path):
    """Comparisons with a language's name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                parts = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
                if any(isinstance(p, ast.Constant) and p.value in ("zh", "en", "both") for p in parts):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}"
        elif isinstance(node, ast.MatchValue) and ast.unparse(node.value) in ("'zh'", "'en'"):
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_a_language_is_chosen_in_the_room_of_words_alone():
    files = [*python_files(), *(ROOT / "docs").glob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
    assert not [place for path in files if ROOM not in path.parents for place in language_choices(path)]
    assert list(language_choices(ROOM / "language.py"))


def test_no_file_outside_the_room_says_chinese():
    found = set()
    for path in python_files():
        module = tree(path)
        kinds = ast.Module | ast.FunctionDef | ast.ClassDef
        docs = {id(n.body[0].value) for n in ast.walk(module) if isinstance(n, kinds) and n.body and isinstance(n.body[0], ast.Expr)}  # fmt: skip
        if ROOM not in path.parents and any(
            isinstance(n, ast.Constant) and isinstance(n.value, str) and HAN.search(n.value) and id(n) not in docs
            for n in ast.walk(module)
        ):
            found.add(path.relative_to(ROOT).as_posix())
    assert found == set(READS_CHINESE)


def test_every_text_that_is_told_has_chinese():
    table = {r["en"] for name in ("messages", "sources") for r in rows_of(name)}
    told = [(place, leaf.value) for place, leaf in told_texts() if isinstance(leaf, ast.Constant)]
    assert len({text for _, text in told}) > 600
    silent = [
        f"{place} {text!r}"
        for place, text in told
        if says_something(text)
        and text not in table
        and text not in AS_WRITTEN
        and not HAN.search(translate(text, "zh"))
    ]
    assert not silent, "\n".join(silent)
    assert {text for _, text in told} >= set(AS_WRITTEN)


def test_what_a_schema_refuses_is_said_in_chinese():
    """Validators of models raise with a text of their own, which the reader sees."""
    table = {r["en"] for r in rows_of("messages")}
    silent = []
    for room in ("project/schema", "measures", "money/instruments"):
        for path in sorted((ROOT / "retrofit" / room).glob("*.py")):
            for node in ast.walk(tree(path)):
                if (
                    isinstance(node, ast.Raise)
                    and isinstance(node.exc, ast.Call)
                    and ast.unparse(node.exc.func) == "ValueError"
                ):
                    text = node.exc.args[0]
                    if not isinstance(text, ast.Constant) or text.value not in table:
                        silent.append(f"{path.name}:{node.lineno} {ast.unparse(text)}")
    assert not silent


def test_no_text_is_put_together_by_hand():
    """An f-string has no template, so that it cannot be said in Chinese."""
    assert not [f"{place} {ast.unparse(leaf)}" for place, leaf in told_texts() if isinstance(leaf, ast.JoinedStr)]


def bare(key: str) -> str:
    """A word's key without its topic."""
    topic, dot, rest = key.partition(".")
    return rest if dot and topic in TOPICS else key


def test_every_word_is_used():
    texts, shapes = constants()
    cells = set(re.split(r"[,\n\"]", data_text()))
    unused = []
    for row in rows_of("words"):
        key = bare(row["key"])
        if key in texts or key in cells or any(s.fullmatch(k) for s in shapes for k in (key, f"x.{key}", f"x {key}")):
            continue
        unused.append(row["key"])
    assert not unused


def test_every_message_is_used():
    texts, shapes = constants()
    everything = "\n".join(texts) + data_text()
    unused = [
        r["en"]
        for name in ("messages", "sources")
        for r in rows_of(name)
        if r["en"] not in everything
        and not r["en"].startswith(PYDANTIC)
        and not any(s.fullmatch(r["en"]) for s in shapes)
    ]
    assert not unused


def test_a_topic_comes_before_what_is_common():
    say = vocabulary("solar")
    assert say("cost", "zh") == "投资" != word("cost", "zh")
    assert say("site", "en") == "Site" and say("primary", "en") == "Primary energy"
    assert say("no such key", "zh") == "no such key"
    assert has_word("cost", "solar") and not has_word("primary", "solar")
