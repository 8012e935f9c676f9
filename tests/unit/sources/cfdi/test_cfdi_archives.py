"""Folders and ZIP archives of vouchers: what is found in them, and what is refused unread."""

import io
import zipfile
from pathlib import Path

import pytest
from cfdi_deliveries import take_delivery
from cfdi_texts import INVOICE, invoice, payment

from pipelines.sources.cfdi import archive
from pipelines.sources.reading import UnreadableFile


def packed(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def flagged(content: bytes, offset: int, value: bytes) -> bytes:
    """The archive with bytes of its first entry in the list of entries overwritten."""
    place = content.index(b"PK\x01\x02") + offset
    return content[:place] + value + content[place + len(value) :]


SOUND = packed({"a.xml": invoice()})


def test_vouchers_in_an_archive_are_read_with_their_place_in_it(take):
    taken = take(**{"octubre.zip": packed({"ingresos/1.xml": invoice(), "2.xml": payment()})})
    assert taken.rows("files", "file_name", "kind_code") == [
        ("octubre.zip/ingresos/1.xml", "I"),
        ("octubre.zip/2.xml", "P"),
    ]


def test_a_file_is_an_archive_by_its_content_and_not_by_its_name(take):
    assert take(**{"octubre.xml": SOUND}).rows("files", "file_name") == ["octubre.xml/a.xml"]


def test_a_single_file_is_a_delivery_too(tmp_path):
    path = tmp_path / "one.xml"
    path.write_text(invoice(), encoding="utf-8")
    assert take_delivery(path).rows("files", "file_name", "uuid") == [("one.xml", INVOICE)]


def test_the_name_of_an_entry_is_a_label_and_never_a_path(take, tmp_path):
    names = ["../../../outside.xml", "/etc/outside.xml", "a\nb\x1b.xml", "é" * 500 + ".xml"]
    taken = take(**{"z.zip": packed({name: invoice(n) for n, name in enumerate(names)})})
    found = taken.rows("files", "file_name")
    assert found[:3] == [
        "z.zip/../../../outside.xml",
        "z.zip//etc/outside.xml",
        "z.zip/a\ufffdb\ufffd.xml",
    ]
    assert len(found[3]) == archive.MAX_NAME_LENGTH
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["z.zip"]


def test_what_packing_programs_add_is_not_seen(take):
    files = {"__MACOSX/._a.xml": b"\0", ".DS_Store": b"\0", "folder/": b"", "a.xml": invoice()}
    assert take(**{"z.zip": packed(files)}).rows("files", "file_name") == ["z.zip/a.xml"]


def test_an_archive_within_an_archive_is_quarantined_and_its_neighbours_land(take):
    taken = take(**{"z.zip": packed({"a.xml": invoice(), "b.zip": SOUND})})
    assert taken.outcomes == [
        ("landed", "I", None),
        ("quarantined", None, "it is an archive within an archive; unpack it"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (flagged(SOUND, 8, b"\x01"), "the archive is protected by a password"),
        (packed({"a.xml": invoice()}, zipfile.ZIP_LZMA), "packed in another way than deflate"),
        (packed({"a.xml": b" " * (2 << 20)}), "packed more than 100 times"),
        (flagged(SOUND, 24, b"\xff\xff\xff\x7f"), "an entry of the archive has more than the"),
        (packed({"[Content_Types].xml": "<Types/>"}), "Office document"),
        (SOUND[:-8], "damaged or cut off"),
        (SOUND[: len(SOUND) // 2], "damaged or cut off"),
        (SOUND[:-10] + b"\xff\xff\xff\x7f" + SOUND[-6:], "more entries than are allowed"),
        (SOUND[:-22] + b"PK\x06\x07" + b"\0" * 16 + SOUND[-22:], "ZIP64"),
    ],
)
def test_an_archive_that_could_do_harm_is_quarantined_unread(take, content, reason):
    taken = take(**{"1.zip": content, "2.xml": invoice()})
    (outcome, kind, told), landed = taken.outcomes
    assert (outcome, kind) == ("quarantined", None)
    assert reason in told
    assert landed[0] == "landed"


def test_an_entry_whose_bytes_are_damaged_is_quarantined(take):
    content = SOUND.replace(b"a.xml", b"a.xml", 1)
    middle = len(content) // 3
    spoiled = content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]
    ((outcome, _, reason),) = take(**{"z.zip": spoiled}).outcomes
    assert (outcome, reason) == (
        "quarantined",
        "the entry is damaged, so the archive cannot be trusted",
    )


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ("MAX_ENTRIES", "more than the 1 entries"),
        ("MAX_UNPACKED_BYTES", "more than the 1 bytes"),
        ("MAX_ARCHIVE_BYTES", "more than the 1 bytes"),
    ],
)
def test_an_archive_beyond_a_bound_is_quarantined_unread(take, monkeypatch, limit, reason):
    monkeypatch.setattr(archive, limit, 1)
    ((outcome, _, told),) = take(**{"z.zip": packed({"a": invoice(), "b": invoice()})}).outcomes
    assert outcome == "quarantined"
    assert reason in told


def test_a_file_beyond_the_bound_is_quarantined_unread(take, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1_000)
    taken = take(invoice())
    assert taken.outcomes == [
        ("quarantined", None, "the file has more than the 1,000 bytes allowed")
    ]


def test_a_delivery_of_too_many_files_is_refused(take, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    with pytest.raises(UnreadableFile, match="more than 2 files"):
        take(invoice(1), invoice(2), invoice(3))


def test_folders_are_searched_and_hidden_files_and_links_are_not_seen(tmp_path: Path):
    folder = tmp_path / "2026-11-03"
    (folder / "emitidas" / ".hidden").mkdir(parents=True)
    outside = tmp_path / "outside.xml"
    for path in (
        outside,
        folder / "emitidas" / "b.xml",
        folder / "a.xml",
        folder / ".c.xml",
        folder / "emitidas" / ".hidden" / "d.xml",
    ):
        path.write_text(invoice(len(path.parts) + ord(path.name[-5])), encoding="utf-8")
    (folder / "link.xml").symlink_to(outside)
    assert take_delivery(folder).rows("files", "file_name") == ["a.xml", "emitidas/b.xml"]


def test_batches_do_not_show_in_what_is_read(take, monkeypatch):
    monkeypatch.setattr("pipelines.sources.cfdi.reader.BATCH_FILES", 2)
    taken = take(*(invoice(number) for number in range(10, 15)), payment())
    assert taken.rows("vouchers", "file_line") == [1, 2, 3, 4, 5, 6]
    assert taken.rows("taxes", "file_line") == [1, 2, 3, 4, 5, 6, 6, 6]
