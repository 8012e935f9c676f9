"""MT940 and MT942 in small: fields, pages, several accounts, and files that mean harm."""

import logging
from datetime import date
from pathlib import Path

import pytest
from bank_files import cents, clabe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standard_files import KEY, PAYER_CLABE, damaged, read_or_refuse

ACCOUNT = clabe("021", "4012345678")
HEAD = f":20:REF1\n:25:BIMEMXMM/{ACCOUNT}\n:28C:215/1\n"
OPENING, CLOSING = ":60F:C260731MXN1000000,00\n", ":62F:C260803MXN1011590,00\n:64:C260803MXN5,00\n"
RECEIVED = (
    ":61:2608030803C11600,00NTRFNONREF//0000123\n"
    f":86:/BENM/CLIENTE DE PRUEBA SA/EREF/{KEY}/REMI/FACT A1234\n"
)
FEE = ":61:260803D10,NCHGNONREF\n:86:COMISION POR TRANSFERENCIA\n"
SAMPLE = HEAD + OPENING + RECEIVED + FEE + CLOSING + ":86:FIN DEL ESTADO\n-\n"
# Of a field 86 in the German way, with a line that breaks within a word and within a code.
STRUCTURED = (
    ":86:166?00TRANSFERENCIA?20EREF+MBAN010026080300?2112345678?22SVWZ+FACT A12?\n"
    f"2334 Y A1235?31{PAYER_CLABE}?32CLIENTE DE PRUEBA?33 SA\n"
)


def taken_movement(take, line: str, details: str = ":86:X\n") -> dict[str, object]:
    return take("a.sta", (HEAD + OPENING + line + details).encode()).rows[0]


def test_a_statement_is_read_with_its_balances_and_running_ones(take):
    taken = take("octubre.txt", SAMPLE.encode())
    assert taken.format_code == "mt940"
    assert taken.money == [
        (date(2026, 8, 3), "11600.00", "0.00", "1011600.00"),
        (date(2026, 8, 3), "0.00", "10.00", "1011590.00"),
    ]
    statement = taken.statement
    assert (statement["account_number"], statement["bank_code"]) == (ACCOUNT, "021")
    assert (statement["currency_code"], statement["statement_number"]) == ("MXN", "215")
    assert (statement["from_date"], statement["to_date"]) == (date(2026, 7, 31), date(2026, 8, 3))
    assert statement["opening_balance_amount"] == cents("1000000.00")
    assert statement["closing_balance_amount"] == cents("1011590.00")


def test_coded_details_say_who_paid_and_what_for(take):
    row = take("a.sta", SAMPLE.encode()).rows[0]
    assert row["counterparty_name"] == "CLIENTE DE PRUEBA SA"
    assert (row["tracking_key"], row["concept"]) == (KEY, "FACT A1234")
    assert (row["reference"], row["bank_transaction_code"]) == ("0000123", "NTRF")
    assert row["file_line"] == 5


def test_numbered_details_are_joined_across_their_lines(take):
    row = taken_movement(take, ":61:2608030803C11600,00NTRFNONREF\n", STRUCTURED)
    assert row["tracking_key"] == "MBAN01002608030012345678"
    assert row["concept"] == "FACT A1234 Y A1235"
    assert row["counterparty_name"] == "CLIENTE DE PRUEBA SA"
    assert (row["counterparty_clabe"], row["counterparty_bank_code"]) == (PAYER_CLABE, "072")
    assert row["reference"] is None


def test_a_full_line_of_details_goes_on_within_the_word(take):
    full = "/REMI/" + "X" * 57 + "FA"
    assert len(full) == 65
    row = taken_movement(take, ":61:260803C1,00NTRFNONREF\n", f":86:{full}\nCT A1\nB2\n")
    assert row["concept"] == "X" * 57 + "FACT A1 B2"


@pytest.mark.parametrize(
    ("mark", "deposit", "withdrawal", "code"),
    [
        ("C", "5.00", "0.00", "NTRF"),
        ("D", "0.00", "5.00", "NTRF"),
        ("RC", "0.00", "5.00", "NTRF/RC"),
        ("RD", "5.00", "0.00", "NTRF/RD"),
        ("CR", "5.00", "0.00", "NTRF"),
        ("DN", "0.00", "5.00", "NTRF"),
    ],
)
def test_a_reversal_moves_the_other_way(take, mark, deposit, withdrawal, code):
    row = taken_movement(take, f":61:2608030803{mark}5,00NTRFNONREF\n")
    assert (row["deposit_amount"], row["withdrawal_amount"]) == (cents(deposit), cents(withdrawal))
    assert row["bank_transaction_code"] == code


@pytest.mark.parametrize(("text", "amount"), [("5,", "5.00"), (",07", "0.07"), ("0,1", "0.10")])
def test_comma_decimals_are_exact(take, text, amount):
    assert taken_movement(take, f":61:260803C{text}NTRFX\n")["deposit_amount"] == cents(amount)


def test_the_entry_date_is_of_the_year_that_is_nearer(take):
    row = taken_movement(take, ":61:2601020102C5,00NTRFX\n".replace("2601020102", "2601011231"))
    assert (row["posted_date"], row["value_date"]) == (date(2025, 12, 31), date(2026, 1, 1))


def test_a_line_without_a_type_does_not_swallow_the_next(take):
    taken = take("a.sta", (HEAD + OPENING + ":61:260803C5,00\n:61:260803C7,00\n").encode())
    assert [row["deposit_amount"] for row in taken.rows] == [cents("5.00"), cents("7.00")]


def test_a_text_after_the_last_balance_is_not_of_the_last_movement(take):
    assert take("a.sta", SAMPLE.encode()).rows[1]["description"] == "COMISION POR TRANSFERENCIA"


