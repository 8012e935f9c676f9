"""Synthetic tax ids (RFC) that are well formed, check digit included, and belong to nobody known.

Belongs here: how an RFC and its check digit are composed. Does not belong here: who carries one.
"""

import numpy as np

from pipelines.sample.periods import Ints

PUBLIC, FOREIGN = "XAXX010101000", "XEXX010101000"
ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HOMOCLAVE = "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
# Prime to 26 cubed, so that consecutive numbers get letters that look unrelated.
STRIDE = 7919


def check_digit(rfc: str) -> str:
    """The last character of an RFC, from the ones before it (11 for a company, 12 for a person)."""
    weights = range(13, 1, -1)
    padded = rfc.rjust(12)
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(padded, weights, strict=True))
    return "0123456789A"[-total % 11]


def company_rfc(number: int, birth: np.datetime64) -> str:
    """A company's RFC, another one for every number below 17,576 x 34."""
    spread = number * STRIDE % len(LETTERS) ** 3
    letters = "".join(
        LETTERS[spread // len(LETTERS) ** power % len(LETTERS)] for power in (2, 1, 0)
    )
    round_number = number // len(LETTERS) ** 3
    day = str(birth).replace("-", "")[2:]
    body = f"{letters}{day}{HOMOCLAVE[round_number % len(HOMOCLAVE)]}{HOMOCLAVE[number % 34]}"
    return body + check_digit(body)


def company_rfcs(count: int, rng: np.random.Generator, first: int = 0) -> list[str]:
    """``count`` different company RFCs from number ``first`` on, born 1970 to 2020."""
    births: Ints = rng.integers(0, 18_262, size=count)
    days = np.datetime64("1970-01-01") + births
    return [company_rfc(number, day) for number, day in enumerate(days, start=first)]
