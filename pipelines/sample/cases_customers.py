"""Hard cases about customers: who is the same, who only looks the same, and what names contain.

Belongs here: one builder a case, each with a docstring that says what it is. Does not belong here:
cases about documents. Every name is invented.
"""

from datetime import date

from pipelines.sample import catalogues as c
from pipelines.sample.case_book import CaseBook
from pipelines.sample.tax_ids import FOREIGN, PUBLIC

SHARED_RFC = "HMU990104ABA"


def one_rfc_two_clients(book: CaseBook) -> None:
    """One legal entity under two client ids, one for each currency."""
    pesos = book.customer("pesos", "CASO HERMANOS MUÑIZ SA DE CV", rfc_curp=SHARED_RFC)
    dollars = book.customer(
        "dollars", "CASO HERMANOS MUÑIZ USD", rfc_curp=SHARED_RFC, moneda_id=c.USD
    )
    book.charge("in_pesos", pesos, date(2026, 9, 3), 16_000_00)
    book.charge("in_dollars", dollars, date(2026, 9, 4), 1_400_00)


def generic_rfcs(book: CaseBook) -> None:
    """Unrelated clients that share the two RFCs which identify nobody."""
    for number, rfc in enumerate((PUBLIC, PUBLIC, FOREIGN, FOREIGN), start=1):
        abroad = rfc == FOREIGN
        label = f"{'foreign' if abroad else 'public'}_{number}"
        customer = book.customer(
            label,
            rfc_curp=rfc,
            moneda_id=c.USD if abroad else c.MXN,
            tax_id=f"98-900001{number}" if abroad else None,
        )
        book.charge(label, customer, date(2026, 9, 8), 1_100_00 * number, percent=0)


def odd_texts(book: CaseBook) -> None:
    """Ñ, &, accents, the bytes 0x80 to 0x9F of WIN1252, quotes, commas and leading spaces."""
    texts = {
        "dash_and_curly_quotes": "MAQUINADOS NÚÑEZ & CÍA – “LA PRENSA” SA DE CV",  # noqa: RUF001
        "quote_and_comma": 'TALLER "EL PISTÓN", S. DE R.L. DE C.V.',
        "euro_and_ellipsis": "IMPORTACIONES € Y MÁS… ‘ŠKOLA’™",  # noqa: RUF001
        "semicolon": "BOMBAS; VÁLVULAS Y MANDOS | PEÑA",
    }
    for label, name in texts.items():
        customer = book.customer(label, name)
        book.charge(
            label,
            customer,
            date(2026, 9, 9),
            2_000_00,
            descripcion='MANGUERA 1/2", 3 mts – según cotización',  # noqa: RUF001
        )


def formulas_in_texts(book: CaseBook) -> None:
    """Names and descriptions that a spreadsheet would run if it were let."""
    texts = {
        "equals": '=HYPERLINK("http://example.invalid","ABRIR")',
        "at": "@SUM(1+1)*2",
        "plus": "+52 REFACCIONES",
        "minus": "-2+3 BOMBAS",
    }
    for label, text in texts.items():
        customer = book.customer(label, text)
        book.charge(label, customer, date(2026, 9, 10), 1_500_00, descripcion=text)


def two_keys_and_two_addresses(book: CaseBook) -> None:
    """A client with a second key and a second address, which must not double its documents."""
    customer = book.customer(alias_key="ALIAS-01")
    book.charge("invoice", customer, date(2026, 9, 28), 9_900_00)


def customer_without_movements(book: CaseBook) -> None:
    """A client that has never bought anything."""
    book.customer()
