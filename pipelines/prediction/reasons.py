"""Why the model expects an item early or late.

Belongs here: one number per group of features: how much likelier it is that the item is still open
in thirty days than it would be, were the group as usual (at its median in training). Cheap and
always the same; groups that work together share what they say (Friedman 2001 on partial
dependence). Does not belong here: the words (policy_prediction_reasons).
"""

import numpy as np
import polars as pl

from pipelines.prediction.features import FEATURE_GROUPS, FEATURES
from pipelines.prediction.survival import Floats, PaymentModel, bins_of, hazards, paid_by

AHEAD_DAYS = 30
SHOWN = 3
# Less than this, in points of a hundred, is nothing to speak of.
LEAST_POINTS = 0.5


def open_later(model: PaymentModel, x: Floats, entry: Floats) -> Floats:
    """Probability that each item is still open in AHEAD_DAYS."""
    distribution = paid_by(hazards(model, x), entry)
    still_open: Floats = 1.0 - distribution[np.arange(len(x)), bins_of(entry + AHEAD_DAYS)]
    return still_open


def explain(model: PaymentModel, x: Floats, entry: Floats) -> pl.DataFrame:
    """Columns reason_<n>_code and reason_<n>_points for n of 1 to SHOWN, strongest first.

    Points are of a hundred; positive ones delay. Null where there is nothing left to say.
    """
    usual = open_later(model, x, entry)
    effects = np.empty((len(x), len(FEATURE_GROUPS)))
    for number, names in enumerate(FEATURE_GROUPS.values()):
        places = [FEATURES.index(name) for name in names]
        neutral = x.copy()
        neutral[:, places] = model.profile[places]
        effects[:, number] = 100.0 * (usual - open_later(model, neutral, entry))
    effects = effects.round(1)
    order = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, :SHOWN]
    strongest = np.take_along_axis(effects, order, axis=1)
    codes = np.array(list(FEATURE_GROUPS))[order]
    columns: dict[str, pl.Series] = {}
    for place in range(SHOWN):
        points = pl.Series(strongest[:, place])
        said = points.abs() >= LEAST_POINTS
        code = pl.Series(codes[:, place].tolist(), dtype=pl.String)
        number = place + 1
        columns[f"reason_{number}_code"] = code.set(~said, None)
        columns[f"reason_{number}_points"] = points.set(~said, None)
    return pl.DataFrame(columns)
