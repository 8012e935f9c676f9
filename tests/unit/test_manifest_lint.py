"""Each rule of the manifest lint, on a small manifest that keeps it and one that breaks it."""

import copy
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from small_manifest import (
    CONTROL,
    INTERMEDIATE,
    KEY_TEST,
    MART,
    PAIR_TEST,
    REPORT,
    STAGING,
    Manifest,
    assemble,
    macro,
    model,
    small_manifest,
    source,
)

from tests import manifest_lint


@pytest.fixture
def manifest() -> Manifest:
    return small_manifest()


def rewired(manifest: Manifest, unique_id: str, *reads: str) -> Manifest:
    """The same manifest with other parents for one node."""
    changed = copy.deepcopy(manifest)
    changed["nodes"][unique_id]["depends_on"]["nodes"] = list(reads)
    rebuilt = assemble(list(changed["nodes"].values()), list(changed["sources"].values()))
    return changed | {"parent_map": rebuilt["parent_map"], "child_map": rebuilt["child_map"]}


def test_a_house_in_order_has_no_findings(manifest: Manifest) -> None:
    assert manifest_lint.lint(manifest) == []


@pytest.mark.parametrize(
    ("node", "reads", "finding"),
    [
        (MART, "source.cartera.raw.erp_things", "fct_things: marts may not read raw (erp_things)"),
        (
            REPORT,
            INTERMEDIATE,
            "rpt_things: reports may not read intermediate (int_things_counted)",
        ),
        (REPORT, CONTROL, "rpt_things: reports may not read controls (ctl_things_add_up)"),
        (
            INTERMEDIATE,
            "model.cartera.ctl_comparisons",
            "int_things_counted: intermediate may not read controls (ctl_comparisons)",
        ),
    ],
)
def test_a_layer_that_reads_what_it_may_not_is_found(
    manifest: Manifest, node: str, reads: str, finding: str
) -> None:
    broken = rewired(manifest, node, reads)
    assert finding in list(manifest_lint.layers_read_only_what_they_may(broken))


def test_a_function_needs_no_key_test_and_reads_marts_only(manifest: Manifest) -> None:
    function = model("things_as_of", "functions", MART, INTERMEDIATE)
    nodes = [*manifest["nodes"].values(), function | {"columns": {}}]
    assert manifest_lint.lint(assemble(nodes, list(manifest["sources"].values()))) == [
        "[layers_read_only_what_they_may] "
        "things_as_of: functions may not read intermediate (int_things_counted)"
    ]


def test_intermediate_models_may_not_read_marts(manifest: Manifest) -> None:
    broken = rewired(manifest, INTERMEDIATE, STAGING, MART)
    assert list(manifest_lint.layers_read_only_what_they_may(broken)) == [
        "int_things_counted: intermediate may not read marts (fct_things)"
    ]


def test_staging_over_two_source_tables_is_found(manifest: Manifest) -> None:
    broken = rewired(
        manifest, STAGING, "source.cartera.raw.erp_things", "source.cartera.raw.erp_others"
    )
    assert list(manifest_lint.staging_reads_one_source_table(broken)) == [
        "stg_erp__things: reads 2 source tables, must read exactly one"
    ]


def test_staging_over_another_model_is_found(manifest: Manifest) -> None:
    broken = rewired(manifest, STAGING, "source.cartera.raw.erp_things", MART)
    assert list(manifest_lint.staging_reads_one_source_table(broken)) == [
        "stg_erp__things: staging may not read another model (fct_things)"
    ]


def test_a_model_without_a_description_is_found(manifest: Manifest) -> None:
    manifest["nodes"][STAGING]["description"] = " "
    assert list(manifest_lint.everything_is_described(manifest)) == [
        "stg_erp__things: no description"
    ]


def test_a_mart_column_without_a_description_is_found(manifest: Manifest) -> None:
    manifest["nodes"][MART]["columns"]["thing_id"]["description"] = ""
    assert list(manifest_lint.everything_is_described(manifest)) == [
        "fct_things.thing_id: no description"
    ]


def test_a_report_without_columns_is_found(manifest: Manifest) -> None:
    manifest["nodes"][REPORT]["columns"] = {}
    assert list(manifest_lint.everything_is_described(manifest)) == [
        "rpt_things: no column is described"
    ]


def test_a_model_without_a_key_test_is_found(manifest: Manifest) -> None:
    manifest["nodes"][REPORT]["config"]["meta"] = {}
    assert list(manifest_lint.every_key_is_tested(manifest)) == ["rpt_things: no key test"]


def test_a_key_test_elsewhere_must_be_up_or_downstream_and_exist(manifest: Manifest) -> None:
    manifest["nodes"][REPORT]["config"]["meta"] = {"key_tested_in": "ctl_comparisons"}
    assert list(manifest_lint.every_key_is_tested(manifest)) == [
        "rpt_things: ctl_comparisons is not up- or downstream of it with a key test"
    ]


