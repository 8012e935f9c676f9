"""The SAT's balance in XML: the same table as the book's, the same rules, its own words."""

import contextlib
from decimal import Decimal
from pathlib import Path

import pytest
from filled_books import COMPANY, faults, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.sources.reading import UnreadableFile

OLD = "www.sat.gob.mx/esquemas/ContabilidadE/1_1/BalanzaComprobacion"
NEW = "http://www.sat.gob.mx/esquemas/ContabilidadE/1_3/BalanzaComprobacion"
HEAD = 'Version="1.3" RFC="EKU9003173C9" Mes="10" Anio="2026" TipoEnvio="N"'
ACCOUNT = '<BCE:Ctas NumCta="{}" SaldoIni="100.00" Debe="50.00" Haber="20.50" SaldoFin="{}"/>'
GOOD = ACCOUNT.format("105-01", "129.50")


def balance(body: str = GOOD, head: str = HEAD, namespace: str = NEW, before: str = "") -> str:
    start = f'<?xml version="1.0" encoding="UTF-8"?>{before}<BCE:Balanza xmlns:BCE="{namespace}" '
    return f"{start}{head}>{body}</BCE:Balanza>"


def delivered(folder: Path, content: str | bytes) -> Path:
    path = folder / COMPANY / "books" / "EKU9003173C9202610BN.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(folder: Path, content: str) -> str:
    with pytest.raises(UnreadableFile) as refused:
        take(delivered(folder, content))
    assert refused.value.remedy
    return refused.value.reason


@pytest.mark.parametrize(
    ("head", "namespace"),
    [(HEAD, NEW), (HEAD.replace("1.3", "1.1"), OLD), (HEAD.replace("1.3", "1.1"), f"http://{OLD}")],
)
def test_an_account_lands_with_its_month_and_exact_balances(tmp_path, head, namespace) -> None:
    done = take(delivered(tmp_path, balance(head=head, namespace=namespace)))
    row = done.frame.row(0, named=True)
    assert (row["ejercicio"], row["mes"], row["cuenta"]) == (2026, 10, "105-01")
    assert (row["saldo_inicial"], row["saldo_final"]) == (Decimal("100.00"), Decimal("129.50"))
    assert (row["debe"], row["haber"]) == (Decimal("50.00"), Decimal("20.50"))
    assert row["anulado"] is None


def test_the_file_line_is_the_account_s_position(tmp_path: Path) -> None:
    body = GOOD + ACCOUNT.format("105-02", "129.50")
    done = take(delivered(tmp_path, balance(body)))
    assert done.frame["file_line"].to_list() == [1, 2]


def test_a_byte_order_mark_and_blanks_before_the_xml_do_not_matter(tmp_path: Path) -> None:
    done = take(delivered(tmp_path, b"\xef\xbb\xbf" + balance().encode()))
    assert done.frame.height == 1


def test_an_account_that_its_movements_do_not_explain_is_told_by_the_attribute(tmp_path) -> None:
    body = GOOD + ACCOUNT.format("105-02", "129.52")
    done = take(delivered(tmp_path, balance(body)))
    assert faults(done) == [
        (2, "SaldoFin", "not the opening balance and the movements of the month")
    ]


def test_an_account_without_a_number_or_with_a_bad_amount_is_told(tmp_path: Path) -> None:
    body = GOOD + '<BCE:Ctas SaldoIni="1,0" Debe="0" Haber="0" SaldoFin="1"/>'
    assert faults(take(delivered(tmp_path, balance(body)))) == [
        (2, "SaldoIni", "number with a comma decimal")
    ]
    body = GOOD + '<BCE:Ctas SaldoIni="1" Debe="0" Haber="0" SaldoFin="1"/>'
    assert faults(take(delivered(tmp_path, balance(body)))) == [
        (2, "NumCta", "empty where a value is required")
    ]


def test_an_account_that_stands_twice_with_other_balances_is_told(tmp_path: Path) -> None:
    body = GOOD + GOOD.replace("100.00", "100.01")
    assert [column for _, column, _ in faults(take(delivered(tmp_path, balance(body))))] == [
        "Anio, Mes, NumCta"
    ] * 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (balance("", head=HEAD), "no row"),
        (balance(head=HEAD.replace("1.3", "1.2")), "version other than 1.1 and 1.3"),
        (balance()[:-5], "not well-formed"),
        (balance("<a>" * 300 + "</a>" * 300), "not well-formed"),
        (balance().replace("Balanza", "Catalogo"), "XML of the catalogue of accounts"),
        (balance().replace("Balanza", "Polizas"), "XML of the journal"),
        (balance().replace("Balanza", "Nomina"), "XML of another document"),
        (
            balance(before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
            "document type",
        ),
        (balance().replace("xmlns:BCE", "xmlns:XYZ"), "XML of another document"),
        ("<html><body></body></html>", "XML of another document"),
    ],
)
def test_xml_that_is_no_whole_balance_is_refused_with_the_reason(tmp_path, content, reason) -> None:
    assert reason in refusal(tmp_path, content)


def test_an_xml_beyond_its_bound_is_refused_unread(tmp_path: Path) -> None:
    assert "16 MB" in refusal(tmp_path, balance(" " * (17 << 20)))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**6), new=st.binary(max_size=8), cut=st.booleans())
def test_a_damaged_balance_is_refused_or_read_and_nothing_else(tmp_path, at, new, cut) -> None:
    whole = balance(GOOD * 3).encode()
    at %= len(whole)
    content = whole[:at] + new + (b"" if cut else whole[at + len(new) :])
    path = delivered(tmp_path, content)
    with contextlib.suppress(UnreadableFile):
        take(path)
