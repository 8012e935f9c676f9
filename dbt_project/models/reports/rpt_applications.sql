select
    applications.period_month,
    applications.effective_date,
    applications.customer_id,
    customers.customer_code,
    customers.customer_name,
    applications.credit_id as credit_document_id,
    applications.credit_number as credit_document_number,
    applications.class_code as credit_class_code,
    applications.credit_date,
    applications.charge_id as charge_document_id,
    applications.charge_number as charge_document_number,
    applications.charge_date,
    applications.currency_code,
    applications.applied_amount,
    applications.discount_amount,
    applications.applied_amount_mxn
from {{ ref('fct_applications') }} as applications
left join {{ ref('dim_customers') }} as customers
    on applications.customer_id = customers.customer_id
where
    applications.has_charge
    and applications.effective_date <= (
        select periods.as_of_date
        from {{ ref('dim_periods') }} as periods
        where periods.period_month = applications.period_month
    )
