-- A code in one of the desk's books that is nobody's, or two customers', would leave its limit, its expiry, its
-- promise, its plan or what it is to us out of every figure.
with codes as (
    select upper(customer_code) as customer_code from {{ ref('stg_books__credit_lines') }}
    union
    select upper(customer_code) as customer_code from {{ ref('stg_books__credit_documents') }}
    union
    select upper(customer_code) as customer_code from {{ ref('stg_books__collection_events') }}
    union
    select upper(customer_code) as customer_code from {{ ref('stg_books__plan_installments') }}
    union
    select upper(customer_code) as customer_code from {{ ref('stg_books__portal_submissions') }}
    union
    select upper(customer_code) as customer_code from {{ ref('stg_books__related_parties') }}
    union
    select upper(customer_code) as customer_code from {{ ref('stg_books__payer_aliases') }}
),

comparison as (
    select
        cast(null as date) as period_month,
        'book_customer' as subject_type_code,
        codes.customer_code as subject_id,
        cast(null as varchar) as currency_code,
        1 as expected_amount,
        count(customers.customer_id) as actual_amount
    from codes
    left join {{ ref('dim_customers') }} as customers
        on codes.customer_code = upper(customers.customer_code)
    group by codes.customer_code
)

{{ compared('book_customers', 'comparison') }}
