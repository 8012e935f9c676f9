"""The rules of the house that dbt itself does not check, over its parsed manifest.

Belongs here: one function per rule, from the manifest to the sentences that say what breaks it, and
the command line: ``python -m tests.manifest_lint`` exits 1 with the list. Does not belong here:
anything that needs a database, and SQL style (sqlfluff).
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from pipelines import key_tests
from pipelines.settings import Settings

Manifest = dict[str, Any]
Node = dict[str, Any]

PREFIXES = {
    "staging": re.compile(r"^stg_[a-z]+(_[a-z]+)*__[a-z_]+$"),
    "intermediate": re.compile(r"^int_[a-z_]+$"),
    "predictions": re.compile(r"^prd_[a-z_]+$"),
    "marts": re.compile(r"^(dim|fct)_[a-z_]+$"),
    "functions": re.compile(r"^[a-z_]+_as_of$"),
    "reports": re.compile(r"^rpt_[a-z_]+$"),
    "controls": re.compile(r"^ctl_[a-z_]+$"),
    "policies": re.compile(r"^policy_[a-z_]+$"),
}
# What each layer may read. Controls check the others, so they may read any but the reports.
MAY_READ = {
    "staging": {"raw", "staging"},
    "intermediate": {"staging", "intermediate", "policies"},
    # Python between marts: what it says is published by marts after it.
    "predictions": {"marts", "predictions", "policies"},
    "marts": {"staging", "intermediate", "predictions", "marts", "policies"},
    "functions": {"marts", "functions", "policies"},
    "reports": {"marts", "reports", "policies"},
    "controls": {"raw", "staging", "intermediate", "marts", "controls", "policies"},
    "policies": set(),
}
RUN_SOURCE = "run_parameters"
# Bad rows are for people, who read them in the blocked report and with `cartera sql`.
NOT_STAGED = {"quarantine"}
RUN_MODEL = "stg_cartera__run_parameters"
# One row has no key to repeat.
KEY_TESTS = {*key_tests.KEY_TESTS, "one_row"}
COMPARISONS = "ctl_comparisons"

COMMENT = re.compile(r"\{#.*?#\}|/\*.*?\*/|--[^\n]*", re.DOTALL)
CLOCK = re.compile(
    r"\b(current_(date|time|timestamp)|localtime(stamp)?|get_current_timestamp|sysdate)\b"
    r"|\b(now|today|getdate)\s*\(",
    re.IGNORECASE,
)
INEXACT = re.compile(r"\b(float[48]?|double|real)\b", re.IGNORECASE)


def layer(node: Node) -> str:
    """The folder of a model, ``policies`` for a seed, ``raw`` for a source."""
    if node["resource_type"] == "seed":
        return "policies"
    return "raw" if node["resource_type"] == "source" else str(node["fqn"][1])


def nodes_of(manifest: Manifest, *resource_types: str) -> list[Node]:
    """The project's own nodes of these types, by name."""
    found = [n for n in manifest["nodes"].values() if n["resource_type"] in resource_types]
    return sorted(found, key=lambda node: str(node["name"]))


def parents(manifest: Manifest, node: Node) -> list[Node]:
    known = manifest["nodes"] | manifest["sources"]
    return [known[unique_id] for unique_id in node.get("depends_on", {}).get("nodes", [])]


def layers_read_only_what_they_may(manifest: Manifest) -> Iterator[str]:
    for node in nodes_of(manifest, "model"):
        for parent in parents(manifest, node):
            if layer(parent) not in MAY_READ.get(layer(node), set()):
                pair = f"{layer(node)} may not read {layer(parent)}"
                yield f"{node['name']}: {pair} ({parent['name']})"


def staging_reads_one_source_table(manifest: Manifest) -> Iterator[str]:
    """The run's own parameters apart: they are the clock, not the subject."""
    for node in nodes_of(manifest, "model"):
        if layer(node) != "staging":
            continue
        above = parents(manifest, node)
        tables = {n["name"] for n in above if n["resource_type"] == "source"}
        expected = 1 if node["name"] == RUN_MODEL else len(tables - {RUN_SOURCE})
        if expected != 1:
            yield f"{node['name']}: reads {expected} source tables, must read exactly one"
        for model in above:
            if model["resource_type"] == "model" and model["name"] != RUN_MODEL:
                yield f"{node['name']}: staging may not read another model ({model['name']})"


def everything_is_described(manifest: Manifest) -> Iterator[str]:
    for node in nodes_of(manifest, "model", "seed"):
        if not node["description"].strip():
            yield f"{node['name']}: no description"
        if layer(node) in {"staging", "intermediate", "predictions", "functions"}:
            continue
        if not node["columns"]:
            yield f"{node['name']}: no column is described"
        for column in node["columns"].values():
            if not column["description"].strip():
                yield f"{node['name']}.{column['name']}: no description"


def every_key_is_tested(manifest: Manifest) -> Iterator[str]:
    """By a test of its own, or where the same key would break: meta.key_tested_in. A function
    has no rows before it is asked.
    """
    tested = models_with_a_key_test(manifest)
    for node in nodes_of(manifest, "model", "seed"):
        if layer(node) == "functions":
            continue
        elsewhere = node["config"].get("meta", {}).get("key_tested_in")
        if node["unique_id"] in tested:
            if elsewhere:
                yield f"{node['name']}: has a key test of its own and names {elsewhere} as well"
        elif not elsewhere:
            yield f"{node['name']}: no key test"
        elif not any(
            n["name"] == elsewhere and n["unique_id"] in tested for n in relatives(manifest, node)
        ):
            yield f"{node['name']}: {elsewhere} is not up- or downstream of it with a key test"


