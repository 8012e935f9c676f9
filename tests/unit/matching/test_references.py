"""References in the spellings that people, banks and scanners give them."""

from typing import Any

import pytest
from books_of_one import matched, owed, owed_by_aceros, paid, said

UUID = "3F2504E0-4F89-41D3-9A0C-0305E82C3301"
# Two of a kind, so that the amount alone tells nothing.
ITEMS = [
    owed("I-1", "1160.00", document_number="A-00001234", uuid=UUID),
    owed("I-2", "1160.00", document_number="A-00005678"),
    owed("I-3", "1160.00", document_number="B-00001999"),
]


def named(reference: str) -> dict[str, Any]:
    found = matched(ITEMS, [paid("R1", "1160.00")], [said("R1", reference, "1160.00")])
    assert found.applied() == {"I-1": "1160.00"}, reference
    return found.result()


@pytest.mark.parametrize(
    ("reference", "evidence"),
    [
        ("A-1234", "named_full"),
        ("A1234", "named_full"),
        ("a 1234", "named_full"),
        ("A00001234", "named_full"),
        ("A-00001234", "named_full"),
        ("FACT A-1234", "named_full"),
        ("FACT 1234", "named_number"),
        ("Factura no. 1234", "named_number"),
        ("F/1234", "named_number"),
        ("1234", "named_number"),
        ("00001234", "named_number"),
        ("\uff21\uff0d\uff11\uff12\uff13\uff14", "named_full"),
        ("A-12\u200b34", "named_full"),
        ("A\u20131234", "named_full"),
        (UUID, "named_uuid"),
        (UUID.lower(), "named_uuid"),
        (UUID.replace("-", ""), "named_uuid"),
        (UUID[-12:], "named_tail"),
        (UUID[-8:], "named_tail"),
        ("A-I234", "named_ocr"),
        ("A-OOOO1234", "named_ocr"),
        ("A-1243", "named_slip"),
        ("A-1734", "named_slip"),
    ],
    ids=ascii,
)
def test_a_document_is_known_in_every_spelling_of_its_name(reference: str, evidence: str) -> None:
    assert named(reference)["rule_code"].startswith(evidence)


@pytest.mark.parametrize(
    "text",
    [
        "SPEI RECIBIDO BANORTE /0012345678 PAGO A-1234",
        "PAGO FACT A1234 GRACIAS",
        "LIQ FACTURA A 00001234",
        f"PAGO CFDI {UUID}",
    ],
)
def test_a_document_in_the_banks_text_tells_equal_amounts_apart(text: str) -> None:
    found = matched(ITEMS, [paid("R1", "1160.00", bank_text=text)])

    assert found.applied() == {"I-1": "1160.00"}
    assert found.tier()[0] == "auto"


def test_a_bare_number_in_a_banks_text_means_only_a_document_of_the_payer() -> None:
    items = [
        owed("I-1", "500.00", document_number="A-1234"),
        owed_by_aceros("I-2", "700.00", document_number="B-1234"),
    ]
    found = matched(items, [paid("R1", "700.00", bank_text="PAGO 1234")])

    assert "I-2" not in found.applied()


def test_a_name_of_its_own_is_not_taken_for_a_slip_of_another() -> None:
    items = [
        owed("I-1", "100.00", document_number="A-1234"),
        owed("I-2", "900.00", document_number="A-1235"),
    ]
    found = matched(items, [paid("R1", "60.00")], [said("R1", "A-1234", "60.00")])

    assert set(found.applied()) == {"I-1"}


def test_a_named_document_that_is_left_out_speaks_against_an_equal_amount() -> None:
    items = [
        owed("I-1", "1160.00", document_number="A-1234"),
        owed("I-2", "700.00", document_number="A-5678"),
    ]
    found = matched(items, [paid("R1", "700.00", bank_text="PAGO A-1234")])

    assert found.tier()[0] != "auto"
