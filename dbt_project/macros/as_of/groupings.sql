{# What the metrics are grouped by: the company as a whole, and each of these. `currency` is in its own
   currency; every other grouping is in the functional currency at document rates, so that its groups
   add up to the company. #}
{% macro metric_groupings() -%}
    {{ return({
        'currency': 'currency_code',
        'salesperson': 'salesperson_name',
        'collector': 'collector_name',
        'zone': 'zone_name',
        'customer_type': 'customer_type_name',
        'legal_entity': 'legal_entity_id',
    }) }}
{%- endmacro %}

{# Rows of a relation that has customer_id and currency_code, with the columns they are grouped by. A
   customer without a salesperson or zone is in the group without a name: nobody falls out. #}
{% macro with_groups(relation, columns) -%}
    select
        {% for name in columns -%}
            relation.{{ name }},
        {% endfor -%}
        relation.currency_code,
        customers.legal_entity_id,
        coalesce(customers.salesperson_name, '—') as salesperson_name,
        coalesce(customers.collector_name, '—') as collector_name,
        coalesce(customers.zone_name, '—') as zone_name,
        coalesce(customers.customer_type_name, '—') as customer_type_name
    from {{ relation }} as relation
    inner join {{ ref('dim_customers') }} as customers
        on relation.customer_id = customers.customer_id
{%- endmacro %}

{# Within grouping sets: which grouping a row is of, which group of it, and the sets themselves. `keys`
   are the columns that every set has. #}
{% macro grouping_code(groupings) -%}
    case
        {% for code, column in groupings.items() -%}
            when grouping({{ column }}) = 0 then '{{ code }}'
        {% endfor -%}
        else 'total'
    end
{%- endmacro %}

{% macro group_scope(groupings) -%}
    case
        {% for column in groupings.values() -%}
            when grouping({{ column }}) = 0 then {{ column }}
        {% endfor -%}
        else 'total'
    end
{%- endmacro %}

{% macro grouping_sets(groupings, keys) -%}
    grouping sets (
        ({{ keys | join(', ') }})
        {%- for column in groupings.values() %},
            ({{ (keys + [column]) | join(', ') }})
        {%- endfor %}
    )
{%- endmacro %}

{# The sums of each measure by month, grouping and group. The relation has period_month, customer_id,
   currency_code and, for every measure, <measure>_amount and <measure>_amount_mxn; for every count,
   <count>_count. #}
{% macro summed_by_group(relation, groupings, measures, counts=[]) -%}
    {%- set columns = ['period_month'] -%}
    {%- for measure in measures -%}
        {%- do columns.extend([measure ~ '_amount', measure ~ '_amount_mxn']) -%}
    {%- endfor -%}
    {%- for count in counts -%}{%- do columns.append(count ~ '_count') -%}{%- endfor -%}
    select
        period_month,
        {{ grouping_code(groupings) }} as grouping_code,
        {{ group_scope(groupings) }} as scope_code
        {%- for measure in measures %},
            case
                when grouping(currency_code) = 0 then sum({{ measure }}_amount)
                else sum({{ measure }}_amount_mxn)
            end as {{ measure }}_amount
        {%- endfor %}
        {%- for count in counts %},
            sum({{ count }}_count) as {{ count }}_count
        {%- endfor %}
    from ({{ with_groups(relation, columns) }}) as grouped
    group by {{ grouping_sets(groupings, ['period_month']) }}
{%- endmacro %}
