"""Files of a small inbox, through their readers, into landing."""

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.deliveries import Delivery, last_delivery
from pipelines.delivery.journal import open_journal, read_journal
from pipelines.delivery.message import Message
from pipelines.files import sha256_of
from pipelines.inbox import Arrival
from pipelines.ingestion import MOST_AHEAD, READERS, SMALL_BYTES, Prepared, ingest, read_ahead
from pipelines.settings import SettingsError, load_settings
from pipelines.sources import registry

ZONES = "microsip/{}/ZONAS_CLIENTES.csv"
OCTOBER, NOVEMBER = "2026-10-03T0630", "2026-11-03T0630"
BANK_HEADER = "Día\tConcepto / Referencia\tcargo\tAbono\tSaldo"
ACCOUNT = "0192837465"


class Company:
    """An inbox to put files into, and the database they land in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox = root / "data" / "raw" / "acme"
        self.inbox.mkdir(parents=True)
        self.connection = duckdb.connect()

    def put(self, name: str, *lines: str, encoding: str = "cp1252") -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
        return path

    def ingest(self) -> list[Delivery]:
        return ingest(self.connection, load_settings("acme", self.root))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.connection.execute(query).fetchall()

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        names = self.rows(
            "select table_name from duckdb_tables() where schema_name = 'raw' order by all"
        )
        return {str(name): self.rows(f"select * from raw.{name} order by all") for (name,) in names}


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    company = Company(tmp_path)
    yield company
    company.connection.close()


def outcomes(deliveries: list[Delivery]) -> dict[str, str]:
    return {item.file_name: item.status for item in deliveries}


def test_a_second_run_finds_nothing_new_and_changes_nothing(company: Company) -> None:
    company.put(ZONES.format(OCTOBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE", "2,BAJÍO")
    company.put(ZONES.format(NOVEMBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORESTE", "3,GOLFO")
    company.put("banxico/2026-11-03/fix.csv", "Fecha,SF43718", "30/10/2026,18.5000")
    assert set(outcomes(company.ingest()).values()) == {"accepted"}
    before = company.everything()
    assert [row[:2] for row in before["microsip_zonas_clientes"] if row[3] is None] == [
        (1, "NORESTE"),
        (3, "GOLFO"),
    ]
    assert company.ingest() == []
    assert company.everything() == before


def test_a_file_that_was_only_touched_is_not_landed_again(company: Company) -> None:
    path = company.put(ZONES.format(OCTOBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    company.ingest()
    before = company.everything()
    os.utime(path, (2_000_000_000, 2_000_000_000))
    assert company.ingest() == []
    assert company.everything() == before


def test_deliveries_land_in_the_order_they_were_made_whatever_their_names(
    company: Company,
) -> None:
    company.put("microsip/2026-10-03T0630/zonas_clientes.csv", "ZONA_CLIENTE_ID,NOMBRE", "1,VIEJA")
    company.put("microsip/2026-09-30T2359/ZONAS_CLIENTES.csv", "ZONA_CLIENTE_ID,NOMBRE", "1,ANTES")
    company.ingest()
    query = "select nombre from raw.microsip_zonas_clientes order by known_from"
    assert company.rows(query) == [("ANTES",), ("VIEJA",)]


def test_an_older_full_extract_that_comes_late_is_refused(company: Company) -> None:
    company.put(ZONES.format(NOVEMBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE", "2,GOLFO")
    company.ingest()
    company.put(ZONES.format(OCTOBER), "ZONA_CLIENTE_ID,NOMBRE", "1,VIEJA")
    (late,) = company.ingest()
    assert late.status == "rejected"
    assert late.reason is not None
    assert "same time or newer" in late.reason
    query = "select nombre from raw.microsip_zonas_clientes where known_to is null order by 1"
    assert company.rows(query) == [("GOLFO",), ("NORTE",)]


def test_a_file_of_no_source_is_rejected_by_name_and_the_others_land(company: Company) -> None:
    company.put("microsop/2026-10-03/ZONAS_CLIENTES.csv", "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    company.put("suelto.csv", "a,b", "1,2")
    company.put(ZONES.format(NOVEMBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    done = company.ingest()
    assert outcomes(done) == {
        "microsop/2026-10-03/ZONAS_CLIENTES.csv": "rejected",
        "suelto.csv": "rejected",
        ZONES.format(NOVEMBER): "accepted",
    }
    refused = [item for item in done if item.status == "rejected"]
    assert {item.reason for item in refused} == {"no source has a folder of this name"}
    assert all(item.remedy and "microsip" in item.remedy for item in refused)


def test_a_source_that_nobody_configured_is_rejected_and_the_others_land(
    company: Company,
) -> None:
    company.put("company.yaml", "sources: [microsip]", encoding="utf-8")
    company.put("banxico/2026-11-03/fix.csv", "Fecha,SF43718", "30/10/2026,18.5000")
    company.put(ZONES.format(NOVEMBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    done = company.ingest()
    assert outcomes(done)["banxico/2026-11-03/fix.csv"] == "rejected"
    assert outcomes(done)[ZONES.format(NOVEMBER)] == "accepted"
    (refused,) = (item for item in done if item.status == "rejected")
    assert (refused.reason, refused.remedy) == (
        "no one configured this source",
        "Add banxico to the sources of company.yaml, or take the file away",
    )


def test_a_configured_source_that_does_not_exist_stops_the_run(company: Company) -> None:
    company.put("company.yaml", "sources: [microsip, banrote]", encoding="utf-8")
    with pytest.raises(SettingsError, match="unknown source banrote; known: microsip, "):
        company.ingest()


def test_tables_of_configured_sources_are_expected_even_without_a_file(company: Company) -> None:
    company.put("company.yaml", "sources: [banxico]", encoding="utf-8")
    company.ingest()
    query = "select distinct source_code from raw.expected_tables where is_configured"
    assert company.rows(query) == [("banxico",)]


def test_what_cartera_sent_lands_unasked_and_is_no_news_of_the_ledger(company: Company) -> None:
    company.put("company.yaml", "sources: [microsip]", encoding="utf-8")
    company.put("documents/documents.yaml", "lines: []")
    company.put(ZONES.format(OCTOBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    item = {"document_name": "a.xlsx", "document_sha256": "0f"}
    message = Message("m1", "monthly_report", date(2026, 10, 31), "E-1", "a@x.example", (item,))
    settings = load_settings("acme", company.root)
    with open_journal(settings.inbox, settings.zone, read_journal(settings.inbox)) as journal:
        journal.record(message, "attempted", "smtp")
        journal.record(message, "sent", "smtp", 250)
    assert set(outcomes(company.ingest()).values()) == {"accepted"}
    query = "select event_number, event_code, document_name from raw.cartera_sent_message_events"
    assert sorted(company.rows(query)) == [(1, "attempted", "a.xlsx"), (2, "sent", "a.xlsx")]
    # The October extract was delivered at half past six in the morning, in Mexico.
    assert last_delivery(company.connection) == datetime(2026, 10, 3, 12, 30)


def test_without_a_list_the_sources_found_in_the_inbox_are_configured(company: Company) -> None:
    company.put(ZONES.format(NOVEMBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    company.put("otra/fix.csv", "Fecha,SF43718", "30/10/2026,18.5000")
    company.ingest()
    query = "select distinct source_code from raw.expected_tables where is_configured"
    assert company.rows(query) == [("microsip",)]


def test_a_rejected_file_is_written_down_until_a_good_one_takes_its_place(
    company: Company,
) -> None:
    name = ZONES.format(OCTOBER)
    company.put(name, "ZONA_CLIENTE_ID", "1")
    (refused,) = company.ingest()
    assert refused.status == "rejected"
    status = "select status_code, reason is not null from raw.deliveries order by status_code"
    assert company.rows(status) == [("rejected", True)]
    assert [item.status for item in company.ingest()] == ["rejected"]
    assert company.rows(status) == [("rejected", True)]

    path = company.put(name, "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    os.utime(path, (2_000_000_000, 2_000_000_000))
    assert [item.status for item in company.ingest()] == ["accepted"]
    assert company.rows(status) == [("accepted", False), ("withdrawn", True)]


def test_a_rejected_file_that_is_taken_away_no_longer_stands_against_the_run(
    company: Company,
) -> None:
    path = company.put("otra/nota.csv", "a,b", "1,2")
    company.ingest()
    path.unlink()
    assert company.ingest() == []
    assert company.rows("select status_code from raw.deliveries") == [("withdrawn",)]


def test_a_file_that_cannot_be_opened_is_rejected_and_the_others_land(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = company.put("banxico/2026-11-03/fix.csv", "Fecha,SF43718", "30/10/2026,18.5000")
    company.put(ZONES.format(NOVEMBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")

    def refuse_one(path: Path) -> str:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return sha256_of(path)

    monkeypatch.setattr("pipelines.ingestion.sha256_of_delivery", refuse_one)
    done = company.ingest()
    assert outcomes(done) == {
        "banxico/2026-11-03/fix.csv": "rejected",
        ZONES.format(NOVEMBER): "accepted",
    }
    monkeypatch.undo()
    assert outcomes(company.ingest()) == {"banxico/2026-11-03/fix.csv": "accepted"}


def test_a_fault_of_the_code_is_loud_and_keeps_what_had_landed(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.put(ZONES.format(OCTOBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    company.put("banxico/2026-11-03/fix.csv", "Fecha,SF43718", "30/10/2026,18.5000")

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    broken = registry.SOURCES["banxico"].__class__("banxico", (), fail, fail)  # type: ignore[arg-type]
    with monkeypatch.context() as patch:
        patch.setitem(registry.SOURCES, "banxico", broken)
        with pytest.raises(ZeroDivisionError):
            company.ingest()
    assert company.rows("select nombre from raw.microsip_zonas_clientes") == [("NORTE",)]
    assert outcomes(company.ingest()) == {"banxico/2026-11-03/fix.csv": "accepted"}


def test_overlapping_bank_statements_land_each_movement_once(company: Company) -> None:
    july = [
        "01-07-2026\tDEPOSITO EN EFECTIVO/1\t\t100.00\t1,100.00",
        "02-07-2026\tDEPOSITO EN EFECTIVO/1\t\t100.00\t1,200.00",
    ]
    more = ["03-07-2026\tCOMISION/2\t10.00\t\t1,190.00"]
    company.put(f"banks/2026-07-03/{ACCOUNT}_a.txt", BANK_HEADER, *july, encoding="latin-1")
    company.put(f"banks/2026-07-04/{ACCOUNT}_b.txt", BANK_HEADER, *july, *more, encoding="latin-1")
    done = [item for item in company.ingest() if item.table_name == "banks_movements"]
    assert [(item.rows_landed, item.rows_unchanged) for item in done] == [(2, 0), (1, 2)]
    query = "select count(*), sum(deposit_amount) from raw.banks_movements where known_to is null"
    assert [tuple(map(str, row)) for row in company.rows(query)] == [("3", "200.00")]


def test_rows_are_known_from_the_time_their_delivery_folder_names(company: Company) -> None:
    company.put(ZONES.format(OCTOBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    company.ingest()
    query = "select known_from from raw.microsip_zonas_clientes"
    assert company.rows(query) == [(datetime(2026, 10, 3, 12, 30),)]


def test_progress_names_each_new_file(company: Company) -> None:
    company.put(ZONES.format(OCTOBER), "ZONA_CLIENTE_ID,NOMBRE", "1,NORTE")
    seen: list[str] = []
    ingest(company.connection, load_settings("acme", company.root), seen.append)
    ingest(company.connection, load_settings("acme", company.root), seen.append)
    assert seen == [ZONES.format(OCTOBER)]


def test_small_files_are_read_ahead_and_no_more_large_ones_than_readers() -> None:
    moment = datetime(2026, 10, 3)
    sizes = [*[2 * SMALL_BYTES] * 4, *[1] * (MOST_AHEAD + 4)]
    arrivals = [
        Arrival("shop", str(place), Path(str(place)), moment, moment.date(), size, 1)
        for place, size in enumerate(sizes)
    ]
    asked: list[str] = []

    def reading_of(item: Arrival) -> Callable[[], Prepared]:
        asked.append(item.file_name)
        return lambda: Prepared(item.file_name, ())

    ahead = []
    for place, (item, prepared) in enumerate(read_ahead(arrivals, reading_of)):
        assert prepared.sha256 == item.file_name == str(place)
        ahead.append(len(asked) - place - 1)
    assert ahead[:3] == [READERS, MOST_AHEAD, MOST_AHEAD]
    assert ahead[-1] == 0


def test_a_file_name_in_another_encoding_does_not_stop_the_run(company: Company) -> None:
    folder = company.inbox / "microsip" / OCTOBER
    folder.mkdir(parents=True)
    path = os.path.join(os.fsencode(folder), "a\xf1o.csv".encode("latin-1"))  # noqa: PTH118
    try:
        with open(path, "wb") as file:  # noqa: PTH123 (a name of bytes)
            file.write(b"x")
    except OSError:
        return  # this file system takes no such name, so none can arrive on it
    (refused,) = company.ingest()
    assert refused.file_name == f"microsip/{OCTOBER}/a\\xf1o.csv"
    assert refused.status == "rejected"


def test_an_arrival_has_no_place_outside_the_inbox(company: Company, tmp_path: Path) -> None:
    secret = tmp_path / "ZONAS_CLIENTES.csv"
    secret.write_text("ZONA_CLIENTE_ID,NOMBRE\n1,SECRET\n", encoding="utf-8")
    (company.inbox / "microsip").mkdir()
    (company.inbox / "microsip" / "ZONAS_CLIENTES.csv").symlink_to(secret)
    (company.inbox / "banxico").symlink_to(tmp_path)
    assert company.ingest() == []
