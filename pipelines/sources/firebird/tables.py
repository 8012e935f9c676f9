"""What a contract asks of a database, and whether the database has it.

Belongs here: from contracts, in lower case, to Microsip's names in upper case, and the refusal of a
database that lacks what the ledger needs. Does not belong here: asking it (introspection.py).
"""

from collections.abc import Collection, Mapping, Sequence

from pipelines.contracts.raw_table import RawTable
from pipelines.sources.firebird.extract import Wanted
from pipelines.sources.reading import UnreadableFile


def wanted_of(tables: Sequence[RawTable]) -> dict[str, Wanted]:
    return {
        table.entity.upper(): Wanted(
            tuple(name.upper() for name in table.columns), tuple(name.upper() for name in table.key)
        )
        for table in tables
    }


def usable_tables(
    found: Mapping[str, Collection[str]], tables: Sequence[RawTable]
) -> tuple[RawTable, ...]:
    """The tables that the database has with all the columns they need, in their order.

    found: each table's columns, in upper case. A table that no report waits for may be missing, or
    be of a version without some of those columns, and is then left out.
    Raises UnreadableFile that names the required tables, or the required columns, that are missing.
    """
    missing = [t.entity.upper() for t in tables if t.is_required and t.entity.upper() not in found]
    if missing:
        raise UnreadableFile(
            f"the database lacks the tables {', '.join(missing)}",
            "Take the database of a company, not that of the program's settings",
        )
    usable = []
    for table in tables:
        columns = lacking_columns(found.get(table.entity.upper(), ()), table)
        if columns and table.is_required:
            raise UnreadableFile(
                f"its table {table.entity.upper()} lacks the required columns {', '.join(columns)}",
                "It is of a version of Microsip that is not known yet; a contract has to learn it",
            )
        if not columns:
            usable.append(table)
    return tuple(usable)


def lacking_columns(has: Collection[str], table: RawTable) -> list[str]:
    required = table.columns.keys() - table.optional_columns
    return sorted(name.upper() for name in required if name.upper() not in has)
