select
    'ledger_receipts' as table_name,
    'L-' || customer_code || '/R/' || receipt_number as document_id,
    'L-' || customer_code || '/R/' || receipt_number || '/' || document_number as entry_id,
    'L-' || customer_code as customer_id,
    case when document_number <> '' then 'L-' || customer_code || '/' || document_number end as charge_id,
    receipt_date as document_date,
    exchange_rate,
    amount,
    known_from,
    replaced_at,
    changed_at
from {{ known_versions('ledger_receipts') }} as raw_versions
