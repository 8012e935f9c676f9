select
    deviations.period_month,
    deviations.customer_id,
    customers.customer_code,
    customers.customer_name,
    customers.salesperson_name,
    deviations.charge_id as document_id,
    deviations.document_number,
    deviations.charge_date as document_date,
    deviations.currency_code,
    deviations.amount as original_amount,
    deviations.deviation_code,
    deviations.agreed_value,
    deviations.actual_value
from {{ ref('fct_terms_deviations') }} as deviations
inner join {{ ref('dim_customers') }} as customers
    on deviations.customer_id = customers.customer_id
