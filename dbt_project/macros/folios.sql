{# A folio in two parts: the series it belongs to and its number in it. 'A00017' and 'a17 ' are number 17 of
   series A; a folio that does not end in digits has no number. #}
{% macro folio_number(expression) -%}
    {{ return(adapter.dispatch('folio_number')(expression)) }}
{%- endmacro %}

{% macro default__folio_number(expression) -%}
    {{ exceptions.raise_compiler_error('folio_number is not written for this database yet') }}
{%- endmacro %}

{% macro duckdb__folio_number(expression) -%}
    try_cast(nullif(regexp_extract({{ expression }}, '([0-9]{1,15})\s*$', 1), '') as bigint)
{%- endmacro %}

{% macro folio_series(expression) -%}
    {{ return(adapter.dispatch('folio_series')(expression)) }}
{%- endmacro %}

{% macro default__folio_series(expression) -%}
    {{ exceptions.raise_compiler_error('folio_series is not written for this database yet') }}
{%- endmacro %}

{% macro duckdb__folio_series(expression) -%}
    upper(trim(regexp_replace({{ expression }}, '[0-9]{1,15}\s*$', '')))
{%- endmacro %}
