-- What a customer agreed to in writing for paying late: what its credit file says.
with booked as (
    {{ booked_customers() }}
)

select
    customers.customer_id,
    credit_lines.agreed_interest_percent,
    credit_lines.agreed_collection_amount,
    case when credit_lines.agreed_collection_amount is not null then credit_lines.currency_code end
        as collection_currency_code
from booked as customers
inner join {{ ref('stg_books__credit_lines') }} as credit_lines
    on customers.customer_code = upper(credit_lines.customer_code)
where credit_lines.agreed_interest_percent is not null or credit_lines.agreed_collection_amount is not null
