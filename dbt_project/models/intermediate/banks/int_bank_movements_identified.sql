{{ config(materialized='view') }}
-- Only what tells movements apart and puts them in order, with the key that their texts are found by: over the
-- texts, comparing and sorting would cost more than all else.
select
    movements.format_code,
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
    bank_accounts.account_id
from {{ ref('stg_banks__movements') }} as movements
inner join {{ ref('int_bank_accounts_matched') }} as bank_accounts
    on
        movements.account_number = bank_accounts.account_number
        and coalesce(movements.bank_code, '') = coalesce(bank_accounts.printed_bank_code, '')
