"""The manifest: any changed byte of it shows, and it names the seal before."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.files import sha256_of
from pipelines.seals.catalogue import SnapshotError
from pipelines.seals.manifest import (
    FIRST_KEYS,
    MANIFEST,
    ManifestError,
    head_of_chain,
    read_manifest,
    written,
)


def first_form(folder: Path) -> dict[str, object]:
    """What the manifest was before months could be reopened."""
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    kept = {key: value for key, value in content.items() if key in FIRST_KEYS}
    if content["previous"] is not None:
        link = content["previous"]
        kept["previous"] = {"month": link["snapshot"], "sha256": link["sha256"]}
    return kept


def test_what_is_read_is_what_was_written(snapshots: Path) -> None:
    folder = snapshots / "2026-10"
    manifest = read_manifest(folder)
    assert (manifest.snapshot, manifest.number, manifest.reopened_because) == ("2026-10", 2, None)
    assert manifest.text() == (folder / MANIFEST).read_text(encoding="utf-8")


def test_a_flipped_bit_of_any_byte_shows(snapshots: Path) -> None:
    path = snapshots / "2026-10" / MANIFEST
    content = path.read_bytes()
    dice = random.Random(7)
    for position in dice.sample(range(len(content)), 300):
        flipped = bytearray(content)
        flipped[position] ^= 1 << dice.randrange(8)
        path.write_bytes(flipped)
        with pytest.raises(ManifestError):
            read_manifest(path.parent)
    path.write_bytes(content)
    assert read_manifest(path.parent).snapshot == "2026-10"


@pytest.mark.parametrize("change", [b"\n", b" ", b"\xef\xbb\xbf"])
def test_what_json_does_not_mind_shows_too(change: bytes, snapshots: Path) -> None:
    path = snapshots / "2026-10" / MANIFEST
    path.write_bytes(path.read_bytes() + change)
    with pytest.raises(ManifestError):
        read_manifest(path.parent)


def test_a_seal_under_another_name_shows(snapshots: Path) -> None:
    renamed = (snapshots / "2026-10").rename(snapshots / "2026-11")
    with pytest.raises(ManifestError, match="is of another seal"):
        read_manifest(renamed)


@pytest.mark.parametrize(
    "content",
    ["", "not json", "[]", "{}", '{"files": [{}], "previous": null}', "[" * 200_000, "\x00"],
    ids=lambda content: content[:20],
)
def test_a_manifest_that_is_none_is_refused(content: str, snapshots: Path) -> None:
    (snapshots / "2026-10" / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(ManifestError, match="is not a manifest"):
        read_manifest(snapshots / "2026-10")


def test_a_manifest_that_is_too_large_is_not_read(snapshots: Path) -> None:
    with (snapshots / "2026-10" / MANIFEST).open("r+b") as file:
        file.truncate(17 << 20)
    with pytest.raises(ManifestError, match="too large"):
        read_manifest(snapshots / "2026-10")


def test_the_first_form_of_manifests_is_still_read(snapshots: Path) -> None:
    folder = snapshots / "2026-09"
    text = written(first_form(folder))
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    manifest = read_manifest(folder)
    assert (manifest.snapshot, manifest.number, manifest.text()) == ("2026-09", None, text)


def test_a_chain_that_began_in_the_first_form_goes_on(snapshots: Path) -> None:
    for name in ("2026-09", "2026-10"):
        folder = snapshots / name
        (folder / MANIFEST).write_text(written(first_form(folder)), encoding="utf-8")
    head = head_of_chain(snapshots)
    assert head is not None
    assert (head.link.snapshot, head.number) == ("2026-10", 2)
    assert head.link.sha256 == sha256_of(snapshots / "2026-10" / MANIFEST)


def test_the_end_of_the_chain_is_the_seal_written_last_whatever_its_month(snapshots: Path) -> None:
    path = snapshots / "2026-09" / MANIFEST
    late = replace(read_manifest(path.parent), number=3)
    path.write_text(late.text(), encoding="utf-8")
    head = head_of_chain(snapshots)
    assert head is not None
    assert (head.link.snapshot, head.number) == ("2026-09", 3)


def test_before_the_first_seal_there_is_no_chain(tmp_path: Path) -> None:
    assert head_of_chain(tmp_path / "snapshots") is None


def test_a_chain_with_a_lost_manifest_has_no_end(snapshots: Path) -> None:
    (snapshots / "2026-09" / MANIFEST).unlink()
    with pytest.raises(SnapshotError, match="the manifest of 2026-09 is missing"):
        head_of_chain(snapshots)
