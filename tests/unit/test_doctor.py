"""The doctor: what is missing, late, rejected or broken is found, and nothing private is told."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest
from published import AS_OF, KNOWN_AT, RATES, change

from pipelines import ingestion
from pipelines.doctor.diagnosis import Diagnosis, diagnose
from pipelines.doctor.warehouse import BankAccount
from pipelines.settings import Settings, load_settings
from pipelines.sources.firebird.pull import PASSWORD, USER

TUESDAY = date(2026, 11, 3)
HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
BANK = "banks/2026-11-03T0630/0192837465_oct.txt"
ZONES = "microsip/2026-11-03T0630/ZONAS_CLIENTES.csv"


def put(settings: Settings, name: str, text: str) -> Path:
    path = settings.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def land(settings: Settings) -> None:
    """A run's first step."""
    settings.build_database.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_database)) as connection:
        ingestion.ingest(connection, settings)


def asked(
    settings: Settings, today: date = TUESDAY, environment: Mapping[str, str] | None = None
) -> Diagnosis:
    """The diagnosis of a company as its files are now."""
    fresh = load_settings(settings.company, settings.root)
    return diagnose(fresh, today, environment or {})


def of_level(diagnosis: Diagnosis, level: str) -> list[tuple[str, str]]:
    return [(f.subject, f.what) for f in diagnosis.findings if f.level == level]


def test_a_company_that_has_all_is_well(well: Settings) -> None:
    found = asked(well)
    assert found.is_well
    assert of_level(found, "fault") == []
    assert found.deliveries is not None
    assert found.deliveries.newest_on == TUESDAY


def test_the_doctor_changes_nothing(well: Settings) -> None:
    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in well.root.rglob("*") if path.is_file()}

    before = everything()
    asked(well)
    assert everything() == before


def test_a_company_without_any_file_is_told_so(acme: Settings) -> None:
    found = asked(acme)
    assert ("sources", "none is configured and none was found") in of_level(found, "fault")
    assert found.build.state == "absent"


def test_files_that_no_run_has_seen_are_counted_by_source(well: Settings) -> None:
    put(well, "banxico/2026-11-04T0630/fix.csv", RATES)
    put(well, "banxico/2026-11-04T0630/udis.csv", RATES)
    put(well, "bancsico/2026-11-04T0630/fix.csv", RATES)
    warned = of_level(asked(well), "warning")
    assert ("banxico", "2 files no run has seen") in warned
    assert ("inbox", "1 file in no folder of a source") in warned


def test_an_accepted_file_that_was_taken_away_is_warned_of(well: Settings) -> None:
    (well.inbox / "banxico/2026-11-03T0630/fix.csv").unlink()
    assert ("inbox", "1 accepted file no longer there") in of_level(asked(well), "warning")


def test_rejected_files_are_a_fault_and_named_without_the_account_they_may_hold(
    well: Settings,
) -> None:
    put(well, "company.yaml", "sources: [banxico, banks]\n")
    put(well, BANK, "nothing of a statement")
    land(load_settings("acme", well.root))
    found = asked(well)
    assert ("inbox", "1 file rejected") in of_level(found, "fault")
    assert found.deliveries is not None
    (standing,) = found.deliveries.standing
    assert standing.file_name == "banks/2026-11-03T0630/…7465_oct.txt"
    assert standing.rows is None


def test_rows_in_quarantine_are_counted_once_each_and_their_values_not_told(
    well: Settings,
) -> None:
    put(well, "company.yaml", "sources: [banxico, microsip]\n")
    put(well, ZONES, "ZONA_CLIENTE_ID,NOMBRE\n1,NORTE\nsecreto,GOLFO\nx9,\n")
    land(load_settings("acme", well.root))
    found = asked(well)
    assert ("inbox", "2 rows in quarantine, of 1 file") in of_level(found, "fault")
    assert found.deliveries is not None
    (standing,) = found.deliveries.standing
    assert (standing.file_name, standing.rows) == (ZONES, 2)
    assert "zona_cliente_id" in standing.what
    assert "secreto" not in repr(found)


def test_of_a_bank_account_only_the_last_four_characters_are_known(well: Settings) -> None:
    with duckdb.connect(str(well.build_database)) as connection:
        connection.execute(
            "insert into raw.banks_movements by name select '012' as bank_code, "
            "'0192837465' as account_number, date '2026-10-30' as posted_date"
        )
    found = asked(well)
    assert found.build.accounts == (BankAccount("012", "7465", date(2026, 10, 30)),)
    assert "0192837465" not in repr(found)


