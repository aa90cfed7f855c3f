"""Measured buildings: another file of the same style runs, what cannot be mapped is told, ratios are what they say."""

from __future__ import annotations

import csv
import json

import pytest

from benchmarks import measured
from benchmarks.measured_rows import NotUnderstoodError, case_of

HEADER = [
    "id",
    "topic",
    "place",
    "type",
    "era",
    "n",
    "value",
    "low",
    "high",
    "unit",
    "metered",
    "source",
    "source_status",
    "archetype",
    "keys",
    "simulated",
    "ratio",
    "use",
]


def row(**given):
    return (
        dict.fromkeys(HEADER, "")
        | {"id": "X1", "archetype": "apartment_block", "place": "Harbin", "use": "held"}
        | given
    )


def test_mixes_of_places_years_and_archetypes():
    case = case_of(
        row(
            archetype="0.7 apartment_block + 0.2 small_office + 0.1 primary_school",
            keys="Harbin 0.14, Jinan 0.32; built 1998 0.25, 2008 0.35, 2018 0.40",
        )
    )
    assert [w for w, _ in case.archetypes] == [0.7, 0.2, 0.1]
    assert case.builds == [(0.25, 1998), (0.35, 2008), (0.4, 2018)]
    assert [(w, s.station.site.name) for w, s in case.spots] == [(0.14, "Harbin"), (0.32, "Jinan")]
    case = case_of(
        row(
            keys="station Tianjin; 6000 m2, 4 storeys; 0.7 of built 1998 + 0.3 of built 2008, work hours Dec-Jan, 9 to 21 h, served zone"
        )
    )
    assert case.builds == [(0.7, 1998), (0.3, 2008)] and case.keys == {"floor_area_m2": 6000.0, "storeys": 4}
    assert case.months == (12, 1) and case.hours == (9, 21) and case.occupied and case.zone_name == "served"


@pytest.mark.parametrize(
    ("keys", "told"), [("station Tianjin, with a swimming pool", "swimming pool"), ("station Nowhereville", "Nowhereville"), ("heating fusion, Harbin", "heating fusion")]
)  # fmt: skip
def test_what_is_not_understood_is_named(keys, told):
    with pytest.raises(NotUnderstoodError, match=told):
        case_of(row(keys=keys))


def test_every_row_of_the_project_is_understood():
    for r in measured.read_rows(measured.ROWS):
        case_of(r)
        assert r["source"] and r["topic"] in measured.TOPICS


def test_another_file_runs_and_its_ratios_are_theirs(tmp_path, capsys):
    rows = [
        row(topic="leakage", value="0.2", unit="1/h, windows closed", keys="zone 2, built 2008", simulated="0.8", ratio="4"),
        row(id="X2", topic="hot water", value="52", unit="L per person and day at 60 degC", keys="dhw_residential 50", simulated="50", ratio="0.96"),
        row(id="X3", topic="temperature", value="20", unit="degC", keys="built 1998, January", simulated="16.5", ratio="0.8"),
        row(id="X4", topic="noise", value="1", unit="dB", keys="", simulated="", ratio=""),
        row(id="X5", topic="heating", value="", high="9", unit="kWh/m2 a", keys="built 1998", archetype="igloo"),
    ]  # fmt: skip
    path = tmp_path / "rows.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    assert measured.main(["--rows", str(path), "--json"]) == 0
    out = json.loads(capsys.readouterr().out)
    a, b, c, d, e = out["rows"]
    assert a["ratio_now"] == pytest.approx(0.35 / 0.2) and a["before"] == 4.0 and a["use"] == "blind"
    assert b["ratio_now"] == pytest.approx(26.0 / 52.0)
    assert c["error_k"] == pytest.approx(1.0, abs=0.3) and c["before"] == pytest.approx(-3.5)
    assert "noise" in d["reason"] and "igloo" in e["reason"]
    assert all(t["goal"] is None for t in out["topics"])  # one row each: told, not judged


def test_a_file_without_the_columns_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("id,topic\n1,heating\n")
    with pytest.raises(SystemExit, match="archetype"):
        measured.read_rows(tmp_path / "x.csv")
