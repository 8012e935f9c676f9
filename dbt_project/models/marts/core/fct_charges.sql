with charges as (
    select
        entries.charge_id,
        min(entries.source_code) as source_code,
        min(entries.customer_id) as customer_id,
        min(entries.document_number) as document_number,
        min(entries.concept_name) as concept_name,
        min(entries.class_code) as class_code,
        min(entries.entry_date) as charge_date,
        min(entries.period_month) as period_month,
        min(entries.currency_code) as currency_code,
        min(entries.exchange_rate) as exchange_rate,
        {{ total('entries.amount') }} as amount,
        {{ total('entries.tax_amount') }} as tax_amount,
        cast(sum(entries.amount_mxn) as decimal(18, 2)) as amount_mxn
    from {{ ref('fct_ledger_entries') }} as entries
    where entries.entry_kind_code = 'charge'
    group by entries.charge_id
)

select
    charges.charge_id,
    charges.source_code,
    charges.customer_id,
    charges.document_number,
    charges.concept_name,
    charges.class_code,
    classes.is_sale,
    charges.charge_date,
    charges.period_month,
    charges.currency_code,
    charges.exchange_rate,
    charges.amount,
    charges.tax_amount,
    charges.amount_mxn
from charges
inner join {{ ref('policy_entry_classes') }} as classes
    on charges.class_code = classes.class_code