def test_a_run_going_on_is_no_fault_and_its_database_is_left_alone(well: Settings) -> None:
    lock = well.build_database.with_name("run.duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        found = asked(well)
        other.communicate(b"\n")
    assert found.build.state == "run going on"
    assert found.deliveries is None
    assert found.is_well
    assert of_level(found, "warning")[0][0] == "build"


def test_a_build_that_another_program_holds_is_a_fault(well: Settings) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(well.build_database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        found = asked(well)
        other.communicate(b"\n")
    assert found.build.state == "held"
    assert not found.is_well


def test_a_damaged_build_is_a_fault(well: Settings) -> None:
    well.build_database.write_bytes(b"damaged" * 1000)
    found = asked(well)
    assert found.build.state == "damaged"
    assert [subject for subject, _ in of_level(found, "fault")] == ["build"]


def test_a_build_that_ended_before_its_first_file_is_as_good_as_none(well: Settings) -> None:
    well.build_database.unlink()
    duckdb.connect(str(well.build_database)).close()
    found = asked(well)
    assert found.build.state == "absent"
    assert ("banxico", "nothing of it was ever accepted") in of_level(found, "fault")


def test_nothing_published_is_a_fault(well: Settings) -> None:
    well.published_database.unlink()
    assert ("published", "nothing is published yet") in of_level(asked(well), "fault")


def test_a_published_file_that_cannot_be_read_is_a_fault(well: Settings) -> None:
    well.published_database.write_bytes(b"damaged" * 1000)
    assert asked(well).published.state == "unreadable"
    assert not asked(well).is_well


def test_a_published_file_without_todays_tables_is_a_fault(well: Settings) -> None:
    change(well.published_database, "drop table marts.dim_run_parameters")
    assert asked(well).published.state == "of another version"
    assert not asked(well).is_well


def test_the_published_file_is_dated_by_its_own_clocks(well: Settings) -> None:
    published = asked(well).published
    assert (published.state, published.as_of_date) == ("readable", AS_OF)
    assert (published.known_at, published.known_on) == (KNOWN_AT, TUESDAY)
    assert published.storage_version is not None


@pytest.mark.parametrize(("made_by", "is_warned"), [("0.1.0+old", True), (None, False)])
def test_a_report_made_by_other_code_is_warned_of(
    made_by: str | None, is_warned: bool, well: Settings
) -> None:
    version = asked(well).published.installed if made_by is None else made_by
    folder = well.reports_folder(AS_OF)
    folder.mkdir(parents=True)
    manifest = (
        f'{{"as_of_date": "{AS_OF}", "known_at": "{KNOWN_AT.isoformat()}", '
        f'"code_version": "{version}"}}'
    )
    (folder / "informe_cartera_2026-10.json").write_text(manifest, encoding="utf-8")
    found = asked(well)
    assert found.published.made_by == version
    warned = ("published", "it was made by another version of the code than is installed")
    assert (warned in of_level(found, "warning")) is is_warned
    assert found.is_well


def test_a_manifest_of_another_run_or_of_no_sense_tells_nothing(well: Settings) -> None:
    folder = well.reports_folder(AS_OF)
    folder.mkdir(parents=True)
    (folder / "a.json").write_text("[]", encoding="utf-8")
    (folder / "b.json").write_text("{", encoding="utf-8")
    (folder / "c.json").write_bytes(b"\xff")
    (folder / "d.json").write_text(f'{{"as_of_date": "{AS_OF}"}}', encoding="utf-8")
    assert asked(well).published.made_by is None


def test_what_landed_and_was_not_published_is_warned_of(well: Settings) -> None:
    put(well, "banxico/2026-11-05T0630/fix.csv", RATES)
    land(well)
    warned = of_level(asked(well, date(2026, 11, 5)), "warning")
    assert ("published", "deliveries of 2026-11-05 have landed and are not in it") in warned


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("mapping.yaml", "ledger: [{fil: x}]\n", "mapping.yaml, ledger[0]"),
        ("report_layouts.yaml", "reports: 5\n", "report_layouts.yaml, "),
    ],
)
def test_a_setting_that_cannot_be_followed_is_a_fault(
    name: str, text: str, what: str, well: Settings
) -> None:
    put(well, name, text)
    (fault,) = of_level(asked(well), "fault")
    assert fault[0] == "configuration"
    assert fault[1].startswith(what)


def test_a_ledger_without_its_mapping_is_a_fault(well: Settings) -> None:
    put(well, "company.yaml", "sources: [banxico, ledger]\n")
    found = of_level(asked(well), "fault")
    assert ("configuration", "a ledger is configured without mapping.yaml") in found


@pytest.mark.parametrize(
    ("is_configured", "environment", "level", "what"),
    [
        (True, {}, "fault", "`cartera pull` has no one to connect as"),
        (True, {USER: "lector"}, "fault", "`cartera pull` has no one to connect as"),
        (False, {USER: "lector", PASSWORD: "x"}, "warning", "credentials are set for no database"),
    ],
)
def test_a_live_erp_needs_its_dsn_and_both_credentials(
    is_configured: bool, environment: dict[str, str], level: str, what: str, well: Settings
) -> None:
    if is_configured:
        put(well, "company.yaml", 'sources: [banxico]\nmicrosip: {dsn: "erp:C:\\\\a.fdb"}\n')
    assert ("microsip dsn", what) in of_level(asked(well, environment=environment), level)


def test_neither_a_dsn_nor_a_credential_is_in_the_diagnosis(well: Settings) -> None:
    put(well, "company.yaml", 'sources: [banxico]\nmicrosip: {dsn: "servidor9:C:\\\\a.fdb"}\n')
    found = asked(well, environment={USER: "lector9", PASSWORD: "clave9"})
    assert found.configuration.has_dsn
    assert not any(text in repr(found) for text in ("servidor9", "lector9", "clave9"))
    assert ("microsip dsn", "`cartera pull` has no one to connect as") not in of_level(
        found, "fault"
    )


def test_the_disk_is_measured_by_what_lies_in_each_place(well: Settings) -> None:
    found = asked(well).disk
    assert found.size_bytes["inbox"] == len(RATES.encode())
    assert found.size_bytes["build"] == well.build_database.stat().st_size
    assert found.size_bytes["published"] == well.published_database.stat().st_size
    assert (found.size_bytes["reports"], found.size_bytes["snapshots"]) == (0, 0)


def test_faults_come_before_warnings(well: Settings) -> None:
    well.published_database.unlink()
    put(well, "banxico/2026-11-04T0630/fix.csv", RATES)
    levels = [finding.level for finding in asked(well).findings]
    assert levels == sorted(levels)
    assert {"fault", "warning"} == set(levels)
