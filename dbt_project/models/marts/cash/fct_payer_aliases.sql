-- What is known to be a customer's: from the desk's book, from decisions that a person took, and from receipts that
-- the ERP recorded often enough. known_from_date says since when, so that the past is judged by what was known then.
with evidence as (
    select
        receipts.payer_account as account_text,
        receipts.payer_rfc as rfc_text,
        receipts.payer_name as name_text,
        bookings.customer_id,
        bookings.erp_date as confirmed_date,
        'erp' as source_code
    from {{ ref('fct_receipt_bookings') }} as bookings
    inner join {{ ref('fct_bank_receipts') }} as receipts on bookings.bank_receipt_id = receipts.bank_receipt_id
    where bookings.receipt_id is not null
    union all
    select distinct
        receipts.payer_account as account_text,
        receipts.payer_rfc as rfc_text,
        receipts.payer_name as name_text,
        decisions.customer_id,
        decisions.decided_date as confirmed_date,
        'decision' as source_code
    from {{ ref('fct_match_decisions') }} as decisions
    inner join {{ ref('fct_bank_receipts') }} as receipts on decisions.receipt_id = receipts.bank_receipt_id
    where decisions.decision_code in ('apply', 'on_account') and decisions.customer_id is not null
),

said as (
    {% for kind in ['account', 'rfc', 'name'] -%}
        select
            '{{ kind }}' as alias_kind_code,
            {{ kind }}_text as alias_text,
            customer_id,
            confirmed_date,
            source_code
        from evidence
        where {{ kind }}_text is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

numbered as (
    select
        *,
        row_number() over (
            partition by alias_kind_code, alias_text, customer_id, source_code
            order by confirmed_date
        ) as confirmed_number
    from said
),

counted as (
    select
        numbered.alias_kind_code,
        numbered.alias_text,
        numbered.customer_id,
        numbered.source_code,
        -- The day on which it had been seen often enough; what a person said is known at once.
        min(
            case
                when numbered.confirmed_number >= needed.limit_value or numbered.source_code = 'decision'
                    then numbered.confirmed_date
            end
        ) as known_from_date,
        max(numbered.confirmed_date) as confirmed_date,
        count(*) as confirmed_count
    from numbered
    inner join {{ ref('policy_matching_limits') }} as needed on needed.limit_code = 'alias_count'
    group by numbered.alias_kind_code, numbered.alias_text, numbered.customer_id, numbered.source_code
),

of_the_book as (
    select
        case book.kind_code when 'clabe' then 'account' else book.kind_code end as alias_kind_code,
        book.alias_text,
        customers.customer_id,
        'book' as source_code,
        book.valid_from_date as known_from_date,
        book.valid_from_date as confirmed_date,
        1 as confirmed_count
    from {{ ref('stg_books__payer_aliases') }} as book
    inner join {{ ref('dim_customers') }} as customers
        on upper(book.customer_code) = upper(customers.customer_code)
    inner join {{ ref('dim_run_parameters') }} as run
        on
            coalesce(book.valid_from_date, run.as_of_date) <= run.as_of_date
            and coalesce(book.valid_to_date, run.as_of_date) >= run.as_of_date
    where book.kind_code in ('clabe', 'account', 'rfc', 'name')
),

known as (
    select * from counted
    where known_from_date is not null
    union all
    select * from of_the_book
)

select
    alias_kind_code,
    alias_text,
    customer_id,
    min(source_code) as source_code,
    -- A row of the book without a beginning is known now, and nobody knows since when.
    min(known_from_date) as known_from_date,
    max(confirmed_date) as confirmed_date,
    cast(sum(confirmed_count) as integer) as confirmed_count
from known
group by alias_kind_code, alias_text, customer_id
