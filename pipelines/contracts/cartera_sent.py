"""Contract of cartera's own journal of sending: one row per event of a message and item it claims.

Belongs here: the journal's columns as rows. Does not belong here: its lines (sources/
sent_reminders.py reads them, delivery/journal.py writes them), or what follows from them (dbt).
"""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.raw_table import MONEY, TIMESTAMP, RawTable

EVENTS = ("attempted", "sent", "refused", "uncertain")
CHANNELS = ("smtp", "manual")

REMINDER_EVENTS = RawTable(
    "cartera_sent",
    "reminder_events",
    ("message_id", "event_number", "charge_id", "installment_number"),
    "incremental",
    pa.DataFrameSchema(
        {
            "message_id": pa.Column(pl.String),
            "event_number": pa.Column(pl.Int64, pa.Check.ge(1)),
            "charge_id": pa.Column(pl.String),
            "installment_number": pa.Column(pl.Int64, pa.Check.ge(1)),
            "event_code": pa.Column(pl.String, pa.Check.isin(list(EVENTS))),
            "channel_code": pa.Column(pl.String, pa.Check.isin(list(CHANNELS))),
            "recorded_at": pa.Column(TIMESTAMP),
            "as_of_date": pa.Column(pl.Date),
            "legal_entity_id": pa.Column(pl.String),
            "recipient": pa.Column(pl.String, nullable=True),
            "reply_code": pa.Column(pl.Int64, nullable=True),
            "level_number": pa.Column(pl.Int64, pa.Check.ge(1)),
            "currency_code": pa.Column(pl.String),
            "claimed_amount": pa.Column(MONEY),
        },
        strict=True,
    ),
    kind="journal",
    is_required=False,
)
