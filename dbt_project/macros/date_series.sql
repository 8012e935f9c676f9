{# One row per step, from the earliest to the latest value of two scalar expressions: column series_date. #}
{% macro date_series(first, last, part) -%}
    {{ return(adapter.dispatch('date_series')(first, last, part)) }}
{%- endmacro %}

{% macro default__date_series(first, last, part) -%}
    {{ exceptions.raise_compiler_error('date_series is not written for this database yet') }}
{%- endmacro %}

{% macro duckdb__date_series(first, last, part) -%}
    (select cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 {{ part }})) as date) as series_date)
{%- endmacro %}
