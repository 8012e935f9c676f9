"""The sample's receivables obey the ERP: nothing is settled twice, and its totals are its lines."""

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest
from read_back import CHARGES, MONTHS, SEED, ZERO, Sample, gross, live_lines, money

from pipelines.sample import write_sample
from pipelines.sample.periods import DELIVERIES, SECOND, Delivery


@pytest.fixture(scope="module", params=["whole", "in blocks"])
def sample(
    request: pytest.FixtureRequest, sample: Sample, tmp_path_factory: pytest.TempPathFactory
) -> Sample:
    """A company obeys the ERP whether its life was drawn at once or in three blocks."""
    if request.param == "whole":
        return sample
    folder = tmp_path_factory.mktemp("blocks")
    return Sample(
        folder, write_sample(folder, charges=CHARGES, months=MONTHS, seed=SEED, at_once=150)
    )


def test_no_charge_is_settled_beyond_its_total(sample: Sample, delivery: Delivery) -> None:
    balance: dict[str, Decimal] = defaultdict(Decimal)
    for line, _ in live_lines(sample, delivery):
        if line["TIPO_IMPTE"] == "C":
            balance[line["DOCTO_CC_ACR_ID"]] += gross(line)
        elif line["TIPO_IMPTE"] == "R":
            balance[line["DOCTO_CC_ACR_ID"]] -= gross(line)
    assert min(balance.values()) >= ZERO
    assert any(amount > ZERO for amount in balance.values())


def test_every_applied_line_points_to_a_charge_of_the_same_client(
    sample: Sample, delivery: Delivery
) -> None:
    documents = sample.by_id("DOCTOS_CC", delivery)
    for line, document in live_lines(sample, delivery):
        if line["TIPO_IMPTE"] in "AT":
            assert line["DOCTO_CC_ACR_ID"] == ""
            continue
        charge = documents[int(line["DOCTO_CC_ACR_ID"])]
        assert charge["NATURALEZA_CONCEPTO"] == "C"
        assert charge["CLIENTE_ID"] == document["CLIENTE_ID"]
        assert charge["CANCELADO"] == "N"


def test_credit_is_never_used_before_it_came(sample: Sample, delivery: Delivery) -> None:
    moves = sorted(
        (document["CLIENTE_ID"], document["FECHA"], line["TIPO_IMPTE"], gross(line))
        for line, document in live_lines(sample, delivery)
        if line["TIPO_IMPTE"] in "AT"
    )
    credit: dict[str, Decimal] = defaultdict(Decimal)
    for client, _, kind, amount in moves:
        credit[client] += amount if kind == "A" else -amount
        assert credit[client] >= ZERO
    assert {kind for _, _, kind, _ in moves} == {"A", "T"}


def test_a_use_of_credit_applies_what_it_takes(sample: Sample) -> None:
    per_document: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line, document in live_lines(sample, SECOND):
        if document["CONCEPTO_CC_ID"] in {"16", "183"}:
            per_document[line["DOCTO_CC_ID"]][line["TIPO_IMPTE"]] += gross(line)
    assert per_document
    assert all(amounts["R"] == amounts["T"] for amounts in per_document.values())


def test_no_ordinary_amount_is_zero_or_negative(sample: Sample) -> None:
    for line, _ in live_lines(sample, SECOND):
        assert gross(line) > ZERO
        assert all(money(line[name]) >= ZERO for name in ("IMPORTE", "IMPUESTO", "DSCTO_PPAG"))


def test_monthly_balances_are_the_sums_of_the_lines(sample: Sample, delivery: Delivery) -> None:
    columns = {"C": "CARGOS_CXC", "R": "CREDITOS_CXC", "T": "CARGOS_XACR", "A": "CREDITOS_XACR"}
    expected: dict[tuple[str, int, int], dict[str, Decimal]] = defaultdict(
        lambda: dict.fromkeys(columns.values(), ZERO)
    )
    for line, document in live_lines(sample, delivery):
        year, month, _ = document["FECHA"].split("-")
        month_row = expected[document["CLIENTE_ID"], int(year), int(month)]
        month_row[columns[line["TIPO_IMPTE"]]] += gross(line)
    actual = {
        (row["CLIENTE_ID"], int(row["ANO"]), int(row["MES"])): {
            name: money(row[name]) for name in columns.values()
        }
        for row in sample.table("SALDOS_CC", delivery)
    }
    assert actual == expected


