"""A small database of salespeople, and what a delivery of it gives.

Belongs here: reading, and being refused. What must come of it is for the tests.
"""

from pathlib import Path

import pytest

from pipelines.contracts.raw_table import RawTable
from pipelines.sources import microsip
from pipelines.sources.firebird import engine
from pipelines.sources.reading import Reading, UnreadableFile

NAMES = (
    "create table VENDEDORES (VENDEDOR_ID integer not null primary key, "
    "NOMBRE varchar(50) character set iso8859_1, OCULTO char(1))"
)
ANA, EVA = (
    "insert into VENDEDORES values (2, 'Ana', 'N')",
    "insert into VENDEDORES values (1, 'Eva', 'N')",
)


def read(path: Path, *tables: RawTable) -> dict[str, Reading]:
    """What a delivery of these tables gives, by their names."""
    present = engine.tables_in(path, tables)
    readings = microsip.read(path, present, path.parent)
    return {table.entity: found for table, found in zip(present, readings, strict=True)}


def refused(path: Path, *tables: RawTable) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refusal:
        read(path, *tables)
    assert refusal.value.remedy
    assert str(path.parent) not in str(refusal.value)
    return refusal.value