def models_with_a_key_test(manifest: Manifest) -> set[str]:
    return {
        test["attached_node"]
        for test in nodes_of(manifest, "test")
        if (test.get("test_metadata") or {}).get("name") in KEY_TESTS
    }


def relatives(manifest: Manifest, node: Node) -> list[Node]:
    """Everything upstream and everything downstream of a node."""
    found: set[str] = set()
    for neighbours in (manifest["parent_map"], manifest["child_map"]):
        waiting = list(neighbours[node["unique_id"]])
        while waiting:
            unique_id = waiting.pop()
            if unique_id not in found and unique_id in manifest["nodes"]:
                found.add(unique_id)
                waiting += neighbours[unique_id]
    return [manifest["nodes"][unique_id] for unique_id in sorted(found)]


def no_model_reads_a_clock(manifest: Manifest) -> Iterator[str]:
    for name, code in code_of(manifest):
        if found := CLOCK.search(code):
            yield f"{name}: reads a clock ({found.group().strip(' (')})"


def no_number_is_inexact(manifest: Manifest) -> Iterator[str]:
    for name, code in code_of(manifest):
        if found := INEXACT.search(code):
            yield f"{name}: uses an inexact type ({found.group()})"
    for node in nodes_of(manifest, "model", "seed"):
        for column in node["columns"].values():
            if INEXACT.search(column.get("data_type") or ""):
                yield f"{node['name']}.{column['name']}: inexact type {column['data_type']}"


def code_of(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Name and code, without comments, of the project's models, tests and macros."""
    for node in nodes_of(manifest, "model", "test"):
        yield str(node["name"]), COMMENT.sub(" ", node["raw_code"])
    project = manifest["metadata"]["project_name"]
    for macro in manifest["macros"].values():
        if macro["package_name"] == project:
            yield str(macro["name"]), COMMENT.sub(" ", macro["macro_sql"])


def names_say_their_layer(manifest: Manifest) -> Iterator[str]:
    for node in nodes_of(manifest, "model", "seed"):
        pattern = PREFIXES.get(layer(node))
        if pattern is None:
            yield f"{node['name']}: {layer(node)} is not a layer"
        elif not pattern.match(node["name"]):
            yield f"{node['name']}: a name in {layer(node)} must match {pattern.pattern}"


def tests_over_two_models_say_whose_check_they_are(manifest: Manifest) -> Iterator[str]:
    """Without it Dagster leaves a singular test out of its checks, and says nothing."""
    for test in nodes_of(manifest, "test"):
        if test.get("test_metadata") or len(test["depends_on"]["nodes"]) == 1:
            continue
        meta = test["config"].get("meta") or {}
        name = meta.get("dagster", {}).get("ref", {}).get("name")
        if name not in {parent["name"] for parent in parents(manifest, test)}:
            yield f"{test['name']}: config meta.dagster.ref.name must name one of its models"


def every_test_blocks(manifest: Manifest) -> Iterator[str]:
    for test in nodes_of(manifest, "test"):
        config = test["config"]
        if str(config["severity"]).lower() != "error" or not config["enabled"]:
            yield f"{test['name']}: must have severity error"


def every_control_has_a_case_that_makes_it_fail(manifest: Manifest) -> Iterator[str]:
    """As a unit test beside it: a check that cannot fire is worse than none."""
    covered = {test["model"] for test in manifest["unit_tests"].values()}
    for node in nodes_of(manifest, "model"):
        if node["name"] != COMPARISONS:
            continue
        for parent in parents(manifest, node):
            if layer(parent) == "controls" and parent["name"] not in covered:
                yield f"{parent['name']}: no unit test"


def every_intermediate_model_is_read(manifest: Manifest) -> Iterator[str]:
    """They exist for the models after them."""
    for node in nodes_of(manifest, "model"):
        children = manifest["child_map"][node["unique_id"]]
        if layer(node) == "intermediate" and not any(
            child.startswith("model.") for child in children
        ):
            yield f"{node['name']}: no model reads it"


def every_raw_table_is_staged(manifest: Manifest) -> Iterator[str]:
    """Whatever is delivered can be read in our terms, also before a mart needs it."""
    staged = {
        parent["name"]
        for node in nodes_of(manifest, "model")
        if layer(node) == "staging"
        for parent in parents(manifest, node)
    }
    for source in manifest["sources"].values():
        if source["name"] not in staged | NOT_STAGED:
            yield f"{source['name']}: no staging model reads it"


RULES: tuple[Callable[[Manifest], Iterator[str]], ...] = (
    layers_read_only_what_they_may,
    staging_reads_one_source_table,
    everything_is_described,
    every_key_is_tested,
    no_model_reads_a_clock,
    no_number_is_inexact,
    names_say_their_layer,
    tests_over_two_models_say_whose_check_they_are,
    every_test_blocks,
    every_control_has_a_case_that_makes_it_fail,
    every_intermediate_model_is_read,
    every_raw_table_is_staged,
)


def lint(manifest: Manifest) -> list[str]:
    """Every finding of every rule, one sentence each; empty when the house is in order."""
    return [f"[{rule.__name__}] {finding}" for rule in RULES for finding in rule(manifest)]


def main() -> int:
    path = Settings.from_env().dbt_target / "manifest.json"
    if not path.is_file():
        print("no dbt manifest: run `cartera parse` first")
        return 1
    manifest = json.loads(path.read_text(encoding="utf-8"))
    findings = lint(manifest)
    for finding in findings:
        print(finding)
    print(f"manifest lint: {len(RULES)} rules, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
