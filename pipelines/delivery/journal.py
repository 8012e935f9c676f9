"""The journal of sending: what is about to be sent, and what became of it, on disk each time.

Belongs here: writing events so that a machine that stops loses none, and what earlier events come
to. Does not belong here: how lines are read (sources/sent_reminders.py, which lands them too), what
is sent (sending.py).

It lies in the company's inbox, below ``cartera_sent``: the only file that cartera itself delivers.
Lines are added and never changed.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.contracts.cartera_sent import REMINDER_EVENTS
from pipelines.documents.reminder_plan import Reminder
from pipelines.files import flush
from pipelines.sources.sent_reminders import ENDING, read_events

FOLDER = REMINDER_EVENTS.source
Event = Literal["attempted", "sent", "refused", "uncertain"]
Channel = Literal["smtp", "manual"]
OUTCOMES = ("sent", "refused", "uncertain")


def read_journal(inbox: Path) -> pl.DataFrame:
    """All events of all journals, in the contract's columns. Raises UnreadableFile."""
    columns = REMINDER_EVENTS.columns
    frames = [read_events(path) for path in sorted((inbox / FOLDER).glob(f"*/*{ENDING}"))]
    return pl.concat([pl.DataFrame(schema=columns), *(f.select(*columns) for f in frames)])


def outcomes(journal: pl.DataFrame) -> pl.DataFrame:
    """One row per message and item: its last event, with outcome_code of OUTCOMES. An attempt that
    nothing followed is uncertain: the machine stopped, or still sends.
    """
    last = journal.sort("event_number").unique(
        ["message_id", "charge_id", "installment_number"], keep="last", maintain_order=True
    )
    return last.with_columns(
        pl.col("event_code").replace("attempted", "uncertain").alias("outcome_code")
    )


def state_of(journal: pl.DataFrame) -> dict[str, str]:
    """Outcome by message."""
    return dict(outcomes(journal).select("message_id", "outcome_code").iter_rows())


@dataclass
class Journal:
    """An open journal. numbers: how many events each message had before and has now."""

    file: IO[bytes]
    numbers: dict[str, int] = field(default_factory=dict)

    def record(
        self, reminder: Reminder, event: Event, channel: Channel, reply_code: int | None = None
    ) -> None:
        """Adds an event. It is on disk when this returns."""
        items = [
            {
                "charge_id": item["charge_id"],
                "installment_number": item["installment_number"],
                "level_number": item["level_number"],
                "currency_code": claim.currency_code,
                "claimed_amount": str(item["claimable_amount"]),
            }
            for claim in reminder.claims
            for item in claim.items
        ]
        head = {
            "message_id": reminder.message_id,
            "as_of_date": reminder.as_of_date.isoformat(),
            "legal_entity_id": reminder.legal_entity_id,
            "recipient": reminder.recipient,
        }
        self.add(head, items, event, channel, reply_code)

    def add(
        self,
        head: Mapping[str, object],
        items: list[dict[str, object]],
        event: Event,
        channel: Channel,
        reply_code: int | None,
    ) -> None:
        message_id = str(head["message_id"])
        number = self.numbers.get(message_id, 0) + 1
        now = datetime.now(UTC).replace(tzinfo=None)
        line = {
            **head,
            "event_number": number,
            "event_code": event,
            "channel_code": channel,
            "recorded_at": now.isoformat(timespec="microseconds"),
            "reply_code": reply_code,
            "items": items,
        }
        self.file.write(json.dumps(line).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.numbers[message_id] = number


@contextmanager
def open_journal(inbox: Path, zone: ZoneInfo, earlier: pl.DataFrame) -> Iterator[Journal]:
    """A journal of its own for each sending, in a delivery folder named after the company's time.

    earlier: all events so far. The file is made when the first event is written, so that a sending
    of nothing delivers nothing.
    """
    now = datetime.now(zone)
    folder = inbox / FOLDER / f"{now:%Y-%m-%dT%H%M}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"reminders_{now:%H%M%S%f}{ENDING}"
    counted = earlier.group_by("message_id").agg(pl.col("event_number").max())
    with path.open("xb") as file:
        flush(folder)
        yield Journal(file, dict(counted.iter_rows()))
    if path.stat().st_size == 0:
        path.unlink()


def settle(inbox: Path, zone: ZoneInfo, message_id: str, *, was_sent: bool) -> None:
    """Writes down what a person found out of a message that was uncertain.

    Raises NotUncertain for any other message.
    """
    earlier = read_journal(inbox)
    if state_of(earlier).get(message_id) != "uncertain":
        raise NotUncertain(f"{message_id} is not a message of which nobody knows if it was sent")
    rows = outcomes(earlier).filter(pl.col("message_id") == message_id).to_dicts()
    first = rows[0]
    head = {
        "message_id": message_id,
        "as_of_date": first["as_of_date"].isoformat(),
        "legal_entity_id": first["legal_entity_id"],
        "recipient": first["recipient"],
    }
    names = ("charge_id", "installment_number", "level_number", "currency_code")
    items = [
        {**{n: row[n] for n in names}, "claimed_amount": str(row["claimed_amount"])} for row in rows
    ]
    with open_journal(inbox, zone, earlier) as journal:
        journal.add(head, items, "sent" if was_sent else "refused", "manual", None)


class NotUncertain(ValueError):
    """A message of which it is known what became of it, or that there is not."""
