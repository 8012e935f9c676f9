-- Credits fill the oldest instalment first: what is applied beyond the earlier ones reduces this one.
with open_stretches as (
    select
        installments.charge_id,
        installments.installment_number,
        installments.due_date,
        installments.due_date_source_code,
        installments.amount as original_amount,
        steps.from_month_number,
        steps.until_month_number,
        case
            when installments.amount < 0 then installments.amount - steps.applied_amount
            else least(greatest(installments.amount_until - steps.applied_amount, 0), installments.amount)
        end as open_amount
    from {{ ref('fct_charge_balance_spans') }} as steps
    inner join {{ ref('fct_installments') }} as installments
        on steps.charge_id = installments.charge_id
),

items as (
    select
        spans.as_of_date,
        spans.period_month,
        stretches.charge_id,
        stretches.installment_number,
        stretches.due_date,
        stretches.due_date_source_code,
        stretches.original_amount,
        cast(stretches.open_amount as decimal(18, 2)) as open_amount,
        {{ dbt.datediff('stretches.due_date', 'spans.as_of_date', 'day') }} as past_due_days
    from open_stretches as stretches
    inner join {{ ref('int_period_spans') }} as spans
        on
            stretches.from_month_number = spans.from_month_number
            and stretches.until_month_number = spans.until_month_number
    where stretches.open_amount <> 0
)

select
    items.as_of_date,
    items.period_month,
    items.charge_id,
    cast(items.installment_number as integer) as installment_number,
    charges.customer_id,
    charges.document_number,
    charges.concept_name,
    charges.class_code,
    charges.charge_date,
    items.due_date,
    items.due_date_source_code,
    cast(items.past_due_days as integer) as past_due_days,
    cast(buckets.bucket_number as integer) as bucket_number,
    buckets.bucket_code,
    charges.currency_code,
    items.original_amount,
    items.open_amount,
    {{ cents('items.open_amount * charges.exchange_rate') }} as open_amount_mxn,
    {{ cents('items.open_amount * closing_rates.closing_rate') }} as closing_amount_mxn
from items
inner join {{ ref('fct_charges') }} as charges
    on items.charge_id = charges.charge_id
inner join {{ ref('policy_aging_buckets') }} as buckets
    on
        items.past_due_days >= coalesce(buckets.from_days, items.past_due_days)
        and items.past_due_days <= coalesce(buckets.to_days, items.past_due_days)
left join {{ ref('int_closing_rates_dated') }} as closing_rates
    on items.as_of_date = closing_rates.as_of_date and charges.currency_code = closing_rates.currency_code
