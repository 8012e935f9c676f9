"""XML that was written to do harm: quarantined at once, and nothing of the machine is told."""

import time

import pytest
from cfdi_texts import STAMP_END, invoice, payment, with_document_type

SECRET = "a-line-of-a-private-file"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def test_an_external_entity_is_never_read(take, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    declaration = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    xml = with_document_type(invoice(), declaration).replace("<cfdi:Emisor", "&s;<cfdi:Emisor")
    taken = take(xml)
    (outcome,) = taken.outcomes
    assert outcome == (
        "quarantined",
        None,
        "it declares a document type (DOCTYPE), which no CFDI does",
    )
    assert SECRET not in str(taken)


@pytest.mark.parametrize("place", ['Folio="&l9;"', None])
def test_entities_that_grow_are_refused_at_once(take, place):
    declaration = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
    xml = with_document_type(invoice(), declaration)
    xml = xml.replace('Folio="1"', place) if place else xml.replace(STAMP_END, f"&l9;{STAMP_END}")
    start = time.perf_counter()
    ((outcome, _, reason),) = take(xml).outcomes
    assert outcome == "quarantined"
    assert "grows" in reason or "DOCTYPE" in reason
    assert time.perf_counter() - start < 5


def test_elements_nested_without_end_are_refused(take):
    depth = 100_000
    xml = invoice().replace(STAMP_END, "<a>" * depth + "</a>" * depth + STAMP_END)
    assert take(xml).outcomes == [
        ("quarantined", None, "it is nested deeper, or grows more, than XML of a CFDI can")
    ]


def test_a_text_longer_than_the_standards_is_refused(take):
    xml = invoice().replace('Folio="1"', f'Folio="{"9" * 1_001}"')
    assert take(xml).rejects == [
        (1, "", "a text of more than 1,000 characters, which no CFDI has"),
    ]


def test_a_voucher_of_more_rows_than_any_is_refused(take, monkeypatch):
    monkeypatch.setattr("pipelines.sources.cfdi.voucher.MAX_ROWS", 4)
    taken = take(payment(), invoice())
    assert [outcome for outcome, _, _ in taken.outcomes] == ["quarantined", "landed"]


def test_zero_bytes_are_refused(take):
    ((outcome, _, _),) = take(invoice().replace("<cfdi:Emisor", "\0<cfdi:Emisor")).outcomes
    assert outcome == "quarantined"
