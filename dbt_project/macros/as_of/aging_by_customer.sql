{# The ageing per as-of date, customer and currency, from the rows of fct_open_items_monthly and of
   fct_unapplied_credits_monthly, or of the functions that answer for one day. #}
{% macro aging_by_customer(open_items, unapplied_credits) -%}
    with items as (
        select
            as_of_date,
            period_month,
            customer_id,
            currency_code,
            {% for number in range(6) -%}
                {{ total('case when bucket_number = ' ~ number ~ ' then open_amount else 0 end') }} as amount_{{ number }},
                {{ total('case when bucket_number = ' ~ number ~ ' then open_amount_mxn else 0 end') }}
                    as amount_mxn_{{ number }},
            {% endfor -%}
            {{ total('open_amount') }} as open_amount,
            {{ total('open_amount_mxn') }} as open_amount_mxn,
            {{ total('closing_amount_mxn') }} as closing_amount_mxn,
            count(*) as open_item_count,
            max(case when bucket_number > 0 then past_due_days end) as max_past_due_days
        from {{ open_items }} as given
        group by as_of_date, period_month, customer_id, currency_code
    ),

    unapplied as (
        select
            as_of_date,
            period_month,
            customer_id,
            currency_code,
            {{ total('unapplied_amount') }} as unapplied_amount,
            {{ total('unapplied_amount_mxn') }} as unapplied_amount_mxn,
            {{ total('closing_amount_mxn') }} as closing_amount_mxn
        from {{ unapplied_credits }} as given
        group by as_of_date, period_month, customer_id, currency_code
    )

    select
        coalesce(items.as_of_date, unapplied.as_of_date) as as_of_date,
        coalesce(items.period_month, unapplied.period_month) as period_month,
        coalesce(items.customer_id, unapplied.customer_id) as customer_id,
        coalesce(items.currency_code, unapplied.currency_code) as currency_code,
        coalesce(items.amount_0, 0) as not_due_amount,
        {% for number in range(1, 6) -%}
            coalesce(items.amount_{{ number }}, 0) as bucket_{{ number }}_amount,
        {% endfor -%}
        cast(coalesce(items.open_amount - items.amount_0, 0) as decimal(18, 2)) as overdue_amount,
        coalesce(items.open_amount, 0) as open_amount,
        coalesce(unapplied.unapplied_amount, 0) as unapplied_amount,
        cast(coalesce(items.open_amount, 0) - coalesce(unapplied.unapplied_amount, 0) as decimal(18, 2))
            as balance_amount,
        coalesce(items.amount_mxn_0, 0) as not_due_amount_mxn,
        {% for number in range(1, 6) -%}
            coalesce(items.amount_mxn_{{ number }}, 0) as bucket_{{ number }}_amount_mxn,
        {% endfor -%}
        cast(coalesce(items.open_amount_mxn - items.amount_mxn_0, 0) as decimal(18, 2)) as overdue_amount_mxn,
        coalesce(items.open_amount_mxn, 0) as open_amount_mxn,
        coalesce(unapplied.unapplied_amount_mxn, 0) as unapplied_amount_mxn,
        cast(coalesce(items.open_amount_mxn, 0) - coalesce(unapplied.unapplied_amount_mxn, 0) as decimal(18, 2))
            as balance_amount_mxn,
        cast(
            coalesce(items.closing_amount_mxn, 0) - coalesce(unapplied.closing_amount_mxn, 0) as decimal(18, 2)
        ) as closing_balance_amount_mxn,
        cast(
            coalesce(items.closing_amount_mxn, 0) - coalesce(unapplied.closing_amount_mxn, 0)
            - coalesce(items.open_amount_mxn, 0) + coalesce(unapplied.unapplied_amount_mxn, 0)
            as decimal(18, 2)
        ) as unrealised_fx_amount_mxn,
        cast(coalesce(items.open_item_count, 0) as integer) as open_item_count,
        items.max_past_due_days
    from items
    full outer join unapplied
        on
            items.as_of_date = unapplied.as_of_date
            and items.customer_id = unapplied.customer_id
            and items.currency_code = unapplied.currency_code
{%- endmacro %}
