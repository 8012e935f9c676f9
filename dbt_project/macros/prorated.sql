{# amount x part / whole, rounded once to cents, half away from zero; 0 where the whole is 0. Part and
   whole have at most five decimals. Exact: a database that divides decimals through floating point must
   not do it here. #}
{% macro prorated(amount, part, whole) -%}
    {{ return(adapter.dispatch('prorated')(amount, part, whole)) }}
{%- endmacro %}

{% macro default__prorated(amount, part, whole) -%}
    cast(coalesce(round(({{ amount }}) * ({{ part }}) / nullif({{ whole }}, 0), 2), 0) as decimal(18, 2))
{%- endmacro %}

{% macro duckdb__prorated(amount, part, whole) -%}
    {%- set cents = whole_number(amount, 2) -%}
    {%- set share = whole_number(part, 5) -%}
    {%- set total = whole_number(whole, 5) -%}
    cast(
        coalesce(
            sign({{ cents }}) * sign({{ share }}) * sign({{ total }})
            * (
                (abs({{ cents }}) * abs({{ share }}) * 2 + abs({{ total }}))
                // nullif(abs({{ total }}) * 2, 0)
            ),
            0
        ) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
    )
{%- endmacro %}

{% macro whole_number(expression, scale) -%}
    cast(cast({{ expression }} as decimal(38, {{ scale }})) * {{ 10 ** scale }} as hugeint)
{%- endmacro %}
