select
    'M-' || cast(uso_folio_id as varchar) as fiscal_use_id,
    upper(trim(sistema)) as system_code,
    {{ microsip_document_id('sistema', 'docto_id') }} as document_id,
    nullif(upper(trim(uuid)), '') as voucher_id,
    'M-' || cast(cfdi_id as varchar) as fiscal_document_id
from {{ known_rows('microsip_usos_folios_fiscales') }} as raw_rows
