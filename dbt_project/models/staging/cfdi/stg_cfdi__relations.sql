select
    uuid as voucher_id,
    tipo_relacion as relation_code,
    uuid_relacionado as related_voucher_id
from {{ known_rows('cfdi_relations') }} as raw_rows
