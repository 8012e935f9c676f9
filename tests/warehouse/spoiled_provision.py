"""One way for every control of the provision to fail: two broken models and a policy with a gap.

Belongs here: what is spoiled and the subject that the control must name. Does not belong here: the
controls of ledger and ageing (spoiled.py, spoiled_integrity.py, spoiled_models.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.warehouse.spoiled import Fault
from tests.workspace import Workspace

MODELS = "models/marts/provision"


@contextmanager
def a_provision_that_loses_a_legal_entity(company: Workspace) -> Iterator[str]:
    ((entity,),) = company.published(
        """
        select min(legal_entity_id) from marts.fct_provision_monthly
        where period_month = date '2026-10-01' and exposed_amount_mxn > 0
        """
    )
    sound = "from exposed\nleft join"
    broken = (
        f"from (select * from exposed where legal_entity_id <> '{entity}') as exposed\nleft join"
    )
    with company.broken_model(f"{MODELS}/fct_provision_monthly.sql", sound, broken):
        yield str(entity)


@contextmanager
def a_bridge_one_cent_off(company: Workspace) -> Iterator[str]:
    sound = "cast(sized.at_exchange - sized.at_opening as decimal(18, 2))"
    broken = "cast(sized.at_exchange - sized.at_opening + {} as decimal(18, 2))".format(
        "case when sized.segment_code = 'trade' and sized.currency_code = 'MXN'"
        " and sized.period_month = cast('2026-10-01' as date) then 0.01 else 0 end"
    )
    with company.broken_model(f"{MODELS}/fct_provision_bridges_monthly.sql", sound, broken):
        yield "trade"


@contextmanager
def an_overlay_that_ends_a_day_before_the_month(company: Workspace) -> Iterator[str]:
    """All balances of the segment are then without a rate, and none of them is provided for."""
    sound, broken = (f"industry,1.050000,0.002500,2026-07-01,{end}," for end in ("", "2026-10-30"))
    with company.broken_model("seeds/policy_provision_overlays.csv", sound, broken):
        yield "policy_provision_overlays/industry"


PROVISION = (
    Fault("provision_covers_aging", a_provision_that_loses_a_legal_entity),
    Fault("provision_bridges", a_bridge_one_cent_off),
    Fault("provision_policies", an_overlay_that_ends_a_day_before_the_month),
)
