{# Months counted from year 0: consecutive months differ by one. #}
{% macro month_number(date_expression) -%}
    cast(extract(year from {{ date_expression }}) * 12 + extract(month from {{ date_expression }}) as integer)
{%- endmacro %}
