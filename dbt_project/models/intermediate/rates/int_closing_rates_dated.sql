-- The rate that values a currency's balance at each as-of date; the functional currency's is 1.
select
    periods.as_of_date,
    rates.currency_code,
    rates.closing_rate
from {{ ref('int_periods') }} as periods
inner join {{ ref('int_exchange_rates_filled') }} as rates
    on periods.as_of_date = rates.rate_date
cross join {{ ref('stg_cartera__run_parameters') }} as run
where rates.currency_code <> run.functional_currency_code
union all
select
    periods.as_of_date,
    run.functional_currency_code,
    cast(1 as decimal(18, 6)) as closing_rate
from {{ ref('int_periods') }} as periods
cross join {{ ref('stg_cartera__run_parameters') }} as run
