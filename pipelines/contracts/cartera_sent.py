"""Contract of cartera's own journal of sending: one row per event of a message and thing it holds.

Belongs here: the journal's columns as rows. Does not belong here: its lines (sources/
sent_messages.py reads them, delivery/journal.py writes them), or what follows from them (dbt).
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY, TIMESTAMP, RawTable

# The folder of the inbox that cartera itself fills: it says nothing new about the ledger.
OWN_SOURCE = "cartera_sent"
EVENTS = ("attempted", "sent", "refused", "uncertain")
CHANNELS = ("smtp", "manual")
REPORTS = ("weekly_aging", "credit_actions", "monthly_report", "broken_promises")
REMINDER = "reminder"
KINDS = (REMINDER, *REPORTS)

MESSAGE_EVENTS = RawTable(
    OWN_SOURCE,
    "message_events",
    ("message_id", "event_number", "item_number"),
    "incremental",
    pa.DataFrameSchema(
        {
            "message_id": pa.Column(pl.String),
            "event_number": pa.Column(pl.Int64, pa.Check.ge(1)),
            "item_number": pa.Column(pl.Int64, pa.Check.ge(1)),
            "kind_code": pa.Column(pl.String, pa.Check.isin(list(KINDS))),
            "event_code": pa.Column(pl.String, pa.Check.isin(list(EVENTS))),
            "channel_code": pa.Column(pl.String, pa.Check.isin(list(CHANNELS))),
            "recorded_at": pa.Column(TIMESTAMP),
            "as_of_date": pa.Column(pl.Date),
            "addressee_id": pa.Column(pl.String),
            "recipient": pa.Column(pl.String, nullable=True),
            "reply_code": pa.Column(pl.Int64, nullable=True),
            # Of a reminder, what it claims.
            "charge_id": pa.Column(pl.String, nullable=True),
            "installment_number": pa.Column(pl.Int64, nullable=True),
            "level_number": pa.Column(pl.Int64, pa.Check.ge(1), nullable=True),
            "currency_code": pa.Column(pl.String, nullable=True),
            "claimed_amount": pa.Column(MONEY, nullable=True),
            # Of a report, the file that is attached.
            "document_name": pa.Column(pl.String, nullable=True),
            "document_sha256": pa.Column(pl.String, nullable=True),
        },
        strict=True,
    ),
    kind="journal",
    is_required=False,
)
