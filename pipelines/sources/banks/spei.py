"""What the text of a movement says: the fields of its SPEI transfer and the kind of movement it is.

Belongs here: the wordings that Mexican banks print, as Polars expressions over a column of text.
Does not belong here: columns that a layout has of its own (they come first), bank codes (clabe.py).
"""

from collections.abc import Sequence

import polars as pl

from pipelines.sources.banks.clabe import bank_of_clabe, bank_of_name, valid_clabe

RFC = r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}"
LEGAL_FORM = (
    r"(?:S\.?A\.?P\.?I\.?|S\.? ?DE ?R\.?L\.?|S\.?A\.?B?\.?|S\.?C\.?|A\.?C\.?)"
    r"(?: DE C\.?V\.?)?"
)

# "SPEI RECIBIDOBANORTE/0123456789  072 0000123FACT A1234", and on what used to be lines of their
# own the counterparty's CLABE after two zeros, the tracking key and the name.
BBVA = (
    r"(?i)SPEI\s+(?:RECIBIDO|ENVIADO|DEVUELTO)\s*[^/0-9]*?\s*/?\s*[0-9]{7,10}\s+(?P<bank>[0-9]{3})\s+"
    r"(?P<reference>[0-9]{7})(?P<concept>.*?)"
    r"(?:\s+(?:00)?(?P<clabe>[0-9]{18})(?:\s+(?P<key>[A-Z0-9]{7,30})(?:\s+(?P<name>.+))?)?"
    r"|\s+(?P<lone_key>[A-Z0-9]{18,30})(?:\s+(?P<lone_name>.+))?)?$"
)
# "AB12345 SPEI. BBVA MEXICO. <CLABE>. NAME. <key>. 0000123. FACT A1234"
BANREGIO = (
    r"(?i)\bSPEI\.\s*(?P<bank>[^.]*)\.\s*(?P<clabe>[0-9]*)\.\s*(?P<name>.*?)\.\s*"
    r"(?P<key>[A-Z0-9]{10,30})\.\s*(?P<reference>[0-9]{0,7})\.\s*(?P<concept>.*)$"
)
# "PAGO RECIBIDO DE BANORTE POR ORDEN DE CLIENTE SA FACT A1234 Referencia Númerica: 0000123 …":
# name and concept run into each other, and only a legal form at the end of the name parts them.
BANAMEX = (
    r"(?i)PAGO RECIBIDO DE (?P<bank>.+?) POR ORDEN DE "
    rf"(?:(?P<name>.+? {LEGAL_FORM})(?: (?P<concept>.*?))?|.*?)\s*"
    r"(?:Referencia N.{1,2}m.{1,2}rica:\s*(?P<reference>[0-9]{1,7})\b.*)?$"
)
# The texts that one pattern describes from end to end.
WHOLE = (BBVA, BANREGIO, BANAMEX)
# A transfer that Banorte received, as it words nearly all of them. It is tried alone, and only the
# texts that it leaves are searched for what follows: one look in place of thirteen. A name or a
# concept with a comma in it is left to the labels. (Polars takes a column named "^…$" for many.)
BANORTE = (
    r"\ASPEI RECIBIDO, BCO:[0-9](?P<bank>[0-9]{3}) [^,]+, DEL CLIENTE (?P<name>[^,]+), "
    rf"DE LA CLABE (?P<clabe>[0-9]{{18}}) CON RFC (?P<rfc>{RFC}), CONCEPTO: (?P<concept>[^,]*), "
    r"REFERENCIA: (?P<reference>[0-9]{1,7}) CVE RAST: (?P<key>[A-Z0-9]{7,30})\z"
)
# Labels, as Banorte writes them on both sides of a transfer and other banks in part.
KEY = r"(?i)(?:CVE|CLAVE)\.?\s*(?:DE\s*)?RAST(?:REO)?[:.]?\s*([A-Z0-9]{7,30})\b"
CLABE = r"(?i)CLABE\b[^0-9,]{0,25}([0-9]{18})\b"
RFC_LABEL = rf"(?i)\bR\.?F\.?C\.?(?:\s+[A-Z]{{4,}})?[:\s]\s*({RFC})\b"
BANK = r"(?i)\b(?:BCO|BANCO):\s*[0-9]{0,2}([0-9]{3})\b"
PAYER = r"(?i)\bDEL CLIENTE\s+(.+?),\s+DE LA (?:CLABE|CUENTA)"
PAYEE = r"(?i)\bBENEF(?:ICIARIO)?:\s*(.+?)\s*(?:\(DATO NO VERIF|\||$)"
CONCEPT = r"(?i)\bCONCEPTO:\s*(.*?)\s*(?:,?\s*\b(?:REFERENCIA|CVE|CLAVE)\b|\||$)"
CONCEPT_SENT = r"(?i)\(DATO NO VERIF[^)]*\)\s*,\s*(.*?),?\s*\bCVE\.?\s*RAST"
REFERENCE = r"(?i)\bREF(?:ERENCIA|\.)?(?: N.{1,2}m.{1,2}rica)?:\s*([0-9]{1,7})\b"
REFERENCE_SENT = r"(?i)\b([0-9]{1,7})\s?=\s?REFERENCIA"
LABELS = (
    *(KEY, CLABE, RFC_LABEL, BANK, PAYER, PAYEE),
    *(CONCEPT, CONCEPT_SENT, REFERENCE, REFERENCE_SENT),
)
NO_NAME = r"(?i)^(?:NO INGRESADO?|N/?[AD]|SIN NOMBRE)\.?$"

