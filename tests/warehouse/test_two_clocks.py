"""September, sealed on 3 October: as it was known then, and why it is another one now.

The sample's second delivery re-applies a payment, cancels an invoice and no longer holds another
one; a third one brings an invoice of September that nobody had told of.
"""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines import diff, runs
from pipelines.diff import Bridge, NothingToCompare
from pipelines.files import sha256_of
from pipelines.monthly_report import ReportBlocked
from pipelines.rebuild import RebuildFailed, ReportedMonths, judge_rebuilt, rebuild, rebuilt
from pipelines.runs import NothingDelivered
from pipelines.seals.catalogue import Snapshot, SnapshotError
from pipelines.seals.reproduction import reproduce
from pipelines.settings import Settings
from pipelines.versions import running_versions
from tests.warehouse.bridges import Line, assert_meets, lines_of
from tests.warehouse.closed_months import (
    FIRST,
    LATE_INVOICE,
    SEPTEMBER,
    SEPTEMBER_END,
    add_late_invoice,
    approve,
    change_everything,
    deliver_only_first,
    deliver_second,
)
from tests.warehouse.deliveries import NEXT
from tests.workspace import MONTH, Workspace, texts_of

SEALED = "september_sealed"
STORY = "september_changed"
NOVEMBER = date(2026, 11, 4)
KNOWN_AT_CLOSE = datetime(2026, 10, 5, 15, 0)
SEAL = Snapshot(SEPTEMBER)


@pytest.fixture(scope="module")
def sealed_state(workspace: Workspace) -> Workspace:
    """September closed on what was delivered on 3 October."""
    deliver_only_first(workspace)
    runs.close(workspace.settings, SEPTEMBER)
    workspace.save(SEALED)
    return workspace


@pytest.fixture
def sealed(sealed_state: Workspace) -> Workspace:
    sealed_state.restore(SEALED)
    return sealed_state


@pytest.fixture(scope="module")
def story_state(sealed_state: Workspace) -> Workspace:
    """The same company after the second delivery and the late invoice."""
    sealed_state.restore(SEALED)
    deliver_second(sealed_state)
    add_late_invoice(sealed_state)
    sealed_state.run(NOVEMBER)
    sealed_state.save(STORY)
    return sealed_state


@pytest.fixture
def story(story_state: Workspace) -> Workspace:
    story_state.restore(STORY)
    return story_state


