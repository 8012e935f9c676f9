"""CFDI at full size: our reader against a bare lxml extraction of the same 10,000 files.

Belongs here: writing the files, running both sides alternately in processes of their own, and the
ratio. ``python -m tests.bench.cfdi [folder]`` prints it. The bare side hashes, types and checks
nothing: it is what no reader that builds on lxml can be much faster than.
"""

import gc
import json
import shutil
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from pipelines.contracts.cfdi import FILES
from pipelines.sample.cfdi import (
    Head,
    PaidDocument,
    Party,
    credit_xml,
    invoice_xml,
    payment_xml,
    uuid_of,
)
from pipelines.settings import ROOT
from pipelines.sources.cfdi.reader import CFDI
from tests.bench.process import peak_gb

VOUCHERS = 10_000
ROUNDS = 3
FIRST_USE = "first-use"
RECEIVERS = (
    Party("COSC8001137NA", "CARLOS CORTÉS SOTO"),
    Party("URE180429TM6", "UNIVERSIDAD ROBÓTICA ESPAÑOLA"),
    Party("XEXX010101000", "ACME INC & SONS"),
)
NAMESPACES = {
    "cfdi": "http://www.sat.gob.mx/cfd/4",
    "pago20": "http://www.sat.gob.mx/Pagos20",
    "tfd": "http://www.sat.gob.mx/TimbreFiscalDigital",
}


def main(root: Path) -> dict[str, float]:
    """Prints and returns the better of each side's rounds (files per second), their ratio, and the
    most memory ours took beyond what its libraries take (MB).
    """
    folder = root / "cfdi" / "2026-11-03"
    write_vouchers(folder, VOUCHERS)
    write_vouchers(folder.parent / FIRST_USE, 20)
    rounds = [(side("bare", folder), side("ours", folder)) for _ in range(ROUNDS)]
    bare = max(one["files_per_second"] for one, _ in rounds)
    ours = max(one["files_per_second"] for _, one in rounds)
    for first, second in rounds:
        if first["paid_cents"] != second["paid_cents"]:
            raise SystemExit("the two sides read different amounts")
    result = {
        "bare_files_per_second": bare,
        "ours_files_per_second": ours,
        "ratio": ours / bare,
        "reading_mb": max(one["reading_mb"] for _, one in rounds),
        "process_mb": max(one["process_mb"] for _, one in rounds),
    }
    print(
        f"CFDI: {VOUCHERS:,} files, bare lxml {bare:,.0f}/s, ours {ours:,.0f}/s, "
        f"ratio {result['ratio']:.2f}; memory {result['reading_mb']:.0f} MB for reading, "
        f"{result['process_mb']:.0f} MB with the libraries"
    )
    return result


def side(name: str, folder: Path) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.cfdi", name, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def write_vouchers(folder: Path, count: int) -> None:
    """Seven invoices, two payments and a credit memo of every ten vouchers; always the same."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    balance: dict[int, tuple[int, int]] = {}
    for number in range(count):
        moment = datetime(2025, 1, 1) + timedelta(minutes=37 * number)
        head = Head(number, "A", str(number), moment, RECEIVERS[number % 3])
        # The same spread in every run, without a generator of random numbers.
        net = 100_00 + number * 7_919_31 % 9_000_000
        tax = net * 16 // 100
        if number % 10 in {3, 6}:
            paid = [pay_part(invoice, balance) for invoice in sorted(balance)[-3:]]
            text = payment_xml(head, str(number), paid)
        elif number % 10 == 9:
            text = credit_xml(head, net, tax, [uuid_of(sorted(balance)[-1])], "01")
        else:
            text = invoice_xml(head, net, tax)
            balance = {key: balance[key] for key in sorted(balance)[-9:]}
            balance[number] = (net + tax, 0)
        (folder / f"{head.uuid}.xml").write_text(text, encoding="utf-8")


def pay_part(invoice: int, balance: dict[int, tuple[int, int]]) -> PaidDocument:
    before, times = balance[invoice]
    paid = before // 3
    balance[invoice] = (before - paid, times + 1)
    return PaidDocument(uuid_of(invoice), str(invoice), times + 1, before, paid)


def read_bare(folder: Path) -> int:
    """The same elements by lxml's own ``find``, into lists of text; the cents paid."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    vouchers, relations, payments, documents, taxes = [], [], [], [], []
    for path in folder.iterdir():
        root = etree.fromstring(path.read_bytes(), parser)
        stamp = root.find("cfdi:Complemento/tfd:TimbreFiscalDigital", NAMESPACES)
        assert stamp is not None
        identity = stamp.get("UUID")
        issuer = root.find("cfdi:Emisor", NAMESPACES)
        receiver = root.find("cfdi:Receptor", NAMESPACES)
        assert issuer is not None
        assert receiver is not None
        vouchers.append([*root.attrib.values(), *issuer.attrib.values(), *receiver.attrib.values()])
        for item in root.iterfind("cfdi:CfdiRelacionados/cfdi:CfdiRelacionado", NAMESPACES):
            relations.append((identity, item.get("UUID")))
        for item in root.iterfind("cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado", NAMESPACES):
            taxes.append((identity, *item.attrib.values()))
        for payment in root.iterfind("cfdi:Complemento/pago20:Pagos/pago20:Pago", NAMESPACES):
            payments.append((identity, *payment.attrib.values()))
            for item in payment.iterfind("pago20:DoctoRelacionado", NAMESPACES):
                documents.append((identity, *item.attrib.values()))
                for tax in item.iterfind(".//pago20:TrasladoDR", NAMESPACES):
                    taxes.append((identity, *tax.attrib.values()))
            for tax in payment.iterfind(".//pago20:TrasladoP", NAMESPACES):
                taxes.append((identity, *tax.attrib.values()))
    return sum(int(cells[7].replace(".", "")) for cells in documents)


def read_ours(folder: Path) -> int:
    readings = dict(
        zip(
            (table.name for table in CFDI.tables),
            CFDI.read(folder, CFDI.tables, folder),
            strict=True,
        )
    )
    files = readings[FILES.name].frame
    if set(files["outcome_code"]) != {"landed"}:
        raise SystemExit("some of the vouchers did not land")
    paid = readings["cfdi_payment_documents"].frame["imp_pagado"].sum()
    return int(paid * 100)


def memory_mb() -> float:
    return peak_gb() * 1000


def run_side(name: str, folder: Path) -> None:
    read = {"bare": read_bare, "ours": read_ours}[name]
    # What libraries set up at their first use is no part of either side's speed.
    read(folder.parent / FIRST_USE)
    gc.collect()
    before = memory_mb()
    start = time.perf_counter()
    paid = read(folder)
    seconds = time.perf_counter() - start
    rate = VOUCHERS / seconds
    after = memory_mb()
    print(
        json.dumps(
            {
                "files_per_second": rate,
                "paid_cents": paid,
                "reading_mb": after - before,
                "process_mb": after,
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1:2] in (["bare"], ["ours"]):
        run_side(sys.argv[1], Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".bench")
