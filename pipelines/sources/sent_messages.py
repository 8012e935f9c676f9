"""The journal of messages sent, a line of JSON per event: what delivery/journal.py writes.

Belongs here: lines → rows, for landing and for the next sending alike. Does not belong here:
writing them, or what an attempt without an answer means.

A line counts when its line end is on disk: the last one of a machine that stopped while it wrote
does not, and nothing is sent before its line counts.
"""

import json
from pathlib import Path

import polars as pl

from pipelines.contracts.cartera_sent import MESSAGE_EVENTS
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.reading import REJECT_SCHEMA, Reading, UnreadableFile
from pipelines.sources.source import Source

ENDING = ".jsonl"
OF_MESSAGE = (
    "message_id",
    "event_number",
    "kind_code",
    "event_code",
    "channel_code",
    "recorded_at",
    "as_of_date",
    "addressee_id",
    "recipient",
    "reply_code",
)
OF_ITEM = (
    "charge_id",
    "installment_number",
    "level_number",
    "currency_code",
    "claimed_amount",
    "document_name",
    "document_sha256",
)
KEEP = "Nobody edits the journal: put back the file as it was written, from the backup"
# JSON has neither dates nor exact amounts: they are written as texts.
TEXTS = {
    "recorded_at": pl.col("recorded_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us"),
    "as_of_date": pl.col("as_of_date").str.to_date("%Y-%m-%d"),
    "claimed_amount": pl.col("claimed_amount").str.to_decimal(scale=2),
}


def read_events(path: Path) -> pl.DataFrame:
    """Rows of a journal in the contract's columns and ``file_line``, in the order of the file.

    Raises UnreadableFile for a line that is not one of ours.
    """
    content = path.read_bytes()
    lines = content[: content.rfind(b"\n") + 1].splitlines()
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            event = json.loads(line)
            head = [event[name] for name in OF_MESSAGE]
            rows += [
                [number, place, *head, *(item.get(name) for name in OF_ITEM)]
                for place, item in enumerate(event["items"], start=1)
            ]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UnreadableFile(f"line {number} is not a line of the journal", KEEP) from error
    types = MESSAGE_EVENTS.columns
    schema = {FILE_LINE: pl.Int64, "item_number": pl.Int64} | {
        name: pl.String if name in TEXTS else types[name] for name in (*OF_MESSAGE, *OF_ITEM)
    }
    try:
        texts = pl.DataFrame(rows, schema=schema, orient="row", strict=True)
        return (
            texts.with_columns(**TEXTS)
            .cast({name: types[name] for name in TEXTS})
            .select(*types, FILE_LINE)
        )
    except (pl.exceptions.PolarsError, TypeError) as error:
        raise UnreadableFile("a value is not of the kind the journal holds", KEEP) from error


def route(path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    if path.suffix != ENDING:
        raise UnreadableFile("it is not a journal of cartera's", "Take it away")
    return (MESSAGE_EVENTS,)


def read(path: Path, _tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    frame = read_events(path)
    return (Reading(frame, pl.DataFrame(schema=REJECT_SCHEMA), frame.height),)


CARTERA_SENT = Source("cartera_sent", (MESSAGE_EVENTS,), route, read)
