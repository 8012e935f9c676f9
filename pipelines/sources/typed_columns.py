"""Text columns to the contract's types, exactly; what does not fit becomes rejects.

Belongs here: the two passes over a TextTable. Does not belong here: the grammar of values
(notation.py), which cells feed which column (one module per source).
"""

from collections.abc import Mapping

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.encodings import on_one_line, repaired
from pipelines.sources.notation import Notation, fault, is_empty_to_null, parsed
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.rejects import as_rejects, refuse_too_many, rejected_rows, rows_as_json
from pipelines.sources.text_table import ColumnMatch, TextTable, cell

IS_SUSPECT = "is_suspect"
TEXT = "text of "


def read_columns(
    table: TextTable,
    contract: RawTable,
    cells: Mapping[str, pl.Expr],
    notation: Notation,
    match: ColumnMatch | None = None,
) -> Reading:
    """Types the rows of a table.

    cells: contract column → its text, over the columns of ``table.rows``; a column that is not
    named is null. match: which columns the header lacked and which nobody knows.
    One pass gives the typed frame. Only when it meets bad cells does a second one explain them.
    Raises UnreadableFile when too many rows are bad, or a full extract holds none at all.
    """
    if table.is_workbook:
        notation = notation.for_workbook()
    types = contract.columns
    texts = {name: cleaned(text, types[name], table.needs_repair) for name, text in cells.items()}
    typed = {
        name: parsed(pl.col(TEXT + name), dtype, notation)
        if name in texts
        else pl.lit(None, dtype=dtype)
        for name, dtype in types.items()
    }
    is_bad = [pl.col(TEXT + name).is_not_null() & pl.col(name).is_null() for name in texts]
    is_void = [pl.col(TEXT + name).is_null() for name in texts]
    plan = (
        clean_rows(table, cells, types)
        .with_columns([value.alias(name) for name, value in typed.items()])
        .select(
            *types,
            FILE_LINE,
            (pl.any_horizontal(is_bad) | pl.all_horizontal(is_void)).alias(IS_SUSPECT),
        )
    )
    frame = collected(plan)
    suspects = frame.filter(IS_SUSPECT)
    if suspects.height:
        frame = frame.filter(~pl.col(IS_SUSPECT))
    refuse_too_many(suspects.height)
    explained, blank = explain(table, contract, texts, notation, suspects.select(FILE_LINE))
    rejects = as_rejects([table.unsplit, explained])
    rows_read = frame.height + rejected_rows(rejects)
    if rows_read == 0 and contract.delivery == "full":
        raise UnreadableFile(
            "it has a header and no rows: a full extract without rows would close every row",
            "Export the table again; if it is truly empty, do not deliver it",
        )
    return Reading(
        frame=frame.drop(IS_SUSPECT),
        rejects=rejects,
        rows_read=rows_read,
        unknown_columns=match.unknown if match else (),
        missing_columns=match.missing if match else (),
        rejected_keys=suspects.join(blank, on=FILE_LINE, how="anti").select(contract.key),
    )


def collected(plan: pl.LazyFrame) -> pl.DataFrame:
    """Raises UnreadableFile where Polars cannot split the text; its own words may quote values."""
    try:
        return plan.collect(engine="streaming")
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        # SchemaError: an open quote swallows headings, so Polars counts fewer columns than we do.
        raise UnreadableFile(
            "its rows cannot be told apart", "Export the table again as CSV with quoted text"
        ) from None


def clean_rows(
    table: TextTable, cells: Mapping[str, pl.Expr], types: Mapping[str, pl.DataType]
) -> pl.LazyFrame:
    """The same text as ``cleaned`` gives, one step a layer: within one expression Polars computes
    a text again for each of its uses.
    """
    names = [TEXT + name for name in cells]
    words = [TEXT + name for name in cells if types[name] == pl.String]
    rows = table.rows.select(FILE_LINE, *[text.alias(TEXT + name) for name, text in cells.items()])
    if table.needs_repair:
        rows = rows.with_columns(repaired(pl.col(name)) for name in words)
    return rows.with_columns(
        on_one_line(pl.col(name)) if name in words else pl.col(name).str.strip_chars()
        for name in names
    ).with_columns(is_empty_to_null(pl.col(name)) for name in names)


def cells_of(match: ColumnMatch) -> dict[str, pl.Expr]:
    """The plain case: each contract column is one column of the file."""
    return {name: pl.col(cell(place)) for name, place in match.places.items()}


def cleaned(text: pl.Expr, dtype: pl.DataType, needs_repair: bool) -> pl.Expr:
    """Empty is null. Text is repaired; the text of other types loses the space around it."""
    if dtype != pl.String:
        return is_empty_to_null(text.str.strip_chars())
    return is_empty_to_null(on_one_line(repaired(text) if needs_repair else text))


def explain(
    table: TextTable,
    contract: RawTable,
    texts: Mapping[str, pl.Expr],
    notation: Notation,
    lines: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rejects of suspect lines, and the lines that are blank and so no rows at all."""
    whole = {name: pl.col(cell(place)) for place, name in enumerate(table.names)}
    if lines.is_empty():
        return as_rejects([]), lines
    rows = collected(table.rows.join(lines.lazy(), on=FILE_LINE, how="semi"))
    filled = pl.any_horizontal(
        is_empty_to_null(text.str.strip_chars()).is_not_null() for text in whole.values()
    )
    blank = rows.filter(~filled).select(FILE_LINE)
    rows = rows.filter(filled).with_columns(rows_as_json(whole))
    parts = []
    for name, text in texts.items():
        dtype = contract.columns[name]
        if dtype == pl.String:
            continue
        bad = rows.filter(text.is_not_null() & parsed(text, dtype, notation).is_null())
        parts.append(
            bad.with_columns(column_name=pl.lit(name), reason=fault(text, dtype, notation))
        )
    void = rows.filter(pl.all_horizontal(text.is_null() for text in texts.values()))
    parts.append(
        void.with_columns(
            column_name=pl.lit(""), reason=pl.lit("none of the columns that are read is filled")
        )
    )
    return as_rejects(parts), blank
