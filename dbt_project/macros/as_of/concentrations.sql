{# How much of what is open the ten largest legal entities owe, and what the entity owes that an average
   peso is owed by: divided by what is open, that is the Herfindahl-Hirschman index. Most entities are one
   customer with one currency, whose rows are not added up by entity: their segment's ten largest are
   enough. What the others owe is added up in every grouping first. #}
{% macro concentrations() -%}
    entities_alone as (
        select customers.entity_number
        from open_by_customer as owed
        inner join customers
            on owed.customer_id = customers.customer_id
        group by customers.entity_number
        having min(owed.customer_id) = max(owed.customer_id) and min(owed.currency_code) = max(owed.currency_code)
    ),

    owed_alone as (
        select
            owed.period_month,
            owed.currency_code,
            customers.segment_number
            {%- for suffix in ['', '_mxn'] %}
                {%- set amount = 'owed.open_amount' ~ suffix -%}
                {%- set owed = 'case when ' ~ amount ~ ' > 0 then ' ~ amount ~ ' end' %},
                {{ largest(owed, 10) }} as largest_amounts{{ suffix }},
                sum({{ owed }}) as owed_amount{{ suffix }},
                sum(case when {{ amount }} > 0 then {{ amount }} * {{ amount }} end) as squared_amount{{ suffix }}
            {%- endfor %}
        from open_by_customer as owed
        inner join customers
            on owed.customer_id = customers.customer_id
        inner join entities_alone
            on customers.entity_number = entities_alone.entity_number
        where owed.open_amount <> 0
        group by owed.period_month, owed.currency_code, customers.segment_number
    ),

    entity_balances as (
        select
            period_month,
            {{ grouping_code() }} as grouping_code,
            {{ group_scope() }} as scope_code,
            case when grouping(currency_code) = 0 then sum(open_amount) else sum(open_amount_mxn) end
                as open_amount
        from (
            select
                owed.period_month,
                owed.currency_code,
                owed.open_amount,
                owed.open_amount_mxn,
                customers.entity_number,
                customers.salesperson_name,
                customers.collector_name,
                customers.zone_name,
                customers.customer_type_name
            from open_by_customer as owed
            inner join customers
                on owed.customer_id = customers.customer_id
            left join entities_alone
                on customers.entity_number = entities_alone.entity_number
            where owed.open_amount <> 0 and entities_alone.entity_number is null
        ) as grouped
        group by {{ grouping_sets(['period_month', 'entity_number']) }}
    ),

    concentration_parts as (
        select
            period_month,
            {{ grouping_code() }} as grouping_code,
            {{ group_scope() }} as scope_code,
            case
                when grouping(currency_code) = 0 then {{ all_of('largest_amounts') }}
                else {{ all_of('largest_amounts_mxn') }}
            end as largest_amounts,
            case when grouping(currency_code) = 0 then sum(owed_amount) else sum(owed_amount_mxn) end as owed_amount,
            case when grouping(currency_code) = 0 then sum(squared_amount) else sum(squared_amount_mxn) end
                as squared_amount
        from (
            select
                owed_alone.*,
                segments.salesperson_name,
                segments.collector_name,
                segments.zone_name,
                segments.customer_type_name
            from owed_alone
            inner join segments
                on owed_alone.segment_number = segments.segment_number
        ) as grouped
        group by {{ grouping_sets(['period_month']) }}
        union all
        select
            period_month,
            grouping_code,
            scope_code,
            {{ largest('open_amount', 10) }} as largest_amounts,
            sum(open_amount) as owed_amount,
            sum(open_amount * open_amount) as squared_amount
        from entity_balances
        where open_amount > 0
        group by period_month, grouping_code, scope_code
    ),

    concentrations as (
        select
            period_month,
            grouping_code,
            scope_code,
            {{ sum_of_largest('largest_amounts', 10) }} as top_10_amount,
            {{ ratio('sum(squared_amount)', 'sum(owed_amount)', 2) }} as size_weighted_amount
        from concentration_parts
        group by period_month, grouping_code, scope_code
    )
{%- endmacro %}

{# A group's largest values, as a list; all values of a group's lists in one; the sum of the largest ones
   of them. #}
{% macro largest(expression, count) -%}
    {{ return(adapter.dispatch('largest')(expression, count)) }}
{%- endmacro %}

{% macro all_of(lists) -%}
    {{ return(adapter.dispatch('all_of')(lists)) }}
{%- endmacro %}

{% macro sum_of_largest(lists, count) -%}
    {{ return(adapter.dispatch('sum_of_largest')(lists, count)) }}
{%- endmacro %}

{% macro default__largest(expression, count) -%}
    {{ exceptions.raise_compiler_error('largest is not written for this database yet') }}
{%- endmacro %}

{% macro duckdb__largest(expression, count) -%}
    max({{ expression }}, {{ count }})
{%- endmacro %}

{% macro default__all_of(lists) -%}
    {{ exceptions.raise_compiler_error('all_of is not written for this database yet') }}
{%- endmacro %}

{% macro duckdb__all_of(lists) -%}
    flatten(list({{ lists }}))
{%- endmacro %}

{% macro default__sum_of_largest(lists, count) -%}
    {{ exceptions.raise_compiler_error('sum_of_largest is not written for this database yet') }}
{%- endmacro %}

{% macro duckdb__sum_of_largest(lists, count) -%}
    list_sum(list_reverse_sort({{ all_of(lists) }})[:{{ count }}])
{%- endmacro %}
