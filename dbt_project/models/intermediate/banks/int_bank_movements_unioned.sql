{{ config(materialized='view') }}
select
    bank_code,
    account_id,
    movement_date,
    description,
    reference,
    deposit_amount,
    withdrawal_amount,
    balance_amount,
    occurrence_number,
    delivered_at,
    delivery_id,
    file_line
from {{ ref('stg_bbva__movements') }}
union all
select
    bank_code,
    account_id,
    movement_date,
    description,
    reference,
    deposit_amount,
    withdrawal_amount,
    balance_amount,
    occurrence_number,
    delivered_at,
    delivery_id,
    file_line
from {{ ref('stg_banorte__movements') }}
