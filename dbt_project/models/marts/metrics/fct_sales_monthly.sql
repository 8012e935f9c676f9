-- Credit sales with tax, as the receivable is; credit memos beside them, never netted in silence.
with run as (
    select as_of_date from {{ ref('stg_cartera__run_parameters') }}
),

contributions as (
    select
        charges.period_month,
        charges.customer_id,
        charges.currency_code,
        charges.amount as sales_amount,
        charges.tax_amount as sales_tax_amount,
        charges.amount_mxn as sales_amount_mxn,
        0 as credit_memos_amount,
        0 as credit_memos_amount_mxn,
        1 as sales_document_count
    from {{ ref('fct_charges') }} as charges
    cross join run
    where charges.is_sale and charges.charge_date <= run.as_of_date
    union all
    select
        entries.period_month,
        entries.customer_id,
        entries.currency_code,
        0 as sales_amount,
        0 as sales_tax_amount,
        0 as sales_amount_mxn,
        entries.amount as credit_memos_amount,
        entries.amount_mxn as credit_memos_amount_mxn,
        0 as sales_document_count
    from {{ ref('fct_ledger_entries') }} as entries
    cross join run
    where entries.rollforward_code = 'credit_memos' and entries.entry_date <= run.as_of_date
)

select
    period_month,
    customer_id,
    currency_code,
    {{ total('sales_amount') }} as sales_amount,
    {{ total('sales_tax_amount') }} as sales_tax_amount,
    {{ total('sales_amount_mxn') }} as sales_amount_mxn,
    {{ total('credit_memos_amount') }} as credit_memos_amount,
    {{ total('credit_memos_amount_mxn') }} as credit_memos_amount_mxn,
    cast(sum(sales_document_count) as integer) as sales_document_count
from contributions
group by period_month, customer_id, currency_code
