{{ config(meta={'dagster': {'ref': {'name': 'fct_closed_month_changes'}}}) }}
-- Reported + changes = known, to the cent, per closed month and currency, in both currencies.
with changes as (
    select
        closed_month,
        currency_code,
        sum(change_amount) as change_amount,
        sum(change_amount_mxn) as change_amount_mxn,
        sum(closing_change_amount_mxn) as closing_change_amount_mxn
    from {{ ref('fct_closed_month_changes') }}
    group by closed_month, currency_code
)

select
    coalesce(bridges.closed_month, changes.closed_month) as closed_month,
    coalesce(bridges.currency_code, changes.currency_code) as currency_code
from {{ ref('fct_closed_month_bridges') }} as bridges
full outer join changes
    on bridges.closed_month = changes.closed_month and bridges.currency_code = changes.currency_code
where
    bridges.closed_month is null
    or bridges.reported_amount + coalesce(changes.change_amount, 0) <> bridges.known_amount
    or bridges.reported_amount_mxn + coalesce(changes.change_amount_mxn, 0) <> bridges.known_amount_mxn
    or bridges.reported_closing_amount_mxn + coalesce(changes.closing_change_amount_mxn, 0)
    <> bridges.known_closing_amount_mxn
