-- Every centavo that is open on the as-of date is in the cash forecast once: in a week, later, or said
-- not to be expected.
with items as (
    select
        items.period_month,
        items.currency_code,
        sum(items.open_amount) as open_amount
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_run_parameters') }} as run
        on items.as_of_date = run.as_of_date
    group by 1, 2
),

forecast as (
    select
        period_month,
        currency_code,
        sum(open_amount) as open_amount
    from {{ ref('fct_cash_forecast_items') }}
    group by 1, 2
),

comparison as (
    select
        coalesce(items.period_month, forecast.period_month) as period_month,
        'currency' as subject_type_code,
        coalesce(items.currency_code, forecast.currency_code) as subject_id,
        coalesce(items.currency_code, forecast.currency_code) as currency_code,
        coalesce(items.open_amount, 0) as expected_amount,
        coalesce(forecast.open_amount, 0) as actual_amount
    from items
    full outer join forecast
        on items.period_month = forecast.period_month and items.currency_code = forecast.currency_code
)

{{ compared('forecast_ties_to_ledger', 'comparison') }}
