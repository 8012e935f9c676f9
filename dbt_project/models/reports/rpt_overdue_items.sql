select
    items.period_month,
    items.as_of_date,
    items.customer_id,
    customers.customer_code,
    customers.customer_name,
    customers.salesperson_name,
    items.charge_id as document_id,
    items.document_number,
    items.concept_name,
    items.installment_number,
    items.charge_date as document_date,
    items.due_date,
    items.due_date_source_code <> 'document' as is_due_date_assumed,
    items.past_due_days,
    items.bucket_number,
    items.currency_code,
    items.original_amount,
    items.open_amount,
    items.open_amount_mxn
from {{ ref('fct_open_items_monthly') }} as items
left join {{ ref('dim_customers') }} as customers
    on items.customer_id = customers.customer_id
where items.bucket_number > 0
