"""The sample's desk books are what the templates would give: taken whole, and full of cases."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from read_back import Sample

from pipelines.sample.periods import FIRST, SECOND, Delivery
from pipelines.sources.books import BOOKS

TITLES = (
    "aprobaciones",
    "bitacora_de_cobranza",
    "convenios_de_pago",
    "destinatarios",
    "documentos_del_expediente",
    "expediente_de_credito",
    "portales_de_clientes",
)


def book(folder: Path, title: str, delivery: Delivery = SECOND) -> pl.DataFrame:
    """The rows of a book as its reader takes them; none may be refused."""
    path = folder / "books" / delivery.folder / f"{title}.xlsx"
    tables = BOOKS.route(path, folder)
    (reading,) = BOOKS.read(path, tables, folder)
    assert reading.rejects.is_empty()
    return reading.frame


@pytest.mark.parametrize("title", TITLES)
def test_the_reader_takes_every_row_of_a_book(
    sample: Sample, delivery: Delivery, title: str
) -> None:
    rows = book(sample.folder, title, delivery)
    name = f"books/{delivery.folder}/{title}.xlsx"
    assert 0 < rows.height == sample.summary.files[name]


def test_no_book_knows_what_happened_after_its_delivery(sample: Sample) -> None:
    log = book(sample.folder, "bitacora_de_cobranza", FIRST)
    portals = book(sample.folder, "portales_de_clientes", FIRST)
    last = FIRST.last_day
    for days in (log["fecha"], log["fecha_de_solucion"].drop_nulls(), portals["fecha_del_estado"]):
        assert max(days.to_list()) <= last


def test_a_row_of_the_log_keeps_its_number_in_the_next_delivery(sample: Sample) -> None:
    key = ["gestor", "folio"]
    facts = [*key, "fecha", "cliente", "tipo", "documento", "importe", "fecha_prometida"]
    first = book(sample.folder, "bitacora_de_cobranza", FIRST).select(facts)
    second = book(sample.folder, "bitacora_de_cobranza").select(facts)
    assert first.join(second, on=facts, how="anti", nulls_equal=True).is_empty()
    assert second.select(key).is_unique().all()


def test_promises_lie_in_the_past_and_in_the_future(sample: Sample) -> None:
    log = book(sample.folder, "bitacora_de_cobranza")
    promised = log.filter(pl.col("tipo") == "promise")["fecha_prometida"].to_list()
    assert min(promised) < FIRST.last_day < date(2026, 10, 31) < max(promised)


def test_disputes_are_open_and_solved(sample: Sample) -> None:
    log = book(sample.folder, "bitacora_de_cobranza").filter(pl.col("tipo") == "dispute")
    assert 0 < log["fecha_de_solucion"].null_count() < log.height


def test_portals_reject_and_a_second_attempt_is_accepted(sample: Sample) -> None:
    portals = book(sample.folder, "portales_de_clientes")
    assert {"rejected", "scheduled", "to_upload"} <= set(portals["estado"].to_list())
    again = portals.filter(pl.col("intento") == 2)
    rejected = portals.filter((pl.col("intento") == 1) & (pl.col("estado") == "rejected"))
    assert 0 < again.join(rejected, on="documento", how="semi").height == again.height


def test_limits_differ_from_the_erps_and_some_are_insured(sample: Sample) -> None:
    lines = book(sample.folder, "expediente_de_credito")
    clients = {f"C{row['CLIENTE_ID']}": row["LIMITE_CREDITO"] for row in sample.table("CLIENTES")}
    differing = [
        row
        for row in lines.iter_rows(named=True)
        if str(row["limite_de_credito"]) != clients[row["cliente"]]
    ]
    assert 0 < len(differing) < lines.height
    assert lines["importe_asegurado"].drop_nulls().len() > 0
    assert set(lines["estado"].to_list()) == {"active", "suspended"}
