"""What a calibration says, in English and Chinese."""

from __future__ import annotations

from foundation.tables import read_table
from retrofit.measured.calibration_result import CV_LIMIT, NMBE_LIMIT, Calibration, Parameter
from retrofit.report.words.language import choose
from retrofit.report.words.translate import translate
from retrofit.report.words.width import right
from retrofit.report.words.words import vocabulary

say = vocabulary("calibration")


def name_of(key: str, language: str) -> tuple[str, str]:
    """Name and unit of a parameter."""
    row = next(r for r in read_table("retrofit", "calibration_priors.csv") if r["key"] == key)
    return choose(language, row["name_en"], row["name_zh"]), row["unit"]


def _parameter_line(p: Parameter, language: str) -> str:
    name, unit = name_of(p.key, language)
    unit = "" if unit == "-" else f" {unit}"
    verdict = say(p.verdict, language)
    bound = f", {say('bound', language)}" if p.at_bound else ""
    spread = say("spread", language, share=p.share)
    return f"  {name} ({p.key}): {p.prior:.3g} -> {p.value:.3g}{unit} ({p.low:.3g} .. {p.high:.3g}); {spread}; {verdict}{bound}"


def project_keys(result: Calibration, language: str) -> str:
    """Keys of the project file, ready to paste under the building; what the bills do not tell stays a comment."""
    fits = [f"{say(f.carrier, language)} NMBE {f.nmbe:+.1f} %, CV(RMSE) {f.cv_rmse:.1f} %" for f in result.fit_after]
    lines = ["# " + "; ".join([say("key head", language, name=result.building, n=len(result.bills)), *fits])]
    for p in result.parameters:
        if p.verdict == "not identified":
            lines.append(f"# {p.key}: {p.value:g}    # {say('key left', language)}")
        else:
            verdict = say(p.verdict, language)
            lines.append(
                f"{p.key}: {p.value:g}    # {say('key range', language, low=p.low, high=p.high, verdict=verdict)}"
            )
    found = ", ".join(f"{p.key}: {p.value:g}" for p in result.parameters if p.verdict != "not identified")
    if found:
        lines.append(f"# {say('key braces', language)}: , {found}")
    return "\n".join(lines) + "\n"


def calibration_lines(result: Calibration, keys: str, weather: str, language: str) -> list[str]:
    """The whole message of ``retrofit calibrate``; ``keys`` is what can be pasted, ``weather`` the weather's source."""
    lines = [say("title", language, name=result.building, n=len(result.bills), runs=result.simulations)]
    for before, after in zip(result.fit_before, result.fit_after, strict=True):
        carrier = say(after.carrier, language)
        lines.append(f"{carrier}:")
        heads = [say(k, language) for k in ("header", "bill", "before", "after")]
        lines.append("  " + " | ".join(right(h, w) for h, w in zip(heads, (23, 10, 10, 10), strict=True)))
        lines += [
            f"  {b.label:>23} | {b.kwh:10,.0f} | {x:10,.0f} | {y:10,.0f}"
            for b, x, y in zip(result.bills, result.before, result.after, strict=True)
            if b.carrier == after.carrier
        ]
        verdict = say("within" if after.ok else "outside", language)
        lines.append(
            f"  NMBE {before.nmbe:+.1f} % -> {after.nmbe:+.1f} %; CV(RMSE) {before.cv_rmse:.1f} % -> {after.cv_rmse:.1f} %: {verdict}"
        )
    lines += [f"{say('read', language)}: {translate(note, language)}" for note in result.notes]
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
