"""A manifest of dbt with a model of each layer, small enough to be read, that keeps every rule.

Belongs here: its nodes, and putting them together. What breaks a rule is for test_manifest_lint.py.
"""

from typing import Any

Manifest = dict[str, Any]


STAGING = "model.cartera.stg_erp__things"
INTERMEDIATE = "model.cartera.int_things_counted"
MART = "model.cartera.fct_things"
REPORT = "model.cartera.rpt_things"
CONTROL = "model.cartera.ctl_things_add_up"
KEY_TEST = "test.cartera.fct_things_key"
PAIR_TEST = "test.cartera.report_equals_mart"


def model(name: str, folder: str, *reads: str, meta: dict[str, Any] | None = None) -> Manifest:
    return {
        "unique_id": f"model.cartera.{name}",
        "name": name,
        "resource_type": "model",
        "fqn": ["cartera", folder, name],
        "description": "One row per thing.",
        "columns": {
            "thing_id": {"name": "thing_id", "description": "The thing.", "data_type": "varchar"}
        },
        "config": {"meta": meta or {}},
        "raw_code": "select thing_id from upstream",
        "depends_on": {"nodes": list(reads)},
    }


def data_test(name: str, attached: str | None, kind: str | None, *reads: str) -> Manifest:
    return {
        "unique_id": f"test.cartera.{name}",
        "name": name,
        "resource_type": "test",
        "fqn": ["cartera", name],
        "attached_node": attached,
        "test_metadata": {"name": kind} if kind else None,
        "config": {"severity": "ERROR", "enabled": True, "meta": {}},
        "raw_code": "select 1",
        "depends_on": {"nodes": list(reads)},
    }


def source(name: str) -> Manifest:
    return {"unique_id": f"source.cartera.raw.{name}", "name": name, "resource_type": "source"}


def assemble(nodes: list[Manifest], sources: list[Manifest]) -> Manifest:
    parent_map = {n["unique_id"]: n["depends_on"]["nodes"] for n in nodes}
    child_map: dict[str, list[str]] = {n["unique_id"]: [] for n in nodes + sources}
    for child, above in parent_map.items():
        for parent in above:
            child_map[parent].append(child)
    return {
        "metadata": {"project_name": "cartera"},
        "nodes": {n["unique_id"]: n for n in nodes},
        "sources": {s["unique_id"]: s for s in sources},
        "macros": {"macro.cartera.cents": macro("cents", "round({{ amount }}, 2)")},
        "unit_tests": {"one": {"model": "ctl_things_add_up"}},
        "parent_map": parent_map,
        "child_map": child_map,
    }


def macro(name: str, sql: str) -> Manifest:
    return {"name": name, "package_name": "cartera", "macro_sql": sql}


def small_manifest() -> Manifest:
    """A model of each layer, tested as it should be."""
    in_mart = {"key_tested_in": "fct_things"}
    raw = [source("erp_things"), source("erp_others"), source("run_parameters")]
    nodes = [
        model(
            "stg_erp__things",
            "staging",
            "source.cartera.raw.erp_things",
            "source.cartera.raw.run_parameters",
            meta=in_mart,
        ),
        model("stg_erp__others", "staging", "source.cartera.raw.erp_others"),
        model("int_things_counted", "intermediate", STAGING, meta=in_mart),
        model("fct_things", "marts", INTERMEDIATE),
        model("rpt_things", "reports", MART, meta=in_mart),
        model("ctl_things_add_up", "controls", MART, meta=in_mart),
        model("ctl_comparisons", "controls", CONTROL, meta=in_mart),
        data_test("stg_erp__others_key", "model.cartera.stg_erp__others", "unique"),
        data_test("fct_things_key", MART, "unique_combination", MART),
        data_test("report_equals_mart", None, None, MART, REPORT),
    ]
    nodes[-1]["config"]["meta"] = {"dagster": {"ref": {"name": "rpt_things"}}}
    return assemble(nodes, raw)
