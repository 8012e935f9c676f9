-- The months before the asked day as they are stored, and the month that is cut at that day.
with asked as (
    {{ asked_day() }}
),

asked_period as (
    select
        {{ month_number('asked.period_month') }} as month_number,
        asked.period_month,
        asked.as_of_date,
        cast(extract(day from asked.as_of_date) as integer) as days_count
    from asked
    where asked.period_month >= (select min(periods.period_month) from {{ ref('dim_periods') }} as periods)
),

cut as (
    {{ metric_inputs('asked_period', ref('aging_as_of') ~ '(asked_date)', ref('open_items_as_of') ~ '(asked_date)') }}
)

select
    inputs.month_number,
    inputs.period_month,
    inputs.as_of_date,
    inputs.grouping_code,
    inputs.scope_code,
    inputs.days_count,
    inputs.open_amount,
    inputs.bucket_0_amount,
    inputs.bucket_1_amount,
    inputs.bucket_2_amount,
    inputs.bucket_3_amount,
    inputs.bucket_4_amount,
    inputs.bucket_5_amount,
    inputs.overdue_amount,
    inputs.over_90_amount,
    inputs.rolled_0_amount,
    inputs.rolled_1_amount,
    inputs.rolled_2_amount,
    inputs.rolled_3_amount,
    inputs.rolled_4_amount,
    inputs.fell_due_amount,
    inputs.sales_amount,
    inputs.receipts_amount,
    inputs.credit_memos_amount,
    inputs.write_offs_amount,
    inputs.settled_amount,
    inputs.pay_days_weighted_amount,
    inputs.late_days_weighted_amount,
    inputs.settled_charge_count,
    inputs.pay_days_count,
    inputs.late_days_count,
    inputs.top_10_amount,
    inputs.size_weighted_amount
from {{ ref('fct_metric_inputs_monthly') }} as inputs
cross join asked
where inputs.period_month < asked.period_month
union all
select
    month_number,
    period_month,
    as_of_date,
    grouping_code,
    scope_code,
    days_count,
    open_amount,
    bucket_0_amount,
    bucket_1_amount,
    bucket_2_amount,
    bucket_3_amount,
    bucket_4_amount,
    bucket_5_amount,
    overdue_amount,
    over_90_amount,
    rolled_0_amount,
    rolled_1_amount,
    rolled_2_amount,
    rolled_3_amount,
    rolled_4_amount,
    fell_due_amount,
    sales_amount,
    receipts_amount,
    credit_memos_amount,
    write_offs_amount,
    settled_amount,
    pay_days_weighted_amount,
    late_days_weighted_amount,
    settled_charge_count,
    pay_days_count,
    late_days_count,
    top_10_amount,
    size_weighted_amount
from cut
