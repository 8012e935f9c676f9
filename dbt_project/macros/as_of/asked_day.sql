{# The day a published function is asked for, as the one row as_of_date, period_month. The function's
   parameter is asked_date. A day after the run's as-of date is refused: nothing is known of it. #}
{% macro asked_day() -%}
    select
        cast(asked_date as date) as as_of_date,
        cast({{ dbt.date_trunc('month', 'cast(asked_date as date)') }} as date) as period_month
    from {{ ref('dim_run_parameters') }} as run
    where
        case
            when cast(asked_date as date) <= run.as_of_date then true
            else {{ refusal("'no figures after ' || cast(run.as_of_date as varchar)") }}
        end
{%- endmacro %}

{# An expression that stops the query with a message, itself an expression. #}
{% macro refusal(message) -%}
    {{ return(adapter.dispatch('refusal')(message)) }}
{%- endmacro %}

{% macro default__refusal(message) -%}
    {{ exceptions.raise_compiler_error('refusal is not written for this database yet') }}
{%- endmacro %}

{% macro duckdb__refusal(message) -%}
    error({{ message }})
{%- endmacro %}
