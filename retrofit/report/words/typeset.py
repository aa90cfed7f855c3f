"""Chinese text as it is set: full-width marks in Chinese, no space beside them, units as GB 3100 writes them; numbers in 万元 and tCO₂e."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Sequence

from retrofit.report.words.language import is_chinese
from retrofit.report.words.words import word

HAN = "\u3400-\u9fff"
WIDE = HAN + "，。：；、（）！？“”《》"
MARKS = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？"}
UNITS = (
    (re.compile(r"(?<![A-Za-z_])((?:N|k)?m)2(?![A-Za-z0-9_])"), r"\1²"),
    (re.compile(r"(?<![A-Za-z_])(N?m)3(?![A-Za-z0-9_])"), r"\1³"),
    (re.compile(r"W/\(m² K\)|W/m²[ /]?K(?![A-Za-z0-9_])"), "W/(m²·K)"),
    (re.compile(r"(kg \w+)/m³/d(?![A-Za-z0-9_])"), r"\1/(m³·d)"),
    (re.compile(r"Nm³/m³/d(?![A-Za-z0-9_])"), "Nm³/(m³·d)"),
    (re.compile(r"(?<![_A-Z])CO2(?=e?(?![A-Za-z0-9_-]))"), "CO₂"),
    (re.compile(r"(?<![A-Za-z0-9_])(CH|NH)([34])(?![A-Za-z0-9_+])"), lambda m: m[1] + "₃₄"[int(m[2]) - 3]),
    (re.compile(r"(?<![A-Za-z0-9_])([NHK])2([OS])(?![A-Za-z0-9_])"), r"\1₂\2"),
    (re.compile(r"(?<![A-Za-z0-9_])P2O5(?![A-Za-z0-9_])"), "P₂O₅"),
    (re.compile(r"(?<![A-Za-z0-9_])degC(?![A-Za-z0-9_])"), "°C"),
    (re.compile(r"(?<=\d) %"), "%"),
    (re.compile(r"(?<=\d) (?:to|bis) (?=\d)"), "～"),
    (re.compile(r"<= ?(?=[\d-])"), "≤ "),
    (re.compile(r">= ?(?=[\d-])"), "≥ "),
    (re.compile(r" -> "), " → "),
    (re.compile(r" <- "), " ← "),
)  # fmt: skip
SPACING = (
    (re.compile(rf"(?<=[{WIDE}])\s?([,:;!?])\s?(?!\d(?<=,\d))"), lambda m: MARKS[m[1]]),
    (re.compile(rf"(?<=[\w%²³)+\]])([,:;]) ?(?=[{HAN}（“《])"), lambda m: MARKS[m[1]]),
    (re.compile(r"(?<=[\w%²³)）]); (?=\S)"), "；"),
    (re.compile(r"(?<=[%²³]), (?=[-+−\d])|(?<=\d%), (?=[A-Z])|(?<=kWh), (?=[-+−\d])|(?<=kW), (?=[-+−\d])"), "，"),
    (re.compile(r" ?([，。：；、（）！？]) ?"), r"\1"),
    (re.compile(rf"(?<=[{HAN}]) (?=\d)"), ""),
    (re.compile(rf"(?:(?<=[\d%²³])|(?<=°C)) (?=[{HAN}])"), ""),
)  # fmt: skip


def _brackets(text: str) -> str:
    """Brackets after or around Chinese become full-width, in pairs."""
    signs, stack = list(text), []
    for k, sign in enumerate(text):
        if sign == "(":
            stack.append(k)
        elif sign == ")" and stack:
            first = stack.pop()
            before = text[:first].rstrip(" ")[-1:]
            if re.search(f"[{HAN}]", text[first:k]) or re.match(f"[{WIDE}]", before):
                signs[first], signs[k] = "（", "）"
    return "".join(signs)


def typeset(text: str) -> str:
    """A line of Chinese with its marks, spaces and units in order; lines without Chinese keep all but their units.

    >>> typeset("约需 167,700 元 (2.5 W/(m2 K)), 场址: -3 °C")
    '约需167,700元（2.5 W/(m²·K)），场址：-3 °C'
    """
    for pattern, new in UNITS:
        text = pattern.sub(new, text)
    if not re.search(f"[{HAN}]", text):
        return text
    text = _brackets(text)
    for pattern, new in SPACING:
        text = pattern.sub(new, text)
    return text


BEGIN, END = "⸨", "⸩"
"""Around what somebody has typed, while a sentence is put together."""


def kept(text: str) -> str:
    """A text that is set as it stands."""
    return text if BEGIN in text or END in text else f"{BEGIN}{text}{END}"


def without_marks(text: str) -> str:
    """A text without the signs of `kept`."""
    return re.sub(f"{BEGIN}([^{BEGIN}{END}]*){END}", r"\1", text)


def typeset_around(text: str) -> str:
    """A line of Chinese, set around what is kept.

    >>> typeset_around(f"未知键 {kept('a, b: 现状')}, 请改正")
    '未知键 a, b: 现状，请改正'
    """
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[1])
        return chr(0xE000 + len(held) - 1)

    text = typeset(re.sub(f"{BEGIN}([^{BEGIN}{END}]*){END}", hold, text))
    text = re.sub("([\ue000-\uf8ff]), ?", r"\1，", text)  # a comma after what is kept is of the Chinese line
    for k, each in enumerate(held):
        text = text.replace(chr(0xE000 + k), each)
    return text


def sentence(text: str) -> str:
    """A Chinese sentence that was put together with English marks after quoted names.

    >>> sentence("缺少参数 'PROJECT'."), sentence("没有选项'--outt'。 是否为'--out'？")
    ("缺少参数 'PROJECT'。", "没有选项'--outt'。是否为'--out'？")
    """
    return typeset(re.sub(r"(?<=')\.(?=\s|$)", "。", text))


def setter(language: str) -> Callable[[str], str]:
    """How a line is set in a language."""
    return typeset if is_chinese(language) else str


def svg_of(text: str, language: str) -> str:
    """A drawing whose text is set."""
    return typeset_html(text) if is_chinese(language) else text


def svg_file(text: str, language: str) -> str:
    """A drawing as a file of its own."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + svg_of(text, language)


