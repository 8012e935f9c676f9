-- A missing rate is an error, never 1 and never left out of a total in silence.
with run as (
    select
        as_of_date,
        functional_currency_code
    from {{ ref('stg_cartera__run_parameters') }}
),

-- What the desk's books say in a currency is worth its closing rate on the run's as-of date.
book_currencies as (
    select
        customer_code,
        currency_code
    from {{ ref('stg_books__credit_lines') }}
    union
    select
        customer_code,
        insurance_currency_code as currency_code
    from {{ ref('stg_books__credit_lines') }}
    union
    select
        customer_code,
        currency_code
    from {{ ref('stg_books__collection_events') }}
    where kind_code in ('promise', 'dispute')
),

comparison as (
    select
        items.period_month,
        'document' as subject_type_code,
        items.charge_id as subject_id,
        items.currency_code,
        1 as expected_amount,
        case when items.open_amount_mxn is null or items.closing_amount_mxn is null then 0 else 1 end as actual_amount
    from {{ ref('fct_open_items_monthly') }} as items
    cross join run
    where items.currency_code <> run.functional_currency_code
    union all
    select
        credits.period_month,
        'document' as subject_type_code,
        credits.credit_id,
        credits.currency_code,
        1 as expected_amount,
        case when credits.unapplied_amount_mxn is null or credits.closing_amount_mxn is null then 0 else 1 end
            as actual_amount
    from {{ ref('fct_unapplied_credits_monthly') }} as credits
    cross join run
    where credits.currency_code <> run.functional_currency_code
    union all
    select
        entries.period_month,
        'document' as subject_type_code,
        entries.document_id,
        entries.currency_code,
        1 as expected_amount,
        case when entries.amount_mxn is null then 0 else 1 end as actual_amount
    from {{ ref('fct_ledger_entries') }} as entries
    cross join run
    where entries.currency_code <> run.functional_currency_code
    union all
    select
        cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
        'document' as subject_type_code,
        orders.sales_document_id,
        orders.currency_code,
        1 as expected_amount,
        case when orders.pending_amount_mxn is null then 0 else 1 end as actual_amount
    from {{ ref('fct_open_orders') }} as orders
    cross join run
    where orders.currency_code <> run.functional_currency_code
    union all
    select
        cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
        'book_customer' as subject_type_code,
        book_currencies.customer_code,
        book_currencies.currency_code,
        1 as expected_amount,
        case when rates.closing_rate is null then 0 else 1 end as actual_amount
    from book_currencies
    cross join run
    left join {{ ref('int_closing_rates_dated') }} as rates
        on run.as_of_date = rates.as_of_date and book_currencies.currency_code = rates.currency_code
    where book_currencies.currency_code <> run.functional_currency_code
)

{{ compared('foreign_rates', 'comparison') }}
