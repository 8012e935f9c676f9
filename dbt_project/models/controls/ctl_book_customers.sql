-- A code in the credit file, its documents or the collection log that is nobody's, or two customers', would leave
-- its limit, its expiry or its promise out of every figure.
with codes as (
    select upper(customer_code) as customer_code from {{ ref('stg_books__credit_lines') }}
    union
    select upper(customer_code) as customer_code from {{ ref('stg_books__credit_documents') }}
    union
    select upper(customer_code) as customer_code from {{ ref('stg_books__collection_events') }}
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
