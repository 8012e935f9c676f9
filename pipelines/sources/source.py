"""What a source is: a folder of the inbox, the tables it fills and how its files are read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.contracts.raw_table import RawTable
from pipelines.sources.reading import Reading


@dataclass(frozen=True)
class Source:
    """name: folder below the company's inbox.
    tables: the raw tables its files may fill.
    route: (file, inbox) → the table the file is for, by its name; raises UnreadableFile that says
        which names are accepted.
    read: (file, table, inbox) → its rows. Inbox is the company's folder, where ``mapping.yaml``
        lies if there is one; only the generic ledger looks there.
    """

    name: str
    tables: tuple[RawTable, ...]
    route: Callable[[Path, Path], RawTable]
    read: Callable[[Path, RawTable, Path], Reading]
