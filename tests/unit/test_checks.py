"""Rows in the raw tables against what was said to have landed."""

from collections.abc import Iterator

import pytest
from small_landing import FIRST, FULL, SECOND, Shop, open_shop

from pipelines.checks import find_landing_mismatches


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = open_shop(FULL)
    shop.deliver(FIRST, (1, "bolt", "1.50"), (2, "nut", "0.07"), name="0192837465_prices.csv")
    shop.deliver(SECOND, (1, "bolt", "1.60"), (2, "nut", "0.07"))
    yield shop
    shop.connection.close()


def found(shop: Shop) -> list[tuple[str, str, str | None]]:
    checks = find_landing_mismatches(shop.connection, [FULL])
    return [(check.check_code, check.subject_id, check.note) for check in checks]


def test_deliveries_as_they_landed_are_well(shop: Shop) -> None:
    assert found(shop) == []


def test_a_row_that_was_deleted_is_missed_by_its_file_without_the_account(shop: Shop) -> None:
    shop.connection.execute("delete from raw.shop_prices where price_id = 2")
    assert found(shop) == [
        (
            "landed_rows_are_stored",
            "shop/2026-10-03T1230/…7465_prices.csv",
            "2 rows landed, 1 stored",
        )
    ]


def test_a_file_without_any_of_its_rows_is_missed(shop: Shop) -> None:
    shop.connection.execute("delete from raw.shop_prices where known_from = ?", [SECOND])
    assert found(shop) == [
        ("landed_rows_are_stored", "shop/2026-10-04T1230/prices.csv", "1 rows landed, 0 stored")
    ]


def test_rows_that_no_delivery_brought_are_found(shop: Shop) -> None:
    shop.connection.execute(
        "insert into raw.shop_prices values (9, 'smuggled', 1.00, ?, null, 'feed', 2)", [SECOND]
    )
    assert found(shop) == [("landed_rows_are_stored", "feed", "0 rows landed, 1 stored")]


def test_a_key_with_two_open_versions_is_found(shop: Shop) -> None:
    shop.connection.execute("update raw.shop_prices set known_to = null")
    assert found(shop) == [
        ("one_open_version_per_key", "shop_prices", "1 keys with two open versions")
    ]
