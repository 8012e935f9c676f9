"""Splitting text into rows: what is cut, ragged, oddly quoted or no table at all."""

import pytest

from pipelines.sources import rejects
from pipelines.sources.delimited import Dialect, open_delimited
from pipelines.sources.reading import UnreadableFile

NAME = "VENDEDORES.csv"
HEADER = b"VENDEDOR_ID,NOMBRE,OCULTO\n"


def test_a_truncated_csv_is_rejected_by_name(refuse):
    error = refuse("microsip", NAME, HEADER + b"1,Ana,N\n2,Lu")
    assert error.reason.startswith("line 3, the last row, stops after 2 of 3 fields")


def test_a_quote_never_closed_means_the_rest_is_missing(refuse):
    error = refuse("microsip", NAME, HEADER + b'1,Ana,N\n2,"Luz,N\n3,Eva,N\n')
    assert "line 3" in error.reason
    assert "missing" in error.reason


def test_a_field_that_never_ends_is_refused(refuse):
    error = refuse("microsip", NAME, HEADER + b'1,"' + b"x" * 200_000)
    assert "never closed" in error.reason


def test_a_line_without_end_is_refused(refuse):
    error = refuse("microsip", NAME, HEADER + b"1," + b"x" * (12 << 20) + b",N\n")
    assert "line of more than" in error.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"2,Luz\n", "fewer fields than the header: 2 instead of 3"),
        (b"2,Luz,N,,x\n", "more fields than the header: 5 instead of 3"),
        (b'"2 Luz"\n', "fewer fields than the header: 1 instead of 3"),
        (b'2,"Luz, N"\n', "fewer fields than the header: 2 instead of 3"),
    ],
)
def test_a_ragged_row_is_quarantined_and_the_others_land(take, row, reason):
    done = take("microsip", NAME, HEADER + b"1,Ana,N\n" + row + b"3,Eva,N\n")
    assert done.frame["file_line"].to_list() == [2, 4]
    assert done.rejects.select("file_line", "reason").rows() == [(3, reason)]
    assert "Luz" in done.rejects["row_json"].item()
    assert not done.all_rejected_keys_known


def test_a_short_and_a_long_row_do_not_make_up_for_each_other(take):
    done = take("microsip", NAME, HEADER + b"1,Ana\n2,Luz,N,N\n3,Eva,N\n")
    assert done.rejects["file_line"].to_list() == [2, 3]


def test_quoted_fields_may_hold_delimiters_quotes_and_line_ends(take):
    done = take("microsip", NAME, HEADER + b'1,"Ruiz, ""Ana""\r\nMar\xc3\xada",N\n2,Luz,N\n')
    assert done.frame["nombre"].to_list() == ['Ruiz, "Ana" María', "Luz"]


def test_empty_lines_are_no_rows_among_quoted_fields_with_line_ends(take):
    done = take("microsip", NAME, HEADER + b'\n1,"A\r\n\r\nna",N\n\r\n"2","""Luz""",""\n\n')
    assert done.frame["nombre"].to_list() == ["A na", '"Luz"']
    assert done.rows_read == 2


def test_an_inch_mark_inside_a_field_is_a_character(take):
    done = take("microsip", NAME, HEADER + b'1,1/2" NPT,N\n2,Luz,N\n3,3/4" JIC,N\n')
    assert done.frame["nombre"].to_list() == ['1/2" NPT', "Luz", '3/4" JIC']
    assert done.frame["file_line"].to_list() == [2, 3, 4]


def test_a_carriage_return_inside_a_line_is_no_row(take):
    done = take("microsip", NAME, HEADER + b"1,A\rna,N\n2,Luz\n3,Eva,N\n")
    assert done.frame["nombre"].to_list() == ["A na", "Eva"]


@pytest.mark.parametrize("delimiter", [b";", b"\t", b"|"])
def test_the_delimiter_is_found_out(take, delimiter):
    content = (HEADER + b"1,Ana,N\n").replace(b",", delimiter)
    assert take("microsip", NAME, content).frame["nombre"].to_list() == ["Ana"]


def test_too_many_bad_rows_refuse_the_whole_file(refuse, monkeypatch):
    monkeypatch.setattr(rejects, "MAX_REJECTED_ROWS", 2)
    for bad in (b"x%d,Ana,N\n", b"%d,Ana\n", b"%d,,N\n"):
        rows = b"".join(bad % number for number in range(3))
        error = refuse("microsip", NAME, HEADER + rows + b"9,Eva,N\n")
        assert error.reason.startswith("more than 2 rows are bad")


def test_a_header_wider_than_any_table_is_refused(refuse):
    assert "600 columns" in refuse("microsip", NAME, b",".join([b"A"] * 600) + b"\n1\n").reason


def test_a_header_row_that_is_empty_is_refused(tmp_path):
    path = tmp_path / "empty_header.csv"
    path.write_bytes(b"\n\n1,2\n")
    with pytest.raises(UnreadableFile, match="row 2"), open_delimited(path, Dialect(header=2)):
        pass
