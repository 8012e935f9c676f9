-- An application counts from the day both sides exist: a receipt dated before its invoice waits.
-- One whose charge is not in the ledger stays unapplied cash, and a control names it.
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
    coalesce(greatest(entries.entry_date, charges.charge_date), entries.entry_date) as effective_date,
    cast({{ dbt.date_trunc('month', 'coalesce(greatest(entries.entry_date, charges.charge_date), entries.entry_date)') }} as date)
        as period_month,
    entries.currency_code,
    cast(-entries.amount as decimal(18, 2)) as applied_amount,
    cast(-entries.discount_amount as decimal(18, 2)) as discount_amount,
    cast(-entries.amount_mxn as decimal(18, 2)) as applied_amount_mxn
from {{ ref('fct_ledger_entries') }} as entries
left join {{ ref('fct_charges') }} as charges
    on entries.charge_id = charges.charge_id
where entries.entry_kind_code = 'application'
