"""Encodings found out or declared, and text repaired."""

import pytest

from pipelines.sources.encodings import as_utf8, canonical_encoding
from pipelines.sources.reading import UnreadableFile

NAME = "VENDEDORES.csv"


def names(take, encoded: bytes) -> list[str]:
    rows = b"".join(b"%d,%s\r\n" % (n, text) for n, text in enumerate(encoded.split(b"|"), 1))
    return take("microsip", NAME, b"VENDEDOR_ID,NOMBRE\r\n" + rows).frame["nombre"].to_list()


def test_utf8_is_taken_as_it_is(take):
    assert names(take, "Peña & Hijos|José".encode()) == ["Peña & Hijos", "José"]


def test_a_byte_order_mark_is_no_part_of_the_header(take):
    content = b"\xef\xbb\xbfVENDEDOR_ID,NOMBRE\n1,Ana\n"
    assert take("microsip", NAME, content).frame.height == 1


def test_what_is_not_utf8_is_windows_text(take):
    assert names(take, "Peña “Norte” \u2013 Ñandú €".encode("cp1252")) == [
        "Peña “Norte” \u2013 Ñandú €"
    ]


def test_bytes_without_meaning_in_windows_text_are_dropped(take):
    assert names(take, b"Pe\xf1a\x81\x8d\x8f\x90\x9d") == ["Peña"]


def test_windows_bytes_that_arrived_as_c1_characters_are_mapped_back(take):
    assert names(take, "norte \x96 sur \x93a\x94|\x81".encode()) == ["norte \u2013 sur “a”"]


def test_letters_composed_of_two_characters_become_one(take):
    assert names(take, "Pen\u0303a".encode()) == ["Peña"]


def test_control_characters_and_trailing_spaces_go(take):
    assert names(take, b"A\x07na \t |\x1b[31mLuz\x7f") == ["Ana", "[31mLuz"]


def test_a_nul_byte_far_into_the_file_is_refused_with_its_line(refuse):
    content = b"VENDEDOR_ID,NOMBRE\n" + b"1,abcdefgh\n" * 200_000 + b"2,\0\n"
    assert refuse("microsip", NAME, content).reason == "line 200002 holds a NUL byte"


@pytest.mark.parametrize(
    ("declared", "content", "bad_line"),
    [
        ("utf-8", "a\nb\nPeña\n".encode("cp1252"), 3),
        ("utf-8", "a\nPeñ".encode()[:-1], 2),
        ("cp1252", b"a\n\x81\n", 2),
        ("ascii", "ñ".encode(), 1),
    ],
)
def test_a_declared_encoding_that_does_not_fit_names_the_first_bad_line(
    tmp_path, declared, content, bad_line
):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with (
        pytest.raises(UnreadableFile, match=f"line {bad_line} is not valid {declared}"),
        as_utf8(path, declared),
    ):
        pass


def test_a_declared_encoding_that_fits_is_followed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("ñ".encode("cp850"))
    with as_utf8(path, "cp850") as text:
        assert text.path.read_text(encoding="utf-8") == "ñ"
    assert not text.path.exists() or text.path == path


def test_only_encodings_that_extend_ascii_may_be_declared():
    assert canonical_encoding("windows-1252") == "cp1252"
    assert canonical_encoding("latin-1") == "iso8859-1"
    assert canonical_encoding("UTF-8-SIG") == "utf-8"
    assert canonical_encoding("utf-16") is None
    assert canonical_encoding("rot13") is None
    assert canonical_encoding("no such thing") is None
