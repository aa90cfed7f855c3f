"""Words about the quality of a weather year in English and Chinese: findings, their effects, notes of repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from retrofit.report.words.translate import problem_text, translate
from retrofit.report.words.typeset import setter, typeset, wide

if TYPE_CHECKING:
    from foundation.errors import Problem
    from weather.quality.report import QualityReport
    from weather.year import Provenance, WeatherYear

LABELS: dict[str, tuple[str, str]] = {
    "pv_10s": ("PV 10° S", "光伏10°南"),
    "pv_25s": ("PV 25° S", "光伏25°南"),
    "pv_25e": ("PV 25° E", "光伏25°东"),
    "pv_25w": ("PV 25° W", "光伏25°西"),
    "heating": ("heating", "供暖"),
    "cooling": ("cooling", "供冷"),
    "hours": ("hours", "小时"),
    "missing": ("missing marks", "缺测标记"),
    "none": ("none", "无"),
    "clock": ("radiation against the sun", "辐射相对太阳的偏差"),
    "closure": ("closure", "三分量闭合"),
    "clearness": ("annual clearness", "全年晴空指数"),
    "effect": ("effect of the cure", "修复的影响"),
    "cure": ("cure", "建议"),
    "no findings": ("no findings", "未发现问题"),
    "no cure": ("not computed: only the source can correct it", "未计算：只能由来源更正"),
    "as": ("as of", "同"),
    "together": ("both repairs together (align_minutes: auto, components: ghi+dhi)", "两项修复合计（align_minutes: auto，components: ghi+dhi）"),
    "centre": ("heating and cooling: community centre of 1998, kWh/m2; PV: kWh/kWp", "供暖供冷：1998年社区中心，kWh/m²；光伏：kWh/kWp"),
    "findings": ("finding", "问题"),
    "minutes": ("min", "分钟"),
    "late": ("late", "滞后"),
    "early": ("early", "超前"),
    "of global": ("of global over the year", "（全年，相对总辐射）"),
}  # fmt: skip

FINDINGS_ZH: dict[str, tuple[str, str]] = {
    "weather-closure": ("总辐射、直射与散射不闭合：全年直射+散射为总辐射的{share:+.1%}，逐时均方根{rms:.0f} W/m²", "选择weather.components: ghi+dhi，由总辐射减散射重建直射"),
    "weather-clock": ("辐射相对太阳偏移约{late:+.0f}分钟（±{uncertainty:.0f}，正为滞后）；东、西坡屋面将被误判", "设置weather.align_minutes: auto"),
    "weather-mean-sun": ("辐射按平太阳时给出：个别月份与太阳相差可达16分钟（符合时差的{share:.0%}±{uncertainty:.0%}）", "设置weather.align_minutes: auto"),
    "weather-limit": ("超出物理可能范围（BSRN）的小时：{hours}", "若有weather-clock先校正时间，否则由来源更正"),
    "weather-rare": ("超出极少见范围（BSRN）的小时偏多：{hours}", "核对来源中的这些小时"),
    "weather-infrared": ("{hours}个小时的天空长波辐射与气温不符", "检查长波辐射列；缺测（9999）时由露点和云量推算"),
    "weather-night": ("太阳低于地平线2°以下时仍有{kwh_m2:.1f} kWh/m²总辐射", "见weather-clock"),
    "weather-clearness": ("全年总辐射为大气上界的{index:.2f}", "检查单位（W/m²，小时平均）与列"),
    "weather-dew": ("{hours}个小时露点高于气温", "检查湿度列"),
    "weather-humidity": ("相对湿度与露点不一致（平均绝对差{points:.1f}个百分点）", "检查湿度列"),
    "weather-pressure": ("平均气压{pressure:.0f} Pa与海拔{altitude:.0f} m不符（应约{expected:.0f} Pa）", "检查海拔与气压"),
    "weather-zone": ("时区与经度相差{hours:+.1f}小时", "检查时区与经度"),
    "weather-station": ("文件头位置与气候表台站{wmo}（{station}）相距{km:.0f} km，高差{rise:+.0f} m", "检查文件头的经纬度、海拔与台站号"),
    "weather-distance": ("气象文件的台站距项目{km:.0f} km，项目高出{rise:+.0f} m", "选用更近的台站，或由最近台站合成"),
    "weather-frozen": ("气温连续{hours}小时不变", "检查来源"),
    "weather-repeated": ("{days}天逐时重复另一天的气温和辐射（首见{day}）", "检查该文件的缺测填补方式"),
    "weather-leap": ("含2月29日：年总量为366天（+0.3%）", "实测年可保留；否则用365天的年份"),
}  # fmt: skip
"""Message and cure by code; the English ones are the finding's own."""

