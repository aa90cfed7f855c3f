"""What is right of a project whose schema is not, so that its other mistakes are told in the same pass.

Wrong values are left out (their default stands in), wrong measures too; a wrong roof or site is stood in for. What is said about a part
that was changed here is not told: only the file's own mistakes are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from foundation.errors import Problem
from retrofit.project.problems import holds_another, untagged
from retrofit.project.schema.products import InverterSpec, ModuleSpec
from retrofit.project.schema.project import BuildingSpec, Project
from retrofit.project.schema.solar import RoofSpec
from retrofit.project.unsound import Unsound

ROUNDS = 25
"""Each leaves out what the one before has found."""
STAND_IN_BUILDING = "village_house_brick"

OF_FOOTPRINT = ("archetype", "floor_area_m2", "storeys", "count", "name")
"""Keys of a building that decide what its roofs may measure."""

Location = tuple[Any, ...]


KNOWN = {
    "roofs": RoofSpec.model_fields,
    "buildings": BuildingSpec.model_fields,
    "modules": ModuleSpec.model_fields,
    "inverters": InverterSpec.model_fields,
}
"""Keys of objects; one that is not here was a mistake, and without it the object says what it said."""


@dataclass(slots=True)
class Partial:
    """The project that is left, and what was changed: ``places`` leads back from a measure's position to the file's."""

    project: Project
    changed: set[Location] = field(default_factory=set)
    measures: dict[str, list[int]] = field(default_factory=dict)

    def location(self, location: Location) -> Location:
        """The place in the file of a place in this project."""
        if len(location) >= 3 and location[0] == "packages" and location[1] in self.measures:
            return (*location[:2], self.measures[location[1]][location[2]], *location[3:])
        return location

    def unsound(self) -> Unsound:
        """The parts of which nothing can be said because something in them was changed."""
        inside = [c for c in self.changed if len(c) == 2 or (len(c) > 2 and c[2] in KNOWN.get(c[0], ()))]
        roofs = frozenset(c[1] for c in inside if c[0] == "roofs")
        homes = {c[1] for c in inside if c[0] == "buildings" and (len(c) == 2 or c[2] in OF_FOOTPRINT)}
        whole = {str(c[0]) for c in self.changed}
        products = {str(c[1]) for c in inside if c[0] in ("modules", "inverters")}
        return Unsound(
            roofs=frozenset(range(len(self.project.roofs))) if ("roofs",) in self.changed else roofs,
            buildings=frozenset(self.project.buildings[k].name for k in homes),
            products=None if {("modules",), ("inverters",)} & self.changed else frozenset(products),
            feed="feedstocks" in whole,
            place=bool(whole & {"site", "weather"}),
            tariff=frozenset(str(c[2]) for c in self.changed if len(c) > 2 and c[:2] == ("economics", "tariff")),
        )

    def is_own(self, location: Location) -> bool:
        """Whether a place is as the file has it."""
        return not any(location[: len(c)] == c for c in self.changed)


def _real(error: Any) -> Location:
    """Place of an error in the data, without the tag that tells a measure or an instrument."""
    return untagged(tuple(error["loc"]))


class _Pruner:
    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.changed: set[Location] = set()
        self.measures = {k: list(range(len(v))) for k, v in self._packages().items() if isinstance(v, list)}
        self.gone: set[tuple[str, int]] = set()

    def _packages(self) -> dict[str, Any]:
        found = self.data.get("packages")
        return found if isinstance(found, dict) else {}

    def prune(self, error: Any) -> bool:
        """Take one error's cause away; False where nothing sensible would be left."""
        loc = _real(error)
        if not loc:
            return False
        missing = error["type"] == "missing"
        head = loc[0]
        if head == "packages":
            return self._package(loc)
        if head == "roofs" and len(loc) > 1:
            return self._roof(loc, missing)
        if head == "buildings" and len(loc) > 1:
            return self._building(loc, error)
        if len(loc) == 1:
            return self._top(head, missing)
        return self._delete(loc[:-1] if missing or (error["type"] == "value_error" and len(loc) > 2) else loc)

    def _top(self, head: Any, missing: bool) -> bool:
        self.changed.add((head,))
        stand_in = {"schema_version": 1, "name": "?", "packages": {"?": []}, "site": {"latitude": 30.0, "longitude": 110.0}}  # fmt: skip
        if head in stand_in:
            self.data[head] = stand_in[head]
            return True
        if head == "buildings":
            return False
        return self.data.pop(head, None) is not None and not missing

    def _delete(self, loc: Location) -> bool:
        """Leave a key out; within a list the key that holds the list."""
        numbers = [i for i, p in enumerate(loc) if isinstance(p, int)]
        loc = loc[: numbers[0]] if numbers else loc
        if len(loc) == 1:
            return self._top(loc[0], False)
        node = self.data
        for part in loc[:-1]:
            node = node.get(part) if isinstance(node, dict) else None  # type: ignore[assignment]
        if not isinstance(node, dict) or loc[-1] not in node:
            return self._delete(loc[:-1])
        self.changed.add(loc)
        del node[loc[-1]]
        return True

    def _package(self, loc: Location) -> bool:
        packages = self._packages()
        if len(loc) >= 3 and isinstance(packages.get(loc[1]), list) and isinstance(loc[2], int):
            self.gone.add((loc[1], loc[2]))
            return True
        if len(loc) >= 2 and loc[1] in packages:
            self.changed.add(loc[:2])
            packages[loc[1]] = []
            self.measures[loc[1]] = []
            return True
        return self._top("packages", False)

    def drop_measures(self) -> None:
        """Leave out the measures that were found wrong in a round."""
        for package, k in sorted(self.gone, reverse=True):
            self._packages()[package].pop(k)
            self.measures[package].pop(k)
        self.gone.clear()

    def _roof(self, loc: Location, missing: bool) -> bool:
        roofs, k = self.data["roofs"], loc[1]
        roof = roofs[k] if isinstance(roofs[k], dict) else {}
        known = isinstance(roof.get("building"), str) and roof["building"]
        if len(loc) == 3 and loc[2] not in ("building", "area_m2", "polygon", "length_m", "width_m") and loc[2] in roof and not missing:  # fmt: skip
            self.changed.add(loc)
            del roof[loc[2]]
            return True
        self.changed.add(("roofs", k))
        buildings = self.data.get("buildings") or [{}]
        first = buildings[0].get("name", "?0") if isinstance(buildings[0], dict) else "?0"
        name = {"name": roof["name"]} if isinstance(roof.get("name"), str) and roof["name"] else {}
        roofs[k] = {"building": known or first, "area_m2": 1.0, **name}
        return True

    def _building(self, loc: Location, error: Any) -> bool:
        buildings, k = self.data["buildings"], loc[1]
        if not isinstance(buildings[k], dict):
            buildings[k] = {}
        building = buildings[k]
        stand_in = {"name": f"?{k}", "archetype": STAND_IN_BUILDING}
        if len(loc) >= 3 and loc[2] in stand_in:
            self.changed.add(loc[:3])
            building[loc[2]] = stand_in[loc[2]]
        elif len(loc) >= 3 and loc[2] in building:
            self.changed.add(loc[:3])
            del building[loc[2]]
        else:  # keys that do not go together
            kept = {key: building[key] for key in ("name", "archetype", "floor_area_m2", "storeys", "count") if key in building}  # fmt: skip
            if kept == building:
                return False
            self.changed.add(("buildings", k))
            buildings[k] = kept
        return True


