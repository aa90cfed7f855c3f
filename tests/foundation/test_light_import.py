"""Parts of pvlib without the rest, and pvlib itself afterwards as if nothing had been."""

from __future__ import annotations

import subprocess
import sys

from tests.paths import ROOT

CODE = """
import sys
from foundation.light_import import submodule

irradiance, pvsystem = submodule("pvlib", "irradiance"), submodule("pvlib", "pvsystem")
assert not {"pvlib", "pvlib.iotools", "scipy.optimize", "scipy.interpolate", "scipy.integrate"} & set(sys.modules)
import pandas as pd
import pvlib

assert pvlib.irradiance is irradiance and pvlib.pvsystem is pvsystem and pvlib.__version__
times = pd.date_range("2024-06-21 06:00", periods=3, freq="h", tz="UTC")
place = pvlib.location.Location(25.0, 102.8, altitude=1900.0)
clear = place.get_clearsky(times)
zenith = place.get_solarposition(times)["zenith"]
again = irradiance.complete_irradiance(zenith, ghi=clear["ghi"], dhi=clear["dhi"])  # asks pvlib by its own name
assert abs(again["dni"] - clear["dni"]).max() < 5.0
assert abs(irradiance.bisect(lambda x: x - 1.0, 0.0, 3.0) - 1.0) < 1e-9  # of scipy.optimize, which comes when it is called
"""


def test_parts_come_alone_and_the_whole_package_works_after_them():
    subprocess.run([sys.executable, "-W", "ignore", "-c", CODE], check=True, cwd=ROOT)
