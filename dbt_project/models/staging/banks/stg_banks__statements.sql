select
    format_code,
    bank_code,
    account_number,
    identity_text,
    currency_code,
    statement_number,
    from_date,
    to_date,
    opening_balance_amount,
    closing_balance_amount,
    deposit_amount,
    withdrawal_amount,
    movement_count,
    note_code,
    known_from as delivered_at,
    delivery_id,
    file_line
from {{ known_rows('banks_statements') }} as raw_rows
