select
    file_name,
    sha256,
    size_bytes,
    outcome_code,
    kind_code,
    uuid as voucher_id,
    reason,
    delivery_id,
    file_line
from {{ known_rows('cfdi_files') }} as raw_rows
