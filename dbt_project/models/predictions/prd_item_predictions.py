"""Predictions of open items: pipelines/prediction on the project's own tables.

Belongs here: which tables go in. What an unchanged model said in the run before is read from the
table that this one replaces.
"""

from pipelines.prediction.backtest import predict_at_origins


def model(dbt, session):
    dbt.config(materialized="table")
    episodes = dbt.ref("fct_open_item_episodes").pl()
    periods = dbt.ref("dim_periods").pl()
    limits = dbt.ref("policy_prediction_limits").pl()
    found = session.execute(
        "select count(*) from information_schema.tables "
        "where table_catalog = ? and table_schema = ? and table_name = ?",
        [dbt.this.database, dbt.this.schema, dbt.this.identifier],
    ).fetchone()
    previous = session.execute(f"from {dbt.this}").pl() if found[0] else None
    predictions = predict_at_origins(
        episodes,
        periods["as_of_date"].to_list(),
        dict(limits.select("limit_code", "limit_count").iter_rows()),
        previous,
    )
    return predictions.to_arrow()
