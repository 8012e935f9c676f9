"""The ERP's tables as its dump shows them: every cell as text, in the contracts' columns.

Belongs here: raw columns, and the text of money, percentages, rates, dates and folios. Does not
belong here: encodings and files (``files.py``), or what the rows say.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from pipelines.contracts import microsip
from pipelines.contracts.microsip_columns import UNITS
from pipelines.contracts.raw_table import MONEY, PERCENT, RATE, RawTable
from pipelines.sample import catalogues as c
from pipelines.sample.ledger import Ledger, document_rates, with_flags
from pipelines.sample.periods import Delivery
from pipelines.sample.rates import Fix

# Columns this company's version of the ERP lacks, and columns that no contract asks for.
LACKING: Mapping[str, frozenset[str]] = {
    "doctos_cc": frozenset({"sucursal_id", "metodo_pago_sat"}),
    "importes_doctos_cc": frozenset({"isr_retenido"}),
}
EXTRA: Mapping[str, tuple[str, ...]] = {
    "doctos_cc": ("usuario_creador", "lat", "lon"),
    "clientes": ("contacto1",),
}
ROWS_AT_ONCE = 250_000
# Two letters of a series and seven digits make a folio.
MOST_BESIDE_A_SERIES = 10_000_000
# The places after the point of the whole numbers in which the generator holds a type.
HELD_SCALES = {MONEY: 2, PERCENT: 6, RATE: 4, UNITS: 0}


def table_columns(table: RawTable) -> list[str]:
    """The columns of the dump: those of the contract that this version has, and its extra ones."""
    lacking = LACKING.get(table.entity, frozenset())
    known = [name for name in table.columns if name not in lacking]
    return [*known, *EXTRA.get(table.entity, ())]


def dumped(frame: pl.DataFrame, table: RawTable) -> Iterator[pl.DataFrame]:
    """``frame`` as text, columns named in upper case, some rows at a time.

    A column of the dump that ``frame`` lacks is null. Numbers are held whole, as everywhere in the
    generator, and get their decimals from the contract's type.
    """
    cells = [
        (_text(name, table.columns.get(name)) if name in frame.columns else pl.lit(None))
        .cast(pl.String)
        .alias(name.upper())
        for name in table_columns(table)
    ]
    for start in range(0, max(frame.height, 1), ROWS_AT_ONCE):
        yield frame.slice(start, ROWS_AT_ONCE).select(cells)


def _text(name: str, dtype: pl.DataType | None) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(dtype, pl.Decimal):
        return decimals(column, HELD_SCALES[dtype], dtype.scale)
    return column.cast(pl.String)


def decimals(column: pl.Expr, held: int, shown: int) -> pl.Expr:
    """Whole numbers of 10 to the minus ``held`` as text with ``shown`` decimals; none negative."""
    unit = 10**held
    part = (column % unit).cast(pl.String).str.zfill(held).str.pad_end(shown, "0")
    return pl.format("{}.{}", column // unit, part)


def document_table(ledger: Ledger, delivery: Delivery, fix: Fix) -> pl.DataFrame:
    """DOCTOS_CC of one delivery."""
    concept = pl.col("concepto_cc_id")
    cancelled_at = pl.when(pl.col("cancelado") == "S").then("cancelled_at")
    collectors = ledger.customers.select("cliente_id", "cobrador_id")
    documents = with_flags(ledger.documents, delivery).with_columns(
        tipo_cambio=document_rates(ledger.documents, ledger.customers, fix),
        naturaleza_concepto=concept.replace_strict(c.NATURES, return_dtype=pl.String),
    )
    return documents.join(collectors, on="cliente_id", maintain_order="left").with_columns(
        folio=folio(concept, pl.col("folio_number")),
        clave_cliente=customer_key(),
        sistema_origen=pl.when(concept == c.SALE).then(pl.lit("VE")).otherwise(pl.lit("CC")),
        estatus=pl.when(pl.col("aplicado") == "S").then(pl.lit("N")).otherwise(pl.lit("P")),
        # Not every receipt was captured with the bank's reference.
        refer_movto_bancario=pl.when(pl.col("bank_reference") % 5 < 2).then("bank_reference"),
        fecha_hora_creacion="created_at",
        fecha_hora_ult_modif=pl.max_horizontal("modified_at", cancelled_at),
        fecha_hora_cancelacion=cancelled_at,
        usuario_creador=pl.lit("CXC1"),
    )


def line_table(ledger: Ledger, delivery: Delivery) -> pl.DataFrame:
    """IMPORTES_DOCTOS_CC of one delivery: a line is cancelled by itself or with its document."""
    heads = with_flags(ledger.documents, delivery).select("docto_cc_id", "cancelado", "aplicado")
    cancelled = pl.col("is_cancelled") | (pl.col("cancelado") == "S")
    return ledger.lines.join(heads, on="docto_cc_id", maintain_order="left").with_columns(
        cancelado=pl.when(cancelled).then(pl.lit("S")).otherwise(pl.lit("N")),
        estatus=pl.when(pl.col("aplicado") == "S").then(pl.lit("N")).otherwise(pl.lit("P")),
    )


def customer_tables(ledger: Ledger) -> dict[str, pl.DataFrame]:
    """CLIENTES, CLAVES_CLIENTES and DIRS_CLIENTES of one delivery, by their entity names.

    The second key of a client has the next role and its second address is not the main one.
    """
    suspended = pl.col("estatus") != "A"
    customers = ledger.customers.with_columns(
        fecha_susp=pl.when(suspended).then(pl.col("modified_at").dt.date()),
        causa_susp=pl.when(suspended).then(pl.lit("ADEUDO VENCIDO")),
        cuenta_cxc=pl.format("1105-{}", pl.col("cliente_id")),
        fecha_hora_creacion=pl.lit("2019-01-02").str.to_datetime("%Y-%m-%d"),
        fecha_hora_ult_modif="modified_at",
    )
    seconds = customers.filter(pl.col("alias_key").is_not_null())
    doubled = pl.concat(
        [customers.with_columns(rank=pl.lit(1)), seconds.with_columns(rank=pl.lit(2))]
    )
    row_id = pl.col("cliente_id") * 10 + pl.col("rank")
    first = pl.col("rank") == 1
    keys = doubled.select(
        "cliente_id",
        clave_cliente_id=row_id,
        clave_cliente=pl.when(first).then(customer_key()).otherwise("alias_key"),
        rol_clave_cli_id=pl.col("rank"),
    )
    addresses = doubled.select(
        "cliente_id",
        "rfc_curp",
        "tax_id",
        dir_cli_id=row_id,
        codigo_postal=(pl.col("cliente_id") % 90_000 + 10_000),
        email=pl.format("pagos{}@example.com", pl.col("cliente_id")),
        es_dir_ppal=pl.when(first).then(pl.lit("S")).otherwise(pl.lit("N")),
    )
    return {"clientes": customers, "claves_clientes": keys, "dirs_clientes": addresses}


def folio(concept: pl.Expr, number: pl.Expr) -> pl.Expr:
    """The folio that users read: the series of the concept and the number, filled up with zeros.
    Beside a number of eight digits there is room for the first letter of the series only.
    """
    series = concept.replace_strict(c.SERIES, return_dtype=pl.String)
    series = pl.when(number < MOST_BESIDE_A_SERIES).then(series).otherwise(series.str.head(1))
    return series + number.cast(pl.String).str.zfill(c.FOLIO_LENGTH - series.str.len_chars())


def customer_key() -> pl.Expr:
    """The key that users type: C and the client's id."""
    return pl.format("C{}", pl.col("cliente_id"))


TABLES: Mapping[str, RawTable] = {table.entity: table for table in microsip.TABLES}
