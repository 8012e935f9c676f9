-- Both ends of the bridge and what lies between them, by closed month and currency.
with changes as (
    select
        closed_month,
        currency_code,
        {{ total('change_amount') }} as change_amount,
        {{ total('change_amount_mxn') }} as change_amount_mxn
    from {{ ref('fct_closed_month_changes') }}
    group by closed_month, currency_code
)

select
    periods.period_month,
    bridges.closed_month,
    bridges.snapshot_id,
    bridges.reported_at,
    bridges.currency_code,
    bridges.reported_amount,
    coalesce(changes.change_amount, 0) as change_amount,
    bridges.known_amount,
    bridges.reported_amount_mxn,
    coalesce(changes.change_amount_mxn, 0) as change_amount_mxn,
    bridges.known_amount_mxn
from {{ ref('fct_closed_month_bridges') }} as bridges
inner join {{ ref('dim_periods') }} as periods
    on bridges.closed_month < periods.period_month
left join changes
    on bridges.closed_month = changes.closed_month and bridges.currency_code = changes.currency_code
