"""The sales module of the ERP: orders, delivery notes and invoices behind the last months' charges.

Belongs here: those documents, what links them to each other, to receivables and to their fiscal
vouchers, and ways of payment. Does not belong here: the charges themselves, which are the ledger's.
Nothing is drawn: what a sale looks like follows from its id. Money is whole cents, prices are
ten-thousandths of a unit of money, quantities are whole.
"""

from datetime import date

import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.cfdi import uuid_of
from pipelines.sample.ledger import Ledger
from pipelines.sample.periods import SECOND, Delivery
from pipelines.sample.rates import Fix
from pipelines.sample.tables import document_table

SOLD_SINCE = date(2026, 9, 1)
# Ids share one sequence in the ERP; a block for each kind keeps them apart.
INVOICES, ORDERS, NOTES, BACKLOG, PART_NOTES = (n * 50_000_000 for n in range(10, 15))
LINES, SECOND_LINES = 1_000_000_000, 1_025_000_000
UNITS, UNITS_SENT = 10, 4
CURRENCY_CODES = {c.MXN: "MXN", c.USD: "USD"}
VOUCHER_TYPES = {c.SALE: "I", c.CREDIT_MEMO: "E", c.RETURN: "E", c.RECEIPT: "P"}
VOUCHER_NAMES = {"I": "Factura", "E": "Nota de crédito", "P": "Recibo de pago"}

ID = pl.col("docto_cc_id")


def order_tables(ledger: Ledger, delivery: Delivery, fix: Fix) -> dict[str, pl.DataFrame]:
    """The sales module's tables as of one delivery, by their entity names."""
    shown = ledger.shown_in(delivery)
    documents = document_table(shown, delivery, fix)
    invoices = _sales(documents, shown)
    last = ledger.shown_in(SECOND)
    headers = pl.concat(
        [_invoices(invoices), *_orders(_sales(document_table(last, SECOND, fix), last), delivery)]
    ).sort("docto_ve_id")
    uses = _vouchers(documents, invoices)
    numbers = invoices.select("docto_cc_id", docto_ve_id=ID + INVOICES)
    return {
        "doctos_ve": headers,
        "doctos_ve_det": _lines(headers),
        "doctos_ve_ligas": _links(headers),
        "vencimientos_cargos_ve": shown.dues.join(numbers, on="docto_cc_id", maintain_order="left"),
        "doctos_entre_sis": _system_links(numbers),
        "usos_folios_fiscales": uses,
        "repositorio_cfdi": uses,
        "formas_cobro_doctos": _ways_of_payment(documents),
    }


