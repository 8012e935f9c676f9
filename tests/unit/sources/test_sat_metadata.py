"""The SAT's metadata: its mass download, its portal's export, and the traps of both."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contracts.validation import Validated, validate
from pipelines.sources import sat_metadata
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.sat_metadata import SAT_METADATA

HEADER = (
    "Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~RfcPac~FechaEmision~"
    "FechaCertificacionSat~Monto~EfectoComprobante~Estatus~FechaCancelacion"
)
FIRST = "129C4D12-1415-4ACE-BE12-34E71C4EDAB4"
SECOND = "aaaaaaaa-1415-4ace-be12-34e71c4edab4"
THIRD_PARTIES = "Uuid~RfcACuentaTerceros~NombreACuentaTerceros\r\n"

UUID_REASON = (
    "a text that does not have the form "
    "'^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$'"
)

Read = Callable[..., Validated]


def record(
    uuid: str = FIRST, name: str = "EMISOR SA", status: str = "1", cancelled: str = ""
) -> str:
    return (
        f"{uuid}~EKU9003173C9~{name}~XAXX010101000~PÚBLICO EN GENERAL~SPR190613I52~"
        f"2026-01-11 10:36:24~2026-01-11 10:36:52~1485.17~I~{status}~{cancelled}"
    )


def text(*records: str, header: str = HEADER, end: str = "\r\n") -> bytes:
    return "".join(line + end for line in (header, *records)).encode()


def packed(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(f"{name}.txt", content)
    return buffer.getvalue()


def encrypted(content: bytes) -> bytes:
    """The archive with the flag of a password set in its list of entries."""
    place = content.rindex(b"PK\x01\x02") + 8
    return content[:place] + b"\x01" + content[place + 1 :]


def taken(path: Path) -> Validated:
    (table,) = tables = SAT_METADATA.route(path, path.parent)
    (reading,) = SAT_METADATA.read(path, tables, path.parent)
    done = validate(table, reading)
    assert done.rows_read == done.frame.height + done.duplicate_rows + done.rejected_count
    return done


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def run(content: bytes, name: str = "package.txt") -> Validated:
        path = tmp_path / name
        path.write_bytes(content)
        return taken(path)

    return run


def test_a_record_of_the_mass_download_is_a_dated_status(read):
    done = read(text(record(status="0", cancelled="2026-02-01 09:00:00")))
    assert done.frame.row(0, named=True) == {
        "uuid": FIRST,
        "estatus": "cancelado",
        "fecha_cancelacion": datetime(2026, 2, 1, 9),
        "efecto_comprobante": "I",
        "monto": Decimal("1485.17"),
        "rfc_emisor": "EKU9003173C9",
        "rfc_receptor": "XAXX010101000",
        "rfc_pac": "SPR190613I52",
        "fecha_emision": datetime(2026, 1, 11, 10, 36, 24),
        "fecha_certificacion_sat": datetime(2026, 1, 11, 10, 36, 52),
        "file_line": 2,
    }


def test_names_are_not_kept_and_are_said_to_be_left_out(read):
    assert read(text(record())).unknown_columns == ("NombreEmisor", "NombreReceptor")


def test_a_lone_line_feed_in_a_name_does_not_split_its_record(read):
    done = read(text(record(name="EMISOR\nSA"), record(SECOND)))
    assert done.frame["uuid"].to_list() == [FIRST, SECOND.upper()]
    assert done.rejected_count == 0


def test_a_line_feed_in_a_name_is_told_by_the_uuid_where_all_lines_end_in_line_feeds(read):
    done = read(text(record(name="EMISOR\n\nSA"), record(SECOND), end="\n"))
    assert done.frame["uuid"].to_list() == [FIRST, SECOND.upper()]
    assert done.rejected_count == 0


def test_quotes_in_a_name_are_literal(read):
    done = read(text(record(name='"EL 8" SA'), record(SECOND, name='LA "9')))
    assert done.frame.height == 2


def test_header_variants_and_a_t_between_day_and_time_are_read(read):
    header = HEADER.replace("RfcPac", "PacCertifico").replace("Monto", "MontoTotal")
    row = record(SECOND).replace("2026-01-11 10", "2026-01-11T10")
    done = read(b"\xef\xbb\xbf" + text(row, header=header))
    assert done.frame["rfc_pac"].to_list() == ["SPR190613I52"]
    assert done.frame["monto"].to_list() == [Decimal("1485.17")]
    assert done.frame["fecha_emision"].to_list() == [datetime(2026, 1, 11, 10, 36, 24)]


def test_the_portal_says_statuses_in_words_and_days_before_months(read):
    done = read(
        f"Uuid,Estatus,FechaCancelacion\r\n{FIRST},Cancelado,01/02/2026\r\n"
        f"{SECOND},Vigente,\r\n".encode(),
        "portal.csv",
    )
    assert done.frame.select("estatus", "fecha_cancelacion", "monto").rows() == [
        ("cancelado", datetime(2026, 2, 1), None),
        ("vigente", None, None),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("31/12/2026 9:05", datetime(2026, 12, 31, 9, 5)),
        ("1/2/2026 09:05:07", datetime(2026, 2, 1, 9, 5, 7)),
        ("2026-02-01", datetime(2026, 2, 1)),
        ("2026-02-01T09:05:07", datetime(2026, 2, 1, 9, 5, 7)),
    ],
)
def test_times_of_a_resaved_file_are_read(read, written, meant):
    done = read(text(record(status="0", cancelled=written)))
    assert done.frame["fecha_cancelacion"].to_list() == [meant]


def test_effects_may_be_words(read):
    words = ("Ingreso", "EGRESO", "Pago", "Nómina", "Traslado")
    rows = [
        record(FIRST[:-1] + str(place)).replace("~I~", f"~{word}~")
        for place, word in enumerate(words)
    ]
    assert read(text(*rows)).frame["efecto_comprobante"].to_list() == list("IEPNT")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (record(status="2"), "estatus", "not one of the accepted codes 'vigente', 'cancelado'"),
        (record(uuid=""), "uuid", "empty where a value is required"),
        (record(uuid="129C"), "uuid", UUID_REASON),
        (record().replace("1485.17", "1.485,17"), "monto", "number with a comma decimal"),
        (
            record(cancelled="31/02/2026"),
            "fecha_cancelacion",
            "a date that does not exist or lies outside 1900-2199",
        ),
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_bad_record_is_quarantined_and_the_others_land(read, row, column, reason, end):
    done = read(text(row, record(SECOND), end=end))
    assert done.frame["uuid"].to_list() == [SECOND.upper()]
    assert done.rejects.select("file_line", "column_name", "reason").rows() == [(2, column, reason)]


def test_two_statuses_of_one_voucher_in_one_file_are_quarantined(read):
    done = read(text(record(), record(status="0")))
    assert set(done.rejects["reason"]) == {"same key, different content"}


def test_the_list_of_third_parties_beside_the_metadata_is_left_alone(read):
    content = packed(package=text(record()), package_tercero=THIRD_PARTIES.encode())
    assert read(content, "package.zip").frame["uuid"].to_list() == [FIRST]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (THIRD_PARTIES.encode(), "third parties"),
        (b"", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"Uuid~Monto\r\n", "lacks the required columns Estatus"),
        (packed(a=text(record()), b=text(record())), "2 files"),
        (packed(a=text(record()))[:-30], "damaged"),
        (encrypted(packed(a=text(record()))), "password"),
        (HEADER.encode() + b"\r\n" + b"x" * 70_000 + b"\r\n", "longer than"),
        (text(record(), end="\n") + b"x\n" * 40_000, "longer than"),
        (text(record()).replace(b"EMISOR", b"EMI\0OR"), "NUL"),
    ],
)
def test_what_is_no_metadata_is_refused_by_name(read, content, reason):
    with pytest.raises(UnreadableFile) as refusal:
        read(content)
    assert reason in refusal.value.reason
    assert refusal.value.remedy


def test_an_archive_whose_entry_is_too_large_is_refused_unread(read, monkeypatch):
    monkeypatch.setattr(sat_metadata, "MAX_TEXT_BYTES", 100)
    with pytest.raises(UnreadableFile, match="100 bytes allowed"):
        read(packed(a=text(record())))
    with pytest.raises(UnreadableFile, match="100 bytes allowed"):
        read(text(record()))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_are_read_with_every_count_closed_or_refused(data, tmp_path):
    whole = data.draw(st.sampled_from([text(record(), record(SECOND)), packed(a=text(record()))]))
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    content = whole[:start] + data.draw(st.binary(max_size=40)) + whole[start + length :]
    path = tmp_path / "fuzzed"
    path.write_bytes(content)
    with contextlib.suppress(UnreadableFile):
        taken(path)
