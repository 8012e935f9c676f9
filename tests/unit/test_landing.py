"""Deliveries of a small table: which rows become versions, which end, what is written down."""

from collections.abc import Iterator

import duckdb
import pytest
from small_landing import FIRST, FULL, INCREMENTAL, SECOND, THIRD, Shop, arrival, open_shop

from pipelines import deliveries, landing
from pipelines.deliveries import Delivery


@pytest.fixture
def shop() -> Iterator[Shop]:
    """Full extracts of one table."""
    shop = open_shop(FULL)
    yield shop
    shop.connection.close()


@pytest.fixture
def statements() -> Iterator[Shop]:
    """The same table, delivered in stretches."""
    shop = open_shop(INCREMENTAL)
    yield shop
    shop.connection.close()


def count(shop: Shop, query: str) -> object:
    row = shop.connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_the_first_delivery_lands_every_row_and_leaves_it_open(shop: Shop) -> None:
    done = shop.deliver(FIRST, (1, "bolt", "1.50"), (2, None, "0.07"))
    assert (done.rows_read, done.rows_landed, done.rows_unchanged, done.rows_vanished) == (
        2,
        2,
        0,
        0,
    )
    assert shop.versions() == [(1, "bolt", "1.50", FIRST, None), (2, None, "0.07", FIRST, None)]


def test_a_second_extract_versions_what_changed_and_closes_what_vanished(shop: Shop) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"), (3, "seal", "9.00"))
    done = shop.deliver(SECOND, (1, "bolt", "1.50"), (2, "nut", "0.08"), (4, "hose", "99.00"))
    assert shop.versions() == [
        (1, "bolt", "1.50", FIRST, None),
        (2, "nut", "0.07", FIRST, SECOND),
        (2, "nut", "0.08", SECOND, None),
        (3, "seal", "9.00", FIRST, SECOND),
        (4, "hose", "99.00", SECOND, None),
    ]
    assert (done.rows_read, done.rows_landed, done.rows_unchanged, done.rows_vanished) == (
        3,
        2,
        1,
        1,
    )


def test_a_value_that_becomes_empty_is_a_change_and_an_empty_one_that_stays_is_none(
    shop: Shop,
) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, None, "0.07"))
    done = shop.deliver(SECOND, (1, None, "1.50"), (2, None, "0.07"))
    assert (done.rows_landed, done.rows_unchanged) == (1, 1)
    assert shop.versions()[:2] == [
        (1, "bolt", "1.50", FIRST, SECOND),
        (1, None, "1.50", SECOND, None),
    ]


def test_a_vanished_row_that_comes_back_is_a_new_version(shop: Shop) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"))
    shop.deliver(SECOND, (1, "bolt", "1.50"))
    shop.deliver(THIRD, (1, "bolt", "1.50"), (2, "nut", "0.07"))
    assert shop.versions()[1:] == [
        (2, "nut", "0.07", FIRST, SECOND),
        (2, "nut", "0.07", THIRD, None),
    ]


def test_an_extract_without_rows_closes_all(shop: Shop) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"))
    assert shop.deliver(SECOND).rows_vanished == 1
    assert shop.versions() == [(1, "bolt", "1.50", FIRST, SECOND)]


def test_an_extract_of_one_new_row_closes_all_others(shop: Shop) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"))
    done = shop.deliver(SECOND, (9, "hose", "99.00"))
    assert (done.rows_landed, done.rows_vanished) == (1, 2)
    assert [row[0] for row in shop.versions() if row[4] is None] == [9]


def test_the_same_rows_again_change_no_version(shop: Shop) -> None:
    rows = ((1, "bolt", "1.50"), (2, "nut", "0.07"))
    shop.deliver(FIRST, *rows)
    before = shop.versions()
    done = shop.deliver(SECOND, *rows)
    assert shop.versions() == before
    assert (done.rows_landed, done.rows_unchanged, done.rows_vanished) == (0, 2, 0)


def test_a_table_delivered_in_stretches_never_loses_a_row(statements: Shop) -> None:
    statements.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"))
    done = statements.deliver(SECOND, (3, "seal", "9.00"))
    assert done.rows_vanished == 0
    assert [row[0] for row in statements.versions() if row[4] is None] == [1, 2, 3]


def test_overlapping_stretches_land_their_common_rows_once(statements: Shop) -> None:
    statements.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"))
    done = statements.deliver(SECOND, (2, "nut", "0.07"), (3, "seal", "9.00"))
    assert (done.rows_read, done.rows_landed, done.rows_unchanged) == (2, 1, 1)
    assert [row[0] for row in statements.versions()] == [1, 2, 3]


