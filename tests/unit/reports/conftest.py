"""The sample company's frames, and its report built once for the tests that read it."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sample_frames import CONTEXT, make_frames

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.workbook import build_finance_report


@pytest.fixture(scope="session")
def frames() -> FinanceFrames:
    return make_frames(customers=12, documents=60)


@pytest.fixture(scope="session")
def report_path(frames: FinanceFrames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / CONTEXT.finance_report_name
    build_finance_report(frames, CONTEXT, path)
    return path


@pytest.fixture(scope="session")
def english_path(frames: FinanceFrames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    context = replace(CONTEXT, language="en")
    path = tmp_path_factory.mktemp("english") / context.finance_report_name
    build_finance_report(frames, context, path)
    return path


@pytest.fixture(scope="session")
def report(report_path: Path) -> Workbook:
    return load_workbook(report_path)


@pytest.fixture(scope="session")
def report_values(report_path: Path) -> Workbook:
    """The report as a program reads it that does not calculate."""
    return load_workbook(report_path, data_only=True)
