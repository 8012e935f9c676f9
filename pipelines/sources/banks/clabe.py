"""CLABE account numbers and the codes of Mexican banks, wherever a statement names them.

Belongs here: the check digit, and which bank a CLABE, a name or a SWIFT code means. Does not belong
here: finding any of them in a text (spei.py), matching accounts across statements (dbt).
"""

import re

import polars as pl

# Of the 18 digits; the weights begin anew with it.
HALF = 9
WEIGHTS = (3, 7, 1)

# Three digits of the ABM: a CLABE begins with them. The names are those that statements print,
# folded; where a bank was renamed the old name stays, for old statements do too.
BANK_NAMES = {
    "002": ("BANAMEX", "CITIBANAMEX", "CITI BANAMEX", "CITI MEXICO"),
    "006": ("BANCOMEXT",),
    "009": ("BANOBRAS",),
    "012": ("BBVA MEXICO", "BBVA BANCOMER", "BBVA", "BANCOMER"),
    "014": ("SANTANDER", "BANCO SANTANDER"),
    "019": ("BANJERCITO",),
    "021": ("HSBC", "HSBC MEXICO"),
    "030": ("BAJIO", "BANBAJIO", "BANCO DEL BAJIO"),
    "036": ("INBURSA", "BANCO INBURSA"),
    "042": ("MIFEL", "BANCA MIFEL"),
    "044": ("SCOTIABANK", "SCOTIA", "SCOTIABANK INVERLAT"),
    "058": ("BANREGIO", "REGIONAL"),
    "059": ("INVEX",),
    "060": ("BANSI",),
    "062": ("AFIRME", "BANCA AFIRME"),
    "072": ("BANORTE", "BANORTE/IXE", "BANORTE IXE", "IXE"),
    "106": ("BANK OF AMERICA",),
    "108": ("MUFG",),
    "110": ("JP MORGAN",),
    "112": ("BMONEX", "MONEX"),
    "113": ("VE POR MAS", "BX+"),
    "127": ("AZTECA", "BANCO AZTECA"),
    "128": ("AUTOFIN", "KAPITAL"),
    "129": ("BARCLAYS",),
    "130": ("COMPARTAMOS",),
    "132": ("MULTIVA", "MULTIVA BANCO"),
    "133": ("ACTINVER",),
    "135": ("NAFIN",),
    "136": ("INTERCAM", "INTERCAM BANCO"),
    "137": ("BANCOPPEL",),
    "138": ("ABC CAPITAL", "UALA"),
    "140": ("CONSUBANCO",),
    "141": ("VOLKSWAGEN",),
    "143": ("CIBANCO",),
    "145": ("BBASE",),
    "147": ("BANKAOOL",),
    "148": ("PAGATODO",),
    "150": ("INMOBILIARIO",),
    "152": ("BANCREA",),
    "154": ("BANCO COVALTO", "COVALTO", "BANCO FINTERRA"),
    "155": ("ICBC",),
    "156": ("SABADELL",),
    "157": ("SHINHAN",),
    "158": ("MIZUHO BANK", "MIZUHO"),
    "159": ("BANK OF CHINA",),
    "160": ("BANCO S3",),
    "166": ("BANCO DEL BIENESTAR", "BANSEFI"),
    "167": ("HEY BANCO",),
    "638": ("NU MEXICO", "NU"),
    "646": ("STP",),
    "722": ("MERCADO PAGO", "MERCADO PAGO W"),
}
CODES_BY_NAME = {name: code for code, names in BANK_NAMES.items() for name in names}

# Institution and country of a SWIFT code: statements in the standard formats name banks so.
CODES_BY_SWIFT = {
    "BNMXMX": "002",
    "BCMRMX": "012",
    "BMSXMX": "014",
    "BIMEMX": "021",
    "BJIOMX": "030",
    "INBUMX": "036",
    "MBCOMX": "044",
    "RGIOMX": "058",
    "AFIRMX": "062",
    "MENOMX": "072",
    "MONXMX": "112",
}


MEMBER = re.compile(r"(?:[0-9]{2})?([0-9]{3})")


def valid_clabe(text: pl.Expr) -> pl.Expr:
    """The CLABE, null where the text is not 18 digits of which the last checks the others: each
    times its weight, the check digit's own being 1, they add up to a multiple of ten.
    """
    digits = pl.when(text.str.contains(r"^[0-9]{18}$")).then(text)
    # Halves, so that no sum is too large; of a number cut after a place the last digit is that
    # place's, and of the sum only the last digit counts.
    halves = (digits.str.slice(start, HALF).cast(pl.Int64) for start in (0, HALF))
    weighed = [
        half // 10 ** (HALF - 1 - place) * WEIGHTS[place % len(WEIGHTS)]
        for half in halves
        for place in range(HALF)
    ]
    return pl.when(pl.sum_horizontal(weighed) % 10 == 0).then(digits)


def is_clabe(text: str) -> bool:
    return bool(pl.select(valid_clabe(pl.lit(text)).is_not_null()).item())


def bank_of_clabe(clabe: pl.Expr) -> pl.Expr:
    """The three digits of the bank, null for a null CLABE."""
    return clabe.str.slice(0, 3)


def bank_of_name(name: pl.Expr) -> pl.Expr:
    """The code of a bank by a name that statements print, in any case; null for any other name."""
    folded = name.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    plain = folded.str.replace_all(r"\s+", " ").str.strip_chars(" .,")
    return plain.replace_strict(CODES_BY_NAME, default=None, return_dtype=pl.String)


def bank_of_institution(identifier: str) -> str | None:
    """The code of a bank by its SWIFT code, its five digits in SPEI or the three of the ABM."""
    member = MEMBER.fullmatch(identifier.strip())
    return member[1] if member else CODES_BY_SWIFT.get(identifier.strip()[:6].upper())


def bank_of_account(account: str, institution: str = "") -> str | None:
    """The code of the bank that keeps an account: of its CLABE, else of the institution named."""
    return account[:3] if is_clabe(account) else bank_of_institution(institution)
