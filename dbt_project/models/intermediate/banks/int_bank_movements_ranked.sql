-- A movement that several exports of an account hold, in one layout or in several, is one movement: same day, same
-- amounts, same running balance. What the bank writes beside it differs by layout and does not count. Movements
-- without a balance are the nth of their day and amounts, as those with one are. Few movements may be another one:
-- the others need not be compared and are not here.
with repeated as (
    select
        account_id,
        movement_date,
        deposit_amount,
        withdrawal_amount
    from {{ ref('int_bank_movements_identified') }}
    group by account_id, movement_date, deposit_amount, withdrawal_amount
    having count(*) > 1
),

alike as (
    select movements.*
    from {{ ref('int_bank_movements_identified') }} as movements
    inner join repeated
        on
            movements.account_id = repeated.account_id
            and movements.movement_date = repeated.movement_date
            and movements.deposit_amount = repeated.deposit_amount
            and movements.withdrawal_amount = repeated.withdrawal_amount
),

counted as (
    select
        *,
        dense_rank() over (
            partition by account_id, movement_date, deposit_amount, withdrawal_amount
            order by balance_amount, occurrence_number
        ) as like_number
    from alike
    where balance_amount is not null
    union all
    select
        *,
        row_number() over (
            partition by account_id, movement_date, deposit_amount, withdrawal_amount, format_code
            order by delivered_at, posting_number, delivery_id, file_line
        ) as like_number
    from alike
    where balance_amount is null
)

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
    like_number,
    row_number() over (
        partition by account_id, movement_date, deposit_amount, withdrawal_amount, like_number
        order by balance_amount is null, delivered_at, posting_number, delivery_id, file_line
    ) as preference_number
from counted
