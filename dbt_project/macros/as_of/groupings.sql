{# What the metrics of the company are grouped by: as a whole, and by each of these. `currency` is in its
   own currency; every other grouping is in the functional currency at document rates, so that its groups
   add up to the company. Legal entities are many and are grouped apart, when they are asked for. #}
{% macro metric_groupings() -%}
    {{ return({
        'currency': 'currency_code',
        'salesperson': 'salesperson_name',
        'collector': 'collector_name',
        'zone': 'zone_name',
        'customer_type': 'customer_type_name',
    }) }}
{%- endmacro %}

{# Customers with the names they are grouped by. A customer without a salesperson or zone is in the group
   without a name: nobody falls out. Customers with the same names are one segment, by number, and so
   is a legal entity: numbers are added up faster than names. #}
{% macro segmented_customers() -%}
    select
        customers.customer_id,
        customers.legal_entity_id,
        customers.salesperson_name,
        customers.collector_name,
        customers.zone_name,
        customers.customer_type_name,
        dense_rank() over (
            order by
                customers.salesperson_name, customers.collector_name, customers.zone_name,
                customers.customer_type_name
        ) as segment_number,
        dense_rank() over (order by customers.legal_entity_id) as entity_number
    from (
        select
            customer_id,
            legal_entity_id,
            coalesce(salesperson_name, '—') as salesperson_name,
            coalesce(collector_name, '—') as collector_name,
            coalesce(zone_name, '—') as zone_name,
            coalesce(customer_type_name, '—') as customer_type_name
        from {{ ref('dim_customers') }}
    ) as customers
{%- endmacro %}

{# Within grouping sets: which grouping a row is of, which group of it, and the sets themselves, each with
   the columns of `keys`. #}
{% macro grouping_code() -%}
    case
        {% for code, column in metric_groupings().items() -%}
            when grouping({{ column }}) = 0 then '{{ code }}'
        {% endfor -%}
        else 'total'
    end
{%- endmacro %}

{% macro group_scope() -%}
    case
        {% for column in metric_groupings().values() -%}
            when grouping({{ column }}) = 0 then {{ column }}
        {% endfor -%}
        else 'total'
    end
{%- endmacro %}

{% macro grouping_sets(keys) -%}
    grouping sets (
        ({{ keys | join(', ') }})
        {%- for column in metric_groupings().values() %},
            ({{ (keys + [column]) | join(', ') }})
        {%- endfor %}
    )
{%- endmacro %}

{# The sums of each measure by month, grouping and group: the CTE `name`. The relation has period_month,
   customer_id, currency_code and, for every measure, <measure>_amount and <measure>_amount_mxn; for every
   count, <count>_count. Needs the CTE customers. #}
{% macro summed_by_group(name, relation, is_by_entity, measures, counts=[]) -%}
    {%- if is_by_entity -%}
        {{ name }} as (
            select
                members.period_month,
                'legal_entity' as grouping_code,
                members.legal_entity_id as scope_code
                {%- for measure in measures %},
                    sum(members.{{ measure }}_amount_mxn) as {{ measure }}_amount
                {%- endfor %}
                {%- for count in counts %},
                    sum(members.{{ count }}_count) as {{ count }}_count
                {%- endfor %}
            from (
                select
                    relation.*,
                    customers.legal_entity_id
                from {{ relation }} as relation
                inner join customers
                    on relation.customer_id = customers.customer_id
            ) as members
            group by members.period_month, members.legal_entity_id
        )
    {%- else -%}
        {{ name }}_by_segment as (
            select
                relation.period_month,
                relation.currency_code,
                customers.segment_number
                {%- for measure in measures -%}
                    {%- for suffix in ['', '_mxn'] %},
                        sum(relation.{{ measure }}_amount{{ suffix }}) as {{ measure }}_amount{{ suffix }}
                    {%- endfor -%}
                {%- endfor %}
                {%- for count in counts %},
                    sum(relation.{{ count }}_count) as {{ count }}_count
                {%- endfor %}
            from {{ relation }} as relation
            inner join customers
                on relation.customer_id = customers.customer_id
            group by relation.period_month, relation.currency_code, customers.segment_number
        ),

        {{ name }} as (
            select
                period_month,
                {{ grouping_code() }} as grouping_code,
                {{ group_scope() }} as scope_code
                {%- for measure in measures %},
                    case
                        when grouping(currency_code) = 0 then sum({{ measure }}_amount)
                        else sum({{ measure }}_amount_mxn)
                    end as {{ measure }}_amount
                {%- endfor %}
                {%- for count in counts %},
                    sum({{ count }}_count) as {{ count }}_count
                {%- endfor %}
            from (
                select
                    summed.*,
                    segments.salesperson_name,
                    segments.collector_name,
                    segments.zone_name,
                    segments.customer_type_name
                from {{ name }}_by_segment as summed
                inner join segments
                    on summed.segment_number = segments.segment_number
            ) as grouped
            group by {{ grouping_sets(['period_month']) }}
        )
    {%- endif -%}
{%- endmacro %}
