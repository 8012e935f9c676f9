-- Both ends are the ageing's own totals, not sums of the lines between them: that they meet is tested.
with reported as (
    select
        closed_month,
        currency_code,
        sum(balance_amount) as balance_amount,
        sum(balance_amount_mxn) as balance_amount_mxn,
        sum(closing_balance_amount_mxn) as closing_balance_amount_mxn
    from {{ ref('stg_cartera__sealed_balances') }}
    group by closed_month, currency_code
),

known as (
    select
        sealed.closed_month,
        aging.currency_code,
        sum(aging.balance_amount) as balance_amount,
        sum(aging.balance_amount_mxn) as balance_amount_mxn,
        sum(aging.closing_balance_amount_mxn) as closing_balance_amount_mxn
    from {{ ref('fct_aging_monthly') }} as aging
    inner join {{ ref('stg_cartera__sealed_months') }} as sealed
        on aging.period_month = sealed.closed_month and aging.as_of_date = sealed.as_of_date
    group by sealed.closed_month, aging.currency_code
),

ends as (
    select
        coalesce(reported.closed_month, known.closed_month) as closed_month,
        coalesce(reported.currency_code, known.currency_code) as currency_code,
        coalesce(reported.balance_amount, 0) as reported_amount,
        coalesce(known.balance_amount, 0) as known_amount,
        coalesce(reported.balance_amount_mxn, 0) as reported_amount_mxn,
        coalesce(known.balance_amount_mxn, 0) as known_amount_mxn,
        coalesce(reported.closing_balance_amount_mxn, 0) as reported_closing_amount_mxn,
        coalesce(known.closing_balance_amount_mxn, 0) as known_closing_amount_mxn
    from reported
    full outer join known
        on reported.closed_month = known.closed_month and reported.currency_code = known.currency_code
)

select
    ends.closed_month,
    sealed.as_of_date,
    sealed.snapshot_id,
    sealed.reported_at,
    ends.currency_code,
    cast(ends.reported_amount as decimal(18, 2)) as reported_amount,
    cast(ends.known_amount as decimal(18, 2)) as known_amount,
    cast(ends.reported_amount_mxn as decimal(18, 2)) as reported_amount_mxn,
    cast(ends.known_amount_mxn as decimal(18, 2)) as known_amount_mxn,
    cast(ends.reported_closing_amount_mxn as decimal(18, 2)) as reported_closing_amount_mxn,
    cast(ends.known_closing_amount_mxn as decimal(18, 2)) as known_closing_amount_mxn
from ends
inner join {{ ref('stg_cartera__sealed_months') }} as sealed
    on ends.closed_month = sealed.closed_month
