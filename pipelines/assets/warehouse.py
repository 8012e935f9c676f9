"""The dbt project and the published warehouse as assets, with the gate between them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from pipelines import runs
from pipelines.settings import Settings
from pipelines.transformation import NodeResult

CONTROLS_KEY = dg.AssetKey(["controls", "ctl_period_controls"])
PUBLISHED_KEY = dg.AssetKey(["published", "cartera"])


def build_model_assets(settings: Settings, manifest: Path) -> dg.AssetsDefinition:
    """All models as assets and all data tests as their checks, built in one dbt invocation."""

    @dbt_assets(manifest=manifest, name="build_models", exclude="resource_type:unit_test")
    def build_models(context: dg.AssetExecutionContext) -> Iterator[Any]:
        results = runs.transform(settings)
        outputs = {
            spec.metadata["dagster_dbt/unique_id"]: key
            for key, spec in context.assets_def.specs_by_key.items()
        }
        checks = {
            spec.metadata["dagster_dbt/unique_id"]: spec for spec in context.assets_def.check_specs
        }
        for result in results:
            yield from events_of(result, outputs, checks)
        failed = [result.name for result in results if result.is_failure]
        if failed:
            as_of, known_at = runs.clocks(settings)
            verdict = runs.judge_build(settings, as_of, results)
            blocked = runs.refuse(settings, as_of, known_at, verdict)
            raise dg.Failure(
                f"{len(failed)} models or tests failed: {', '.join(failed[:10])}",
                metadata={"blocked_report": dg.MetadataValue.path(blocked.path)},
            )

    return build_models


def events_of(
    result: NodeResult,
    outputs: Mapping[str, dg.AssetKey],
    checks: Mapping[str, dg.AssetCheckSpec],
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """What one dbt node means to Dagster; a test that is no check yields nothing."""
    if result.unique_id in outputs and not result.is_failure:
        yield dg.MaterializeResult(
            asset_key=outputs[result.unique_id], metadata={"seconds": round(result.seconds, 3)}
        )
    elif result.unique_id in checks:
        spec = checks[result.unique_id]
        yield dg.AssetCheckResult(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=not result.is_failure,
            metadata={"failing_rows": result.failures or 0},
        )


def build_gate(settings: Settings) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=CONTROLS_KEY,
        name="period_controls_hold",
        blocking=True,
        description="The month's controls hold; if not, the blocked workbook says why.",
    )
    def period_controls_hold() -> dg.AssetCheckResult:
        as_of, known_at = runs.clocks(settings)
        verdict = runs.judge_build(settings, as_of, [])
        metadata: dict[str, Any] = {
            "controls": verdict.controls.height,
            "failed": verdict.failed.height + len(verdict.reasons()),
        }
        if not verdict.is_open:
            blocked = runs.refuse(settings, as_of, known_at, verdict)
            metadata["blocked_report"] = dg.MetadataValue.path(blocked.path)
        return dg.AssetCheckResult(passed=verdict.is_open, metadata=metadata)

    return period_controls_hold


def build_published_asset(settings: Settings, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """Depends on everything it publishes, so that a failed check anywhere holds it back."""
    published = {"main", "marts", "reports", "controls", "policies"}
    keys = [
        dg.AssetKey([node["schema"], node["name"]])
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"} and node["schema"] in published
    ]

    @dg.asset(key=PUBLISHED_KEY, group_name="published", kinds={"duckdb"}, deps=keys)
    def publish_warehouse() -> dg.MaterializeResult[None]:
        """The warehouse that people read, replaced in one step."""
        rows = runs.publish(settings)
        return dg.MaterializeResult(metadata={"tables": len(rows), "rows": sum(rows.values())})

    return publish_warehouse