def test_an_entry_of_zero_only_informs_and_is_no_movement(take):
    taken = take("a.sta", (HEAD + OPENING + ":61:260803C0,00NMSCX\n" + RECEIVED).encode())
    assert taken.movements.rows_read == 1


def test_several_accounts_of_a_file_are_several_statements(take):
    second = SAMPLE.replace(ACCOUNT, "4098765432").replace(":86:/BENM", ":86:OTRO /BENM")
    taken = take("a.sta", ("{1:F01BIMEMXMM}{4:\n" + SAMPLE + "-}\n{1:F01}{4:\n" + second).encode())
    assert taken.statements.frame["account_number"].to_list() == [ACCOUNT, "4098765432"]
    assert taken.column("account_number") == [ACCOUNT, ACCOUNT, "4098765432", "4098765432"]
    assert taken.column("file_line") == [6, 8, 20, 22]
    assert "{1:" not in "".join(taken.column("description"))


def test_pages_that_carry_a_balance_forward_are_one_statement(take):
    first = HEAD + OPENING + RECEIVED + ":62M:C260803MXN1011600,00\n-\n"
    second = HEAD.replace("215/1", "215/2") + ":60M:C260803MXN1011600,00\n" + FEE + CLOSING
    taken = take("a.sta", (first + second).encode())
    assert taken.statements.rows_read == 1
    assert taken.statement["opening_balance_amount"] == cents("1000000.00")
    assert taken.statement["closing_balance_amount"] == cents("1011590.00")
    assert [row["balance_amount"] for row in taken.rows] == [
        cents("1011600.00"),
        cents("1011590.00"),
    ]


def test_a_page_that_carries_another_balance_forward_begins_a_statement(take):
    first = HEAD + OPENING + RECEIVED + ":62M:C260803MXN1011600,00\n-\n"
    second = HEAD.replace("215/1", "216/1") + ":60M:C260803MXN1011500,00\n" + FEE + CLOSING
    assert take("a.sta", (first + second).encode()).statements.rows_read == 2


def test_a_debit_balance_is_negative(take):
    taken = take("a.sta", (HEAD + ":60F:D260731MXN100,00\n" + RECEIVED).encode())
    assert taken.rows[0]["balance_amount"] == cents("11500.00")


def test_an_interim_report_has_movements_and_no_balance(take):
    taken = take("a.sta", (HEAD + ":34F:MXNC0,\n:13D:2608031015-0600\n" + RECEIVED).encode())
    assert taken.money == [(date(2026, 8, 3), "11600.00", "0.00", None)]
    assert taken.statement["currency_code"] == "MXN"
    assert taken.statement["opening_balance_amount"] is None


def test_movements_that_all_go_the_wrong_way_refuse_the_statement(refuse):
    turned = SAMPLE.replace("0803C11600", "0803D11600").replace("0803D10,", "0803C10,")
    assert "swapped" in refuse("a.sta", turned.encode()).reason


def test_other_encodings_and_line_ends_are_read(take):
    text = ("\x01\r\n" + SAMPLE.replace("COMISION", "COMISIÓN").replace("\n", "\r\n")) + "\x03"
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        rows = take("a.sta", text.encode(encoding)).rows
        assert rows[1]["description"] == "COMISIÓN POR TRANSFERENCIA"


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        (":61:269903C5,00NTRFX\n", 5),
        (":61:260803X5,00NTRFX\n", 5),
        (":61:260803C5,0,0NTRFX\n", 5),
        (":61:260803C,NTRFX\n", 5),
        (":61:260803C5,001NTRFX\n", 5),
        (":62F:C260803MXN\n", 1),
        (":62F:C269903MXN5,00\n", 1),
        (":28C:ABC\n", 1),
    ],
)
def test_a_field_that_is_none_is_refused_by_its_line_and_not_its_value(refuse, bad, line, caplog):
    with caplog.at_level(logging.DEBUG):
        error = refuse("a.sta", (HEAD + OPENING + bad + ":86:CLIENTE DE PRUEBA SA\n").encode())
    assert error.reason.startswith(f"line {line}: ")
    assert "CLIENTE" not in str(error) + caplog.text
    assert ACCOUNT not in str(error) + caplog.text


def test_a_statement_without_an_account_is_refused(refuse):
    content = ":20:1\n:25:\n:28C:1/1\n" + OPENING
    assert "line 1 names no account" in refuse("a.sta", content.encode()).reason


@pytest.mark.parametrize(
    ("bound", "most", "reason"),
    [
        ("standard.MAX_BYTES", 100, "bytes, more than the 100"),
        ("standard.MAX_TEXT_CHARACTERS", 5, "a text of more than 5"),
        ("mt940.MAX_STATEMENTS", 0, "more than the 0 statements"),
        ("mt940_pages.MAX_MOVEMENTS", 1, "more than the 1 movements"),
        ("mt940_pages.MAX_PAGES", 0, "more than the 0 pages"),
        ("mt940_pages.MAX_FIELD_CHARACTERS", 20, "characters"),
        ("mt940_pages.MAX_FIELDS_TOGETHER", 1, "so many fields"),
    ],
)
def test_more_than_any_bank_delivers_is_refused(refuse, monkeypatch, bound, most, reason):
    monkeypatch.setattr(f"pipelines.sources.banks.{bound}", most)
    assert reason in refuse("a.sta", SAMPLE.encode()).reason


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(damaged(SAMPLE.encode()), damaged((HEAD + OPENING + STRUCTURED).encode())))
def test_a_damaged_mt940_is_read_or_refused(tmp_path: Path, content: bytes):
    read_or_refuse(tmp_path / "0123456789_a.sta", content)
