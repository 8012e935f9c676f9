"""The SAT's metadata of vouchers: the ``~`` text of its mass download, loose or in its ZIP, and the
comma-separated export of its portal.

Belongs here: those layouts. In the ``~`` text quotes are literal and a name may hold a line break
of its own (LF), so records are put together before anything is split. Headers vary, dates come with
a blank, with a T or as dd/mm/yyyy, and a status as 1 and 0 or in words. ``file_line`` counts
records, the header being the first.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO

import polars as pl

from pipelines.contracts.raw_table import RawTable
from pipelines.contracts.sat_metadata import STATUSES
from pipelines.sources.cfdi.archive import DAMAGE, ZIP_HEADS, RefusedArchive, open_archive
from pipelines.sources.delimited import Dialect, open_delimited
from pipelines.sources.file_kind import kind_of
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.source import Source
from pipelines.sources.text_table import match_columns
from pipelines.sources.typed_columns import cells_of, read_columns

COLUMNS = {
    "uuid": ("Uuid", "Folio Fiscal"),
    "estatus": ("Estatus", "Estado del Comprobante", "Estado Comprobante"),
    "fecha_cancelacion": ("FechaCancelacion", "Fecha de Cancelación", "Fecha Cancelación"),
    "efecto_comprobante": ("EfectoComprobante", "Efecto del Comprobante", "Efecto Comprobante"),
    "monto": ("Monto", "MontoTotal", "Total"),
    "rfc_emisor": ("RfcEmisor", "RFC Emisor"),
    "rfc_receptor": ("RfcReceptor", "RFC Receptor"),
    "rfc_pac": ("RfcPac", "PacCertifico", "PAC que Certificó"),
    "fecha_emision": ("FechaEmision", "Fecha de Emisión", "Fecha Emisión"),
    "fecha_certificacion_sat": (
        *("FechaCertificacionSat", "Fecha de Certificación", "Fecha Certificación"),
    ),
}
OPTIONAL = frozenset(COLUMNS) - {"uuid", "estatus"}
TIMES = ("fecha_cancelacion", "fecha_emision", "fecha_certificacion_sat")
STATUS_WORDS = {"1": "vigente", "0": "cancelado"}
NOTATION = Notation(thousands_mark=",", currency_sign="$")

SEPARATOR = "~"
BEGINS_RECORD = re.compile(rb"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-")
# The list of parties on whose account others invoiced, which the SAT packs beside the metadata.
THIRD_PARTIES = b"ACuentaTerceros"
MAX_TEXT_BYTES = 256 << 20
MAX_RECORD_BYTES = 1 << 16
DOWNLOAD_AGAIN = "Download the metadata again and deliver the SAT's own ZIP or TXT"


def route(_path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    return (STATUSES,)


def read(path: Path, tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """The statuses of one download or export. Raises UnreadableFile when it is none."""
    (table,) = tables
    with tempfile.TemporaryDirectory(prefix="cartera-") as folder:
        copy = Path(folder) / "records.txt"
        with open_text(path) as text, copy.open("wb") as file:
            body = lines(text)
            head = next(body, b"")
            if THIRD_PARTIES in head:
                raise UnreadableFile("it lists third parties and no statuses", DOWNLOAD_AGAIN)
            is_download = SEPARATOR.encode() in head
            file.writelines(records(head, body) if is_download else chain([head], body))
        dialect = Dialect(delimiter=SEPARATOR, quoted=False) if is_download else Dialect()
        return (read_records(copy, table, dialect),)


def read_records(path: Path, table: RawTable, dialect: Dialect) -> Reading:
    with open_delimited(path, dialect) as text:
        match = match_columns(text.header, COLUMNS, OPTIONAL)
        cells = {name: cell.str.strip_chars() for name, cell in cells_of(match).items()}
        cells["uuid"] = cells["uuid"].str.to_uppercase()
        cells["estatus"] = cells["estatus"].str.to_lowercase().replace(STATUS_WORDS)
        if "efecto_comprobante" in cells:
            # Ingreso, Egreso, Pago, Nómina, Traslado: the code is the word's first letter.
            cells["efecto_comprobante"] = cells["efecto_comprobante"].str.replace(
                r"(?i)^([IEPNT])(?:ngreso|greso|ago|[óo]mina|raslado)$", "${1}"
            )
        for name in cells.keys() & set(TIMES):
            cells[name] = iso_time(cells[name])
        return read_columns(text, table, cells, NOTATION, match)


def iso_time(text: pl.Expr) -> pl.Expr:
    """Day before month, a T between day and time, no time or no seconds: all as one notation."""
    return (
        text.str.replace(r"^(\d{1,2})/(\d{1,2})/(\d{4})\b", "${3}-${2}-${1}")
        .str.replace(r"^(\d{4}-\d{1,2}-\d{1,2})T", "${1} ")
        .str.replace(r"^(\d{4}-\d{1,2}-\d{1,2})$", "${1} 00:00")
        .str.replace(r"( \d{1,2}:\d{2})$", "${1}:00")
    )


@contextmanager
def open_text(path: Path) -> Iterator[IO[bytes]]:
    """The text's bytes, of the file itself or of the one list in an archive.

    Raises UnreadableFile for what is neither text nor such an archive, or beyond the bounds.
    """
    with path.open("rb") as file:
        is_archive = file.read(4).startswith(ZIP_HEADS)
    if is_archive:
        with open_packed(path) as packed:
            yield packed
        return
    kind_of(path)
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise too_large()
    with path.open("rb") as file:
        yield file


@contextmanager
def open_packed(path: Path) -> Iterator[IO[bytes]]:
    try:
        with (
            open_archive(path, MAX_TEXT_BYTES) as package,
            package.open(only_list(package)) as entry,
        ):
            yield entry
    except RefusedArchive as error:
        raise UnreadableFile(str(error), DOWNLOAD_AGAIN) from error
    except DAMAGE as error:
        raise UnreadableFile("the archive is damaged or cut off", DOWNLOAD_AGAIN) from error


def only_list(package: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The archive's one list of statuses; lists of third parties beside it are left alone."""
    found = []
    for entry in package.infolist():
        if not entry.is_dir():
            with package.open(entry) as file:
                head = file.readline(MAX_RECORD_BYTES)
            if THIRD_PARTIES not in head:
                found.append(entry)
    if len(found) != 1:
        raise UnreadableFile(
            f"the archive holds {len(found)} files that may be metadata, not one", DOWNLOAD_AGAIN
        )
    return found[0]


