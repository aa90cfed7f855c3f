"""Write the pages of ``docs`` that come from the program's own tables: ``python docs/make.py``; ``--check`` only tells whether they are current."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DOCS = ROOT / "docs"

ERRORS = {
    "en": """# Errors and warnings

Every message carries one of these codes, the place (file and line), the value that was found, the allowed range, and a cure.
All problems are told at once; errors end with exit code 2 and write nothing. `retrofit check PROJECT --json` gives them as data, `retrofit errors CODE` tells what is on this page.
They speak the language of `--language`, else of the project's `report.language`, else of the computer (`LANG=zh_CN.UTF-8`); [中文](zh/errors.md).
""",
    "zh": """# 错误与警告

每条消息带有代码、位置（文件与行号）、实际值、允许范围与改正方法。所有问题一次列出；有错误时退出码为2，不写任何文件。
`retrofit check PROJECT --json`以数据形式给出；`retrofit errors CODE --language zh`显示本页内容。[English](../errors.md)
""",
}
RESULTS = {
    "en": """# Results of a run

`retrofit run PROJECT --out DIR` writes, all at once or not at all:

* `report.html` (with `language: both` also `report.zh.html`): one self-contained page; the figures are also beside it as SVG, drawn for the package that meets most definitions. Letters in the figures are text: the reader's browser chooses the Chinese font.
* `annual.csv`: one row a quantity, one column a package; names end in their unit.
* `hourly_PACKAGE.csv`, `monthly_PACKAGE.csv`: UTF-8 with a byte order mark, so that spreadsheet programs open Chinese rightly.
* `bill_PACKAGE.csv`: every line of the first year's bill by month: kWh of each period, higher tiers, demand, power factor, fixed charges, fuels, exports; quantity times price is the amount ([tariffs](tariffs.md)).
* `columns.csv` (of a Chinese report): every column with its meaning and unit in Chinese (列名、含义、单位); the names themselves stay the same in every language, for programs.

Hours are labelled at their start, at the site's fixed offset. `*_kw` are means over the hour (kWh of the hour), `*_kwh` in the hourly table contents at its end; in months and years they are sums: `load_gas_kw` of the hours is `load_gas_kwh` of a month.
`--json` prints the numbers of the year, the definitions, comfort and money of every package as one document; `retrofit schema --output run` prints its JSON Schema. `comfort_verdict` says whether comfort is lost against the first package, in which case the saving is not called one ([systems](systems.md)).
[中文](zh/results.md)

In braces: `{carrier}` electricity, biogas, lpg, gas, coal, wood or heat; `{use}` an end use; `{definition}` site, primary, emissions or cost.
""",
    "zh": """# 运行结果

`retrofit run PROJECT --out DIR`写出`report.html`、`annual.csv`（每行一个量，每列一个方案）、`hourly_方案.csv`、`monthly_方案.csv`、`bill_方案.csv`（首年电费逐月逐行：数量×单价＝金额，见[电价与电费](tariffs.md)）；中文报告另有`columns.csv`。要么全部写成，要么一个也不写。
时间标签为时段起点，采用场址固定时差。`*_kw`为小时平均功率；逐时表中的`*_kwh`为时段末存量；月、年的`*_kwh`为累计量（逐时`load_gas_kw`对应逐月`load_gas_kwh`）。[English](../results.md)

