-- What a person may say yes to: each document that a proposal would pay if somebody were sure of it.
select
    applications.period_month,
    applications.receipt_id,
    applications.document_number,
    max(customers.customer_code) as customer_code,
    cast(sum(applications.applied_amount) as decimal(18, 2)) as applied_amount
from {{ ref('fct_match_applications') }} as applications
left join {{ ref('dim_customers') }} as customers on applications.customer_id = customers.customer_id
where applications.is_proposed and applications.tier_code = 'suggest'
group by applications.period_month, applications.receipt_id, applications.document_number
