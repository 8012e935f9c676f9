"""The shapes that go into the matcher and come out of it.

Belongs here: column names and types, and the two records that carry the frames. Does not belong
here: how a file's columns become these (table_files.py), nor what is wrong with a row (intake.py).
"""

from dataclasses import dataclass, field

import polars as pl

MONEY = pl.Decimal(18, 2)
RATE = pl.Decimal(18, 6)
Schema = dict[str, pl.DataType]

# Required columns are those that REQUIRED names; a missing optional one is null.
ITEMS: Schema = {
    "item_id": pl.String(),
    "customer_id": pl.String(),
    "entity_id": pl.String(),
    "customer_name": pl.String(),
    "document_number": pl.String(),
    "uuid": pl.String(),
    "document_date": pl.Date(),
    "due_date": pl.Date(),
    "currency_code": pl.String(),
    "open_amount": MONEY,
    "document_amount": MONEY,
    "status_code": pl.String(),
    "closed_date": pl.Date(),
}
CUSTOMERS: Schema = {
    "customer_id": pl.String(),
    "entity_id": pl.String(),
    "customer_name": pl.String(),
    "rfc": pl.String(),
}
RECEIPTS: Schema = {
    "receipt_id": pl.String(),
    "receipt_date": pl.Date(),
    "currency_code": pl.String(),
    "amount": MONEY,
    "payer_name": pl.String(),
    "payer_rfc": pl.String(),
    "payer_account": pl.String(),
    "customer_id": pl.String(),
    "bank_reference": pl.String(),
    "bank_text": pl.String(),
    "tracking_key": pl.String(),
    "is_provisional": pl.Boolean(),
}
REMITTANCES: Schema = {
    "remittance_id": pl.String(),
    "receipt_id": pl.String(),
    "document_ref": pl.String(),
    "amount": MONEY,
    "memo": pl.String(),
}
# Learned from confirmed matches only. alias_kind_code: name, account, rfc.
ALIASES: Schema = {
    "alias_kind_code": pl.String(),
    "alias_text": pl.String(),
    "customer_id": pl.String(),
    "confirmed_count": pl.Int64(),
    "confirmed_date": pl.Date(),
}
# Units of to_currency_code for one unit of from_currency_code, as it held on rate_date.
RATES: Schema = {
    "from_currency_code": pl.String(),
    "to_currency_code": pl.String(),
    "rate_date": pl.Date(),
    "exchange_rate": RATE,
}
REQUIRED = {
    "items": ("item_id", "customer_id", "open_amount"),
    "receipts": ("receipt_id", "receipt_date", "amount"),
    "remittances": ("receipt_id", "document_ref"),
    "customers": ("customer_id",),
    "aliases": ("alias_kind_code", "alias_text", "customer_id"),
    "rates": ("from_currency_code", "to_currency_code", "rate_date", "exchange_rate"),
}

# One row per receipt and proposal; rank 1 is what the matcher stands for.
PROPOSALS: Schema = {
    "receipt_id": pl.String(),
    "proposal_rank": pl.Int64(),
    "tier_code": pl.String(),
    "rule_code": pl.String(),
    "confidence": pl.Float64(),
    "entity_id": pl.String(),
    "evidence": pl.String(),
    "items": pl.String(),
}
# One row per proposal and item. applied and difference are in the receipt's currency, settled in
# the item's; where both are one currency, settled + difference = applied.
APPLICATIONS: Schema = {
    "receipt_id": pl.String(),
    "proposal_rank": pl.Int64(),
    "tier_code": pl.String(),
    "item_id": pl.String(),
    "customer_id": pl.String(),
    "currency_code": pl.String(),
    "applied_amount": MONEY,
    "difference_amount": MONEY,
    "difference_code": pl.String(),
    "item_currency_code": pl.String(),
    "settled_amount": MONEY,
    "left_open_amount": MONEY,
}
# One row per receipt delivered, good or bad.
RESULTS: Schema = {
    "receipt_id": pl.String(),
    "receipt_date": pl.Date(),
    "currency_code": pl.String(),
    "receipt_amount": MONEY,
    "tier_code": pl.String(),
    "disposition_code": pl.String(),
    "rule_code": pl.String(),
    "confidence": pl.Float64(),
    "entity_id": pl.String(),
    "payer_entity_id": pl.String(),
    "payer_rule_code": pl.String(),
    "payer_confidence": pl.Float64(),
    "payer_runner_up_entity_id": pl.String(),
    "payer_runner_up_confidence": pl.Float64(),
    "applied_amount": MONEY,
    "surplus_amount": MONEY,
    "unapplied_amount": MONEY,
    "runner_up_items": pl.String(),
    "runner_up_confidence": pl.Float64(),
    "reason_codes": pl.String(),
}
# One row per thing that was noticed. subject_code: receipt, item, remittance.
REASONS: Schema = {
    "subject_code": pl.String(),
    "subject_id": pl.String(),
    "reason_code": pl.String(),
}
# One row per control and subject compared.
CONTROLS: Schema = {
    "control_code": pl.String(),
    "subject_id": pl.String(),
    "currency_code": pl.String(),
    "expected_amount": MONEY,
    "actual_amount": MONEY,
    "is_passed": pl.Boolean(),
}


@dataclass(frozen=True)
class MatchInput:
    """Frames in the shapes above; columns may be missing where they are not REQUIRED, amounts may
    still be text or float: intake.py makes them exact or says why not.
    """

    items: pl.DataFrame
    receipts: pl.DataFrame
    remittances: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REMITTANCES))
    customers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CUSTOMERS))
    aliases: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ALIASES))
    rates: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RATES))


@dataclass(frozen=True)
class MatchOutput:
    """Frames in the shapes PROPOSALS, APPLICATIONS, RESULTS and REASONS, sorted by their keys.
    items: item_id, entity_id, status_code and open_amount of what could be worked with.
    controls: one row per control and subject, CONTROLS.
    """

    proposals: pl.DataFrame
    applications: pl.DataFrame
    results: pl.DataFrame
    reasons: pl.DataFrame
    items: pl.DataFrame
    controls: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONTROLS))
