"""Times as people write them, and the bridge as they see it."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import typer
from rich.console import Console

from pipelines import diff_view
from pipelines.cli_clocks import moment_of
from pipelines.diff import Bridge
from pipelines.settings import load_settings


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-05T09:00", datetime(2026, 10, 5, 15, 0)),
        ("2026-10-05 09:00", datetime(2026, 10, 5, 15, 0)),
        ("2026-10-05T09:00+00:00", datetime(2026, 10, 5, 9, 0)),
        ("2026-10-05T09:00Z", datetime(2026, 10, 5, 9, 0)),
        ("2026-10-05", datetime(2026, 10, 6, 5, 59, 59)),
    ],
)
def test_a_time_is_the_companys_unless_it_carries_an_offset(
    tmp_path: Path, text: str, moment: datetime
):
    assert moment_of(text, load_settings("acme", tmp_path)) == moment


def test_what_is_no_time_is_refused(tmp_path: Path):
    with pytest.raises(typer.BadParameter, match="2026-10-05T09:00"):
        moment_of("snapshots", load_settings("acme", tmp_path))


def shown(bridge: Bridge, limit: int = 10) -> str:
    console = Console(record=True, width=100, file=io.StringIO())
    diff_view.show(console, bridge, limit)
    return console.export_text()


@pytest.fixture
def bridge() -> Bridge:
    money = pl.Decimal(18, 2)
    ends = {
        "currency_code": ["MXN"],
        "reported_amount": [Decimal("2000.00")],
        "known_amount": [Decimal("1160.00")],
        "reported_amount_mxn": [Decimal("2000.00")],
        "known_amount_mxn": [Decimal("1160.00")],
    }
    changes = {
        "reason_code": ["cancelled", "cancelled", "terms"],
        "document_id": ["M-1", "M-2", "M-3"],
        "document_number": ["A1", "[red]A2", None],
        "customer_code": ["C1", "C1", "C1"],
        "currency_code": ["MXN"] * 3,
        "change_amount": [Decimal("-500.00"), Decimal("-340.00"), Decimal("0.00")],
        "change_amount_mxn": [Decimal("-500.00"), Decimal("-340.00"), Decimal("0.00")],
        "moved_amount": [Decimal("0.00"), Decimal("0.00"), Decimal("75.25")],
        "learned_at": [datetime(2026, 11, 3, 12, 30)] * 3,
        "evidence_file_name": ["microsip/2026-11-03T0630/DOCTOS_CC.csv"] * 3,
    }
    amounts = {name: money for name in (*ends, *changes) if "amount" in name}
    return Bridge(
        closed_month=date(2026, 9, 1),
        reported_name="2026-09",
        reported_at=datetime(2026, 10, 3, 12, 30),
        known_at=datetime(2026, 11, 3, 12, 30),
        ends=pl.DataFrame(ends, schema_overrides=amounts),
        changes=pl.DataFrame(changes, schema_overrides=amounts),
    )


def test_a_bridge_is_shown_by_reason_and_by_document(bridge: Bridge):
    text = shown(bridge)
    for part in ("reported", "2,000.00", "-840.00", "1,160.00", "75.25", "M-3", "DOCTOS_CC.csv"):
        assert part in text


def test_a_document_number_is_text_and_never_markup(bridge: Bridge):
    assert "[red]A2" in shown(bridge)


def test_a_bridge_says_how_many_lines_it_leaves_out(bridge: Bridge):
    text = shown(bridge, limit=1)
    assert "1 of 3 lines" in text
    assert "M-3" not in text


def test_a_month_that_is_as_reported_says_so(bridge: Bridge):
    same = Bridge(**{**vars(bridge), "changes": bridge.changes.clear()})
    assert "nothing of it has changed" in shown(same)
