"""Contract of the control file of balances that Microsip's own procedures compute.

Source: the public descriptions of GET_CARGOS_CC and CARGOS_CLIENTE. It is no table of the ERP: what
they return for one day is saved as a file. One row per charge and day; several days may stand
side by side, so a file is a stretch and not the whole.
"""

from dataclasses import replace

import polars as pl

from pipelines.contracts.microsip_columns import key, needed, optional, table
from pipelines.contracts.raw_table import LEDGER_DATE, MONEY

SALDOS_CARGOS = replace(
    table(
        "saldos_cargos",
        ("fecha_corte", "concepto", "folio"),
        {
            "fecha_corte": needed(pl.Date, LEDGER_DATE),
            # The concept's id, name or short name: the two procedures differ.
            "concepto": key(pl.String),
            "folio": key(pl.String),
            "docto_cc_id": optional(pl.Int64),
            "saldo_cargo": needed(MONEY),
        },
        kind="control_totals",
        is_required=False,
    ),
    delivery="incremental",
    expected_every_days=None,
)
