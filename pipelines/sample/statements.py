"""How BBVA and Banorte print the movements of an account.

Belongs here: the layouts of their two exports and the wording of a movement. Does not belong here:
the movements (``banks.py``) or the writing of files (``files.py``).
Money comes in whole cents and leaves as the bank prints it.
"""

from datetime import date

import polars as pl

from pipelines.sample import banks
from pipelines.sample.catalogues import SERIES
from pipelines.sample.periods import Delivery

# Exports of one account overlap by the days since this one.
SECOND_EXPORT_STARTS = date(2026, 9, 24)
# The banks customers pay from, other than our two, and their codes.
SENDING_BANKS = ("SANTANDER", "BANAMEX", "HSBC", "SCOTIABANK", "INBURSA", "AFIRME")
BANK_CODES = ("014", "002", "021", "044", "036", "062")
NOTHING = "-"
# Who pays by mistake, and is no customer.
STRANGER, STRANGER_RFC = "PAGADORA AJENA SA DE CV", "PAJ010101AB1"


def exported(
    movements: pl.DataFrame, delivery: Delivery, *, by_year: bool
) -> list[tuple[str, pl.DataFrame]]:
    """What an export is called besides its usual name, and the movements it holds: all so far in
    the first delivery, some weeks in the second.

    by_year: of an account with very many movements a bank gives out no more than a year at once.
    """
    wanted = pl.col("day") <= delivery.last_day
    if delivery.number != 1:
        wanted &= pl.col("day") >= SECOND_EXPORT_STARTS
    if not by_year:
        return [("", movements.filter(wanted))]
    year = pl.col("day").dt.year()
    years = movements.select(year.filter(wanted).unique().sort()).to_series()
    return [(f"_{which}", movements.filter(wanted & (year == which))) for which in years]


def grouped(cents: pl.Expr) -> pl.Expr:
    """Cents as text with a decimal point and thousands commas: 123456 is "1,234.56"."""
    pesos = cents // 100
    thousands, millions = pesos // 1_000, pesos // 1_000_000
    billions = pesos // 1_000_000_000
    low = digits(pesos % 1_000, 3)
    middle, high = digits(thousands % 1_000, 3), digits(millions % 1_000, 3)
    whole = (
        pl.when(pesos < 1_000)
        .then(pl.format("{}", pesos))
        .when(thousands < 1_000)
        .then(pl.format("{},{}", thousands, low))
        .when(millions < 1_000)
        .then(pl.format("{},{},{}", millions, middle, low))
        .otherwise(pl.format("{},{},{},{}", billions, high, middle, low))
    )
    return pl.format("{}.{}", whole, digits(cents % 100, 2))


def digits(number: pl.Expr, length: int) -> pl.Expr:
    """A number as text, padded with zeros."""
    return number.cast(pl.String).str.zfill(length)


def bbva_rows(movements: pl.DataFrame) -> pl.DataFrame:
    """The columns of BBVA's text export, all text; an absent amount is null."""
    kind, reference = pl.col("kind"), pl.col("reference")
    transfer = pl.format(
        "SPEI RECIBIDO{}/{}  {} {}{}",
        _sending(SENDING_BANKS),
        digits(reference * 97 % 10_000_000_000, 10),
        _sending(BANK_CODES),
        digits(reference, 7),
        _paid_for(),
    )
    cheque = pl.format("DEPOSITO DE CHEQUE/{} SALVO BUEN COBRO", digits(reference, 7))
    concept = (
        pl.when(kind == banks.REFUND)
        .then(pl.format("SPEI ENVIADO/{} DEVOLUCION DE ANTICIPO", digits(reference, 7)))
        .when(kind == banks.RETURNED)
        .then(pl.format("CHEQUE DEVUELTO/{} FONDOS INSUFICIENTES", digits(reference, 7)))
        .when(kind == banks.SWEEP)
        .then(pl.format("TRASPASO A TESORERIA/{}", digits(reference, 7)))
        .when(kind == banks.FEES)
        .then(pl.lit("SERV BANCA INTERNET/COMISION MENSUAL"))
        .when(kind == banks.FEES_TAX)
        .then(pl.lit("IVA COM SERV BCA INTERNET/IVA 16%"))
        .when("is_cheque")
        .then(cheque)
        .otherwise(transfer)
    )
    return movements.select(
        pl.col("day").dt.strftime("%d-%m-%Y").alias("Día"),
        concept.alias("Concepto / Referencia"),
        pl.when(pl.col("withdrawal") > 0).then(grouped(pl.col("withdrawal"))).alias("cargo"),
        pl.when(pl.col("deposit") > 0).then(grouped(pl.col("deposit"))).alias("Abono"),
        grouped(pl.col("balance")).alias("Saldo"),
    )


