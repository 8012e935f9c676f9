-- An application counts from the day both sides exist: a receipt dated before its invoice waits.
-- One whose charge is not in the ledger stays unapplied cash, and a control names it.
with applications as (
    select
        entries.entry_id as application_id,
        entries.document_id as credit_id,
        entries.customer_id,
        entries.document_number as credit_number,
        entries.class_code,
        entries.entry_date as credit_date,
        entries.charge_id,
        charges.document_number as charge_number,
        charges.charge_date,
        charges.charge_id is not null as has_charge,
        charges.amount as charge_amount,
        greatest(entries.entry_date, coalesce(charges.charge_date, entries.entry_date)) as effective_date,
        entries.currency_code,
        cast(-entries.amount as decimal(18, 2)) as applied_amount,
        cast(-entries.discount_amount as decimal(18, 2)) as discount_amount,
        cast(-entries.amount_mxn as decimal(18, 2)) as applied_amount_mxn,
        -- Null without a charge or a rate: a result that is not known is not zero.
        cast(-entries.amount_mxn - {{ cents('-entries.amount * charges.exchange_rate') }} as decimal(18, 2))
            as realised_fx_amount_mxn
    from {{ ref('fct_ledger_entries') }} as entries
    left join {{ ref('fct_charges') }} as charges
        on entries.charge_id = charges.charge_id
    where entries.entry_kind_code = 'application'
)

select
    applications.*,
    cast({{ dbt.date_trunc('month', 'effective_date') }} as date) as period_month
from applications
