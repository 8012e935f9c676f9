"""References as people write them, and the documents they may mean.

Belongs here: the keys of a document and of a reference, and the joins between them; each hit has
the evidence it is. Does not belong here: which of several hits is meant (remitted.py).

A reference is *named* where a remittance has it as its document, *mentioned* where it stands in a
bank's text. Letters before the last run of digits are its series; words such as FACT are none.
"""

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipelines.matching.texts import cleaned, compact

GENERIC = [
    "FACT",
    "FACTS",
    "FACTURA",
    "FACTURAS",
    "FAC",
    "FACS",
    "FC",
    "FCT",
    "F",
    "INV",
    "INVS",
    "INVOICE",
    "INVOICES",
    "FOLIO",
    "FOLIOS",
    "FOL",
    "DOC",
    "DOCTO",
    "NO",
    "NUM",
    "NUMERO",
    "NRO",
    "N",
    "REF",
    "Y",
    "E",
    "AND",
    "DE",
    "LA",
    "SU",
    "LIQ",
    "LIQUIDA",
    "BILL",
]
NUMBERED = r"\b(?:[A-Z]{1,10}[\s\-_/.#:]{0,3})?\d{1,12}\b"
COMPOUND = r"\b[A-Z]{1,6}[-_/ ]?\d{2,4}[-_/]\d{2,10}\b"
MISREAD = r"\b(?:[A-Z]{1,6}[\s\-_/.#:]{1,3}|[A-Z]{1,3})?[0-9OQDILZSGB]{3,12}\b"
UUID = r"[0-9A-F]{8}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12}"
TAILS = (12, 8, 6)
# As an OCR or a tired eye reads them.
LETTERS_FOR_DIGITS = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "S": "5",
    "G": "6",
    "B": "8",
}
FEWEST_MENTIONED_DIGITS = 3
FEWEST_SLIP_DIGITS = 4
# A key that more documents share than this tells none of them apart.
WIDEST_KEY = 5
HIT = {"ref": pl.Int64, "item": pl.Int64, "evidence_code": pl.String}


def document_keys(items: pl.DataFrame) -> pl.DataFrame:
    """item, entity_id, series, number (no leading zeros), digits (as written), whole, uuid."""
    text = cleaned(pl.col("document_number"))
    whole = compact(text)
    digits = text.str.extract(r"(\d+)[^0-9]*$")
    return items.select(
        "item",
        "entity_id",
        series=compact(text.str.extract(r"^(.*?)\d+[^0-9]*$")).fill_null(""),
        number=digits.str.strip_chars_start("0"),
        digits=digits,
        whole=whole,
        uuid=compact(cleaned(pl.col("uuid"))),
    )


def read_references(texts: pl.DataFrame) -> pl.DataFrame:
    """The references in texts.

    texts: source (Int64, whatever names the text), text, is_named. Returns one row per reference:
    ref (its number), source, is_named, kind (number, misread, uuid, tail, whole), series, number,
    digits, whole.
    """
    given = texts.filter(pl.col("text").is_not_null()).with_columns(text=cleaned(pl.col("text")))
    uuid = pl.col("text").str.extract_all(UUID)
    rest = pl.col("text").str.replace_all(UUID, " ")
    found = [
        tokens(given, uuid, "uuid"),
        tokens(given, rest.str.extract_all(r"\b[0-9A-F]{6,12}\b"), "tail").filter(
            pl.col("token").str.contains(r"[A-F]") & pl.col("token").str.contains(r"\d")
        ),
        tokens(given, rest.str.extract_all(NUMBERED), "number"),
        tokens(given, rest.str.extract_all(COMPOUND), "number"),
        tokens(given.filter("is_named"), pl.concat_list("text"), "whole"),
        tokens(given, rest.str.extract_all(MISREAD), "misread").filter(
            pl.col("token").str.contains(r"[OQDILZSGB][^A-Z]*\d|\d[^A-Z]*[OQDILZSGB]")
        ),
    ]
    rows = pl.concat(found)
    number = pl.col("token").str.extract(r"(\d+)[^0-9]*$")
    return (
        rows.with_columns(
            series=compact(pl.col("token").str.extract(r"^(.*?)\d+[^0-9]*$")).fill_null(""),
            digits=number,
            number=number.str.strip_chars_start("0"),
            whole=compact(pl.col("token")),
        )
        .drop("token")
        .unique(maintain_order=True)
        .sort("source", "kind", "whole")
        .with_row_index("ref")
        .cast({"ref": pl.Int64})
    )


def tokens(texts: pl.DataFrame, found: pl.Expr, kind: str) -> pl.DataFrame:
    return (
        texts.select("source", "is_named", kind=pl.lit(kind), token=found)
        .explode("token")
        .filter(pl.col("token").is_not_null() & (pl.col("token") != ""))
    )