def banorte_rows(movements: pl.DataFrame, number: str, customers: pl.DataFrame) -> pl.DataFrame:
    """The columns of Banorte's CSV export, all text; "-" stands for nothing."""
    people = customers.unique("cliente_id", keep="first").select("cliente_id", "nombre", "rfc_curp")
    reference, kind = pl.col("reference"), pl.col("kind")
    plain, code = _banorte_words()
    detail = (
        pl.when((kind == banks.DEPOSIT) & ~pl.col("is_cheque"))
        .then(_banorte_transfer())
        .otherwise(pl.format("{}, REFERENCIA: {}", plain, reference))
    )
    day = pl.col("day").dt.strftime("%d/%m/%Y")
    return movements.join(people, on="cliente_id", how="left", maintain_order="left").select(
        pl.lit(f"'{number}").alias("CUENTA"),
        day.alias("FECHA DE OPERACIÓN"),
        day.alias("FECHA"),
        digits(reference, 10).alias("REFERENCIA"),
        plain.alias("DESCRIPCIÓN"),
        code.alias("COD. TRANSAC"),
        pl.lit("0987").alias("SUCURSAL"),
        _dollar_sign(pl.col("deposit")).alias("DEPÓSITOS"),
        _dollar_sign(pl.col("withdrawal")).alias("RETIROS"),
        pl.format("${}", grouped(pl.col("balance"))).alias("SALDO"),
        pl.col("number").cast(pl.String).alias("MOVIMIENTO"),
        detail.alias("DESCRIPCIÓN DETALLADA"),
        pl.when("is_cheque").then(digits(reference, 7)).otherwise(pl.lit(NOTHING)).alias("CHEQUE"),
    )


def _banorte_words() -> tuple[pl.Expr, pl.Expr]:
    """The bank's short description of a movement and its transaction code."""
    words = {
        banks.DEPOSIT: ("SPEI RECIBIDO", "006"),
        banks.REFUND: ("BEM SPEI ENVIADO", "531"),
        banks.RETURNED: ("CHEQUE DEVUELTO", "054"),
        banks.SWEEP: ("TRASPASO ENTRE CUENTAS PROPIAS", "520"),
        banks.FEES: ("COMISION MANEJO DE CUENTA", "503"),
        banks.FEES_TAX: ("IVA COMISION", "504"),
        banks.INTEREST_IN: ("INTERESES PAGADOS", "110"),
        banks.OWN_IN: ("TRASPASO ENTRE CUENTAS PROPIAS", "520"),
        banks.SPEI_BACK: ("DEVOLUCION SPEI", "006"),
    }
    is_cheque = pl.col("is_cheque") & (pl.col("kind") == banks.DEPOSIT)

    def said(position: int, of_cheque: str) -> pl.Expr:
        by_kind = {kind: texts[position] for kind, texts in words.items()}
        usual = pl.col("kind").replace_strict(by_kind, return_dtype=pl.String)
        return pl.when(is_cheque).then(pl.lit(of_cheque)).otherwise(usual)

    return said(0, "DEPOSITO DE CHEQUE SBC"), said(1, "002")


def _banorte_transfer() -> pl.Expr:
    reference = pl.col("reference")
    return pl.format(
        "SPEI RECIBIDO, BCO:0{} {} HR LIQ: {}:{}:{}, DEL CLIENTE {}, DE LA CLABE {} CON RFC {}, "
        "CONCEPTO: {}, REFERENCIA: {} CVE RAST: {}",
        _sending(BANK_CODES),
        _sending(SENDING_BANKS),
        digits(reference % 9 + 9, 2),
        digits(reference % 60, 2),
        digits(reference % 59, 2),
        pl.col("nombre").fill_null(STRANGER),
        _payer_account(),
        pl.col("rfc_curp").fill_null(STRANGER_RFC),
        _paid_for(),
        digits(reference, 7),
        pl.format("MX{}{}", pl.col("day").dt.strftime("%Y%m%d"), digits(reference, 10)),
    )


def _payer_account() -> pl.Expr:
    """The payer's CLABE: bank, town, account and the check digit by weights 3, 7, 1."""
    body = pl.format("{}180{}", _sending(BANK_CODES), digits(pl.col("cliente_id").fill_null(0), 11))
    total = pl.sum_horizontal(
        body.str.slice(position, 1).cast(pl.Int64) * (3, 7, 1)[position % 3] % 10
        for position in range(17)
    )
    return pl.format("{}{}", body, (10 - total % 10) % 10)


def _sending(texts: tuple[str, ...]) -> pl.Expr:
    """The customer always pays from the same bank."""
    position = pl.col("cliente_id").fill_null(0) % len(texts)
    return position.replace_strict(dict(enumerate(texts)), return_dtype=pl.String)


def _paid_for() -> pl.Expr:
    """What the payer wrote: the folio for about half of the transfers, else nothing of use."""
    series = pl.col("concepto_cc_id").replace_strict(SERIES, return_dtype=pl.String)
    names_folio = pl.col("folio_number").is_not_null() & (pl.col("reference") % 9 < 5)
    return (
        pl.when(names_folio)
        .then(pl.format("FACT {}{}", series, pl.col("folio_number")))
        .otherwise(pl.lit("PAGO DE FACTURAS"))
    )


def _dollar_sign(cents: pl.Expr) -> pl.Expr:
    return pl.when(cents > 0).then(pl.format("${}", grouped(cents))).otherwise(pl.lit(NOTHING))
