"""OFX 1 (SGML) and 2 (XML) in small, and files that mean harm."""

from datetime import date
from pathlib import Path

import pytest
from bank_files import cents, clabe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standard_files import damaged, read_or_refuse

ACCOUNT = clabe("021", "4012345678")
SGML = (
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n"
    "CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
SIGN_ON = "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</STATUS><LANGUAGE>SPA</SONRS></SIGNONMSGSRSV1>\n"


def movement(amount: str, posted: str = "20260803120000[-6:CST]", **other: str) -> str:
    text = other.get("text", "<NAME>SPEI RECIBIDO\n<MEMO>FACT A1234\n")
    return (
        f"<STMTTRN>\n<TRNTYPE>{other.get('kind', 'OTHER')}\n<DTPOSTED>{posted}\n<TRNAMT>{amount}\n"
        f"<FITID>{other.get('id', 'F1')}\n{text}</STMTTRN>\n"
    )


def statement(*movements: str, ledger: str = "1011590.00", **other: str) -> str:
    return (
        "<STMTTRNRS><TRNUID>1<STMTRS><CURDEF>MXN"
        f"<BANKACCTFROM><BANKID>{other.get('bank', '021')}<ACCTID>{other.get('account', ACCOUNT)}"
        "<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>"
        f"<DTSTART>20260801<DTEND>{other.get('to', '20260803')}\n"
        f"{''.join(movements)}</BANKTRANLIST><LEDGERBAL><BALAMT>{ledger}"
        f"<DTASOF>{other.get('as_of', '20260803')}</LEDGERBAL>"
        "<AVAILBAL><BALAMT>7.00<DTASOF>20260803</AVAILBAL></STMTRS></STMTTRNRS>\n"
    )


def ofx(*statements: str) -> bytes:
    body = f"<OFX>{SIGN_ON}<BANKMSGSRSV1>{''.join(statements)}</BANKMSGSRSV1></OFX>\n"
    return (SGML + body).encode("cp1252")


MOVEMENTS = movement("11600.00"), movement("-10.00", text="<NAME>COMISIÓN", id="F2", kind="FEE")
SAMPLE = ofx(statement(*MOVEMENTS))
# The same with each leaf ended.
SAMPLE_XML = (
    XML
    + """<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>MXN</CURDEF><BANKACCTFROM>
<BANKID>021</BANKID><ACCTID>ACCOUNT</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM><BANKTRANLIST>
<DTSTART>20260801</DTSTART><DTEND>20260803</DTEND>
<STMTTRN><TRNTYPE>OTHER</TRNTYPE><DTPOSTED>20260803</DTPOSTED><TRNAMT>11600.00</TRNAMT>
<FITID>F1</FITID><NAME>SPEI RECIBIDO</NAME><MEMO><![CDATA[FACT <A1234> & más]]></MEMO></STMTTRN>
<STMTTRN><TRNTYPE>FEE</TRNTYPE><DTPOSTED>20260803</DTPOSTED><TRNAMT>-10.00</TRNAMT>
<FITID>F2</FITID><NAME>COMISIÓN</NAME></STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>1011590.00</BALAMT>
<DTASOF>20260803</DTASOF></LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
""".replace("ACCOUNT", ACCOUNT)
).encode()


@pytest.mark.parametrize("content", [SAMPLE, SAMPLE_XML], ids=["sgml", "xml"])
def test_a_statement_is_read_and_its_balances_are_counted_back(take, content):
    taken = take("octubre.txt", content)
    assert taken.format_code == "ofx"
    assert taken.money == [
        (date(2026, 8, 3), "11600.00", "0.00", "1011600.00"),
        (date(2026, 8, 3), "0.00", "10.00", "1011590.00"),
    ]
    statement_row = taken.statement
    assert (statement_row["account_number"], statement_row["bank_code"]) == (ACCOUNT, "021")
    assert (statement_row["from_date"], statement_row["to_date"]) == (
        date(2026, 8, 1),
        date(2026, 8, 3),
    )
    assert statement_row["opening_balance_amount"] == cents("1000000.00")
    assert statement_row["closing_balance_amount"] == cents("1011590.00")
    assert taken.column("reference") == ["F1", "F2"]
    assert taken.column("movement_kind_code") == ["spei_in", "fee"]


def test_name_and_memo_are_the_description(take):
    assert take("a.ofx", SAMPLE).column("description") == ["SPEI RECIBIDO FACT A1234", "COMISIÓN"]
    row = take("a.qfx", SAMPLE_XML).rows[0]
    assert row["description"] == "SPEI RECIBIDO FACT <A1234> & más"


def test_a_memo_that_repeats_the_name_stands_alone(take):
    text = "<NAME>SPEI RECIB\n<MEMO>SPEI RECIBIDO BANORTE &amp; CIA\n"
    row = take("a.ofx", ofx(statement(movement("5", text=text)))).rows[0]
    assert row["description"] == "SPEI RECIBIDO BANORTE & CIA"


def test_a_payee_and_the_other_account_are_the_counterparty(take):
    other = clabe("072", "9")
    text = (
        "<PAYEE><NAME>PROVEEDOR DE PRUEBA<CITY>MEXICO</PAYEE><BANKACCTTO><BANKID>072"
        f"<ACCTID>{other}</BANKACCTTO><MEMO>PAGO\n"
    )
    row = take("a.ofx", ofx(statement(movement("-5.00", text=text)))).rows[0]
    assert row["counterparty_name"] == "PROVEEDOR DE PRUEBA"
    assert (row["counterparty_clabe"], row["counterparty_bank_code"]) == (other, "072")
    assert row["description"] == "PROVEEDOR DE PRUEBA PAGO"


@pytest.mark.parametrize(
    "posted",
    ["20260803", "20260803235959", "20260803235959.000[-6:CST]", "20260803000000[0:GMT]"],
)
def test_the_day_is_the_one_written_in_its_own_zone(take, posted):
    row = take("a.ofx", ofx(statement(movement("5.00", posted)))).rows[0]
    assert row["posted_date"] == date(2026, 8, 3)


@pytest.mark.parametrize(
    ("text", "deposit", "withdrawal"),
    [("5", "5.00", "0.00"), ("+5.10", "5.10", "0.00"), ("-5,1", "0.00", "5.10")],
)
def test_the_sign_tells_the_direction_and_a_comma_is_a_decimal_mark(
    take, text, deposit, withdrawal
):
    row = take("a.ofx", ofx(statement(movement(text)))).rows[0]
    assert (row["deposit_amount"], row["withdrawal_amount"]) == (cents(deposit), cents(withdrawal))


@pytest.mark.parametrize(
    ("as_of", "to"), [("20260802", "20260803"), ("20260830", "20260803"), ("", "20260803")]
)
def test_a_balance_of_another_day_than_the_end_closes_nothing(take, as_of, to):
    taken = take("a.ofx", ofx(statement(*MOVEMENTS, as_of=as_of, to=to)))
    assert [row["balance_amount"] for row in taken.rows] == [None, None]
    assert taken.statement["opening_balance_amount"] is None
    assert taken.statement["closing_balance_amount"] is None


def test_a_newest_first_statement_is_turned_before_balances_are_counted(take):
    newer, older = movement("5.00", "20260803"), movement("7.00", "20260802", id="F0")
    taken = take("a.ofx", ofx(statement(newer, older, ledger="112.00")))
    assert [balance for *_, balance in taken.money] == ["107.00", "112.00"]


def test_a_movement_of_zero_only_informs_and_is_no_movement(take):
    assert take("a.ofx", ofx(statement(movement("0.00"), *MOVEMENTS))).movements.rows_read == 2


def test_several_accounts_of_a_file_are_several_statements(take):
    taken = take("a.ofx", ofx(statement(*MOVEMENTS), statement(*MOVEMENTS, account="4098765432")))
    assert taken.statements.frame["account_number"].to_list() == [ACCOUNT, "4098765432"]
    assert taken.movements.rows_read == 4


def test_card_statements_are_set_aside(take, refuse):
    card = statement(*MOVEMENTS).replace("STMTRS", "CCSTMTRS").replace("BANKACCT", "CCACCT")
    assert take("a.ofx", ofx(card, statement(*MOVEMENTS))).statements.rows_read == 1
    assert "no statement of a bank account" in refuse("a.ofx", ofx(card)).reason


def test_the_encoding_is_the_one_the_bytes_have_whatever_the_header_says(take):
    text = SAMPLE.decode("cp1252")
    for encoding in ("cp1252", "utf-8", "utf-8-sig"):
        assert take("a.ofx", text.encode(encoding)).rows[1]["description"] == "COMISIÓN"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ofx(statement(movement("1,234.56"))), "the amount TRNAMT"),
        (ofx(statement(movement("1.234"))), "the amount TRNAMT"),
        (ofx(statement(movement("NaN"))), "the amount TRNAMT"),
        (ofx(statement(movement("9" * 17))), "the amount TRNAMT"),
        (ofx(statement(movement("5.00", "20261301"))), "the date DTPOSTED"),
        (ofx(statement(movement("5.00", "03/08/2026"))), "the date DTPOSTED"),
        (ofx(statement(movement("5.00", ""))), "a movement without its date"),
        (ofx(statement(*MOVEMENTS, ledger="x")), "the amount BALAMT"),
        (ofx(statement(account="")), "names no account"),
        (SAMPLE[: len(SAMPLE) // 2], "its end is missing"),
        (SAMPLE.replace(b"</STMTRS>", b""), "does not end"),
        (SAMPLE_XML.replace(b"]]>", b"]>"), "CDATA section"),
        (ofx(statement("<PAYEE>" * 50)), "so many others"),
    ],
)
def test_what_the_standard_does_not_have_is_refused(refuse, content, reason):
    error = refuse("a.ofx", content)
    assert reason in error.reason
    assert ACCOUNT not in str(error)


