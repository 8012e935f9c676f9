"""camt.053 and camt.054 in small, in old and new versions, and XML that means harm."""

from datetime import date
from pathlib import Path

import pytest
from bank_files import cents, clabe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standard_files import KEY, PAYER_CLABE, damaged, read_or_refuse

ACCOUNT = clabe("021", "4012345678")
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.05{}.001.{}"


def document(*parts: str, kind: str = "3", version: str = "02", account: str = ACCOUNT) -> bytes:
    message, name = {
        "2": ("BkToCstmrAcctRpt", "Rpt"),
        "3": ("BkToCstmrStmt", "Stmt"),
        "4": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[kind]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{NAMESPACE.format(kind, version)}">\n'
        f"<{message}><GrpHdr><MsgId>1</MsgId></GrpHdr>\n<{name}><Id>ST-1</Id>"
        f"<ElctrncSeqNb>215</ElctrncSeqNb><Acct><Id><Othr><Id>{account}</Id></Othr></Id>"
        f"<Ccy>MXN</Ccy></Acct>\n{''.join(parts)}</{name}></{message}></Document>"
    ).encode()


def balance(code: str, amount: str, day: str, mark: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='MXN'>{amount}</Amt>"
        f"<CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def entry(amount: str, mark: str, details: str = "", **other: str) -> str:
    return (
        f"<Ntry><Amt Ccy='{other.get('currency', 'MXN')}'>{amount}</Amt>"
        f"<CdtDbtInd>{mark}</CdtDbtInd>{other.get('reversal', '')}"
        f"<Sts>{other.get('status', 'BOOK')}</Sts>"
        f"{other.get('booked', '<BookgDt><Dt>2026-08-03</Dt></BookgDt>')}"
        "<ValDt><DtTm>2026-08-04T23:59:00-06:00</DtTm></ValDt><AcctSvcrRef>0000123</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>"
        f"</BkTxCd>{details and f'<NtryDtls>{details}</NtryDtls>'}"
        f"<AddtlNtryInf>{other.get('text', 'ABONO')}</AddtlNtryInf></Ntry>\n"
    )


def detail(concept: str, amount: str = "", **other: str) -> str:
    party = other.get("party", "<Nm>CLIENTE DE PRUEBA SA</Nm>")
    return (
        f"<TxDtls><Refs><EndToEndId>{other.get('key', KEY)}</EndToEndId></Refs>{amount}"
        f"<RltdPties><Dbtr>{party}</Dbtr><DbtrAcct><Id><Othr><Id>{PAYER_CLABE}</Id></Othr></Id>"
        "</DbtrAcct><Cdtr><Nm>EMPRESA PROPIA</Nm></Cdtr></RltdPties>"
        f"<RmtInf><Ustrd>{concept}</Ustrd></RmtInf></TxDtls>"
    )


def amount_of(amount: str, currency: str = "MXN") -> str:
    return f"<AmtDtls><TxAmt><Amt Ccy='{currency}'>{amount}</Amt></TxAmt></AmtDtls>"


BALANCES = balance("OPBD", "1000000.00", "2026-08-03"), balance("CLBD", "1011590", "2026-08-03")
ENTRIES = (
    entry("11600.00", "CRDT", detail("FACT A1234")),
    entry("10.00", "DBIT", text="COMISION"),
)
SAMPLE = document(*BALANCES, *ENTRIES)


def test_a_statement_is_read_with_its_balances_and_running_ones(take):
    taken = take("octubre.txt", SAMPLE)
    assert taken.format_code == "camt"
    assert taken.money == [
        (date(2026, 8, 3), "11600.00", "0.00", "1011600.00"),
        (date(2026, 8, 3), "0.00", "10.00", "1011590.00"),
    ]
    statement = taken.statement
    assert (statement["account_number"], statement["bank_code"]) == (ACCOUNT, "021")
    assert (statement["currency_code"], statement["statement_number"]) == ("MXN", "215")
    assert statement["opening_balance_amount"] == cents("1000000.00")
    assert statement["closing_balance_amount"] == cents("1011590.00")
    assert statement["to_date"] == date(2026, 8, 3)


def test_an_entry_s_details_say_who_paid_and_what_for(take):
    row = take("a.xml", SAMPLE).rows[0]
    assert row["value_date"] == date(2026, 8, 4)
    assert row["counterparty_name"] == "CLIENTE DE PRUEBA SA"
    assert (row["counterparty_clabe"], row["counterparty_bank_code"]) == (PAYER_CLABE, "072")
    assert (row["tracking_key"], row["concept"]) == (KEY, "FACT A1234")
    assert row["description"] == "ABONO FACT A1234 CLIENTE DE PRUEBA SA"
    assert (row["reference"], row["bank_transaction_code"]) == ("0000123", "PMNT-RCDT-ESCT")


@pytest.mark.parametrize("version", ["02", "04", "08", "12"])
def test_any_version_is_read_and_a_party_may_stand_deeper(take, version):
    party = "<Nm>CLIENTE SA</Nm><Id><OrgId><Othr><Id>EKU9003173C9</Id></Othr></OrgId></Id>"
    if version > "04":
        party = f"<Pty>{party}</Pty>"
    status = "<Cd>BOOK</Cd>" if version > "04" else "BOOK"
    entries = entry("5.00", "CRDT", detail("X", party=party), status=status)
    row = take("a.xml", document(entries, version=version)).rows[0]
    assert (row["counterparty_name"], row["counterparty_rfc"]) == ("CLIENTE SA", "EKU9003173C9")


def test_elements_are_found_by_namespace_whatever_the_prefix(take):
    prefixed = SAMPLE.replace(b"xmlns=", b"xmlns:ns0=").replace(b"<", b"<ns0:")
    for wrong, right in ((b"<ns0:?", b"<?"), (b"<ns0:/", b"</ns0:")):
        prefixed = prefixed.replace(wrong, right)
    assert take("a.xml", prefixed).money == take("b.xml", SAMPLE).money


def test_a_bank_s_own_elements_are_passed_over(take):
    own = b'<x:Amt xmlns:x="urn:own" Ccy="USD">9</x:Amt><Amt Ccy='
    assert take("a.xml", SAMPLE.replace(b"<Amt Ccy=", own)).money == take("b.xml", SAMPLE).money


def test_the_balance_before_opens_where_there_is_no_opening_one(take):
    content = document(balance("PRCD", "100.00", "2026-08-02"), *ENTRIES)
    assert take("a.xml", content).rows[0]["balance_amount"] == cents("11700.00")


def test_a_debit_balance_is_negative(take):
    content = document(balance("OPBD", "100.00", "2026-08-03", "DBIT"), *ENTRIES)
    assert take("a.xml", content).rows[0]["balance_amount"] == cents("11500.00")


def test_a_batch_is_split_where_its_details_sum_to_it(take):
    details = detail("A1", amount_of("4.00")) + detail("A2", amount_of("6.00"), key="B1234567")
    taken = take("a.xml", document(*BALANCES, entry("10.00", "CRDT", details)))
    assert [row["deposit_amount"] for row in taken.rows] == [cents("4.00"), cents("6.00")]
    assert taken.column("concept") == ["A1", "A2"]
    assert taken.column("tracking_key") == [KEY, "B1234567"]


@pytest.mark.parametrize(
    "second", ["", amount_of("7.00"), amount_of("6.00", "USD")], ids=["none", "other", "foreign"]
)
def test_a_batch_whose_details_do_not_sum_to_it_stays_whole_and_names_nobody(take, second):
    details = detail("A1", amount_of("4.00")) + detail("A2", second)
    (row,) = take("a.xml", document(entry("10.00", "CRDT", details))).rows
    assert row["deposit_amount"] == cents("10.00")
    assert (row["counterparty_name"], row["concept"], row["description"]) == (None, None, "ABONO")


def test_a_reversal_is_what_its_own_mark_says_and_the_payee_sent_it_back(take):
    content = document(
        entry("5.00", "CRDT", detail("X"), reversal="<RvslInd>true</RvslInd>", text="ABONO")
    )
    row = take("a.xml", content).rows[0]
    assert row["deposit_amount"] == cents("5.00")
    assert row["counterparty_name"] == "EMPRESA PROPIA"
    assert row["bank_transaction_code"] == "PMNT-RCDT-ESCT/RVSL"
    assert row["movement_kind_code"] == "spei_return"


@pytest.mark.parametrize("status", ["PDNG", "INFO", "<Cd>PDNG</Cd>", "<Cd>FUTR</Cd>"])
def test_what_is_not_booked_is_no_movement(take, status):
    content = document(*ENTRIES, entry("99.00", "CRDT", status=status))
    assert take("a.xml", content).movements.rows_read == 2


def test_a_notification_has_movements_and_no_balance(take):
    taken = take("a.xml", document(*ENTRIES, kind="4"))
    assert taken.money[0] == (date(2026, 8, 3), "11600.00", "0.00", None)
    assert taken.statement["opening_balance_amount"] is None


def test_a_newest_first_statement_is_turned(take):
    older = entry("7.00", "CRDT", booked="<BookgDt><Dt>2026-08-02</Dt></BookgDt>")
    assert [day for day, *_ in take("a.xml", document(*BALANCES, ENTRIES[0], older)).money] == [
        date(2026, 8, 2),
        date(2026, 8, 3),
    ]


def test_several_accounts_of_a_file_are_several_statements(take):
    second = SAMPLE.decode().replace(ACCOUNT, "MX4098765432")
    stmt = second[second.index("<Stmt>") : second.index("</BkToCstmrStmt>")]
    content = SAMPLE.replace(b"</BkToCstmrStmt>", stmt.encode() + b"</BkToCstmrStmt>")
    taken = take("a.xml", content)
    assert taken.statements.frame["account_number"].to_list() == [ACCOUNT, "MX4098765432"]
    assert taken.movements.rows_read == 4


def test_an_intraday_report_is_refused_by_what_it_is(refuse):
    assert "begins like no bank format" in refuse("a.xml", document(*ENTRIES, kind="2")).reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document(entry("5,00", "CRDT")), None),
        (document(entry("5.001", "CRDT")), "an amount"),
        (document(entry("-", "CRDT")), "an amount"),
        (document(entry("1e3", "CRDT")), "an amount"),
        (document(entry("5.00", "X")), "an amount"),
        (
            document(entry("5.00", "CRDT", booked="<BookgDt><Dt>03/08/2026</Dt></BookgDt>")),
            "a date",
        ),
        (document(entry("5.00", "CRDT", currency="USD")), "2 currencies"),
        (document(balance("OPBD", "x", "2026-08-03")), "an amount"),
        (document(account=""), "names no account"),
        (document().replace(b"Stmt>", b"Smt>"), "reports on no account"),
        (SAMPLE[:-30], "not well-formed"),
    ],
)
def test_what_the_standard_does_not_have_is_refused_by_its_line(take, refuse, content, reason):
    if reason is None:
        assert take("a.xml", content).rows[0]["deposit_amount"] == cents("5.00")
    else:
        error = refuse("a.xml", content)
        assert reason in error.reason
        assert ACCOUNT not in str(error)


