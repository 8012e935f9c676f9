"""A message as the journal and the mail server know it, whatever it says.

Belongs here: what all messages have in common. Does not belong here: reminders
(documents/reminder_plan.py), reports (reporting.py), what became of one (journal.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# Of a reminder: charge_id, installment_number, level_number, currency_code, claimed_amount.
# Of a report: document_name, document_sha256.
Item = Mapping[str, object]


@dataclass(frozen=True)
class Message:
    """message_id: the same for what says the same to the same address. recipient: an e-mail
    address; None for what goes out on paper. addressee_id: whose it is: a legal entity or the
    report's code. items: at least one.
    """

    message_id: str
    kind_code: str
    as_of_date: date
    addressee_id: str
    recipient: str | None
    items: tuple[Item, ...]