def lines(text: IO[bytes]) -> Iterator[bytes]:
    """The lines with their ends. Raises UnreadableFile for one that is longer than any list's."""
    while line := text.readline(MAX_RECORD_BYTES):
        if len(line) == MAX_RECORD_BYTES:
            raise too_long()
        yield line


def records(head: bytes, body: Iterator[bytes]) -> Iterator[bytes]:
    """One line per record. Where lines end in CRLF, a lone LF belongs to a name; in a file that was
    saved with LF only, a line that does not begin with a UUID goes on with the record before.
    """
    has_crlf = head.endswith(b"\r\n")
    parts, length = [head], 0
    for line in body:
        if has_crlf:
            goes_on = not parts[-1].endswith(b"\r\n")
        else:
            goes_on = parts[0] is not head and BEGINS_RECORD.match(line) is None
        if not goes_on:
            yield joined(parts)
            parts, length = [], 0
        parts.append(line)
        length += len(line)
        if length > MAX_RECORD_BYTES:
            raise too_long()
    yield joined(parts)


def joined(parts: list[bytes]) -> bytes:
    """Without line breaks but the last."""
    return b" ".join([*(part.rstrip(b"\r\n") for part in parts[:-1]), parts[-1]])


def too_long() -> UnreadableFile:
    return UnreadableFile(
        f"a record is longer than {MAX_RECORD_BYTES:,} bytes, which no voucher's is", DOWNLOAD_AGAIN
    )


def too_large() -> UnreadableFile:
    return UnreadableFile(
        f"it has more than the {MAX_TEXT_BYTES:,} bytes allowed", "Download a shorter stretch"
    )


SAT_METADATA = Source("sat_metadata", (STATUSES,), route, read)
