{# The rate that values a currency's balance at each as-of date of `dates`; the functional currency's is
   1. `rates` has currency_code, rate_date and closing_rate, `run` the run's parameters. #}
{% macro closing_rates(dates, rates, run) -%}
    select
        dates.as_of_date,
        rates.currency_code,
        rates.closing_rate
    from {{ dates }} as dates
    inner join {{ rates }} as rates
        on dates.as_of_date = rates.rate_date
    cross join {{ run }} as run
    where rates.currency_code <> run.functional_currency_code
    union all
    select
        dates.as_of_date,
        run.functional_currency_code,
        cast(1 as decimal(18, 6)) as closing_rate
    from {{ dates }} as dates
    cross join {{ run }} as run
{%- endmacro %}
