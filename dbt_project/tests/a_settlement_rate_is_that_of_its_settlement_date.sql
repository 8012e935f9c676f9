-- Derived a second time, straight from the series: on the day it settles, a value is the rate.
{{ config(meta={'dagster': {'ref': {'name': 'fct_exchange_rates_by_purpose'}}}) }}
with settled as (
    select
        series.currency_code,
        rates.rate_date,
        rates.rate,
        {{ fx_rate('series.currency_code', 'rates.rate_date', 'settlement') }} as exchange_rate
    from {{ ref('stg_banxico__rates') }} as rates
    inner join {{ ref('policy_rate_series') }} as series
        on rates.series_code = series.series_code
    where series.date_code = 'settlement' and rates.rate is not null
)

select *
from settled
where exchange_rate is null or exchange_rate <> rate
