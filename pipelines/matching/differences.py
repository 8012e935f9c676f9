"""Why an amount paid is not the amount open, by policy.

Belongs here: one difference of one item or receipt, and its cause. Integer cents throughout.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.matching.policies import OVER, SHORT, Tolerance

PARTIAL = "partial_payment"
# A withheld tax is rounded by whoever withholds it, line by line.
EXACT_RATE_CENTS = 3


@dataclass(frozen=True)
class Difference:
    """cause: a cause of policy, or PARTIAL. is_settled: the item closes. is_said: the text that
    came with the payment names this cause.
    """

    cause: str
    is_settled: bool
    is_said: bool


@dataclass(frozen=True)
class Payment:
    """What is known about a payment of one item. text: cleaned, '' where there is none."""

    paid_on: date
    due: date | None
    currency: str
    text: str = ""
    is_converted: bool = False


def difference_of(
    open_cents: int, paid_cents: int, payment: Payment, tolerances: Iterable[Tolerance]
) -> Difference | None:
    """The first tolerance that explains paid less open; one that the text names goes before all
    others. None where they are equal.
    """
    gap = paid_cents - open_cents
    if gap == 0:
        return None
    fitting = [each for each in tolerances if fits(each, open_cents, gap, payment)]
    said = [each for each in fitting if each.text is not None and each.text.search(payment.text)]
    for each in (*said, *fitting):
        return Difference(each.cause, each.is_settled, each in said)
    return Difference(PARTIAL if gap < 0 else "over_payment", False, False)


def fits(each: Tolerance, open_cents: int, gap: int, payment: Payment) -> bool:
    is_said = each.text is not None and each.text.search(payment.text) is not None
    is_early = payment.due is not None and payment.paid_on <= payment.due
    size, base = abs(gap), abs(open_cents)
    return all(
        (
            each.direction == (OVER if gap > 0 else SHORT),
            each.currency in (None, payment.currency),
            each.valid_from <= payment.paid_on <= (each.valid_to or date.max),
            (each.needs == "converted") == payment.is_converted,
            each.needs != "before_due" or is_said or is_early,
            each.exact_rate is None or abs(size - base * each.exact_rate) <= EXACT_RATE_CENTS,
            each.max_rate is None or Decimal(size) <= base * each.max_rate,
            each.max_cents is None or size <= each.max_cents,
        )
    )