# Tried in order on the text in capitals without accents. A payer writes the concept, so that what
# tells a kind stands at the beginning, or is a word that no one else would write.
FEE_TAX = r"^I\.?V\.?A\b|\bI\.?V\.?A\.? (?:(?:DE|POR|SOBRE) (?:LA )?|S/ ?)?COM(?:IS(?:ION)?)?\b"
FEE = (
    r"^(?:(?:COBRO|CARGO|CGO\.?)(?: POR| DE)? )?COMS?(?:IS(?:ION(?:ES)?)?)?\b"
    r"|\bCARGO POR COMISION\b|^(?:CUOTA|ANUALIDAD|MANEJO DE CUENTA|SERV(?:ICIO)? (?:BANCA|BCA)\b)"
)
PROVISIONAL = r"\bSALVO BUEN COBRO\b|\bS\.?B\.?C\b"
RETURNED_CHEQUE = (
    r"\bCHEQUES? (?:[0-9]+ )?DEV(?:UELTO)?\b|\bCH[Q.]? ?DEVUELTO\b"
    r"|^DEV(?:OLUCION|\.)? ?(?:DE )?(?:CHEQUE|CHQ|CH)\b"
)
OWN_TRANSFER = (
    r"^(?:ABONO |CARGO )?(?:POR )?TRASP(?:ASO|\.)? .{0,15}\b(?:ENTRE|MIS|PROPIAS?|MISM[AO])\b"
    r"|^TRANSF\S* .{0,15}(?:CUENTAS? PROPIAS?|MISMO TITULAR)"
)
CASH = (
    r"^(?:DEP(?:OSITO|\.)?|ABONO) (?:EN |DE )?(?:EFECTIVO|EFVO|EFEC)\b"
    r"|^RET(?:IRO|\.)? (?:EN |DE |POR )?(?:EFECTIVO|CAJ)|^DISPOSICION (?:DE |EN )?(?:EFECTIVO|CAJ)"
)
INTEREST = r"^(?:(?:PAGO|ABONO|DEPOSITO|CARGO|COBRO) )?(?:DE |POR )?INTERES(?:ES)?\b"
SPEI = r"\bSPEI\b|\bSPEI\.|TRANSF\S* INTERB|^PAGO INTERB|^PAGO RECIBIDO DE .+ POR ORDEN DE "
# As most banks begin a transfer; whatever its payer wrote into the concept, it is one.
PLAIN_IN, PLAIN_OUT = r"^SPEI RECIBIDO(?:[,A-Z ]|$)", r"^SPEI ENVIADO(?:[,A-Z ]|$)"
SPEI_RETURN = (
    r"\bSPEI DEV(?:UELT[OA]|OLUCION)?|^DEV(?:OLUCION|UELT[OA]|\.)? ?.{0,15}\b(?:SPEI|TRANSF)"
)
CHEQUE = r"\bCHEQUES?\b|\bCHQ\b|^CH[. ]"
FIRST_KINDS = (
    (FEE_TAX, "fee_tax"),
    (FEE, "fee"),
    (PROVISIONAL, "cheque_provisional"),
    (RETURNED_CHEQUE, "returned_cheque"),
    (OWN_TRANSFER, "own_transfer"),
    (CASH, "cash"),
    (INTEREST, "interest"),
)
# The bank's own code tells where the text does not: MT940 (three letters after N, F or S), OFX and
# the last part of a camt code.
CODE_KINDS = (
    (r"^[NFS](?:CHG|COM)$|^(?:FEE|SRVCHG)$|[-/](?:CHRG|FEES|COMM)$", "fee"),
    (r"^[NFS]INT$|^INT$|[-/]INTR$", "interest"),
    (r"^[NFS]RTI$|[-/](?:UPCQ|CQRV)$", "returned_cheque"),
    (r"^[NFS]CHK$|^CHECK$|-(?:RCHQ|ICHQ)\b", "cheque"),
    (r"^(?:CASH|ATM)$|-(?:CNTR|CAJT)\b", "cash"),
    (r"^[NFS]TRF/R[CD]$|^PMNT-(?:RCDT|ICDT)-.*/RVSL$|^PMNT-(?:RCDT|ICDT)-RRTN\b", "spei_return"),
)
KINDS = (
    "spei_in",
    "spei_out",
    "spei_return",
    "fee",
    "fee_tax",
    "interest",
    "cash",
    "cheque",
    "cheque_provisional",
    "returned_cheque",
    "own_transfer",
    "other",
)


