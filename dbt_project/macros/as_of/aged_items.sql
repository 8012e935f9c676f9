{# Open items at their as-of dates: days past due, bucket and closing value. `items` has the columns of
   fct_open_item_spans with as_of_date and period_month, `closing_rates` those of
   int_closing_rates_dated. #}
{% macro aged_items(items, closing_rates) -%}
    select
        items.as_of_date,
        items.period_month,
        items.charge_id,
        items.installment_number,
        items.customer_id,
        items.document_number,
        items.concept_name,
        items.class_code,
        items.charge_date,
        items.due_date,
        items.due_date_source_code,
        items.past_due_days,
        cast(buckets.bucket_number as integer) as bucket_number,
        buckets.bucket_code,
        items.currency_code,
        items.original_amount,
        items.open_amount,
        items.open_amount_mxn,
        {{ cents('items.open_amount * closing_rates.closing_rate') }} as closing_amount_mxn
    from (
        select
            dated.*,
            cast({{ dbt.datediff('dated.due_date', 'dated.as_of_date', 'day') }} as integer) as past_due_days
        from {{ items }} as dated
    ) as items
    inner join {{ ref('policy_aging_buckets') }} as buckets
        on
            items.past_due_days >= coalesce(buckets.from_days, items.past_due_days)
            and items.past_due_days <= coalesce(buckets.to_days, items.past_due_days)
    left join {{ closing_rates }} as closing_rates
        on items.as_of_date = closing_rates.as_of_date and items.currency_code = closing_rates.currency_code
{%- endmacro %}
