"""cartera's side of what the hand-written script does, and no more: from the raw files to a
published ledger, its ageing at every month-end, the indicators and the controls on them.

Belongs here: the one build of a part of the models that is measured. Does not belong here: the
whole warehouse with credit, risk, provision and predictions (ours.py).

Run as ``python -m tests.bench.main_job ROOT AS_OF``; prints seconds as JSON.
"""

import json
import os
import shutil
import sys
from datetime import date
from pathlib import Path

import duckdb

from pipelines import runs, transformation
from pipelines.settings import load_settings
from tests.bench.process import Stopwatch, peak_gb

# The files that the script reads: it knows no books of the desk.
SOURCES = ("microsip", "banks", "banxico")
# What an ageing report of a month prints and what stops it. They rest on every mart that holds the
# ledger, its ageing and the bank's movements; dbt looks at the whole project for each name.
MODELS = """
    fct_sales_monthly dim_legal_entities dim_dates
    rpt_kpis rpt_balances rpt_aging_by_group rpt_overdue_items
    rpt_rollforward rpt_applications rpt_unapplied_credits rpt_changes
    ctl_files_accepted ctl_file_counts_close ctl_quarantine_empty ctl_sources_delivered
    ctl_raw_to_marts ctl_aging_ties_to_ledger ctl_rollforward_ties ctl_erp_balance
    ctl_charges_not_overapplied ctl_credits_not_overapplied ctl_bank_chain ctl_foreign_rates
"""
OPEN_ITEMS = """
    select
        count(*) filter (as_of_date = $as_of),
        sum(open_amount) filter (as_of_date = $as_of),
        count(*)
    from marts.fct_open_items_monthly
"""


def main(root: Path, as_of: date) -> dict[str, object]:
    own = root / "main_job"
    shutil.rmtree(own, ignore_errors=True)
    given, inbox = root / "data" / "raw" / "bench", own / "data" / "raw" / "bench"
    for source in SOURCES:
        shutil.copytree(given / source, inbox / source, copy_function=os.link)
    configured = f"sources: [{', '.join(SOURCES)}]\n"
    (inbox / "company.yaml").write_text(configured, encoding="utf-8")
    (own / "dbt_project").symlink_to(root / "dbt_project")
    settings = load_settings("bench", own)
    transformation.parse(settings)
    clock = Stopwatch()
    deliveries = runs.land_deliveries(settings)
    runs.set_clocks(settings, as_of)
    landed = clock.read()
    select = tuple(f"+{name}" for name in MODELS.split())
    failed = [
        result.name
        for result in transformation.build_models(settings, select=select)
        if result.is_failure
    ]
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")
    runs.publish(settings)
    used, peak = clock.read(), peak_gb()
    connection = duckdb.connect(str(settings.published_database), read_only=True)
    items, amount, every = connection.execute(OPEN_ITEMS, {"as_of": as_of}).fetchall()[0]
    connection.close()
    shutil.rmtree(own)
    return {
        **used,
        "landing": landed,
        "peak_gb": peak,
        "open_items": items,
        "open_amount": str(amount),
        "month_end_rows": every,
        "rows_read": sum(item.rows_read for item in deliveries),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))))
