"""Contract of the SAT's metadata: what its register says of a voucher on the day it was asked.

Belongs here: one row per voucher and what is said of it. Does not belong here: the voucher itself
(cfdi.py), for a status is not in the XML. A later delivery that says something else of the same
``uuid`` is a new version; so ``known_from`` dates the fact. The times are those of central Mexico,
without a zone. ``monto`` has no currency beside it, and is 0 for payments.
"""

from typing import Any

import pandera.polars as pa
import polars as pl

from pipelines.contracts.cfdi import UUID_FORM
from pipelines.contracts.raw_table import LEDGER_DATE, MONEY, TIMESTAMP, RawTable


def optional(dtype: Any, *checks: pa.Check) -> pa.Column:
    return pa.Column(dtype, list(checks), nullable=True, required=False)


STATUSES = RawTable(
    "sat_metadata",
    "statuses",
    ("uuid",),
    "incremental",
    pa.DataFrameSchema(
        {
            "uuid": pa.Column(pl.String, pa.Check.str_matches(f"^{UUID_FORM}$")),
            "estatus": pa.Column(pl.String, pa.Check.isin(["vigente", "cancelado"])),
            "fecha_cancelacion": optional(TIMESTAMP, LEDGER_DATE),
            "efecto_comprobante": optional(pl.String, pa.Check.isin(list("IEPNT"))),
            "monto": optional(MONEY, pa.Check.ge(0)),
            "rfc_emisor": optional(pl.String),
            "rfc_receptor": optional(pl.String),
            "rfc_pac": optional(pl.String),
            "fecha_emision": optional(TIMESTAMP, LEDGER_DATE),
            "fecha_certificacion_sat": optional(TIMESTAMP, LEDGER_DATE),
        },
        strict=True,
    ),
    kind="fiscal",
    expected_every_days=25,
)
