"""A folder of documents: names that cannot leave it, what is replaced, and the manifest."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents.bundle import (
    FILE_NAME,
    FolderTaken,
    Problem,
    begin,
    read_manifest,
    stem_of,
    totals_by_currency,
)

DAY = date(2026, 10, 31)
INDEX = pl.Schema({"holder_id": pl.String()})


@pytest.mark.parametrize("name", ["../fuera.pdf", "/etc/passwd", "a/b.pdf", "a\\b.pdf", ".pdf", ""])
def test_a_name_that_would_leave_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    bundle = begin(tmp_path / "out", DAY)
    with pytest.raises(ValueError, match="plain name"):
        bundle.write(name, b"x")
    assert [path.name for path in tmp_path.rglob("*")] == ["out"]


@settings(max_examples=25)
@given(st.text(max_size=20))
def test_any_id_makes_a_plain_name(identity: str) -> None:
    assert FILE_NAME.fullmatch(f"statement_{stem_of(identity)}_{DAY}.pdf")


def test_ids_that_are_no_plain_ones_stay_apart() -> None:
    assert stem_of("M-1042") == "M-1042"
    assert stem_of("../../x") != stem_of("../../y")


def test_the_manifest_holds_every_hash_and_is_the_last_to_be_written(tmp_path: Path) -> None:
    bundle = begin(tmp_path, DAY)
    bundle.write("a.pdf", b"one")
    assert not (tmp_path / "manifest.json").exists()
    bundle.problems.append(Problem("M-1", "no e-mail", "add one"))
    bundle.index.append({"holder_id": "M-1"})
    bundle.finish("statements", {"statements": 1}, INDEX)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert set(manifest["sha256"]) == {"a.pdf", "index.csv", "problems.csv"}
    assert (manifest["problems"], manifest["statements"]) == (1, 1)
    assert (tmp_path / "problems.csv").read_text().splitlines()[1] == "M-1,no e-mail,add one"


def test_what_the_last_bundle_wrote_is_removed_and_what_others_put_there_stays(
    tmp_path: Path,
) -> None:
    bundle = begin(tmp_path, DAY)
    bundle.write("old.pdf", b"x")
    bundle.finish("statements", {}, INDEX)
    (tmp_path / "mine.txt").write_text("x")
    begin(tmp_path, DAY)
    assert not (tmp_path / "old.pdf").exists()
    assert (tmp_path / "mine.txt").exists()


@pytest.mark.parametrize(
    "content", ["{}", "no json", '{"sha256": {"../other": "x"}}', '{"sha256": 3}']
)
def test_a_folder_with_anothers_manifest_is_left_alone(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(FolderTaken):
        begin(tmp_path, DAY)
    with pytest.raises(FolderTaken):
        read_manifest(tmp_path)


def test_totals_are_exact_and_never_over_currencies() -> None:
    rows = [("MXN", {"open": Decimal("0.10")}), ("USD", {"open": Decimal("5.00")})] * 3
    assert totals_by_currency(rows) == {"MXN": {"open": "0.30"}, "USD": {"open": "15.00"}}
