-- A missing rate is an error, never 1 and never left out of a total in silence.
with run as (
    select functional_currency_code from {{ ref('stg_cartera__run_parameters') }}
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
)

{{ compared('foreign_rates', 'comparison') }}
