"""The journal of sending: what is about to be sent, and what became of it, on disk each time.

Belongs here: writing events so that a machine that stops loses none, and what earlier events come
to. Does not belong here: how lines are read (sources/sent_messages.py, which lands them too), what
is sent (sending.py).

It lies in the company's inbox, below ``cartera_sent``: the only files that cartera itself delivers.
Lines are added and never changed.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.contracts.cartera_sent import MESSAGE_EVENTS
from pipelines.delivery.message import Message
from pipelines.files import flush
from pipelines.sources.sent_messages import ENDING, OF_ITEM, read_events

FOLDER = MESSAGE_EVENTS.source
Event = Literal["attempted", "sent", "refused", "uncertain"]
Channel = Literal["smtp", "manual"]


class NotUncertain(ValueError):
    """A message of which it is known what became of it, or that there is not."""


def read_journal(inbox: Path) -> pl.DataFrame:
    """All events of all journals, in the contract's columns. Raises UnreadableFile."""
    columns = MESSAGE_EVENTS.columns
    frames = [read_events(path) for path in sorted((inbox / FOLDER).glob(f"*/*{ENDING}"))]
    return pl.concat([pl.DataFrame(schema=columns), *(f.select(*columns) for f in frames)])


def outcomes(journal: pl.DataFrame) -> pl.DataFrame:
    """One row per message and item: its last event, with its outcome_code (sent, refused or
    uncertain). An attempt that nothing followed is uncertain: the machine stopped, or still sends.
    """
    last = journal.sort("event_number").unique(
        ["message_id", "item_number"], keep="last", maintain_order=True
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
        self, message: Message, event: Event, channel: Channel, reply_code: int | None = None
    ) -> None:
        """Adds an event. It is on disk when this returns."""
        number = self.numbers.get(message.message_id, 0) + 1
        now = datetime.now(UTC).replace(tzinfo=None)
        line = {
            **asdict(message),
            "event_number": number,
            "event_code": event,
            "channel_code": channel,
            "recorded_at": now.isoformat(timespec="microseconds"),
            "reply_code": reply_code,
        }
        # Days and exact amounts become texts, which JSON has no kinds for.
        self.file.write(json.dumps(line, default=str).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.numbers[message.message_id] = number


@contextmanager
def open_journal(inbox: Path, zone: ZoneInfo, earlier: pl.DataFrame) -> Iterator[Journal]:
    """A journal of its own for each sending, in a delivery folder named after the company's time.

    earlier: all events so far. A sending of nothing leaves no file.
    """
    now = datetime.now(zone)
    folder = inbox / FOLDER / f"{now:%Y-%m-%dT%H%M}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"messages_{now:%H%M%S%f}{ENDING}"
    counted = earlier.group_by("message_id").agg(pl.col("event_number").max())
    file = path.open("xb")
    try:
        with file:
            flush(folder)
            yield Journal(file, dict(counted.iter_rows()))
    finally:
        if path.stat().st_size == 0:
            path.unlink()
            if not any(folder.iterdir()):
                folder.rmdir()


def settle(inbox: Path, zone: ZoneInfo, message_id: str, *, was_sent: bool) -> None:
    """Writes down what a person found out of a message that was uncertain.

    Raises NotUncertain for any other message.
    """
    earlier = read_journal(inbox)
    if state_of(earlier).get(message_id) != "uncertain":
        raise NotUncertain(f"{message_id} is not a message of which nobody knows if it was sent")
    rows = outcomes(earlier).filter(pl.col("message_id") == message_id).sort("item_number")
    first = rows.row(0, named=True)
    message = Message(
        message_id,
        first["kind_code"],
        first["as_of_date"],
        first["addressee_id"],
        first["recipient"],
        tuple(rows.select(OF_ITEM).iter_rows(named=True)),
    )
    with open_journal(inbox, zone, earlier) as journal:
        journal.record(message, "sent" if was_sent else "refused", "manual")
