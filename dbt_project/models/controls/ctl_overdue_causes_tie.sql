-- Every centavo that is overdue on the as-of date is late for one cause.
with items as (
    select
        items.period_month,
        items.currency_code,
        sum(items.open_amount) as overdue_amount
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_run_parameters') }} as run
        on items.as_of_date = run.as_of_date
    where items.bucket_number > 0
    group by 1, 2
),

caused as (
    select
        items.period_month,
        items.currency_code,
        sum(items.open_amount) as overdue_amount
    from {{ ref('fct_collection_items') }} as items
    inner join {{ ref('policy_overdue_causes') }} as causes on items.cause_code = causes.cause_code
    group by 1, 2
),

comparison as (
    select
        coalesce(items.period_month, caused.period_month) as period_month,
        'currency' as subject_type_code,
        coalesce(items.currency_code, caused.currency_code) as subject_id,
        coalesce(items.currency_code, caused.currency_code) as currency_code,
        coalesce(items.overdue_amount, 0) as expected_amount,
        coalesce(caused.overdue_amount, 0) as actual_amount
    from items
    full outer join caused
        on items.period_month = caused.period_month and items.currency_code = caused.currency_code
)

{{ compared('overdue_causes_tie', 'comparison') }}