NOTES_ZH: dict[str, str] = {
    "repair-align": "辐射沿文件时钟移动{minutes:.0f}分钟（align_minutes）；总辐射、散射与直射的月总量不变",
    "repair-align-mean-sun": "辐射沿文件时钟移动{minutes:.0f}分钟，并补上所缺的时差（align_minutes: auto）；总辐射、散射与直射的月总量不变",
    "repair-align-none": "辐射未移动：相对太阳{late:+.0f}分钟（±{uncertainty:.0f}），无须校正（align_minutes: auto）",
    "repair-ghi-dhi": "直射由总辐射减散射重建（components: ghi+dhi）；{moved:.1f} kWh/m²低太阳直射计入散射",
    "repair-ghi": "弃用来源的直射和散射，由总辐射按{method}分解（pvlib，components: ghi）；{moved:.1f} kWh/m²低太阳直射计入散射",
    "filled-gap": "{column}：{hours}个缺测小时已填补（fill_gaps_hours {limit}），最长连续{longest}小时",
    "derived-pressure": "{hours}小时缺气压：取海拔{altitude:.0f} m的标准气压",
    "derived-dew": "{hours}小时缺露点：由相对湿度推算",
    "derived-humidity": "{hours}小时缺相对湿度：由露点推算",
    "derived-wind-direction": "{hours}小时缺风向：取北",
    "derived-infrared": "{hours}小时缺天空长波辐射：由露点和云量按Clark和Allen 1978推算",
    "derived-cloud": "{hours}小时缺云量：由总辐射相对晴空按Kasten和Czeplak 1980推算，夜间取两侧插值",
    "derived-global": "来源无总辐射列：由直射与散射求和",
    "derived-soil": "无可用的地温：土壤温度由气温年变化推算",
    "wrapped": "时间戳为另一时区：年首尾{hours}小时取自同一序列的另一端",
    "averaged": "{step:.0f}分钟数据（时标在时段{side}）平均为小时值",
    "synthetic-hours": "逐时数据全部由月统计值生成，非实测",
    "synthetic-direction": "风向无主导方位",
    "synthetic-diffuse": "月统计表中{months}月的散射辐射超出任何天空状况，未能在1%内满足",
    "synthetic-moved": "由台站海拔移动{rise:+.0f} m：{kelvin:+.2f} K，气压按标准大气",
    "possible-months": "各月均值按逐日天气的随机性（气候噪声，Madden 1976）偏离统计表；缓变原因未计入，真实年份差异更大",
    "future-morphed": "按逐月变化（{name}；{status}）变换为未来气候：年均{kelvin:+.2f} K；{source}",
    "future-beam": "辐射变化使{hours}小时的直射超过大气层顶",
    "instant": "来源给出每小时{minute:.0f}分的瞬时辐射：移动{minutes:+.0f}分钟使其代表整小时",
    "cached": "数据取自本机缓存（{date}下载）",
    "composed": "湿度、气压与长波辐射取自NASA POWER同年数据",
}  # fmt: skip


def label(key: str, language: str) -> str:
    return LABELS[key][1 if language == "zh" else 0]


def _named(key: str, language: str) -> str:
    """A label before its number."""
    return label(key, language) + ("：" if language == "zh" else " ")


def finding_text(problem: Problem, language: str) -> tuple[str, str]:
    """Message and cure of a finding or a problem in the language."""
    pair = FINDINGS_ZH.get(problem.code)
    numbers = getattr(problem, "numbers", None)
    if language != "zh" or pair is None or numbers is None:
        return problem_text(problem, language)
    return pair[0].format(**numbers), pair[1]


def effect_text(problem: Problem, language: str) -> str:
    """What the cure changes: ``PV 25° E 903 -> 1,029 (+13.9 %), ...``; empty where no effect was computed."""
    effect = getattr(problem, "effect", {})
    parts = []
    for key, (before, after) in effect.items():
        if key not in LABELS:
            continue
        digits = 0 if key.startswith("pv") else 1
        change = f" ({after / before - 1.0:+.1%})" if before > 0.05 else ""
        parts.append(f"{_named(key, language)}{before:,.{digits}f} → {after:,.{digits}f}{change}")
    return ", ".join(parts)


def worst_effect(problem: Problem, language: str) -> str:
    """The roof whose yield the cure changes most: ``PV 25° E 903 → 1,029 kWh/kWp (+13.9 %)``."""
    roofs = {k: v for k, v in getattr(problem, "effect", {}).items() if k.startswith("pv_") and v[0] > 0.0}
    if not roofs:
        return ""
    key = max(roofs, key=lambda k: abs(roofs[k][1] / roofs[k][0] - 1.0))
    before, after = roofs[key]
    return f"{_named(key, language)}{before:,.0f} → {after:,.0f} kWh/kWp ({after / before - 1.0:+.1%})"


