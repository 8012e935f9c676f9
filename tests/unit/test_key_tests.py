"""Keys that repeat are found, by the tests that the models declare."""

from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from pipelines.key_tests import key_tests, run_key_tests


def a_test(name: str, kwargs: dict[str, Any], model: str, where: str | None = None) -> Any:
    return SimpleNamespace(
        name=f"{name}_{model}",
        test_metadata=SimpleNamespace(name=name, kwargs=kwargs),
        attached_node=f"model.{model}",
        config=SimpleNamespace(where=where),
    )


def nodes(**tests: Any) -> dict[str, Any]:
    models = {
        f"model.{name}": SimpleNamespace(name=name, relation_name=f'"memory"."main"."{name}"')
        for name in ("items", "others")
    }
    return models | tests


@pytest.fixture
def connection() -> Any:
    made = duckdb.connect()
    made.execute("create table items (id varchar, part int)")
    yield made
    made.close()


def repeated(connection: Any, *tests: Any) -> list[int | None]:
    named = {f"test.{place}": test for place, test in enumerate(tests)}
    found = key_tests(nodes(**named), ["model.items"])
    return [result.repeated_keys for result in run_key_tests(connection, found)]


UNIQUE = a_test("unique", {"column_name": "id"}, "items")
COMBINATION = a_test("unique_combination", {"columns": ["id", "part"]}, "items")


def test_a_key_in_two_rows_is_found(connection: Any) -> None:
    connection.execute("insert into items values ('a', 1), ('a', 2), ('b', 1)")
    assert repeated(connection, UNIQUE) == [1]


def test_each_key_in_one_row_is_none_found(connection: Any) -> None:
    connection.execute("insert into items values ('a', 1), ('b', 1)")
    assert repeated(connection, UNIQUE, COMBINATION) == [0, 0]


def test_a_missing_value_is_no_key_alone_but_one_in_a_combination(connection: Any) -> None:
    connection.execute("insert into items values (null, 1), (null, 1)")
    assert repeated(connection, UNIQUE, COMBINATION) == [0, 1]


def test_tests_of_models_that_were_not_built_and_other_tests_are_not_asked(connection: Any) -> None:
    other = a_test("unique", {"column_name": "id"}, "others")
    values = a_test("accepted_values", {"column_name": "id"}, "items")
    assert repeated(connection, other, values) == []


def test_a_table_that_is_not_there_is_an_error_and_not_a_pass(connection: Any) -> None:
    connection.execute("drop table items")
    (test,) = key_tests(nodes(test=UNIQUE), ["model.items"])
    (result,) = run_key_tests(connection, [test])
    assert (result.repeated_keys, result.error) == (None, "CatalogException")


def test_a_key_test_with_a_condition_is_refused() -> None:
    conditional = a_test("unique", {"column_name": "id"}, "items", where="part > 1")
    with pytest.raises(ValueError, match="takes no condition"):
        key_tests(nodes(test=conditional), ["model.items"])
