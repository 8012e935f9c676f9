select
    fecha_corte as balance_date,
    'M-' || cast(docto_cc_id as varchar) as document_id,
    upper(trim(concepto)) as concept_text,
    trim(folio) as document_number,
    saldo_cargo as balance_amount
from {{ known_rows('microsip_saldos_cargos') }} as raw_rows
