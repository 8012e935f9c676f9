"""Wiring: the one place that puts assets, checks, jobs, schedules and sensors together."""

import json

import dagster as dg

from pipelines.assets.raw import build_raw_assets
from pipelines.assets.reports import build_report_assets
from pipelines.assets.warehouse import build_gate, build_model_assets, build_published_asset
from pipelines.automation import build_automation
from pipelines.settings import Settings


class ManifestMissing(RuntimeError):
    """The dbt project was not parsed for this company yet."""


def build_defs(settings: Settings) -> dg.Definitions:
    """Definitions of one company. The dbt project must have been parsed (`cartera parse`).

    Everything runs in one process: DuckDB takes one writer.
    """
    path = settings.dbt_target / "manifest.json"
    if not path.is_file():
        raise ManifestMissing("no dbt manifest: run `make setup`, or `cartera parse` for a company")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    automation = build_automation(settings)
    return dg.Definitions(
        assets=[
            build_raw_assets(settings),
            build_model_assets(settings, path),
            build_published_asset(settings, manifest),
            *build_report_assets(settings),
        ],
        asset_checks=[build_gate(settings)],
        jobs=automation.jobs,
        schedules=automation.schedules,
        sensors=automation.sensors,
        executor=dg.in_process_executor,
    )
