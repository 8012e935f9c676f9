"""Who paid: every piece of evidence of a receipt's payer, and how sure it makes us.

Belongs here: joining the evidence into scored candidates with a runner-up. Does not belong here:
how alike two names are (names.py), documents named in a text (references.py).
"""

import polars as pl

from pipelines.matching.intake import Intake
from pipelines.matching.names import match_names
from pipelines.matching.policies import MatchingPolicies
from pipelines.matching.texts import cleaned, compact

RFC = r"\b([A-Z&Ñ]{3,4}\d{6}[A-Z0-9]{3})\b"
CLABE = r"\b(\d{18})\b"
GENERIC_RFCS = ("XAXX010101000", "XEXX010101000")
CUSTOMER_NUMBER = r"\b[A-Z0-9][A-Z0-9\-]{2,19}\b"
EVIDENCE = {"receipt": pl.Int64, "entity_id": pl.String, "rule_code": pl.String}
PAYERS = {**EVIDENCE, "points": pl.Float64, "confidence": pl.Float64}


def identify_payers(taken: Intake, policies: MatchingPolicies) -> pl.DataFrame:
    """One row per receipt and legal entity that may have paid it, the likeliest first.

    Returns PAYERS: rule_code is the strongest evidence, points the sum of all of it (log-odds
    against nobody), confidence its share of all candidates and nobody. At most
    ``payer_candidates`` a receipt.
    """
    receipts = taken.receipts.with_columns(
        text=cleaned(
            pl.concat_str("bank_text", "bank_reference", separator=" ", ignore_nulls=True)
        ),
    )
    found = pl.concat(
        [
            given_customers(receipts, taken.customers),
            by_rfc(receipts, taken.customers),
            by_alias(receipts, taken),
            by_name(receipts, taken.customers, policies),
            by_customer_number(receipts, taken.customers),
        ]
    )
    points = pl.col("rule_code").replace_strict(policies.points, return_dtype=pl.Float64)
    scored = (
        found.unique(maintain_order=True)
        .with_columns(points=points)
        .sort("receipt", "entity_id", "points", "rule_code", descending=[False, False, True, False])
        .group_by("receipt", "entity_id", maintain_order=True)
        .agg(pl.col("rule_code").first(), pl.col("points").sum())
    )
    odds = pl.col("points").clip(upper_bound=30).exp()
    return (
        scored.with_columns(confidence=odds / (odds.sum().over("receipt") + 1))
        .sort("receipt", "points", "entity_id", descending=[False, True, False])
        .group_by("receipt", maintain_order=True)
        .head(policies.count("payer_candidates"))
        .select(*PAYERS)
    )


def given_customers(receipts: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    return evidence(receipts.join(customers, "customer_id"), "given")


def by_rfc(receipts: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """The payer's RFC, from its field or the text; the generic ones identify nobody."""
    stated = pl.coalesce(cleaned(pl.col("payer_rfc")), pl.col("text").str.extract(RFC))
    asked = receipts.with_columns(rfc_stated=stated)
    known = customers.with_columns(rfc_stated=cleaned(pl.col("rfc"))).filter(
        pl.col("rfc_stated").is_not_null() & ~pl.col("rfc_stated").is_in(GENERIC_RFCS)
    )
    return evidence(asked.join(known, "rfc_stated"), "rfc")


def by_alias(receipts: pl.DataFrame, taken: Intake) -> pl.DataFrame:
    """What confirmed matches taught: accounts, names and RFCs that are a customer's."""
    aliases = taken.aliases.join(taken.customers.select("customer_id", "entity_id"), "customer_id")
    aliases = aliases.with_columns(key=compact(cleaned(pl.col("alias_text"))))
    asked = receipts.select(
        "receipt",
        account=pl.coalesce(
            compact(cleaned(pl.col("payer_account"))), pl.col("text").str.extract(CLABE)
        ),
        name=compact(cleaned(pl.col("payer_name"))),
        rfc=pl.coalesce(compact(cleaned(pl.col("payer_rfc"))), pl.col("text").str.extract(RFC)),
    )
    kinds = {"account": "account_alias", "name": "name_alias", "rfc": "account_alias"}
    return pl.concat(
        evidence(
            asked.select("receipt", key=kind)
            .filter(pl.col("key") != "")
            .join(aliases.filter(pl.col("alias_kind_code") == kind), "key"),
            rule,
        )
        for kind, rule in kinds.items()
    )


def by_name(
    receipts: pl.DataFrame, customers: pl.DataFrame, policies: MatchingPolicies
) -> pl.DataFrame:
    """The payer's name; where it finds nobody, what the bank's text says besides.

    The same words go before a shortened name, and that before a similar one.
    """
    limits = policies.limits["name_score"], policies.count("name_block")
    by_field = name_hits(receipts.select("receipt", name="payer_name"), customers, *limits)
    rest = receipts.join(by_field, "receipt", how="anti").select("receipt", name="text")
    by_text = name_hits(rest, customers, *limits).filter(pl.col("rule_code") != "initials")
    return pl.concat([by_field, by_text])


def name_hits(
    asked: pl.DataFrame, customers: pl.DataFrame, least_score: float, widest_block: int
) -> pl.DataFrame:
    names = match_names(asked["name"], customers, least_score, widest_block)
    rank = pl.col("rule_code").replace_strict(
        {"name_exact": 1, "name_part": 2, "initials": 2, "name_fuzzy": 3}, return_dtype=pl.Int64
    )
    names = names.with_columns(rank=rank).filter(
        pl.col("rank") == pl.col("rank").min().over("name")
    )
    return asked.join(names, "name", maintain_order="left").select(*EVIDENCE)


def by_customer_number(receipts: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """A customer's number in the text; one without a digit, or very short, would be any word."""
    known = customers.with_columns(key=cleaned(pl.col("customer_id"))).filter(
        pl.col("key").str.contains(r"\d") & (pl.col("key").str.len_chars() >= 4)
    )
    words = receipts.select("receipt", key=pl.col("text").str.extract_all(CUSTOMER_NUMBER)).explode(
        "key"
    )
    return evidence(words.join(known, "key"), "customer_number")


def evidence(joined: pl.DataFrame, rule: str) -> pl.DataFrame:
    return joined.select("receipt", "entity_id", rule_code=pl.lit(rule)).unique(maintain_order=True)
