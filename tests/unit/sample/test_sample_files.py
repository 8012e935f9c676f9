"""The files of the sample company: where they lie, how they are encoded, that they repeat."""

import hashlib
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import yaml
from read_back import CHARGES, MONTHS, SEED, Sample

from pipelines.contracts import microsip
from pipelines.sample import write_sample
from pipelines.sample.files import write_delimited
from pipelines.sample.periods import FIRST, SECOND, Delivery, Period
from pipelines.sample.tables import dumped

DEMO = Path(__file__).parents[3] / "data" / "raw" / "demo"


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_arguments_write_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    again = tmp_path / sample.folder.name
    write_sample(again, charges=CHARGES, months=MONTHS, seed=SEED)
    assert digests(again) == digests(sample.folder)


def test_another_seed_writes_another_company(sample: Sample, tmp_path: Path) -> None:
    write_sample(tmp_path, charges=CHARGES, months=MONTHS, seed=SEED + 1)
    documents = "microsip/2026-11-03T0630/DOCTOS_CC.csv"
    assert digests(tmp_path)[documents] != digests(sample.folder)[documents]


def test_the_committed_demo_is_what_the_generator_writes(tmp_path: Path) -> None:
    write_sample(tmp_path / DEMO.name, charges=1600, months=30, seed=7)
    written = digests(tmp_path / DEMO.name)
    assert {name: digest for name, digest in digests(DEMO).items() if name in written} == written


def test_the_committed_demo_is_small() -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 4_000_000


def test_the_summary_counts_what_the_files_hold(sample: Sample) -> None:
    documents = sample.table("DOCTOS_CC")
    files = sample.summary.files
    assert files["microsip/2026-11-03T0630/DOCTOS_CC.csv"] == len(documents)
    assert files["banks/2026-11-03T0630/0192837465_movimientos.txt"] == len(
        sample.statement("bbva", SECOND)
    )
    assert sample.summary.charges == CHARGES
    assert sample.summary.customers == len(sample.table("CLIENTES"))
    letterhead = {"documents/documents.yaml", "documents/logo.svg"}
    assert set(digests(sample.folder)) == {"company.yaml", *letterhead, *files}


def test_every_table_is_a_file_with_the_columns_its_contract_requires(
    sample: Sample, delivery: Delivery
) -> None:
    for table in microsip.TABLES:
        if table is microsip.HISTORIA_CAMBIARIA:
            continue
        header = set(sample.table(table.entity.upper(), delivery)[0])
        required = {name.upper() for name in table.columns.keys() - table.optional_columns}
        assert required <= header, table.entity


def test_an_old_version_lacks_columns_and_another_has_more(sample: Sample) -> None:
    header = sample.table("DOCTOS_CC")[0].keys()
    assert {"USUARIO_CREADOR", "LAT", "LON"} <= header
    assert not {"SUCURSAL_ID", "METODO_PAGO_SAT"} & header


def test_the_dump_ends_its_lines_as_windows_does_and_is_no_utf8(sample: Sample) -> None:
    content = sample.path("microsip", SECOND, "CLIENTES.csv").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_one_table_is_a_workbook_with_dates_and_exact_rates(sample: Sample) -> None:
    path = sample.path("microsip", SECOND, "HISTORIA_CAMBIARIA.xlsx")
    frame = fastexcel.read_excel(path).load_sheet(0).to_polars()
    assert frame.schema["FECHA"] in (pl.Date, pl.Datetime("ms"))
    units = frame["TIPO_CAMBIO"] * 10_000
    assert (units - units.round()).abs().max() < 1e-6


def test_nothing_dated_after_a_delivery_is_in_it(sample: Sample, delivery: Delivery) -> None:
    last = f"{delivery.last_day:%Y-%m-%d}"
    assert max(row["FECHA"] for row in sample.table("DOCTOS_CC", delivery)) <= last
    assert max(row["FECHA"] for row in sample.table("IMPORTES_DOCTOS_CC", delivery)) <= last
    known = f"{delivery.delivered_at:%Y-%m-%d %H:%M:%S}"
    for row in sample.table("DOCTOS_CC", delivery):
        stamps = (row["FECHA_HORA_ULT_MODIF"], row["FECHA_HORA_CANCELACION"])
        assert max(stamps) <= known


def test_the_central_bank_export_skips_closed_days_and_leads_by_two(sample: Sample) -> None:
    lines = sample.path("banxico", SECOND, "*.csv").read_bytes().decode("cp1252").split("\r\n")
    header = lines.index("Fecha,SF43718,SF60653")
    rates = {
        day: (fix, settle) for day, fix, settle in (x.split(",") for x in lines[header + 1 : -1])
    }
    assert header > 3
    assert not {"16/09/2026", "02/11/2026", "31/10/2026"} & rates.keys()
    assert rates["15/09/2026"][0] == rates["18/09/2026"][1] != "N/E"
    assert rates["04/11/2026"][0] == "N/E"
    assert all(16.5 <= float(fix) <= 20.8 for fix, _ in rates.values() if fix != "N/E")


def test_the_rate_history_misses_days_but_not_the_one_before_the_holiday(sample: Sample) -> None:
    path = sample.path("microsip", SECOND, "HISTORIA_CAMBIARIA.xlsx")
    days = {
        f"{day:%Y-%m-%d}" for day in fastexcel.read_excel(path).load_sheet(0).to_polars()["FECHA"]
    }
    assert "2026-09-15" in days
    assert "2026-09-16" not in days
    rate_lines = sample.summary.files["banxico/2026-11-03T0630/tipo_de_cambio.csv"]
    assert len(days) < rate_lines - 20


def test_the_company_file_names_its_sources(sample: Sample) -> None:
    company = yaml.safe_load((sample.folder / "company.yaml").read_text("utf-8"))
    assert company["functional_currency"] == "MXN"
    assert company["sources"] == ["microsip", "banks", "banxico", "books"]
    assert all((sample.folder / source).is_dir() for source in company["sources"])


@pytest.mark.parametrize("months", [5, 241])
def test_months_out_of_bounds_are_refused(months: int) -> None:
    with pytest.raises(ValueError, match="months must be between"):
        Period(months)


def test_too_few_charges_for_the_hard_cases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="charges must be more than"):
        write_sample(tmp_path / "none", charges=10, months=18, seed=1)
    assert not (tmp_path / "none").exists()


def test_a_short_sample_has_all_its_months_of_sales(tmp_path: Path) -> None:
    write_sample(tmp_path, charges=400, months=6, seed=1)
    content = (tmp_path / "microsip" / SECOND.folder / "SALDOS_CC.csv").read_text("cp1252")
    assert {f",2026,{month}," in content for month in range(5, 11)} == {True}


def test_a_character_the_encoding_lacks_is_not_replaced_in_silence(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_delimited(tmp_path / "x.csv", [pl.DataFrame({"A": ["→"]})], encoding="cp1252")


def test_whole_numbers_become_the_decimals_of_the_contract() -> None:
    frame = pl.DataFrame({"cond_pago_id": [1], "dias_plazo": [30], "pctje_ven": [33_333_334]})
    (part,) = dumped(frame, microsip.PLAZOS_COND_PAG)
    assert part["PCTJE_VEN"].to_list() == ["33.333334"]
    assert part["PLAZO_COND_PAG_ID"].to_list() == [None]


def test_the_deliveries_are_a_month_apart() -> None:
    assert FIRST.folder == "2026-10-03T0630"
    assert SECOND.folder == "2026-11-03T0630"
