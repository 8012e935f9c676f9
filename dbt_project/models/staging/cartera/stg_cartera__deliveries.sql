select
    deliveries.delivery_id,
    deliveries.source_code,
    deliveries.table_name,
    deliveries.file_name,
    deliveries.sha256,
    deliveries.size_bytes,
    deliveries.delivered_at,
    deliveries.delivered_on,
    deliveries.recorded_at,
    deliveries.status_code,
    deliveries.reason,
    deliveries.rows_read,
    deliveries.rows_landed,
    deliveries.rows_unchanged,
    deliveries.rows_quarantined,
    deliveries.rows_vanished
from {{ source('raw', 'deliveries') }} as deliveries
cross join {{ source('raw', 'run_parameters') }} as run
where
    deliveries.delivered_at <= run.known_at
    and deliveries.status_code <> 'withdrawn'
