"""Parquet dumps of single tables: those that a pull wrote, and those of anybody else."""

import contextlib
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contracts.microsip import CLIENTES, HISTORIA_CAMBIARIA, SALDOS_CC, VENDEDORES
from pipelines.contracts.raw_table import RawTable
from pipelines.contracts.validation import validate
from pipelines.sources import microsip
from pipelines.sources.firebird import dump
from pipelines.sources.firebird.extract import UNKNOWN_COLUMNS
from pipelines.sources.reading import Reading, UnreadableFile

RATES = pa.table(
    {
        "HISTORIA_CAMB_ID": pa.array([1, 2, 3], pa.int32()),
        "MONEDA_ID": pa.array([620, 620, None], pa.int64()),
        "FECHA": pa.array([date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)]),
        "TIPO_CAMBIO": pa.array(
            [Decimal("18.5"), Decimal("18.123456"), Decimal("-0.000001")], pa.decimal128(18, 6)
        ),
    }
)


def write(path: Path, table: pa.Table, **options: Any) -> Path:
    pq.write_table(table, path, **options)
    return path


def read(path: Path, table: RawTable) -> Reading:
    assert microsip.route(path, path.parent) == (table,)
    (reading,) = microsip.read(path, (table,), path.parent)
    done = validate(table, reading)
    assert done.rows_read == done.frame.height + done.duplicate_rows + done.rejected_count
    return reading


def refused(path: Path, table: RawTable) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refusal:
        read(path, table)
    assert refusal.value.remedy
    return refusal.value


def test_typed_columns_become_the_contracts_exactly(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "historia_cambiaria.PARQUET", RATES), HISTORIA_CAMBIARIA)
    assert reading.frame.rows() == [
        (1, 620, date(2026, 10, 1), Decimal("18.500000"), None, 1),
        (2, 620, date(2026, 10, 2), Decimal("18.123456"), None, 2),
        (3, None, date(2026, 10, 3), Decimal("-0.000001"), None, 3),
    ]
    assert reading.missing_columns == ("tipo_cambio_cobros",)


def test_a_dump_is_told_by_its_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "HISTORIA_CAMBIARIA.csv", RATES)
    assert read(path, HISTORIA_CAMBIARIA).rows_read == 3


def test_a_pulls_dump_says_which_columns_were_left_out(tmp_path: Path) -> None:
    table = RATES.replace_schema_metadata({UNKNOWN_COLUMNS: json.dumps(["USUARIO"])})
    reading = read(write(tmp_path / "HISTORIA_CAMBIARIA.parquet", table), HISTORIA_CAMBIARIA)
    assert reading.unknown_columns == ("USUARIO",)


def test_the_types_of_other_programs_are_taken_where_they_are_exact(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "cliente_id": pl.Series([1, 2], dtype=pl.UInt16),
            "Nombre": pl.Series(["A\u0096ñ", "B"], dtype=pl.Categorical),
            "moneda_id": [620.0, 1.0],
            "limite_credito": [0.1, 1234.5],
            "fecha_susp": [datetime(2026, 10, 1), None],
            "fecha_hora_ult_modif": [date(2026, 10, 2), None],
            "estatus": ["A", None],
        }
    )
    frame.write_parquet(tmp_path / "CLIENTES.parquet")
    row = read(tmp_path / "CLIENTES.parquet", CLIENTES).frame.row(0, named=True)
    assert (row["nombre"], row["moneda_id"]) == ("A\u2013ñ", 620)
    assert row["limite_credito"] == Decimal("0.10")
    assert (row["fecha_susp"], row["fecha_hora_ult_modif"]) == (
        date(2026, 10, 1),
        datetime(2026, 10, 2),
    )


def test_noise_of_binary_numbers_is_not_rounded_away(tmp_path: Path) -> None:
    table = pa.table(
        {name.upper(): [1, 1] for name in SALDOS_CC.key}
        | {
            "CARGOS_CXC": [0.1 + 0.2, 5.0],
            "CREDITOS_CXC": [0, 0],
            "CARGOS_XACR": [0, 0],
            "CREDITOS_XACR": [0, 0],
        }
    )
    table = table.set_column(1, "ANO", pa.array([2026, 2026]))
    reading = read(write(tmp_path / "SALDOS_CC.parquet", table), SALDOS_CC)
    assert reading.rejects["reason"].to_list() == ["more decimals than the column holds"]
    assert reading.rows_read == 2


