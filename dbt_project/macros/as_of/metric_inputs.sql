{# What every metric is made of, one row per period, grouping and group, from the group's first month
   on; with `is_by_entity`, one row per period and legal entity. Here are the measures of one month and
   their sums; months are put together in kpis.sql. `periods` has the columns of dim_periods, `aging` and
   `open_items` those of fct_aging_monthly and fct_open_items_monthly at the same as-of dates. #}
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

{# Open items by bucket. Over 90 days are the buckets that begin after them: a data test of the policy sees
   to it that one begins on the next day. #}
{% macro open_measures_by_customer(aging) -%}
    old_buckets as (
        select
            {% for number in range(1, 6) -%}
                max(case when bucket_number = {{ number }} and from_days > 90 then 1 else 0 end)
                    as is_old_{{ number }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ ref('policy_aging_buckets') }}
    ),

    open_by_customer as (
        select
            aging.period_month,
            aging.customer_id,
            aging.currency_code
            {%- for suffix in ['', '_mxn'] %},
                aging.open_amount{{ suffix }},
                aging.overdue_amount{{ suffix }},
                aging.not_due_amount{{ suffix }} as bucket_0_amount{{ suffix }}
                {%- for number in range(1, 6) %},
                    aging.bucket_{{ number }}_amount{{ suffix }}
                {%- endfor %},
                {% for number in range(1, 6) -%}
                    aging.bucket_{{ number }}_amount{{ suffix }} * old_buckets.is_old_{{ number }}
                    {{- ' + ' if not loop.last }}
                {%- endfor %} as over_90_amount{{ suffix }}
            {%- endfor %}
        from {{ aging }} as aging
        inner join periods
            on aging.period_month = periods.period_month
        cross join old_buckets
    )
{%- endmacro %}

{# What of each bucket of the previous month-end is in a later one now: an item that was there already had
   its days past due then. #}
{% macro rolled_items(open_items) -%}
    overdue_before as (
        select
            items.period_month,
            items.customer_id,
            items.currency_code,
            items.bucket_number,
            items.open_amount,
            items.open_amount_mxn,
            {{ dbt.datediff('items.due_date', 'periods.previous_as_of_date', 'day') }} as previous_past_due_days
        from {{ open_items }} as items
        inner join periods
            on items.period_month = periods.period_month and items.charge_date <= periods.previous_as_of_date
        where items.bucket_number > 0
    ),

    rolled as (
        select
            items.period_month,
            items.customer_id,
            items.currency_code
            {%- for suffix in ['', '_mxn'] -%}
                {%- for number in range(5) %},
                    case when previous.bucket_number = {{ number }} then items.open_amount{{ suffix }} else 0 end
                        as rolled_{{ number }}_amount{{ suffix }}
                {%- endfor -%}
            {%- endfor %}
        from overdue_before as items
        inner join {{ ref('policy_aging_buckets') }} as previous
            on
                items.previous_past_due_days >= coalesce(previous.from_days, items.previous_past_due_days)
                and items.previous_past_due_days <= coalesce(previous.to_days, items.previous_past_due_days)
                and items.bucket_number > previous.bucket_number
    )
{%- endmacro %}

{# What became overdue in the month: of what was open and not due at the last month-end, and of the
   charges made since. Due on the as-of date itself is not overdue. #}
{% macro items_fallen_due() -%}
    fallen as (
        select
            periods.period_month,
            items.customer_id,
            items.currency_code,
            items.open_amount as fell_due_amount,
            items.open_amount_mxn as fell_due_amount_mxn
        from {{ ref('fct_open_items_monthly') }} as items
        inner join periods
            on items.period_month = periods.previous_month
        where items.bucket_number = 0 and items.due_date < periods.as_of_date
        union all
        select
            periods.period_month,
            charges.customer_id,
            charges.currency_code,
            installments.amount as fell_due_amount,
            {{ cents('installments.amount * charges.exchange_rate') }} as fell_due_amount_mxn
        from {{ ref('fct_charges') }} as charges
        inner join periods
            on charges.period_month = periods.period_month and charges.charge_date <= periods.as_of_date
        inner join {{ ref('fct_installments') }} as installments
            on charges.charge_id = installments.charge_id and periods.as_of_date > installments.due_date
    )
{%- endmacro %}

{# The month's flows, all positive where they are what they are called. A discount settles what it came
   with, but it is no cash. #}
{% macro signed_flows() -%}
    signed as (
        select
            periods.period_month,
            entries.customer_id,
            entries.currency_code
            {%- for suffix, rate in [('', '1'), ('_mxn', 'entries.exchange_rate')] %},
                case when entries.is_sale then entries.amount{{ suffix }} else 0 end as sales_amount{{ suffix }},
                case
                    when entries.is_cash
                        then {{ cents('entries.discount_amount * ' ~ rate) }} - entries.amount{{ suffix }}
                    else 0
                end as receipts_amount{{ suffix }}
                {%- for code in ['credit_memos', 'write_offs'] %},
                    case when entries.rollforward_code = '{{ code }}' then -entries.amount{{ suffix }} else 0 end
                        as {{ code }}_amount{{ suffix }}
                {%- endfor -%}
            {%- endfor %}
        from {{ ref('fct_ledger_entries') }} as entries
        inner join periods
            on entries.period_month = periods.period_month and entries.entry_date <= periods.as_of_date
        where entries.is_sale or entries.is_cash or entries.rollforward_code in ('credit_memos', 'write_offs')
    )
{%- endmacro %}

{# Sales whose balance an application of the month brought to zero, and how long that took. One that no
   money settled (a return, a write-off) was not paid and is left out. Early is negative. #}
{% macro settled_sales() -%}
    settled_charges as (
        select
            applications.charge_id,
            max(applications.effective_date) as settled_date
        from {{ ref('fct_applications') }} as applications
        inner join {{ ref('policy_entry_classes') }} as classes
            on applications.class_code = classes.class_code
        where
            applications.has_charge
            and applications.effective_date <= (select max(periods.as_of_date) from periods)
        group by applications.charge_id
        having
            sum(applications.applied_amount) >= max(applications.charge_amount)
            and sum(case when classes.is_cash then applications.applied_amount else 0 end) > 0
    ),

    timed as (
        select
            periods.period_month,
            charges.customer_id,
            charges.currency_code,
            charges.amount,
            charges.amount_mxn,
            {{ dbt.datediff('charges.charge_date', 'settled_charges.settled_date', 'day') }} as pay_days,
            {{ dbt.datediff('installments.due_date', 'settled_charges.settled_date', 'day') }} as late_days
        from settled_charges
        inner join periods
            on cast({{ dbt.date_trunc('month', 'settled_charges.settled_date') }} as date) = periods.period_month
        inner join {{ ref('fct_charges') }} as charges
            on settled_charges.charge_id = charges.charge_id and charges.is_sale
        -- The balance is zero when the last instalment is paid.
        inner join {{ ref('fct_installments') }} as installments
            on
                settled_charges.charge_id = installments.charge_id
                and installments.installment_number = installments.installment_count
    ),

    settled as (
        select
            period_month,
            customer_id,
            currency_code,
            {%- for suffix in ['', '_mxn'] %}
                amount{{ suffix }} as settled_amount{{ suffix }},
                pay_days * amount{{ suffix }} as pay_days_weighted_amount{{ suffix }},
                late_days * amount{{ suffix }} as late_days_weighted_amount{{ suffix }},
            {%- endfor %}
            1 as settled_charge_count,
            pay_days as pay_days_count,
            late_days as late_days_count
        from timed
    )
{%- endmacro %}

{# How much of what is open the ten largest legal entities owe, and what the entity owes that an average
   peso is owed by: divided by what is open, that is the Herfindahl-Hirschman index. #}
{% macro concentrations() -%}
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
            where owed.open_amount <> 0
        ) as grouped
        group by {{ grouping_sets(['period_month', 'entity_number']) }}
    ),

    concentrations as (
        select
            period_month,
            grouping_code,
            scope_code,
            {{ sum_of_largest('open_amount', 10) }} as top_10_amount,
            {{ ratio('sum(open_amount * open_amount)', 'sum(open_amount)', 2) }} as size_weighted_amount
        from entity_balances
        where open_amount > 0
        group by period_month, grouping_code, scope_code
    )
{%- endmacro %}

{# The sum of a group's largest values. #}
{% macro sum_of_largest(expression, count) -%}
    {{ return(adapter.dispatch('sum_of_largest')(expression, count)) }}
{%- endmacro %}

{% macro default__sum_of_largest(expression, count) -%}
    {{ exceptions.raise_compiler_error('sum_of_largest is not written for this database yet') }}
{%- endmacro %}

{% macro duckdb__sum_of_largest(expression, count) -%}
    list_sum(max({{ expression }}, {{ count }}))
{%- endmacro %}
