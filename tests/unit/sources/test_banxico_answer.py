"""The answer of Banxico's series service: its structure, its bounds, what is refused by name."""

import contextlib
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contracts.banxico import NOT_PUBLISHED
from pipelines.sources import banxico_answer
from pipelines.sources.reading import UnreadableFile


def answer(*series: object) -> bytes:
    return json.dumps({"bmx": {"series": list(series)}}).encode()


def values(code: str, *pairs: tuple[object, object]) -> dict[str, object]:
    datos = [{"fecha": day, "dato": value} for day, value in pairs]
    return {"idSerie": code, "titulo": "…", "datos": datos}


def test_each_value_of_each_series_is_a_row(take):
    fix = values("SF43718", ("18/08/2026", "17.0638"), ("19/08/2026", "N/E"))
    udi = values("SP68257", ("19/08/2026", "8.732145"))
    done = take("banxico", "respuesta.json", answer(fix, udi))
    assert done.frame.rows() == [
        ("SF43718", date(2026, 8, 18), Decimal("17.063800"), None, 1),
        ("SF43718", date(2026, 8, 19), None, NOT_PUBLISHED, 2),
        ("SP68257", date(2026, 8, 19), Decimal("8.732145"), None, 3),
    ]


def test_the_ending_of_the_name_does_not_matter(take):
    content = b"\xef\xbb\xbf \n" + answer(values("SF43718", ("18/08/2026", "17.0638")))
    assert take("banxico", "fix.csv", content).frame.height == 1


def test_a_number_without_quotes_is_the_text_it_is_written_as(take):
    content = answer(values("SF43718", ("18/08/2026", 17.1))).replace(b"17.1", b"17.100000")
    assert take("banxico", "x.json", content).frame["rate"].to_list() == [Decimal("17.1")]


def test_a_series_nobody_asked_for_is_named_and_left_out(take):
    done = take(
        "banxico",
        "x.json",
        answer(values("SF17908", ("01/08/2026", "17")), values("SF43718", ("18/08/2026", "17"))),
    )
    assert done.unknown_columns == ("SF17908",)
    assert done.frame["file_line"].to_list() == [2]


def test_bad_values_are_rejected_by_their_number(take):
    fix = values("SF43718", ("18/08/2026", "1,017.0"), ("2026-08-19", "17"), (None, "17"))
    done = take("banxico", "x.json", answer(fix))
    assert done.rejects.select("file_line", "column_name", "reason").rows() == [
        (1, "rate", "number with thousands commas"),
        (2, "rate_date", "a date in another format than the expected one"),
        (3, "rate_date", "empty where a value is required"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"error":{"mensaje":"Token inv\\u00e1lido"}}', "error message"),
        (b'{"bmx":{"series":[]}}', "no series"),
        (b'{"bmx":{"series":[{"idSerie":"SF43718","datos":[{"fecha":"18/08/20', "cut off"),
        (b'{"a":' * 100_000, "cut off"),
        (b'{"bmx":{"series":{}}}', "structure"),
        (b'{"bmx":[]}', "structure"),
        (b'{"series":[]}', "structure"),
        (b'{"bmx":{"series":[{"datos":[]}]}}', "structure"),
        (b'{"bmx":{"series":[{"idSerie":"=1+1","datos":[]}]}}', "structure"),
        (b'{"bmx":{"series":[{"idSerie":"SF43718","datos":[1]}]}}', "structure"),
        (b'{"bmx":{"series":[{"idSerie":"SF43718","datos":[{"dato":[]}]}]}}', "structure"),
        (b"{\xff}", "cut off"),
    ],
)
def test_what_is_no_answer_with_series_is_refused(refuse, content, reason):
    assert reason in refuse("banxico", "x.json", content).reason


def test_half_a_character_is_a_bad_value_and_no_fault(take):
    content = answer(values("SF43718", ("18/08/2026", "\ud800"), ("19/08/2026", "17")))
    assert take("banxico", "x.json", content).rejected_count == 1


def test_an_answer_beyond_its_bound_is_refused_before_it_is_parsed(refuse, monkeypatch):
    monkeypatch.setattr(banxico_answer, "MAX_ANSWER_BYTES", 20)
    error = refuse("banxico", "x.json", answer(values("SF43718", ("18/08/2026", "17"))))
    assert "more than the 20 allowed" in error.reason


CELLS = st.one_of(
    st.sampled_from(["18/08/2026", "N/E", "", "17.0638", "-1", "1e9", "=A1", "31/02/2026", "\x00"]),
    st.text(max_size=8),
)
LINES = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, as_json=st.booleans(), cut=st.integers(0, 40), junk=st.binary(max_size=6))
def test_whatever_a_file_holds_its_rows_are_counted_or_it_is_refused(
    take, lines, as_json, cut, junk
):
    if as_json:
        pairs = [(day, value) for day, value, _ in lines]
        content = answer(values("SF43718", *pairs))
    else:
        text = "Fecha,SF43718,SF60653\n" + "".join(",".join(line) + "\n" for line in lines)
        content = text.encode("utf-8", "replace")
    content = content[: len(content) - cut] + junk
    with contextlib.suppress(UnreadableFile):
        take("banxico", "x", content)  # it counts that they close
