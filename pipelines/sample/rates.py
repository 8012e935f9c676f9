"""The exchange rate: a synthetic FIX, the ERP's own history of it, Banco de México's export; UDIs.

Belongs here: how rates are made and in which two forms they are delivered. Does not belong here:
which documents carry a rate (``ledger.py``), or the writing of files (``files.py``).
Rates are whole ten-thousandths of a peso per dollar, as the FIX is published with four decimals.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.sample.catalogues import USD
from pipelines.sample.periods import Days, Delivery, Ints, Period, bank_calendar, days_between

UNITS_PER_PESO = 10_000
LOWEST, HIGHEST, LONG_RUN = 16_5000, 20_8000, 18_6000
SETTLEMENT_LAG = 2
# A day on which the history must know the rate, because a hard case looks back to it.
NEVER_FORGOTTEN = date(2026, 9, 15)
FIRST_HISTORY_ID = 5001
# The UDI has six decimals, a value for every day, and is known until the 10th of the month.
FIRST_UDI, UDI_STEP, UDI_KNOWN_UNTIL = 8_512345, 871, 10


@dataclass(frozen=True)
class Fix:
    """The FIX by the day it was determined.

    days: bank days, ascending. units: ten-thousandths of a peso per dollar, one for each day.
    """

    days: Days
    units: Ints

    def on(self, days: Days) -> Ints:
        """The last FIX determined on or before each day; the first one for earlier days."""
        position = np.searchsorted(self.days, days, side="right") - 1
        return self.units[np.maximum(position, 0)]


def draw_fix(period: Period, rng: np.random.Generator) -> Fix:
    """A random walk that is pulled back to its long run, from two weeks before the first month."""
    days = days_between(period.first_day - timedelta(days=14), period.last_day)
    days = days[np.is_busday(days, busdaycal=bank_calendar(period))]
    steps = rng.integers(-1500, 1501, size=len(days))
    units, level = [], 16_9500
    for step in steps.tolist():
        level += step + (LONG_RUN - level) // 100
        level = min(max(level, LOWEST), HIGHEST)
        units.append(level)
    return Fix(days, np.array(units, dtype=np.int64))


def history_rows(fix: Fix, delivery: Delivery, rng: np.random.Generator) -> pl.DataFrame:
    """HISTORIA_CAMBIARIA as typed by hand: one row a bank day, one day in 25 forgotten.

    Columns as the contract names them; rates in ten-thousandths of a peso.
    """
    kept = rng.random(len(fix.days)) >= 0.04
    kept |= fix.days == np.datetime64(NEVER_FORGOTTEN)
    frame = pl.DataFrame({"fecha": fix.days[kept], "tipo_cambio": fix.units[kept]})
    return (
        frame.with_row_index("row")
        .filter(pl.col("fecha") <= delivery.last_day)
        .select(
            historia_camb_id=pl.col("row").cast(pl.Int64) + FIRST_HISTORY_ID,
            moneda_id=pl.lit(USD, pl.Int64),
            fecha="fecha",
            tipo_cambio="tipo_cambio",
            tipo_cambio_cobros="tipo_cambio",
        )
    )


def central_bank_export(fix: Fix, period: Period, delivery: Delivery) -> list[str]:
    """The lines of the SIE web export of SF43718 (determination) and SF60653 (settlement).

    A settlement rate is known two bank days ahead, when no FIX has been determined yet: "N/E".
    """
    calendar = bank_calendar(period)
    known = fix.days <= np.datetime64(delivery.last_day)
    determined = dict(zip(fix.days[known].tolist(), fix.units[known].tolist(), strict=True))
    settle_days = np.busday_offset(fix.days[known], SETTLEMENT_LAG, busdaycal=calendar)
    settled = dict(zip(settle_days.tolist(), fix.units[known].tolist(), strict=True))
    rows = [
        f"{day:%d/%m/%Y},{_decimal(determined.get(day))},{_decimal(settled.get(day))}"
        for day in sorted(determined.keys() | settled.keys())
    ]
    title = "Tipo de cambio pesos por dólar E.U.A."
    first, last = min(determined), max(settled)
    return [
        "Banco de México",
        "Sistema de Información Económica",
        f"Fecha de consulta: {delivery.delivered_at:%d/%m/%Y %H:%M:%S}",
        "",
        f'Título,"{title}, fecha de determinación (FIX)","{title}, para solventar obligaciones"',
        f"Periodo,{first:%d/%m/%Y} - {last:%d/%m/%Y},{first:%d/%m/%Y} - {last:%d/%m/%Y}",
        "Frecuencia,Diaria,Diaria",
        "Unidad,Pesos por dólar,Pesos por dólar",
        "",
        "Fecha,SF43718,SF60653",
        *rows,
    ]


def service_answer(period: Period, delivery: Delivery) -> list[str]:
    """The lines of the bank's answer to a request for the UDI, SP68257."""
    last = delivery.delivered_at.date().replace(day=UDI_KNOWN_UNTIL)
    values = [
        {"fecha": f"{day:%d/%m/%Y}", "dato": f"{units // 10**6}.{units % 10**6:06d}"}
        for number, day in enumerate(days_between(period.first_day, last).tolist())
        for units in (FIRST_UDI + UDI_STEP * number,)
    ]
    series = {"idSerie": "SP68257", "titulo": "Valor de UDIS", "datos": values}
    return json.dumps({"bmx": {"series": [series]}}, indent=0).splitlines()


def _decimal(units: int | None) -> str:
    if units is None:
        return "N/E"
    return f"{units // UNITS_PER_PESO}.{units % UNITS_PER_PESO:04d}"
