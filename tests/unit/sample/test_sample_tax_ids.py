"""Synthetic tax ids are well formed, different from each other, and right in their check digit."""

import re

import numpy as np

from pipelines.sample.tax_ids import check_digit, company_rfc, company_rfcs

FORM = re.compile(r"[A-Z&Ñ]{3}\d{6}[A-Z0-9]{2}[0-9A]")


def test_the_check_digit_is_that_of_published_examples() -> None:
    for rfc in ("EKU9003173C9", "URE180429TM6", "COSC8001137NA", "BBA830831LJ2"):
        assert check_digit(rfc[:-1]) == rfc[-1]


def test_twenty_thousand_companies_have_as_many_tax_ids() -> None:
    rfcs = company_rfcs(20_000, np.random.default_rng(1))
    assert len(set(rfcs)) == 20_000
    assert all(FORM.fullmatch(rfc) for rfc in rfcs)


def test_a_number_beyond_all_letters_gets_another_homoclave() -> None:
    day = np.datetime64("1999-01-04")
    assert company_rfc(5, day) != company_rfc(5 + 26**3, day)
