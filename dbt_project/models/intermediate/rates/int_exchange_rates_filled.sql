-- One rate per currency and day. A day without one takes the last before it, if that is fresh enough.
with run as (
    select as_of_date from {{ ref('stg_cartera__run_parameters') }}
),

policy as (
    select days_count as max_age_days
    from {{ ref('policy_metrics') }}
    where metric_parameter_code = 'rate_max_age_days'
),

erp_rates as (
    select
        currencies.currency_code,
        'microsip' as rate_source_code,
        rates.rate_date,
        rates.rate,
        row_number() over (
            partition by currencies.currency_code, rates.rate_date
            order by length(rates.rate_id) desc, rates.rate_id desc
        ) as recency
    from {{ ref('stg_microsip__rates') }} as rates
    inner join {{ ref('stg_microsip__currencies') }} as currencies
        on rates.currency_id = currencies.currency_id
    where not currencies.is_functional
),

delivered_rates as (
    select
        currency_code,
        rate_source_code,
        rate_date,
        rate
    from erp_rates
    where recency = 1
    union all
    select
        series.currency_code,
        'banxico' as rate_source_code,
        rates.rate_date,
        rates.rate
    from {{ ref('stg_banxico__rates') }} as rates
    inner join {{ ref('policy_rate_series') }} as series
        on rates.series_code = series.series_code
    where rates.rate is not null and series.date_code = 'determination'
),

span as (
    select
        min(delivered_rates.rate_date) as first_date,
        greatest(max(run.as_of_date), max(delivered_rates.rate_date)) as last_date
    from delivered_rates
    cross join run
),

days as (
    select series_date as rate_date
    from {{ date_series('(select first_date from span)', '(select last_date from span)', 'day') }} as series
),

grid as (
    select
        sources.currency_code,
        sources.rate_source_code,
        days.rate_date
    from (select distinct
        currency_code,
        rate_source_code
    from delivered_rates) as sources
    cross join days
),

marked as (
    select
        grid.currency_code,
        grid.rate_source_code,
        grid.rate_date,
        delivered_rates.rate,
        delivered_rates.rate_date as delivered_date,
        count(delivered_rates.rate) over (
            partition by grid.currency_code, grid.rate_source_code
            order by grid.rate_date
        ) as stretch_number
    from grid
    left join delivered_rates
        on
            grid.currency_code = delivered_rates.currency_code
            and grid.rate_source_code = delivered_rates.rate_source_code
            and grid.rate_date = delivered_rates.rate_date
),

-- A stretch begins on a day with a rate and holds no other.
filled as (
    select
        currency_code,
        rate_source_code,
        rate_date,
        max(rate) over (partition by currency_code, rate_source_code, stretch_number) as rate,
        max(delivered_date) over (partition by currency_code, rate_source_code, stretch_number) as delivered_date
    from marked
),

fresh as (
    select filled.*
    from filled
    cross join policy
    where
        filled.rate is not null
        and {{ dbt.datediff('filled.delivered_date', 'filled.rate_date', 'day') }} <= policy.max_age_days
),

by_source as (
    select
        currency_code,
        rate_date,
        max(case when rate_source_code = 'microsip' then rate end) as erp_rate,
        max(case when rate_source_code = 'microsip' then delivered_date end) as erp_rate_date,
        max(case when rate_source_code = 'banxico' then rate end) as published_rate,
        max(case when rate_source_code = 'banxico' then delivered_date end) as published_rate_date
    from fresh
    group by currency_code, rate_date
)

-- The ERP's own rate reproduces the ledger; the central bank's values the balance at a closing.
select
    currency_code,
    rate_date,
    coalesce(erp_rate, published_rate) as ledger_rate,
    case when erp_rate is not null then 'microsip' else 'banxico' end as ledger_rate_source_code,
    coalesce(published_rate, erp_rate) as closing_rate,
    case when published_rate is not null then 'banxico' else 'microsip' end as closing_rate_source_code,
    coalesce(published_rate_date, erp_rate_date) as closing_rate_date
from by_source
