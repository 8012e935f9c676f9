{{ config(meta={'dagster': {'ref': {'name': 'fct_installments'}}}) }}
-- To the cent, and every charge has an instalment: what has none would be missing from the ageing.
with charges as (
    select
        charge_id,
        sum(amount) as amount
    from {{ ref('fct_ledger_entries') }}
    where entry_kind_code = 'charge'
    group by charge_id
),

installments as (
    select
        charge_id,
        sum(amount) as amount
    from {{ ref('fct_installments') }}
    group by charge_id
)

select
    charges.amount as charge_amount,
    installments.amount as installments_amount
from charges
full outer join installments
    on charges.charge_id = installments.charge_id
where charges.amount is distinct from installments.amount
