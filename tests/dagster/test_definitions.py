"""What Dagster is told of the company: its assets, checks and jobs, and when they run."""

import json
from typing import Any

import dagster as dg
import pytest

from pipelines.assets.reports import REPORT_KEY, SNAPSHOT_KEY
from pipelines.assets.warehouse import PUBLISHED_KEY
from pipelines.build import ManifestMissing, build_defs
from pipelines.contracts.raw_table import RawTable
from pipelines.ingestion import all_tables
from pipelines.settings import Settings
from tests.workspace import Workspace

# Checks that are no data tests of dbt, and why they are there.
CHECKS_OF_OUR_OWN = {
    "no_file_was_rejected": "a file that could not be read never reaches dbt",
    "period_controls_hold": "the gate judges the controls of one month, dbt those of all",
}


@pytest.fixture(scope="module")
def defs(workspace: Workspace, demo_run) -> dg.Definitions:
    return build_defs(workspace.settings)


@pytest.fixture(scope="module")
def manifest(workspace: Workspace, demo_run) -> dict[str, Any]:
    path = workspace.settings.dbt_target / "manifest.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def assets_of(defs: dg.Definitions, job: str) -> set[dg.AssetKey]:
    return set(defs.resolve_job_def(job).asset_layer.executable_asset_keys)


def test_every_data_test_of_dbt_is_an_asset_check(defs: dg.Definitions, manifest: dict[str, Any]):
    tests = {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    checks = [key.name for key in defs.resolve_asset_graph().asset_check_keys]
    assert tests
    assert sorted(checks) == sorted(tests | CHECKS_OF_OUR_OWN.keys())


def test_every_model_and_seed_is_an_asset_named_by_schema_and_table(
    defs: dg.Definitions, manifest: dict[str, Any]
):
    tables = {
        (node["schema"], node["name"])
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"}
    }
    keys = {tuple(key.path) for key in defs.resolve_asset_graph().get_all_asset_keys()}
    assert tables <= keys


@pytest.mark.parametrize("table", all_tables(), ids=lambda table: table.name)
def test_a_raw_table_is_a_materializable_asset_with_a_deadline(
    defs: dg.Definitions, table: RawTable
):
    node = defs.resolve_asset_graph().get(dg.AssetKey(["raw", table.name]))
    assert node.is_materializable
    assert node.freshness_policy_or_from_metadata is not None


def test_only_the_gate_stops_what_comes_after_it(defs: dg.Definitions):
    graph = defs.resolve_asset_graph()
    gate = next(k for k in graph.asset_check_keys if k.name == "period_controls_hold")
    assert graph.get_check_spec(gate).blocking


def test_everything_that_is_published_comes_before_publication(
    defs: dg.Definitions, manifest: dict[str, Any]
):
    published = {
        dg.AssetKey([node["schema"], node["name"]])
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"} and node["database"] == "cartera"
    }
    assert published == defs.resolve_asset_graph().get(PUBLISHED_KEY).parent_keys


@pytest.mark.parametrize(
    ("job", "left_out"),
    [
        ("daily_refresh", {REPORT_KEY, SNAPSHOT_KEY}),
        ("weekly_aging", {SNAPSHOT_KEY}),
        ("month_end_close", set()),
    ],
)
def test_a_job_does_all_but_what_it_is_not_for(
    defs: dg.Definitions, job: str, left_out: set[dg.AssetKey]
):
    everything = defs.resolve_asset_graph().materializable_asset_keys
    assert assets_of(defs, job) == everything - left_out


@pytest.mark.parametrize(
    ("schedule", "cron", "job"),
    [
        ("daily_refresh_schedule", "30 6 * * 1-5", "daily_refresh"),
        ("weekly_aging_schedule", "0 8 * * 1", "weekly_aging"),
        ("month_end_close_schedule", "0 7 3 * *", "month_end_close"),
    ],
)
def test_a_schedule_ticks_in_the_companys_time(
    defs: dg.Definitions, schedule: str, cron: str, job: str
):
    found = defs.resolve_schedule_def(schedule)
    assert (found.cron_schedule, found.execution_timezone, found.job_name) == (
        cron,
        "America/Mexico_City",
        job,
    )


def test_there_is_one_sensor_and_it_watches_the_inbox(defs: dg.Definitions):
    assert defs.resolve_sensor_def("inbox_sensor").job_name == "daily_refresh"
    assert [sensor.name for sensor in defs.get_repository_def().sensor_defs] == ["inbox_sensor"]


def test_definitions_of_a_company_that_was_not_parsed_say_what_to_do(tmp_path):
    unparsed = Settings("nueva", "Nueva", "MXN", "es", "America/Mexico_City", None, tmp_path)
    with pytest.raises(ManifestMissing, match="cartera parse"):
        build_defs(unparsed)
