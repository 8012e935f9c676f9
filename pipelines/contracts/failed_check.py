"""One row about something that does not hold, in the shape in which people get to read it.

Belongs here: the shape. The checks that make such rows live with what they check.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class FailedCheck:
    """One thing that does not hold, told with ids and amounts and never with names.

    check_code: which check, as ``<frame>.<rule>``.
    subject_type_code: what ``subject_id`` is the id of: customer, document, month, column ...
    currency_code: of the amounts; empty where the check is not about money.
    expected_amount, actual_amount, difference_amount: difference is actual less expected.
    note: the columns compared, or how many rows broke a rule about types.
    """

    check_code: str
    subject_type_code: str
    subject_id: str
    currency_code: str | None = None
    expected_amount: Decimal | None = None
    actual_amount: Decimal | None = None
    difference_amount: Decimal | None = None
    note: str | None = None
