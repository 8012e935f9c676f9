"""Reading what an extract changes gives what reading all of it gives."""

import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import ingestion
from pipelines.contracts.microsip import ZONAS_CLIENTES
from pipelines.deliveries import Delivery
from pipelines.settings import load_settings

HEADER = "ZONA_CLIENTE_ID,NOMBRE"
MANY = [*[f"{number},ZONA {number}" for number in range(1, 60)], "60,AÑO"]
NAMES = ("NORTE", "BAJÍO", '"GOLFO, SUR"', "", '"DOS\nLINEAS"', "N\u2013S", '"A ""B"""', "ÑÚ")


class Inbox:
    """A company of one table, delivered several times."""

    def __init__(self, root: Path, reads_changes: bool = True) -> None:
        self.root, self.reads_changes = root, reads_changes
        self.connection = duckdb.connect()
        self.deliveries = 0

    def deliver(self, lines: list[str], end: str = "\n", encoding: str = "cp1252") -> Delivery:
        self.deliveries += 1
        folder = self.root / f"data/raw/acme/microsip/2026-10-{self.deliveries:02d}"
        folder.mkdir(parents=True)
        text = "\n".join([HEADER, *lines]) + end
        (folder / "ZONAS_CLIENTES.csv").write_bytes(text.encode(encoding))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ingestion, "all_tables", lambda: [ZONAS_CLIENTES])
            if not self.reads_changes:
                patch.setattr(ingestion, "earlier_extract_for", lambda *_: None)
            (delivery,) = ingestion.ingest(self.connection, load_settings("acme", self.root))
        return delivery

    def state(self) -> list[list[tuple[object, ...]]]:
        """Everything but the clock's time and lines: a field of two lines moves those after it."""
        queries = (
            "select * exclude file_line from raw.microsip_zonas_clientes",
            "select * exclude file_line from raw.quarantine",
            "select * exclude (recorded_at, modified_ns) from raw.deliveries",
        )
        return [self.connection.execute(f"{query} order by all").fetchall() for query in queries]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each reading of a file gave."""
    rows: list[int] = []
    validate = ingestion.validate

    def counted(table, reading):  # type: ignore[no-untyped-def]
        rows.append(reading.rows_read)
        return validate(table, reading)

    monkeypatch.setattr("pipelines.extract_changes.validate", counted)
    monkeypatch.setattr("pipelines.ingestion.validate", counted)
    return rows


def test_only_the_lines_that_changed_are_read(inbox: Inbox, parsed: list[int]) -> None:
    inbox.deliver(MANY)
    later = [*MANY[:10], *MANY[11:30], "31,BAJÍO", *MANY[31:], "99,GOLFO"]
    delivery = inbox.deliver(later)
    assert parsed == [60, 3], "the first row, the edited one and the added one"
    assert (delivery.rows_read, delivery.rows_landed, delivery.rows_unchanged) == (60, 2, 58)
    assert delivery.rows_vanished == 1
    lines = "select file_line from raw.microsip_zonas_clientes where known_from > '2026-10-02'"
    assert inbox.connection.execute(f"{lines} order by all").fetchall() == [(31,), (61,)]


@pytest.mark.parametrize(
    ("later", "encoding"),
    [
        ([*MANY[:30], "7,OTRA", *MANY[30:]], "cp1252"),
        ([*MANY[:30], "7x,OTRA", *MANY[30:]], "cp1252"),
        ([*MANY[:30], '31,"DOS', 'LINEAS"', *MANY[31:]], "cp1252"),
        (["1,BAJÍO", *MANY[1:]], "utf-8"),
        (list(reversed(MANY)), "cp1252"),
        (MANY[:1], "cp1252"),
    ],
    ids=["a key twice", "a bad key", "a field of two lines", "UTF-8", "reversed", "nearly none"],
)
def test_what_comes_of_changes_is_what_comes_of_the_whole_file(
    tmp_path: Path, later: list[str], encoding: str
) -> None:
    inboxes = [Inbox(tmp_path / "changes"), Inbox(tmp_path / "whole", reads_changes=False)]
    for each in inboxes:
        each.deliver(MANY)
        each.deliver(later, encoding=encoding)
        each.deliver(MANY)
    assert inboxes[0].state() == inboxes[1].state()


def test_a_row_in_quarantine_makes_the_next_extract_be_read_whole(
    inbox: Inbox, parsed: list[int]
) -> None:
    inbox.deliver([*MANY, "x,SIN CLAVE"])
    inbox.deliver([*MANY, "61,CON CLAVE"])
    assert parsed == [61, 61]


def test_an_extract_read_by_other_code_is_read_whole(inbox: Inbox, parsed: list[int]) -> None:
    inbox.deliver(MANY)
    inbox.connection.execute("update raw.deliveries set code_version = '0.0.9+000000'")
    inbox.deliver([*MANY, "61,NUEVA"])
    assert parsed == [60, 61]


def test_an_extract_whose_file_was_changed_since_is_not_compared_with(
    inbox: Inbox, parsed: list[int]
) -> None:
    inbox.deliver(MANY)
    (path,) = inbox.root.rglob("ZONAS_CLIENTES.csv")
    # What landed as ZONA 9 now looks as if it had always been NORTE; time and size tell nothing.
    path.write_bytes(path.read_bytes().replace(b"ZONA 9\n", b"NORTE9\n"))
    delivery = inbox.connection.execute("select modified_ns, size_bytes from raw.deliveries")
    assert delivery.fetchone() is not None
    inbox.connection.execute("update raw.deliveries set modified_ns = ?", [path.stat().st_mtime_ns])
    inbox.deliver([*MANY[:8], "9,NORTE9", *MANY[9:]])
    assert parsed == [60, 60]


rows = st.builds(
    "{},{}".format,
    st.one_of(st.integers(1, 70).map(str), st.just("x")),
    st.sampled_from(NAMES),
)
edits = st.lists(
    st.tuples(st.integers(0, 59), st.sampled_from(["drop", "edit", "insert", "blank"]), rows),
    max_size=5,
)


def edited(lines: list[str], changes: list[tuple[int, str, str]]) -> list[str]:
    result = list(lines)
    for place, kind, row in changes:
        at = place % max(len(result), 1)
        if kind == "drop":
            result[at : at + 1] = []
        elif kind == "edit":
            result[at : at + 1] = [row]
        elif kind == "insert":
            result.insert(at, row)
        else:
            result.insert(at, "")
    return result


@settings(max_examples=10)
@given(st.lists(edits, min_size=2, max_size=3), st.sampled_from(["\n", ""]))
def test_any_sequence_of_extracts_lands_alike_whichever_way_it_is_read(
    changes: list[list[tuple[int, str, str]]], end: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inboxes = [
            Inbox(Path(folder) / "changes"),
            Inbox(Path(folder) / "whole", reads_changes=False),
        ]
        for each in inboxes:
            lines = [*MANY, "71,AÑO DOS"]
            each.deliver(lines)
            for part in changes:
                lines = edited(lines, part)
                each.deliver(lines, end)
        assert inboxes[0].state() == inboxes[1].state()
