{# Rows that may be the same money: deposits of the bank and receipts of the ERP, one for one or added up. Each
   relation is called by its name in the query and has currency_code, receipt_amount and receipt_date. #}

{# True of one currency and amount, and days that are not too far apart. #}
{% macro may_be_same_money(one, other) -%}
    {{ one }}.currency_code = {{ other }}.currency_code
    and {{ one }}.receipt_amount = {{ other }}.receipt_amount
    and {{ days_apart(one, other) }} <= {{ credit_parameter('receipt_match_days') }}
{%- endmacro %}

{% macro days_apart(one, other) -%}
    abs({{ dbt.datediff(one ~ '.receipt_date', other ~ '.receipt_date', 'day') }})
{%- endmacro %}

{# Of what may be the same money, the pairs of which each is the other's nearest in time; of several as near, the
   first by its key. one_key, other_key: columns that identify a row, which are the columns of the pairs. then_by:
   decides between several as near before the key does. #}
{% macro nearest_to_each_other(one, one_key, other, other_key, then_by=none) -%}
    {%- set key_of_one, key_of_other = [], [] -%}
    {%- for name in one_key %}{% do key_of_one.append(one ~ '.' ~ name) %}{% endfor -%}
    {%- for name in other_key %}{% do key_of_other.append(other ~ '.' ~ name) %}{% endfor -%}
    {%- set nearness = [days_apart(one, other)] + ([then_by] if then_by else []) -%}
    select {{ (one_key + other_key) | join(', ') }}
    from (
        select
            {{ (key_of_one + key_of_other) | join(', ') }},
            row_number() over (
                partition by {{ key_of_one | join(', ') }}
                order by {{ (nearness + key_of_other) | join(', ') }}
            ) as of_one_number,
            row_number() over (
                partition by {{ key_of_other | join(', ') }}
                order by {{ (nearness + key_of_one) | join(', ') }}
            ) as of_other_number
        from {{ one }}
        inner join {{ other }} on {{ may_be_same_money(one, other) }}
    ) as pairs
    where of_one_number = 1 and of_other_number = 1
{%- endmacro %}
