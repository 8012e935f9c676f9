"""Bad rows: each is named with its reason, and none stops the others."""

from typing import Any

import pytest
from books_of_one import Row, frame_of, matched, owed, paid, said

from pipelines.matching.frames import MatchInput
from pipelines.matching.intake import MatchInputError, take_in

GOOD = (owed("A-1", "1160.00"), paid("R1", "1160.00"))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"amount": "0"}, "amount_zero"),
        ({"amount": "-15.00"}, "amount_negative"),
        ({"amount": "mil"}, "amount_unreadable"),
        ({"amount": ""}, "amount_unreadable"),
        ({"amount": "10.001"}, "amount_finer_than_cents"),
        ({"receipt_date": "31/02/2026"}, "date_unreadable"),
    ],
)
def test_a_bad_receipt_is_refused_with_its_reason(wrong: dict[str, Any], reason: str) -> None:
    item, receipt = GOOD
    found = matched([item], [receipt, {**paid("R2", "5.00"), **wrong}])
    refused = found.output.results.filter(disposition_code="refused")

    assert found.output.results.height == 2
    assert refused["reason_codes"].to_list() == [reason]
    assert ("receipt", wrong.get("receipt_id", "R2"), reason) in found.noticed()
    assert found.output.applications.filter(tier_code="auto")["item_id"].to_list() == ["A-1"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"open_amount": "x"}, "amount_unreadable"),
        ({"item_id": None}, "id_missing"),
        ({"customer_id": " "}, "id_missing"),
    ],
)
def test_a_bad_item_is_left_out_with_its_reason(wrong: dict[str, Any], reason: str) -> None:
    item, receipt = GOOD
    found = matched([item, {**owed("A-2", "7.00"), **wrong}], [receipt])

    assert reason in {code for subject, _, code in found.noticed() if subject == "item"}
    assert found.applied() == {"A-1": "1160.00"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (said("R9", "A-1", "5.00"), "remittance_without_receipt"),
        (said("R1", "A-1", "cinco"), "amount_unreadable"),
    ],
)
def test_a_bad_line_of_a_remittance_is_named(line: Row, reason: str) -> None:
    item, receipt = GOOD
    found = matched([item], [receipt], [line])

    assert reason in {code for subject, _, code in found.noticed() if subject == "remittance"}
    assert found.applied() == {"A-1": "1160.00"}


def test_float_noise_and_marks_are_no_other_amount() -> None:
    items = [owed("A-1", "$1,180.20"), owed("A-2", "99.00")]
    found = matched(items, [paid("R1", "1180.1999999999998")])

    assert found.applied() == {"A-1": "1180.20"}


def test_dates_are_read_in_the_forms_that_people_write() -> None:
    dates = ["2026-10-30", "30/10/2026", "20261030", "30-10-2026", "2026-10-30T00:00:00"]
    receipts = [paid(f"R{n}", "5.00", receipt_date=text) for n, text in enumerate(dates)]
    found = matched([owed("A-1", "1160.00")], receipts)

    assert set(found.output.results["receipt_date"].cast(str)) == {"2026-10-30"}


@pytest.mark.parametrize(
    ("table", "column"), [("items", "open_amount"), ("receipts", "amount"), ("items", "item_id")]
)
def test_a_table_without_a_needed_column_is_refused_by_name(table: str, column: str) -> None:
    item, receipt = GOOD
    rows = {"items": item, "receipts": receipt}
    rows[table] = {name: value for name, value in rows[table].items() if name != column}

    with pytest.raises(MatchInputError, match=f"{table}: no column for {column}"):
        take_in(given_frames(rows))


def test_the_same_row_twice_counts_once_and_is_named() -> None:
    item, receipt = GOOD
    found = matched([item, item], [receipt, receipt])

    assert found.applied() == {"A-1": "1160.00"}
    assert found.output.results["disposition_code"].to_list() == ["apply", "refused"]
    assert ("item", "A-1", "id_repeated") in found.noticed()
    assert ("receipt", "R1", "id_repeated") in found.noticed()


def test_of_two_rows_with_one_id_and_different_contents_neither_is_believed() -> None:
    items = [owed("A-1", "1160.00"), owed("A-1", "7.00"), owed("A-2", "60.00")]
    receipts = [paid("R1", "1160.00"), paid("R1", "7.00"), paid("R2", "60.00")]
    found = matched(items, receipts)

    assert found.applied("R2") == {"A-2": "60.00"}
    assert found.output.results["disposition_code"].to_list() == ["refused", "refused", "apply"]
    assert ("item", "A-1", "id_ambiguous") in found.noticed()
    assert ("receipt", "R1", "id_ambiguous") in found.noticed()


def given_frames(rows: dict[str, Row]) -> MatchInput:
    return MatchInput(frame_of([rows["items"]]), frame_of([rows["receipts"]]))
