{# Stretches are days [from_date, until_date) in which a balance did not change: one table of them can be
   read on any day up to the run's as-of date, and at all month-ends in one pass. #}

{# First day after a stretch: the next change, else the first day of the month after the run's as-of date,
   so that the months a stretch covers follow from its dates alone. #}
{% macro stretch_end(next_date, run) -%}
    coalesce(
        {{ next_date }},
        cast({{ dbt.dateadd('month', 1, dbt.date_trunc('month', run ~ '.as_of_date')) }} as date)
    )
{%- endmacro %}

{# The rows that last on the asked day, with that day's as_of_date and period_month. #}
{% macro on_the_asked_day(stretches) -%}
    select
        asked.as_of_date,
        asked.period_month,
        stretches.*
    from {{ stretches }} as stretches
    cross join asked
    where stretches.from_date <= cast(asked_date as date) and stretches.until_date > cast(asked_date as date)
{%- endmacro %}

{# The rows at every period's as-of date they last on, with its as_of_date and period_month: an equality
   join on months spreads them. #}
{% macro at_month_ends(stretches) -%}
    select
        periods.as_of_date,
        periods.period_month,
        stretches.*
    from {{ stretches }} as stretches
    inner join {{ ref('int_period_spans') }} as periods
        on
            {{ month_number('stretches.from_date') }} = periods.from_month_number
            and {{ month_number('stretches.until_date') }} = periods.until_month_number
{%- endmacro %}
