"""The last look before a report is built: types, keys, presence and sums, all failures at once.

Belongs here: turning what is wrong with the frames into rows a person can act on.
Does not belong here: the schemas (``report_frames``), the sums (``report_sums``), the workbook.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipelines.contracts.broken_sums import find_broken_sums
from pipelines.contracts.failed_check import FailedCheck
from pipelines.contracts.indicator_frames import KPI_CODES, TOTAL_SCOPE, find_kpi_failures
from pipelines.contracts.report_frames import KEYS, SCHEMAS, TREND_FRAMES, FinanceFrames


class InvalidReportFramesError(Exception):
    """The frames may not be printed. ``failures`` says why, one row per broken rule and subject."""

    def __init__(self, failures: Sequence[FailedCheck]) -> None:
        codes = ", ".join(sorted({failure.check_code for failure in failures}))
        super().__init__(f"{len(failures)} checks of the report's frames failed: {codes}")
        self.failures = tuple(failures)


def validate_report_frames(frames: FinanceFrames, period_month: date) -> None:
    """Raise InvalidReportFramesError unless all may be printed for that month (first day)."""
    failures = find_frame_failures(frames, period_month)
    if failures:
        raise InvalidReportFramesError(failures)


def find_frame_failures(frames: FinanceFrames, period_month: date) -> list[FailedCheck]:
    """Everything wrong with the frames, in a fixed order; empty when they may be printed.

    A frame of the wrong shape is reported as such and left out of the sums, which still run
    over the others, so that one run tells all.
    """
    failures: list[FailedCheck] = []
    sound: dict[str, pl.DataFrame] = {}
    for name, frame in frames.by_name().items():
        found = [*find_shape_failures(name, frame, SCHEMAS[name])]
        if not found:
            sound[name] = frame
            found.extend(find_repeated_keys(name, frame))
            found.extend(find_foreign_months(name, frame, period_month))
        failures.extend(found)
    failures.extend(find_absences(sound, period_month))
    failures.extend(find_kpi_failures(sound))
    failures.extend(find_broken_sums(sound, period_month))
    return failures


def find_shape_failures(
    name: str, frame: pl.DataFrame, schema: pa.DataFrameSchema
) -> Iterator[FailedCheck]:
    """One failure per column and rule, with the number of rows, never with a value."""
    try:
        schema.validate(frame.with_columns(pl.selectors.integer().cast(pl.Int64)), lazy=True)
    except SchemaErrors as errors:
        counts = errors.failure_cases.group_by("column", "check").len().sort("column", "check")
        for column, check, count in counts.iter_rows():
            if check in {"column_in_schema", "column_in_dataframe"}:
                # Pandera files the column's name under what failed, not under where.
                names = errors.failure_cases.filter(pl.col("check") == check)["failure_case"]
                for unexpected in sorted(names.to_list()):
                    yield shape_failure(name, str(unexpected), check, 1)
            else:
                yield shape_failure(name, str(column), check, count)


def shape_failure(name: str, column: str, check: str, count: int) -> FailedCheck:
    return FailedCheck(
        check_code=f"{name}.{check.partition('(')[0]}",
        subject_type_code="column",
        subject_id=f"{name}.{column}",
        actual_amount=Decimal(count),
        note=check,
    )


def find_repeated_keys(name: str, frame: pl.DataFrame) -> Iterator[FailedCheck]:
    if name not in KEYS:
        return
    key = list(KEYS[name])
    repeated = frame.group_by(key).len().filter(pl.col("len") > 1).sort(key)
    # A name is no id: it stays out of what is logged.
    ids = [column for column in key if not column.endswith("_name")]
    for row in repeated.iter_rows(named=True):
        yield FailedCheck(
            check_code=f"{name}.key_is_unique",
            subject_type_code="key",
            subject_id=" ".join(str(row[column]) for column in ids),
            expected_amount=Decimal(1),
            actual_amount=Decimal(row["len"]),
            difference_amount=Decimal(row["len"] - 1),
            note=", ".join(key),
        )


def find_foreign_months(
    name: str, frame: pl.DataFrame, period_month: date
) -> Iterator[FailedCheck]:
    if "period_month" not in frame.columns:
        return
    month = pl.col("period_month")
    is_foreign = month > period_month if name in TREND_FRAMES else month != period_month
    count = frame.filter(is_foreign).height
    if count:
        yield FailedCheck(
            check_code=f"{name}.rows_are_of_the_month",
            subject_type_code="frame",
            subject_id=name,
            expected_amount=Decimal(0),
            actual_amount=Decimal(count),
            difference_amount=Decimal(count),
            note="period_month",
        )


def find_absences(frames: dict[str, pl.DataFrame], period_month: date) -> Iterator[FailedCheck]:
    """Rows without which a report would be silent about something: absence is a failure."""
    is_month = pl.col("period_month") == period_month
    if "balances" in frames and frames["balances"].filter(is_month).is_empty():
        yield absence("balances", "month", period_month.isoformat())
    if "kpis" in frames:
        is_total = (pl.col("grouping_code") == TOTAL_SCOPE) & pl.col("is_headline")
        found = set(frames["kpis"].filter(is_month & is_total)["kpi_code"])
        for code in KPI_CODES:
            if code not in found:
                yield absence("kpis", "kpi", code)
    if "buckets" in frames:
        for number in sorted(set(range(6)) - set(frames["buckets"]["bucket_number"])):
            yield absence("buckets", "bucket", str(number))
    for name in ("controls", "deliveries"):
        if name in frames and frames[name].is_empty():
            yield absence(name, "frame", name)


def absence(name: str, subject_type: str, subject_id: str) -> FailedCheck:
    return FailedCheck(
        check_code=f"{name}.is_present",
        subject_type_code=subject_type,
        subject_id=subject_id,
        expected_amount=Decimal(1),
        actual_amount=Decimal(0),
        difference_amount=Decimal(-1),
    )
