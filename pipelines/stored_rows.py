"""Rows put aside on disk: of a file too large to be held in memory at once.

Belongs here: writing them, and that they go when nobody holds them any more. Does not belong here:
which rows they are (large_extract.py), reading them into the warehouse (row_versions.py).
"""

import shutil
import tempfile
import weakref
from pathlib import Path

import polars as pl


class StoredRows:
    """folder: one of its own below ``scratch``; it goes when this object does.
    files: Parquet, in the columns of the frames that were put. height: rows in all of them.
    """

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=scratch))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.files: list[Path] = []
        self.height = 0

    def put(self, frame: pl.DataFrame) -> None:
        """Puts the rows aside; of the first frame also none, for its columns."""
        if frame.height or not self.files:
            path = self.folder / f"{len(self.files)}.parquet"
            frame.write_parquet(path, compression="lz4", statistics=False)
            self.files.append(path)
            self.height += frame.height

    def clear(self) -> None:
        """Forgets all rows."""
        for path in self.files:
            path.unlink()
        self.files, self.height = [], 0
