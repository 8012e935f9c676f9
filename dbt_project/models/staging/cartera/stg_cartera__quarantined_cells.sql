select
    delivery_id,
    table_name,
    file_name,
    file_line,
    column_name,
    reason
from {{ source('raw', 'quarantine') }}
