{# What every metric is made of, one row per period, grouping and group, from the group's first month
   on; with `is_by_entity`, one row per period and legal entity. Here are the sums of one month's measures,
   which are in metric_measures.sql; months are put together in kpis.sql. `periods` has the columns of
   dim_periods, `aging` and `open_items` those of fct_aging_monthly and fct_open_items_monthly at the same as-of dates. #}
{% macro metric_inputs(periods, aging, open_items, is_by_entity=false) -%}
    {%- set open_measures = ['open', 'overdue', 'over_90'] -%}
    {%- for number in range(6) -%}{%- do open_measures.append('bucket_' ~ number) -%}{%- endfor -%}
    {%- set rolled_measures = [] -%}
    {%- for number in range(5) -%}{%- do rolled_measures.append('rolled_' ~ number) -%}{%- endfor -%}
    {%- set flow_measures = ['sales', 'receipts', 'credit_memos', 'write_offs'] -%}
    {%- set settled_measures = ['settled', 'pay_days_weighted', 'late_days_weighted'] -%}
    {%- set settled_counts = ['settled_charge', 'pay_days', 'late_days'] -%}
    with periods as (
        select
            given.month_number,
            given.period_month,
            given.as_of_date,
            given.days_count,
            previous.as_of_date as previous_as_of_date,
            previous.period_month as previous_month
        from {{ periods }} as given
        left join {{ ref('dim_periods') }} as previous
            on given.month_number - 1 = previous.month_number
    ),

    customers as (
        {{ segmented_customers() }}
    ),

    segments as (
        select distinct
            segment_number,
            salesperson_name,
            collector_name,
            zone_name,
            customer_type_name
        from customers
    ),

    {{ open_measures_by_customer(aging) }},

    {{ rolled_items(open_items) }},

    {{ items_fallen_due() }},

    {{ signed_flows() }},

    {{ settled_sales() }},

    {{ summed_by_group('opens', 'open_by_customer', is_by_entity, open_measures) }},

    {{ summed_by_group('rolls', 'rolled', is_by_entity, rolled_measures) }},

    {{ summed_by_group('falls', 'fallen', is_by_entity, ['fell_due']) }},

    {{ summed_by_group('flows', 'signed', is_by_entity, flow_measures) }},

    {{ summed_by_group('settlements', 'settled', is_by_entity, settled_measures, settled_counts) }},

    {% if not is_by_entity -%}
        {{ concentrations() }},

    {% endif -%}
    scopes as (
        {% if is_by_entity -%}
            select
                'legal_entity' as grouping_code,
                customers.legal_entity_id as scope_code,
                min(entries.period_month) as first_month
            from {{ ref('fct_ledger_entries') }} as entries
            inner join customers
                on entries.customer_id = customers.customer_id
            group by customers.legal_entity_id
        {%- else -%}
            select
                {{ grouping_code() }} as grouping_code,
                {{ group_scope() }} as scope_code,
                min(first_month) as first_month
            from (
                select
                    firsts.currency_code,
                    firsts.first_month,
                    customers.salesperson_name,
                    customers.collector_name,
                    customers.zone_name,
                    customers.customer_type_name
                from (
                    select
                        customer_id,
                        currency_code,
                        min(period_month) as first_month
                    from {{ ref('fct_ledger_entries') }}
                    group by customer_id, currency_code
                ) as firsts
                inner join customers
                    on firsts.customer_id = customers.customer_id
            ) as grouped
            group by {{ grouping_sets([]) }}
        {%- endif %}
    )

    select
        periods.month_number,
        periods.period_month,
        periods.as_of_date,
        scopes.grouping_code,
        scopes.scope_code,
        periods.days_count,
        cast(coalesce(opens.open_amount, 0) as decimal(18, 2)) as open_amount,
        {% for number in range(6) -%}
            cast(coalesce(opens.bucket_{{ number }}_amount, 0) as decimal(18, 2)) as bucket_{{ number }}_amount,
        {% endfor -%}
        cast(coalesce(opens.overdue_amount, 0) as decimal(18, 2)) as overdue_amount,
        cast(coalesce(opens.over_90_amount, 0) as decimal(18, 2)) as over_90_amount,
        {% for measure in rolled_measures -%}
            cast(coalesce(rolls.{{ measure }}_amount, 0) as decimal(18, 2)) as {{ measure }}_amount,
        {% endfor -%}
        cast(coalesce(falls.fell_due_amount, 0) as decimal(18, 2)) as fell_due_amount,
        {% for measure in flow_measures -%}
            cast(coalesce(flows.{{ measure }}_amount, 0) as decimal(18, 2)) as {{ measure }}_amount,
        {% endfor -%}
        {% for measure in settled_measures -%}
            cast(coalesce(settlements.{{ measure }}_amount, 0) as decimal(18, 2)) as {{ measure }}_amount,
        {% endfor -%}
        {% for measure in settled_counts -%}
            cast(coalesce(settlements.{{ measure }}_count, 0) as bigint) as {{ measure }}_count,
        {% endfor -%}
        {% set largest = 'cast(0 as decimal(18, 2))' if is_by_entity -%}
        {{ largest or 'cast(coalesce(concentrations.top_10_amount, 0) as decimal(18, 2))' }} as top_10_amount,
        {{ largest or 'cast(coalesce(concentrations.size_weighted_amount, 0) as decimal(18, 2))' }}
            as size_weighted_amount
    from scopes
    inner join periods
        on scopes.first_month <= periods.period_month
    {% for measured in ['opens', 'rolls', 'falls', 'flows', 'settlements'] + ([] if is_by_entity else ['concentrations']) -%}
        left join {{ measured }}
            on
                periods.period_month = {{ measured }}.period_month
                and scopes.grouping_code = {{ measured }}.grouping_code
                and scopes.scope_code = {{ measured }}.scope_code
    {% endfor -%}
{%- endmacro %}