def test_a_date_beyond_any_calendar_is_quarantined(tmp_path: Path) -> None:
    days = pa.array([2**31 - 1, -(2**31), 0], pa.int32()).cast(pa.date32())
    table = RATES.set_column(2, "FECHA", days)
    table = table.append_column("CREADO", pa.array([2**62, None, 0]).cast(pa.timestamp("ms")))
    table = table.append_column("HORA", pa.array([2**62, None, 0]).cast(pa.time64("ns")))
    reading = read(write(tmp_path / "HISTORIA_CAMBIARIA.parquet", table), HISTORIA_CAMBIARIA)
    assert reading.rejects["column_name"].to_list() == ["fecha", "fecha"]
    assert set(reading.rejects["reason"]) == {"text where a date is expected"}
    assert reading.rejected_keys["historia_camb_id"].to_list() == [1, 2]
    assert reading.frame["fecha"].to_list() == [date(1970, 1, 1)]


def test_a_column_name_that_is_no_text_refuses_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "HISTORIA_CAMBIARIA.parquet", RATES)
    path.write_bytes(path.read_bytes().replace(b"FECHA", b"FECH\xc0"))
    assert "damaged or cut off" in refused(path, HISTORIA_CAMBIARIA).reason


def test_only_a_pull_may_deliver_an_empty_table(tmp_path: Path) -> None:
    empty = RATES.slice(0, 0)
    path = tmp_path / "HISTORIA_CAMBIARIA.parquet"
    assert "would close every row" in refused(write(path, empty), HISTORIA_CAMBIARIA).reason
    pulled = empty.replace_schema_metadata({UNKNOWN_COLUMNS: b"[]"})
    reading = read(write(path, pulled), HISTORIA_CAMBIARIA)
    assert reading.frame.is_empty()
    assert reading.missing_columns == ("tipo_cambio_cobros",)


def test_a_missing_required_column_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "HISTORIA_CAMBIARIA.parquet", RATES.drop_columns("FECHA"))
    assert "lacks the required columns FECHA" in refused(path, HISTORIA_CAMBIARIA).reason


@pytest.mark.parametrize("content", [[["a"], ["b"]], [b"\xff", b"a"]])
def test_lists_and_plain_bytes_are_refused(tmp_path: Path, content: list[Any]) -> None:
    table = pa.table({"VENDEDOR_ID": [1, 2], "NOMBRE": content})
    path = write(tmp_path / "VENDEDORES.parquet", table)
    assert "lists, records or plain bytes" in refused(path, VENDEDORES).reason


def test_a_file_that_is_cut_or_changed_is_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path / "HISTORIA_CAMBIARIA.parquet",
        RATES,
        write_page_checksum=True,
        use_dictionary=False,
    )
    content = path.read_bytes()
    path.write_bytes(content[:-20])
    assert "damaged or cut off" in refused(path, HISTORIA_CAMBIARIA).reason
    changed = bytearray(content)
    changed[60] ^= 1
    path.write_bytes(changed)
    assert "damaged or cut off" in refused(path, HISTORIA_CAMBIARIA).reason


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    rows, text = 20_000, "x" * 100_000
    column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [text])
    table = pa.table({"VENDEDOR_ID": list(range(rows)), "NOMBRE": column})
    path = write(tmp_path / "VENDEDORES.parquet", table, compression="zstd")
    assert path.stat().st_size < 200_000
    assert "unpacks to far more" in refused(path, VENDEDORES).reason


def test_a_file_larger_than_any_table_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "MAX_BYTES", 100)
    path = write(tmp_path / "HISTORIA_CAMBIARIA.parquet", RATES)
    assert "is larger" in refused(path, HISTORIA_CAMBIARIA).reason


@given(
    places=st.lists(st.tuples(st.integers(4, 10_000), st.integers(0, 255)), max_size=6),
    kept=st.integers(4, 10_000),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happened_to_a_file_every_row_is_told_or_it_is_refused(
    tmp_path: Path, places: list[tuple[int, int]], kept: int
) -> None:
    path = write(tmp_path / "HISTORIA_CAMBIARIA.parquet", RATES)
    content = bytearray(path.read_bytes()[:kept])
    for place, byte in places:
        content[4 + place % max(len(content) - 4, 1) if len(content) > 4 else 0] = byte
    content[:4] = b"PAR1"
    path.write_bytes(content)
    with contextlib.suppress(UnreadableFile):
        read(path, HISTORIA_CAMBIARIA)
