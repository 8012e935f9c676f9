-- Invoices on other conditions than the customer's: due date, document's terms, price currency. What was agreed
-- is the credit file's from its approval, else the ERP's own terms of the customer as they are today.
with booked as (
    {{ booked_customers() }}
),

agreed as (
    select
        customers.customer_id,
        customers.terms_id,
        payment_terms.terms_name,
        max(term_lines.term_days) as terms_days
    from {{ ref('stg_microsip__customers') }} as customers
    left join {{ ref('stg_microsip__payment_terms') }} as payment_terms
        on customers.terms_id = payment_terms.terms_id
    left join {{ ref('stg_microsip__payment_term_lines') }} as term_lines
        on customers.terms_id = term_lines.terms_id
    group by customers.customer_id, customers.terms_id, payment_terms.terms_name
),

filed as (
    select
        customers.customer_id,
        min(credit_lines.approved_date) as approved_date,
        max(credit_lines.terms_days) as terms_days
    from {{ ref('stg_books__credit_lines') }} as credit_lines
    inner join booked as customers
        on upper(credit_lines.customer_code) = customers.customer_code
    group by customers.customer_id
),

due as (
    select
        charge_id,
        max(due_date) as due_date,
        max(case when due_date_source_code = 'document' then 1 else 0 end) = 1 as is_due_date_delivered
    from {{ ref('fct_installments') }}
    group by charge_id
),

sales as (
    select
        charge_id,
        min(currency_code) as currency_code
    from {{ ref('fct_invoice_charges') }}
    group by charge_id
),

-- A sale due on its own day is a cash sale: nothing was lent.
invoices as (
    select
        charges.charge_id,
        charges.customer_id,
        charges.document_number,
        charges.charge_date,
        charges.period_month,
        charges.currency_code,
        charges.amount,
        cast({{ dbt.datediff('charges.charge_date', 'due.due_date', 'day') }} as integer) as actual_days,
        case when filed.approved_date <= charges.charge_date then filed.terms_days else agreed.terms_days end
            as agreed_days,
        case when filed.approved_date <= charges.charge_date then null else agreed.terms_name end
            as agreed_terms_name,
        case
            when filed.approved_date <= charges.charge_date then null
            when documents.terms_id <> agreed.terms_id then document_terms.terms_name
        end as other_terms_name,
        customers.currency_code as agreed_currency_code,
        sales.currency_code as sales_currency_code,
        customers.legal_entity_id
    from {{ ref('fct_charges') }} as charges
    inner join due on charges.charge_id = due.charge_id
    inner join {{ ref('dim_customers') }} as customers on charges.customer_id = customers.customer_id
    left join {{ ref('stg_microsip__documents') }} as documents on charges.charge_id = documents.document_id
    left join {{ ref('stg_microsip__payment_terms') }} as document_terms
        on documents.terms_id = document_terms.terms_id
    left join agreed on charges.customer_id = agreed.customer_id
    left join filed on charges.customer_id = filed.customer_id
    left join sales on charges.charge_id = sales.charge_id
    where charges.is_sale and (due.due_date > charges.charge_date or not due.is_due_date_delivered)
),

deviations as (
    select
        invoices.*,
        'due_date' as deviation_code,
        cast(invoices.agreed_days as varchar) as agreed_value,
        cast(invoices.actual_days as varchar) as actual_value
    from invoices
    where abs(invoices.actual_days - invoices.agreed_days) > {{ credit_parameter('terms_tolerance_days') }}
    union all
    select
        invoices.*,
        'terms' as deviation_code,
        invoices.agreed_terms_name as agreed_value,
        invoices.other_terms_name as actual_value
    from invoices
    where invoices.other_terms_name is not null
    union all
    select
        invoices.*,
        'currency' as deviation_code,
        invoices.agreed_currency_code as agreed_value,
        coalesce(invoices.sales_currency_code, invoices.currency_code) as actual_value
    from invoices
    where
        invoices.agreed_currency_code <> 'XXX'
        and coalesce(invoices.sales_currency_code, invoices.currency_code) <> invoices.agreed_currency_code
)

select
    charge_id,
    deviation_code,
    legal_entity_id,
    customer_id,
    document_number,
    charge_date,
    period_month,
    currency_code,
    amount,
    agreed_value,
    actual_value
from deviations
