select
    delivery_id,
    source_code,
    table_name,
    file_name,
    sha256,
    size_bytes,
    delivered_at,
    delivered_on,
    status_code,
    reason,
    rows_read,
    rows_landed,
    rows_unchanged,
    rows_quarantined,
    rows_vanished
from {{ ref('stg_cartera__deliveries') }}