def test_an_older_stretch_found_later_does_not_overrule_the_newer_one(statements: Shop) -> None:
    statements.deliver(SECOND, (1, "corrected", "2.00"), (2, "nut", "0.07"))
    done = statements.deliver(
        FIRST, (1, "mistyped", "2.00"), (2, "nut", "0.07"), (3, "old", "1.00")
    )
    assert statements.versions() == [
        (1, "mistyped", "2.00", FIRST, SECOND),
        (1, "corrected", "2.00", SECOND, None),
        (2, "nut", "0.07", SECOND, None),
        (3, "old", "1.00", FIRST, None),
    ]
    assert (done.rows_landed, done.rows_unchanged) == (2, 1)


def test_every_row_read_is_landed_unchanged_or_quarantined(shop: Shop) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"))
    done = shop.deliver(
        SECOND,
        (1, "bolt", "1.50"),
        (1, "bolt", "1.50"),
        (2, "nut", "0.09"),
        (5, "bad", "-1.00"),
        unreadable_keys=[6],
    )
    assert done.rows_read == 5
    assert (done.rows_landed, done.rows_unchanged, done.rows_quarantined) == (1, 2, 2)


def test_the_quarantine_says_where_a_bad_row_stood_and_keeps_it(shop: Shop) -> None:
    done = shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "-0.07"), unreadable_keys=[9])
    rows = shop.connection.execute("select * from raw.quarantine order by file_line").fetchall()
    place = (done.delivery_id, "shop_prices", "shop/2026-10-03T1230/prices.csv")
    assert rows == [
        (*place, 3, "amount", "less than 0", '{"price_id":"2","label":"nut","amount":"-0.07"}'),
        (*place, 4, "amount", "a number was expected", '{"price_id":"9"}'),
    ]
    assert shop.versions() == [(1, "bolt", "1.50", FIRST, None)]


def test_a_row_in_quarantine_has_not_vanished(shop: Shop) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"), (3, "seal", "9.00"))
    done = shop.deliver(SECOND, (1, "bolt", "1.50"), (2, "nut", "-0.07"))
    assert done.rows_vanished == 1
    assert [row[0] for row in shop.versions() if row[4] is None] == [1, 2]


def test_nothing_vanishes_while_a_bad_row_could_be_any_row(shop: Shop) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"))
    done = shop.deliver(SECOND, (1, "bolt", "1.60"), unreadable_keys=[None])
    assert (done.rows_vanished, done.rows_landed) == (0, 1)
    assert [row[0] for row in shop.versions() if row[4] is None] == [1, 2]


def test_a_failure_in_the_middle_leaves_nothing_of_the_delivery(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"))
    before = shop.everything()

    def no_room(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(landing, "record", no_room)
    with pytest.raises(OSError, match="no space left"):
        shop.deliver(SECOND, (1, "bolt", "1.60"), (3, "seal", "-9.00"))
    monkeypatch.undo()
    assert shop.everything() == before
    assert shop.deliver(SECOND, (1, "bolt", "1.60")).rows_landed == 1


def test_a_delivery_that_failed_leaves_no_name_behind(shop: Shop) -> None:
    shop.connection.execute("drop table raw.quarantine")
    with pytest.raises(duckdb.CatalogException):
        shop.deliver(FIRST, (1, "bolt", "1.50"))
    for name in ("incoming", "rejected", "rejected_keys"):
        with pytest.raises(duckdb.CatalogException):
            shop.connection.execute(f"from {name}")


def test_the_same_file_at_the_same_place_is_the_same_delivery() -> None:
    one, other = arrival(FIRST, "prices.csv"), arrival(SECOND, "prices.csv")
    assert deliveries.delivery_id_of(one, "ab") == deliveries.delivery_id_of(one, "ab")
    assert deliveries.delivery_id_of(one, "ab") != deliveries.delivery_id_of(one, "cd")
    assert deliveries.delivery_id_of(one, "ab") != deliveries.delivery_id_of(other, "ab")


def test_a_rejected_file_is_known_of_until_it_is_taken_away(shop: Shop) -> None:
    refused = Delivery("r", "shop_prices", "x.csv", "rejected", reason="why", remedy="do this")
    deliveries.reject(shop.connection, arrival(THIRD, "x.csv"), "00", refused, THIRD)
    assert deliveries.last_delivery(shop.connection) is None, "nothing was accepted"
    shop.deliver(SECOND, (1, "bolt", "1.50"))
    assert deliveries.last_delivery(shop.connection) == THIRD
    deliveries.withdraw_absent(shop.connection, [])
    assert deliveries.last_delivery(shop.connection) == SECOND


def test_a_rejected_file_is_withdrawn_once_it_is_gone_or_replaced(shop: Shop) -> None:
    item = arrival(FIRST, "x.csv")
    refused = Delivery("r", "", item.file_name, "rejected", reason="why", remedy="do this")
    deliveries.reject(shop.connection, item, "00", refused, FIRST)
    status = "select status_code from raw.deliveries"
    deliveries.withdraw_absent(shop.connection, [item])
    assert count(shop, status) == "rejected"
    deliveries.withdraw_absent(shop.connection, [])
    assert count(shop, status) == "withdrawn"
