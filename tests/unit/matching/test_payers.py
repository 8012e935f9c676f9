"""Who paid: each kind of evidence by itself, and what it does not prove."""

from typing import Any

import polars as pl
import pytest
from books_of_one import ACEROS, BOMBAS, POLICIES, given, owed, owed_by_aceros, paid

from pipelines.matching.intake import take_in
from pipelines.matching.payers import identify_payers

RFC_BOMBAS, RFC_ACEROS = "BBA010203AB1", "ATE040506CD2"
ACCOUNT = "012345678901234567"
CUSTOMERS = [
    {"customer_id": "C-100", "customer_name": BOMBAS, "rfc": RFC_BOMBAS},
    {"customer_id": "C-200", "customer_name": ACEROS, "rfc": RFC_ACEROS},
    {"customer_id": "C-300", "customer_name": "VENTAS DE MOSTRADOR", "rfc": "XAXX010101000"},
]


def payers_of(receipt: dict[str, Any], *aliases: tuple[str, str, str]) -> pl.DataFrame:
    """Of a receipt that says only what is given. aliases: kind, text, customer."""
    names = ("alias_kind_code", "alias_text", "customer_id")
    more = {"aliases": [dict(zip(names, each, strict=True)) for each in aliases]} if aliases else {}
    rows = [owed("A-1", "10.00"), owed_by_aceros("B-1", "20.00")]
    row = paid("R1", "1.00", **{"payer_name": None, **receipt})
    taken = take_in(given(rows, [row], customers=CUSTOMERS, **more))
    return identify_payers(taken, POLICIES)


def first(*arguments: Any) -> tuple[str, str]:
    return payers_of(*arguments).select("entity_id", "rule_code").row(0)


@pytest.mark.parametrize(
    ("receipt", "rule"),
    [
        ({"customer_id": "C-100"}, "given"),
        ({"payer_rfc": RFC_BOMBAS.lower()}, "rfc"),
        ({"bank_text": f"SPEI DE BANCO RFC {RFC_BOMBAS} PAGO"}, "rfc"),
        ({"payer_name": "BOMBAS DEL BAJIO"}, "name_exact"),
        ({"payer_name": "Bajío Bombas, S.A. de C.V."}, "name_exact"),
        ({"payer_name": "BOMBAS DEL BAJ"}, "name_part"),
        ({"payer_name": "BOMVAS DEL BAJIO SA"}, "name_fuzzy"),
        ({"bank_text": "TRANSFERENCIA C-100 GRACIAS"}, "customer_number"),
        ({"payer_name": "BB SA DE CV"}, "initials"),
    ],
)
def test_a_payer_is_known_by(receipt: dict[str, Any], rule: str) -> None:
    assert first(receipt) == ("C-100", rule)


@pytest.mark.parametrize(
    ("kind", "field", "text", "rule"),
    [
        ("account", "payer_account", ACCOUNT, "account_alias"),
        ("account", "bank_text", f"SPEI CLABE {ACCOUNT}", "account_alias"),
        ("name", "payer_name", "GRUPO ZENZONTLE", "name_alias"),
        ("rfc", "payer_rfc", "GZE990101XY9", "account_alias"),
    ],
)
def test_a_confirmed_alias_makes_a_payer_known(kind: str, field: str, text: str, rule: str) -> None:
    alias = (kind, ACCOUNT if kind == "account" else text, "C-200")

    assert payers_of({field: text}).is_empty()
    assert first({field: text}, alias) == ("C-200", rule)


def test_a_generic_rfc_identifies_nobody() -> None:
    assert payers_of({"payer_rfc": "XAXX010101000"}).is_empty()


def test_words_of_banks_and_legal_forms_identify_nobody() -> None:
    assert payers_of({"payer_name": "PAGO SPEI SA DE CV"}).is_empty()


def test_pieces_of_evidence_add_up_to_more_confidence() -> None:
    by_name = payers_of({"payer_name": BOMBAS})["confidence"][0]
    by_both = payers_of({"payer_name": BOMBAS, "payer_rfc": RFC_BOMBAS})["confidence"][0]

    assert by_both > by_name > 0.9


def test_evidence_for_two_payers_names_the_runner_up() -> None:
    found = payers_of({"payer_name": BOMBAS, "payer_rfc": RFC_ACEROS})

    assert found["entity_id"].to_list() == ["C-200", "C-100"]
    assert found["confidence"][0] < 0.8


def test_confidences_of_a_receipt_add_up_to_less_than_one() -> None:
    found = payers_of({"payer_name": BOMBAS, "payer_rfc": RFC_ACEROS})

    assert 0 < found["confidence"].sum() < 1
