"""What the receivables desk of the sample company wrote down: calls, promises, disputes, portals.

Belongs here: the rows of the desk's books, by the headers of their templates, as far as a delivery
knows them. Does not belong here: the credit file (``desk_credit.py``), files (``books.py``). A row
follows from the life of its invoice, which the desk does not know beforehand but the generator
does: a promise that is kept names the day on which the customer really paid.
Amounts are whole cents. Only ordinary customers: the hard cases keep the figures they are made for.
"""

from datetime import date, timedelta

import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.case_book import FIRST_CUSTOMER
from pipelines.sample.ledger import Ledger, live_lines
from pipelines.sample.periods import AS_OF, SECOND
from pipelines.sample.tables import customer_key, folio

# Books are typed by people: a large company has no more of it than a desk can write.
MOST_ROWS = 400
DESK_BEGINS, PORTALS_BEGIN = date(2026, 4, 1), date(2026, 7, 1)
LAST_ROUND = date(2026, 10, 26)
# Nobody makes a plan or a dispute of less, in cents.
MATTERS = 1_000_00
PLANS_AGREED, PLAN_DAY, PLAN_PARTS = date(2026, 7, 15), 15, 4
KINDS = ("Llamada", "Correo", "Mensaje", "Llamada", "Visita")
REASONS = ("Precio", "Factura con error", "Entrega", "Falta documento", "Descuento no aplicado")
OWNERS = ("Ventas", "Facturación", "Almacén", "Facturación", "Crédito")
PORTALS = ("Portal Norte", "Proveedores en línea")
REJECTIONS = ("Falta orden de compra", "La orden de compra no coincide", "Falta entrada de almacén")
INITIALS = {c.FIRST_COLLECTOR + n: f"C{n + 1}" for n in range(len(c.COLLECTORS))}
ID = pl.col("docto_cc_id")


def ordinary_charges(ledger: Ledger) -> pl.DataFrame:
    """The sales of ordinary customers with their due date, and what was paid of them by when.

    One row a charge: docto_cc_id, cliente_id, customer, document, currency, collector, fecha, due,
    amount, open (at the end), paid_dates and paid_cents (lists that belong together).
    """
    shown = ledger.shown_in(SECOND)
    lines = live_lines(shown, SECOND).filter(pl.col("cliente_id") < FIRST_CUSTOMER)
    paid = (
        lines.filter((pl.col("tipo_impte") == "R") & (pl.col("document_date") <= SECOND.last_day))
        .group_by(docto_cc_id=pl.col("docto_cc_acr_id"))
        .agg(
            paid_dates=pl.col("document_date").sort(),
            paid_cents=(pl.col("importe") + pl.col("impuesto") + pl.col("dscto_ppag")).sort_by(
                "document_date"
            ),
        )
    )
    charges = lines.filter(
        (pl.col("tipo_impte") == "C")
        & (pl.col("concepto_cc_id") == c.SALE)
        & (pl.col("document_date") <= AS_OF)
    )
    numbers = shown.documents.select("docto_cc_id", "folio_number")
    customers = shown.customers.select("cliente_id", "moneda_id", "cobrador_id")
    dues = shown.dues.group_by("docto_cc_id").agg(due=pl.col("fecha_vencimiento").max())
    none = pl.lit([], dtype=pl.List(pl.Int64))
    return (
        charges.join(numbers, on="docto_cc_id")
        .join(customers, on="cliente_id")
        .join(dues, on="docto_cc_id")
        .join(paid, on="docto_cc_id", how="left")
        .select(
            "docto_cc_id",
            "cliente_id",
            "due",
            paid_dates=pl.coalesce("paid_dates", pl.lit([], dtype=pl.List(pl.Date))),
            customer=customer_key(),
            document=folio(pl.col("concepto_cc_id"), pl.col("folio_number")),
            currency=pl.when(pl.col("moneda_id") == c.USD)
            .then(pl.lit("USD"))
            .otherwise(pl.lit("MXN")),
            collector=pl.col("cobrador_id").replace_strict(INITIALS, return_dtype=pl.String),
            fecha=pl.col("document_date"),
            amount=pl.col("importe") + pl.col("impuesto") - pl.col("iva_retenido"),
            paid_cents=pl.coalesce("paid_cents", none),
        )
        .with_columns(open=pl.col("amount") - pl.col("paid_cents").list.sum())
        .sort("docto_cc_id")
    )


def worked_days(day: pl.Expr) -> pl.Expr:
    """The day itself, or the Monday after a weekend."""
    weekday = day.dt.weekday()
    return day + pl.duration(days=pl.when(weekday > 5).then(8 - weekday).otherwise(0))


