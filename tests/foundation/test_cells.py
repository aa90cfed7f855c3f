"""Cells: a number or a day that is read is the one that was typed; what has two readings is refused with both."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.cells.dates import Period, read_days, read_periods
from foundation.cells.numbers import Flaw, Number, read_numbers
from foundation.cells.sheet import parse_sheet, read_sheet
from foundation.cells.text import Exact
from foundation.cells.units import in_heading, unit_of
from foundation.errors import InputError


def typed(number: float, digits: int, thousands: str, decimal: str) -> str:
    return f"{number:,.{digits}f}".replace(",", "T").replace(".", "D").replace("T", thousands).replace("D", decimal)


STYLES = [("", "."), ("", ","), (",", "."), (".", ","), (" ", ","), (" ", "."), ("'", "."), ("’", "."), ("\u202f", ",")]


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=12),
    st.integers(0, 4),
    st.sampled_from(STYLES),
    st.sampled_from(",;\t"),
)
def test_a_column_comes_back_or_is_refused(values, digits, style, separator):
    """Whatever the country of who typed it: never another number."""
    numbers = [v / 10**digits for v in values]
    cells = [typed(n, digits, *style) for n in numbers]
    ambiguous = {s for s, _ in ((style[0], 0),) if s in (".", ",")} | ({style[1]} if digits == 3 else set())
    for n, found in zip(numbers, read_numbers(cells, separator), strict=True):
        if isinstance(found, Number):
            lone = digits == 0 and style[0] == "."  # 1.234.567 and 1.234 without a decimal anywhere
            three = digits == 3 and style[1] == ","
            if not (lone or three) or separator == ";":
                assert found.value == pytest.approx(n, rel=1e-12), cells
        else:
            assert isinstance(found, Flaw)
            assert ambiguous or separator == ";", cells


@pytest.mark.parametrize(
    "cell",
    ["1_000", "0x10", "1e400", "nan", "inf", "½", "10²", "٣", "1,2,3", "12,34,567", "1.2.3", "5 5", "abc", "1..2", "--5", "9" * 60, "1,23.4", "(-3)", "0o17", "+-3", "1 2"],
)  # fmt: skip
def test_no_number_is_made_of_what_is_none(cell):
    found = read_numbers([cell])[0]
    assert not isinstance(found, Number) or (unit_of(found.unit) is None and found.unit)


def test_both_readings_are_told():
    flaw = read_numbers(["1.234", "2.345"], ";")[0]
    assert isinstance(flaw, Flaw) and flaw.allowed == "either 1.234 or 1234"
    suspicious = read_numbers(["987", "1.012"])[1]
    assert isinstance(suspicious, Flaw)
    written = flaw.cure.removeprefix("write ").split(", or ")
    assert [n.value for n in read_numbers(written, ";")] == [1234.0, 1.234]  # type: ignore[union-attr]
    mixed = read_numbers(["12.5", "12,5"])
    assert all(isinstance(n, Flaw) for n in mixed)


def test_workbook_numbers_are_exact():
    assert read_numbers([Exact("1.234"), "2,5"], "") == [Number(1.234), Number(2.5)]


def test_units_of_headings_and_cells():
    assert in_heading("用电量（度）") == ("用电量", ["度"])
    assert in_heading("Usage kWh") == ("usage", ["kwh"])
    assert in_heading("天然气用量/m³") == ("天然气用量", ["m³"])
    assert in_heading("度数") == ("度数", [])
    assert unit_of("万度").factor == 1e4 and unit_of("GJ").factor == pytest.approx(277.7778)  # type: ignore[union-attr]
    assert unit_of("吨").factor == 1000.0 and unit_of("kw") != unit_of("kwh") and unit_of("") is None  # type: ignore[union-attr]


def test_order_of_day_and_month_needs_proof():
    assert read_days(["01/02/2024", "28/02/2024"]) == [date(2024, 2, 1), date(2024, 2, 28)]
    assert read_days(["01/02/2024", "02/28/2024"]) == [date(2024, 1, 2), date(2024, 2, 28)]
    for cell in ("01/02/2024", "24-01-05", "45292", "1/5/24", "2024-02-30", "2024-01-05 12:30", "1月5日"):
        assert isinstance(read_days([cell])[0], Flaw), cell


@pytest.mark.parametrize("cell", ["2024-01-05", "2024/1/5", "2024.1.5", "20240105", "2024年1月5日", "２０２４－０１－０５", "5 Jan 2024", "Jan 5, 2024", "24年1月5号", "2024-01-05 00:00:00"])  # fmt: skip
def test_days(cell):
    assert read_days([cell]) == [date(2024, 1, 5)]


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2024-01", (2024, 1, 1), (2024, 1, 31)), ("2024年2月份", (2024, 2, 1), (2024, 2, 29)), ("Jul-23", (2023, 7, 1), (2023, 7, 31)),
        ("十二月", (None, 12, 1), (None, 12, 31)), ("2024年第二季度", (2024, 4, 1), (2024, 6, 30)), ("Q3 2024", (2024, 7, 1), (2024, 9, 30)),
        ("2024年1-2月", (2024, 1, 1), (2024, 2, 29)), ("2024-01-05至2024-02-04", (2024, 1, 5), (2024, 2, 4)), ("202412", (2024, 12, 1), (2024, 12, 31)),
        ("20240105-20240204", (2024, 1, 5), (2024, 2, 4)), ("2024年11月至2025年1月", (2024, 11, 1), (2025, 1, 31)), ("Sept 2024", (2024, 9, 1), (2024, 9, 30)),
    ],
)  # fmt: skip
def test_periods(cell, first, last):
    assert read_periods([cell]) == [Period(first, last)]


@pytest.mark.parametrize("cell", ["marmalade", "Februar", "Aug total", "Q7", "Q5", "week 1", "2024-13", "2024-00", "0", "13", "2024", "1.2", "24-01", "99999-01", "0001-02", "12月-1月", "45292", "2024-01-15", "may be"])  # fmt: skip
def test_words_are_no_periods(cell):
    assert isinstance(read_periods([cell])[0], Flaw)


def test_october_as_a_spreadsheet_shows_it():
    cells = [f"2024.{m}" for m in (7, 8, 9, 1, 11, 12)]
    assert isinstance(read_periods(cells)[3], Flaw)
    assert read_periods([f"2024.{m}" for m in range(1, 7)])[0] == Period((2024, 1, 1), (2024, 1, 31))


def test_every_line_end_separator_and_encoding():
    rows = [("月份", "用电量"), ("2024-01", "1001"), ("2024-02", "1002")]
    for end in ("\n", "\r\n", "\r"):
        for separator in (",", ";", "\t", "|", "，"):
            sheet = parse_sheet(end.join(separator.join(r) for r in rows) + end, "p")
            assert [r.cells for r in sheet.rows] == rows
            assert [r.line for r in sheet.rows] == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(tmp_path, encoding):
    path = tmp_path / "账单.csv"
    path.write_bytes("月份,用电量\n2024-01,5\n".encode(encoding))
    assert read_sheet(path).rows[0].cells == ("月份", "用电量")


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a,b\n1,\xff\xff\n", "table-encoding", ""), (b"a,b\n1,2\x00\n", "table-encoding", ":2"), (b"a,b\n1,2\n3,\"4\n5,6\n", "table-quote", ":3"),
        (b"a,b\n1,\"2\" 3\n", "table-quote", ":2"), (b"a,b\n1," + b"9" * 20_000 + b"\n", "table-row", ":2"),
        (b"a,b,c\n1,2,\"x\n3,4,\"y\n", "table-quote", ":2"), (b"PK\x03\x04 no workbook", "table-workbook", ""),
    ],
)  # fmt: skip
def test_broken_tables_name_the_line(tmp_path, data, code, line):
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_sheet(path)
    assert [p.code for p in caught.value.problems] == [code]
    assert caught.value.problems[0].place.endswith(f"t.csv{line}")


def test_quotes_hold_separators_and_line_breaks():
    sheet = parse_sheet('"用电量\n(kWh)",note\n"1,001","a ""b"", c"\n', "p")
    assert [r.cells for r in sheet.rows] == [("用电量\n(kWh)", "note"), ("1,001", 'a "b", c')]
    assert parse_sheet("sep=;\na;b\n1,5;2\n", "p").rows[1].cells == ("1,5", "2")


def workbook(rows: list[list[object]], sheets: int = 1) -> bytes:
    """A small xlsx of numbers and texts, written by hand."""

    def cell(value: object) -> str:
        return f"<c><v>{value}</v></c>" if isinstance(value, int | float) else f'<c t="inlineStr"><is><t>{value}</t></is></c>'  # fmt: skip

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    data = "".join(f'<row r="{k}">{"".join(map(cell, r))}</row>' for k, r in enumerate(rows, 1))
    names = "".join(f'<sheet name="S{k}" sheetId="{k}" r:id="r{k}"/>' for k in range(1, sheets + 1))
    links = "".join(f'<Relationship Id="r{k}" Type="{rel}/worksheet" Target="worksheets/s{k}.xml"/>' for k in range(1, sheets + 1))  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as z:
        z.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        z.writestr("_rels/.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>')  # fmt: skip
        z.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{names}</sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>')  # fmt: skip
        for k in range(1, sheets + 1):
            z.writestr(
                f"xl/worksheets/s{k}.xml", f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
            )
    return buffer.getvalue()


def test_workbooks(tmp_path):
    path = tmp_path / "b.xlsx"
    path.write_bytes(workbook([["月份", "用电量"], ["2024-01", 1.234], [2, 987]]))
    sheet = read_sheet(path)
    assert [r.cells for r in sheet.rows] == [("月份", "用电量"), ("2024-01", "1.234"), ("2", "987")]
    assert [n.value for n in read_numbers([r.cells[1] for r in sheet.rows[1:]], sheet.separator)] == [1.234, 987.0]  # type: ignore[union-attr]
    path.write_bytes(workbook([["a", "b"], [1, 2]], sheets=2))
    with pytest.raises(InputError) as caught:
        read_sheet(path)
    assert caught.value.problems[0].code == "table-workbook"
