"""The source: a delivery of CFDI to its tables, every file accounted for.

Belongs here: what becomes of each file (landed, set aside, quarantined) and of the rows of its
voucher, which land together or not at all. Does not belong here: finding files (archive.py), XML
(markup.py, voucher.py), types and checks (batches.py).

A quarantined file is one rejected row of ``cfdi_vouchers``: the voucher that could not be read.
``cfdi_files`` lists all files with their outcome; its ``file_line`` is their number in the
delivery, and that of every row they gave.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.contracts.cfdi import (
    FILES,
    PAYMENT_DOCUMENTS,
    PAYMENTS,
    RELATIONS,
    TABLES,
    TAXES,
    VOUCHERS,
)
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.bounded_xml import hardened_parser
from pipelines.sources.cfdi.archive import Item, items_of
from pipelines.sources.cfdi.batches import (
    FAULTS,
    TextRows,
    find_contradictions,
    find_faults,
    without,
)
from pipelines.sources.cfdi.columns import (
    DOCUMENT_COLUMNS,
    PAYMENT_COLUMNS,
    RELATION_COLUMNS,
    TAX_COLUMNS,
    VOUCHER_COLUMNS,
)
from pipelines.sources.cfdi.kinds import check_bytes, check_type, standard_of
from pipelines.sources.cfdi.markup import parse_markup
from pipelines.sources.cfdi.verdicts import Quarantined, SetAside
from pipelines.sources.cfdi.voucher import VoucherRows, read_voucher
from pipelines.sources.reading import Reading
from pipelines.sources.rejects import as_rejects, refuse_too_many, rows_as_json
from pipelines.sources.source import Source

BATCH_FILES = 2_500
VOUCHER_TABLES = (VOUCHERS, RELATIONS, PAYMENTS, PAYMENT_DOCUMENTS, TAXES)
LANDED, SET_ASIDE, QUARANTINED = "landed", "set_aside", "quarantined"
# What tells a quarantined file from the others; nothing of what it says.
IDENTITY = ("file_name", "sha256", "uuid")


@dataclass(frozen=True)
class Outcome:
    """What became of one file before its cells are typed."""

    outcome_code: str
    kind_code: str | None = None
    uuid: str | None = None
    reason: str | None = None
    column: str = ""


class Delivery:
    """What was read of a delivery so far, in bounded batches."""

    def __init__(self) -> None:
        self.files: list[tuple[object, ...]] = []
        self.columns = {
            VOUCHERS.name: TextRows(VOUCHERS, VOUCHER_COLUMNS),
            RELATIONS.name: TextRows(RELATIONS, RELATION_COLUMNS),
            PAYMENTS.name: TextRows(PAYMENTS, PAYMENT_COLUMNS),
            PAYMENT_DOCUMENTS.name: TextRows(PAYMENT_DOCUMENTS, DOCUMENT_COLUMNS),
            TAXES.name: TextRows(TAXES, TAX_COLUMNS),
        }
        self.typed: dict[str, list[pl.DataFrame]] = {name: [] for name in self.columns}
        self.faults = [pl.DataFrame(schema=FAULTS)]
        self.parser = hardened_parser()

    def take(self, item: Item) -> None:
        line = len(self.files) + 1
        outcome = self.outcome_of(item, line)
        self.files.append(
            (
                *(item.file_name, item.sha256, item.size_bytes, outcome.outcome_code),
                *(outcome.kind_code, outcome.uuid, outcome.reason, line),
            )
        )
        if outcome.outcome_code == QUARANTINED:
            fault = (line, outcome.column, outcome.reason)
            self.faults.append(pl.DataFrame([fault], schema=FAULTS, orient="row"))
        if line % BATCH_FILES == 0:
            self.close_batch()

    def outcome_of(self, item: Item, line: int) -> Outcome:
        if item.content is None:
            return Outcome(QUARANTINED, reason=item.refusal)
        kind = None
        try:
            check_bytes(item.content)
            root = parse_markup(item.content, self.parser)
            standard = standard_of(root)
            kind = check_type(root.get("TipoDeComprobante"))
            rows = read_voucher(root, standard, kind)
        except SetAside as verdict:
            return Outcome(SET_ASIDE, verdict.kind, reason=verdict.reason)
        except Quarantined as verdict:
            return Outcome(QUARANTINED, kind, reason=verdict.reason, column=verdict.column)
        self.add(line, rows)
        return Outcome(LANDED, kind, rows.uuid)

    def add(self, line: int, rows: VoucherRows) -> None:
        columns = self.columns
        columns[VOUCHERS.name].add(line, (rows.head,))
        columns[RELATIONS.name].add(line, rows.relations)
        columns[PAYMENTS.name].add(line, rows.payments)
        columns[PAYMENT_DOCUMENTS.name].add(line, rows.documents)
        columns[TAXES.name].add(line, rows.taxes)

    def close_batch(self) -> None:
        for name, waiting in self.columns.items():
            frame, faults = waiting.take_typed()
            self.typed[name].append(frame)
            self.faults.append(faults)

    def readings(self) -> dict[str, Reading]:
        """One reading per table. Raises UnreadableFile when more files are bad than a quarantine is
        for.
        """
        self.close_batch()
        frames = {name: pl.concat(parts) for name, parts in self.typed.items()}
        faults = pl.concat(self.faults)
        frames = {name: without(frame, faults) for name, frame in frames.items()}
        # A fault of one row is a fault of its file: the rows of its other tables go with it.
        for find in (find_faults, find_contradictions):
            found = find(frames, VOUCHER_TABLES)
            if found.height:
                faults = pl.concat([faults, found])
                frames = {name: without(frame, found) for name, frame in frames.items()}
        return self.accounted(frames, faults)

    def accounted(
        self, frames: dict[str, pl.DataFrame], faults: pl.DataFrame
    ) -> dict[str, Reading]:
        schema = {**FILES.columns, FILE_LINE: pl.Int64()}
        files = pl.DataFrame(self.files, schema=schema, orient="row")
        faults = faults.unique(maintain_order=True)
        first = faults.unique(subset=[FILE_LINE], keep="first", maintain_order=True)
        refuse_too_many(first.height)
        files = files.join(
            first.select(FILE_LINE, fault="reason"), on=FILE_LINE, how="left", maintain_order="left"
        )
        is_bad = pl.col("fault").is_not_null()
        files = files.with_columns(
            outcome_code=pl.when(is_bad).then(pl.lit(QUARANTINED)).otherwise("outcome_code"),
            reason=pl.coalesce("fault", "reason"),
        )
        identity = files.filter(is_bad).select(
            FILE_LINE, rows_as_json({name: pl.col(name) for name in IDENTITY})
        )
        rejects = faults.join(identity, on=FILE_LINE, how="left", maintain_order="left")
        none = as_rejects([])
        readings = {name: Reading(frame, none, frame.height) for name, frame in frames.items()}
        vouchers = frames[VOUCHERS.name]
        return readings | {
            FILES.name: Reading(files.drop("fault"), none, files.height),
            VOUCHERS.name: Reading(vouchers, as_rejects([rejects]), vouchers.height + first.height),
        }


def route(_path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    return TABLES


def read(path: Path, tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """The vouchers of a folder, or of one file. Raises UnreadableFile when it holds more files, or
    more bad ones, than a delivery may.
    """
    delivery = Delivery()
    for item in items_of(path):
        delivery.take(item)
    readings = delivery.readings()
    return tuple(readings[table.name] for table in tables)


CFDI = Source("cfdi", TABLES, route, read, takes_folder=True)