def test_a_document_type_is_refused(refuse):
    doctype = b'<!DOCTYPE OFX [<!ENTITY x SYSTEM "file:///dev/zero">]>\n<OFX>'
    assert "document type" in refuse("a.ofx", SAMPLE.replace(b"<OFX>", doctype)).reason
    assert "document type" in refuse("a.ofx", SAMPLE_XML.replace(b"<OFX>", doctype)).reason


@pytest.mark.parametrize(
    ("bound", "most", "reason"),
    [
        ("standard.MAX_BYTES", 100, "bytes, more than the 100"),
        ("standard.MAX_TEXT_CHARACTERS", 5, "a text of more than 5"),
        ("ofx.MAX_MOVEMENTS", 1, "more than the 1 movements"),
        ("ofx.MAX_STATEMENTS", 0, "more than the 0 statements"),
    ],
)
def test_more_than_any_bank_delivers_is_refused(refuse, monkeypatch, bound, most, reason):
    monkeypatch.setattr(f"pipelines.sources.banks.{bound}", most)
    assert reason in refuse("a.ofx", SAMPLE).reason


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(damaged(SAMPLE), damaged(SAMPLE_XML)))
def test_a_damaged_ofx_is_read_or_refused(tmp_path: Path, content: bytes):
    read_or_refuse(tmp_path / "0123456789_a.ofx", content)