def _sales(documents: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Sales since SOLD_SINCE with their amounts and the customer's currency."""
    amounts = (
        ledger.lines.filter(tipo_impte="C")
        .group_by("docto_cc_id")
        .agg(pl.col("importe", "impuesto", "iva_retenido").sum())
    )
    currencies = ledger.customers.select("cliente_id", "moneda_id")
    return (
        documents.filter((pl.col("concepto_cc_id") == c.SALE) & (pl.col("fecha") >= SOLD_SINCE))
        .join(amounts, on="docto_cc_id", maintain_order="left")
        .join(currencies, on="cliente_id", maintain_order="left")
    )


def _header(sales: pl.DataFrame, first_id: int, kind: str, **columns: pl.Expr) -> pl.DataFrame:
    """Rows of DOCTOS_VE. made_of: the document they came out of; done: units fulfilled of each."""
    columns = {
        "folio": pl.format(
            "{}{}", pl.lit(f"{kind}E"), (ID % 1_000_000).cast(pl.String).str.zfill(7)
        ),
        "importe_neto": pl.col("importe"),
        "total_impuestos": pl.col("impuesto"),
        "total_retenciones": pl.col("iva_retenido"),
        "units": pl.lit(UNITS),
        "done": pl.lit(0),
        "made_of": pl.lit(None),
        "fecha_hora_cancelacion": pl.lit(None),
    } | columns
    return sales.select(
        "cliente_id",
        "clave_cliente",
        "moneda_id",
        "tipo_cambio",
        "aplicado",
        "cond_pago_id",
        docto_ve_id=ID + first_id,
        tipo_docto=pl.lit(kind),
        fecha=columns["fecha"],
        folio=columns["folio"],
        estatus=columns["estatus"],
        orden_compra=pl.when(ID % 4 == 0).then(pl.format("OC-{}", ID)),
        importe_neto=columns["importe_neto"].cast(pl.Int64),
        total_impuestos=columns["total_impuestos"].cast(pl.Int64),
        total_retenciones=columns["total_retenciones"].cast(pl.Int64),
        fecha_hora_creacion=columns["fecha"].cast(pl.Datetime("us")),
        fecha_hora_cancelacion=columns["fecha_hora_cancelacion"].cast(pl.Datetime("us")),
        units=columns["units"].cast(pl.Int64),
        done=columns["done"].cast(pl.Int64),
        made_of=columns["made_of"].cast(pl.Int64),
    )


def _invoices(invoices: pl.DataFrame) -> pl.DataFrame:
    """Every invoice; every third came out of an order, every fifth out of a delivery note."""
    origin = pl.when(ID % 5 == 0).then(ID + NOTES).when(ID % 3 == 0).then(ID + ORDERS)
    return _header(
        invoices,
        INVOICES,
        "F",
        fecha=pl.col("fecha"),
        folio=pl.col("folio"),
        estatus=pl.when(pl.col("cancelado") == "S").then(pl.lit("C")).otherwise(pl.lit("N")),
        made_of=origin,
        fecha_hora_cancelacion=pl.col("fecha_hora_cancelacion"),
    )


def _orders(sales: pl.DataFrame, delivery: Delivery) -> list[pl.DataFrame]:
    """What was ordered and sent by then: pending until its sale, and some of it for good."""
    is_sold = pl.col("fecha") <= delivery.last_day
    state = pl.when(is_sold).then(pl.lit("S")).otherwise(pl.lit("P"))
    done = pl.when(is_sold).then(UNITS).otherwise(0)
    ordered, sent = pl.col("fecha").dt.offset_by("-5d"), pl.col("fecha").dt.offset_by("-2d")
    later = pl.col("fecha").dt.offset_by("3d")
    is_sent = (ID % 14 == 0) & (later.dt.offset_by("1d") <= delivery.last_day)
    # A tenth of the order is the price, so that every part of it is whole cents.
    price, tax = pl.col("importe") // UNITS, pl.col("impuesto") // UNITS
    whole = {"importe_neto": price * UNITS, "total_impuestos": tax * UNITS}
    part = {"importe_neto": price * UNITS_SENT, "total_impuestos": tax * UNITS_SENT}
    no_tax_withheld = {"total_retenciones": pl.lit(0)}
    return [
        _header(
            sales.filter((ID % 3 == 0) & (ordered <= delivery.last_day)),
            ORDERS,
            "P",
            fecha=ordered,
            estatus=state,
            done=done,
        ),
        _header(
            sales.filter((ID % 5 == 0) & (sent <= delivery.last_day)),
            NOTES,
            "R",
            fecha=sent,
            estatus=state,
            done=done,
            made_of=pl.when(ID % 3 == 0).then(ID + ORDERS),
        ),
        _header(
            sales.filter((ID % 7 == 0) & (later <= delivery.last_day)),
            BACKLOG,
            "P",
            fecha=later,
            estatus=pl.lit("P"),
            done=pl.when(is_sent).then(UNITS_SENT).otherwise(0),
            **whole,
            **no_tax_withheld,
        ),
        _header(
            sales.filter((ID % 7 == 0) & is_sent),
            PART_NOTES,
            "R",
            fecha=later.dt.offset_by("1d"),
            estatus=pl.lit("P"),
            units=pl.lit(UNITS_SENT),
            made_of=ID + BACKLOG,
            **part,
            **no_tax_withheld,
        ),
    ]


def _lines(headers: pl.DataFrame) -> pl.DataFrame:
    """One line per document, two where the invoice's number is even."""
    net, number = pl.col("importe_neto"), pl.col("docto_ve_id")
    is_split = (pl.col("tipo_docto") == "F") & (number % 2 == 0)
    first = headers.select(
        "docto_ve_id",
        docto_ve_det_id=number + LINES,
        unidades="units",
        unidades_surt_dev="done",
        precio_total_neto=pl.when(is_split).then(net // 2).otherwise(net),
        posicion=pl.lit(1),
    )
    second = headers.filter(is_split).select(
        "docto_ve_id",
        docto_ve_det_id=number + SECOND_LINES,
        unidades="units",
        unidades_surt_dev="done",
        precio_total_neto=net - net // 2,
        posicion=pl.lit(2),
    )
    return (
        pl.concat([first, second])
        .sort("docto_ve_id", "posicion")
        .with_columns(
            clave_articulo=pl.format("HID-{}", pl.col("docto_ve_id") % 400),
            articulo_id=pl.col("docto_ve_id") % 400 + 1,
            # Rounded to what a price shows; the line's net amount is what counts.
            precio_unitario=pl.col("precio_total_neto") * 100 // pl.col("unidades"),
            rol=pl.lit("N"),
        )
    )


def _links(headers: pl.DataFrame) -> pl.DataFrame:
    return headers.filter(pl.col("made_of").is_not_null()).select(
        docto_ve_liga_id=pl.col("docto_ve_id") + LINES,
        docto_ve_fte_id="made_of",
        docto_ve_dest_id="docto_ve_id",
    )


def _system_links(numbers: pl.DataFrame) -> pl.DataFrame:
    """From invoices to their charges; one in nine has lost its link."""
    return numbers.filter(ID % 9 != 4).select(
        clave_sis_fte=pl.lit("VE"),
        docto_fte_id="docto_ve_id",
        clave_sis_dest=pl.lit("CC"),
        docto_dest_id="docto_cc_id",
    )


def _vouchers(documents: pl.DataFrame, invoices: pl.DataFrame) -> pl.DataFrame:
    """Fiscal folios of invoices, credit memos and receipts, both as used and as kept."""
    stamped = documents.filter(
        pl.col("concepto_cc_id").is_in(list(VOUCHER_TYPES)) & (pl.col("fecha") >= SOLD_SINCE)
    ).join(
        invoices.select(
            "docto_cc_id",
            "moneda_id",
            total=pl.col("importe") + pl.col("impuesto") - pl.col("iva_retenido"),
        ),
        on="docto_cc_id",
        how="left",
        maintain_order="left",
    )
    is_sale = pl.col("concepto_cc_id") == c.SALE
    kind = pl.col("concepto_cc_id").replace_strict(VOUCHER_TYPES, return_dtype=pl.String)
    frame = stamped.select(
        "folio",
        "fecha",
        uso_folio_id=ID,
        cfdi_id=ID,
        folios_fiscales_id=pl.lit(1),
        sistema=pl.when(is_sale).then(pl.lit("VE")).otherwise(pl.lit("CC")),
        docto_id=pl.when(is_sale).then(ID + INVOICES).otherwise(ID),
        modalidad_facturacion=pl.lit("CFDI"),
        version=pl.lit("4.0"),
        naturaleza=pl.lit("E"),
        tipo_comprobante=kind,
        tipo_docto_msp=kind.replace_strict(VOUCHER_NAMES, return_dtype=pl.String),
        importe=pl.when(is_sale).then("total"),
        moneda=pl.col("moneda_id").replace_strict(
            CURRENCY_CODES, default=None, return_dtype=pl.String
        ),
        fecha_cancelacion=pl.when(pl.col("cancelado") == "S").then(
            pl.col("fecha_hora_cancelacion").dt.date()
        ),
    )
    # The same as in the vouchers themselves, whichever module stamped them.
    uuids = [uuid_of(number) for number in frame["cfdi_id"]]
    return frame.with_columns(uuid=pl.Series(uuids, dtype=pl.String))


def _ways_of_payment(documents: pl.DataFrame) -> pl.DataFrame:
    receipts = documents.filter(
        (pl.col("concepto_cc_id") == c.RECEIPT) & (pl.col("fecha") >= SOLD_SINCE)
    )
    return receipts.select(
        forma_cobro_doc_id=ID + LINES,
        nom_tabla_doctos=pl.lit("DOCTOS_CC"),
        docto_id=ID,
        forma_cobro_id=pl.when(ID % 10 == 0).then(c.CHEQUE).otherwise(c.TRANSFER),
        clave_sis_forma_cob=pl.lit("CC"),
        importe=pl.lit(0),
    )
