"""Santander's three layouts in small."""

from datetime import date

from bank_files import clabe

PAYER, PAYEE = clabe("072", "123"), clabe("012", "456")
ACCOUNT = "65501234567"


def line(day: str, sign: str, amount: int, balance: str, **other: str) -> str:
    """A line of 630 characters. amount: in cents."""
    parts = {
        0: f"{other.get('account', ACCOUNT):>16}",
        16: day,
        24: "1015",
        28: "0123",
        32: "T020",
        36: other.get("description", "ABONO TRANSFERENCIA SPEI"),
        76: sign,
        77: f"{amount:014d}",
        91: balance,
        105: "00001234",
        113: "FACT A1234",
        203: "BANORTE",
        243: PAYER,
        263: "CLIENTE SA DE CV",
        383: other.get("zone", "X 123 EKU9003173C9 MX20260803000012345678 072"),
        500: other.get("long", ""),
    }
    text = " " * 630
    for place, value in parts.items():
        text = text[:place] + value + text[place + len(value) :]
    return text


def enlace(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("latin-1") + b"\r\n"


def test_the_text_has_the_month_first_and_the_point_left_out(take):
    content = enlace(
        line("08032026", "+", 11_600_00, "00000011600000", long="PAGO DE CLIENTE"),
        line("08042026", "-", 1_05, "00000011599895"),
    )
    taken = take("enlace.txt", content)
    assert taken.format_code == "santander_txt"
    assert taken.money == [
        (date(2026, 8, 3), "11600.00", "0.00", "116000.00"),
        (date(2026, 8, 4), "0.00", "1.05", "115998.95"),
    ]
    first = taken.rows[0]
    assert first["account_number"] == ACCOUNT
    assert first["tracking_key"] == "MX20260803000012345678"
    assert first["counterparty_rfc"] == "EKU9003173C9"
    assert first["counterparty_clabe"] == PAYER
    assert (first["counterparty_bank_code"], first["concept"]) == ("072", "FACT A1234")
    assert first["description"] == "ABONO TRANSFERENCIA SPEI / PAGO DE CLIENTE"


def test_an_overdrawn_balance_of_the_text_is_negative(take):
    (movement,) = take("e.txt", enlace(line("08032026", "-", 5_00, "-0000000000500"))).money
    assert movement == (date(2026, 8, 3), "0.00", "5.00", "-5.00")


def test_lines_whose_blanks_were_cut_are_read_and_shorter_ones_are_quarantined(take):
    whole = line("08032026", "+", 5_00, "00000000000500")
    cut = line("08042026", "+", 5_00, "00000000001000").rstrip()
    taken = take("e.txt", enlace(whole, cut, whole[:90]))
    assert taken.column("file_line") == [1, 2]
    assert taken.movements.rejects["reason"].to_list() == ["a line of 90 characters instead of 630"]
    assert taken.movements.rows_read == 3


def test_a_text_of_two_accounts_is_two_statements(take):
    content = enlace(
        line("08032026", "+", 5_00, "00000000000500"),
        line("08032026", "+", 5_00, "00000000000500", account="65509999999"),
    )
    assert take("e.txt", content).statements.frame.height == 2


def test_cheque_accounts_have_days_in_apostrophes_below_seven_lines(take):
    content = (
        "Consulta de movimientos\n\n,\n,\nEmpresa,PRUEBA SA DE CV\n"
        f"Cuenta: {ACCOUNT}\nPeriodo: 01/08/2026 al 31/08/2026\n"
        "Fecha,Hora,Sucursal,Descripcion,Importe Cargo,Importe Abono,Saldo,Referencia,Concepto,"
        "Descripcion Larga\n"
        "'03082026','10:15',123,ABONO SPEI,,\"11,600.00\",\"116,000.00\",1234,FACT A1,\n"
        "'04082026','09:00',123,COMISION,1.05,,\"115,998.95\",1235,,COMISION DE AGOSTO\n"
    ).encode()
    taken = take("chequeras.csv", content)
    assert taken.format_code == "santander_csv"
    assert taken.money == [
        (date(2026, 8, 3), "11600.00", "0.00", "116000.00"),
        (date(2026, 8, 4), "0.00", "1.05", "115998.95"),
    ]
    assert taken.column("concept") == ["FACT A1", None]
    assert taken.column("description") == ["ABONO SPEI", "COMISION DE AGOSTO"]
    statement = taken.statement
    assert statement["account_number"] == ACCOUNT
    assert (statement["from_date"], statement["to_date"]) == (date(2026, 8, 1), date(2026, 8, 31))


SPEI_HEADER = (
    "Cuenta,Fecha,Hora,Sucursal,Descripcion,Cargo/Abono(+/-),Importe,Saldo,Referencia,Concepto,"
    "Banco Participante,Clabe Beneficiario,Nombre Beneficiario,Cta Ordenante,Nombre Ordenante,"
    "Codigo Devolucion,Causa Devolucion,RFC Beneficiario,RFC Ordenante,Clave de Rastreo,"
    "Descripcion Larga"
)


def test_detailed_transfers_name_the_other_end_of_each(take):
    rows = (
        f"'{ACCOUNT}',03082026,10:15,1,ABONO,+,11600.00,116000.00,1,FACT A1,BANORTE,{PAYEE},"
        f"NOSOTROS,{PAYER},CLIENTE SA,,,XAXX010101000,EKU9003173C9,MXKEY0000000001,",
        f"'{ACCOUNT}',04082026,10:15,1,CARGO,-,1.05,115998.95,2,PAGO,BBVA MEXICO,{PAYEE},"
        f"PROVEEDOR,{PAYER},NOSOTROS,,,EKU9003173C9,XAXX010101000,MXKEY0000000002,",
    )
    taken = take("spei.csv", "\n".join((SPEI_HEADER, *rows)).encode())
    assert taken.format_code == "santander_spei_csv"
    assert taken.money == [
        (date(2026, 8, 3), "11600.00", "0.00", "116000.00"),
        (date(2026, 8, 4), "0.00", "1.05", "115998.95"),
    ]
    assert taken.column("counterparty_clabe") == [PAYER, PAYEE]
    assert taken.column("counterparty_name") == ["CLIENTE SA", "PROVEEDOR"]
    assert taken.column("counterparty_rfc") == ["EKU9003173C9", "EKU9003173C9"]
    assert taken.column("counterparty_bank_code") == ["072", "012"]
    assert taken.column("tracking_key") == ["MXKEY0000000001", "MXKEY0000000002"]


def test_a_counterparty_account_that_is_no_clabe_is_left_out(take):
    row = (
        f"{ACCOUNT},03082026,10:15,1,ABONO,+,1.00,1.00,1,X,BANORTE,{PAYEE},N,1234567890,CLIENTE,,,"
        "XAXX010101000,EKU9003173C9,MXKEY0000000001,"
    )
    taken = take("spei.csv", f"{SPEI_HEADER}\n{row}\n".encode())
    assert taken.column("counterparty_clabe") == [None]
