"""An IDF as objects with named fields: decoding, a scan that counts every class, old field orders brought up to date, eppy with the IDD of
the installed EnergyPlus."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from buildings.idf import energyplus
from buildings.idf.read.classes import HVAC, QUIET, READ
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message

ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
"""Tried in this order; gb18030 holds GBK and GB 2312."""
OLDEST = (8, 6)


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


def finite(text: str) -> float | None:
    """A finite number as IDF files write it, None for anything else (Python's own ``1_000`` and ``nan`` too)."""
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


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

    def positive(self, key: str, default: float = 0.0) -> float:
        """A number above zero.

        Raises
        ------
        InputError
            ``idf-value``.
        """
        found = self.number(key, default)
        if found <= 0.0:
            told = message("{field} is not above zero", field=Verbatim(key))
            raise InputError(Problem("idf-value", f"{self.kind} {self.name}", told, found, "> 0", "correct the IDF"))
        return found

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
        found = finite(value)
        if found is None:
            raise InputError(
                Problem(
                    "idf-value",
                    f"{self.kind} {self.name}",
                    message("{key} is not a number", key=key),
                    value,
                    "a number",
                    "correct the IDF",
                )
            )
        return found

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
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Classes of all objects of the file, also of those that are not read, by their names in lower case."""
    notes: Notes = field(default_factory=Notes)

    def all(self, *kinds: str) -> list[Obj]:
        return [o for kind in kinds for o in self.objects.get(kind.lower(), ())]

    def elsewhere(self, name: str) -> str:
        """Classes under which a name stands in the file; empty where it stands under none."""
        return ", ".join(dict.fromkeys(self.classes.get(" ".join(name.split()).lower(), ())))

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


OTHER_FORMS = (
    (re.compile(r"^\s*##", re.M), "a macro file of EnergyPlus (##include, ##set1, ##if)", "expand it with EPMacro, which comes with EnergyPlus, and import out.idf"),
    (re.compile(r"\A\s*\{"), "a JSON file (epJSON)", "turn it into an IDF with ConvertInputFormat, which comes with EnergyPlus"),
    (re.compile(r"\A\s*<"), "an XML file (gbXML)", "export an IDF from the program that wrote it"),
    (re.compile(r"^\s*OS:Version\s*,", re.M | re.I), "an OpenStudio model (OSM)", "export an IDF from OpenStudio"),
    (re.compile(r"^\s*Parametric:SetValueForRun\s*,", re.M | re.I), "a parametric file", "expand it with ParametricPreprocessor, which comes with EnergyPlus, and import one of its runs"),
)  # fmt: skip
"""What is no plain IDF though people take it for one: sign, what it is, what makes an IDF of it."""


def refuse_other_forms(text: str, path: str) -> None:
    """Raises InputError ``idf-form`` for a file that must be expanded or converted first."""
    plain = "\n".join(line.split("!", 1)[0] for line in text.splitlines())
    for sign, what, cure in OTHER_FORMS:
        found = sign.search(plain)
        if found:
            line = plain[: found.end()].count("\n") + 1
            raise InputError(Problem("idf-form", f"{path}:{line}", message("the file is {what}, not an IDF", what=message(what)), found[0].strip()[:40], "an IDF", cure))  # fmt: skip


def _eppy() -> Any:
    """eppy's IDF class with the IDD of the installed EnergyPlus (eppy takes one IDD a process)."""
    idd = energyplus.engine().idd
    from eppy.modeleditor import IDF, IDDAlreadySetError

    with suppress(IDDAlreadySetError):  # set by the program that uses this library: its IDD serves
        IDF.setiddname(str(idd))
    return IDF


EPPY_FAILS = (TypeError, ValueError, IndexError, KeyError, AttributeError, ZeroDivisionError)
"""What eppy raises on an object that does not fit its class."""


def _parsed(idf_class: Any, wanted: list[list[str]]) -> Any:
    """The objects as eppy reads them.

    Raises
    ------
    InputError
        ``idf-value`` for every object that eppy cannot read: most often a semicolon is missing, so that two objects are one.
    """

    def read(rows: list[list[str]]) -> Any:
        return idf_class(io.StringIO("\n".join(",\n".join(o) + ";\n" for o in rows)))

    try:
        return read(wanted)
    except EPPY_FAILS:
        problems = []
        for o in wanted:
            try:
                read([o])
            except EPPY_FAILS:
                place = " ".join([o[0], *o[1:2]])
                problems.append(Problem("idf-value", place, "the object has more fields than its class", len(o) - 1, "the fields of the class", "look for a missing semicolon at its end"))  # fmt: skip
        if not problems:
            raise
        raise InputError(problems) from None


def plain_construction(fields: list[str], notes: Notes) -> list[str]:
    """A construction with an internal source (8.6 to 9.5) as a plain one of its layers; any other object as it is."""
    if fields[0].lower() != "construction:internalsource":
        return fields
    notes.add("internal-source", fields[0], fields[1] if len(fields) > 1 else "")
    first = next((k for k, v in enumerate(fields[6:], 6) if not _is_number(v)), len(fields))
    return ["Construction", *fields[1:2], *fields[first:]]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return not text
    return True


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
    refuse_other_forms(text, str(file))
    objects = scan(text)
    if not objects:
        raise InputError(Problem("idf-empty", str(file), "no IDF object was found", None, "objects that end with a semicolon", "check the file"))  # fmt: skip
    version = _version(objects, str(file))
    if version < OLDEST:
        raise InputError(
            Problem("idf-version", str(file), "the file is of an older EnergyPlus", f"{version[0]}.{version[1]}", message(">= {major}.{minor}", major=OLDEST[0], minor=OLDEST[1]), "bring it up to date with EnergyPlus's IDFVersionUpdater")
        )  # fmt: skip
    counts = Counter(o[0] for o in objects)
    notes = Notes()
    objects = [plain_construction(o, notes) for o in objects]
    wanted = [updated(o, version) for o in objects if o[0].lower() in READ]
    for kind, n in counts.items():
        low = kind.lower()
        if low in READ or QUIET.match(low):
            continue
        key = "hvac" if HVAC.match(low) else "not-read"
        for k in range(n):
            notes.add(key, kind, f"#{k + 1}")
    model = _parsed(idf_class, wanted)
    found: dict[str, tuple[Obj, ...]] = {}
    for kind in {o[0].lower() for o in wanted}:
        rows = model.idfobjects[kind.upper()]
        found[kind] = tuple(Obj(r.key, dict(zip(r.objls, r.obj, strict=False)), tuple(r.obj[1:])) for r in rows)
    names: dict[str, list[str]] = {}
    for o in objects:
        names.setdefault(o[1].lower() if len(o) > 1 else "", []).append(o[0])
    return Source(str(file), version, encoding, dict(counts), found, {k: tuple(v) for k, v in names.items()}, notes)
