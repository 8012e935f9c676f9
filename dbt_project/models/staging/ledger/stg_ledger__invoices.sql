select
    'L-' || customer_code || '/' || document_number as document_id,
    'L-' || customer_code as customer_id,
    customer_code,
    customer_name,
    upper(replace(replace(trim(rfc), ' ', ''), '-', '')) as rfc,
    document_number,
    document_date,
    due_date,
    settled_date,
    currency_code,
    exchange_rate,
    amount,
    salesperson_name,
    zone_name
from {{ known_rows('ledger_invoices') }} as raw_rows
