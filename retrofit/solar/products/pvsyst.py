"""Modules and inverters from PVsyst's component files (.PAN, .OND), read by pvlib and checked.

PVsyst documents no format; the keys and units here are those of files that PVsyst 6 and 7 write: ``muISC`` in mA/K, ``muVocSpec`` in mV/K,
``muPmpReq`` in %/K, powers of inverters in kW, efficiencies in percent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foundation.errors import InputError, Problem
from foundation.light_import import submodule
from foundation.messages import message
from retrofit.solar.products.datasheet import EURO_WEIGHTS, module_from_datasheet, sandia_from_efficiency
from retrofit.solar.products.model import Inverter, Module
from retrofit.solar.products.plausible import inverter_problems

MODULE, INVERTER = "pvModule", "pvGInverter"
SUFFIXES = {".pan": MODULE, ".ond": INVERTER}
TECHNOLOGY = {
    "mtsimono": "Mono-c-Si",
    "mtsipoly": "Multi-c-Si",
    "mtcdte": "CdTe",
    "mtcis": "CIGS",
    "mthit": "Mono-c-Si",
}
ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
LARGEST_BYTES = 1_000_000
VMPP_ORDER = "VMppMin < VMPPMax <= VAbsMax"
READER_FAILS = (ValueError, IndexError, KeyError, TypeError, AttributeError)
"""What pvlib's reader raises on a file whose lines are not indented as PVsyst does."""


def is_component(name: str) -> bool:
    """Whether a product's name is that of a component file."""
    return Path(name).suffix.lower() in SUFFIXES


class Component:
    """The values of a component file, by their names in any case, from whichever level."""

    def __init__(self, path: Path, place: str, kind: str) -> None:
        self.path, self.place, self.problems = path, place, list[Problem]()
        text, encoding = self._text()
        begin = re.search(r"^\s*PVObject_\s*=\s*(\w+)", text)
        if begin is None or begin[1].lower() != kind.lower():
            self._refuse("the file does not begin as a component file of this kind", begin[0].strip() if begin else text.strip()[:40], message("PVObject_={kind}", kind=kind), "name a file that PVsyst wrote: .PAN for a module, .OND for an inverter")  # fmt: skip
        if not re.search(rf"End of PVObject\s+{re.escape(begin[1])}\s*\Z", text.strip(), re.I):  # type: ignore[index]
            self._refuse("the file is cut off: its last line is missing", text.strip().splitlines()[-1].strip()[:60], message("End of PVObject {kind}", kind=kind), "take the whole file again")  # fmt: skip
        self.lines = {m[1].lower(): k for k, line in enumerate(text.splitlines(), 1) if (m := re.match(r"\s*(\w+)\s*=", line))}  # fmt: skip
        try:
            self.tree = submodule("pvlib", "iotools").read_panond(str(path), encoding=encoding)
        except READER_FAILS:
            self._refuse("the lines are not indented as PVsyst writes them", None, "two spaces a level", "take the file again without passing it through an editor or a mail")  # fmt: skip
        self.values = dict(reversed(list(self._leaves(self.tree))))

    def _text(self) -> tuple[str, str]:
        if not self.path.is_file():
            raise InputError(Problem("file-not-found", self.place, "the file does not exist", str(self.path), "a .PAN or .OND file", "check the name; it counts from the project file"))  # fmt: skip
        if self.path.stat().st_size > LARGEST_BYTES:
            self._refuse("the file is too large for a component", self.path.stat().st_size, message("<= {most} bytes", most=LARGEST_BYTES), "name the component's own file")  # fmt: skip
        data = self.path.read_bytes()
        for encoding in ENCODINGS:
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
        raise AssertionError("latin-1 decodes every byte")  # pragma: no cover

    def _refuse(self, text: str, value: Any, allowed: str, cure: str) -> None:
        raise InputError(Problem("component-file", f"{self.place} {self.path.name}", text, value, allowed, cure))

    def _leaves(self, node: Any) -> Iterator[tuple[str, Any]]:
        for key, value in node.items():
            if isinstance(value, dict):
                yield from self._leaves(value)
            else:
                yield str(key).lower(), value

    def _where(self, key: str) -> str:
        line = self.lines.get(key.lower())
        return f"{self.place} {self.path.name}{f':{line}' if line else ''} {key}"

    def number(self, *keys: str, default: float | None = None, factor: float = 1.0) -> float:
        """The first of some keys that the file has; a missing or unreadable one is remembered as a problem."""
        for key in keys:
            value = self.values.get(key.lower())
            if value is None or value == "":
                continue
            if isinstance(value, int | float) and math.isfinite(value):
                return float(value) * factor
            shown = ",".join(map(str, value)) if isinstance(value, list) else value
            cure = (
                "write a decimal point in place of the comma" if isinstance(value, list) else "compare with the sheet"
            )
            self.problems.append(Problem("component-file", self._where(key), "not a number", shown, "a number", cure))
            return math.nan
        if default is None:
            self.problems.append(Problem("component-file", self._where(keys[0]), "the value is missing", None, " / ".join(keys), "take the whole file again, or give the values of the data sheet"))  # fmt: skip
            return math.nan
        return default

    def text(self, key: str) -> str:
        """A text of the file, empty where it has none."""
        value = self.values.get(key.lower())
        return "" if value is None else str(value).strip()

    def check(self) -> None:
        """Raises InputError with every problem so far."""
        if self.problems:
            raise InputError(self.problems)


