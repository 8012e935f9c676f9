-- The invoices that are longer in a state of their portal than its limit allows, with who has the customer.
select
    invoices.period_month,
    invoices.as_of_date,
    customers.customer_code,
    customers.customer_name,
    customers.salesperson_name,
    customers.collector_name,
    invoices.portal_name,
    invoices.document_number,
    invoices.state_code,
    invoices.state_date,
    invoices.state_days,
    invoices.limit_days,
    invoices.action_code,
    invoices.rejection_reason_text,
    invoices.responsible_name,
    invoices.currency_code,
    invoices.open_amount,
    invoices.open_amount_mxn
from {{ ref('fct_portal_invoices') }} as invoices
inner join {{ ref('dim_customers') }} as customers on invoices.customer_id = customers.customer_id
where invoices.is_over_limit
