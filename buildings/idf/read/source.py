"""An IDF as objects with named fields: decoding, a scan that counts every class, old field orders brought up to date, eppy with the IDD of
the installed EnergyPlus."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from buildings.idf import energyplus
from foundation.errors import InputError, Problem
from foundation.messages import message

ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
"""Tried in this order; gb18030 holds GBK and GB 2312."""
OLDEST = (8, 6)
READ_CLASSES = """building version globalgeometryrules site:location site:groundreflectance site:heightvariation
    site:groundtemperature:buildingsurface site:groundtemperature:fcfactormethod
    zone space zonelist spacelist zonegroup zonecapacitancemultiplier:researchspecial
    buildingsurface:detailed wall:detailed roofceiling:detailed floor:detailed wall:exterior wall:adiabatic wall:underground wall:interzone
    roof ceiling:adiabatic ceiling:interzone floor:groundcontact floor:adiabatic floor:interzone internalmass
    fenestrationsurface:detailed window door glazeddoor window:interzone door:interzone glazeddoor:interzone windowproperty:frameanddivider
    shading:overhang shading:overhang:projection shading:fin shading:fin:projection shading:zone:detailed shading:building:detailed
    shading:site:detailed shading:site shading:building
    construction construction:airboundary construction:ffactorgroundfloor construction:cfactorundergroundwall material material:nomass material:airgap
    windowmaterial:glazing windowmaterial:glazing:refractionextinctionmethod windowmaterial:gas windowmaterial:gasmixture
    windowmaterial:simpleglazingsystem surfaceproperty:othersidecoefficients
    people lights electricequipment gasequipment hotwaterequipment steamequipment otherequipment
    schedule:compact schedule:constant schedule:year schedule:week:daily schedule:week:compact schedule:day:hourly schedule:day:interval
    schedule:day:list schedule:file runperiod runperiodcontrol:specialdays runperiodcontrol:daylightsavingtime
    zoneinfiltration:designflowrate zoneinfiltration:effectiveleakagearea zoneventilation:designflowrate
    zoneventilation:windandstackopenarea zonemixing zonecrossmixing designspecification:outdoorair sizing:zone controller:outdoorair
    zonecontrol:thermostat thermostatsetpoint:dualsetpoint thermostatsetpoint:singleheating thermostatsetpoint:singlecooling
    thermostatsetpoint:singleheatingorcooling hvactemplate:thermostat hvactemplate:zone:idealloadsairsystem"""
READ = frozenset(READ_CLASSES.split())
"""Classes that the import understands, at least in part."""
QUIET = re.compile(
    r"^(output|utilitycost|sizing|simulationcontrol|timestep|convergencelimits|schedule(typelimits)|lifecyclecost|componentcost|"
    r"currencytype|environmentalimpact|fuelfactors|meter:|report|version|sizingperiod|compliance|performanceprecision|"
    r"heatbalancealgorithm|surfaceconvectionalgorithm|zoneairheatbalance|shadowcalculation|exterior:|site:watermains|runperiod|"
    r"outputcontrol|parametric:|site:precipitation|roofirrigation)"
)
"""Classes without effect on the loads of a building with ideal conditioning, or replaced by the methods of the load model."""
HVAC = re.compile(
    r"^(airloophvac|airterminal|airconditioner|availabilitymanager|boiler|branch|chiller|coil|condenser|connector|controller|cooling|curve|"
    r"dehumidifier|districtcooling|districtheating|duct|electricloadcenter|evaporativecooler|fan|fluidcooler|evaporativefluidcooler|"
    r"fluidproperties|generator|groundheatexchanger|headeredpumps|heatexchanger|heatpump|humidifier|hvactemplate|node|outdoorair|pipe|plant|"
    r"pump|setpointmanager|solarcollector|swimmingpool|table:|temperingvalve|thermalstorage|unitarysystem|waterheater|wateruse|zonehvac|"
    r"zonecontrol:humidistat|designspecification:zone|refrigeration|photovoltaic)"
)
"""Systems: replaced by ideal loads at the thermostats' set points."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something of a file that our model does not hold as written.

    ``key`` names what was assumed (words in two languages: ``retrofit.report.idf_text``), ``kind`` is the class of the objects, ``names``
    are theirs; ``value`` is a number or name that belongs to the words.
    """

    key: str
    kind: str
    names: tuple[str, ...] = ()
    value: str = ""

    @property
    def count(self) -> int:
        return max(len(self.names), 1)


class Notes:
    """Notes collected while reading, one for each key, class and value."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str, str], list[str]] = {}

    def add(self, key: str, kind: str, name: str = "", value: str = "") -> None:
        names = self._names.setdefault((key, kind, value), [])
        if name not in names or not name:
            names.append(name)

    def all(self) -> tuple[Note, ...]:
        return tuple(Note(key, kind, tuple(n), value) for (key, kind, value), n in self._names.items())


@dataclass(frozen=True, slots=True)
class Obj:
    """One object: its class as the IDD writes it and its fields by their IDD names."""

    kind: str
    fields: Mapping[str, Any]
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        return str(self.values[0]) if self.values else ""

    def text(self, key: str, default: str = "") -> str:
        value = str(self.fields.get(key, "")).strip()
        return value or default

    def number(self, key: str, default: float = 0.0) -> float:
        """A number, or the default where the field is blank or says ``autocalculate``/``autosize``.

        Raises
        ------
        InputError
            ``idf-value`` where it is neither.
        """
        value = str(self.fields.get(key, "")).strip()
        if not value or value.lower() in ("autocalculate", "autosize"):
            return default
        try:
            return float(value)
        except ValueError:
            raise InputError(
                Problem(
                    "idf-value",
                    f"{self.kind} {self.name}",
                    message("{key} is not a number", key=key),
                    value,
                    "a number",
                    "correct the IDF",
                )
            ) from None

    def rest(self, first: int) -> list[str]:
        """The values from a position on, as text."""
        return [str(v).strip() for v in self.values[first:]]


