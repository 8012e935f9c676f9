select
    source_code,
    table_name,
    delivery_mode_code,
    is_configured,
    is_required,
    source_kind_code
from {{ source('raw', 'expected_tables') }}
