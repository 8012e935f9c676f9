-- A document may keep credit in several lines, and wait for several later invoices: here it is one row.
with credits as (
    select
        period_month,
        as_of_date,
        customer_id,
        credit_id,
        credit_number,
        class_code,
        credit_date,
        age_days,
        currency_code,
        {{ total('original_amount') }} as original_amount,
        {{ total('unapplied_amount') }} as unapplied_amount,
        cast(sum(unapplied_amount_mxn) as decimal(18, 2)) as unapplied_amount_mxn
    from {{ ref('fct_unapplied_credits_monthly') }}
    group by
        period_month, as_of_date, customer_id, credit_id, credit_number, class_code, credit_date, age_days,
        currency_code
)

select
    credits.period_month,
    credits.as_of_date,
    credits.customer_id,
    customers.customer_code,
    customers.customer_name,
    credits.credit_id as document_id,
    credits.credit_number as document_number,
    credits.class_code as credit_class_code,
    credits.credit_date as document_date,
    credits.age_days,
    credits.currency_code,
    credits.original_amount,
    cast(credits.original_amount - credits.unapplied_amount as decimal(18, 2)) as used_amount,
    credits.unapplied_amount,
    credits.unapplied_amount_mxn
from credits
left join {{ ref('dim_customers') }} as customers
    on credits.customer_id = customers.customer_id
