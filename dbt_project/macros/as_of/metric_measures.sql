{# The measures of one month by customer and currency, each macro the CTEs of one of them, for
   metric_inputs.sql, which gives `periods` and adds them up by group. #}

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