def note_texts(source: Provenance, language: str) -> list[str]:
    """The notes of a year in the language; those without a Chinese form stay English."""
    if language != "zh":
        return list(source.notes)
    facts = {f.note: f for f in source.facts}
    out = []
    for note in source.notes:
        fact = facts.get(note)
        if fact is not None and fact.code == "repair-effect":
            pairs = ", ".join(f"{_named(k, 'zh')}{a:,.0f} → {b:,.0f}" for k, (a, b) in fact.numbers.items())
            out.append(f"此修复对光伏年发电量的影响（kWh/kWp）：{typeset(pairs)}")
        else:
            known = fact is not None and fact.code in NOTES_ZH
            out.append(
                NOTES_ZH[fact.code].format(**fact.numbers) if fact is not None and known else translate(note, language)
            )
    return out


def quality_rows(report: QualityReport, language: str) -> list[tuple[str, str]]:
    """The numbers of the tests, one row each: what, value."""
    c, k = report.closure, report.clock
    side = label("late" if k.late_min >= 0 else "early", language)
    missing = ", ".join(f"{name} {n}" for name, n in report.missing.items() if n) or label("none", language)
    return [
        (label("missing", language), missing),
        (
            label("clock", language),
            setter(language)(f"{abs(k.late_min):.0f} ± {k.uncertainty_min:.0f} {label('minutes', language)} {side}"),
        ),
        (
            label("closure", language),
            setter(language)(f"{c.share:+.1%} {label('of global', language)}, RMS {c.rms_w_m2:.0f} W/m2"),
        ),
        (label("clearness", language), f"{report.clearness:.2f}"),
    ]


def told_findings(
    problems: Iterable[Problem], language: str, effect_of: Callable[[Problem, str], str] = effect_text
) -> list[tuple[str, str, str, str]]:
    """Code, message, effect and cure of every finding; an effect that was told before is referred to."""
    rows: list[tuple[str, str, str, str]] = []
    told: dict[str, str] = {}
    for p in problems:
        message, cure = finding_text(p, language)
        effect = effect_of(p, language)
        first = told.setdefault(getattr(p, "repair", ""), p.code)
        if effect and first != p.code:
            effect = f"{label('as', language)} {first}"
        if not effect and not getattr(p, "repair", ""):
            effect = label("no cure", language)
        rows.append((p.code, message, effect, cure))
    return rows


def finding_lines(problems: Iterable[Problem], language: str) -> list[str]:
    """Findings for the console: message, then effect and cure."""
    lines = []
    for code, message, effect, cure in told_findings(problems, language):
        lines.append(f"! [{code}] {message}")
        if effect:
            lines.append(f"    {label('effect', language)}: {effect}")
        if cure:
            lines.append(f"    {label('cure', language)}: {cure}")
    return lines


def quality_lines(year: WeatherYear, language: str) -> list[str]:
    """The short form of the weather's quality: repairs that were made, then findings with the worst roof's effect."""
    repairs = {f.note for f in year.source.facts if f.code.startswith("repair")}
    told = zip(year.source.notes, note_texts(year.source, language), strict=True)
    lines = [f"- {text}" for note, text in told if note in repairs]
    for code, message, effect, cure in told_findings(year.warnings, language, worst_effect):
        lines.append(f"! [{code}] {message}; {effect + '; ' if effect else ''}{cure}")
    return lines


def yields_text(before: dict[str, float], after: dict[str, float], language: str) -> str:
    """``PV 10° S 1,118 → 1,196 (+7.0%), ...``"""
    return ", ".join(
        f"{_named(k, language)}{b:,.0f} → {after[k]:,.0f}" + (f" ({after[k] / b - 1.0:+.1%})" if b > 0.0 else "")
        for k, b in before.items()
    )


def report_lines(
    report: QualityReport,
    findings: Iterable[Problem],
    yields: tuple[dict[str, float], dict[str, float]] | None,
    language: str,
) -> list[str]:
    """The whole report for the console; ``yields`` as they are and after both repairs, where there is something to repair."""
    rows = quality_rows(report, language)
    width = max(len(wide(a, 0)) + sum(ord(c) > 0x2E7F for c in a) for a, _ in rows)
    lines = [
        f"{translate(report.year.source.description, language)}: {report.year.hours} {label('hours', language)}",
        *(f"  {wide(a, width)}  {b}" for a, b in rows),
    ]
    lines += [f"  - {n}" for n in note_texts(report.year.source, language)]
    found = list(findings)
    put = setter(language)
    if not found:
        return [*map(put, lines), label("no findings", language)]
    lines += ["", *finding_lines(found, language)]
    if yields is not None:
        lines.append(f"{label('together', language)}: {yields_text(*yields, language)}")
    if any(getattr(p, "effect", None) for p in found):
        lines.append(f"({label('centre', language)})")
    return [put(line) for line in lines]


def as_dict(report: QualityReport, findings: Iterable[Problem]) -> dict[str, Any]:
    """Plain data for ``--json``, effects included."""
    return {**report.as_dict(), "findings": [p.as_dict() for p in findings]}
