{# numerator / denominator as a decimal of four places, null where the denominator is zero or null.
   Databases differ in how they divide decimals: here the quotient is rounded once, at the end. #}
{% macro ratio(numerator, denominator, scale=4) -%}
    {{ return(adapter.dispatch('ratio')(numerator, denominator, scale)) }}
{%- endmacro %}

{% macro default__ratio(numerator, denominator, scale) -%}
    cast(round(({{ numerator }}) / nullif({{ denominator }}, 0), {{ scale }}) as decimal(18, {{ scale }}))
{%- endmacro %}
