"""The sample's bank statements: unbroken, overlapping, and in step with the receipts."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from read_back import Row, Sample, live_lines, money

from pipelines.sample.periods import FIRST, SECOND

IN = {"bbva": "Abono", "banorte": "DEPÓSITOS"}
OUT = {"bbva": "cargo", "banorte": "RETIROS"}
BALANCE = {"bbva": "Saldo", "banorte": "SALDO"}
DAY = {"bbva": "Día", "banorte": "FECHA"}
ERP_BANK = {"bbva": "3001", "banorte": "3002"}
banks = pytest.mark.parametrize("bank", ["bbva", "banorte"])


def joined(sample: Sample, bank: str) -> list[Row]:
    """Both exports as one history: the overlap of the second one is the end of the first."""
    first, second = sample.statement(bank, FIRST), sample.statement(bank, SECOND)
    overlap = next(n for n in range(len(second), 0, -1) if first[-n:] == second[:n])
    return first + second[overlap:]


@banks
def test_the_running_balance_is_unbroken_over_both_exports(sample: Sample, bank: str) -> None:
    rows = joined(sample, bank)
    for before, row in pairwise(rows):
        moved = money(row[IN[bank]]) - money(row[OUT[bank]])
        assert money(row[BALANCE[bank]]) == money(before[BALANCE[bank]]) + moved
    assert all(money(row[BALANCE[bank]]) > 0 for row in rows)


@banks
def test_the_two_exports_overlap_by_some_days(sample: Sample, bank: str) -> None:
    first, second = sample.statement(bank, FIRST), sample.statement(bank, SECOND)
    shared = len(first) + len(second) - len(joined(sample, bank))
    assert 1 < len({row[DAY[bank]] for row in second[:shared]}) < 10


@banks
def test_every_movement_goes_one_way(sample: Sample, bank: str) -> None:
    for row in joined(sample, bank):
        assert (money(row[IN[bank]]) > 0) != (money(row[OUT[bank]]) > 0)


# Deposits and other credits of the last days that the ERP does not know.
UNBOOKED = {"bbva": 3, "banorte": 9}


@banks
def test_deposits_are_the_receipts_of_the_ledger_and_a_few_unbooked_ones(
    sample: Sample, bank: str
) -> None:
    receipts: Counter[str] = Counter()
    for line, document in live_lines(sample, SECOND):
        if document["CONCEPTO_CC_ID"] in {"11", "30071"}:
            cash = money(line["IMPORTE"]) + money(line["IMPUESTO"])
            if document["CUENTA_BAN_ID"] == ERP_BANK[bank]:
                receipts[line["DOCTO_CC_ID"]] += cash
    deposits = [money(row[IN[bank]]) for row in joined(sample, bank) if money(row[IN[bank]])]
    unbooked = Counter(deposits) - Counter(Decimal(amount) for amount in receipts.values())
    assert unbooked.total() == UNBOOKED[bank]
    assert not Counter(Decimal(amount) for amount in receipts.values()) - Counter(deposits)


def test_both_banks_print_their_own_layout(sample: Sample) -> None:
    bbva = sample.path("banks", FIRST, "*_*.txt")
    assert bbva.name.split("_")[0].isdigit()
    assert list(sample.statement("bbva", FIRST)[0]) == [
        "Día",
        "Concepto / Referencia",
        "cargo",
        "Abono",
        "Saldo",
    ]
    banorte = sample.path("banks", FIRST, "*.csv").read_bytes()
    assert banorte.startswith(b'\xef\xbb\xbf"CUENTA","FECHA DE OPERACI')
    assert banorte.count(b"\xef\xbb\xbf") == 1
    assert {row["CUENTA"][0] for row in sample.statement("banorte", FIRST)} == {"'"}


def test_banorte_numbers_its_movements_without_a_gap(sample: Sample) -> None:
    numbers = [int(row["MOVIMIENTO"]) for row in joined(sample, "banorte")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_accounts_of_payers_pass_their_check_digit(sample: Sample) -> None:
    checked = 0
    for row in joined(sample, "banorte"):
        _, found, rest = row["DESCRIPCIÓN DETALLADA"].partition("DE LA CLABE ")
        if found:
            account = [int(digit) for digit in rest[:18]]
            weighed = [d * (3, 7, 1)[n % 3] % 10 for n, d in enumerate(account[:17])]
            assert account[17] == -sum(weighed) % 10
            checked += 1
    assert checked > 10


def test_statements_hold_fees_with_their_tax_cheques_and_folios(sample: Sample) -> None:
    text = " ".join(row["Concepto / Referencia"] for row in joined(sample, "bbva"))
    for words in ("COMISION MENSUAL", "IVA 16%", "DEPOSITO DE CHEQUE", "SPEI RECIBIDO", "FACT A"):
        assert words in text
