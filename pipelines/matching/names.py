"""Names of payers against names of customers.

Belongs here: words, blocking and how alike two names are. Does not belong here: what other
evidence says about a payer (payers.py).
"""

import polars as pl
from rapidfuzz import fuzz, process

from pipelines.matching.texts import cleaned, name_words

# Forms of companies and words between words: they tell nobody from anybody.
LEGAL_WORDS = frozenset(
    [
        "SA",
        "S",
        "A",
        "DE",
        "CV",
        "C",
        "V",
        "SAB",
        "SAPI",
        "SAPIB",
        "SOFOM",
        "ENR",
        "SC",
        "AC",
        "SPR",
        "RL",
        "R",
        "L",
        "SRL",
        "SOCIEDAD",
        "ANONIMA",
        "CAPITAL",
        "VARIABLE",
        "LTD",
        "LIMITED",
        "INC",
        "INCORPORATED",
        "LLC",
        "LLP",
        "LP",
        "CORP",
        "CORPORATION",
        "CO",
        "COMPANY",
        "CIA",
        "GMBH",
        "PLC",
        "BV",
        "NV",
        "AG",
        "Y",
        "E",
        "AND",
        "THE",
        "EL",
        "LA",
        "LOS",
        "LAS",
        "DEL",
    ]
)
# What banks write around a name.
BANK_WORDS = frozenset(
    [
        "ACH",
        "SPEI",
        "CIE",
        "TEF",
        "EFT",
        "WIRE",
        "REF",
        "REFERENCIA",
        "PAGO",
        "PAGOS",
        "RECIBIDO",
        "RECIBIDA",
        "TRANSFERENCIA",
        "DEPOSITO",
        "CHEQUE",
        "CHECK",
        "CK",
        "CLAVE",
        "RASTREO",
        "BANCO",
        "CONCEPTO",
        "ORDENANTE",
        "CUENTA",
        "TRANSFER",
        "PAYMENT",
        "FACT",
        "FACTURA",
        "FACTURAS",
        "FOLIO",
        "ABONO",
        "NUM",
        "NO",
        "INV",
        "INVOICE",
    ]
)
PREFIX = 3
SHORTEST_WORD = 3
INITIALS = (2, 6)
LONGEST_STUB = 4
PAIRS_AT_ONCE = 500_000
SCHEMA = {"name": pl.String, "entity_id": pl.String, "rule_code": pl.String, "score": pl.Float64}


def words_of(column: str, dropped: frozenset[str] = LEGAL_WORDS) -> pl.Expr:
    words = name_words(cleaned(pl.col(column))).str.split(" ")
    return words.list.filter(~pl.element().is_in(list(dropped)) & (pl.element() != ""))


def match_names(
    payers: pl.Series, customers: pl.DataFrame, least_score: float, widest_block: int
) -> pl.DataFrame:
    """Customers whose name a payer's name may be; each distinct name is looked at once.

    customers: entity_id, customer_name. Returns SCHEMA: rule_code is ``name_exact`` (same words
    but for legal forms, in any order), ``name_part`` (each word begins a word of the customer's, in
    order), ``name_fuzzy`` or ``initials``; score 0 to 100. Not sorted.
    """
    asked = pl.DataFrame({"name": payers.drop_nulls().unique(maintain_order=True)})
    asked = asked.with_columns(
        words=words_of("name", LEGAL_WORDS | BANK_WORDS),
        all_words=words_of("name", BANK_WORDS),
    )
    known = customers.filter(pl.col("customer_name").is_not_null()).unique(
        ["entity_id", "customer_name"], maintain_order=True
    )
    known = known.with_columns(
        known_words=words_of("customer_name"), known_all=words_of("customer_name", frozenset())
    )
    if asked.is_empty() or known.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    pairs = blocked(asked, known, widest_block)
    found = pl.concat(
        [
            same_words(asked, known),
            same_initials(asked, known),
            alike(asked, known, pairs, least_score),
        ]
    )
    return found.sort("score", descending=True, maintain_order=True).unique(
        ["name", "entity_id"], keep="first", maintain_order=True
    )


