"""Fetching by column and by the driver: one and the same values, of every type there is."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.sources.firebird import client, columns
from pipelines.sources.firebird.columns import fetch_batches, fetch_by_driver, layout_of
from pipelines.sources.firebird.introspection import Column, columns_of
from pipelines.sources.reading import UnreadableFile
from tests.firebird.databases import make, rows_of

# type, and what is stored: as SQL, and as the value expected.
TYPES: dict[str, tuple[str, list[tuple[str, Any]]]] = {
    "ID": ("integer not null", [(str(n), n) for n in range(1, 6)]),
    "S": ("smallint", [("-32768", -32768), ("32767", 32767), ("0", 0)]),
    "I": ("integer", [("-2147483648", -(2**31)), ("2147483647", 2**31 - 1), ("0", 0)]),
    "B": ("bigint", [("-9223372036854775808", -(2**63)), ("9223372036854775807", 2**63 - 1)]),
    "N4": ("numeric(4,2)", [("-99.99", Decimal("-99.99")), ("0.01", Decimal("0.01"))]),
    "N9": ("numeric(9,6)", [("-0.000001", Decimal("-0.000001")), ("999", Decimal("999.000000"))]),
    "N15": ("numeric(15,2)", [("-1234.56", Decimal("-1234.56")), ("0", Decimal("0.00"))]),
    "N18": (
        "numeric(18,6)",
        [
            ("922337203685.477580", Decimal("922337203685.477580")),
            ("-922337203685.477580", Decimal("-922337203685.477580")),
        ],
    ),
    "N38": (
        "numeric(38,4)",
        [
            ("9999999999999999999999999999999999.9999", Decimal("9" * 34 + ".9999")),
            ("-9999999999999999999999999999999999.9999", Decimal("-" + "9" * 34 + ".9999")),
            ("-0.0001", Decimal("-0.0001")),
        ],
    ),
    "I128": (
        "int128",
        [("-1", Decimal(-1)), ("12345678901234567890123", Decimal(12345678901234567890123))],
    ),
    "F": ("double precision", [("-1.5e300", -1.5e300), ("0.1", 0.1)]),
    "R": ("float", [("0.25", 0.25), ("-1.5", -1.5)]),
    "D": (
        "date",
        [
            ("date '0001-01-01'", date(1, 1, 1)),
            ("date '9999-12-31'", date(9999, 12, 31)),
            ("date '1969-12-31'", date(1969, 12, 31)),
            ("date '2026-02-28'", date(2026, 2, 28)),
        ],
    ),
    "T": ("time", [("time '00:00'", time(0)), ("time '23:59:59.9999'", time(23, 59, 59, 999900))]),
    "TS": (
        "timestamp",
        [
            ("timestamp '1899-12-31 23:59:59.9999'", datetime(1899, 12, 31, 23, 59, 59, 999900)),
            ("timestamp '2026-10-01 00:00:00'", datetime(2026, 10, 1)),
        ],
    ),
    "C1": ("char(1)", [("'S'", "S"), ("''", " ")]),
    "C5": ("char(5) character set iso8859_1", [("'ñ'", "ñ    "), ("'abcde'", "abcde")]),
    "V": ("varchar(30) character set iso8859_1", [("'Ñandú año'", "Ñandú año"), ("''", "")]),
    "W": (
        "varchar(30) character set win1252",
        [("'½ \u2013 €'", "½ \u2013 €"), ("'plain'", "plain")],
    ),
    "O": ("varchar(10) character set dos850", [("'ñÑ'", "ñÑ")]),
    "U": (
        "varchar(30) character set utf8",
        [("'— € 日本'", "— € 日本"), (f"'{'é' * 30}'", "é" * 30)],
    ),
    "BO": ("boolean", [("true", True), ("false", False)]),
    "DF": (
        "decfloat(34)",
        [
            ("-1.50", "-1.50"),
            ("123456789012345678901234567890.1234", "123456789012345678901234567890.1234"),
        ],
    ),
    "TZ": (
        "timestamp with time zone",
        [("timestamp '2026-10-01 10:00 UTC'", "2026-10-01 10:00:00.0000 UTC")],
    ),
}
ROWS = 5


def stored(name: str, row: int) -> tuple[str, Any]:
    """Row 2 is null but for its key; the others repeat what the type has."""
    values = TYPES[name][1]
    return ("null", None) if row == 2 and name != "ID" else values[(row - 1) % len(values)]


@pytest.fixture(scope="module")
def every_type(tmp_path_factory: pytest.TempPathFactory) -> Path:
    fields = ", ".join(f"{name} {sql}" for name, (sql, _) in TYPES.items())
    inserts = [
        f"insert into T values ({', '.join(stored(name, row)[0] for name in TYPES)})"
        for row in range(1, ROWS + 1)
    ]
    path = tmp_path_factory.mktemp("types") / "types.fdb"
    return make(path, f"create table T ({fields})", *inserts)


@pytest.fixture
def cursor(every_type: Path) -> Iterator[Any]:
    with client.opened(every_type) as connection, client.snapshot(connection) as cursor:
        yield cursor


def selected(cursor: Any, table: str, where: str = "") -> tuple[Column, ...]:
    found = columns_of(cursor, [table])[table]
    cursor.execute(f"select {', '.join(str(c.expression) for c in found)} from {table} {where}")
    return found


def values_in(batches: Iterator[pa.RecordBatch]) -> list[dict[str, Any]]:
    return [row for batch in batches for row in batch.to_pylist()]


@pytest.mark.parametrize("batch", [1, 3, 7, 65536])
def test_both_ways_give_what_was_stored_of_every_type(cursor: Any, batch: int) -> None:
    fields = selected(cursor, "T", "order by ID")
    assert layout_of(cursor, fields) is not None
    by_column = values_in(fetch_batches(cursor, fields, batch))
    selected(cursor, "T", "order by ID")
    by_driver = values_in(fetch_by_driver(cursor, fields, batch))
    expected = [{name: stored(name, row)[1] for name in TYPES} for row in range(1, ROWS + 1)]
    assert by_column == expected
    assert by_driver == expected


def test_both_ways_give_the_same_arrow_types(cursor: Any) -> None:
    fields = selected(cursor, "T")
    (one,) = fetch_batches(cursor, fields)
    selected(cursor, "T")
    (other,) = fetch_by_driver(cursor, fields, 100)
    assert one.schema == other.schema == pa.schema([(c.name, c.dtype) for c in fields])
    one.validate(full=True)


def test_batches_are_as_long_as_asked_and_the_last_one_shorter(cursor: Any) -> None:
    fields = selected(cursor, "T")
    assert [batch.num_rows for batch in fetch_batches(cursor, fields, 2)] == [2, 2, 1]


@pytest.mark.parametrize("fetch", [fetch_batches, fetch_by_driver])
def test_an_empty_result_is_no_batch(cursor: Any, fetch: Any) -> None:
    fields = selected(cursor, "T", "where ID < 0")
    assert list(fetch(cursor, fields, 100)) == []


def test_wide_rows_make_batches_of_bounded_bytes(
    cursor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = selected(cursor, "T")
    layout = layout_of(cursor, fields)
    assert layout is not None
    monkeypatch.setattr(columns, "BATCH_BYTES", 2 * layout.stride)
    assert [batch.num_rows for batch in fetch_batches(cursor, fields)] == [2, 2, 1]


class Sealed:
    """A cursor of which only the public interface is there."""

    def __init__(self, cursor: Any) -> None:
        self.fetchmany = cursor.fetchmany


def test_without_the_drivers_inner_parts_the_driver_fetches_by_itself(cursor: Any) -> None:
    fields = selected(cursor, "T", "order by ID")
    sealed = Sealed(cursor)
    assert layout_of(sealed, fields) is None
    assert [row["ID"] for row in values_in(fetch_batches(sealed, fields, 2))] == [1, 2, 3, 4, 5]


def test_a_type_that_cannot_be_cut_out_is_fetched_by_the_driver(
    cursor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(columns.DECODERS, columns.BOOLEAN)
    fields = selected(cursor, "T", "order by ID")
    assert layout_of(cursor, fields) is None
    assert [row["BO"] for row in values_in(fetch_batches(cursor, fields))][:3] == [True, None, True]


def test_long_texts_are_fetched_by_the_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "ñ" * 40_000
    path = make(
        tmp_path / "blob.fdb",
        "create table T (ID integer, N blob sub_type text character set iso8859_1, X blob)",
        "insert into T values (1, 'Ñandú', x'00')",
        "insert into T values (2, null, null)",
        "execute block as declare i integer = 0; declare n blob sub_type text character set "
        "iso8859_1 = ''; begin while (i < 4) do begin n = n || rpad('', 10000, 'ñ'); i = i + 1; "
        "end insert into T values (3, :n || :n, null); end",
    )
    with client.opened(path) as connection, client.snapshot(connection) as cursor:
        fields = columns_of(cursor, ["T"])["T"]
        assert [field.expression is None for field in fields] == [False, False, True]
        query = f"select {fields[0].expression}, {fields[1].expression} from T order by ID"
        cursor.execute(query)
        found = values_in(fetch_batches(cursor, fields[:2], 2))
        assert found == [{"ID": 1, "N": "Ñandú"}, {"ID": 2, "N": None}, {"ID": 3, "N": long + long}]
        monkeypatch.setattr(columns, "MAX_TEXT_BYTES", 70_000)
        cursor.execute(query)
        with pytest.raises(UnreadableFile, match="a text of column N is longer than 70,000 bytes"):
            values_in(fetch_batches(cursor, fields[:2], 2))


@pytest.mark.parametrize("fetch", [fetch_batches, fetch_by_driver])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_longer_than_any_decimal_is_refused_by_its_column(
    tmp_path: Path, fetch: Any, sign: str
) -> None:
    path = make(
        tmp_path / "long.fdb",
        "create table T (I int128)",
        f"insert into T values ({sign}170141183460469231731687303715884105727)",
    )
    with client.opened(path) as connection, client.snapshot(connection) as cursor:
        fields = selected(cursor, "T")
        with pytest.raises(UnreadableFile, match="a number of column I has more than 38 digits"):
            list(fetch(cursor, fields, 10))


def test_bytes_that_a_column_has_no_character_for_arrive_all_the_same(tmp_path: Path) -> None:
    """A Windows client writes an en dash as byte 96, whatever the column declares."""
    path = make(
        tmp_path / "bytes.fdb",
        "create table T (ID integer, L varchar(9) character set iso8859_1, "
        "N varchar(9) character set none)",
        "insert into T values (1, x'6196F1', x'6196F1')",
        "insert into T values (2, 'x', x'C3B1')",
    )
    with client.opened(path) as connection, client.snapshot(connection) as cursor:
        fields = selected(cursor, "T", "order by ID")
        by_column = values_in(fetch_batches(cursor, fields, 10))
        selected(cursor, "T", "order by ID")
        assert by_column == values_in(fetch_by_driver(cursor, fields, 10))
    assert by_column == [
        {"ID": 1, "L": "a\x96ñ", "N": "a\u2013ñ"},
        {"ID": 2, "L": "x", "N": "ñ"},
    ]


def test_a_character_set_that_is_not_known_leaves_the_column_out(tmp_path: Path) -> None:
    path = make(tmp_path / "jis.fdb", "create table T (A varchar(9) character set sjis_0208)")
    with client.opened(path) as connection, client.snapshot(connection) as cursor:
        assert columns_of(cursor, ["T"])["T"][0].expression is None


def test_all_tables_are_seen_as_of_one_moment_and_none_can_be_written(tmp_path: Path) -> None:
    path = make(tmp_path / "moment.fdb", "create table T (A integer)", "insert into T values (1)")
    driver = client.load()
    with client.opened(path) as connection, client.snapshot(connection) as cursor:
        assert rows_of(cursor, "select count(*) from T") == [(1,)]
        with driver.connect(str(path), user=client.PRIVATE_USER) as other:
            other.execute_immediate("insert into T values (2)")
            other.commit()
        assert rows_of(cursor, "select count(*) from T") == [(1,)]
        with pytest.raises(driver.DatabaseError, match="read-only transaction"):
            cursor.execute("insert into T values (3)")
