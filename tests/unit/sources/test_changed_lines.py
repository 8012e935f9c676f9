"""Two files aligned line by line, in bytes."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.changed_lines import ChangedLines, changed_lines, lines_from

HEADER = b"ID,NAME\n"
MANY = b"".join(b"%d,ROW\n" % number for number in range(1, 101))


def new_text(later: bytes, changes: ChangedLines) -> list[bytes]:
    return [later[part.start : part.end] for part in changes.new]


def compared(earlier: bytes, later: bytes) -> ChangedLines:
    changes = changed_lines(HEADER + earlier, HEADER + later)
    assert changes is not None
    return changes


def test_the_first_row_is_always_read_and_an_equal_rest_is_not() -> None:
    changes = compared(MANY, MANY)
    assert new_text(HEADER + MANY, changes) == [b"1,ROW\n"]
    assert changes.gone == changes.new


def test_a_row_taken_out_does_not_make_those_after_it_differ() -> None:
    later = MANY.replace(b"50,ROW\n", b"")
    changes = compared(MANY, later)
    assert [part.line for part in changes.gone] == [2, 51]
    assert [part.line for part in changes.new] == [2]


def test_rows_at_the_end_are_new_with_their_lines() -> None:
    later = MANY + b"101,ROW\n102,ROW"
    changes = compared(MANY, later)
    assert new_text(HEADER + later, changes)[1:] == [b"101,ROW\n102,ROW"]
    assert changes.new[1].line == 102


def test_a_last_line_without_its_end_is_a_changed_line() -> None:
    assert len(compared(MANY, MANY.removesuffix(b"\n")).new) == 2


def test_files_with_other_headers_or_without_rows_are_not_compared() -> None:
    assert changed_lines(b"ID,NAME\n1,A\n", b"ID,NOM\n1,A\n") is None
    assert changed_lines(HEADER, HEADER + MANY) is None
    assert changed_lines(b"", HEADER + MANY) is None


def test_a_change_within_a_quoted_field_of_several_lines_is_not_told_by_lines() -> None:
    rows = MANY.replace(b"50,ROW\n", b'50,"ROW\nOF\nFOUR\nLINES"\n')
    assert changed_lines(HEADER + rows, HEADER + rows.replace(b"OF\n", b"WITH\n")) is None
    assert changed_lines(HEADER + rows, HEADER + rows.replace(b"90,ROW", b"90,ONE")) is not None


def test_files_that_differ_in_most_of_their_lines_are_not_worth_it() -> None:
    assert changed_lines(HEADER + MANY, HEADER + MANY.replace(b"ROW", b"LINE")) is None


@given(st.lists(st.sampled_from([b"1,A\n", b"2,B\n", b"\n", b"3,C\n"]), min_size=1))
def test_the_lines_that_are_left_are_the_same_in_both_files(lines: list[bytes]) -> None:
    later = b"".join(lines) + MANY
    changes = changed_lines(HEADER + MANY, HEADER + later, most=2.0)
    assert changes is not None
    kept = []
    for text, parts in ((HEADER + MANY, changes.gone), (HEADER + later, changes.new)):
        rest, at = [], 0
        for part in parts:
            rest.append(text[at : part.start])
            at = part.end
        kept.append(b"".join([*rest, text[at:]]))
        assert all(len(lines_from(text[: part.start], 0, 10**6)) == part.line - 1 for part in parts)
    assert kept[0] == kept[1]
