"""PV yield against PySAM PVWatts v8 anchors: ``python -m benchmarks.solar [--json]``.

Anchors: PVWatts v8 at mid-hour, 10 kWdc, roof mount, 14 % losses, DC/AC 1.1, albedo 0.2, on three CSWD files (NREL-PySAM 7.1.1). They use the
files' own beam and diffuse columns. The files are not part of the repository; give their folder with ``--weather``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from retrofit.solar.model import simulate
from retrofit.solar.roof import PVArray, PVSettings, RoofPlane
from weather.epw import read_epw

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "weather"
FILES = {
    "Kunming": "CHN_Yunnan.Kunming.567780_CSWD.epw",
    "Guangzhou": "CHN_Guangdong.Guangzhou.592870_CSWD.epw",
    "Changsha": "CHN_Hunan.Changsha.576870_CSWD.epw",
}
ANCHORS: dict[tuple[str, float, float], float] = {
    ("Kunming", 10, 180): 11377.8, ("Kunming", 10, 90): 10201.9, ("Kunming", 10, 270): 11278.4, ("Kunming", 25, 180): 11725.5,
    ("Kunming", 25, 90): 9099.4, ("Kunming", 25, 270): 11441.8, ("Guangzhou", 10, 180): 8430.2, ("Guangzhou", 25, 180): 8475.4,
    ("Guangzhou", 25, 90): 7383.6, ("Guangzhou", 25, 270): 8172.5, ("Changsha", 10, 180): 7992.3, ("Changsha", 25, 180): 8007.9,
    ("Changsha", 25, 90): 6991.0, ("Changsha", 25, 270): 7727.9,
}  # fmt: skip
"""(site, tilt, azimuth) -> kWh a year."""


def run(folder: Path) -> list[dict[str, Any]]:
    """Rows site, tilt, azimuth, ours, SAM, difference in percent."""
    settings = PVSettings(losses={"all": 0.14})
    years = {site: read_epw(folder / name) for site, name in FILES.items() if (folder / name).is_file()}
    rows = []
    for (site, tilt, azimuth), sam in ANCHORS.items():
        if site in years:
            ours = simulate(years[site], [PVArray(RoofPlane("roof", "", 60.0, tilt, azimuth), 10.0, settings)]).ac_kwh
            rows.append(
                {
                    "site": site,
                    "tilt": tilt,
                    "azimuth": azimuth,
                    "ours_kwh": ours,
                    "sam_kwh": sam,
                    "difference_pct": 100.0 * (ours / sam - 1.0),
                }
            )
    return rows


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.solar", description=__doc__)
    parser.add_argument("--weather", type=Path, default=FOLDER)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    rows = run(args.weather)
    if not rows:
        print(f"benchmarks.solar needs the CSWD files {', '.join(FILES.values())}; none in {args.weather}")
        return 2
    if args.json:
        print(json.dumps(rows, indent=1))
        return 0
    print(f"{'site':11}{'tilt':>5}{'azimuth':>9}{'ours kWh':>11}{'SAM kWh':>11}{'diff %':>9}")
    for r in rows:
        print(
            f"{r['site']:11}{r['tilt']:5.0f}{r['azimuth']:9.0f}{r['ours_kwh']:11.1f}{r['sam_kwh']:11.1f}{r['difference_pct']:+9.2f}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