def test_instalments_of_a_charge_add_up_to_a_hundred_percent(sample: Sample) -> None:
    shares: dict[str, Decimal] = defaultdict(Decimal)
    for due in sample.table("VENCIMIENTOS_CARGOS_CC"):
        shares[due["DOCTO_CC_ID"]] += Decimal(due["PCTJE_VEN"])
    assert set(shares.values()) == {Decimal(100)}


def test_foreign_documents_carry_the_rate_of_their_day_and_peso_documents_one(
    sample: Sample,
) -> None:
    currency = {row["CLIENTE_ID"]: row["MONEDA_ID"] for row in sample.table("CLIENTES")}
    rates = {"1": set(), "620": set()}
    for row in sample.table("DOCTOS_CC"):
        rates[currency[row["CLIENTE_ID"]]].add(row["TIPO_CAMBIO"])
    assert rates["1"] == {"1.000000"}
    dollars = {Decimal(rate) for rate in rates["620"] if rate}
    assert len(dollars) > 4
    assert min(dollars) >= Decimal("16.5")
    assert max(dollars) <= Decimal("20.8")


def test_ids_are_unique_and_the_documents_of_a_block_are_numbered_by_date(sample: Sample) -> None:
    documents = sample.table("DOCTOS_CC")
    lines = sample.table("IMPORTES_DOCTOS_CC")
    ids = [row["DOCTO_CC_ID"] for row in documents] + [row["IMPTE_DOCTO_CC_ID"] for row in lines]
    assert len(ids) == len(set(ids))
    ordinary = [row["FECHA"] for row in documents if int(row["DOCTO_CC_ID"]) < 90_000_000]
    begins = sum(before > after for before, after in pairwise(ordinary))
    assert begins == (2 if list((sample.folder / "banks").rglob("*_2026.csv")) else 0)


def test_a_folio_fits_its_column_and_repeats_over_concepts_only(sample: Sample) -> None:
    documents = sample.table("DOCTOS_CC")
    pairs = [(row["CONCEPTO_CC_ID"], row["FOLIO"]) for row in documents]
    assert len(pairs) == len(set(pairs))
    assert len({folio for _, folio in pairs}) < len(pairs)
    assert {len(folio) for _, folio in pairs} == {9}


def test_a_month_inside_the_sample_has_no_sales(sample: Sample) -> None:
    charged = {
        row["FECHA"][:7] for row in sample.table("DOCTOS_CC") if row["NATURALEZA_CONCEPTO"] == "C"
    }
    # Eighteen months from May 2025; the ninth is January 2026.
    assert "2026-01" not in charged
    assert {"2025-12", "2026-02"} <= charged


def test_most_of_what_is_charged_is_paid_in_money(sample: Sample) -> None:
    charged, received = ZERO, ZERO
    for line, document in live_lines(sample, SECOND):
        if document["CONCEPTO_CC_ID"] == "4":
            charged += gross(line)
        elif document["CONCEPTO_CC_ID"] == "11":
            received += gross(line)
    assert Decimal("0.7") < received / charged < Decimal("1.0")


def test_unchanged_history_stays_the_same_between_deliveries(sample: Sample) -> None:
    first, second = (
        {row["DOCTO_CC_ID"]: row for row in sample.table("DOCTOS_CC", delivery)}
        for delivery in DELIVERIES
    )
    changed = [key for key in first.keys() & second.keys() if first[key] != second[key]]
    assert 0 < len(changed) < len(first) // 20
    assert len(second) > len(first)