def coordinates(latitude: float, longitude: float, language: str, between: str = " ") -> str:
    """Latitude and longitude in degrees; ``between`` is what parts them in English.

    >>> coordinates(25.0, -102.7, "en"), coordinates(25.0, 102.7, "zh")
    ('25.00° N 102.70° W', '北纬25.00°，东经102.70°')
    """
    north, east = f"{abs(latitude):.2f}°", f"{abs(longitude):.2f}°"
    sides = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    if is_chinese(language):
        return f"{word(f'side {sides[0]}', language)}{north}，{word(f'side {sides[1]}', language)}{east}"
    return f"{north} {sides[0]}{between}{east} {sides[1]}"


_TEXT = re.compile(r"(<(style|script|code)\b.*?</\2>)|(<[^>]*>)|([^<]+)", re.DOTALL)


def typeset_html(page: str) -> str:
    """The text of a page or drawing, set; tags, styles and code stay as they are."""

    def one(found: re.Match[str]) -> str:
        text = found[4]
        if text is None or not text.strip():
            return found[0]
        return html.escape(typeset(html.unescape(text)), quote=False)

    return _TEXT.sub(one, page)


def scale(largest: float, unit: str, language: str) -> tuple[float, str]:
    """Factor and unit for numbers up to ``largest``: in Chinese money from 10,000 in 万元, emissions from 1,000 kg in tonnes."""
    if is_chinese(language) and unit == "CNY" and largest >= 1e4:
        return 1e-4, "万元"
    if is_chinese(language) and unit == "kgCO2e" and largest >= 1e3:
        return 1e-3, "tCO2e"
    return 1.0, unit


def column(values: Sequence[float], unit: str, language: str, digits: int = 0) -> tuple[str, list[str]]:
    """Numbers that stand together in one unit: the unit's word and the numbers.

    >>> column([167700.0, 900.0], "CNY", "zh"), column([11678.0], "kgCO2e", "en")
    (('万元', ['16.77', '0.09']), ('kgCO2e', ['11,678']))
    """
    factor, name = scale(max((abs(v) for v in values if math.isfinite(v)), default=0.0), unit, language)
    shown = 2 if name != unit else digits
    return word(name, language), ["-" if not math.isfinite(v) else f"{v * factor:,.{shown}f}" for v in values]


def amount(value: float, unit: str, language: str, digits: int = 0) -> str:
    """A number with its unit.

    >>> amount(167700.0, "CNY", "zh"), amount(11678.0, "kgCO2e", "zh"), amount(167700.0, "CNY", "en")
    ('16.77万元', '11.68 tCO₂e', '167,700 CNY')
    """
    name, (cell,) = column([value], unit, language, digits)
    return setter(language)(f"{cell} {name}")
