"""dbt's adapter as sqlfluff sees it: what a macro dispatches to stands in as one scalar query."""

from collections.abc import Callable


def dispatch(macro_name: str) -> Callable[..., str]:
    """A query that is valid as a value and as a relation; its column is date_series's."""

    def stand_in(*arguments: object) -> str:
        return f"(select {macro_name}({', '.join(map(str, arguments))}) as series_date)"

    return stand_in
