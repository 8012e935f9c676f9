"""The frames of the sheets of provision, bad debts and interest: columns, types and closed lists.

Belongs here: what report_frames.py holds of the other sheets. Sums are in provision_sums.py.
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY, RATE
from pipelines.contracts.report_columns import CUSTOMER, currency, empty, frame, known, money

INTEREST_PERCENT = pl.Decimal(18, 4)

# Where a loss rate comes from. One whose policy is missing is not printed: its provision is null.
RATE_SOURCE_CODES = ("history", "floor", "thin_history", "last_bucket")
ENTRY_CODES = ("loss", "exchange", "write_off")
CASE_CODES = ("within_limit", "over_limit", "principal_unknown")
EVIDENCE_CODES = (
    "debtor_notice",
    "voucher",
    "collection_efforts",
    "write_off_approval",
    "final_resolution",
)
RATE_BASIS_CODES = ("agreed", "legal")
VAT_BASIS_CODES = ("of_the_charge", "charge_without_vat")

SEGMENT = {
    "segment_code": known(pl.String),
    "segment_label_es": known(pl.String),
    "segment_label_en": known(pl.String),
    "currency_code": currency(),
}
DEBT = {
    **CUSTOMER,
    "document_id": known(pl.String),
    "document_number": empty(pl.String),
    "installment_number": known(pl.Int64),
    "due_date": known(pl.Date),
    "past_due_days": known(pl.Int64, pa.Check.ge(1)),
    "currency_code": currency(),
}

PROVISION_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "provision": frame(
        {
            **SEGMENT,
            "bucket_number": known(pl.Int64, pa.Check.in_range(0, 5)),
            **money("open_amount", "closing_amount_mxn", "related_amount_mxn"),
            **money("disputed_amount_mxn", "insured_amount_mxn", "exposed_amount_mxn"),
            "history_month_count": known(pl.Int64),
            "roll_rate": empty(RATE),
            "history_rate": empty(RATE),
            "floor_rate": known(RATE),
            "rate_source_code": known(pl.String, pa.Check.isin(RATE_SOURCE_CODES)),
            "forward_looking_factor": known(RATE),
            "overlay_rate": known(RATE),
            "loss_rate": known(RATE, pa.Check.in_range(0, 1)),
            **money("provision_amount_mxn"),
        }
    ),
    "provision_bridge": frame(
        {
            **SEGMENT,
            **money("opening_amount_mxn", "exchange_amount_mxn", "volume_amount_mxn"),
            **money("mix_amount_mxn", "rate_amount_mxn", "forward_looking_amount_mxn"),
            **money("overlay_amount_mxn", "used_amount_mxn", "closing_amount_mxn"),
        }
    ),
    "provision_journal": frame(
        {
            "entry_number": known(pl.Int64),
            "entry_code": known(pl.String, pa.Check.isin(ENTRY_CODES)),
            "role_code": known(pl.String),
            "account_code": known(pl.String),
            "account_label_es": known(pl.String),
            "account_label_en": known(pl.String),
            **money("debit_amount_mxn", "credit_amount_mxn"),
        }
    ),
    "bad_debt_candidates": frame(
        {
            **DEBT,
            "legal_entity_id": known(pl.String),
            "year_complete_date": known(pl.Date),
            **money("open_amount", "open_amount_mxn", "deductible_amount_mxn"),
            "vat_basis_code": known(pl.String, pa.Check.isin(VAT_BASIS_CODES)),
            "debtor_principal_udi": empty(MONEY),
            "case_code": known(pl.String, pa.Check.isin(CASE_CODES)),
            "missing_evidence_codes": known(pl.String),
            "informed_year": known(pl.Int64),
        }
    ),
    "moratory_interest": frame(
        {
            **DEBT,
            **money("open_amount", "interest_amount", "vat_amount"),
            "interest_percent": known(INTEREST_PERCENT),
            "rate_basis_code": known(pl.String, pa.Check.isin(RATE_BASIS_CODES)),
            "vat_basis_code": known(pl.String, pa.Check.isin(VAT_BASIS_CODES)),
        }
    ),
}

PROVISION_KEYS: dict[str, tuple[str, ...]] = {
    "provision": ("segment_code", "currency_code", "bucket_number"),
    "provision_bridge": ("segment_code", "currency_code"),
    "provision_journal": ("entry_number", "role_code"),
    "bad_debt_candidates": ("document_id", "installment_number"),
    "moratory_interest": ("document_id", "installment_number"),
}
