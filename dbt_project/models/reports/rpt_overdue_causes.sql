-- Why money is late: a row for every cause, also for those that nothing is late for.
with amounts as (
    select
        period_month,
        as_of_date,
        cause_code,
        1 as item_count,
        customer_id,
        open_amount_mxn,
        open_amount_mxn * past_due_days as amount_days,
        delay_cost_amount_mxn,
        chase_amount_mxn,
        expected_recovery_amount_mxn
    from {{ ref('fct_collection_items') }}
    union all
    select
        cast(date_trunc('month', run.as_of_date) as date) as period_month,
        run.as_of_date,
        causes.cause_code,
        0 as item_count,
        null as customer_id,
        0 as open_amount_mxn,
        0 as amount_days,
        0 as delay_cost_amount_mxn,
        0 as chase_amount_mxn,
        0 as expected_recovery_amount_mxn
    from {{ ref('policy_overdue_causes') }} as causes
    cross join {{ ref('dim_run_parameters') }} as run
)

select
    amounts.period_month,
    amounts.as_of_date,
    causes.cause_code,
    min(causes.cause_order) as cause_order,
    bool_or(causes.is_own_fault) as is_own_fault,
    cast(sum(amounts.item_count) as integer) as item_count,
    count(distinct amounts.customer_id) as customer_count,
    {{ total('amounts.open_amount_mxn') }} as overdue_amount_mxn,
    {{ ratio('100 * sum(amounts.open_amount_mxn)', 'sum(sum(amounts.open_amount_mxn)) over ()', 2) }}
        as overdue_percent,
    {{ ratio('sum(amounts.amount_days)', 'sum(amounts.open_amount_mxn)', 2) }} as average_past_due_days,
    {{ total('amounts.delay_cost_amount_mxn') }} as delay_cost_amount_mxn,
    {{ total('amounts.chase_amount_mxn') }} as chase_amount_mxn,
    {{ total('amounts.expected_recovery_amount_mxn') }} as expected_recovery_amount_mxn
from amounts
inner join {{ ref('policy_overdue_causes') }} as causes on amounts.cause_code = causes.cause_code
group by amounts.period_month, amounts.as_of_date, causes.cause_code
