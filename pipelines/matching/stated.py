"""What a remittance's text says about a difference: amounts and percentages.

Belongs here: reading "(-$180.31)" and "2 %" out of a cleaned text, and the amounts an item must
have had for it. Does not belong here: whether there is such an item.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{1,12})\.(\d{2})(?!\d|\s?%)")
PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:\.\d{1,3})?)\s?%")


def open_amounts(paid_cents: int, text: str) -> list[int]:
    """The open amounts in cents that the text would explain: paid plus a stated amount, or paid
    over one less a stated percentage, a cent to each side.
    """
    if paid_cents <= 0:
        return []
    found = [
        paid_cents + int(whole.replace(",", "")) * 100 + int(cents)
        for whole, cents in AMOUNT.findall(text)
    ]
    for percent in PERCENT.findall(text):
        share = 1 - Decimal(percent) / 100
        full = int((paid_cents / share).quantize(Decimal(1), ROUND_HALF_UP))
        found += [full, full - 1, full + 1]
    return [cents for cents in dict.fromkeys(found) if cents > paid_cents]
