{# What every metric is made of, one row per period, grouping and group, from the group's first month
   on. Here are the measures of one month and their sums; months are put together in kpis.sql.
   `periods` has the columns of dim_periods, `open_items` those of fct_open_items_monthly at the same
   as-of dates, `groupings` is metric_groupings() or a part of it. #}
{% macro metric_inputs(periods, open_items, groupings) -%}
    {%- set buckets = range(6) -%}
    {%- set open_measures = ['open', 'over_90'] -%}
    {%- for number in buckets -%}{%- do open_measures.append('bucket_' ~ number) -%}{%- endfor -%}
    {%- for number in range(5) -%}{%- do open_measures.append('rolled_' ~ number) -%}{%- endfor -%}
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

    {{ open_measures_by_customer(open_items) }},

    {{ fallen_due_by_customer() }},

    {{ flows_by_customer() }},

    {{ settlements_by_customer() }},

    opens as (
        {{ summed_by_group('open_by_customer', groupings, open_measures) }}
    ),

    fallen as (
        {{ summed_by_group('fallen_by_customer', groupings, ['fell_due']) }}
    ),

    flows as (
        {{ summed_by_group('flows_by_customer', groupings, flow_measures) }}
    ),

    settlements as (
        {{ summed_by_group('settled_by_customer', groupings, settled_measures, settled_counts) }}
    ),

    {{ concentrations(groupings) }},

    scopes as (
        select
            {{ grouping_code(groupings) }} as grouping_code,
            {{ group_scope(groupings) }} as scope_code,
            min(period_month) as first_month
        from ({{ with_groups(ref('fct_ledger_entries'), ['period_month']) }}) as grouped
        group by {{ grouping_sets(groupings, []) }}
    )

    select
        periods.month_number,
        periods.period_month,
        periods.as_of_date,
        scopes.grouping_code,
        scopes.scope_code,
        periods.days_count,
        cast(coalesce(opens.open_amount, 0) as decimal(18, 2)) as open_amount,
        {% for number in buckets -%}
            cast(coalesce(opens.bucket_{{ number }}_amount, 0) as decimal(18, 2)) as bucket_{{ number }}_amount,
        {% endfor -%}
        cast(coalesce(opens.open_amount - opens.bucket_0_amount, 0) as decimal(18, 2)) as overdue_amount,
        cast(coalesce(opens.over_90_amount, 0) as decimal(18, 2)) as over_90_amount,
        {% for number in range(5) -%}
            cast(coalesce(opens.rolled_{{ number }}_amount, 0) as decimal(18, 2)) as rolled_{{ number }}_amount,
        {% endfor -%}
        cast(coalesce(fallen.fell_due_amount, 0) as decimal(18, 2)) as fell_due_amount,
        {% for measure in flow_measures -%}
            cast(coalesce(flows.{{ measure }}_amount, 0) as decimal(18, 2)) as {{ measure }}_amount,
        {% endfor -%}
        {% for measure in settled_measures -%}
            cast(coalesce(settlements.{{ measure }}_amount, 0) as decimal(18, 2)) as {{ measure }}_amount,
        {% endfor -%}
        {% for measure in settled_counts -%}
            cast(coalesce(settlements.{{ measure }}_count, 0) as bigint) as {{ measure }}_count,
        {% endfor -%}
        cast(coalesce(concentrations.top_10_amount, 0) as decimal(18, 2)) as top_10_amount,
        cast(coalesce(concentrations.size_weighted_amount, 0) as decimal(18, 2)) as size_weighted_amount
    from scopes
    inner join periods
        on scopes.first_month <= periods.period_month
    {% for measured in ['opens', 'fallen', 'flows', 'settlements', 'concentrations'] -%}
        left join {{ measured }}
            on
                periods.period_month = {{ measured }}.period_month
                and scopes.grouping_code = {{ measured }}.grouping_code
                and scopes.scope_code = {{ measured }}.scope_code
    {% endfor -%}
{%- endmacro %}

{# Open items by bucket, and what of each bucket of the previous month-end is in a later one now: an
   item that was there already had its days past due then. #}
{% macro open_measures_by_customer(open_items) -%}
    aged as (
        select
            items.period_month,
            items.customer_id,
            items.currency_code,
            items.past_due_days,
            items.bucket_number,
            items.open_amount,
            items.open_amount_mxn,
            case
                when items.charge_date <= periods.previous_as_of_date
                    then {{ dbt.datediff('items.due_date', 'periods.previous_as_of_date', 'day') }}
            end as previous_past_due_days
        from {{ open_items }} as items
        inner join periods
            on items.period_month = periods.period_month
    ),

    rolled as (
        select
            aged.*,
            case when previous.bucket_number < aged.bucket_number then previous.bucket_number end as rolled_from
        from aged
        left join {{ ref('policy_aging_buckets') }} as previous
            on
                aged.previous_past_due_days >= coalesce(previous.from_days, aged.previous_past_due_days)
                and aged.previous_past_due_days <= coalesce(previous.to_days, aged.previous_past_due_days)
    ),

    open_by_customer as (
        select
            period_month,
            customer_id,
            currency_code
            {%- for suffix in ['', '_mxn'] -%},
                sum(open_amount{{ suffix }}) as open_amount{{ suffix }},
                sum(case when past_due_days > 90 then open_amount{{ suffix }} else 0 end)
                    as over_90_amount{{ suffix }}
                {%- for number in range(6) -%},
                    sum(case when bucket_number = {{ number }} then open_amount{{ suffix }} else 0 end)
                        as bucket_{{ number }}_amount{{ suffix }}
                {%- endfor -%}
                {%- for number in range(5) -%},
                    sum(case when rolled_from = {{ number }} then open_amount{{ suffix }} else 0 end)
                        as rolled_{{ number }}_amount{{ suffix }}
                {%- endfor -%}
            {%- endfor %}
        from rolled
        group by period_month, customer_id, currency_code
    )
{%- endmacro %}

{# What became overdue in the month: of what was open and not due at the last month-end, and of the
   charges made since. Due on the as-of date itself is not overdue. #}
{% macro fallen_due_by_customer() -%}
    fallen_by_customer as (
        select
            fell.period_month,
            fell.customer_id,
            fell.currency_code,
            sum(fell.amount) as fell_due_amount,
            sum(fell.amount_mxn) as fell_due_amount_mxn
        from (
            select
                periods.period_month,
                items.customer_id,
                items.currency_code,
                items.open_amount as amount,
                items.open_amount_mxn as amount_mxn
            from {{ ref('fct_open_items_monthly') }} as items
            inner join periods
                on items.period_month = periods.previous_month
            where items.bucket_number = 0 and items.due_date < periods.as_of_date
            union all
            select
                periods.period_month,
                charges.customer_id,
                charges.currency_code,
                installments.amount,
                {{ cents('installments.amount * charges.exchange_rate') }} as amount_mxn
            from {{ ref('fct_charges') }} as charges
            inner join periods
                on charges.period_month = periods.period_month and charges.charge_date <= periods.as_of_date
            inner join {{ ref('fct_installments') }} as installments
                on charges.charge_id = installments.charge_id and periods.as_of_date > installments.due_date
        ) as fell
        group by fell.period_month, fell.customer_id, fell.currency_code
    )
{%- endmacro %}

{# The month's flows, all positive where they are what they are called. A discount settles what it came
   with, but it is no cash. #}
{% macro flows_by_customer() -%}
    flows_by_customer as (
        select
            periods.period_month,
            entries.customer_id,
            entries.currency_code
            {%- for suffix, rate in [('', '1'), ('_mxn', 'entries.exchange_rate')] -%},
                sum(case when entries.is_sale then entries.amount{{ suffix }} else 0 end)
                    as sales_amount{{ suffix }},
                sum(
                    case
                        when entries.is_cash
                            then {{ cents('entries.discount_amount * ' ~ rate) }} - entries.amount{{ suffix }}
                        else 0
                    end
                ) as receipts_amount{{ suffix }}
                {%- for code in ['credit_memos', 'write_offs'] -%},
                    sum(case when entries.rollforward_code = '{{ code }}' then -entries.amount{{ suffix }} else 0 end)
                        as {{ code }}_amount{{ suffix }}
                {%- endfor -%}
            {%- endfor %}
        from {{ ref('fct_ledger_entries') }} as entries
        inner join periods
            on entries.period_month = periods.period_month and entries.entry_date <= periods.as_of_date
        group by periods.period_month, entries.customer_id, entries.currency_code
    )
{%- endmacro %}

{# Sales whose balance an application of the month brought to zero, and how long that took. One that no
   money settled (a return, a write-off) was not paid and is left out. Early is negative. #}
{% macro settlements_by_customer() -%}
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

    settled as (
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
            on
                periods.period_month <= settled_charges.settled_date
                and periods.as_of_date >= settled_charges.settled_date
        inner join {{ ref('fct_charges') }} as charges
            on settled_charges.charge_id = charges.charge_id and charges.is_sale
        -- The balance is zero when the last instalment is paid.
        inner join {{ ref('fct_installments') }} as installments
            on
                settled_charges.charge_id = installments.charge_id
                and installments.installment_number = installments.installment_count
    ),

    settled_by_customer as (
        select
            period_month,
            customer_id,
            currency_code,
            {%- for suffix in ['', '_mxn'] %}
                sum(amount{{ suffix }}) as settled_amount{{ suffix }},
                sum(pay_days * amount{{ suffix }}) as pay_days_weighted_amount{{ suffix }},
                sum(late_days * amount{{ suffix }}) as late_days_weighted_amount{{ suffix }},
            {%- endfor %}
            count(*) as settled_charge_count,
            sum(pay_days) as pay_days_count,
            sum(late_days) as late_days_count
        from settled
        group by period_month, customer_id, currency_code
    )
{%- endmacro %}

{# How much of what is open the ten largest legal entities owe, and what the entity owes that an average
   peso is owed by: divided by what is open, that is the Herfindahl-Hirschman index. #}
{% macro concentrations(groupings) -%}
    {#- A legal entity is no group of legal entities. -#}
    {%- set groupings = dict(groupings) -%}
    {%- do groupings.pop('legal_entity', none) -%}
    entity_balances as (
        select
            period_month,
            legal_entity_id as entity_id,
            {{ grouping_code(groupings) }} as grouping_code,
            {{ group_scope(groupings) }} as scope_code,
            case when grouping(currency_code) = 0 then sum(open_amount) else sum(open_amount_mxn) end
                as open_amount
        from (
            {{ with_groups('open_by_customer', ['period_month', 'open_amount', 'open_amount_mxn']) }}
        ) as grouped
        group by {{ grouping_sets(groupings, ['period_month', 'legal_entity_id']) }}
    ),

    ranked as (
        select
            entity_balances.*,
            row_number() over (
                partition by period_month, grouping_code, scope_code
                order by open_amount desc, entity_id asc
            ) as size_rank
        from entity_balances
        where open_amount > 0
    ),

    concentrations as (
        select
            period_month,
            grouping_code,
            scope_code,
            sum(case when size_rank <= 10 then open_amount else 0 end) as top_10_amount,
            {{ ratio('sum(open_amount * open_amount)', 'sum(open_amount)', 2) }} as size_weighted_amount
        from ranked
        group by period_month, grouping_code, scope_code
    )
{%- endmacro %}
