select
    'L-' || customer_code || '/R/' || receipt_number as document_id,
    'L-' || customer_code || '/R/' || receipt_number || '/' || document_number as entry_id,
    'L-' || customer_code as customer_id,
    customer_code,
    customer_name,
    case when document_number <> '' then 'L-' || customer_code || '/' || document_number end as charge_id,
    receipt_number as document_number,
    receipt_date as document_date,
    currency_code,
    exchange_rate,
    amount
from {{ known_rows('ledger_receipts') }} as raw_rows