def test_a_test_that_is_not_of_the_key_does_not_count(manifest: Manifest) -> None:
    manifest["nodes"][KEY_TEST]["test_metadata"]["name"] = "accepted_values"
    assert "fct_things: no key test" in list(manifest_lint.every_key_is_tested(manifest))


def test_a_key_is_not_tested_in_two_places(manifest: Manifest) -> None:
    manifest["nodes"][MART]["config"]["meta"] = {"key_tested_in": "rpt_things"}
    assert list(manifest_lint.every_key_is_tested(manifest)) == [
        "fct_things: has a key test of its own and names rpt_things as well"
    ]


@pytest.mark.parametrize(
    ("code", "clock"),
    [
        ("select current_date as as_of_date", "current_date"),
        ("select now() as known_at", "now"),
        ("select today () as as_of_date", "today"),
        ("select CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
    ],
)
def test_a_model_that_reads_a_clock_is_found(manifest: Manifest, code: str, clock: str) -> None:
    manifest["nodes"][MART]["raw_code"] = code
    assert list(manifest_lint.no_model_reads_a_clock(manifest)) == [
        f"fct_things: reads a clock ({clock})"
    ]


def test_a_macro_that_reads_a_clock_is_found(manifest: Manifest) -> None:
    manifest["macros"]["macro.cartera.age"] = macro("age", "{{ date }} - current_date")
    assert list(manifest_lint.no_model_reads_a_clock(manifest)) == [
        "age: reads a clock (current_date)"
    ]


def test_a_comment_about_a_clock_is_not_one(manifest: Manifest) -> None:
    manifest["nodes"][MART]["raw_code"] = "-- never current_date\nselect 1 {# nor now() #}"
    assert list(manifest_lint.no_model_reads_a_clock(manifest)) == []


def test_an_inexact_cast_is_found(manifest: Manifest) -> None:
    manifest["nodes"][MART]["raw_code"] = "select cast(amount as double) as amount"
    assert list(manifest_lint.no_number_is_inexact(manifest)) == [
        "fct_things: uses an inexact type (double)"
    ]


def test_an_inexact_column_type_is_found(manifest: Manifest) -> None:
    manifest["nodes"][MART]["columns"]["thing_id"]["data_type"] = "float"
    assert list(manifest_lint.no_number_is_inexact(manifest)) == [
        "fct_things.thing_id: inexact type float"
    ]


def test_a_name_without_its_layers_prefix_is_found(manifest: Manifest) -> None:
    manifest["nodes"][MART]["name"] = "things"
    assert list(manifest_lint.names_say_their_layer(manifest)) == [
        r"things: a name in marts must match ^(dim|fct)_[a-z_]+$"
    ]


def test_a_folder_that_is_no_layer_is_found(manifest: Manifest) -> None:
    manifest["nodes"][MART]["fqn"][1] = "misc"
    assert "fct_things: misc is not a layer" in list(manifest_lint.names_say_their_layer(manifest))


@pytest.mark.parametrize("meta", [{}, {"dagster": {"ref": {"name": "stg_erp__things"}}}])
def test_a_test_over_two_models_that_does_not_say_whose_check_it_is_is_found(
    manifest: Manifest, meta: dict[str, Any]
) -> None:
    manifest["nodes"][PAIR_TEST]["config"]["meta"] = meta
    assert list(manifest_lint.tests_over_two_models_say_whose_check_they_are(manifest)) == [
        "report_equals_mart: config meta.dagster.ref.name must name one of its models"
    ]


@pytest.mark.parametrize("change", [{"severity": "warn"}, {"enabled": False}])
def test_a_test_that_does_not_block_is_found(manifest: Manifest, change: dict[str, Any]) -> None:
    manifest["nodes"][KEY_TEST]["config"] |= change
    assert list(manifest_lint.every_test_blocks(manifest)) == [
        "fct_things_key: must have severity error"
    ]


def test_a_control_without_a_case_that_makes_it_fail_is_found(manifest: Manifest) -> None:
    manifest["unit_tests"] = {}
    assert list(manifest_lint.every_control_has_a_case_that_makes_it_fail(manifest)) == [
        "ctl_things_add_up: no unit test"
    ]


def test_an_intermediate_model_that_no_model_reads_is_found(manifest: Manifest) -> None:
    broken = rewired(manifest, MART)
    assert list(manifest_lint.every_intermediate_model_is_read(broken)) == [
        "int_things_counted: no model reads it"
    ]


def test_a_raw_table_without_a_staging_model_is_found(manifest: Manifest) -> None:
    orphan = source("erp_orphans")
    manifest["sources"][orphan["unique_id"]] = orphan
    assert list(manifest_lint.every_raw_table_is_staged(manifest)) == [
        "erp_orphans: no staging model reads it"
    ]


def test_every_rule_that_is_written_is_run() -> None:
    written = {
        function
        for function in vars(manifest_lint).values()
        if inspect.isfunction(function) and function.__annotations__.get("return") == Iterator[str]
    }
    assert set(manifest_lint.RULES) == written
