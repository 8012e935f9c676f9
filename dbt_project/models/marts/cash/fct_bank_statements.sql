select
    bank_accounts.account_id || '/' || statements.format_code || '/' || statements.identity_text as statement_id,
    bank_accounts.account_id,
    bank_accounts.bank_code,
    statements.format_code,
    statements.statement_number,
    statements.currency_code,
    statements.from_date,
    statements.to_date,
    statements.opening_balance_amount,
    statements.closing_balance_amount,
    statements.deposit_amount,
    statements.withdrawal_amount,
    cast(statements.movement_count as integer) as movement_count,
    statements.note_code,
    deliveries.delivered_on
from {{ ref('stg_banks__statements') }} as statements
inner join {{ ref('int_bank_accounts_matched') }} as bank_accounts
    on
        statements.account_number = bank_accounts.account_number
        and coalesce(statements.bank_code, '') = coalesce(bank_accounts.printed_bank_code, '')
left join {{ ref('stg_cartera__deliveries') }} as deliveries on statements.delivery_id = deliveries.delivery_id