def overdue_on(charges: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    """Charges that were due before a day of the desk's (``day``) and had something left on it."""
    dated = charges.with_columns(day=worked_days(day).cast(pl.Date)).filter(
        pl.col("day").is_between(DESK_BEGINS, SECOND.last_day) & (pl.col("due") < pl.col("day"))
    )
    return with_payments(dated).filter(pl.col("left") > 0)


def after_due(days: int) -> pl.Expr:
    return pl.col("due") + pl.duration(days=days)


def with_payments(dated: pl.DataFrame) -> pl.DataFrame:
    """Charges with a ``day``, and beside it what was left of them on it, the first payment after
    it and the last of all.
    """
    payments = (
        dated.select("docto_cc_id", "day", "paid_dates", "paid_cents")
        .explode("paid_dates", "paid_cents")
        .group_by("docto_cc_id")
        .agg(
            before=pl.col("paid_cents").filter(pl.col("paid_dates") <= pl.col("day")).sum(),
            next_paid=pl.col("paid_dates").filter(pl.col("paid_dates") > pl.col("day")).min(),
            last_paid=pl.col("paid_dates").max(),
        )
    )
    return dated.join(payments, on="docto_cc_id", maintain_order="left").with_columns(
        left=pl.col("amount") - pl.col("before")
    )


def promises(charges: pl.DataFrame) -> pl.DataFrame:
    """A promise of every fourth late invoice: two of three name the day of the next payment. Of
    what is still open in the last week another quarter is promised for the week after it.
    """
    late = overdue_on(charges, after_due(6)).filter(ID % 4 == 1)
    last = overdue_on(charges, pl.lit(LAST_ROUND)).filter((pl.col("open") > 0) & (ID % 4 == 3))
    soon = pl.col("next_paid") <= pl.col("day") + pl.duration(days=25)
    honest = soon.fill_null(value=False) & (ID % 3 != 0)
    return pl.concat([late, last]).with_columns(
        kind=pl.lit("Promesa"),
        promised=pl.when(honest)
        .then("next_paid")
        .otherwise(worked_days(pl.col("day") + pl.duration(days=10)).cast(pl.Date)),
        said=pl.when(ID % 5 == 0).then(pl.max_horizontal(pl.col("left") // 2, 1)).otherwise("left"),
        contact=pl.lit("Cuentas por pagar"),
    )


def contacts(charges: pl.DataFrame) -> pl.DataFrame:
    """A call, message or visit about every fourth late invoice, three days after its due date."""
    kinds = dict(enumerate(KINDS))
    return (
        overdue_on(charges, after_due(3))
        .filter(ID % 4 == 2)
        .with_columns(
            kind=(ID % len(KINDS)).replace_strict(kinds, return_dtype=pl.String),
            contact=pl.lit("Cuentas por pagar"),
            next_day=worked_days(pl.col("day") + pl.duration(days=7)).cast(pl.Date),
        )
    )


def disputes(charges: pl.DataFrame) -> pl.DataFrame:
    """A dispute about every ninth late invoice, and about some that are still open, in part or
    whole; solved when it was paid.
    """
    place = ID % len(REASONS)
    in_part = (ID % 2 == 0) & (pl.col("left") > MATTERS)
    solved = (pl.col("open") == 0) & (pl.col("last_paid") > pl.col("day"))
    return (
        overdue_on(charges, after_due(8))
        .filter((ID % 9 == 3) | (pl.col("open") > MATTERS) & (ID % 4 == 0))
        .with_columns(
            kind=pl.lit("Disputa"),
            said=pl.when(in_part).then(pl.col("left") * 3 // 10).otherwise("left"),
            reason=place.replace_strict(dict(enumerate(REASONS)), return_dtype=pl.String),
            owner=place.replace_strict(dict(enumerate(OWNERS)), return_dtype=pl.String),
            solved_on=pl.when(solved).then("last_paid"),
            contact=pl.lit("Compras"),
        )
    )


def collection_log(charges: pl.DataFrame, until: date) -> pl.DataFrame:
    """The log as it stood at the end of a day; a row keeps its number in later deliveries."""
    events = pl.concat(
        [promises(charges), contacts(charges), disputes(charges)], how="diagonal"
    ).sort("day", "kind", "docto_cc_id")
    numbered = events.with_columns(
        number=pl.int_range(1, pl.len() + 1).over("collector"),
    ).tail(MOST_ROWS)
    solved = pl.when(pl.col("solved_on") <= until).then("solved_on")
    has_amount = pl.col("kind").is_in(["Promesa", "Disputa"])
    return numbered.filter(pl.col("day") <= until).select(
        pl.col("collector").alias("Gestor"),
        pl.col("number").alias("Folio"),
        pl.col("day").alias("Fecha"),
        pl.col("customer").alias("Cliente"),
        pl.col("kind").alias("Tipo"),
        pl.col("document").alias("Documento"),
        pl.col("said").alias("Importe"),
        pl.when(has_amount).then("currency").alias("Moneda"),
        pl.col("promised").alias("Fecha prometida"),
        pl.col("reason").alias("Motivo de la disputa"),
        pl.col("owner").alias("Responsable"),
        solved.alias("Fecha de solución"),
        pl.col("contact").alias("Contacto"),
        pl.col("next_day").alias("Próxima gestión"),
    )


def payment_plans(charges: pl.DataFrame) -> pl.DataFrame:
    """Three plans of four monthly parts over what was overdue: one customer pays all of it, one
    some of it, one nothing.
    """
    old = with_payments(
        charges.filter((pl.col("due") < PLANS_AGREED) & (pl.col("currency") == "MXN")).with_columns(
            day=pl.lit(PLANS_AGREED)
        )
    )
    owing = (
        old.filter(pl.col("left") > 0)
        .group_by("customer")
        .agg(pl.col("left").sum(), pl.col("open").sum())
        .filter(pl.col("left") > MATTERS)
        .with_columns(paid_share=1 - pl.col("open") / pl.col("left"))
        .sort("paid_share", "customer")
    )
    chosen = owing[sorted({0, owing.height // 2, owing.height - 1})] if owing.height else owing
    parts = pl.DataFrame({"part": range(1, PLAN_PARTS + 1)})
    month = PLANS_AGREED.month + pl.col("part")
    share = pl.col("left") // PLAN_PARTS
    rest = pl.col("left") - share * (PLAN_PARTS - 1)
    return (
        chosen.with_row_index("plan", offset=1)
        .join(parts, how="cross")
        .select(
            pl.format("CV-2026-{}", pl.col("plan").cast(pl.String).str.zfill(2)).alias("Convenio"),
            pl.col("part").alias("Parcialidad"),
            pl.col("customer").alias("Cliente"),
            pl.lit(PLANS_AGREED).alias("Fecha del convenio"),
            pl.date(PLANS_AGREED.year, month, PLAN_DAY).alias("Vencimiento"),
            pl.when(pl.col("part") < PLAN_PARTS).then(share).otherwise(rest).alias("Importe"),
            pl.lit("MXN").alias("Moneda"),
            pl.lit("Vigente").alias("Estado"),
            pl.lit("Gerencia de crédito").alias("Autorizó"),
        )
    )


# Steps of an invoice in a portal: attempt, state, days after the invoice. The fifth is never
# uploaded, the fourth stays rejected, the third is rejected, corrected and accepted.
ACCEPTED = ((1, "Por subir", 0), (1, "Subida", 2), (1, "Aceptada", 5), (1, "Programada", 9))
CORRECTED = (
    (1, "Por subir", 0),
    (1, "Subida", 3),
    (1, "Rechazada", 7),
    (2, "Subida", 12),
    (2, "Aceptada", 15),
    (2, "Programada", 18),
)
REJECTED = ((1, "Por subir", 0), (1, "Subida", 4), (1, "Rechazada", 8))
FORGOTTEN = ((1, "Por subir", 0),)
LIVES = (ACCEPTED, ACCEPTED, CORRECTED, REJECTED, FORGOTTEN, ACCEPTED, ACCEPTED)


def portal_submissions(charges: pl.DataFrame, until: date) -> pl.DataFrame:
    """The state of each invoice of the customers that have a portal: one row an attempt."""
    steps = pl.DataFrame(
        [(life, *step) for life, steps in enumerate(LIVES) for step in steps],
        schema={"life": pl.Int64, "attempt": pl.Int64, "state": pl.String, "after": pl.Int64},
        orient="row",
    )
    portal = (pl.col("cliente_id") // 4 % 2).replace_strict(
        dict(enumerate(PORTALS)), return_dtype=pl.String
    )
    why = (ID % 3).replace_strict(dict(enumerate(REJECTIONS)), return_dtype=pl.String)
    day = pl.col("fecha") + pl.duration(days=pl.col("after"))
    known = (
        charges.filter((pl.col("cliente_id") % 4 == 0) & (pl.col("fecha") >= PORTALS_BEGIN))
        .tail(MOST_ROWS)
        .with_columns(life=pl.int_range(pl.len()) % len(LIVES), portal=portal, why=why)
        .join(steps, on="life")
        .with_columns(day=day.cast(pl.Date))
        .filter(pl.col("day") <= until)
        .sort("docto_cc_id", "attempt", "after")
    )
    uploaded = pl.col("day").filter(pl.col("state") == "Subida").first()
    latest = known.group_by("docto_cc_id", "attempt", maintain_order=True).agg(
        pl.all().exclude("docto_cc_id", "attempt", "uploaded").last(), uploaded=uploaded
    )
    payment = pl.max_horizontal(pl.col("due"), pl.col("day")) + timedelta(days=6)
    return latest.select(
        pl.col("customer").alias("Cliente"),
        pl.col("document").alias("Documento"),
        pl.col("portal").alias("Portal"),
        pl.col("attempt").alias("Intento"),
        pl.col("state").alias("Estado"),
        pl.col("day").alias("Fecha del estado"),
        pl.col("uploaded").alias("Fecha de subida"),
        pl.when(pl.col("state") == "Rechazada").then("why").alias("Motivo de rechazo"),
        pl.when(pl.col("state") == "Programada")
        .then(payment)
        .cast(pl.Date)
        .alias("Fecha de pago programada"),
        pl.lit("Facturación").alias("Responsable"),
    )