def partial_of(data: dict[str, Any]) -> Partial | None:
    """The part of a project that can be checked; None where there is none."""
    pruner = _Pruner(data)
    for _ in range(ROUNDS):
        try:
            project = Project.model_validate_json(json.dumps(pruner.data, default=str), strict=True)
        except ValidationError as error:
            done: set[Location] = set()
            errors = error.errors()
            for each in errors:
                loc = _real(each)
                if any(loc[: len(d)] == d for d in done) or holds_another(each, errors):
                    continue
                if not pruner.prune(each):
                    return None
                done |= {c for c in pruner.changed if loc[: len(c)] == c}
            pruner.drop_measures()
        except (TypeError, KeyError, IndexError, AttributeError):
            return None
        else:
            return Partial(project, pruner.changed, pruner.measures)
    return None


def problems_of(part: Partial, check: Callable[[Project, Callable[..., str]], list[Problem]], place: Callable[..., str]) -> list[Problem]:  # fmt: skip
    """What a check finds in the part that is the file's own."""
    foreign: set[str] = set()

    def at(*location: Any) -> str:
        where = place(*part.location(location))
        if not part.is_own(part.location(location)):
            foreign.add(where)
        return where

    found = check(part.project, at)
    return [
        p
        for p in found
        if not any(p.place == f or p.place.startswith(f + " ->") for f in foreign) and not str(p.value).startswith("?")
    ]
