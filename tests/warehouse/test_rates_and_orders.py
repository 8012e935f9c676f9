"""What the demo company's warehouse says of exchange rates by purpose, orders and fiscal links.

Belongs here: expectations derived a second time from the delivered files. Does not belong here: the
rules one by one (unit tests beside the models), what the files contain (tests/unit/sample).
"""

import csv
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines import runs
from tests.warehouse.case_rows import count_of
from tests.workspace import AS_OF, DEMO_FILES

DELIVERY = "2026-11-03T0630"
CENT = Decimal("0.01")
Row = dict[str, str]


def dumped(table: str) -> list[Row]:
    path = DEMO_FILES / "microsip" / DELIVERY / f"{table}.csv"
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def series() -> tuple[dict[date, Decimal], dict[date, Decimal]]:
    """The FIX by the day it was determined, and by the day it settles."""
    fix, settled = {}, {}
    for day, *values in exported(DEMO_FILES / "banxico" / DELIVERY / "tipo_de_cambio.csv"):
        for rates, value in zip((fix, settled), values, strict=True):
            if value != "N/E":
                rates[date(*map(int, reversed(day.split("/"))))] = Decimal(value)
    return fix, settled


def exported(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="cp1252", newline="") as file:
        rows = csv.reader(file)
        next(row for row in rows if row[:1] == ["Fecha"])
        yield from rows


@pytest.fixture(scope="module")
def usd(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[date, str], Decimal | None]:
    """The published rate of the dollar by day and purpose."""
    rows = warehouse.execute(
        "select rate_date, purpose_code, exchange_rate from marts.fct_exchange_rates_by_purpose "
        "where currency_code = 'USD'"
    ).fetchall()
    return {(day, purpose): rate for day, purpose, rate in rows}


def test_a_weekend_is_taxed_at_the_rate_that_settles_on_the_next_bank_day(usd, series):
    fix, settled = series
    saturday, monday = date(2026, 10, 24), date(2026, 10, 26)
    assert saturday not in settled
    assert usd[saturday, "tax"] == settled[monday] == fix[date(2026, 10, 22)]
    # The settlement series looked up backwards: Friday's value, which is older.
    assert usd[saturday, "tax"] != settled[date(2026, 10, 23)]
    assert usd[saturday, "accounting_close"] == fix[date(2026, 10, 23)]


def test_every_bank_day_is_taxed_at_the_rate_that_settles_on_it(usd, series):
    _, settled = series
    days = [day for day in settled if day > date(2024, 5, 1)]
    assert len(days) > 600
    for day in days:
        assert usd[day, "tax"] == usd[day, "settlement"] == settled[day]


def test_every_calendar_day_has_its_row_and_takes_the_last_determination(usd, series):
    fix, _ = series
    day = date(2024, 6, 1)
    while day <= AS_OF:
        last = max(known for known in fix if known <= day)
        assert usd[day, "accounting_close"] == fix[last]
        day += timedelta(days=1)


def test_a_rate_that_does_not_settle_on_its_day_stops_the_report(demo):
    effects = "models/intermediate/rates/int_rate_effects_dated.sql"
    until = "least(dated.last_date, dated.oldest_date)"
    test = "a_settlement_rate_is_that_of_its_settlement_date"
    with demo.broken_model(effects, until, f"cast({until} - interval 1 day as date)"):
        results = demo.build_part(f"+{test}")
    verdict = runs.judge_build(demo.settings, AS_OF, results)
    assert not verdict.is_open
    assert [check.check_code for check in verdict.reasons()] == [test]


def test_the_udi_has_the_value_of_the_day_itself(warehouse):
    answer = json.loads((DEMO_FILES / "banxico" / DELIVERY / "udis.json").read_text("utf-8"))
    (series,) = answer["bmx"]["series"]
    values = {value["fecha"]: Decimal(value["dato"]) for value in series["datos"]}
    row = warehouse.execute(
        "select exchange_rate, source_date, is_carried from marts.fct_exchange_rates_by_purpose "
        "where currency_code = 'MXV' and rate_date = ? and purpose_code = 'tax'",
        [AS_OF],
    ).fetchone()
    assert row == (values[f"{AS_OF:%d/%m/%Y}"], AS_OF, False)


def test_days_without_a_published_rate_landed_with_their_reason(raw):
    query = "select count(*) from raw.banxico_rates where known_to is null and "
    assert count_of(raw, query + "no_rate_reason_code = 'not_published' and rate is null") == 4
    assert count_of(raw, query + "(no_rate_reason_code is null) <> (rate is not null)") == 0


def test_pending_orders_are_their_pending_units_at_their_net_price(warehouse):
    lines = {row["DOCTO_VE_ID"]: row for row in dumped("DOCTOS_VE_DET")}
    expected = {}
    for row in dumped("DOCTOS_VE"):
        if row["ESTATUS"] != "P" or row["FECHA"] > AS_OF.isoformat():
            continue
        line = lines[row["DOCTO_VE_ID"]]
        units, done = Decimal(line["UNIDADES"]), Decimal(line["UNIDADES_SURT_DEV"])
        net = Decimal(row["IMPORTE_NETO"])
        pending = (net * (units - done) / units).quantize(CENT, ROUND_HALF_UP)
        amount = net + Decimal(row["TOTAL_IMPUESTOS"]) - Decimal(row["TOTAL_RETENCIONES"])
        with_tax = (amount * pending / net).quantize(CENT, ROUND_HALF_UP)
        stage = {"P": "order", "R": "delivery"}[row["TIPO_DOCTO"]]
        expected[f"M-VE-{row['DOCTO_VE_ID']}"] = (stage, pending, with_tax)
    rows = warehouse.execute(
        "select sales_document_id, stage_code, pending_net_amount, pending_amount "
        "from marts.fct_open_orders"
    ).fetchall()
    assert {number: tuple(values) for number, *values in rows} == expected
    assert {stage for stage, _, _ in expected.values()} == {"order", "delivery"}


def test_every_invoice_finds_its_charge_and_they_amount_to_the_same(warehouse):
    rows = warehouse.execute(
        "select match_code, count(*), count(*) filter (where amount = charge_amount) "
        "from marts.fct_invoice_charges group by 1"
    ).fetchall()
    counts = {code: (count, equal) for code, count, equal in rows}
    linked = {row["DOCTO_FTE_ID"] for row in dumped("DOCTOS_ENTRE_SIS")}
    live = [r for r in dumped("DOCTOS_VE") if r["TIPO_DOCTO"] == "F" and r["ESTATUS"] == "N"]
    by_link = sum(row["DOCTO_VE_ID"] in linked for row in live)
    assert counts == {"link": (by_link, by_link), "folio": (len(live) - by_link,) * 2}


def test_the_sales_of_the_last_months_have_one_uuid_each(warehouse):
    count = count_of(
        warehouse,
        "select count(*) from marts.fct_charges as charges "
        "left join marts.fct_document_uuids as uuids on charges.charge_id = uuids.document_id "
        "where charges.concept_name = 'Venta' and charges.charge_date >= '2026-09-01' "
        "and uuids.voucher_id is null",
    )
    assert count == 0
    twice = "select document_id from marts.fct_document_uuids group by 1 having count(*) > 1"
    assert warehouse.execute(twice).fetchall() == []


def test_a_receipt_says_in_which_way_it_was_paid(warehouse):
    codes = warehouse.execute(
        "select distinct payment_form_code from marts.fct_document_payment_forms order by 1"
    ).fetchall()
    assert codes == [("02",), ("03",)]
