"""Scores of the predictions whose outcome is known: pipelines/prediction on their table."""

from pipelines.prediction.backtest import score_predictions


def model(dbt, session):  # noqa: ARG001 (dbt calls it so)
    dbt.config(materialized="table")
    return score_predictions(dbt.ref("prd_item_predictions").pl()).to_arrow()
