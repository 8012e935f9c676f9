"""Backups and database files in which anything may have happened to any byte."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contracts.microsip import SALDOS_CC
from pipelines.sources import microsip
from pipelines.sources.firebird import engine
from pipelines.sources.firebird.backup import kind_of_firebird
from pipelines.sources.reading import UnreadableFile
from tests.firebird.databases import back_up, make, statements_for

# Beyond these a file is no Firebird file any more, and goes another way.
FIRST_BYTES = 20
SLOW = [HealthCheck.too_slow]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    rows = [f"{client}, 2026, 10, {client}.10, 0, 0, 0" for client in range(200)]
    statements = statements_for([SALDOS_CC], {"saldos_cc": rows})
    database = make(folder / "a.fdb", *statements)
    backup = back_up(database, folder / "a.fbk")
    return {"backup": backup.read_bytes().rstrip(b"\0"), "database": database.read_bytes()}


@given(
    kind=st.sampled_from(["backup", "backup", "database"]),
    places=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=40)), max_size=5),
    kept=st.floats(0.2, 1),
)
@settings(max_examples=12, suppress_health_check=SLOW)
def test_whatever_happened_to_a_file_it_is_read_or_refused(
    kind: str,
    places: list[tuple[float, bytes]],
    kept: float,
    originals: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    content = bytearray(originals[kind])
    for place, written in places:
        start = FIRST_BYTES + int(place * (len(content) - FIRST_BYTES))
        content[start : start + len(written)] = written
    path = tmp_path_factory.mktemp("fuzz") / "delivered"
    path.write_bytes(content[: int(kept * len(content)) if not places else None])
    assert kind_of_firebird(path) == kind
    try:
        present = engine.tables_in(path, [SALDOS_CC])
        (reading,) = microsip.read(path, present, path.parent)
    except UnreadableFile:
        return
    assert reading.rows_read == reading.frame.height + reading.rejects["file_line"].n_unique()