@pytest.fixture(scope="module")
def then(story_state: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """September rebuilt after the story as it was known at its close, into a file of its own."""
    story_state.restore(STORY)
    before = published_hash(story_state)
    out = tmp_path_factory.mktemp("then") / "then.duckdb"
    rebuild(story_state.settings, KNOWN_AT_CLOSE, SEPTEMBER_END, out)
    assert published_hash(story_state) == before
    return out


def published_hash(company: Workspace) -> str:
    return sha256_of(company.settings.published_database)


def test_september_as_known_at_its_close_is_what_was_sealed_value_by_value(
    story: Workspace, then: Path
):
    def as_rebuilt(
        _: Settings, known_at: datetime, as_of: date | None, months: ReportedMonths
    ) -> AbstractContextManager[Path]:
        """What was rebuilt is what the seal asks for: its own clocks, and no seal before it."""
        assert (known_at, as_of) == (FIRST, SEPTEMBER_END)
        assert months(SEPTEMBER_END, known_at) == []
        return nullcontext(then)

    result = reproduce(story.settings, SEAL, running_versions(), as_rebuilt)
    assert result.is_equal
    assert sum(table.sealed_rows for table in result.tables) > 10_000


def test_september_as_known_now_differs_by_the_four_changes_and_nothing_else(story: Workspace):
    bridge = diff.compare(story.settings, SEPTEMBER)
    assert bridge.reported_name == "2026-09"
    first, second, cancelled, vanished = (
        document
        for (document,) in story.landed(
            "select distinct 'M-' || docto_cc_id from raw.microsip_doctos_cc "
            "where folio in ('A09028001', 'A09028003', 'A09029001', 'A09030001') order by all"
        )
    )
    assert lines_of(bridge) == [
        Line("late_invoice", f"M-{LATE_INVOICE.document}", LATE_INVOICE.amount),
        Line("reapplied", first, Decimal("11600.00")),
        Line("reapplied", second, Decimal("-11600.00")),
        Line("cancelled", cancelled, Decimal("-29000.00")),
        Line("vanished", vanished, Decimal("-20880.00")),
    ]
    assert_meets(bridge)


def test_each_change_names_when_and_from_which_delivery_it_was_learned(story: Workspace):
    changes = diff.compare(story.settings, SEPTEMBER).changes
    learned = dict(changes.select("reason_code", "evidence_file_name").iter_rows())
    second = "microsip/2026-11-03T0630"
    assert learned == {
        "late_invoice": f"microsip/{NEXT}/DOCTOS_CC.csv",
        "reapplied": f"{second}/IMPORTES_DOCTOS_CC.csv",
        "cancelled": f"{second}/DOCTOS_CC.csv",
        "vanished": f"{second}/DOCTOS_CC.csv",
    }


def test_two_moments_give_the_bridge_that_the_seal_and_the_published_warehouse_give(
    story: Workspace, then: Path, monkeypatch: pytest.MonkeyPatch
):
    def built_once(settings: Settings, known_at: datetime, *more: Any, **named: Any) -> Any:
        """The warehouse of the earlier moment is there already."""
        is_there = known_at == KNOWN_AT_CLOSE
        return nullcontext(then) if is_there else rebuilt(settings, known_at, *more, **named)

    published = diff.compare(story.settings, SEPTEMBER)
    monkeypatch.setattr(diff, "rebuilt", built_once)
    compared = diff.compare(story.settings, SEPTEMBER, KNOWN_AT_CLOSE, datetime(2026, 11, 5))
    assert compared.changes.equals(published.changes)
    assert compared.ends.equals(published.ends)
    assert compared.known_at == published.known_at


def test_the_report_of_the_month_says_what_changed_in_the_closed_one(story: Workspace):
    report = story.settings.reports_folder(date(2026, 11, 1)) / "informe_cartera_2026-11.xlsx"
    texts = texts_of(report)
    assert {"Factura tardía", "Reaplicado", "Cancelado", "Desaparecido"} <= texts
    assert {LATE_INVOICE.folio, "A09028001", "A09029001", "A09030001", "2026-09"} <= texts


def test_a_change_that_nobody_approved_holds_back_the_next_close(story: Workspace):
    with pytest.raises(ReportBlocked, match="closed_months_unchanged"):
        runs.close(story.settings, MONTH)
    assert not Snapshot(MONTH).folder(story.settings.snapshots).exists()
    named = {
        document
        for (document,) in story.refused(
            "select subject_id from controls.ctl_control_exceptions "
            f"where control_code = 'closed_months_unchanged' and period_month = date '{MONTH}'"
        )
    }
    assert named == {line.document for line in lines_of(diff.compare(story.settings, SEPTEMBER))}


def test_approved_changes_let_the_next_close_pass(story: Workspace):
    approve(story, diff.compare(story.settings, SEPTEMBER).changes)
    runs.close(story.settings, MONTH)
    assert Snapshot(MONTH).folder(story.settings.snapshots).is_dir()


def test_a_seal_that_was_changed_stops_the_run_by_its_name(sealed: Workspace):
    path = SEAL.folder(sealed.settings.snapshots) / "marts.fct_open_items_monthly.parquet"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    before = published_hash(sealed)
    with pytest.raises(SnapshotError, match=r"fct_open_items_monthly\.parquet .* 2026-09"):
        sealed.run(date(2026, 10, 2))
    assert published_hash(sealed) == before


@pytest.fixture(scope="module")
def every_reason(sealed_state: Workspace) -> Bridge:
    """September after a delivery that has a change of every kind."""
    sealed_state.restore(SEALED)
    with change_everything(sealed_state):
        runs.land_deliveries(sealed_state.settings)
        return diff.compare(sealed_state.settings, SEPTEMBER, known_at=datetime(2026, 10, 11))


def test_every_reason_is_told_by_the_rows_that_show_it(every_reason: Bridge):
    reasons = Counter(every_reason.changes["reason_code"])
    assert set(reasons) == {
        "late_invoice",
        "late_receipt",
        "reapplied",
        "cancelled",
        "vanished",
        "amount",
        "date",
        "customer",
        "terms",
        "rate",
        "policy",
    }
    assert reasons["unexplained"] == 0
    assert_meets(every_reason)


def test_a_rate_changes_the_value_and_terms_and_policies_only_the_bucket(every_reason: Bridge):
    changes = every_reason.changes
    zero = Decimal("0.00")
    rates = changes.filter(pl.col("reason_code") == "rate")
    assert set(rates["change_amount"]) == {zero}
    assert zero not in set(rates["change_amount_mxn"])
    moved = changes.filter(pl.col("reason_code").is_in(["terms", "policy"]))
    assert set(moved["change_amount"]) == {zero}
    assert zero not in set(moved["moved_amount"])


def test_a_document_of_another_customer_leaves_the_one_and_comes_to_the_other(
    every_reason: Bridge,
):
    rows = every_reason.changes.filter(pl.col("reason_code") == "customer")
    assert rows.height == 2
    assert rows["document_id"].n_unique() == 1
    assert rows["customer_code"].n_unique() == 2
    assert rows["change_amount"].sum() == 0


def test_what_no_row_explains_is_said_to_be_unexplained(sealed: Workspace):
    """The seal is compared with models that lose a document: no delivery said so."""
    (document,) = sealed.published(
        "select min(charge_id) from marts.fct_open_items_monthly "
        f"where period_month = date '{SEPTEMBER}'"
    )[0]
    sound = "from {{ ref('fct_open_items_monthly') }} as items"
    broken = f"{sound} inner join months as kept on items.charge_id <> '{document}' and true"
    with sealed.broken_model("models/marts/audit/fct_closed_month_items.sql", sound, broken):
        results = sealed.build_part(
            "+fct_closed_month_changes", "+fct_closed_month_bridges", as_of=date(2026, 10, 10)
        )
    changes = "select reason_code, document_id from marts.fct_closed_month_changes"
    assert sealed.built(changes) == [("unexplained", document)]
    # And refused: the bridge does not lead from the one end to the other.
    failed = [result.name for result in results if result.is_failure]
    assert failed == ["closed_month_changes_bridge_both_ends"]


def test_a_rebuild_knows_no_later_delivery_and_touches_nothing(story: Workspace, then: Path):
    assert judge_rebuilt(then).is_open
    with duckdb.connect(str(then), read_only=True) as connection:
        deliveries = connection.execute(
            "select distinct delivered_at from marts.fct_deliveries"
        ).fetchall()
        clocks = connection.execute(
            "select as_of_date, known_at from marts.dim_run_parameters"
        ).fetchall()
    assert deliveries == [(FIRST,)]
    assert clocks == [(SEPTEMBER_END, FIRST)]
    assert list(then.parent.iterdir()) == [then]
    assert not list((story.settings.build_database.parent / "rebuild").glob("[bc]*.duckdb*"))


def test_a_rebuild_before_anything_was_delivered_says_so(story: Workspace, tmp_path: Path):
    with pytest.raises(NothingDelivered, match="by then"):
        rebuild(story.settings, datetime(2026, 1, 1), None, tmp_path / "out.duckdb")
    assert not list(tmp_path.iterdir())


def test_a_rebuild_never_takes_the_place_of_what_is_published_or_sealed(story: Workspace):
    settings = story.settings
    seal = SEAL.folder(settings.snapshots) / "manifest.json"
    for path in (settings.published_database, settings.build_database, seal):
        with pytest.raises(RebuildFailed, match="name another file"):
            rebuild(settings, KNOWN_AT_CLOSE, None, path)
    with pytest.raises(RebuildFailed, match="names a folder"):
        rebuild(settings, KNOWN_AT_CLOSE, None, settings.root)


def test_a_month_without_a_seal_needs_a_time_to_compare_with(story: Workspace):
    with pytest.raises(NothingToCompare, match="2026-08 is not sealed"):
        diff.compare(story.settings, date(2026, 8, 1))


def test_a_bridge_does_not_lead_back_in_time(story: Workspace):
    with pytest.raises(NothingToCompare, match="must not be earlier"):
        diff.compare(story.settings, SEPTEMBER, known_at=datetime(2026, 10, 1))
