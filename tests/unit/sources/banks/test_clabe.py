"""CLABE check digits, and the banks that statements name."""

import polars as pl
import pytest
from bank_files import clabe

from pipelines.sources.banks.clabe import (
    BANK_NAMES,
    CODES_BY_SWIFT,
    bank_of_account,
    bank_of_institution,
    bank_of_name,
    is_clabe,
    valid_clabe,
)

# An example that the banks' association publishes.
PUBLISHED = "032180000118359719"


def test_a_published_clabe_is_valid():
    assert is_clabe(PUBLISHED)


def test_any_other_check_digit_is_invalid():
    others = [PUBLISHED[:-1] + digit for digit in "012345678"]
    frame = pl.DataFrame({"text": others})
    assert frame.select(valid_clabe(pl.col("text"))).to_series().null_count() == len(others)


@pytest.mark.parametrize("bank", ["002", "012", "072", "646"])
def test_leading_zeros_count(bank):
    assert is_clabe(clabe(bank, "1234567"))


@pytest.mark.parametrize(
    "text",
    ["", PUBLISHED[:-1], PUBLISHED + "0", PUBLISHED[:-1] + "x", "\u0660" * 18, f" {PUBLISHED}"],
)
def test_what_is_not_eighteen_digits_is_no_clabe(text):
    assert not is_clabe(text)


@pytest.mark.parametrize(
    ("name", "code"),
    [("BBVA MEXICO", "012"), ("Banorte", "072"), (" BAJÍO. ", "030"), ("Banco de nadie", None)],
)
def test_a_bank_is_known_by_the_name_that_statements_print(name, code):
    assert pl.select(bank_of_name(pl.lit(name))).item() == code


@pytest.mark.parametrize(
    ("identifier", "code"),
    [
        ("BIMEMXMM", "021"),
        ("bcmrmxmmpym", "012"),
        ("40072", "072"),
        ("90646", "646"),
        ("014", "014"),
        ("CHASUS33", None),
        ("021000021", None),
        ("", None),
    ],
)
def test_a_bank_is_known_by_its_swift_code_or_its_number_in_spei(identifier, code):
    assert bank_of_institution(identifier) == code


def test_the_clabe_of_an_account_says_more_than_the_institution_beside_it():
    assert bank_of_account(clabe("072", "1"), "BIMEMXMM") == "072"
    assert bank_of_account("4001234567", "BIMEMXMM") == "021"
    assert bank_of_account("4001234567") is None


def test_no_name_means_two_banks_and_every_swift_code_one_of_them():
    names = [name for names in BANK_NAMES.values() for name in names]
    assert len(names) == len(set(names))
    assert set(CODES_BY_SWIFT.values()) <= set(BANK_NAMES)
