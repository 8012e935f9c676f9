select
    spans.as_of_date,
    spans.period_month,
    entries.entry_id,
    entries.document_id as credit_id,
    entries.customer_id,
    entries.document_number as credit_number,
    entries.class_code,
    entries.entry_date as credit_date,
    cast({{ dbt.datediff('entries.entry_date', 'spans.as_of_date', 'day') }} as integer) as age_days,
    entries.currency_code,
    steps.original_amount,
    steps.unapplied_amount,
    {{ cents('steps.unapplied_amount * entries.exchange_rate') }} as unapplied_amount_mxn,
    {{ cents('steps.unapplied_amount * closing_rates.closing_rate') }} as closing_amount_mxn
from {{ ref('fct_unapplied_credit_spans') }} as steps
inner join {{ ref('int_period_spans') }} as spans
    on
        steps.from_month_number = spans.from_month_number
        and steps.until_month_number = spans.until_month_number
inner join {{ ref('fct_ledger_entries') }} as entries
    on steps.entry_id = entries.entry_id
left join {{ ref('int_closing_rates_dated') }} as closing_rates
    on spans.as_of_date = closing_rates.as_of_date and entries.currency_code = closing_rates.currency_code
