"""A file read in pieces gives what reading it whole gives."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_extract_changes import MANY, NAMES, Inbox

from pipelines import extract_changes, large_extract
from pipelines.sources import delimited


class InPieces(Inbox):
    """The same company whose files are too large: some lines make a piece."""

    def deliver(self, lines, end="\n", encoding="cp1252"):  # type: ignore[no-untyped-def]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(large_extract, "LARGE_BYTES", 0)
            patch.setattr(large_extract, "PIECE_BYTES", 1)
            patch.setattr(large_extract, "CHUNK_BYTES", 100)
            patch.setattr(delimited, "CHUNK_BYTES", 100)
            patch.setattr(large_extract, "whole_rows", delimited.whole_rows)
            return super().deliver(lines, end, encoding)


def landed(inbox: Inbox) -> list[list[tuple[object, ...]]]:
    lines = "select zona_cliente_id, file_line from raw.microsip_zonas_clientes order by all"
    return [*inbox.state(), inbox.connection.execute(lines).fetchall()]


CASES = {
    "as it should be": (MANY, "\n", "cp1252"),
    "UTF-8 with its mark": (MANY, "\n", "utf-8-sig"),
    "no end of line": (MANY, "", "cp1252"),
    "a row twice, in two pieces": ([*MANY, "7,ZONA 7"], "\n", "cp1252"),
    "a row three times": ([MANY[6], *MANY, MANY[6]], "\n", "cp1252"),
    "a key with two contents": ([*MANY, "7,OTRA"], "\n", "cp1252"),
    "a key with two contents, and one of them twice": (
        [*MANY, "7,OTRA", "7,ZONA 7"],
        "\n",
        "cp1252",
    ),
    "bad keys": (["x,A", *MANY, "y,B", ",C"], "\n", "cp1252"),
    "a row with a field too many": ([*MANY[:40], "99,A,B", *MANY[40:]], "\n", "cp1252"),
    "a piece of blank lines": ([*MANY[:20], *[""] * 300, *MANY[20:]], "\n", "cp1252"),
    "a piece of cp1252 that reads as UTF-8": (
        [*MANY[:20], "61,AÑO", *MANY[20:40], "62,Ã±", *MANY[40:]],
        "\n",
        "cp1252",
    ),
    "control characters beside cp1252": (
        ["61,A\x07\x7f", *MANY[:40], "62,AÑO \x07", *MANY[40:]],
        "\n",
        "cp1252",
    ),
    "a NUL byte": ([*MANY, "61,\0"], "\n", "cp1252"),
    "no rows": ([], "\n", "cp1252"),
}


@pytest.mark.parametrize(("lines", "end", "encoding"), CASES.values(), ids=CASES)
def test_pieces_land_as_the_whole_file_does(
    tmp_path: Path, lines: list[str], end: str, encoding: str
) -> None:
    inboxes = [
        InPieces(tmp_path / "pieces", reads_changes=False),
        Inbox(tmp_path / "whole", reads_changes=False),
    ]
    for each in inboxes:
        each.deliver(MANY[5:30])
        each.deliver(lines, end, encoding)
    first, second = (landed(each) for each in inboxes)
    assert first == second


@settings(max_examples=10)
@given(
    st.lists(
        st.builds(
            "{},{}".format, st.one_of(st.integers(1, 40), st.just("x")), st.sampled_from(NAMES)
        ),
        min_size=1,
        max_size=60,
    )
)
def test_any_rows_land_alike_in_pieces_and_as_a_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    inboxes = [InPieces(folder / "pieces"), Inbox(folder / "whole")]
    for each in inboxes:
        each.deliver(rows)
    assert inboxes[0].state() == inboxes[1].state()


def test_nothing_put_aside_is_left_after_landing_nor_by_a_run_that_was_killed(
    tmp_path: Path,
) -> None:
    left = tmp_path / "data/warehouse/acme/build/landing/of_before"
    left.mkdir(parents=True)
    inbox = InPieces(tmp_path)
    assert inbox.deliver(MANY).rows_landed == len(MANY)
    assert list(left.parent.glob("*")) == []


def test_a_fault_in_a_later_piece_says_from_which_line_it_counts(tmp_path: Path) -> None:
    delivery = InPieces(tmp_path).deliver([*MANY, "61"], end="")
    assert delivery.status == "rejected"
    assert delivery.reason is not None
    assert "in the rows after line 5" in delivery.reason


def test_an_extract_larger_than_any_ledger_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (large_extract, extract_changes):
        monkeypatch.setattr(module, "MAX_BYTES", 100)
    delivery = InPieces(tmp_path).deliver(MANY)
    assert delivery.status == "rejected"
    assert delivery.reason is not None
    assert "more than the 100 allowed" in delivery.reason
