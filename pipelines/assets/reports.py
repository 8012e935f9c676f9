"""The monthly finance report and the sealed month as assets."""

import dagster as dg

from pipelines import runs
from pipelines.assets.warehouse import PUBLISHED_KEY
from pipelines.monthly_report import ReportBlocked, write_monthly_report
from pipelines.periods import month_start
from pipelines.settings import Settings

REPORT_KEY = dg.AssetKey(["finance", "monthly_report"])
SNAPSHOT_KEY = dg.AssetKey(["finance", "sealed_month"])


def build_report_assets(settings: Settings) -> list[dg.AssetsDefinition]:
    @dg.asset(key=REPORT_KEY, group_name="finance", kinds={"excel"}, deps=[PUBLISHED_KEY])
    def write_finance_report() -> dg.MaterializeResult[None]:
        """The workbook Finance signs; it reads its month's controls again and may refuse."""
        as_of, _ = runs.clocks(settings)
        try:
            report = write_monthly_report(settings, month_start(as_of))
        except ReportBlocked as error:
            raise dg.Failure(
                f"no report: {error}", metadata={"why": dg.MetadataValue.path(error.path)}
            ) from error
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(report.path),
                "pages": [str(page) for page in report.pages],
                "sha256": report.sha256,
                "as_of_date": as_of.isoformat(),
                "controls": report.verdict.controls.height,
            }
        )

    @dg.asset(key=SNAPSHOT_KEY, group_name="finance", kinds={"parquet"}, deps=[REPORT_KEY])
    def seal_month() -> dg.MaterializeResult[None]:
        """The month as Parquet with a chained manifest, written once."""
        as_of, _ = runs.clocks(settings)
        report = write_monthly_report(settings, month_start(as_of))
        folder = runs.seal_month(settings, report)
        return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(folder)})

    return [write_finance_report, seal_month]