def hits_anywhere(refs: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Documents that a reference names by itself, whoever pays: by UUID, by series and number, by
    its whole text, and by a number that few documents have. Returns HIT.
    """
    by_uuid = refs.filter(pl.col("kind") == "uuid").join(
        keys.filter(pl.col("uuid") != ""), left_on="whole", right_on="uuid"
    )
    with_tail = keys.filter(pl.col("uuid").str.len_chars() == 32)
    tails = [
        refs.filter((pl.col("kind") == "tail") & (pl.col("whole").str.len_chars() >= length))
        .with_columns(key=pl.col("whole").str.tail(length))
        .join(few(with_tail.with_columns(key=pl.col("uuid").str.tail(length)), "key"), "key")
        for length in TAILS
    ]
    numbered = refs.filter(pl.col("kind").is_in(["number", "whole"]) & (pl.col("number") != ""))
    by_series = numbered.filter(pl.col("series") != "").join(
        keys.filter(pl.col("series") != ""), on=["series", "number"]
    )
    by_whole = refs.filter(pl.col("kind") == "whole").join(
        keys.filter(pl.col("whole") != ""), on="whole"
    )
    bare = numbered.filter(is_bare())
    by_number = bare.filter("is_named").join(
        few(keys.filter(pl.col("number") != ""), "number"), on="number"
    )
    return pl.concat(
        [
            hit(by_uuid, "named_uuid", "named_uuid"),
            *(hit(each, "named_tail", "named_tail") for each in tails),
            hit(by_series, "named_full", "mentioned_full"),
            hit(by_whole, "named_full", "mentioned_full"),
            hit(by_number, "named_number", "mentioned_number"),
        ]
    ).unique(maintain_order=True)


def hits_of_payers(refs: pl.DataFrame, keys: pl.DataFrame, payers: pl.DataFrame) -> pl.DataFrame:
    """Documents of the likely payers that a reference may mean: a bare number, a misread one, one
    slip away. payers: source, entity_id. Returns HIT.
    """
    asked = refs.join(payers, "source")
    numbered = asked.filter(pl.col("kind").is_in(["number", "whole"]) & (pl.col("number") != ""))
    long_enough = pl.col("is_named") | (pl.col("number").str.len_chars() >= FEWEST_MENTIONED_DIGITS)
    by_number = numbered.filter(is_bare() & long_enough).join(keys, on=["entity_id", "number"])
    read_as = pl.col("number_read").str.strip_chars_start("0")
    misread = (
        asked.filter(pl.col("kind") == "misread")
        .with_columns(pl.int_ranges(0, 4).alias("letters"))
        .explode("letters")
        .with_columns(
            folded_series=folded(pl.col("whole").str.slice(0, pl.col("letters"))),
            number_read=folded(pl.col("whole").str.slice(pl.col("letters"))),
        )
        .filter(pl.col("number_read").str.contains(r"^\d+$"))
        .with_columns(number_read=read_as)
    )
    by_reading = misread.join(
        keys.with_columns(folded_series=folded(pl.col("series"))),
        left_on=["entity_id", "folded_series", "number_read"],
        right_on=["entity_id", "folded_series", "number"],
    )
    without_series = misread.filter(
        pl.col("whole").str.slice(0, pl.col("letters")).is_in(["", *GENERIC])
    )
    by_bare_reading = without_series.join(
        keys, left_on=["entity_id", "number_read"], right_on=["entity_id", "number"]
    )
    return pl.concat(
        [
            hit(by_number, "named_number", "mentioned_number"),
            hit(by_reading, "named_ocr", "mentioned_ocr"),
            hit(by_bare_reading, "named_ocr", "mentioned_ocr"),
            slips(numbered.filter("is_named"), keys),
        ]
    ).unique(maintain_order=True)


def slips(refs: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Documents whose digits are one away: one changed, lost, added, or two neighbours swapped.

    By deleting each digit in turn from both sides: equal leftovers are found by a join, which
    grows with the rows and not with their product. A number is compared at the width in which
    documents are numbered, so that 24 is 00024 there.
    """
    widths = (
        keys.group_by("entity_id", width=pl.col("digits").str.len_chars())
        .len()
        .filter(pl.col("width") >= FEWEST_SLIP_DIGITS)
        .sort("entity_id", "len", "width", descending=[False, True, False])
        .group_by("entity_id", maintain_order=True)
        .head(2)
    )
    asked = (
        refs.filter(
            (pl.col("series") == "")
            | pl.col("series").is_in(GENERIC)
            | (pl.col("kind") != "misread")
        )
        .join(widths.select("entity_id", "width"), "entity_id")
        .with_columns(padded=pl.col("number").str.pad_start(pl.col("width"), "0"))
    )
    wide = keys.filter(pl.col("digits").str.len_chars() >= FEWEST_SLIP_DIGITS)
    left = shortened(asked, "padded")
    right = shortened(
        wide.select("item", "entity_id", known_series="series", known_digits="digits"),
        "known_digits",
    )
    near = left.join(right, on=["entity_id", "leftover"]).filter(
        (pl.col("padded") != pl.col("known_digits"))
        & (
            (pl.col("series") == pl.col("known_series"))
            | (pl.col("series") == "")
            | pl.col("series").is_in(GENERIC)
        )
    )
    distances = process.cpdist(
        near["padded"].to_list(),
        near["known_digits"].to_list(),
        scorer=OSA.distance,
        score_cutoff=1,
    )
    near = near.filter(pl.Series(distances, dtype=pl.Int64) <= 1)
    return hit(near, "named_slip", "named_slip")


def shortened(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row more per digit: ``leftover`` is the text without it, and once the text itself."""
    text = pl.col(column)
    places = frame.with_columns(place=pl.int_ranges(0, text.str.len_chars() + 1)).explode("place")
    without = text.str.slice(0, pl.col("place")) + text.str.slice(pl.col("place") + 1)
    return places.with_columns(leftover=without).drop("place").unique(maintain_order=True)


def is_bare() -> pl.Expr:
    return (pl.col("series") == "") | pl.col("series").is_in(GENERIC)


def folded(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(LETTERS_FOR_DIGITS)


def few(keys: pl.DataFrame, key: str) -> pl.DataFrame:
    return keys.filter(pl.len().over(key) <= WIDEST_KEY)


def hit(joined: pl.DataFrame, named: str, mentioned: str) -> pl.DataFrame:
    return joined.select(
        "ref",
        "item",
        evidence_code=pl.when("is_named").then(pl.lit(named)).otherwise(pl.lit(mentioned)),
    )
