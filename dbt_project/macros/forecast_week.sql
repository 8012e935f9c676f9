{# The first day that is predicted from an as-of date. #}
{% macro day_after(as_of_date) -%}
    cast({{ dbt.dateadd('day', 1, as_of_date) }} as date)
{%- endmacro %}

{# Week of a payment, counted from the day after the as-of date: 1 to 13; 14 for later; 0 for a payment
   that is not expected (no date). What should have been paid already counts in the first week. #}
{% macro forecast_week(as_of_date, payment_date) -%}
    cast(
        case
            when {{ payment_date }} is null then 0
            when {{ dbt.datediff(as_of_date, payment_date, 'day') }} <= 7 then 1
            when {{ dbt.datediff(as_of_date, payment_date, 'day') }} > 91 then 14
            else ceil({{ dbt.datediff(as_of_date, payment_date, 'day') }} / cast(7 as decimal(3, 1)))
        end as integer
    )
{%- endmacro %}

{# One row per week that a forecast can name: 0 to 14. #}
{% macro forecast_weeks() -%}
    {% for week in range(15) -%}
        select {{ week }} as week_number{{ ' union all ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# What has come by the end of a week of the model "weekly"; null before the first and after the last. #}
{% macro by_the_end_of_week(amount) -%}
    case
        when weekly.week_number between 1 and 13
            then cast(
                sum(case when weekly.week_number > 0 then weekly.{{ amount }} end) over (
                    partition by weekly.as_of_date, weekly.currency_code
                    order by weekly.week_number
                    rows between unbounded preceding and current row
                ) as decimal(18, 2)
            )
    end
{%- endmacro %}
