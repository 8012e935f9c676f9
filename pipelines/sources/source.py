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
    route: (file, inbox) → the tables the file fills, most often one; raises UnreadableFile that
        says which files are accepted.
    read: (file, those tables, inbox) → the rows of each, in the same order. Inbox is the company's
        folder, where ``mapping.yaml`` and other settings of a source lie.
    takes_folder: the files of a delivery folder are one delivery and are read together; the path
        is then that folder. A loose file is still read by itself.
    has_plain_lines: its text files are a header line and then one row a line, so that what a full
        extract changes can be told by its lines (changed_lines.py).
    """

    name: str
    tables: tuple[RawTable, ...]
    route: Callable[[Path, Path], tuple[RawTable, ...]]
    read: Callable[[Path, tuple[RawTable, ...], Path], tuple[Reading, ...]]
    takes_folder: bool = False
    has_plain_lines: bool = False