def spei_columns(description: pl.Series) -> pl.DataFrame:
    """The SPEI columns of movements by what their texts say; null where they do not say it.

    A CLABE whose check digit is wrong is null, and its bank is then that of the text. The
    counterparty is who paid a receipt or who got a payment.
    """
    text = pl.col("text")
    is_left = pl.col(BANORTE).struct.field("key").is_null()
    # One step a layer: within one expression Polars computes a value again for each of its uses.
    return (
        description.alias("text")
        .to_frame()
        .lazy()
        .with_columns(text.str.extract_groups(BANORTE).alias(BANORTE))
        .with_columns(pl.when(is_left).then(text).alias("text"))
        .with_columns(
            *(text.str.extract_groups(pattern).alias(pattern) for pattern in WHOLE),
            *(filled(text.str.extract(pattern)).alias(pattern) for pattern in LABELS),
        )
        .with_columns(first_of(("clabe",), CLABE).alias("clabe"))
        .with_columns(valid_clabe(pl.col("clabe")).alias("clabe"))
        .select(
            tracking_key=first_of(("key", "lone_key"), KEY),
            counterparty_clabe=pl.col("clabe"),
            counterparty_rfc=first_of(("rfc",), RFC_LABEL).str.to_uppercase(),
            counterparty_name=first_of(("name", "lone_name"), PAYER, PAYEE),
            counterparty_bank_code=pl.coalesce(
                bank_of_clabe(pl.col("clabe")),
                first_of(("bank",), BANK, among=(BANORTE, BBVA)),
                *(bank_of_name(group(pattern, "bank")) for pattern in (BANREGIO, BANAMEX)),
            ),
            concept=first_of(("concept",), CONCEPT, CONCEPT_SENT),
            spei_reference=first_of(("reference",), REFERENCE, REFERENCE_SENT),
        )
        .with_columns(
            pl.when(~pl.col("counterparty_name").str.contains(NO_NAME)).then("counterparty_name")
        )
        .collect()
    )


def first_of(
    names: Sequence[str], *labels: str, among: Sequence[str] = (BANORTE, *WHOLE)
) -> pl.Expr:
    """What the first of those groups found that has one of these names, else the first label."""
    groups = [
        group(pattern, name) for pattern in among for name in names if f"(?P<{name}>" in pattern
    ]
    return pl.coalesce(*groups, *labels)


def zone_fields(zone: pl.Expr) -> dict[str, pl.Expr]:
    """Tracking key and RFC of a zone where they stand at varying places (Santander's text).

    Only their shape tells them: the key is the longest word of 18 to 30 letters and digits, the
    RFC a word formed like one.
    """
    words = zone.str.extract_all(r"\b[A-Za-z0-9]{18,30}\b")
    longest_first = pl.element().sort_by(
        pl.element().str.len_bytes(), descending=True, maintain_order=True
    )
    return {
        "tracking_key": words.list.eval(longest_first).list.first(),
        "counterparty_rfc": zone.str.extract(rf"(?:^|[^A-ZÑ&0-9])({RFC})(?:[^A-Z0-9]|$)"),
    }


def plain_transfer(description: pl.Expr, is_deposit: pl.Expr) -> pl.Expr:
    """``spei_in`` or ``spei_out`` for a text that begins as most transfers do, else null. Most
    movements are such, and movement_kind is far dearer.
    """
    begins = pl.when(is_deposit)
    return begins.then(kind_if(description.str.contains(PLAIN_IN), "spei_in")).otherwise(
        kind_if(description.str.contains(PLAIN_OUT), "spei_out")
    )


def movement_kind(
    description: pl.Expr, bank_transaction_code: pl.Expr, is_deposit: pl.Expr
) -> pl.Expr:
    """One of KINDS by the movement's text, else by the bank's code for it; never null.

    A transfer that comes in as sent, or goes out as received, is a return.
    """
    plain = description.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    text = plain.str.replace_all(r"\s+", " ").str.strip_chars()
    code = bank_transaction_code.str.to_uppercase()
    is_spei = text.str.contains(SPEI)
    is_returned = (
        text.str.contains(SPEI_RETURN)
        | (is_deposit & text.str.contains(r"\bSPEI ENVIAD"))
        | (~is_deposit & text.str.contains(r"\bSPEI RECIBID"))
    )
    found = [
        plain_transfer(description, is_deposit),
        *(kind_if(text.str.contains(pattern), kind) for pattern, kind in FIRST_KINDS),
        kind_if(is_returned, "spei_return"),
        kind_if(is_spei & is_deposit, "spei_in"),
        kind_if(is_spei, "spei_out"),
        kind_if(text.str.contains(CHEQUE), "cheque"),
        *(kind_if(code.str.contains(pattern), kind) for pattern, kind in CODE_KINDS),
    ]
    return pl.coalesce(*found, pl.lit("other"))


def kind_if(condition: pl.Expr, kind: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(kind))


def group(pattern: str, name: str) -> pl.Expr:
    """What a named group of a pattern found, over the column that is named like the pattern."""
    return filled(pl.col(pattern).struct.field(name))


def filled(text: pl.Expr) -> pl.Expr:
    """Trimmed; null where nothing is left."""
    trimmed = text.str.strip_chars(" ,")
    return pl.when(trimmed != "").then(trimmed)
