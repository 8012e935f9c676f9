"""The frames of the report: what agrees may be printed, and each rule can refuse."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from sample_frames import MONTH

from pipelines.contracts.broken_sums import find_broken_sums
from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.indicator_frames import find_kpi_failures
from pipelines.contracts.report_frames import SCHEMAS, FinanceFrames
from pipelines.contracts.report_sums import AGREEMENTS, IDENTITIES
from pipelines.contracts.report_validation import (
    InvalidReportFramesError,
    find_absences,
    find_frame_failures,
    find_shape_failures,
    validate_report_frames,
)

CENT = Decimal("0.01")

# For each rule: the frame and column in which one cent too much must be found.
ONE_CENT_TOO_MUCH = {
    "overdue_causes.causes_sum_to_overdue": ("overdue_causes", "overdue_amount_mxn"),
    "aging_by_customer.buckets_sum_to_open": ("aging_by_customer", "not_due_amount"),
    "aging_by_customer.late_buckets_sum_to_overdue": ("aging_by_customer", "overdue_amount"),
    "aging_by_customer.open_less_unapplied": ("aging_by_customer", "balance_amount"),
    "aging_by_customer.closing_less_document_rate": (
        "aging_by_customer",
        "unrealised_fx_amount_mxn",
    ),
    "aging_by_group.buckets_sum_to_open": ("aging_by_group", "bucket_5_amount"),
    "aging_by_group.late_buckets_sum_to_overdue": ("aging_by_group", "bucket_1_amount"),
    "aging_by_group.open_less_unapplied": ("aging_by_group", "unapplied_amount"),
    "balances.buckets_sum_to_open": ("balances", "bucket_2_amount_mxn"),
    "balances.late_buckets_sum_to_overdue": ("balances", "overdue_amount_mxn"),
    "balances.open_less_unapplied": ("balances", "open_amount_mxn"),
    "rollforward.opening_and_movements": ("rollforward", "receipts_amount"),
    "rollforward.opening_and_movements_in_functional_currency": ("rollforward", "fx_amount_mxn"),
    "unapplied_credits.original_less_used": ("unapplied_credits", "used_amount"),
    "changes.balance_less_previous": ("changes", "previous_balance_amount"),
    "changes.overdue_less_previous": ("changes", "overdue_change_amount"),
    "rollforward.closing_is_aging_balance": ("rollforward", "closing_amount"),
    "overdue_items.items_sum_to_customer_bucket": ("overdue_items", "open_amount"),
    "unapplied_credits.credits_sum_to_customer_unapplied": (
        "unapplied_credits",
        "unapplied_amount",
    ),
    "grade_migrations.grades_sum_to_risk": ("grade_migrations", "balance_amount_mxn"),
    "balances.month_is_customer_total": ("balances", "balance_amount_mxn"),
    "balances.month_is_overdue_total": ("overdue_items", "open_amount_mxn"),
    "balances.month_is_unapplied_total": ("unapplied_credits", "unapplied_amount_mxn"),
    "changes.change_ends_at_aging": ("changes", "balance_amount"),
    "closed_month_bridges.reported_and_changes": ("closed_month_bridges", "known_amount"),
    "closed_month_bridges.reported_and_changes_in_functional_currency": (
        "closed_month_bridges",
        "reported_amount_mxn",
    ),
    "closed_month_changes.documents_sum_to_bridge": ("closed_month_changes", "change_amount"),
    "provision.carved_out_and_exposed_are_open": ("provision", "insured_amount_mxn"),
    "provision.provision_is_of_the_ageing": ("provision", "open_amount"),
    "provision_bridge.opening_and_steps": ("provision_bridge", "mix_amount_mxn"),
    "provision_bridge.bridge_ends_at_the_provision": ("provision", "provision_amount_mxn"),
    "provision_journal.debits_are_credits": ("provision_journal", "debit_amount_mxn"),
    "cash_forecast.weeks_sum_to_open": ("cash_forecast", "late_amount"),
}
GROUPING_RULES = {
    f"aging_by_group.{grouping}_totals_are_customer_totals": grouping
    for grouping in ("salesperson", "zone", "currency")
}


def with_frame(frames: FinanceFrames, name: str, frame: pl.DataFrame) -> FinanceFrames:
    return replace(frames, **{name: frame})


def add_a_cent(frame: pl.DataFrame, column: str, where: pl.Expr | None = None) -> pl.DataFrame:
    """One cent more in the last row of those asked for."""
    numbered = frame.with_row_index("row")
    last = numbered.filter(True if where is None else where)["row"].max()
    amount = pl.col(column)
    more = pl.when(pl.col("row") == last).then(amount + CENT).otherwise(amount)
    return numbered.with_columns(more.cast(frame.schema[column]).alias(column)).drop("row")


def codes(failures: list[FailedCheck]) -> set[str]:
    return {failure.check_code for failure in failures}


def test_frames_that_agree_may_be_printed(frames: FinanceFrames) -> None:
    validate_report_frames(frames, MONTH)


@pytest.mark.parametrize("rule", ONE_CENT_TOO_MUCH)
def test_one_cent_too_much_is_found(frames: FinanceFrames, rule: str) -> None:
    name, column = ONE_CENT_TOO_MUCH[rule]
    wrong = with_frame(frames, name, add_a_cent(frames.by_name()[name], column))
    found = [f for f in find_broken_sums(wrong.by_name(), MONTH) if f.check_code == rule]
    assert len(found) >= 1
    assert {abs(failure.difference_amount or 0) for failure in found} == {CENT}


@pytest.mark.parametrize("rule", GROUPING_RULES)
def test_a_group_that_is_off_by_a_cent_is_found(frames: FinanceFrames, rule: str) -> None:
    where = pl.col("grouping_code") == GROUPING_RULES[rule]
    groups = add_a_cent(frames.aging_by_group, "balance_amount_mxn", where)
    wrong = replace(frames, aging_by_group=groups)
    assert codes(find_broken_sums(wrong.by_name(), MONTH)) == {rule}


def test_every_declared_sum_has_a_fixture_that_breaks_it() -> None:
    declared = {f"{each.frame}.{each.rule}" for each in IDENTITIES}
    declared |= {f"{each.actual}.{each.rule}" for each in AGREEMENTS}
    assert declared == set(ONE_CENT_TOO_MUCH) | set(GROUPING_RULES)


def test_a_failure_names_the_customer_by_id_with_both_amounts(frames: FinanceFrames) -> None:
    wrong = add_a_cent(frames.rollforward, "closing_amount")
    last = frames.rollforward.row(-1, named=True)
    failures = find_frame_failures(replace(frames, rollforward=wrong), MONTH)
    found = [f for f in failures if f.check_code == "rollforward.closing_is_aging_balance"]
    assert found == [
        FailedCheck(
            check_code="rollforward.closing_is_aging_balance",
            subject_type_code="customer",
            subject_id=last["customer_id"],
            currency_code=last["currency_code"],
            expected_amount=last["closing_amount"],
            actual_amount=last["closing_amount"] + CENT,
            difference_amount=CENT,
            note="closing_amount / aging_by_customer.balance_amount",
        )
    ]


def test_a_customer_that_fell_out_of_the_rollforward_is_found(frames: FinanceFrames) -> None:
    gone = frames.rollforward.sort("closing_amount").slice(0, frames.rollforward.height - 1)
    failures = find_frame_failures(replace(frames, rollforward=gone), MONTH)
    assert codes(failures) == {"rollforward.closing_is_aging_balance"}


def test_everything_wrong_is_told_at_once(frames: FinanceFrames) -> None:
    wrong = replace(
        frames,
        rollforward=add_a_cent(frames.rollforward, "receipts_amount"),
        applications=frames.applications.drop("currency_code"),
        changes=add_a_cent(frames.changes, "change_amount"),
    )
    with pytest.raises(InvalidReportFramesError) as caught:
        validate_report_frames(wrong, MONTH)
    assert codes(list(caught.value.failures)) == {
        "rollforward.opening_and_movements",
        "applications.column_in_dataframe",
        "changes.balance_less_previous",
    }


def test_a_missing_and_an_unknown_column_are_told_by_name(frames: FinanceFrames) -> None:
    wrong = frames.overdue_items.rename({"due_date": "vence"})
    failures = find_frame_failures(replace(frames, overdue_items=wrong), MONTH)
    subjects = {failure.subject_id for failure in failures}
    assert {"overdue_items.due_date", "overdue_items.vence"} <= subjects


WITHOUT_MONEY = {
    "kpis",
    "buckets",
    "deliveries",
    "model_quality",
    "model_calibration",
    "desk_indicators",
}


@pytest.mark.parametrize("name", [n for n in SCHEMAS if n not in WITHOUT_MONEY])
def test_money_in_floats_is_refused(frames: FinanceFrames, name: str) -> None:
    frame = frames.by_name()[name]
    column = next(n for n in frame.columns if "amount" in n)
    wrong = frame.with_columns(pl.col(column).cast(pl.Float64))
    subjects = {failure.subject_id for failure in find_shape_failures(name, wrong, SCHEMAS[name])}
    assert subjects == {f"{name}.{column}"}


def test_integers_of_any_width_are_taken(frames: FinanceFrames) -> None:
    items = frames.overdue_items.with_columns(pl.col("bucket_number").cast(pl.Int8))
    assert not find_frame_failures(replace(frames, overdue_items=items), MONTH)


def test_a_currency_that_is_no_code_is_refused_without_repeating_it(
    frames: FinanceFrames,
) -> None:
    secret = 'MXN"),1)+("'
    items = frames.overdue_items.with_columns(pl.lit(secret).alias("currency_code"))
    failures = find_frame_failures(replace(frames, overdue_items=items), MONTH)
    assert "overdue_items.currency_code" in {failure.subject_id for failure in failures}
    assert secret not in repr(failures)


def test_no_failure_repeats_a_name(frames: FinanceFrames) -> None:
    items = frames.overdue_items.with_columns(
        pl.lit("Nombre Secreto").alias("customer_name"), pl.lit(0).alias("bucket_number")
    )
    groups = pl.concat([frames.aging_by_group, frames.aging_by_group])
    wrong = replace(frames, overdue_items=items, aging_by_group=groups)
    failures = find_frame_failures(wrong, MONTH)
    assert "aging_by_group.key_is_unique" in codes(failures)
    names = {"Nombre Secreto", *frames.aging_by_group["group_name"]} - {"MXN", "USD"}
    assert not any(name in repr(failures) for name in names)


def test_a_repeated_key_is_found(frames: FinanceFrames) -> None:
    twice = pl.concat([frames.buckets, frames.buckets.head(1)])
    assert codes(find_frame_failures(replace(frames, buckets=twice), MONTH)) == {
        "buckets.key_is_unique"
    }


def test_rows_of_another_month_are_found(frames: FinanceFrames) -> None:
    old = frames.applications.with_columns(pl.lit(date(2026, 9, 1)).alias("period_month"))
    assert codes(find_frame_failures(replace(frames, applications=old), MONTH)) == {
        "applications.rows_are_of_the_month"
    }


def test_a_trend_may_hold_earlier_months_but_no_later_one(frames: FinanceFrames) -> None:
    failures = find_frame_failures(frames, date(2026, 9, 1))
    assert {"balances.rows_are_of_the_month", "kpis.rows_are_of_the_month"} <= codes(failures)


@pytest.mark.parametrize("name", ["controls", "deliveries", "buckets", "kpis", "balances"])
def test_an_absent_frame_is_a_failure(frames: FinanceFrames, name: str) -> None:
    wrong = frames.by_name() | {name: frames.by_name()[name].clear()}
    assert codes(list(find_absences(wrong, MONTH))) == {f"{name}.is_present"}


def test_a_kpi_without_value_or_reason_is_found(frames: FinanceFrames) -> None:
    kpis = frames.kpis.with_columns(pl.lit(None, pl.String).alias("null_reason_code"))
    assert codes(find_frame_failures(replace(frames, kpis=kpis), MONTH)) == {"kpis.value_or_reason"}


def test_a_share_given_as_a_fraction_instead_of_a_percentage_is_found(
    frames: FinanceFrames,
) -> None:
    is_share = pl.col("kpi_code") == "overdue_share"
    fraction = pl.when(is_share).then(pl.col("kpi_value") / 100).otherwise(pl.col("kpi_value"))
    kpis = frames.kpis.with_columns(fraction.cast(pl.Decimal(18, 4)).alias("kpi_value"))
    failures = find_frame_failures(replace(frames, kpis=kpis), MONTH)
    assert codes(failures) == {"kpis.follows_from_its_parts"}


@pytest.mark.parametrize("part", ["numerator_amount", "days_count", "base_days"])
def test_a_kpi_that_lacks_one_of_its_parts_is_found(frames: FinanceFrames, part: str) -> None:
    kpis = frames.kpis.with_columns(pl.lit(None, frames.kpis.schema[part]).alias(part))
    assert codes(list(find_kpi_failures({"kpis": kpis}))) == {"kpis.has_its_parts"}