def test_an_entry_without_any_date_is_refused(refuse):
    content = document(entry("5.00", "CRDT", booked="")).replace(b"ValDt", b"OthDt")
    assert "without a booking date" in refuse("a.xml", content).reason


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY x SYSTEM "{}">',
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY % p SYSTEM "{}"> %p;',
    ],
)
def test_a_document_type_is_refused_and_no_file_is_opened(refuse, tmp_path, declared):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    doctype = f"<!DOCTYPE Document [{declared.format(secret.as_uri())}]>\n<Document "
    content = SAMPLE.replace(b"<Document ", doctype.encode()).replace(b"COMISION", b"&x;")
    assert "document type" in refuse("a.xml", content).reason


def test_elements_within_elements_without_end_are_refused(refuse):
    deep = document(entry("5.00", "CRDT", "<TxDtls>" * 5_000 + "</TxDtls>" * 5_000))
    assert "not well-formed" in refuse("a.xml", deep).reason


@pytest.mark.parametrize(
    ("bound", "most", "reason"),
    [
        ("standard.MAX_BYTES", 100, "bytes, more than the 100"),
        ("standard.MAX_TEXT_CHARACTERS", 5, "a text of more than 5"),
        ("camt.MAX_MOVEMENTS", 1, "more than the 1 elements Ntry"),
        ("camt.MAX_TAGS", 10, "more than the 10 tags"),
        ("camt.MOST", {"Bal": 1}, "more than the 1 elements Bal"),
        ("camt.MOST", {"Stmt": 0}, "more than the 0 elements Stmt"),
    ],
)
def test_more_than_any_bank_delivers_is_refused(refuse, monkeypatch, bound, most, reason):
    monkeypatch.setattr(f"pipelines.sources.banks.{bound}", most)
    assert reason in refuse("a.xml", SAMPLE).reason


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(damaged(SAMPLE), damaged(document(*ENTRIES, kind="4", version="08"))))
def test_a_damaged_camt_is_read_or_refused(tmp_path: Path, content: bytes):
    read_or_refuse(tmp_path / "0123456789_a.xml", content)
