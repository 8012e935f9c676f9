"""Banorte's two layouts in small."""

from datetime import date
from decimal import Decimal

import pytest

HEADER = (
    "CUENTA|FECHA DE OPERACIÓN|FECHA|REFERENCIA|DESCRIPCIÓN|COD. TRANSAC|SUCURSAL|DEPÓSITOS|"
    "RETIROS|SALDO|MOVIMIENTO|DESCRIPCIÓN DETALLADA|CHEQUE"
)
ACCOUNT = "0456789123"


def csv(*rows: str) -> bytes:
    lines = [row.split("|") for row in (HEADER, *rows)]
    text = "\r\n".join(",".join(f'"{field}"' for field in line) for line in lines)
    return text.encode("utf-8-sig") + b"\r\n"


def row(day: str, deposit: str, withdrawal: str, balance: str, **other: str) -> str:
    account, detail = other.get("account", f"'{ACCOUNT}"), other.get("detail", "-")
    return (
        f"{account}|{day}|{day}|'0001|SPEI RECIBIDO|006|0987|{deposit}|{withdrawal}|{balance}|1|"
        f"{detail}|-"
    )


def test_movements_of_the_csv_are_read_in_their_layout(take):
    content = csv(
        row("22/jun./2026", "$1,234.50", "-", "$2,234.50", detail="SPEI RECIBIDO, REF 7"),
        row("23/06/2026", "-", "$234.50", "-$2,000.00"),
        row("01/SEPT/2026", "-", "$0.50", "$-2,000.50", detail="=REFERENCIA CTA"),
    )
    taken = take("cuentas.csv", content)
    assert taken.format_code == "banorte_csv"
    assert taken.money == [
        (date(2026, 6, 22), "1234.50", "0.00", "2234.50"),
        (date(2026, 6, 23), "0.00", "234.50", "-2000.00"),
        (date(2026, 9, 1), "0.00", "0.50", "-2000.50"),
    ]
    assert taken.column("description") == [
        "SPEI RECIBIDO, REF 7",
        "SPEI RECIBIDO",
        "SPEI RECIBIDO / =REFERENCIA CTA",
    ]
    assert taken.column("account_number") == [ACCOUNT] * 3
    assert taken.column("reference") == ["0001"] * 3
    assert "MOVIMIENTO" in taken.movements.unknown_columns


def test_a_csv_of_two_accounts_is_two_statements(take):
    content = csv(
        row("01/10/2026", "$1.00", "-", "$10.00"),
        row("01/10/2026", "$2.00", "-", "$20.00", account="'0999999999"),
        row("02/10/2026", "$1.00", "-", "$11.00"),
    )
    statements = take("cuentas.csv", content).statements.frame
    assert statements.select("account_number", "movement_count").rows() == [
        (ACCOUNT, 2),
        ("0999999999", 1),
    ]


def test_an_account_that_is_no_number_is_quarantined(take):
    taken = take("cuentas.csv", csv(row("01/10/2026", "$1.00", "-", "$10.00", account="'12AB")))
    assert taken.movements.rejects["column_name"].to_list() == ["account_number"]


def record(**places: str) -> str:
    """A line of 95 characters; ``c25="x"`` sets what begins at place 25."""
    line = " " * 95
    for name, text in places.items():
        start = int(name[1:])
        line = line[:start] + text + line[start + len(text) :]
    assert len(line) == 95
    return line


def money(amount: str) -> str:
    return f"{int(Decimal(amount) * 100):014d}"


def opens(account: str = ACCOUNT, balance: str = "1000.00", currency: str = "484") -> str:
    return record(
        c0="11", c25=account, c35="261001", c41="261031", c47="2", c48=money(balance), c62=currency,
        c66="EMPRESA DE PRUEBA SA DE CV",
    )  # fmt: skip


def moves(day: str, sign: str, amount: str, text: str, folio: str = "0000000000001") -> str:
    return record(
        c0="22", c10=day, c16=day, c22="00123", c27=sign, c28=money(amount), c42="0000000007",
        c52=text, c82=folio,
    )  # fmt: skip


