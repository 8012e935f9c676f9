select
    'banorte' as bank_code,
    'banorte' || '-' || account_number as account_id,
    movement_date,
    description,
    reference,
    deposit_amount,
    withdrawal_amount,
    balance_amount,
    occurrence_number,
    known_from as delivered_at,
    delivery_id,
    file_line
from {{ known_rows('banorte_movements') }} as raw_rows
