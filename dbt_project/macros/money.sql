{# Rounds once to cents, half away from zero, as the ERP does. #}
{% macro cents(expression) -%}
    cast(round({{ expression }}, 2) as decimal(18, 2))
{%- endmacro %}

{# Sums of cents stay cents: without the cast a database widens the type and the contract refuses it. #}
{% macro total(expression) -%}
    cast(coalesce(sum({{ expression }}), 0) as decimal(18, 2))
{%- endmacro %}
