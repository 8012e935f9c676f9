-- Every centavo that is open on the as-of date is in the cash forecast once: in a week, later, or said
-- not to be expected.
with aged as (
    select
        aging.period_month,
        aging.currency_code,
        sum(aging.open_amount) as open_amount
    from {{ ref('fct_aging_monthly') }} as aging
    inner join {{ ref('dim_run_parameters') }} as run
        on aging.as_of_date = run.as_of_date
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
        coalesce(aged.period_month, forecast.period_month) as period_month,
        'currency' as subject_type_code,
        coalesce(aged.currency_code, forecast.currency_code) as subject_id,
        coalesce(aged.currency_code, forecast.currency_code) as currency_code,
        coalesce(aged.open_amount, 0) as expected_amount,
        coalesce(forecast.open_amount, 0) as actual_amount
    from aged
    full outer join forecast
        on aged.period_month = forecast.period_month and aged.currency_code = forecast.currency_code
)

{{ compared('forecast_ties_to_ledger', 'comparison') }}
