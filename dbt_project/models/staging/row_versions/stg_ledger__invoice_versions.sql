select
    'ledger_invoices' as table_name,
    'L-' || customer_code || '/' || document_number as document_id,
    'L-' || customer_code as customer_id,
    document_date,
    due_date,
    settled_date,
    exchange_rate,
    amount,
    known_from,
    replaced_at,
    changed_at
from {{ known_versions('ledger_invoices') }} as raw_versions
