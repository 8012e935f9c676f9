"""Files that cannot be right, through the command line: told by name, nothing lost, put right."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.settings import ROOT
from tests.warehouse.deliveries import (
    AFTER_NEXT,
    BYTES,
    NEXT,
    deliver_again,
    delivered,
    edited,
)
from tests.workspace import AS_OF, DEMO, Workspace, texts_of

BAD = "bad_input"


@dataclass(frozen=True)
class Outcome:
    code: int
    text: str


def cartera(company: Workspace, *arguments: str) -> Outcome:
    """The command line as a person calls it."""
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        env=os.environ | {"CARTERA_ROOT": str(company.root), "COLUMNS": "1000"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Outcome(done.returncode, done.stdout + done.stderr)


# Files that cannot be taken at all: name, how it is spoiled, what must be said, what to do.
def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def as_utf16(path: Path) -> None:
    path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-16-le"))


def without_nature(path: Path) -> None:
    content = path.read_text(encoding=BYTES)
    path.write_text(content.replace("NATURALEZA", "OTRA"), encoding=BYTES)


def no_workbook(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


REJECTED = {
    "CLAVES_CLIENTES.csv": (cut_off, "the last row, stops after", "Export it again and copy it"),
    "ZONAS_CLIENTES.csv": (as_utf16, "NUL bytes: UTF-16 text", "xport"),
    "CONCEPTOS_CC.csv": (without_nature, "lacks the required columns NATURALEZA", "Export"),
    "HISTORIA_CAMBIARIA.xlsx": (no_workbook, "it ", "."),
    "COBRADORES.csv": (emptied, "the file is empty", "Export it again"),
}
STRAY = f"contpaq/{NEXT}/polizas.csv"


# Rows that cannot be taken: table, column, what it is changed to, what must be said of it.
ROWS = {
    "amount": ("SALDOS_CC.csv", "CARGOS_CXC", "1.234,56", "number with a comma decimal"),
    "date": ("DOCTOS_CC.csv", "FECHA", "2026-02-31", "a date that does not exist"),
    "percentage": ("VENCIMIENTOS_CARGOS_CC.csv", "PCTJE_VEN", "-50", "outside the range 0 to 100"),
}


@pytest.fixture(scope="module")
def bad_run(workspace: Workspace, demo_run) -> Outcome:
    """One delivery with everything wrong that can be; its state is kept for ``spoiled``."""
    workspace.restore(DEMO)
    inbox = workspace.inbox
    for name, (spoil, _, _) in REJECTED.items():
        spoil(deliver_again(inbox, "microsip", name))
    for name, column, value, _ in ROWS.values():
        with edited(deliver_again(inbox, "microsip", name)) as rows:
            rows[-1][column] = value
    with edited(deliver_again(inbox, "microsip", "VENDEDORES.csv")) as rows:
        rows.append(rows[-1] | {"NOMBRE": "OTRO NOMBRE"})
    deliver_again(inbox, "microsip", "TIPOS_CLIENTES.csv")
    stray = inbox / STRAY
    stray.parent.mkdir(parents=True)
    stray.write_text("a,b\n1,2\n", encoding="utf-8")
    outcome = cartera(workspace, "run", "--as-of", AS_OF.isoformat())
    workspace.save(BAD)
    return outcome


@pytest.fixture(scope="module")
def said(workspace: Workspace, bad_run: Outcome) -> Outcome:
    """What ``cartera status`` says of the files, as the refused run tells a person to ask it."""
    assert "cartera status" in bad_run.text
    workspace.restore(BAD)
    return cartera(workspace, "status")


@pytest.fixture
def spoiled(workspace: Workspace, bad_run: Outcome) -> Workspace:
    workspace.restore(BAD)
    return workspace


def test_a_run_on_bad_files_ends_with_1_and_says_where_to_read_why(
    spoiled: Workspace, bad_run: Outcome
):
    assert bad_run.code == 1
    assert "files_accepted" in bad_run.text
    assert "quarantine_empty" in bad_run.text
    assert spoiled.blocked_report.name in bad_run.text
    untouched = spoiled.fingerprints()
    spoiled.restore(DEMO)
    assert untouched == spoiled.fingerprints()


@pytest.mark.parametrize("name", REJECTED)
def test_a_file_that_cannot_be_read_is_rejected_by_name_with_what_to_do(said: Outcome, name: str):
    _, reason, remedy = REJECTED[name]
    line = next(line for line in said.text.splitlines() if f"microsip/{NEXT}/{name}" in line)
    assert reason in line
    assert remedy in line


def test_a_file_of_an_unknown_source_is_rejected_by_name_with_what_to_do(said: Outcome):
    line = next(line for line in said.text.splitlines() if STRAY in line)
    assert "no source has a folder of this name" in line
    assert "Put the file into the folder of its source" in line


@pytest.mark.parametrize("kind", ROWS)
def test_a_bad_cell_is_recorded_by_file_row_column_and_kind_with_the_row_itself(
    spoiled: Workspace, kind: str
):
    name, column, value, reason = ROWS[kind]
    ((line, found, why, row),) = spoiled.landed(
        "select file_line, column_name, reason, row_json from raw.quarantine "
        f"where file_name = 'microsip/{NEXT}/{name}'"
    )
    assert (line, found) == (last_line(spoiled, name), column.lower())
    assert why.startswith(reason)
    assert value in row


@pytest.mark.parametrize("kind", ROWS)
def test_a_person_is_told_of_a_bad_cell_by_file_row_column_and_kind_but_not_its_value(
    spoiled: Workspace, said: Outcome, kind: str
):
    name, column, value, reason = ROWS[kind]
    lines = [text for text in said.text.splitlines() if f"microsip/{NEXT}/{name}" in text]
    told = " ".join(lines)
    assert str(last_line(spoiled, name)) in told
    assert column.lower() in told
    assert reason in told
    assert value not in told


def last_line(company: Workspace, name: str) -> int:
    path = delivered(company.inbox, "microsip", name, NEXT)
    return len(path.read_text(encoding=BYTES).splitlines())


def test_rows_of_one_key_that_contradict_each_other_are_all_quarantined(spoiled: Workspace):
    rows = spoiled.landed(
        "select column_name, reason from raw.quarantine "
        f"where file_name = 'microsip/{NEXT}/VENDEDORES.csv'"
    )
    assert rows == [("vendedor_id", "same key, different content")] * 2


def test_the_good_files_and_the_good_rows_landed(spoiled: Workspace):
    rows = spoiled.landed(
        "select file_name, rows_read - rows_unchanged - rows_landed from raw.deliveries "
        f"where status_code = 'accepted' and file_name like '%/{NEXT}/%' order by 1"
    )
    assert dict(rows) == {
        f"microsip/{NEXT}/DOCTOS_CC.csv": 1,
        f"microsip/{NEXT}/SALDOS_CC.csv": 1,
        f"microsip/{NEXT}/TIPOS_CLIENTES.csv": 0,
        f"microsip/{NEXT}/VENCIMIENTOS_CARGOS_CC.csv": 1,
        f"microsip/{NEXT}/VENDEDORES.csv": 2,
    }


def test_a_quarantined_row_does_not_make_its_key_vanish(spoiled: Workspace):
    assert spoiled.landed(
        f"select sum(rows_vanished) from raw.deliveries where file_name like '%/{NEXT}/%'"
    ) == [(0,)]


def test_the_blocked_workbook_names_the_files(spoiled: Workspace):
    texts = texts_of(spoiled.blocked_report)
    assert {f"microsip/{NEXT}/{name}" for name in REJECTED} <= texts
    assert {f"microsip/{NEXT}/{name}" for name, *_ in ROWS.values()} <= texts
    assert STRAY in texts


def test_status_ends_with_1_and_names_the_blocked_workbook(said: Outcome):
    assert said.code == 1
    assert "bloqueado_2026-10.xlsx" in said.text


def test_a_corrected_delivery_makes_the_run_clean(spoiled: Workspace):
    """The stray and unreadable files are taken away; what was quarantined is delivered anew."""
    shutil.rmtree(spoiled.inbox / "contpaq")
    for name in REJECTED:
        delivered(spoiled.inbox, "microsip", name, NEXT).unlink()
    for name in [*REJECTED, *(name for name, *_ in ROWS.values()), "VENDEDORES.csv"]:
        deliver_again(spoiled.inbox, "microsip", name, AFTER_NEXT)
    outcome = cartera(spoiled, "run", "--as-of", AS_OF.isoformat())
    assert outcome.code == 0, outcome.text
    assert not spoiled.blocked_report.exists()
    standing = """
        select count(*) from controls.ctl_control_exceptions
        join policies.policy_controls as policy using (control_code) where policy.is_blocking
    """
    assert spoiled.published(standing) == [(0,)]
    status = cartera(spoiled, "status")
    assert status.code == 0, status.text
