"""What a calibration says, in English and Chinese."""

from __future__ import annotations

from foundation.tables import read_table
from retrofit.measured.calibration import CV_LIMIT, NMBE_LIMIT, Calibration, Parameter

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Calibration of {name} to {n} bills ({runs} simulations)", "{name}：以{n}张账单校准（模拟{runs}次）"),
    "header": ("period", "账期"),
    "bill": ("bill kWh", "账单kWh"),
    "before": ("before", "校准前"),
    "after": ("after", "校准后"),
    "within": ("within", "达标"),
    "outside": ("OUTSIDE", "未达标"),
    "limits": (
        "ASHRAE Guideline 14, monthly: NMBE within {nmbe:g} %, CV(RMSE) within {cv:g} %",
        "ASHRAE Guideline 14（逐月）：NMBE不超过±{nmbe:g}%，CV(RMSE)不超过{cv:g}%",
    ),
    "parameters": (
        "Parameters: from the archetype or the project -> fitted (one standard deviation)",
        "参数：原型或项目取值 → 校准值（一倍标准差）",
    ),
    "identified": ("identified", "可识别"),
    "weak": ("weakly identified", "弱识别"),
    "not identified": ("NOT identified: left as it was", "不可识别：保持原值"),
    "prior": ("prior", "先验"),
    "identified short": ("identified", "可识别"),
    "weak short": ("weak", "弱识别"),
    "not identified short": ("not identified", "不可识别"),
    "axis": ("prior standard deviations from the prior", "偏离先验（先验标准差）"),
    "spread": ("spread {share:.0%} of the prior's", "不确定度为先验的{share:.0%}"),
    "bound": ("at its bound", "达到边界"),
    "directions": (
        "The bills say {n} independent things about {p} parameters.",
        "账单对{p}个参数提供{n}个独立信息。",
    ),
    "together": (
        "Known only together (correlation {c:+.2f}): {a} and {b}",
        "只能合并识别（相关系数{c:+.2f}）：{a}与{b}",
    ),
    "poor": (
        "The fit is outside the limits: the archetype, the systems or the weather do not match the bills; do not use the values.",
        "拟合未达标：原型、系统或气象与账单不符，请勿采用这些数值。",
    ),
    "weather": (
        "Weather: {source}. Bills of a certain year want the weather of that year (weather: {{source: epw, ...}}).",
        "气象：{source}。账单为某一具体年份时，应采用该年实测气象（weather: {{source: epw, ...}}）。",
    ),
    "priors": (
        "Priors are weak and unconfirmed (calibration_priors.csv); a bill counts with an error of 5 % of the mean bill.",
        "先验为弱先验、未经证实（calibration_priors.csv）；账单误差按平均账单的5%计。",
    ),
    "key head": ("{name}: fitted to {n} bills", "{name}：以{n}张账单校准"),
    "key left": ("not identified by the bills, left as it was", "账单不可识别，保持原值"),
    "key range": ("{low:.3g} to {high:.3g}, {verdict}", "{low:.3g}～{high:.3g}，{verdict}"),
    "keys": ("For the project file, under the building:", "可粘贴到项目文件该建筑之下："),
}
CARRIERS: dict[str, str] = {
    "electricity": "电",
    "gas": "天然气",
    "lpg": "液化石油气",
    "coal": "煤",
    "wood": "柴",
    "heat": "热力",
}


def say(key: str, language: str, **values: object) -> str:
    """A phrase in ``en`` or ``zh`` with its values."""
    return WORDS[key][1 if language == "zh" else 0].format(**values)


def name_of(key: str, language: str) -> tuple[str, str]:
    """Name and unit of a parameter."""
    row = next(r for r in read_table("retrofit", "calibration_priors.csv") if r["key"] == key)
    return row["name_zh" if language == "zh" else "name_en"], row["unit"]


def _parameter_line(p: Parameter, language: str) -> str:
    name, unit = name_of(p.key, language)
    unit = "" if unit == "-" else f" {unit}"
    verdict = say(p.verdict, language)
    bound = f", {say('bound', language)}" if p.at_bound else ""
    spread = say("spread", language, share=p.share)
    return f"  {name} ({p.key}): {p.prior:.3g} -> {p.value:.3g}{unit} ({p.low:.3g} .. {p.high:.3g}); {spread}; {verdict}{bound}"


def project_keys(result: Calibration, language: str) -> str:
    """Keys of the project file, ready to paste under the building; what the bills do not tell stays a comment."""
    fits = [
        f"{CARRIERS[f.carrier] if language == 'zh' else f.carrier} NMBE {f.nmbe:+.1f} %, CV(RMSE) {f.cv_rmse:.1f} %"
        for f in result.fit_after
    ]
    lines = ["# " + "; ".join([say("key head", language, name=result.building, n=len(result.bills)), *fits])]
    for p in result.parameters:
        if p.verdict == "not identified":
            lines.append(f"# {p.key}: {p.value:g}    # {say('key left', language)}")
        else:
            verdict = say(p.verdict, language)
            lines.append(
                f"{p.key}: {p.value:g}    # {say('key range', language, low=p.low, high=p.high, verdict=verdict)}"
            )
    return "\n".join(lines) + "\n"


def calibration_lines(result: Calibration, keys: str, weather: str, language: str) -> list[str]:
    """The whole message of ``retrofit calibrate``; ``keys`` is what can be pasted, ``weather`` the weather's source."""
    zh = language == "zh"
    lines = [say("title", language, name=result.building, n=len(result.bills), runs=result.simulations)]
    for before, after in zip(result.fit_before, result.fit_after, strict=True):
        carrier = CARRIERS[after.carrier] if zh else after.carrier
        lines.append(f"{carrier}:")
        heads = [say(k, language) for k in ("header", "bill", "before", "after")]
        lines.append("  " + " | ".join(heads))
        lines += [
            f"  {b.label:>23} | {b.kwh:10,.0f} | {x:10,.0f} | {y:10,.0f}"
            for b, x, y in zip(result.bills, result.before, result.after, strict=True)
            if b.carrier == after.carrier
        ]
        verdict = say("within" if after.ok else "outside", language)
        lines.append(
            f"  NMBE {before.nmbe:+.1f} % -> {after.nmbe:+.1f} %; CV(RMSE) {before.cv_rmse:.1f} % -> {after.cv_rmse:.1f} %: {verdict}"
        )
    lines.append(say("limits", language, nmbe=NMBE_LIMIT, cv=CV_LIMIT))
    lines.append(say("parameters", language))
    lines += [_parameter_line(p, language) for p in result.parameters]
    lines.append(say("directions", language, n=result.directions, p=len(result.parameters)))
    for a, b, c in result.together:
        lines.append(say("together", language, a=name_of(a, language)[0], b=name_of(b, language)[0], c=c))
    if not result.ok:
        lines.append(say("poor", language))
    lines += [
        say("weather", language, source=weather),
        say("priors", language),
        "",
        say("keys", language),
        keys.rstrip(),
    ]
    return lines
