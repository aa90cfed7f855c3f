"""TMY3 files, parsed by pvlib: stamps at the end of the hour, months of many years, infrared sky from dew point and opaque cover."""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from foundation.errors import InputError, Problem
from foundation.messages import message
from foundation.text_file import decode, read_bytes
from weather.readers.raw import LIMITS, ReadOptions, assemble
from weather.readers.series import Series, to_year
from weather.site import Site
from weather.year import Provenance, WeatherYear

MISSING = -9900.0
"""Missing mark of the TMY3 format (Wilcox and Marion 2008, users manual)."""
MBAR = 100.0


def read_tmy3(path: str | Path, request: ReadOptions | None = None, name: str | None = None) -> WeatherYear:
    """A typical year from a TMY3 file (``pvlib.iotools.read_tmy3``).

    Raises
    ------
    InputError
        ``file-not-found``, ``tmy3-format`` and what ``assemble`` raises.
    """
    from pvlib import iotools

    path = Path(path)
    place = name or str(path)
    raw = read_bytes(path, place)
    data: Any
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data, meta = iotools.read_tmy3(io.StringIO(decode(raw)), map_variables=True)
        site = Site(str(meta["Name"]).strip('"'), float(meta["latitude"]), float(meta["longitude"]), float(meta["altitude"]), float(meta["TZ"]), wmo=str(meta["USAF"]))  # fmt: skip
        data = data.rename(columns={"OpqCld (tenths)": "opaque_cover"})
        columns = {n: np.array(data[n], dtype=float) for n in LIMITS if n in data.columns}
        stamps = pd.DatetimeIndex(data.index).tz_localize(None)
    except Exception as error:  # whatever a damaged file makes of pvlib's reader is one thing to the user
        text = message("not a TMY3 file ({kind}: {reason})", kind=error.__class__.__name__, reason=str(error)[:120])
        raise InputError(Problem("tmy3-format", place, text, None, "NREL TMY3 CSV", "restore the file from its source")) from None  # fmt: skip
    if not (-90 <= site.latitude <= 90 and -180 <= site.longitude <= 180 and -500 <= site.altitude_m <= 9000 and -12 <= site.utc_offset_h <= 14):  # fmt: skip
        raise InputError(
            Problem("tmy3-format", f"{place}:1", "place out of range", str(site), "", "restore the header")
        )
    columns = {n: np.where(v <= MISSING, np.nan, v) for n, v in columns.items()}
    if "pressure" in columns:
        columns["pressure"] = columns["pressure"] * MBAR
    source = Provenance("csv", message("TMY3 {file}: {name} ({wmo})", file=path.name, name=site.name, wmo=site.wmo), "TMY3", str(path), hashlib.sha256(raw).hexdigest())  # fmt: skip
    series = Series(stamps, columns, site.utc_offset_h, "end", typical=True)
    return assemble(to_year(series, site, source, place), request)
