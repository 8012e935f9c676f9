{{ config(materialized='view') }}
-- Of movements that are one, the first delivered with a balance.
with repeated as (
    select distinct
        account_id,
        movement_date,
        deposit_amount,
        withdrawal_amount
    from {{ ref('int_bank_movements_ranked') }}
)

select
    movements.account_id,
    movements.movement_date,
    movements.deposit_amount,
    movements.withdrawal_amount,
    movements.identity_hash,
    movements.occurrence_number,
    movements.balance_amount,
    movements.delivered_at,
    movements.posting_number,
    movements.delivery_id,
    movements.file_line,
    1 as like_number
from {{ ref('int_bank_movements_identified') }} as movements
left join repeated
    on
        movements.account_id = repeated.account_id
        and movements.movement_date = repeated.movement_date
        and movements.deposit_amount = repeated.deposit_amount
        and movements.withdrawal_amount = repeated.withdrawal_amount
where repeated.account_id is null
union all
select
    account_id,
    movement_date,
    deposit_amount,
    withdrawal_amount,
    identity_hash,
    occurrence_number,
    balance_amount,
    delivered_at,
    posting_number,
    delivery_id,
    file_line,
    like_number
from {{ ref('int_bank_movements_ranked') }}
where preference_number = 1