@dataclass(frozen=True, slots=True)
class Source:
    """The objects of a file."""

    path: str
    version: tuple[int, int]
    encoding: str
    counts: Mapping[str, int]
    """Objects of every class of the file, by the name as written."""
    objects: Mapping[str, tuple[Obj, ...]]
    notes: Notes = field(default_factory=Notes)

    def all(self, *kinds: str) -> list[Obj]:
        return [o for kind in kinds for o in self.objects.get(kind.lower(), ())]

    def first(self, kind: str) -> Obj | None:
        found = self.objects.get(kind.lower(), ())
        return found[0] if found else None

    def named(self, *kinds: str) -> dict[str, Obj]:
        """Objects of some classes by their names in lower case."""
        return {o.name.strip().lower(): o for o in self.all(*kinds)}


def decode(data: bytes) -> tuple[str, str]:
    """Text of a file and the encoding that fits it."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes every byte")  # pragma: no cover


def scan(text: str) -> list[list[str]]:
    """Objects of an IDF text as lists of fields, the class first; comments (``!`` to the end of the line) are dropped."""
    plain = "\n".join(line.split("!", 1)[0] for line in text.splitlines())
    objects = []
    for part in plain.split(";")[:-1]:
        fields = [" ".join(f.split()) for f in part.split(",")]
        if fields[0]:
            objects.append(fields)
    return objects


def updated(fields: list[str], version: tuple[int, int]) -> list[str]:
    """An object's fields in the order of the present IDD: what changed since 8.6 in the classes that are read."""
    kind = fields[0].lower()
    out = list(fields)
    if version < (9, 0):  # the shading control left the window for an object of its own
        if kind == "fenestrationsurface:detailed":
            del out[7:8]
        elif kind in ("window", "glazeddoor"):
            del out[4:5]
        elif kind == "runperiod":  # begin and end year came in, the number of repetitions and the start year went
            out[4:4] = [""]
            out[7:7] = [""]
            out = out[:14]
    if version < (9, 6):  # spaces
        if kind == "buildingsurface:detailed":
            out[5:5] = [""]
        elif kind == "internalmass" or kind.split(":")[0] in ("wall", "roofceiling", "roof", "ceiling", "floor"):
            out[4:4] = [""]
    return out


def _version(objects: Iterable[list[str]], path: str) -> tuple[int, int]:
    for fields in objects:
        if fields[0].lower() == "version" and len(fields) > 1:
            digits = re.findall(r"\d+", fields[1])
            if digits:
                return int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    raise InputError(
        Problem("idf-version", path, "the file has no Version object", None, "a Version object, 8.6 or later", "add the version of EnergyPlus that the file was made for")
    )  # fmt: skip


def _eppy() -> Any:
    """eppy's IDF class with the IDD of the installed EnergyPlus (eppy takes one IDD a process)."""
    idd = energyplus.engine().idd
    from eppy.modeleditor import IDF, IDDAlreadySetError

    with suppress(IDDAlreadySetError):  # set by the program that uses this library: its IDD serves
        IDF.setiddname(str(idd))
    return IDF


def read_source(path: str | Path) -> Source:
    """Read an IDF file of EnergyPlus 8.6 or later.

    Parameters
    ----------
    path : str or Path
        Any name; UTF-8, GB 18030 (GBK) or Latin-1.

    Raises
    ------
    InputError
        ``file-not-found``, ``idf-empty``, ``idf-version``, ``energyplus-missing``.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError(
            Problem("file-not-found", str(file), "the file does not exist", None, "an IDF file", "check the name")
        )
    idf_class = _eppy()
    text, encoding = decode(file.read_bytes())
    objects = scan(text)
    if not objects:
        raise InputError(Problem("idf-empty", str(file), "no IDF object was found", None, "objects that end with a semicolon", "check the file"))  # fmt: skip
    version = _version(objects, str(file))
    if version < OLDEST:
        raise InputError(
            Problem("idf-version", str(file), "the file is of an older EnergyPlus", f"{version[0]}.{version[1]}", message(">= {major}.{minor}", major=OLDEST[0], minor=OLDEST[1]), "bring it up to date with EnergyPlus's IDFVersionUpdater")
        )  # fmt: skip
    counts = Counter(o[0] for o in objects)
    wanted = [updated(o, version) for o in objects if o[0].lower() in READ]
    notes = Notes()
    for kind, n in counts.items():
        low = kind.lower()
        if low in READ or QUIET.match(low):
            continue
        key = "hvac" if HVAC.match(low) else "not-read"
        for k in range(n):
            notes.add(key, kind, f"#{k + 1}")
    model = idf_class(io.StringIO("\n".join(",\n".join(o) + ";\n" for o in wanted)))
    found: dict[str, tuple[Obj, ...]] = {}
    for kind in {o[0].lower() for o in wanted}:
        rows = model.idfobjects[kind.upper()]
        found[kind] = tuple(Obj(r.key, dict(zip(r.objls, r.obj, strict=False)), tuple(r.obj[1:])) for r in rows)
    return Source(str(file), version, encoding, dict(counts), found, notes)