def same_words(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    asked = asked.filter(pl.col("words").list.len() > 0)
    left = asked.select("name", key=pl.col("words").list.sort().list.join(" "))
    right = known.select("entity_id", key=pl.col("known_words").list.sort().list.join(" "))
    return left.join(right, "key").select(
        "name", "entity_id", rule_code=pl.lit("name_exact"), score=pl.lit(100.0)
    )


def same_initials(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """One short word that is the first letters of a name, with its legal form or without."""
    letters = asked.filter(pl.col("words").list.len() == 1).select(
        "name", key=pl.col("words").list.first()
    )
    letters = letters.filter(pl.col("key").str.contains(rf"^[A-Z]{{{INITIALS[0]},{INITIALS[1]}}}$"))
    first = [
        known.select(
            "entity_id", key=pl.col(column).list.eval(pl.element().str.head(1)).list.join("")
        )
        for column in ("known_words", "known_all")
    ]
    return letters.join(pl.concat(first).unique(maintain_order=True), "key").select(
        "name", "entity_id", rule_code=pl.lit("initials"), score=pl.lit(50.0)
    )


def blocked(asked: pl.DataFrame, known: pl.DataFrame, widest: int) -> pl.DataFrame:
    """Row numbers ``asked`` and ``known`` of pairs that share the beginning of one of the payer's
    two rarest words.

    Words that more than ``widest`` customers share find nobody: such names are known by another
    word or not at all.
    """
    keys = known.with_row_index("known").select("known", word="known_words").explode("word")
    keys = keys.select("known", key=pl.col("word").str.head(PREFIX)).drop_nulls()
    keys = keys.unique(maintain_order=True)
    rarity = keys.group_by("key").len("customers").filter(pl.col("customers") <= widest)
    wanted = (
        asked.with_row_index("asked")
        .select("asked", word="words")
        .explode("word")
        .filter(pl.col("word").str.len_chars() >= SHORTEST_WORD)
        .select("asked", key=pl.col("word").str.head(PREFIX))
        .unique(maintain_order=True)
        .join(rarity, "key")
        .sort("asked", "customers", "key")
        .group_by("asked", maintain_order=True)
        .head(2)
    )
    return wanted.join(keys, "key").select("asked", "known").unique().sort("asked", "known")


def alike(
    asked: pl.DataFrame, known: pl.DataFrame, pairs: pl.DataFrame, least: float
) -> pl.DataFrame:
    """The pairs that are the same name shortened, or as similar as policy asks. In slices: a
    million pairs of texts need no more memory than a few.
    """
    payers = asked.select("name", "words", text=pl.col("words").list.sort().list.join(" "))
    customers = known.select(
        "entity_id", "known_words", text=pl.col("known_words").list.sort().list.join(" ")
    )
    found = [
        alike_slice(payers, customers, each, least) for each in pairs.iter_slices(PAIRS_AT_ONCE)
    ]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *found])


def alike_slice(
    payers: pl.DataFrame, customers: pl.DataFrame, pairs: pl.DataFrame, least: float
) -> pl.DataFrame:
    left, right = pairs["asked"], pairs["known"]
    scores = process.cpdist(
        payers["text"].gather(left).to_list(),
        customers["text"].gather(right).to_list(),
        scorer=fuzz.ratio,
        score_cutoff=least,
        workers=2,
    )
    first, count = payers["words"].list.first(), payers["words"].list.len()
    known_first, known_count = (
        customers["known_words"].list.first(),
        customers["known_words"].list.len(),
    )
    scored = pairs.with_columns(
        score=pl.Series(scores).cast(pl.Float64),
        first=first.gather(left),
        known_first=known_first.gather(right),
        is_longer=count.gather(left) > known_count.gather(right),
    ).filter(
        (pl.col("score") >= least)
        | pl.col("known_first").str.starts_with(pl.col("first"))
        | pl.col("is_longer")
    )
    words, known_words = payers["words"].to_list(), customers["known_words"].to_list()
    rules = [
        shortened_rule(words[payer], known_words[customer])
        for payer, customer in scored.select("asked", "known").iter_rows()
    ]
    rule = pl.col("rule_code")
    return (
        scored.with_columns(
            name=payers["name"].gather(scored["asked"]),
            entity_id=customers["entity_id"].gather(scored["known"]),
            rule_code=pl.Series(rules, dtype=pl.String),
        )
        .filter(rule.is_not_null() | (pl.col("score") >= least))
        .select(
            "name",
            "entity_id",
            rule_code=rule.fill_null("name_fuzzy"),
            # A shortened name is a surer sign than a similar one, a short beginning a weaker one.
            score=pl.when(rule == "name_part")
            .then(99.0)
            .when(rule == "initials")
            .then(50.0)
            .otherwise(pl.min_horizontal("score", pl.lit(98.0))),
        )
    )


def shortened_rule(words: list[str], known: list[str]) -> str | None:
    """``name_part``, or ``initials`` where all that is left of the name are its first letters."""
    if is_contained(known, words):
        return "name_part"
    if not is_shortened(words, known):
        return None
    is_stub = len(words) == 1 and len(words[0]) <= LONGEST_STUB and words[0] not in known
    return "initials" if is_stub else "name_part"


def is_shortened(words: list[str], known: list[str]) -> bool:
    """Each word begins a word of the known name, in its order, from its first word on."""
    if not words or len(words) > len(known) or not known[0].startswith(words[0]):
        return False
    place = 0
    for word in words:
        while place < len(known) and not known[place].startswith(word):
            place += 1
        if place == len(known):
            return False
        place += 1
    return all(len(word) >= SHORTEST_WORD or word in known for word in words)


def is_contained(known: list[str], words: list[str]) -> bool:
    """The known name stands whole in a longer one; of one word that would be no name."""
    return len(known) > 1 and len(words) > len(known) and set(known) <= set(words)