def read_pan(path: str | Path, place: str = "module") -> Module:
    """A module from a .PAN file; the single diode is fitted to its data sheet values as to any other's.

    Raises
    ------
    InputError
        ``file-not-found``; ``component-file``: of another kind, cut off, a value missing or no number; ``module-datasheet``: values that do
        not go together.
    """
    file = Path(path)
    c = Component(file, place, MODULE)
    v = {
        k: c.number(n)
        for k, n in (("v_mp", "Vmp"), ("i_mp", "Imp"), ("v_oc", "Voc"), ("i_sc", "Isc"), ("power", "PNom"))
    }
    length, width = c.number("Height"), c.number("Width")
    cells = c.number("NCelS")
    alpha, beta = c.number("muISC", factor=1e-3), c.number("muVocSpec", "muVoc", factor=1e-3)
    gamma = c.number("muPmpReq", "muPmp", factor=1e-2)
    for key, wanted in (("GRef", 1000.0), ("TRef", 25.0)):
        if (found := c.number(key, default=wanted)) != wanted:
            c.problems.append(Problem("component-file", c._where(key), "the values are not of standard conditions", found, message("{wanted:g}", wanted=wanted), "take a file of 1000 W/m2 and 25 degC"))  # fmt: skip
    c.check()
    fuse, volts = c.number("IMaxFuse", default=0.0), c.number("VMaxIEC", default=0.0)
    try:
        return module_from_datasheet(
            name=c.text("Model") or file.stem, v_mp=v["v_mp"], i_mp=v["i_mp"], v_oc=v["v_oc"], i_sc=v["i_sc"], alpha_isc=alpha, beta_voc=beta,
            gamma_pmp=gamma, cells_in_series=int(cells), length_m=max(length, width), width_m=min(length, width),
            manufacturer=c.text("Manufacturer"), technology=TECHNOLOGY.get(c.text("Technol").lower(), "Mono-c-Si"),
            bifaciality=c.number("BifacialityFactor", default=0.0), max_system_voltage=volts or None, max_fuse_a=fuse or None,
            source=f"PVsyst component file {file.name}", p_max_w=v["power"],
        )  # fmt: skip
    except InputError as error:
        raise InputError([_placed(p, f"{place} {file.name}") for p in error.problems]) from None


def _placed(p: Problem, place: str) -> Problem:
    key = p.place.partition(".")[2]
    return Problem(p.code, f"{place} {key}".strip(), p.message, p.value, p.allowed, p.cure, p.severity)


def _efficiencies(c: Component) -> tuple[float, float]:
    """Largest and European efficiency: as the file says, else by its curve of input and output power."""
    most, euro = c.number("EfficMax", default=0.0, factor=1e-2), c.number("EfficEuro", default=0.0, factor=1e-2)
    points = [
        v
        for k, v in c.values.items()
        if re.fullmatch(r"point_\d+", k) and isinstance(v, list) and len(v) == 2 and min(v) > 0.0
    ]
    if points and (most <= 0.0 or euro <= 0.0):
        points.sort()
        largest = points[-1][0]

        def efficiency(share: float) -> float:
            below = max((p for p in points if p[0] <= share * largest), default=points[0])
            above = min((p for p in points if p[0] >= share * largest), default=points[-1])
            at = 0.0 if above[0] == below[0] else (share * largest - below[0]) / (above[0] - below[0])
            return float((1.0 - at) * below[1] / below[0] + at * above[1] / above[0])

        most = most or max(p[1] / p[0] for p in points)
        euro = euro or sum(w * efficiency(share) for share, w in EURO_WEIGHTS.items())
    if not 0.5 < euro < most < 1.0:
        c.problems.append(Problem("component-file", c._where("EfficMax"), "efficiencies that an inverter cannot have", f"{100 * most:g} / {100 * euro:g}", "European below largest, both 50 to 100 %", "compare with the sheet"))  # fmt: skip
    return most, euro


def read_ond(path: str | Path, place: str = "inverter") -> Inverter:
    """An inverter from an .OND file.

    Raises
    ------
    InputError
        ``file-not-found``; ``component-file`` as for a module; ``inverter-datasheet``: values that do not go together.
    """
    file = Path(path)
    c = Component(file, place, INVERTER)
    pac = c.number("PMaxOUT", "PNomConv", factor=1000.0)
    low, high, most_v = c.number("VMppMin"), c.number("VMPPMax"), c.number("VAbsMax")
    trackers = int(max(c.number("NbMPPT", default=1.0), 1.0))
    nominal = c.number("VmppNom", "VNomEff", default=0.5 * (low + high))
    eta_max, eta_euro = _efficiencies(c)
    current, short = c.number("IMaxDC", "INomDC", default=0.0), c.number("IscMax", "ISCMax", default=0.0)
    if math.isfinite(low + high + most_v) and not 0.0 < low < high <= most_v:
        c.problems.append(Problem("component-file", c._where("VMppMin"), "the voltages of the tracker are out of order", f"{low:g} / {high:g} / {most_v:g}", VMPP_ORDER, "compare with the sheet"))  # fmt: skip
    c.check()
    sandia = sandia_from_efficiency(pac, eta_max, eta_euro, nominal if low <= nominal <= high else 0.5 * (low + high), c.number("Night_Loss", default=0.0))  # fmt: skip
    out = Inverter(
        name=c.text("Model") or file.stem, pac_max_w=pac, pdc_max_w=sandia["Pdco"], vdc_max=most_v, mppt_low_v=low, mppt_high_v=high,
        v_start=c.number("VOutStart", default=low), idc_max_a=current / trackers or None, isc_max_a=short / trackers or None, mppts=trackers,
        night_w=sandia["Pnt"], sandia=sandia, source=f"PVsyst component file {file.name}", status="confirmed",
    )  # fmt: skip
    problems = inverter_problems(out)
    if problems:
        raise InputError([_placed(p, f"{place} {file.name}") for p in problems])
    return out