def closes(deposits: tuple[int, str], withdrawals: tuple[int, str], balance: str) -> str:
    return record(
        c0="33", c35=f"{deposits[0]:05d}", c40=money(deposits[1]), c54=f"{withdrawals[0]:05d}",
        c59=money(withdrawals[1]), c73="2", c74=money(balance),
    )  # fmt: skip


def text(*records: str) -> bytes:
    lines = [*records, record(c0="88", c20=f"{len(records):06d}")]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\x1a"


STATEMENT = (
    opens(),
    moves("261001", "2", "250.50", "SPEI RECIBIDO"),
    record(c0="23", c4="DEL CLIENTE UNO"),
    record(c0="23", c4="CONCEPTO FACT Á1"),
    moves("261015", "1", "0.01", "COMISION"),
    closes((1, "250.50"), (1, "0.01"), "1250.49"),
)


def test_the_text_of_fixed_places_gets_its_balances_from_the_opening_one(take):
    taken = take("diario.txt", text(*STATEMENT))
    assert taken.format_code == "banorte_txt"
    assert taken.money == [
        (date(2026, 10, 1), "250.50", "0.00", "1250.50"),
        (date(2026, 10, 15), "0.00", "0.01", "1250.49"),
    ]
    first = taken.rows[0]
    assert first["description"] == "SPEI RECIBIDO DEL CLIENTE UNO CONCEPTO FACT Á1"
    assert (first["bank_transaction_code"], first["reference"]) == ("00123", "0000000007")
    assert (first["currency_code"], first["file_line"]) == ("MXN", 2)
    statement = taken.statement
    assert (statement["from_date"], statement["to_date"]) == (date(2026, 10, 1), date(2026, 10, 31))
    assert statement["opening_balance_amount"] == Decimal("1000.00")
    assert statement["closing_balance_amount"] == Decimal("1250.49")


def test_a_text_of_two_accounts_is_two_statements(take):
    second = (
        opens("0999999999", "5.00", "840"),
        closes((0, "0"), (0, "0"), "5.00"),
    )
    statements = take("diario.txt", text(*STATEMENT, *second)).statements.frame
    assert statements.select("account_number", "currency_code", "movement_count").rows() == [
        (ACCOUNT, "MXN", 2),
        ("0999999999", "USD", 0),
    ]


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ((*STATEMENT[:-1], closes((2, "250.50"), (1, "0.01"), "1250.49")), "says it has 2"),
        ((*STATEMENT[:-1], closes((1, "250.51"), (1, "0.01"), "1250.49")), "do not add up"),
        (STATEMENT[:-1], "opens 1 accounts and closes 0"),
        ((*STATEMENT, record(c0="11")), "line 7 does not open an account"),
        ((opens(), record(c0="33")), "line 2 does not close an account"),
        ((STATEMENT[0].replace("261031", "261331"), *STATEMENT[1:]), "a date that does not exist"),
    ],
)
def test_a_text_that_contradicts_itself_is_refused(refuse, records, reason):
    assert reason in refuse("diario.txt", text(*records)).reason


def test_a_text_without_its_end_is_refused(refuse):
    content = text(*STATEMENT)
    assert "no closing record 88" in refuse("diario.txt", content[: content.index(b"\n88")]).reason


def test_a_text_that_lost_a_record_is_refused(refuse):
    lines = text(*STATEMENT).split(b"\r\n")
    content = b"\r\n".join(lines[:2] + lines[4:])
    assert "it holds 5 records" in refuse("diario.txt", content).reason


def test_a_bad_movement_and_an_unknown_record_of_the_text_are_quarantined(take):
    bad = moves("261332", "2", "1.00", "X"), record(c0="99")
    taken = take("diario.txt", text(*STATEMENT[:2], *bad, *STATEMENT[2:]))
    assert taken.movements.frame.height == 2
    assert taken.movements.rejects.select("file_line", "column_name").rows() == [
        (3, "posted_date"),
        (3, "value_date"),
        (4, ""),
    ]
    assert "a record of a type" in taken.movements.rejects["reason"][-1]