花括号：`{carrier}`为能源品种，`{use}`为用途，`{definition}`为净零定义。
""",
}
HEADS = {
    "en": {"hour": "Hourly and monthly tables; sums of the year in `annual.csv`", "year": "Of the year", "life": "Of the whole period of evaluation"},
    "zh": {"hour": "逐时、逐月表（年累计见`annual.csv`）", "year": "全年", "life": "评价期"},
}  # fmt: skip
FOLDS = {"sum": "sum", "mean": "mean", "end": "at the end", "-": ""}


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, row)) + " |" for row in lines) + "\n"


def errors_page(language: str) -> str:
    """All codes with meaning and cure."""
    from retrofit.report.words.language import choose, colon
    from retrofit.report.words.words import word

    path = ROOT / "retrofit" / "report" / "words" / "codes.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    out = [ERRORS[language]]
    for r in rows:
        meaning, cure = choose(language, (r["meaning_en"], r["cure_en"]), (r["title_zh"], r["cure_zh"]))
        label = word("cure", language)
        out.append(f"### {r['code']}\n{meaning}\n\n{label[:1].upper()}{label[1:]}{colon(language)}{cure}\n")
    return "\n".join(out)


def results_page(language: str) -> str:
    """All quantities by what they span."""
    from foundation.quantities import quantities
    from retrofit.report.words.column_text import unit_of
    from retrofit.report.words.language import choose

    out = [RESULTS[language]]
    for over, title in HEADS[language].items():
        rows: list[tuple[Any, ...]] = []
        for q in quantities():
            if q.over != over:
                continue
            unit = "" if q.unit == "{definition}" else unit_of(q, language)
            folds = (FOLDS[q.fold],) if over == "hour" else ()
            what = f"{q.en}. {q.help}" if q.help else q.en
            rows.append((f"`{q.key}`", *choose(language, (unit, *folds, what), (q.zh, unit))))
        folded = ("month, year",) if over == "hour" else ()
        head = choose(language, ("name", "unit", *folded, "what"), ("列名", "含义", "单位"))
        out.append(f"## {title}\n\n{_table(head, rows)}")
    return "\n".join(out)


def _type(p: dict[str, Any]) -> str:
    """Type and range of a key in words."""
    if "$ref" in p:
        name = p["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in p or "oneOf" in p:
        options = [_type(o) for o in p.get("anyOf", p.get("oneOf")) if o.get("type") != "null"]
        return " or ".join(dict.fromkeys(options))
    if "const" in p:
        return f"`{p['const']}`"
    if "enum" in p:
        return ", ".join(f"`{v}`" for v in p["enum"])
    if p.get("type") == "array":
        return f"list of {_type(p['items'])}" if "items" in p else "list"
    if p.get("type") == "object":
        more = p.get("additionalProperties")
        return f"names with {_type(more)}" if isinstance(more, dict) else "names with values"
    limits = [f"{sign} {p[k]:g}" for k, sign in (("minimum", ">="), ("exclusiveMinimum", ">"), ("maximum", "<="), ("exclusiveMaximum", "<")) if k in p]  # fmt: skip
    kind = {"integer": "whole number", "number": "number", "string": "text", "boolean": "true or false"}
    return " ".join([kind.get(p.get("type", ""), "any"), *limits])


def project_page() -> str:
    """Every key of the project file."""
    from retrofit.project.load import json_schema

    schema = json_schema()
    out = [
        """# The project file

YAML, one screen. `retrofit init DIR` writes a commented one, `retrofit schema` prints its JSON Schema for your editor, `retrofit check PROJECT` tells every mistake at once. This page is written from the schema.
More about [weather](weather.md), [systems](systems.md), [roofs and strings](solar_design.md), [yields](solar.md), [future years](synthetic_weather.md).
"""
    ]
    for name, d in {"Project": schema, **schema["$defs"]}.items():
        if not d.get("properties"):
            continue
        needed = set(d.get("required", ()))
        rows = [
            (f"`{k}`", _type(p), "required" if k in needed else "" if p.get("default") is None else f"`{p['default']}`", p.get("description", ""))
            for k, p in d["properties"].items()
        ]  # fmt: skip
        text = " ".join(d.get("description", "").split())
        out.append(f"## {name}\n{text}\n\n{_table(('key', 'value', 'default', 'what'), rows)}")
    return "\n".join(out)


def architecture_page() -> str:
    """The page with its table of files written anew from the first lines of the modules."""
    import ast

    rows: list[tuple[Any, ...]] = []
    for room in ("foundation", "weather", "buildings", "retrofit", "commands"):
        for path in sorted((ROOT / room).rglob("*.py")):
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            if path.name != "__init__.py" or path.parent.name == "retrofit":
                first = " ".join(text.split("\n\n")[0].split()).replace("``", "`")
                rows.append((f"`{path.relative_to(ROOT).as_posix()}`", first))
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    head, _, rest = page.partition("## Rooms and files\n")
    tail = rest[rest.index("\n## ") :]
    return f"{head}## Rooms and files\nWritten by `python docs/make.py` from the first line of every module.\n\n{_table(('file', 'what lives there'), rows)}{tail}"


def pages() -> dict[Path, str]:
    """Every page that is written here."""
    return {
        DOCS / "errors.md": errors_page("en"),
        DOCS / "zh" / "errors.md": errors_page("zh"),
        DOCS / "results.md": results_page("en"),
        DOCS / "zh" / "results.md": results_page("zh"),
        DOCS / "project_file.md": project_page(),
        DOCS / "architecture.md": architecture_page(),
    }


def main() -> int:
    """Write the pages, or tell which are not current."""
    stale = [p for p, text in pages().items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        print("\n".join(f"not current: {p.relative_to(ROOT)}" for p in stale))
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages()[path], encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
