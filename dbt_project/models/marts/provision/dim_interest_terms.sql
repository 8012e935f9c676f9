-- Whether a customer agreed to a rate of moratory interest in writing: what its credit file says.
select
    customers.customer_id,
    credit_lines.agreed_interest_percent
from {{ ref('dim_customers') }} as customers
inner join {{ ref('stg_books__credit_lines') }} as credit_lines
    on customers.customer_code = credit_lines.customer_code
where credit_lines.agreed_interest_percent is not null
